"""Play now: a person comes alone, presses one button, and guesses."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.people import Person

SECOND_CLUE_OR_END = """() => document.body.dataset.phase === "scored"
    || document.querySelectorAll("#clue-words b").length > 1"""


def test_who_comes_alone_plays_after_one_press(player_context, screenshot):
    person = Person(player_context(PHONE, mobile=True), "")
    page = person.page
    page.goto("/")
    screenshot(page, "play-now-home")
    page.get_by_role("button", name="Play now").click()
    person.wait_for_turn()
    assert page.locator("#clue-words b").count() == 1
    person.place("H9")
    page.wait_for_function(SECOND_CLUE_OR_END)
    if person.phase != "scored":
        person.wait_for_turn().place("H12")
    person.wait_for_phase("scored")
    expect(page.locator("#going-on-words")).to_have_text("Next round in 600 s")
    page.keyboard.press("Shift")  # ends the reveal
    screenshot(page, "play-now-scored")
    page.keyboard.press("h")
    expect(page.locator("#going-on-words")).to_contain_text("is still looking")
    screenshot(page, "play-now-held")
    page.get_by_role("button", name="Next round").click()
    person.wait_for_phase("choosing", "cluing", "guessing")
