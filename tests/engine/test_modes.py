"""Who wins with whom: all together against a scale, and two teams."""

import json
from dataclasses import replace

import pytest

from game_engine import (
    PRESETS,
    ChallengeClue,
    ChooseTarget,
    GiveClue,
    Grade,
    Mode,
    Pass,
    Phase,
    PlaceGuess,
    Refusal,
    Rules,
    Setup,
    StartRound,
    Ties,
    VoteOnClue,
    new_game,
    summarize,
    view_for,
)
from game_engine.board import distance, within
from game_engine.bots import random_bot
from game_engine.record import rules_from_dict, rules_to_dict, setup_from_dict, setup_to_dict
from game_engine.scoring import GRADES, grade, most_points
from game_engine.transcript import tell
from tests.engine.table import WORDS, Table, at, play_to_the_end
from tests.engine.test_views import squares_in


def to_the_end(table: Table) -> Table:
    """All rounds that are left, in which nobody places a piece."""
    for word in WORDS:
        if table.state.phase is Phase.SCORED:
            table.do(StartRound(0))
        if table.state.phase is Phase.OVER:
            break
        table.whole_round(word)
    assert table.state.phase is Phase.OVER
    return table


@pytest.mark.parametrize(("mode", "fewest"), [("each", 3), ("together", 2), ("teams", 4)])
def test_each_mode_has_its_fewest_seats_and_ten_at_most(mode: str, fewest: int) -> None:
    rules = Rules(mode=mode)  # type: ignore[arg-type]
    assert new_game(fewest, seed=1, rules=rules).seats == fewest
    assert new_game(10, seed=1, rules=rules).seats == 10
    for seats in (fewest - 1, 11):
        with pytest.raises(ValueError, match=f"{fewest} to 10 seats"):
            new_game(seats, seed=1, rules=rules)


def test_the_mode_is_written_only_where_it_is_not_each_for_themselves() -> None:
    assert "mode" not in rules_to_dict(Rules())
    assert rules_from_dict(rules_to_dict(Rules())).mode is Mode.EACH
    for name in ("together", "teams"):
        setup = Setup.deal(4, seed=1, rules=PRESETS[name])
        assert rules_to_dict(setup.rules)["mode"] == name
        assert setup_from_dict(json.loads(json.dumps(setup_to_dict(setup)))) == setup


# Together


def test_together_the_score_is_the_guessers_and_the_giver_has_no_own() -> None:
    table = Table(4, mode="together").target("H15").clue("moss")
    table.all_guess({1: "H15", 2: "H16", 3: "H17"}).skip()
    assert table.state.round.points == (0, 3, 2, 1)
    assert table.state.side_scores == (6,)
    assert table.state.scores == (0, 3, 2, 1)


def test_together_two_play_a_whole_game_and_both_win() -> None:
    table = Table(2, mode="together", laps=1).target("H15").clue("moss").guess(1, "H15").skip()
    table.do(StartRound(1)).target(table.state.card[0].name)
    assert table.state.giver == 1
    table.clue("fern").do(Pass(0)).skip()
    assert table.state.winners == (0, 1)
    assert table.state.tie_break is None


def test_with_two_nobody_could_vote_so_nobody_challenges() -> None:
    table = Table(2, mode="together").target().clue("moss")
    assert view_for(table.state, 1).you.may == ("place_guess",)
    assert table.refusal(ChallengeClue(1)) is Refusal.NOBODY_TO_VOTE


def test_together_a_target_score_is_for_the_sum() -> None:
    table = Table(3, mode="together", target_score=5).target("H15").clue("moss")
    table.all_guess({1: "H15", 2: "H16"}).skip()
    assert (table.state.phase, table.state.winners) == (Phase.OVER, (0, 1, 2))
    # One round of six was played: what was possible is counted for that one.
    assert table.state.possible == most_points(table.setup)


@pytest.mark.parametrize(
    ("seats", "rules", "most"),
    [
        (2, {}, 5),  # exact and one beside it
        (3, {}, 3 + 3 * 2),
        (10, {}, 3 + 8 * 2 + 9),
        (10, {"second_clue": "none"}, 3 + 8 * 2),
        (4, {"guess_order": "simultaneous"}, 3 * 5),
        (4, {"scoring": "best_piece"}, 3 + 2 * 2),
        (4, {"scoring": "last_piece", "guess_order": "simultaneous"}, 3 * 3),
        (4, {"scoring": "no_ring"}, 3 + 5 * 2),
        (4, {"scoring": "bullseye"}, 3),
        (4, {"scoring": "bullseye", "guess_order": "simultaneous"}, 9),
    ],
)
def test_what_is_possible_in_a_round_is_the_best_placing_of_all_pieces(
    seats: int, rules: dict[str, str], most: int
) -> None:
    table = Table(seats, mode="together", **rules)
    assert most_points(table.setup) == most
    table.target("H15").clue("moss")
    nearest = sorted(within(at("H15"), 2), key=lambda square: distance(square, at("H15")))
    shared = table.state.rules.simultaneous
    for clue in range(2):
        for seat in table.state.left_to_guess:
            # Where only the last piece counts, the exact one comes last.
            square = nearest[1 - clue if most == 9 else clue] if shared else nearest.pop(0)
            table.do(PlaceGuess(seat, square))
        if table.state.phase is Phase.CLUING:
            table.clue("fern")
    points = table.state.round.points
    assert points is not None
    assert sum(points) == most


def test_a_grade_is_the_share_of_what_was_possible() -> None:
    assert [given for _, given in GRADES] == [*reversed(Grade)]
    for percent, given in GRADES:
        assert grade(percent, 100) is given
        assert percent == 0 or grade(2 * percent - 1, 200) is not given
    assert grade(60, 60) is Grade.ONE_MIND


def test_the_grade_and_what_is_possible_are_for_all_eyes_and_only_together() -> None:
    table = Table(3, mode="together", laps=1)
    assert view_for(table.state, None).table.possible == 3 * (3 + 3 * 2)
    assert view_for(table.state, 1).table.grade is None
    end = view_for(to_the_end(table).state, None).table
    assert (end.grade, end.possible, end.side_scores) == (Grade.FOG, 27, (0,))
    for mode in ("each", "teams"):
        other = view_for(to_the_end(Table(4, mode=mode, laps=1)).state, None).table
        assert (other.possible, other.grade) == (None, None)


# Teams


@pytest.mark.parametrize("first", [0, 1, 4])
@pytest.mark.parametrize("seats", range(4, 11))
def test_teams_give_in_turn_and_as_often_until_everybody_was_giver(seats: int, first: int) -> None:
    if first >= seats:
        return
    setup = replace(
        Setup.deal(seats, seed=1, rules=Rules(mode=Mode.TEAMS, laps=1)), first_giver=first
    )
    givers = [setup.giver(number) for number in range(1, setup.rounds + 1)]
    assert givers[0] == first
    assert set(givers) == set(range(seats))
    sides = [setup.side(giver) for giver in givers]
    assert sides[::2] == [sides[0]] * (len(sides) // 2)
    assert sides.count(0) == sides.count(1) == (seats + 1) // 2


def test_teams_are_even_or_the_second_is_one_short() -> None:
    assert Table(6, mode="teams").setup.on_side(0) == (0, 2, 4)
    assert Table(5, mode="teams").setup.on_side(1) == (1, 3)


def test_in_teams_only_the_givers_own_people_guess() -> None:
    table = Table(6, mode="teams").target().clue("moss")
    assert table.state.to_act == (2,)
    assert table.refusal(PlaceGuess(1, at("B2"))) is Refusal.NOT_YOUR_TEAM
    assert table.refusal(PlaceGuess(4, at("B2"))) is Refusal.NOT_YOUR_TURN
    table.guess(2, "B2").guess(4, "B3").clue("fern")
    assert table.state.to_act == (4,)
    table.guess(4, "B4").guess(2, "B5")
    assert table.state.phase is Phase.SCORED
    assert table.do(StartRound(0)).state.giver == 1


def test_in_simultaneous_teams_pieces_are_hidden_until_the_team_has_placed() -> None:
    table = Table(6, mode="teams", guess_order="simultaneous").target().clue("moss").guess(2, "B2")
    for seat in (None, 0, 1, 3, 4, 5):
        view = view_for(table.state, seat)
        assert squares_in(view) <= ({*table.state.card} if seat == 0 else set())
    table.guess(4, "B2")
    assert len(view_for(table.state, 1).table.pieces) == 2


def test_the_other_team_sees_what_a_spectator_sees() -> None:
    table = Table(4, mode="teams").target().clue("moss").guess(2, "B2")
    for state in (table.state, table.clue("fern").state):
        for seat in (1, 3):
            view, open_to_all = view_for(state, seat), view_for(state, None)
            assert view.table == open_to_all.table
            assert (view.you.card, view.you.target, view.you.piece) == ((), None, None)


def test_a_team_has_the_points_of_its_guessers_and_none_for_the_giver() -> None:
    table = Table(4, mode="teams").target("H15").clue("moss").guess(2, "H15").skip()
    assert table.state.round.points == (0, 0, 3, 0)
    assert table.state.side_scores == (3, 0)


def test_in_a_team_that_is_one_short_the_first_guesser_counts_twice() -> None:
    table = Table(7, giver=1, mode="teams").target("H15").clue("moss")
    table.all_guess({3: "H16", 5: "H14"}).clue("fern").all_guess({3: "H15", 5: "A1"})
    assert table.state.round.points == (0, 0, 0, 2 * 5, 0, 2, 0)
    full = Table(7, giver=0, mode="teams").target("H15").clue("moss")
    full.all_guess({2: "H16", 4: "H14", 6: "A1"}).skip()
    assert full.state.round.points == (0, 0, 2, 0, 2, 0, 0)
    even = Table(6, giver=1, mode="teams").target("H15").clue("moss").all_guess({3: "H15"}).skip()
    assert even.state.round.points == (0, 0, 0, 3, 0, 0)


def test_a_team_wins_as_a_whole() -> None:
    table = Table(5, mode="teams", laps=1).target("H15").clue("moss").guess(2, "H15")
    state = to_the_end(table.do(Pass(4)).skip()).state
    assert (state.winners, state.tie_break) == ((0, 2, 4), None)
    assert summarize(state).ranking == (2, 0, 4, 1, 3)


def test_teams_that_tie_share_the_win_by_the_preset_and_by_the_last_giver_if_they_like() -> None:
    shared = to_the_end(Table(4, mode="teams", ties="shared", laps=1)).state
    assert (shared.winners, shared.tie_break) == ((0, 1, 2, 3), Ties.SHARED)
    last = to_the_end(Table(4, mode="teams", laps=1)).state
    assert (last.winners, last.tie_break) == ((1, 3), Ties.LAST_GIVER)


def test_a_target_score_ends_the_game_when_both_teams_have_had_as_many_rounds() -> None:
    table = Table(6, mode="teams", target_score=5).target("H15").clue("moss")
    table.all_guess({2: "H15", 4: "H16"}).skip()
    assert (table.state.side_scores, table.state.phase) == ((5, 0), Phase.SCORED)
    table.do(StartRound(0)).whole_round("fern")
    assert (table.state.winners, table.state.phase) == ((0, 2, 4), Phase.OVER)


def test_in_teams_a_clue_is_withdrawn_only_if_most_of_both_teams_agree() -> None:
    def after(*votes: tuple[int, bool]) -> tuple[str, ...]:
        table = Table(7, giver=1, mode="teams").target().clue("moss").do(ChallengeClue(0))
        for seat, uphold in votes:
            table.do(VoteOnClue(seat, uphold=uphold))
        return table.state.round.withdrawn

    others = ((2, True), (4, True), (6, True))
    assert after(*others, (3, False)) == ()  # of its own two, no more than half can be left
    assert after(*others, (3, True), (5, True)) == ("moss",)
    assert after((3, True), (5, True), (2, False), (4, False)) == ()
    table = Table(7, giver=1, mode="teams").target().clue("moss").do(ChallengeClue(0))
    for seat in (2, 4, 6):
        table.do(VoteOnClue(seat, uphold=True))
    assert table.state.phase is Phase.VOTING  # three of five, but all of one team


def test_in_the_smallest_teams_a_clue_needs_the_guesser_and_one_of_the_others() -> None:
    table = Table(4, mode="teams").target().clue("moss").do(ChallengeClue(1))
    assert table.state.left_to_vote == (2, 3)
    table.do(VoteOnClue(3, uphold=True), VoteOnClue(2, uphold=True))
    assert table.state.round.withdrawn == ("moss",)


def test_a_team_whose_people_have_left_passes_and_the_others_play_on() -> None:
    table = Table(4, mode="teams", laps=1)
    table.do(ChooseTarget(0, at("H15")), Pass(0), StartRound(1))
    assert table.state.giver == 1
    table.do(ChooseTarget(1, table.state.card[0]), GiveClue(1, "fern")).guess(3, "B2").skip()
    table.do(StartRound(1), Pass(2), StartRound(1))
    assert (table.state.round.number, table.state.giver) == (4, 3)


@pytest.mark.parametrize("mode", ["together", "teams"])
def test_every_rule_of_a_mode_is_told_in_the_transcript(mode: str) -> None:
    setup = Setup.deal(4, seed=3, rules=PRESETS[mode])
    state, events = play_to_the_end(setup, random_bot)
    who, scores = {
        "together": ("all seats play together", f"{state.side_scores[0]} of {state.possible}"),
        "teams": ("teams: seats 0 2 against 1 3", " ".join(map(str, state.side_scores))),
    }[mode]
    lines = [*tell(setup, events)]
    assert lines[2] == who
    assert any(f", {mode} {scores}" in line for line in lines[-3:])


@pytest.mark.parametrize("seats", range(2, 11))
def test_together_nobody_has_more_than_is_possible(seats: int) -> None:
    setup = Setup.deal(seats, seed=seats, rules=Rules(mode=Mode.TOGETHER, laps=1))
    state, _ = play_to_the_end(setup, random_bot)
    most = most_points(setup)
    for played in state.rounds:
        assert played.points is not None
        assert sum(played.points) <= most
    assert state.possible == most * len(state.rounds)
