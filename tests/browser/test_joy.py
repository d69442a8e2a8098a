"""What makes a table lively: the reveal, sounds, colors in words, the check of one's screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person, Watched, giver_and_guessers
from tests.servers import wait_until

COUNT_NOTES = """
    window.notes = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
        window.notes += 1;
        start.apply(this, when);
    };
"""
# Presses a key as soon as the reveal is on; keeps the score before, the score after, and the class.
PRESS_AT_ONCE = """name => {
    const { body } = document;
    new MutationObserver(() => {
        if (window.seen || !body.classList.contains("reveal")) return;
        const lines = [...document.querySelectorAll("#players li")];
        const score = lines.find((line) => line.textContent.includes(name)).querySelector(".score");
        const before = score.textContent;
        body.dispatchEvent(new KeyboardEvent("keydown", { key: "Shift", bubbles: true }));
        window.seen = [before, score.textContent, body.className.replace("table", "").trim()];
    }).observe(body, { attributes: true, attributeFilter: ["class"] });
}"""
NO_STORAGE = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })"
)


@pytest.fixture
def seat_three(player_context):
    """Give a function that seats three people, with these options for their browsers."""

    def seat(*, script="", **options):
        contexts = [player_context(**options) for _ in range(3)]
        people = [
            Person(context, name)
            for context, name in zip(contexts, ("Maya", "Tom", "Ana"), strict=True)
        ]
        for person in people:
            person.page.add_init_script(script)
        link = people[0].create_table()
        for person in people[1:]:
            person.join(link)
        people[0].page.locator(".seats .who", has_text="Ana").wait_for()
        people[0].start()
        return giver_and_guessers(people)

    return seat


def score_a_round(giver, guessers, *, exact):
    """Play a round of one clue, the first guess exact or far off; gives the target."""
    target = giver.choose()
    giver.clue("lagoon")
    far = [square for square in ("A1", "P30", "A30") if square != target]
    guessers[0].wait_for_turn().place(target if exact else far[2])
    guessers[1].wait_for_turn().place(far[0])
    giver.wait_for_turn()
    giver.page.get_by_role("button", name="Skip second clue").click()
    return target


def test_points_fly_to_the_scores_and_an_exact_hit_has_confetti(seat_three, screenshot):
    giver, guessers = seat_three()
    watcher = guessers[1].page
    score_a_round(giver, guessers, exact=True)
    watcher.wait_for_selector("body.reveal", state="attached")
    watcher.wait_for_selector("#flying .slip", state="attached")
    watcher.wait_for_selector("#flying b", state="attached")
    screenshot(watcher, "reveal")
    expect(watcher.locator("body")).not_to_have_class(re.compile("reveal"))
    expect(
        watcher.locator("#players li", has_text=guessers[0].name).locator(".score")
    ).to_have_text("3")
    assert watcher.locator("#flying *").count() == 0


def test_any_key_ends_the_reveal(seat_three):
    giver, guessers = seat_three()
    watcher = guessers[1].page
    watcher.evaluate(PRESS_AT_ONCE, guessers[0].name)
    score_a_round(giver, guessers, exact=True)
    wait_until(lambda: watcher.evaluate("window.seen"), "the reveal")
    assert watcher.evaluate("window.seen") == ["0", "3", ""]


def test_with_reduced_motion_nothing_flies(seat_three):
    giver, guessers = seat_three(reduced_motion="reduce")
    watcher = guessers[1].page
    watcher.evaluate(
        "new MutationObserver(() => (window.flew = true))"
        ".observe(document.querySelector('#flying'), { childList: true })"
    )
    target = score_a_round(giver, guessers, exact=True)
    watcher.wait_for_selector("body.reveal", state="attached")
    watcher.wait_for_selector("body:not(.reveal)", state="attached")
    watcher.locator("#result-title", has_text=target).wait_for()
    assert not watcher.evaluate("window.flew")


def test_an_exact_hit_is_heard_with_reduced_motion_too(player_context):
    person = Watched(player_context(reduced_motion="reduce"))
    person.page.add_init_script(COUNT_NOTES)
    person.start_with_bots()
    seat, giver = person.seat, (person.seat + 1) % 3
    piece = {"seat": seat, "square": "H9", "clue": 0}
    round_ = {"target": "H9", "pieces": [piece], "points": [1, 1, 1], "giver": giver, "to_act": []}
    person.page.keyboard.press("Shift")
    person.show(phase="guessing", clue=0, clues=["lagoon"], giver=giver, to_act=[])
    before = person.page.evaluate("window.notes")
    person.show(phase="scored", clue=0, **round_)
    notes = before + 2 + 5  # the reveal, the exact hit
    wait_until(lambda: person.page.evaluate("window.notes") >= notes, "both are heard")


def test_sounds_come_after_a_gesture_and_m_mutes_them_for_good(seat_three):
    giver, (first, second) = seat_three(script=COUNT_NOTES)
    giver.choose()
    second.page.reload()  # the host has pressed Start on this very page
    second.wait_for_phase("cluing")
    giver.clue("lagoon")
    first.wait_for_turn()
    expect(second.page).to_have_title(re.compile(f"^Waiting for {first.name}"))
    first.place("C3")
    second.wait_for_turn()
    assert second.page.evaluate("window.notes") == 0
    assert first.page.evaluate("window.notes") > 0
    first.page.locator("#board-frame").focus()
    first.page.keyboard.press("m")
    expect(first.page.locator("#mute")).to_have_attribute("aria-pressed", "true")
    first.page.reload()
    expect(first.page.locator("#mute")).to_have_attribute("aria-pressed", "true")


def test_a_browser_that_keeps_nothing_can_mute_and_check_all_the_same(seat_three):
    giver, _ = seat_three(script=NO_STORAGE)
    giver.page.locator("#mute").click()
    expect(giver.page.locator("#mute")).to_have_attribute("aria-pressed", "true")
    giver.page.keyboard.press("?")
    giver.page.get_by_role("button", name="Check my screen").click()
    for _ in range(5):
        giver.page.locator("#check-answers button").last.click()
    expect(giver.page.locator("#check-text")).to_contain_text("screen")


def test_the_screen_check_says_in_plain_words_what_it_found(player_context, screenshot):
    page = player_context().new_page()
    person = Person(page.context, "Maya")
    person.create_table()
    person.page.wait_for_load_state("networkidle")
    sent = []
    person.page.on("request", lambda request: sent.append(request.url))
    person.page.get_by_role("button", name="Check my screen").click()
    check = person.page.locator("#check")
    for number in range(3):
        screenshot(person.page, f"check-{number}")
        check.locator('button[data-finding=""]').press("Enter")
    screenshot(person.page, "check-grey")
    check.get_by_role("button", name="Patch 1").press("Enter")
    screenshot(person.page, "check-dark")
    check.get_by_role("button", name="1", exact=True).press("Enter")
    expect(check).to_contain_text("switch night-light off")
    expect(check).to_contain_text("shows dark colors poorly")
    # Its own script is fetched when it is wanted; nobody is told what was found.
    assert [url.rsplit("/", 1)[1].split(".")[0] for url in sent] == ["screen_check"]
    person.page.keyboard.press("Enter")
    assert check.is_hidden()
    person.page.get_by_role("button", name="Check my screen").click()
    expect(check).to_contain_text("Last time: Your screen looks yellowish")


def test_the_aimed_color_is_told_beside_its_neighbors(seat_three):
    giver, guessers = seat_three()
    for person in (giver, *guessers):
        expect(person.page.get_by_role("heading", name="Players")).to_be_visible()
    giver.choose()
    giver.clue("lagoon")
    guesser = guessers[0].wait_for_turn()
    guesser.aim("H9")
    words = guesser.page.locator("#relatives")
    expect(words).to_contain_text("Light, yellow: darker than G9, lighter than I9")
    guesser.aim("H1")
    expect(words).to_contain_text("gray:")
    guesser.page.keyboard.press("n")
    expect(guesser.page.locator("#status")).to_contain_text("darker than G1")


@pytest.mark.parametrize("path", ["/", "table"])
def test_scripts_and_styles_of_a_page_weigh_at_most_60_kilobytes(player_context, path):
    person = Person(player_context(), "Maya")
    if path == "table":
        person.create_table()
    else:
        person.page.goto(path)
    person.page.wait_for_load_state("networkidle")
    sizes = person.page.evaluate(
        """() => performance.getEntriesByType("resource")
            .filter(({ name }) => /\\.(js|css)$/.test(name))
            .map(({ name, encodedBodySize }) => [name, encodedBodySize])"""
    )
    assert len(sizes) > 3
    assert sum(size for _, size in sizes) <= 60_000, sizes
