"""Row 11: whatever is typed into a text field is text on every screen, and breaks no table."""

import json
from collections import Counter
from urllib.parse import quote

import pytest

from tests import servers
from tests.browser.conftest import PHONE
from tests.browser.payloads import PAYLOADS
from tests.browser.people import Person, giver_and_guessers
from tests.faults.harness.figures import report, size

FORMS, PAGES = size((3, 7), (1, 1))
"""Each third payload goes to fields that draw the lobby, each seventh to those that draw a page."""

# Sends forms, and shows each answer in this page as the real one would.
SHOW = """async (text) => {
    const { requests, whole } = JSON.parse(text);
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    const box = document.createElement("div");
    document.body.append(box);
    const statuses = [];
    async function one({ method, path, form }) {
        const headers = { "X-CSRFToken": token, ...(whole ? {} : { "HX-Request": "true" }) };
        const body = method === "POST" ? new URLSearchParams(form) : undefined;
        const answer = await fetch(path, { method, body, headers });
        const html = await answer.text();
        statuses.push(answer.status);
        if (!whole) htmx.swap(box, html, { swapStyle: "innerHTML" });
        else box.innerHTML = new DOMParser().parseFromString(html, "text/html").body.innerHTML;
        for (const field of box.querySelectorAll("input, a, [tabindex]")) field.focus();
    }
    const left = [...requests];
    const lines = Array.from({ length: 4 }, async () => {
        while (left.length) await one(left.shift());
    });
    await Promise.all(lines);
    box.remove();
    return statuses;
}"""
# Sends messages over sockets of this page's own, a few over each; gives the types of the answers.
SAY = """async (text) => {
    const { path, messages } = JSON.parse(text);
    const answers = [];
    for (let at = 0; at < messages.length; at += 30) {
        const some = messages.slice(at, at + 30);
        const socket = new WebSocket(`ws://${location.host}${path}`);
        let left = some.length;
        await new Promise((done) => {
            socket.onopen = () => some.forEach((one) => socket.send(JSON.stringify(one)));
            socket.onclose = done;
            socket.onmessage = ({ data }) => {
                const { type } = JSON.parse(data);
                if (type !== "done" && type !== "refusal") return;
                answers.push(type);
                left -= 1;
                if (!left) done();
            };
        });
        socket.close();
    }
    return answers;
}"""
# Tells Python of what the content security policy stopped, also where no console would.
REPORTS = """addEventListener("securitypolicyviolation", (event) => {
    window.stopped(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});"""


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    """Give a server of these tests' own: most codes are wrong here."""
    env = {"MISSES_PER_MINUTE": "1000000"}
    with servers.Web(tmp_path_factory.mktemp("payloads"), env=env) as server:
        yield server


class Probes:
    """What payloads did that they must not."""

    def __init__(self):
        self.ran = []
        self.stopped = []

    def watch(self, context):
        """Let the payloads' function tell us, and the policy, in every page of this browser."""
        context.expose_function("ran", lambda *what: self.ran.append(what))
        context.expose_function("stopped", lambda what: self.stopped.append(what))  # noqa: PLW0108
        context.add_init_script(REPORTS)
        return context


@pytest.fixture
def probes():
    """Give what the payloads did."""
    return Probes()


@pytest.fixture
def three(player_context, probes, expected_problems):
    """People with names that are markup, at a table named by the first of them."""
    # A refused form is an answer with a status like these, which the console repeats.
    expected_problems.append(r"status of (404|422|400|410)")
    people = [
        Person(probes.watch(player_context()), "<b>Maya</b>"),
        Person(probes.watch(player_context()), '"><svg onload=ran()>'),
        Person(probes.watch(player_context(PHONE, mobile=True)), "{{7*7}}</bdi>Ana"),
    ]
    link = people[0].create_table(preset="Family")
    for person in people[1:]:
        person.join(link)
    people[0].page.locator(".seats .who", has_text="Ana").wait_for()
    return people


def show(person, requests, *, whole=False):
    """Send forms from a person's page; gives how often which status came."""
    return Counter(person.page.evaluate(SHOW, json.dumps({"requests": requests, "whole": whole})))


def say(person, messages):
    """Send messages over the socket of a person's table."""
    path = person.page.evaluate("document.body.dataset.socket")
    numbered = [{**one, "id": f"{person.name[:3]}-{n}"} for n, one in enumerate(messages)]
    return Counter(person.page.evaluate(SAY, json.dumps({"path": path, "messages": numbered})))


def part(share, field):
    """Give each `share`th payload, others to each field."""
    return PAYLOADS[field % share :: share]


def post(path, **form):
    return {"method": "POST", "path": path, "form": form}


def get(path):
    return {"method": "GET", "path": path}


def texts_in_fields(person, selector, texts):
    """Type each text into a field at once, as if pasted."""
    person.page.evaluate(
        """([selector, texts]) => {
            const field = document.querySelector(selector);
            for (const text of JSON.parse(texts)) {
                field.value = text;
                for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind));
            }
            field.value = "";
        }""",
        [selector, json.dumps(texts)],
    )


def test_no_text_runs_or_breaks_anything(three, player_context, probes):
    maya, tom, ana = three
    code = maya.page.evaluate("document.body.dataset.code")
    sent = Counter()
    # Names: of people by the host, of those who come, of tables.
    menu = maya.page.locator("#lobby [hx-get*='/menu/']").first.get_attribute("hx-get")
    renamed = menu.rsplit("/", 1)[1]
    path, form = f"/t/{code}/power", {"deed": "rename", "player": renamed}
    rename = [post(path, **form, name=p) for p in part(FORMS, 0)]
    sent["rename"] = sum(show(maya, rename).values())
    show(maya, [post(f"/t/{code}/power", deed="lock")])
    stranger = Person(probes.watch(player_context()), "Eve")
    stranger.page.goto(f"/t/{code}/")
    join = [post(f"/t/{code}/join", name=p) for p in part(FORMS, 1)]
    sent["name"] = sum(show(stranger, join).values())
    eve = {"player_name": "Eve", "preset": "party"}
    pages = {
        "table name": [post("/new", **eve, name=p) for p in part(PAGES, 0)],
        "own name": [post("/new", **(eve | {"player_name": p})) for p in part(PAGES, 1)],
        "code": [get(f"/find?code={quote(p, errors='replace')}") for p in part(PAGES, 2)],
        "ticket": [get(f"/take/{quote(p, safe='', errors='replace')}") for p in part(PAGES, 3)],
    }
    for field, requests in pages.items():
        sent[field] = sum(show(stranger, requests, whole=True).values())
    stranger.page.goto("/")
    show(maya, [post(f"/t/{code}/power", deed="rename", player=renamed, name="Tom")])
    play_with_payloads(three, code, sent)
    report(
        11,
        f"{len(PAYLOADS)} payloads, {', '.join(f'{n} in {field}' for field, n in sent.items())}",
        handlers_run=len(probes.ran),
        CSP_reports=len(probes.stopped),
    )
    assert probes.ran == []
    assert probes.stopped == []
    for field, number in sent.items():
        assert number >= len(PAYLOADS) // PAGES, field
    assert tom.page.locator("#play").is_visible()
    assert ana.page.locator("#play").is_visible()


def play_with_payloads(three, code, sent):
    """Play a round: chat, clue, the referee's field and the square's, the last by typing too."""
    three[0].start()
    giver, guessers = giver_and_guessers(three)
    giver.choose()
    referee = [post(f"/t/{code}/referee", text=p) for p in PAYLOADS]
    sent["referee"] = sum(show(giver, referee).values())
    talk = [{"type": "chat", "text": p} for p in PAYLOADS]
    heard = say(guessers[0], talk)
    sent["chat"] = sum(heard.values())
    clues = [{"type": "give_clue", "text": p} for p in PAYLOADS]
    sent["clue"] = sum(say(giver, clues).values())
    if giver.phase == "cluing":
        giver.clue("moss")
    for person in guessers:
        person.wait_for_phase("guessing")
    texts_in_fields(guessers[0], "#coordinate", PAYLOADS)
    sent["coordinate"] = len(PAYLOADS)
    for person, square in zip(guessers, ("C3", "E20"), strict=True):
        person.wait_for_turn()
        for text in ('"><img src=x onerror=ran(1)>', "\u202eC3", "{{7*7}}"):
            person.page.locator("#coordinate").fill(text)
            person.page.locator("#coordinate").press("Enter")
        person.place(square)
    said = "</li><svg onload=ran(1)> the last word"
    open_chat(guessers[1])
    guessers[1].page.locator("#chat-text").fill(said)
    guessers[1].page.locator("#chat-text").press("Enter")
    for person in three:
        person.page.locator("#chat p", has_text=said).wait_for(state="attached")
    assert giver.page.locator("#chat p").count() > 50


def open_chat(person):
    """Bring the chat on the screen of a phone."""
    if person.page.locator("#open-side").is_visible():
        person.page.locator("#open-side").click()


def test_payloads_run_where_nothing_holds_them(player_context, probes, expected_problems):
    expected_problems.append(".")
    page = probes.watch(player_context(bypass_csp=True)).new_page()
    page.goto("/")
    insert = "text => { for (const p of JSON.parse(text)) document.body.innerHTML = p; }"
    page.evaluate(insert, json.dumps(PAYLOADS[:40]))
    page.wait_for_timeout(0)
    servers.wait_until(lambda: page.evaluate("1") and len(probes.ran) > 5, "payloads run")


def test_what_the_policy_stops_is_reported(player_context, probes, expected_problems):
    expected_problems.append(".")
    page = probes.watch(player_context()).new_page()
    page.goto("/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<svg onload=ran(1)>')")
    servers.wait_until(lambda: page.evaluate("1") and probes.stopped, "the policy reports")
    assert probes.ran == []
