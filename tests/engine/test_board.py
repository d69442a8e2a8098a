import pytest

from game_engine import Square, distance, frame, ring
from game_engine.board import SQUARES


def test_the_board_has_480_squares_with_names_of_their_own() -> None:
    assert len(SQUARES) == len({square.name for square in SQUARES}) == 480
    assert (SQUARES[0].name, SQUARES[-1].name) == ("A1", "P30")


def test_a_name_is_a_row_letter_and_a_column_number() -> None:
    square = Square.parse("C14")
    assert (square.row, square.column, square.name, str(square)) == (2, 13, "C14", "C14")


def test_a_name_may_be_written_small() -> None:
    assert Square.parse("a1") == Square.parse("A1")
    assert Square.parse("p30").name == "P30"


def test_every_name_reads_back_to_its_square() -> None:
    assert all(Square.parse(square.name) == square for square in SQUARES)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "A",
        "1",
        "A0",
        "A31",
        "Q1",
        "A01",
        " A1",
        "A1 ",
        "A1\n",
        "A-1",
        "1A",
        "A٣",
        "AA1",
        "A1.0",
    ],
)
def test_a_name_that_is_not_exact_is_a_value_error(name: str) -> None:
    with pytest.raises(ValueError, match="square"):
        Square.parse(name)


@pytest.mark.parametrize("name", [None, 5, 1.5, b"A1", ["A1"], True])
def test_what_is_no_text_names_no_square(name: object) -> None:
    with pytest.raises(ValueError, match="square"):
        Square.parse(name)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "place",
    [
        (-1, 0),
        (16, 0),
        (0, 30),
        (0, -1),
        (True, 0),
        (0, False),
        (1.0, 2),
        ("1", 2),
        (float("nan"), 0),
        (None, 0),
    ],
)
def test_a_place_off_the_board_is_a_value_error(place: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"row|square"):
        Square(*place)


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("H15", "H15", 0),
        ("H15", "G14", 1),
        ("H15", "J17", 2),
        ("A1", "A30", 29),
        ("A1", "P30", 29),
        ("A1", "P1", 15),
    ],
)
def test_distance_counts_the_moves_of_a_king(one: str, other: str, steps: int) -> None:
    assert distance(Square.parse(one), Square.parse(other)) == steps
    assert distance(Square.parse(other), Square.parse(one)) == steps


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("H15", (9, 16)),
        ("A1", (4, 5)),
        ("P30", (4, 5)),
        ("A15", (6, 9)),
        ("B2", (9, 7)),
        ("B15", (9, 11)),
    ],
)
def test_frame_and_ring_are_clipped_at_the_edge(name: str, sizes: tuple[int, int]) -> None:
    target = Square.parse(name)
    assert (len(frame(target)), len(ring(target))) == sizes


def test_frame_and_ring_are_what_is_one_and_two_moves_away() -> None:
    for target in SQUARES:
        assert {s for s in SQUARES if distance(s, target) <= 1} == set(frame(target))
        assert {s for s in SQUARES if distance(s, target) == 2} == set(ring(target))
