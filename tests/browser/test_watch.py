"""The watch that the other browser tests rely on: it must see what goes wrong."""

import pytest

from tests.browser.conftest import PHONE
from tests.servers import wait_until

PLANTED = {
    "an exception": "setTimeout(() => { throw new Error('planted') })",
    "a console error": "console.error('planted')",
    "an inline script": "document.body.append(Object.assign(document.createElement('script'),"
    " { textContent: '0' }))",
    "an inline style": "document.body.innerHTML += '<p style=\"color: red\">'",
}


@pytest.mark.parametrize("script", PLANTED.values(), ids=PLANTED)
def test_what_goes_wrong_in_a_page_is_seen(player_context, problems, script):
    page = player_context().new_page()
    page.goto("/")
    assert problems == []
    page.evaluate(script)
    wait_until(lambda: page.evaluate("true") and problems, "the problem is seen")
    problems.clear()


def test_the_start_page_opens_on_desktop_and_phone(player_context, screenshot):
    for name, context in {
        "home": player_context(),
        "home-phone": player_context(PHONE, mobile=True),
    }.items():
        page = context.new_page()
        assert page.goto("/").status == 200
        assert screenshot(page, name).stat().st_size > 1000
