"""Players with real browsers: Chromium at a real server, and no error in a console goes unseen."""

import contextlib
import os
import re

import pytest
from playwright.sync_api import Error, expect, sync_playwright

from tests import servers
from tests.conftest import needs

# Playwright keeps an event loop running in this thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

SCREENSHOTS = servers.ROOT / ".var" / "screenshots"
PICTURES = bool(os.environ.get("PICTURES"))
"""Whether pictures are kept of all that the tests look at: they take as long as the looking."""
SETTLED = """async () => {
    for (const animation of document.getAnimations()) {
        if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
    }
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
DESKTOP = (1280, 800)
PHONE = (390, 844)
PATIENCE = 120_000  # milliseconds, for a slow machine: nothing here waits when it need not
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def web(tmp_path_factory):
    """Give the server that all browser tests share, with a database of its own.

    When a test fails, its log tells why a socket was closed.
    """
    with servers.Web(tmp_path_factory.mktemp("web"), env={"LOG_LEVEL": "INFO"}) as server:
        yield server


@pytest.fixture(scope="session")
def chromium():
    """Give the one browser; each player gets a context of his own in it."""
    needs("chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=servers.find_headless(), args=ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture
def expected_problems():
    """Collect patterns of what a test is there to provoke: `expected_problems.append("404")`."""
    return []


@pytest.fixture
def problems():
    """Collect what went wrong in the browsers, expected or not."""
    return []


@pytest.fixture
def player_context(request, chromium, web, problems, expected_problems):
    """Give a function that opens a browser for one more player, by himself in it.

    `player_context()` or `player_context(PHONE, mobile=True)`; `.new_page()` of what it gives
    opens a tab. Console errors, uncaught exceptions and whatever the content security policy
    stopped, in any tab, fail the test.
    """
    contexts = []

    def open_context(viewport=DESKTOP, *, mobile=False, **options):
        context = chromium.new_context(
            base_url=options.pop("base_url", web.url),
            viewport={"width": viewport[0], "height": viewport[1]},
            has_touch=mobile,
            is_mobile=mobile,
            device_scale_factor=2 if mobile else 1,
            locale=options.pop("locale", "en-US"),
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: problems.append(f"Uncaught: {error.error}"))
        context.on("console", note_console)
        return context

    def note_console(message):
        if message.type == "error":
            problems.append(f"{message.text} ({message.location['url']})")

    yield open_context
    if getattr(request.node, "failed", False):
        keep_pictures(request.node.name, contexts)
    for context in contexts:
        context.close()
    expected = re.compile("|".join(expected_problems) or r"(?!)")
    surprises = [text for text in problems if not expected.search(text)]
    assert not surprises, "In the browsers' consoles:\n" + "\n".join(surprises)


@pytest.fixture
def screenshot():
    """Give a function that lets a page settle, and keeps a picture: .var/screenshots/NAME.png."""

    def take(page, name, **options):
        page.wait_for_load_state()
        page.evaluate(SETTLED)
        if PICTURES:
            path = SCREENSHOTS / f"{name}.png"
            page.screenshot(path=path, animations="disabled", **options)

    return take


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Let the fixtures know whether their test has failed."""
    report = yield
    if report.failed and call.when == "call":
        item.failed = True
    return report


def keep_pictures(name, contexts):
    """Keep what every player saw when a test failed."""
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages, start=1):
        safe = re.sub(r"\W+", "-", name).strip("-")
        path = SCREENSHOTS / "failed" / f"{safe}-{number}.png"
        with contextlib.suppress(Error):  # a page that hangs must not hide why the test failed
            page.screenshot(path=path, timeout=PATIENCE)
