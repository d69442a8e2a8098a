"""What a browser fetches that has never been at a table before, in the lobby and in a game."""

import pytest

from tests.browser.conftest import PHONE
from tests.browser.people import Person

MOST_REQUESTS = 15
MOST_CODE = 60_000
"""Bytes of scripts, texts and styles, compressed by gzip."""
CODE = """() => performance.getEntriesByType("resource")
    .filter(({ name }) => /\\.(js|css)([?]|$)/.test(name))
    .map(({ name, encodedBodySize }) => [name, encodedBodySize])"""


@pytest.mark.parametrize("language", ["en-US", "es", "pt"])
@pytest.mark.parametrize("playing", [False, True], ids=["lobby", "game"])
def test_a_tables_page_comes_in_few_requests_that_it_names_itself(
    player_context, language, playing
):
    known = player_context()
    maya = Person(known, "Maya")
    link = maya.create_table()
    if playing:
        for number in range(2):
            maya.page.get_by_role("button", name="Add a bot").click()
            maya.page.get_by_text(f"{number + 2} at the table").wait_for()
        maya.start()
        maya.wait_for_phase("choosing")
    fresh = player_context(
        PHONE,
        mobile=True,
        locale=language,
        storage_state=known.storage_state(),
        extra_http_headers={"Accept-Encoding": "gzip"},
    ).new_page()
    requests = []
    fresh.on("request", lambda request: requests.append(request.url))
    fresh.on("websocket", lambda socket: requests.append(socket.url))
    page = fresh.goto(link).text()
    shown = "#play" if playing else "#lobby-page:not([inert])"
    fresh.wait_for_selector(shown, state="visible")
    fresh.wait_for_load_state("networkidle")

    assert len(requests) <= MOST_REQUESTS, requests
    code = fresh.evaluate(CODE)
    assert sum(size for _, size in code) <= MOST_CODE, code
    assert all(size > 0 for _, size in code)
    # Nothing that the page must wait for is found only by reading something else.
    assert [url for url, _ in code if url.split("/", 3)[3] not in page] == []
