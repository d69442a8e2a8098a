"""Today's puzzle: the same for everybody, two pieces each, and no word of the target before."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from threading import Barrier

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.test import Client

from colorclues import puzzle
from colorclues.models import Puzzle, PuzzleTry
from colorclues.rooms.changes import Refused
from game_engine import Rules, Square, distance
from game_engine.clues import judge
from game_engine.house_rules import LANGUAGES

pytestmark = pytest.mark.django_db(transaction=True)

TARGET = Square.parse("C14")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def today():
    """Give today's puzzle, with a target that tests know."""
    made = puzzle.puzzle_of(puzzle.today())
    Puzzle.objects.filter(pk=made.pk).update(target=TARGET.name)
    made.refresh_from_db()
    return made


def place(person, *squares, day=None):
    """Place pieces on today's puzzle, or another day's."""
    for square in squares:
        puzzle.place(day or puzzle.today(), person, Square.parse(square))


def story(today, person):
    return puzzle.tell(today, person, "en")


def post(browser, square, day=None):
    form = {"day": str(day or puzzle.today()), "square": square}
    return browser.post("/today/piece", form, headers=HTMX).content.decode()


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_referee_lets_every_clue_pass_and_none_comes_twice(language):
    said = set()
    for square, clues in puzzle.load():
        first, second = clues[language]
        rules = Rules(language=language)
        assert judge(first, clue=0, earlier=[], rules=rules) is None, (square, first)
        assert judge(second, clue=1, earlier=[first], rules=rules) is None, (square, second)
        assert said.isdisjoint({first, second}), (square, first, second)
        said |= {first, second}


def test_every_puzzle_has_a_color_of_its_own():
    targets = [square for square, _ in puzzle.load()]
    assert len(set(targets)) == len(targets) >= 90


def test_a_day_has_one_puzzle_and_the_next_days_have_others():
    first = puzzle.today()
    days = [first + timedelta(days=n) for n in range(80)]
    drawn = [puzzle.puzzle_of(day).target for day in days]
    assert [puzzle.puzzle_of(day).target for day in days] == drawn
    for day, target in enumerate(drawn):
        assert target not in drawn[max(0, day - 60) : day]


def test_whoever_asks_at_the_same_moment_gets_the_same_puzzle():
    start = Barrier(4)

    def ask(_):
        start.wait()
        try:
            return puzzle.puzzle_of(puzzle.today()).target
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1
    assert Puzzle.objects.count() == 1


def test_the_second_clue_comes_after_the_first_piece_and_the_target_after_the_second(today):
    one, two = today.clues["en"]
    assert story(today, None).clues == story(today, "ana").clues == (one,)
    place("ana", "H9")
    assert story(today, "ana").clues == (one, two)
    assert story(today, "ana").result is None
    place("ana", "C14")
    assert story(today, "ana").result.target == TARGET
    assert story(today, "tom").result is None


@pytest.mark.parametrize(
    ("squares", "points"),
    [(("C14", "D15"), (3, 2)), (("E16", "F14"), (1, 0)), (("P30", "C13"), (0, 2))],
)
def test_points_are_those_of_the_official_rules(today, squares, points):
    place("ana", *squares)
    result = story(today, "ana").result
    assert result.points == points
    assert result.distances == tuple(distance(TARGET, Square.parse(name)) for name in squares)
    assert PuzzleTry.objects.get().points == result.total == sum(points)


def test_pieces_stay(today):
    place("ana", "H9")
    with pytest.raises(Refused, match="H9 is taken"):
        place("ana", "H9")
    place("ana", "H10")
    with pytest.raises(Refused, match="both"):
        place("ana", "C14")
    assert [square.name for square in story(today, "ana").pieces] == ["H9", "H10"]


def test_a_piece_that_is_sent_twice_at_once_is_placed_once(today):
    start = Barrier(2)

    def send(_):
        start.wait()
        try:
            place("ana", "H9")
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()
        return "placed it"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, range(2))) == ["placed it", "taken"]
    assert [square.name for square in story(today, "ana").pieces] == ["H9"]


def test_who_began_before_midnight_may_finish_and_later_it_is_over():
    yesterday = puzzle.today() - timedelta(days=1)
    place("ana", "H9", "H10", day=yesterday)
    for day in (yesterday - timedelta(days=1), puzzle.today() + timedelta(days=1)):
        with pytest.raises(Refused, match="over"):
            place("ana", "H9", day=day)
        assert not Puzzle.objects.filter(day=day).exists()


def test_one_learns_how_others_did(today):
    for name, square in (("tom", "A1"), ("eva", "C15"), ("ivo", "C13")):
        place(name, square, "P30")
    place("kim", "C14")
    place("ana", "C15", "B30")
    result = story(today, "ana").result
    assert (result.others, result.beaten) == (3, 1)
    heat = {square.name: number for square, number in result.heat}
    assert heat == {"P30": 3, "C15": 2, "A1": 1, "C13": 1, "B30": 1}


def test_days_in_a_row_are_counted_to_the_first_that_was_missed(today):
    for back in (1, 2, 4):
        day = today.day - timedelta(days=back)
        made = puzzle.puzzle_of(day)
        PuzzleTry.objects.create(puzzle=made, guest="ana", first="A1", second="A2", points=0)
    place("ana", "H9", "H10")
    assert story(today, "ana").result.days == 3


def test_nothing_that_is_sent_before_the_second_piece_depends_on_the_target(today):
    def sent(target):
        Puzzle.objects.update(target=target)
        browser = Client()
        return [
            re.sub(r"[A-Za-z0-9]{32,64}", "", text)
            for text in (
                browser.get("/").content.decode(),
                browser.get("/today").content.decode(),
                post(browser, "H9"),
                browser.get("/today").content.decode(),
            )
        ]

    assert sent("C14") == sent("N3")


def test_a_page_that_is_loaded_again_goes_on_where_it_was(today):
    browser = Client()
    assert 'data-pieces="H9 "' in post(browser, "h9")
    page = browser.get("/today").content.decode()
    assert today.clues["en"][1] in page
    assert 'data-pieces="H9 "' in page
    assert 'data-target="C14"' in post(browser, "C14")
    assert 'data-target="C14"' in browser.get("/today").content.decode()
    assert "3 of 6 points" in browser.get("/").content.decode()


@pytest.mark.parametrize("square", ["", "Q1", "H31", "\ud800", "H9" * 3000])
def test_what_is_no_square_is_refused_and_changes_nothing(today, square):
    browser = Client()
    post(browser, "H9")
    assert "not understood" in post(browser, square.encode("utf-8", "replace").decode())
    assert 'data-pieces="H9 "' in post(browser, "H9", day="never")
    assert PuzzleTry.objects.get().second == ""


@pytest.mark.parametrize("square", ["H9", "nonsense"])
@pytest.mark.parametrize("days", [-2, 1, 400])
def test_a_form_for_another_day_shows_nothing_of_it(today, days, square):
    day = today.day + timedelta(days=days)
    answer = post(Client(), square, day=day)
    assert "There is a new one" in answer
    assert today.clues["en"][0] in answer
    assert Puzzle.objects.count() == 1


def test_a_form_without_javascript_leads_back_to_the_page(today):
    answer = Client().post("/today/piece", {"day": str(today.day), "square": "H9"})
    assert (answer.status_code, answer["Location"]) == (302, "/today")


def test_one_address_is_so_many_new_players_an_hour(today, settings):
    settings.GUESTS_PER_HOUR = 3
    answers = [post(Client(), "H9") for _ in range(5)]
    assert ["Too many new players" in answer for answer in answers] == [False] * 3 + [True] * 2
    assert PuzzleTry.objects.count() == 3


def test_the_cleanup_takes_the_tries_of_people_who_do_not_come_any_more(today):
    for back, name in ((40, "tom"), (40, "ana"), (0, "ana"), (10, "eva")):
        made = puzzle.puzzle_of(today.day - timedelta(days=back))
        PuzzleTry.objects.create(puzzle=made, guest=name, first="A1", second="A2", points=0)
    call_command("cleanup", "--days=30", verbosity=0)
    kept = PuzzleTry.objects.values_list("guest", flat=True)
    assert sorted(kept) == ["ana", "ana", "eva"]


def test_clues_are_in_the_language_of_the_page(today):
    pages = [
        Client().get("/today", headers={"Accept-Language": language}).content.decode()
        for language in ("en-gb", "es", "pt")
    ]
    for page, language in zip(pages, ("en", "es", "pt"), strict=True):
        assert today.clues[language][0] in page
    for one, other in pairwise(pages):
        assert one != other
