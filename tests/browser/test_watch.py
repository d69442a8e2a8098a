"""The watch that the other browser tests rely on: it must see what goes wrong."""

import pytest

from tests.browser.conftest import PHONE
from tests.browser.people import Person
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
        screenshot(page, name)
        assert len(page.screenshot()) > 1000


def test_a_page_that_was_refused_does_not_knock_again_when_it_is_looked_at(player_context):
    maya, tom = (Person(player_context(), name) for name in ("Maya", "Tom"))
    tom.join(maya.create_table())
    maya.page.get_by_role("button", name="What to do with Tom").click()
    maya.page.get_by_role("button", name="Remove", exact=True).click()
    maya.page.locator("#ask-yes").click()
    tom.page.get_by_role("heading", name="You are not at this table any more").wait_for()
    knocks = []
    tom.page.on("websocket", lambda socket: knocks.append(socket.url))
    tom.page.evaluate("dispatchEvent(new Event('online'))")
    tom.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    tom.page.evaluate("new WebSocket('/ws/elsewhere')")
    wait_until(lambda: tom.page.evaluate("true") and knocks, "a socket is seen")
    assert [url for url in knocks if "/ws/elsewhere" not in url] == []
