"""What a game is started with."""

import pytest

from colorclues.games.start import start_game
from game_engine.record import setup_from_dict
from game_engine.setup import NEWEST
from tests.server.factories import table_of

pytestmark = pytest.mark.django_db


def started():
    room, _ = table_of(3)
    return start_game(room.code, room.host_id).setup


def test_a_game_is_started_by_the_newest_rules():
    assert setup_from_dict(started()).version == NEWEST


def test_while_processes_of_an_older_version_run_games_are_started_by_rules_that_they_know(
    settings,
):
    settings.RULES_VERSION = 1
    setup = started()
    assert set(setup) == {"seats", "first_giver", "deck", "rules"}
    assert setup_from_dict(setup).version == 1
