"""The table's page: how much of it there is, and how soon a phone shows it."""

import gzip
import re
import urllib.parse
import urllib.request

from tests import servers
from tests.bench.figures import BenchError, Row, Title, percentile
from tests.server.test_lost_events import Visitor

TIMES = 5
FAST_3G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4
PHONE = {"width": 390, "height": 844}
NAMES = ("Maya", "Tom", "Ana")

_LINK = re.compile(r"<link\b[^>]*>", re.DOTALL)
_SCRIPT = re.compile(r"<script\b[^>]*\bsrc=\"([^\"]+)\"", re.DOTALL)
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")
_NOTE_WHEN_SHOWN = """
new MutationObserver(() => {
    const phase = document.body?.dataset.phase;
    if (phase && !["loading", "lobby"].includes(phase)) window.shownAt ??= performance.now();
}).observe(document, {subtree: true, childList: true, attributeFilter: ["data-phase"]});
"""
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def page(folder):
    """Measure the page of somebody who plays at a table."""
    with servers.Web(folder) as web:
        players, path = _table(web)
        code, files = _loaded(players[0], path)
        rows = [
            Title(
                f"The table's page (CPU {SLOWER}x slower, 1.6 Mbit/s, 150 ms; median of {TIMES})"
            ),
            Row("JS and CSS, gzipped", code / 1024, "KB", 60),
            Row("the page itself, as it is sent", _sent(web, players[0], path) / 1024, "KB"),
            Row("requests (page, code, font, icon)", files, ""),
        ]
        return rows + _paint_rows(web, players[0], path)


def _table(web):
    players = [Visitor(web) for _ in NAMES]
    for player in players:
        player.request("GET", "/")
    form = {"player_name": NAMES[0], "preset": "official"}
    path = players[0].request("POST", "/new", form)[0].headers["Location"]
    for player, name in zip(players[1:], NAMES[1:], strict=True):
        player.request("POST", f"{path}join", {"name": name})
    players[0].request("POST", f"{path}start", {})
    return players, path


def _loaded(visitor, path):
    """Follow the page's own links and imports; gives (bytes of code, number of requests)."""
    _, html = visitor.request("GET", path)
    links = [(_attribute(tag, "rel"), _attribute(tag, "href")) for tag in _LINK.findall(html)]
    waiting = [href for rel, href in links if rel in ("stylesheet", "modulepreload")]
    waiting += _SCRIPT.findall(html)
    files = {href for rel, href in links if rel in ("icon", "preload")}
    sizes = {}
    while waiting:
        name = waiting.pop()
        if name in sizes:
            continue
        text = visitor.request("GET", name)[1]
        sizes[name] = len(gzip.compress(text.encode(), 9))
        if name.endswith(".js") and "htmx" not in name:
            waiting += [urllib.parse.urljoin(name, found) for found in _IMPORT.findall(text)]
    if not any(name.endswith(".css") for name in sizes):
        raise BenchError("The table's page names no style sheet.")
    return sum(sizes.values()), len(sizes.keys() | files) + 1


def _sent(web, visitor, path):
    """Give the bytes of the page as they go to a browser that takes gzip."""
    headers = {"Cookie": visitor.cookie(), "Accept-Encoding": "gzip"}
    request = urllib.request.Request(web.url + path, headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return len(answer.read())


def _attribute(tag, name):
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


def _paint_rows(web, visitor, path):
    title = "first paint"
    chromium = servers.find("chromium")
    if chromium is None:
        return [Row(title, None, "", 1)]
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only where there is Chromium)

    paints, boards = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(TIMES):
            paint, board = _paint(browser, web, visitor, path)
            paints.append(paint / 1000)
            boards.append(board / 1000)
        browser.close()
    return [
        Row(title, percentile(paints, 0.5), "s", 1),
        Row("the view has come by", percentile(boards, 0.5), "s"),
    ]


def _paint(browser, web, visitor, path):
    """Load the page as somebody who has never been here; gives milliseconds."""
    context = browser.new_context(
        viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2
    )
    cookies = [{"name": k, "value": v, "url": web.url} for k, v in visitor.cookies.items()]
    context.add_cookies(cookies)
    context.add_init_script(_NOTE_WHEN_SHOWN)
    tab = context.new_page()
    tools = context.new_cdp_session(tab)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", FAST_3G)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tab.goto(web.url + path)
    tab.wait_for_selector("body:not([data-phase=loading])", state="attached")
    paint, board = tab.evaluate(f"[{_PAINTED}, window.shownAt]")
    context.close()
    if paint is None or board is None:
        raise BenchError("The page painted nothing.")
    return paint, board
