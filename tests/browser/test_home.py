"""The start page: its small board plays by itself, and holds still where that is wished."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(320, 568), PHONE, DESKTOP])
def test_the_rules_are_told_in_five_pictures(player_context, screenshot, size, scheme):
    page = player_context(size, color_scheme=scheme, reduced_motion="reduce").new_page()
    page.goto("/")
    expect(page.locator(".how .picture")).to_have_count(5)
    expect(page.locator("#live .dot")).to_have_count(4)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    screenshot(page, f"home-{size[0]}-{scheme}", full_page=True)


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
