"""What is said while the panel is closed shows for a moment; a dot stays until it is read."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Watched

LINE = {"player": 1, "name": "Tom", "symbol": "■", "reaction": False, "at": 0}


@pytest.fixture
def on_a_phone(player_context):
    """Give somebody who plays on a phone."""
    person = Watched(player_context((390, 844), mobile=True)).start_with_bots()
    person.page.wait_for_selector("#open-side", state="visible")
    return person.show(phase="guessing", clue=0, clues=["lagoon"])


def test_a_line_shows_for_a_moment_and_a_dot_stays_until_the_panel_is_open(on_a_phone):
    page = on_a_phone.page
    on_a_phone.hear(type="chat", messages=[{"id": 10**6, "text": "a lagoon is green", **LINE}])
    expect(page.locator("#bubbles")).to_contain_text("a lagoon is green")
    panel = page.get_by_role("button", name="Players and clues, new messages")
    expect(panel).to_have_class("icon news")
    expect(page.locator("#bubbles p")).to_have_count(0)
    panel.click()
    expect(page.locator("#chat")).to_contain_text("a lagoon is green")
    expect(page.locator("#open-side")).to_have_class("icon")
    on_a_phone.hear(type="chat", messages=[{"id": 10**6 + 1, "text": "or blue", **LINE}])
    expect(page.locator("#chat")).to_contain_text("or blue")
    expect(page.locator("#bubbles p")).to_have_count(0)


def test_reactions_are_one_tap_away(on_a_phone):
    page = on_a_phone.page
    page.get_by_role("button", name="React", exact=True).tap()
    for emoji in ("👏", "🔥"):
        page.get_by_role("button", name=f"React with {emoji}").tap()
    assert on_a_phone.wait_until_sent("react")["emoji"] == "🔥"
