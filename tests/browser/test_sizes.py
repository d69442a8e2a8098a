"""Each phase on five screens, light and dark: nothing is cut, covered, squeezed or too small."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Watched
from tests.browser.phases import phases, three_at_a_table

SIZES = [(320, 568), (390, 844), (844, 390), (1280, 800), (1920, 1080)]
FAULTS = """(least = 0.4) => {
    const found = [];
    const seen = (element) => element.checkVisibility() && element.getClientRects().length;
    const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
    const name = (element) => element.id || element.textContent.trim() || element.ariaLabel;
    const { scrollWidth, scrollHeight } = document.documentElement;
    if (scrollWidth > innerWidth || scrollHeight > innerHeight) found.push("the page scrolls");
    for (const piece of all(".piece")) {
        const { width, height } = piece.getBoundingClientRect();
        if (Math.abs(width - height) > 0.5) found.push(`a piece is ${width} by ${height}`);
    }
    for (const button of all("#play button")) {
        const { width, height, left, right } = button.getBoundingClientRect();
        if (width < 43.9 || height < 43.9) found.push(`${name(button)} is ${width} by ${height}`);
        if (left < 0 || right > innerWidth) found.push(`${name(button)} is outside`);
        if (button.scrollWidth > button.clientWidth + 1) found.push(`${name(button)} is cut`);
    }
    for (const line of all("#result-title, #clue-words, #result-list li, #secret, #clue-label")) {
        if (line.scrollWidth > line.clientWidth + 1) found.push(`${name(line)} is cut`);
    }
    const stale = document.getElementById("doing").textContent.includes("aiming");
    if (stale && document.body.dataset.phase !== "guessing") found.push("somebody is aiming still");
    const dock = document.getElementById("dock");
    if (dock.scrollHeight > dock.clientHeight + 1) found.push("the dock scrolls");
    const board = document.getElementById("board-frame").getBoundingClientRect();
    const share = (board.width * board.height) / (innerWidth * innerHeight);
    if (share < least) found.push(`the board has only ${share}`);
    return found;
}"""


def test_each_phase_fits_each_screen(player_context, screenshot):
    people = three_at_a_table(player_context)
    found = {}
    for phase, giver, guesser in phases(people):
        for role, person in (("giver", giver), ("guesser", guesser)):
            for size in SIZES:
                person.page.set_viewport_size({"width": size[0], "height": size[1]})
                name = f"{phase} {role} {size[0]}x{size[1]}".replace(" ", "-")
                for scheme in ("dark", "light"):
                    person.page.emulate_media(color_scheme=scheme)
                    screenshot(person.page, f"phases/{name}-{scheme}")
                if faults := person.page.evaluate(FAULTS):
                    found[name] = faults
            person.page.set_viewport_size({"width": 1280, "height": 800})
    assert not found, "\n".join(f"{name}: {faults}" for name, faults in found.items())


LONG_CLUES = [
    "extraordinarily transparent stratosphere",
    "incomprehensibly phosphorescent seawater",
]
# What of the clues is not to be seen, or lies on the board.
HIDDEN = """() => {
    const found = [];
    const frame = document.getElementById("board-frame").getBoundingClientRect();
    const clue = document.getElementById("clue").getBoundingClientRect();
    for (const part of document.querySelectorAll("#clue-words > *")) {
        for (const { left, right, top, bottom } of part.getClientRects()) {
            const beside = left >= 0 && right <= innerWidth;
            const inside = top >= clue.top && bottom <= clue.bottom;
            if (!beside || !inside) found.push(`${part.textContent} is cut`);
        }
        const { fontSize } = getComputedStyle(part);
        if (parseFloat(fontSize) < 11) found.push(`${part.textContent} has ${fontSize}`);
    }
    const words = document.getElementById("clue-words");
    if (words.scrollWidth > words.clientWidth + 1) found.push("the clues are cut");
    if (clue.bottom > frame.top + 0.5) found.push("the clue covers the board");
    return found;
}"""


@pytest.fixture
def watched(player_context):
    """Give someone at a table with bots, for views that a test changes."""
    return Watched(player_context()).start_with_bots()


def look(person, screenshot, name, sizes=SIZES[:4]):
    """Give the sizes one by one, with a picture of each."""
    for width, height in sizes:
        person.page.set_viewport_size({"width": width, "height": height})
        screenshot(person.page, f"{name}-{width}x{height}")
        yield width, height


def guessing(person, **table):
    """Show that it is this person's turn to guess for the second clue."""
    giver = (person.seat + 1) % len(person.view["table"]["scores"])
    base = {"phase": "guessing", "clue": 1, "clues": LONG_CLUES, "giver": giver}
    you = {"may": ["challenge_clue", "place_guess"], "card": [], "target": None}
    return person.show(**base | {"to_act": [person.seat]} | table, you=you)


def test_two_long_clues_and_a_withdrawn_one_can_be_read_on_each_screen(watched, screenshot):
    guessing(watched, withdrawn=["uncharacteristically monochrome", "zebra"]).aim("H9")
    found = {
        size: faults
        for size in look(watched, screenshot, "long-clues")
        if (faults := watched.page.evaluate(HIDDEN) + watched.page.evaluate(FAULTS, 0.3))
    }
    assert not found


TEN = ["W" * 20] * 10
PIECES = [{"seat": n, "square": f"H{n + 8}", "clue": 0} for n in range(1, 10)]
# Whether this is on the screen, and nothing lies on it.
REACHED = """(id) => {
    const element = document.getElementById(id);
    const { left, right, top, bottom } = element.getBoundingClientRect();
    if (left < 0 || right > innerWidth || top < 0 || bottom > innerHeight) return false;
    return element.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
}"""


def ten_at_the_end(person, phase):
    """Show the points of ten people with the longest names."""
    points = [9, 3, 2, 2, 1, 1, 0, 0, 0, 0]
    round_ = {"target": "H9", "points": points, "clues": ["lagoon"], "pieces": PIECES, "giver": 0}
    people = {"players": person.seated(TEN), "scores": points, "to_act": []}
    over = {"winners": [0], "album": "game"} if phase == "over" else {}
    may = ["next_round"] if phase == "scored" else []
    you = {"seat": 0, "host": True, "may": may, "card": [], "target": None}
    person.show(phase=phase, **round_, **people, **over, you=you)
    person.page.keyboard.press("Shift")  # ends the reveal


@pytest.mark.parametrize(("phase", "button"), [("scored", "next"), ("over", "to-lobby")])
def test_ten_long_names_leave_the_way_on_in_sight(watched, screenshot, phase, button):
    ten_at_the_end(watched, phase)
    found = {}
    for size in look(watched, screenshot, f"ten-{phase}"):
        faults = watched.page.evaluate(FAULTS, 0.3)
        found[size] = [fault for fault in faults if fault != "the dock scrolls"]
        if not watched.page.evaluate(REACHED, button):
            found[size].append(f"{button} is out of sight")
    assert not any(found.values()), found


def test_ten_long_names_fit_while_the_table_waits(watched, screenshot):
    players = watched.seated(TEN)
    history = [
        {"number": 1, "giver": 2, "clues": LONG_CLUES, "withdrawn": [], "target": "C3"}
        | {"points": [0] * 10}
    ]
    you = {"seat": 0, "may": ["challenge_clue"], "card": [], "target": None}
    guessing(watched, players=players, scores=[0] * 10, giver=1, to_act=[2], history=history)
    watched.show(you=you, clues=["lagoon"])
    found = {
        size: faults
        for size in look(watched, screenshot, "ten-waiting")
        if (faults := watched.page.evaluate(FAULTS))
    }
    assert not found


def test_a_narrow_screen_shows_the_phase(watched):
    watched.page.set_viewport_size({"width": 320, "height": 568})
    guessing(watched)
    stage = watched.page.locator("#stage")
    assert stage.inner_text() == "Round 1 of 6 · 2nd guess"
    assert stage.evaluate("stage => stage.scrollWidth <= stage.clientWidth")


def test_columns_are_wide_enough_to_touch_in_a_small_square_window(watched, screenshot):
    watched.page.set_viewport_size({"width": 600, "height": 700})
    guessing(watched, clues=["lagoon", "deep water"]).aim("H9")
    screenshot(watched.page, "small-square")
    assert watched.page.locator("#H9").bounding_box()["width"] > 11
    assert not watched.page.evaluate(FAULTS)


def test_small_screens_show_colors_in_words_when_asked(watched, screenshot):
    guessing(watched, clues=["lagoon", "deep water"]).aim("H9")
    watched.page.set_viewport_size({"width": 320, "height": 568})
    words = watched.page.locator("#relatives")
    expect(words).to_be_hidden()
    watched.page.get_by_role("button", name="In words").click()
    expect(watched.page.locator("#in-words")).to_have_attribute("aria-expanded", "true")
    found = {}
    for size in look(watched, screenshot, "in-words"):
        expect(words).to_contain_text("darker than G9, lighter than I9")
        found[size] = watched.page.evaluate(FAULTS, 0.3)
        if not words.evaluate("words => words.scrollHeight <= words.clientHeight + 1"):
            found[size].append("the words are cut")
    assert not any(found.values()), found
