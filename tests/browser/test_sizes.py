"""Each phase on five screens, light and dark: nothing is cut, covered, squeezed or too small."""

from tests.browser.phases import phases, three_at_a_table

SIZES = [(320, 568), (390, 844), (844, 390), (1280, 800), (1920, 1080)]
FAULTS = """() => {
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
    if (share < 0.4) found.push(`the board has only ${share}`);
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
