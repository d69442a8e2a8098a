"""A whole game by keyboard alone, from the start page to the next game."""

import re

from playwright.sync_api import expect

from tests.browser.people import Person

FOCUSED = """() => {
    const { activeElement: now } = document;
    return now.ariaLabel || now.labels?.[0]?.textContent.trim() || now.textContent.trim();
}"""
MOST = 90  # tab stops


class Typist(Person):
    """Somebody whose hands stay on the keyboard."""

    def to(self, name):
        """Press Tab until what has this name has the focus."""
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            if re.match(name, self.page.evaluate(FOCUSED)):
                return self.page.keyboard
        raise AssertionError(f"Tab never came to {name}")

    def press(self, name):
        """Go to a button and press it."""
        self.to(name).press("Enter")

    def open_table(self):
        """Open a table for one lap; gives its link."""
        self.page.goto("/")
        self.to("Your name").type(self.name)
        self.press("Create table")
        self.page.wait_for_selector("#lobby")
        with self.page.expect_response(lambda answer: answer.url.endswith("/rules")):
            self.to("Laps").press("1")
        return self.page.url

    def give(self, word):
        """Be the giver of a round up to the first clue."""
        self.press(r"[A-P]\d+[^,\d]")
        self.press("Take")
        self.page.wait_for_selector("#clue-form", state="visible")
        self.page.keyboard.press("c")
        self.page.keyboard.type(word)
        self.page.keyboard.press("Enter")

    def guess(self, square):
        """Place a piece."""
        self.wait_for_turn().page.keyboard.press("g")
        self.page.keyboard.type(square)
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(f'.piece[data-square="{square}"]', state="attached")

    def hears(self, key, pattern):
        """Press a key and wait for what the screen reader is given."""
        self.page.keyboard.press(key)
        expect(self.page.locator("#status")).to_have_text(re.compile(pattern))


def play_round(maya, tom, ana, word):
    """Play one round of one clue; tells whether Maya was its giver."""
    people = [maya, tom, ana]
    for person in people:
        person.wait_for_phase("choosing")
    giver = next(person for person in people if person.is_giver())
    if giver is maya:
        maya.give(word)
    else:
        giver.choose()
        giver.clue(word)
    at = people.index(giver)
    for guesser, square in ((people[at - 2], "C3"), (people[at - 1], "K9")):
        if guesser is maya:
            guesser.guess(square)
            guesser.hears("p", f"{square}: Maya’s 1st piece")
        else:
            guesser.wait_for_turn().place(square)
        maya.hears("r", rf"Round \d of 3.*{word}")
    giver.wait_for_phase("cluing").wait_for_turn()
    if giver is maya:
        maya.press("Skip second clue")
    else:
        giver.page.get_by_role("button", name="Skip second clue").click()
    return giver is maya


def test_a_whole_game_is_played_by_keyboard_alone(player_context):
    maya = Typist(player_context(), "Maya")
    link = maya.open_table()
    tom, ana = (Person(player_context(), name) for name in ("Tom", "Ana"))
    for person in (tom, ana):
        person.join(link)
    maya.page.locator(".seats .who", has_text="Ana").wait_for()
    maya.page.locator("#start").wait_for()
    maya.press("Start")
    given = []
    for word in ("lagoon", "tulipa", "cordova"):
        given.append(play_round(maya, tom, ana, word))
        maya.wait_for_phase("scored", "over")
        if maya.phase == "scored":
            maya.press("Next round")
    assert sorted(given) == [False, False, True]
    maya.wait_for_phase("over")
    winner = maya.page.locator("#result-title").inner_text().removesuffix(" wins")
    expect(maya.page.locator("#result-list li").nth(1)).to_contain_text(f"1. {winner}")
    maya.page.keyboard.press("?")
    maya.page.wait_for_selector("#help[open]")
    maya.page.keyboard.press("Escape")
    maya.press("Play again, same table")
    maya.page.locator("#start").wait_for()
    maya.press("Play again, same table")
    maya.wait_for_phase("choosing")
