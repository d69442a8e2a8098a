"""The table of rules.md, each case played through from the card to the scores."""

import pytest

from tests.engine.table import Table

# case: seats, target, pieces of seats 1.. (first clue, second clue), points of seats 0 (giver)..
CASES = {
    "photo": (4, "H15", [("H15",), ("J15",), ("H17",)], (1, 3, 1, 1)),
    "two clues": (5, "H15", [("H15", "H16"), ("A1", "I15"), ("I14",), ("J15",)], (4, 5, 2, 2, 1)),
    "three players": (3, "K9", [("K9", "K7"), ("L10", "A1")], (4, 4, 2)),
    "A": (4, "H15", [("H15", "G14"), ("J17", "H18"), ("I15", "J13")], (3, 5, 1, 3)),
    "B": (3, "C20", [("C20", "B19"), ("D21", "E22")], (6, 5, 3)),
    "D, corner": (4, "A1", [("A2", "C3"), ("B1", "A4"), ("A30", "P1")], (2, 3, 2, 0)),
    "E, second clue skipped": (4, "H15", [("H15",), ("F13",), ("G16",)], (2, 3, 1, 2)),
    "G, full frame": (
        10,
        "H15",
        [(name,) for name in ("H15", "G14", "G15", "G16", "H14", "H16", "I14", "I15", "I16")],
        (9, 3, *[2] * 8),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_case_scores_as_in_the_table(case: str) -> None:
    seats, target, pieces, points = CASES[case]
    table = Table(seats, pick_from="any_square").target(target).clue("moss")
    table.all_guess({seat: names[0] for seat, names in enumerate(pieces, 1)})
    second = {seat: names[1] for seat, names in enumerate(pieces, 1) if len(names) > 1}
    if second:
        table.clue("fern").all_guess(dict(second))
    else:
        table.skip()
    assert table.state.round.points == points
    assert table.state.scores == points
