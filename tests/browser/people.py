"""What a person does at a table with a browser, step by step, as the screen offers it."""

import json
import re

from playwright.sync_api import expect

from tests.servers import wait_until
from tests.views import Parts


class Person:
    """Someone with a page of their own."""

    def __init__(self, context, name):
        self.page = context.new_page()
        self.name = name

    def create_table(self, *, preset="Official"):
        """Open a table from the start page; gives its link."""
        self.page.goto("/")
        self.page.get_by_label("Your name").fill(self.name)
        self.page.get_by_role("radio", name=preset).check()
        self.page.get_by_role("button", name="Create table").click()
        self.page.wait_for_selector("#lobby")
        return self.page.locator("#link").input_value()

    def set_rules(self, **fields):
        """Change house rules in the lobby; each is saved when this returns."""
        for name, value in fields.items():
            with self.page.expect_response(lambda answer: answer.url.endswith("/rules")):
                self.page.locator(f"select[name={name}]").select_option(value)

    def join(self, link):
        """Come in by the link."""
        self.page.goto(link)
        self.page.get_by_label("Your name").fill(self.name)
        self.page.get_by_role("button", name="Join", exact=True).click()
        self.page.wait_for_selector("#lobby", state="attached")

    def start(self):
        """Press Start."""
        self.page.locator("#start").click()

    def wait_for_phase(self, *phases):
        """Wait until the table shows one of the phases."""
        for_css = ",".join(f'body[data-phase="{phase}"]' for phase in phases)
        self.page.wait_for_selector(for_css, state="attached")
        return self

    @property
    def phase(self):
        """What the page shows."""
        return self.page.evaluate("document.body.dataset.phase")

    def is_giver(self):
        """Whether the page asks this person for the target or a clue."""
        return self.page.locator("#clue-by").inner_text().endswith("Your clue")

    def choose(self, index=0):
        """Pick a color of the card and confirm; gives its square."""
        button = self.page.locator("#card button").nth(index)
        square = button.get_attribute("data-square")
        button.click()
        self.page.get_by_role("button", name=f"Take {square}").click()
        self.page.wait_for_selector("#clue-form", state="visible")
        return square

    def clue(self, text):
        """Give a clue."""
        self.page.locator("#clue-text").fill(text)
        self.page.get_by_role("button", name="Give the clue").click()

    def aim(self, square):
        """Touch or click a square."""
        cell = self.page.locator(f"#{square}").bounding_box()
        x, y = cell["x"] + cell["width"] / 2, cell["y"] + cell["height"] / 2
        if self.page.evaluate("navigator.maxTouchPoints > 0"):
            self.page.touchscreen.tap(x, y)
        else:
            self.page.mouse.click(x, y)

    def place(self, square):
        """Aim at a square and confirm when it is this person's turn."""
        self.aim(square)
        self.page.get_by_role("button", name=re.compile(f"Place .* on {square}$")).click()

    def challenge(self):
        """Ask the table whether the clue is fair."""
        self.page.locator("#challenge").click()
        self.page.locator("#doubt").get_by_role("button", name="Challenge this clue").click()

    def wait_for_turn(self):
        """Wait until the page says so."""
        expect(self.page).to_have_title(re.compile("^Your turn"))
        return self

    def pieces(self):
        """Give the squares that pieces stand on."""
        return self.page.locator(".piece").evaluate_all("all => all.map(p => p.dataset.square)")


class Watched(Person):
    """Someone at a table with bots, whose page is shown real views with changes made to them.

    What would take an hour to play to (ten people, two long clues, a seat that is away) is told
    by `show`; from the first one on, what the server says by itself no longer comes through.
    """

    def __init__(self, context, name="Maya"):
        super().__init__(context, name)
        self.view = None
        self.shown = 0
        self.sent = []
        self.page.route_web_socket(re.compile("/ws/t/"), self._connect)

    def start_with_bots(self, bots=2):
        """Open a table, seat bots and start."""
        self.create_table()
        for number in range(bots):
            self.page.get_by_role("button", name="Add a bot").click()
            self.page.get_by_text(f"{number + 2} at the table").wait_for()
        self.page.locator("#start").wait_for()
        self.start()
        self.page.wait_for_selector("#board-frame", state="visible")
        return self

    def show(self, *, you=None, **table):
        """Send the last view again, with these fields changed; returns when it is painted."""
        self.shown += 1
        code = f"VIEW{self.shown}"  # it stands in the title
        self.view = {
            **self.view,
            "version": self.view["version"] + 1,
            "table": {**self.view["table"], **table, "code": code},
            "you": {**self.view["you"], **(you or {})},
        }
        self.line.send(json.dumps(self.view))
        expect(self.page).to_have_title(re.compile(f"{code}$"))
        return self

    def hear(self, **message):
        """Let the page hear something else."""
        self.line.send(json.dumps(message))

    def seated(self, names):
        """Give players with these names, the first of them this person."""
        mine = next(p for p in self.view["table"]["players"] if p["seat"] == self.seat)
        return [
            {**mine, "id": 1000 + n, "name": name, "seat": n, "host": n == 0, "symbol": chr(65 + n)}
            for n, name in enumerate(names)
        ]

    def wait_until_sent(self, kind):
        """Wait until the page has said this to the server; gives the message."""

        def found():
            self.page.title()  # lets what the page has said come in
            return [message for message in self.sent if message["type"] == kind]

        wait_until(found, f"the page sends {kind}")
        return found()[-1]

    @property
    def seat(self):
        """The seat in the view that is shown."""
        return self.view["you"]["seat"]

    def _connect(self, line):
        server = line.connect_to_server()
        self.line, self.parts = line, Parts()
        line.on_message(lambda text: self._say(server, text))
        server.on_message(self._hear)

    def _say(self, server, text):
        self.sent.append(json.loads(text))
        if not self.shown:
            server.send(text)

    def _hear(self, text):
        message = json.loads(text)
        if message["type"] == "turn_update":
            if self.shown:
                return
            self.view = self.parts.whole(message)
        self.line.send(text)


def giver_and_guessers(people):
    """Tell who gives the clue, and the others in the order of their first guess."""
    for person in people:
        person.wait_for_phase("choosing")
    at = next(i for i, person in enumerate(people) if person.is_giver())
    return people[at], [people[(at + i) % len(people)] for i in range(1, len(people))]
