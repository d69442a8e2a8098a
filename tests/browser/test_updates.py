"""Views leave out what a page has: whatever is lost on the way, it shows what a fresh one shows."""

import json
import random
import re
from functools import partial

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person
from tests.servers import wait_until
from tests.views import PARTS

SHOWN = """
() => ({
    phase: document.body.dataset.phase,
    words: document.querySelector("main").innerText,
    pieces: [...document.querySelectorAll(".piece")].map((p) => p.dataset.square).sort(),
})
"""
ASKED = "() => document.title.startsWith('Your turn')"


class RoughLine:
    """A page's line on which views come never, twice or late, or without some of their parts."""

    def __init__(self, page, seed):
        self.random = random.Random(seed)
        self.late = []
        self.done = {"lost": 0, "twice": 0, "late": 0, "without": 0}
        page.route_web_socket(re.compile(r"/ws/t/\w+/(\?.*)?$"), self._connect)

    def _connect(self, page_side):
        server_side = page_side.connect_to_server()
        server_side.on_message(lambda text: self._pass(page_side, text))

    def _pass(self, page_side, text):
        message = json.loads(text)
        if message["type"] != "turn_update":
            page_side.send(text)
            return
        fate = self.random.choice([*self.done, "as it is", "as it is"])
        if fate in self.done:
            self.done[fate] += 1
        if fate == "without":
            part = PARTS[self.random.choice(list(message["table"]["parts"]))]
            message["table"] = {k: v for k, v in message["table"].items() if k not in part}
            text = json.dumps(message)
        if fate == "late":
            self.late.append(text)
            return
        for _ in range({"lost": 0, "twice": 2}.get(fate, 1)):
            page_side.send(text)
        if self.late and fate != "lost":
            page_side.send(self.late.pop(0))


def play_round(maya, number):
    """Play Maya's part of a round with two bots."""
    page = maya.page
    page.wait_for_function(ASKED)
    if maya.phase == "choosing":
        maya.choose()
        maya.clue("coffee")
    else:
        maya.place(f"H{2 * number + 5}")
    maya.wait_for_phase("scored", "over")


def show_the_same(one, other):
    return one.evaluate(SHOWN) == other.evaluate(SHOWN)


@pytest.mark.parametrize("seed", [1])
def test_a_page_that_misses_parts_shows_what_a_fresh_one_shows(player_context, seed):
    maya = Person(player_context(), "Maya")
    link = maya.create_table()
    maya.set_rules(laps="1", second_clue="none")
    for number in range(2):
        maya.page.get_by_role("button", name="Add a bot").click()
        maya.page.get_by_text(f"{number + 2} at the table").wait_for()
    watcher = player_context()
    tab = watcher.new_page()
    line = RoughLine(tab, seed)
    tab.goto(f"{link}watch")
    maya.start()
    maya.wait_for_phase("choosing", "cluing", "guessing")
    for number in range(3):
        play_round(maya, number)
        fresh = watcher.new_page()
        fresh.goto(f"{link}watch")
        fresh.wait_for_selector("body:not([data-phase=loading])", state="attached")
        expect(fresh.locator("body")).to_have_attribute("data-phase", maya.phase)
        wait_until(partial(show_the_same, tab, fresh), "both show the same")
        fresh.close()
        if maya.phase == "scored":
            maya.page.get_by_role("button", name="Next round").click()
            maya.wait_for_phase("choosing", "cluing", "guessing")
    assert all(line.done.values()), line.done
