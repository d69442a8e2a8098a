"""A table in a frame of another site, in a browser that gives frames no unpartitioned cookies."""

import contextlib
import http.server
import threading

import pytest
from playwright.sync_api import expect

from tests import servers
from tests.browser.conftest import ARGUMENTS, PATIENCE


@contextlib.contextmanager
def site(port):
    """Another site, 127.0.0.1, which shows in a frame what its address names after `?`."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            frame = f'<iframe name="table" src="{self.path.partition("?")[2]}"></iframe>'
            style = "<style>iframe { width: 1200px; height: 760px }</style>"
            self.wfile.write(f"<!doctype html><title>Club</title>{style}{frame}".encode())

        def log_message(self, *_):
            """Keep quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def club():
    """Give the site that may have tables in a frame."""
    with site(servers.free_port()) as address:
        yield address


@pytest.fixture(scope="module")
def table(tmp_path_factory, club):
    """Give the address of a server that the club may have in a frame.

    By the name localhost, which is another site than 127.0.0.1, and to which browsers give secure
    cookies without TLS.
    """
    with servers.Web(tmp_path_factory.mktemp("web"), env={"EMBED_ORIGINS": club}) as web:
        yield f"http://localhost:{web.port}/"


@pytest.fixture
def page(chromium):
    """Give a page of a browser that has no third-party cookies."""
    strict = [*ARGUMENTS, "--test-third-party-cookie-phaseout"]
    with chromium.browser_type.launch(
        executable_path=servers.find_headless(), args=strict
    ) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(PATIENCE)
        yield page


def test_people_sit_down_and_stay_at_a_table_in_a_frame(page, club, table):
    page.goto(f"{club}/?{table}")
    frame = page.frame_locator("iframe")
    frame.get_by_label("Your name").fill("Maya")
    with page.expect_websocket(lambda one: "/ws/t/" in one.url) as opened:
        frame.get_by_role("button", name="Create table").click()
    opened.value.wait_for_event("framereceived", lambda said: "turn_update" in said)
    expect(frame.locator("#lobby")).to_contain_text("Maya")
    link = page.frame("table").url
    page.goto(f"{club}/?{link}")
    expect(frame.locator("#link")).to_have_value(link)  # who has no seat is asked for a name here
    partitioned = {one["name"] for one in page.context.cookies() if one.get("partitionKey")}
    assert partitioned == {"csrftoken", "sessionid"}


def test_a_site_that_is_not_named_gets_no_table(page, table):
    with site(servers.free_port()) as stranger:
        page.goto(f"{stranger}/?{table}")
        page.wait_for_function("frames.length === 1")
        expect(page.frame_locator("iframe").get_by_label("Your name")).to_have_count(0)
        assert page.frame("table").url.startswith("chrome-error:")
