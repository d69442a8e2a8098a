"""Today's puzzle, as one person plays it: by touch, by keyboard, with a line that breaks."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_axe import look  # noqa: F401  (a fixture)
from tests.browser.test_sizes import SIZES

FAULTS = """() => {
    const found = [];
    const { scrollWidth, scrollHeight } = document.documentElement;
    if (scrollWidth > innerWidth || scrollHeight > innerHeight) found.push("the page scrolls");
    const shown = "#dock :is(button, a, p), #bar *, #story *, #clue *";
    for (const one of document.querySelectorAll(shown)) {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        if (!one.checkVisibility() || right === left) continue;
        if (left < 0 || right > innerWidth + 0.5 || top < 0 || bottom > innerHeight + 0.5)
            found.push(`${one.textContent.trim()} is outside`);
        if (one.matches("button, b, h2") && one.scrollWidth > one.clientWidth + 1)
            found.push(`${one.textContent.trim()} is cut`);
    }
    return found;
}"""


def begin(player_context, *options, **more):
    page = player_context(*options, **more).new_page()
    page.goto("/")
    page.get_by_role("link", name="Find the color").click()
    expect(page.locator("#clue-words b")).to_have_count(1)
    expect(page.locator("#aim")).to_be_visible()
    return page


def put(page, square, words):
    page.locator("#coordinate").fill(square)
    page.locator("#coordinate").press("Enter")
    page.get_by_role("button", name=f"Place {words} piece on {square}").click()


def test_two_pieces_and_the_color_is_shown(player_context):
    page = begin(player_context, PHONE, mobile=True)
    page.locator("#H9").tap()
    page.get_by_role("button", name="Place 1st piece on H9").tap()
    expect(page.locator("#clue-words b")).to_have_count(2)
    expect(page.locator(".piece")).to_have_text(["1"])
    page.locator("#H9").tap()
    expect(page.get_by_role("button", name="H9 is taken")).to_be_disabled()
    page.reload()
    expect(page.locator(".piece")).to_have_text(["1"])
    page.locator("#C20").tap()
    page.get_by_role("button", name="Place 2nd piece on C20").tap()
    expect(page.locator("#result-title")).to_have_text(re.compile(r"It was [A-P]\d+, \w+"))
    expect(page.locator("#result-list li")).to_have_count(2)
    expect(page.locator("#target-mark")).to_be_visible()
    expect(page.locator("#aim")).to_be_hidden()
    page.get_by_role("button", name="Where everybody looked").tap()
    expect(page.locator("#side-dialog .heat")).to_be_visible()
    page.goto("/")
    expect(page.locator(".today")).to_contain_text("of 6 points")


def test_the_keyboard_alone_will_do(player_context):
    page = begin(player_context)
    page.keyboard.press("g")
    page.keyboard.type("d 7")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#clue-words b")).to_have_count(2)
    page.locator("#D7").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#result-title")).to_be_visible()
    expect(page.locator("#status")).to_contain_text("It was")


def test_a_piece_that_does_not_arrive_can_be_placed_again(player_context, expected_problems):
    expected_problems += ["ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest"]
    page = begin(player_context)
    page.context.set_offline(True)
    put(page, "H9", "1st")
    expect(page.locator("#failure")).to_have_text(re.compile("Please try again"))
    expect(page.locator(".piece")).to_have_count(0)
    page.context.set_offline(False)
    page.get_by_role("button", name="Place 1st piece on H9").click()
    expect(page.locator(".piece")).to_have_count(1)
    expect(page.locator("#failure")).to_be_hidden()


@pytest.mark.parametrize("locale", ["en-US", "es", "pt"])
def test_it_fits_each_screen(player_context, screenshot, locale):
    page = player_context(locale=locale).new_page()
    page.goto("/today")
    found = {}
    for stage, square in enumerate(("H9", "C20", "")):
        for size in SIZES:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            for scheme in ("dark", "light"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                screenshot(page, f"puzzle/{locale}-{stage}-{size[0]}x{size[1]}-{scheme}")
            if faults := page.evaluate(FAULTS):
                found[stage, size] = faults
        if square:
            page.set_viewport_size({"width": 1280, "height": 800})
            page.locator("#coordinate").fill(square)
            page.locator("#coordinate").press("Enter")
            page.locator("#place").click()
            expect(page.locator(".piece")).to_have_count(stage + 1)
    assert not found, "\n".join(f"{name}: {faults}" for name, faults in found.items())


def test_axe_finds_nothing_on_the_puzzle(look, player_context):  # noqa: F811
    page = begin(player_context)
    look(page, "puzzle")
    put(page, "H9", "1st")
    expect(page.locator("#clue-words b")).to_have_count(2)
    put(page, "H10", "2nd")
    expect(page.locator("#result-title")).to_be_visible()
    look(page, "puzzle, solved")
