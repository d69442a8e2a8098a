"""What only the giver sees: the target on the board and in the dock, and how near pieces are."""

import re

from playwright.sync_api import expect

from tests.browser.people import Watched

GIVES = {"phase": "guessing", "clue": 0, "clues": ["lagoon"], "challenge": None}
PIECES = [{"seat": 1, "square": "E24", "clue": 0}, {"seat": 2, "square": "D22", "clue": 0}]
TARGET = re.compile(r"^D22, .*, your target$")
ROOM = """() => {
    const mark = document.getElementById("secret-mark").getBoundingClientRect();
    const square = document.getElementById("D22").getBoundingClientRect();
    const middle = (box) => [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
    return [middle(mark), middle(square), Math.round(mark.width)];
}"""


def give(person, **table):
    """Show a round whose giver is this person."""
    giver = {"seat": 0, "card": ["D22"], "target": "D22", "may": []}
    players = person.seated(["Maya", "Tom", "Ana"])
    people = {"players": players, "scores": [0, 0, 0], "giver": 0, "to_act": [1]}
    person.show(you=giver, **GIVES | people | table)


def test_the_giver_sees_the_target_from_the_choice_to_the_reveal(player_context):
    maya = Watched(player_context()).start_with_bots()
    mark, secret = maya.page.locator("#secret-mark"), maya.page.locator("#secret")
    for phase in ("cluing", "guessing", "voting"):
        give(maya, phase=phase, pieces=[])
        expect(mark).to_be_visible()
        expect(secret).to_contain_text("D22")
        expect(maya.page.locator("#D22")).to_have_attribute("aria-label", TARGET)
    for size in ((320, 568), (1920, 1080)):
        maya.page.set_viewport_size({"width": size[0], "height": size[1]})
        there, square, width = maya.page.evaluate(ROOM)
        assert there == square
        assert width >= 28
    end = {"phase": "scored", "target": "D22", "points": [0, 0, 0], "to_act": []}
    maya.show(you={"seat": 0, "card": [], "target": None, "may": []}, **end)
    expect(mark).to_be_hidden()
    expect(secret).to_be_hidden()
    assert "your target" not in maya.page.locator("#D22").get_attribute("aria-label")


def test_the_giver_is_told_how_near_each_piece_is(player_context):
    maya = Watched(player_context()).start_with_bots()
    near = maya.page.locator("#near")
    give(maya, pieces=[])
    expect(near).to_be_hidden()
    give(maya, pieces=PIECES[:1])
    expect(near).to_have_text("Tom is 2 away")
    give(maya, pieces=PIECES, to_act=[])
    expect(near.locator("b")).to_have_text("Ana is on it")
    expect(maya.page.locator("#status")).to_contain_text("Ana is on it")


def test_nobody_but_the_giver_is_told_how_near_pieces_are(player_context):
    maya = Watched(player_context()).start_with_bots()
    give(maya, giver=1, pieces=PIECES, to_act=[0])
    maya.show(you={"card": [], "target": None, "may": ["place_guess"]})
    expect(maya.page.locator("#near")).to_be_hidden()
    expect(maya.page.locator("#secret-mark")).to_be_hidden()
