"""What `make bench` counts with: percentiles, ratios, its table, and copies of tables."""

import os
import sqlite3
import time
from contextlib import closing

import pytest

from tests.bench import copies, figures


def test_a_percentile_lies_between_its_neighbours():
    assert figures.percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.5
    assert figures.percentile([4.0, 1.0, 3.0, 2.0], 0) == 1.0
    assert figures.percentile([4.0, 1.0, 3.0, 2.0], 1) == 4.0
    assert figures.percentile([7.0], 0.99) == 7.0
    assert figures.percentile(range(101), 0.1) == 10


def test_nothing_has_no_percentile():
    with pytest.raises(figures.BenchError):
        figures.percentile([], 0.5)


def test_windows_that_could_not_be_measured_do_not_count():
    assert figures.quiet([None, 5.0, None]) == 5.0
    assert figures.quiet([None]) is None


def test_there_is_no_ratio_to_what_was_not_measured():
    assert figures.ratio(3.0, 2.0) == 1.5
    assert figures.ratio(3.0, None) is None
    assert figures.ratio(None, 2.0) is None
    assert figures.ratio(3.0, 0.0) is None


def test_the_table_says_whether_a_goal_is_met():
    rows = [
        figures.Title("Speed"),
        figures.Row("fast", 1.3, "x", 1.3),
        figures.Row("slow", 1234.5, "ms", 10),
        figures.Row("unknown", None, "ms", 10),
        figures.Row("no goal", 12.34, "s"),
    ]
    assert [row.verdict for row in rows[1:]] == ["met", "missed", "", ""]
    fast, slow, unknown, no_goal = figures.table(rows).splitlines()[-4:]
    assert fast.split() == ["fast", "1.30", "x", "goal", "<=", "1.30", "met"]
    assert slow.split() == ["slow", "1,234", "ms", "goal", "<=", "10", "missed"]
    assert figures.NOT_HERE in unknown
    assert no_goal.split() == ["no", "goal", "12.3", "s"]


def test_a_copied_table_has_a_code_of_its_own_and_the_same_game():
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(
            """
            CREATE TABLE colorclues_room (id, code UNIQUE, host_id);
            CREATE TABLE colorclues_player (id, room_id, guest);
            CREATE TABLE colorclues_game (id, room_id);
            CREATE TABLE colorclues_gameevent (id, game_id, number);
            INSERT INTO colorclues_room VALUES (1, '2ABCDE', 3);
            INSERT INTO colorclues_player VALUES (3, 1, 'maya');
            INSERT INTO colorclues_game VALUES (5, 1);
            INSERT INTO colorclues_gameevent VALUES (7, 5, 1), (8, 5, 2);
            """
        )
        copies.multiply(database, 1)
        copies.multiply(database, 2)
        played = database.execute(
            """
            SELECT room.code, host.guest, count(*) FROM colorclues_room AS room
            JOIN colorclues_player AS host ON host.id = room.host_id AND host.room_id = room.id
            JOIN colorclues_game AS game ON game.room_id = room.id
            JOIN colorclues_gameevent AS event ON event.game_id = game.id
            GROUP BY room.id ORDER BY room.id
            """
        ).fetchall()
    codes = [copies.code("2ABCDE", number) for number in range(3)]
    assert played == [(code, "maya", 2) for code in codes]
    assert len(set(codes)) == 3


def test_the_clock_of_a_process_counts_its_work_alone():

    clock = figures.cpu_clock(os.getpid())
    if clock() is None:
        pytest.skip(figures.NOT_HERE)
    before = clock()
    end = time.process_time() + 0.02
    while time.process_time() < end:
        pass
    assert clock() - before >= 0.02
