import pytest

from game_engine import IllegalCommand, Phase, Setup, StartRound, play_game, replay
from game_engine.bots import random_bot

SETUP = Setup.deal(3, seed=1)


def test_a_game_between_bots_is_played_to_its_end_and_its_events_rebuild_it() -> None:
    state, happened = play_game(SETUP, [random_bot] * 3, seed=5)
    assert state.phase is Phase.OVER
    assert replay(SETUP, happened) == state


def test_the_same_bots_with_the_same_seed_play_the_same_game() -> None:
    one, same, other = (play_game(SETUP, [random_bot] * 3, seed=seed) for seed in (5, 5, 6))
    assert one == same != other


def test_there_is_a_bot_for_each_seat() -> None:
    for number in (2, 4):
        with pytest.raises(ValueError, match="3 bots"):
            play_game(SETUP, [random_bot] * number, seed=5)


def test_a_bot_plays_by_the_rules() -> None:
    with pytest.raises(IllegalCommand):
        play_game(SETUP, [lambda view, chance: StartRound(0)] * 3, seed=5)
