"""The table's page: what it costs the server, how much it is, how soon a phone shows it."""

import urllib.request

from tests import servers
from tests.bench.figures import BenchError, Row, Title, cpu_clock, percentile, quiet
from tests.server.test_lost_events import Visitor

TIMES = 5
PAGES = 60
FAST_3G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4
PHONE = {"width": 390, "height": 844}
NAMES = ("Maya", "Tom", "Ana")

_NOTE_WHEN_SHOWN = """
new MutationObserver(() => {
    const phase = document.body?.dataset.phase;
    if (phase && !["loading", "lobby"].includes(phase)) window.shownAt ??= performance.now();
}).observe(document, {subtree: true, childList: true, attributeFilter: ["data-phase"]});
"""
_FOUND = """({
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    shown: window.shownAt,
    code: performance.getEntriesByType("resource")
        .filter(({ name }) => /\\.(js|css)([?]|$)/.test(name))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
})"""


def page(folder):
    """Measure the page of somebody who plays at a table."""
    with servers.Web(folder) as web:
        players, path = _table(web)
        rows = [
            Title(
                f"The table's page (CPU {SLOWER}x slower, 1.6 Mbit/s, 150 ms; median of {TIMES})"
            ),
            Row("server CPU a page", _cost(web, players[1], path), "ms", 8),
            Row("the page itself, as it is sent", len(_sent(web, players[1], path)) / 1024, "KB"),
        ]
        return rows + _browser_rows(web, players[1], path)


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


def _cost(web, visitor, path):
    """Give the milliseconds of CPU that a page takes when nobody else wants the machine."""
    clock = cpu_clock(web.pid)
    costs = []
    for _ in range(PAGES):
        before = clock()
        _sent(web, visitor, path)
        after = clock()
        costs.append(None if before is None else (after - before) * 1000)
    return quiet(costs)


def _sent(web, visitor, path):
    """Give the page as it goes to a browser that takes gzip."""
    headers = {"Cookie": visitor.cookie(), "Accept-Encoding": "gzip"}
    request = urllib.request.Request(web.url + path, headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read()


def _browser_rows(web, visitor, path):
    chromium = servers.find("chromium")
    if chromium is None:
        return [Row("first paint", None, "", 1)]
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only where there is Chromium)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        found = [_load(browser, web, visitor, path) for _ in range(TIMES)]
        browser.close()

    def middle(figure):
        return percentile([one[figure] for one in found], 0.5)

    return [
        Row("requests, sockets included", round(middle("requests")), "", 15),
        Row("JS and CSS, gzipped", middle("code") / 1024, "KB", 60),
        Row("first paint", middle("paint") / 1000, "s", 1),
        Row("the view has come by", middle("shown") / 1000, "s", 1.6),
    ]


def _load(browser, web, visitor, path):
    """Load the page as somebody who has never been here; gives what it took, in milliseconds."""
    context = browser.new_context(
        viewport=PHONE,
        is_mobile=True,
        has_touch=True,
        device_scale_factor=2,
        extra_http_headers={"Accept-Encoding": "gzip"},
    )
    cookies = [{"name": k, "value": v, "url": web.url} for k, v in visitor.cookies.items()]
    context.add_cookies(cookies)
    context.add_init_script(_NOTE_WHEN_SHOWN)
    tab = context.new_page()
    requests = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("websocket", lambda socket: requests.append(socket.url))
    tools = context.new_cdp_session(tab)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", FAST_3G)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tab.goto(web.url + path)
    tab.wait_for_selector("body:not([data-phase=loading])", state="attached")
    tab.wait_for_load_state("networkidle")
    found = tab.evaluate(_FOUND)
    context.close()
    if found["paint"] is None or found["shown"] is None:
        raise BenchError("The page painted nothing.")
    return found | {"requests": len(requests)}
