"""The start page: its small board plays by itself, and holds still where that is wished."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.people import Person
from tests.browser.test_sizes import SIZES

# Of these, what does not end on the first screen.
BELOW = """() => ["#id_player_name", "#create", "#id_code", "#find button", ".today .button"]
    .map((selector) => [selector, document.querySelector(selector).getBoundingClientRect().bottom])
    .filter(([, bottom]) => bottom > innerHeight)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(320, 568), PHONE, DESKTOP])
def test_the_rules_are_told_in_five_pictures(player_context, screenshot, size, scheme):
    page = player_context(size, color_scheme=scheme, reduced_motion="reduce").new_page()
    page.goto("/")
    expect(page.locator(".how .picture")).to_have_count(5)
    expect(page.locator("#live .dot")).to_have_count(4)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    screenshot(page, f"home-{size[0]}-{scheme}", full_page=True)


def test_the_limit_of_a_name_holds_while_it_is_typed(player_context):
    page = player_context().new_page()
    page.goto("/")
    name = page.get_by_label("Your name")
    name.press_sequentially("abcdefghijklmnopqrst" + "uvw")
    assert name.input_value() == "abcdefghijklmnopqrst"
    name.fill("e\u0301" * 21)
    assert name.input_value() == "e\u0301" * 20


def test_an_error_stands_in_sight_and_has_the_focus(player_context, expected_problems):
    expected_problems.append("422")
    page = player_context((320, 568)).new_page()
    page.goto("/")
    page.get_by_label("Code").fill("NOPE22")
    page.get_by_role("button", name="Join", exact=True).click()
    error = page.get_by_text("There is no open table with this code.")
    expect(error).to_be_in_viewport()
    expect(page.get_by_label("Code")).to_be_focused()


def test_the_small_board_lives_until_it_is_paused(player_context):
    page = player_context().new_page()
    page.goto("/")
    page.locator("#live .dot").first.wait_for()
    page.get_by_role("button", name="Pause the small board").press("Enter")
    expect(page.locator("#live-pause")).to_have_attribute("aria-pressed", "true")


def test_the_small_board_holds_still_with_reduced_motion(player_context):
    page = player_context(reduced_motion="reduce").new_page()
    page.goto("/")
    expect(page.locator("#live .dot")).to_have_count(4)
    expect(page.locator("#live-frame")).to_be_visible()
    expect(page.locator("#live-pause")).to_be_hidden()
    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("locale", ["en-US", "es", "pt"])
def test_name_create_join_and_puzzle_are_on_the_first_screen(player_context, locale):
    maya = Person(player_context(locale=locale), "Maya")
    maya.page.goto("/")
    for width, height in SIZES:
        maya.page.set_viewport_size({"width": width, "height": height})
        assert maya.page.evaluate(BELOW) == [], f"{width}x{height}"
        assert not maya.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    if locale == "en-US":
        maya.create_table()
        maya.page.goto("/")
        for width, height in SIZES:
            maya.page.set_viewport_size({"width": width, "height": height})
            assert maya.page.evaluate(BELOW) == [], f"{width}x{height} with a table"
