"""The summary of a finished game: by hand for small games, by its own word in random ones."""

from collections import Counter
from random import Random

import pytest

from game_engine import PRESETS, ChooseTarget, Pass, Phase, Rules, Setup, StartRound, distance
from game_engine.awards import AwardKind, summarize
from tests.engine.table import Table, at
from tests.engine.test_random_play import play_out

EVERY_SCORING = ["official", "best_piece", "last_piece", "no_ring", "bullseye"]


def play_round(table, target, first, pieces, second=None, more=None):
    """One round: clue and pieces, perhaps a second clue; then the next round, if there is one."""
    table.target(target).clue(first).all_guess(pieces)
    if second is not None:
        table.clue(second).all_guess(more or {})
    elif table.state.phase is Phase.CLUING:
        table.skip()
    if table.state.phase is Phase.SCORED:
        table.do(StartRound(0))
    return table


def table_of(seats=3, **rules):
    return Table(seats, pick_from="any_square", laps=1, **rules)


def awards_of(table):
    return {award.kind: award for award in summarize(table.state).awards}


def small_game():
    """Three seats, a lap; all distances by hand in the tests below."""
    table = table_of()
    play_round(table, "H15", "moss", {1: "H15", 2: "H18"}, "fen lake", {2: "G15", 1: "H17"})
    play_round(table, "A1", "tor", {2: "A2", 0: "C1"})
    return play_round(table, "P30", "dusk", {0: "P30", 1: "P20"})


def test_a_game_that_goes_on_has_no_summary():
    table = Table(3)
    steps = (table.target, lambda: table.clue("moss"), lambda: table.all_guess({}), table.skip)
    for step in steps:
        with pytest.raises(ValueError, match="over"):
            summarize(table.state)
        step()
    assert table.state.phase is Phase.SCORED
    with pytest.raises(ValueError, match="over"):
        summarize(table.state)


def test_each_round_is_told_with_what_each_piece_scored():
    first, second, third = summarize(small_game().state).rounds
    assert [(p.seat, p.square.name, p.clue, p.distance, p.points) for p in first.pieces] == [
        (1, "H15", 0, 0, 3),
        (1, "H17", 1, 2, 1),
        (2, "H18", 0, 3, 0),
        (2, "G15", 1, 1, 2),
    ]
    assert (first.number, first.giver, first.target) == (1, 0, at("H15"))
    assert (first.clues, first.withdrawn) == (("moss", "fen lake"), ())
    # With three seats the giver has 2 for each piece in the frame: two of them here, then one.
    assert (first.points, first.scores) == ((4, 4, 2), (4, 4, 2))
    assert (second.points, second.scores) == ((1, 2, 2), (5, 6, 4))
    assert (third.points, third.scores) == ((3, 0, 2), (8, 6, 6))
    assert first.mean_distance == 1.5


def test_the_ranking_begins_with_the_winners():
    table = table_of(ties="last_giver")
    play_round(table, "H15", "moss", {1: "H15", 2: "A1"})
    play_round(table, "A1", "tor", {2: "P30", 0: "P29"})
    play_round(table, "P30", "dusk", {0: "A5", 1: "A6"})
    summary = summarize(table.state)
    assert summary.scores == (2, 3, 0)
    assert (summary.winners, summary.ranking) == ((1,), (1, 0, 2))
    tied = summarize(small_game().state)
    assert tied.ranking == (0, 1, 2)


def test_who_understands_whom_is_the_mean_distance_of_guesser_to_giver():
    summary = summarize(small_game().state)
    assert summary.understanding == (
        (None, 1.0, 2.0),
        (2.0, None, 1.0),
        (0.0, 10.0, None),
    )
    assert summary.distances == (1.0, 4.0, 5 / 3)


def test_the_heat_counts_guesses_by_square():
    table = table_of(guess_order="simultaneous", second_clue="none")
    play_round(table, "H15", "moss", {1: "B2", 2: "B2"})
    play_round(table, "A1", "tor", {2: "B2", 0: "A1"})
    play_round(table, "P30", "dusk", {0: "A1", 1: "P30"})
    assert summarize(table.state).heat == ((at("B2"), 3), (at("A1"), 2), (at("P30"), 1))


def test_closest_minds_are_the_two_nearest_to_each_others_targets():
    award = awards_of(small_game())[AwardKind.CLOSEST_MINDS]
    # 0 and 1: (0 + 2 + 2) / 3; 0 and 2: (3 + 1 + 0) / 3, a tie; 1 and 2: (1 + 10) / 2.
    assert (award.seats, award.value) == ((0, 1), 4 / 3)


def test_two_that_guessed_in_one_direction_only_are_not_closest_minds():
    table = table_of()
    play_round(table, "H15", "moss", {1: "H15"})
    play_round(table, "A1", "tor", {2: "A1"})
    play_round(table, "P30", "dusk", {0: "P30"})
    assert AwardKind.CLOSEST_MINDS not in awards_of(table)


def test_the_boldest_clue_is_one_word_and_nothing_more():
    award = awards_of(small_game())[AwardKind.BOLDEST_CLUE]
    # The first round scored 6, but with two clues; the second and third 3 each, the second nearer.
    assert (award.seats, award.value, award.round) == ((1,), 3, 2)
    table = table_of(first_clue_words=2)
    play_round(table, "H15", "deep moss", {1: "H15", 2: "H16"})
    play_round(table, "A1", "tor", {2: "P30", 0: "P1"})
    play_round(table, "P30", "dusk", {0: "N30", 1: "A1"})
    award = awards_of(table)[AwardKind.BOLDEST_CLUE]
    assert (award.seats, award.value, award.round) == ((2,), 1, 3)


def test_a_clue_for_one_that_was_withdrawn_is_not_bold():
    table = table_of()
    table.target("H15").clue("moss").withdraw(1).clue("fen").all_guess({1: "H15", 2: "H16"})
    table.skip().do(StartRound(0))
    table.whole_round("tor").whole_round("dusk")
    first = summarize(table.state).rounds[0]
    assert (first.clues, first.withdrawn, first.points) == (("fen",), ("moss",), (4, 3, 2))
    assert AwardKind.BOLDEST_CLUE not in awards_of(table)


def test_the_sharpest_eye_has_most_exact_hits_then_the_smaller_distance():
    award = awards_of(small_game())[AwardKind.SHARPEST_EYE]
    # 0 and 1 have one each; 0 is nearer on average.
    assert (award.seats, award.value) == ((0,), 1)


def test_the_clearest_giver_is_the_one_that_all_came_nearest_to():
    award = awards_of(small_game())[AwardKind.CLEAREST_GIVER]
    # 0: 6 / 4; 1: 3 / 2; 2: 10 / 2. In the tie, the lower seat.
    assert (award.seats, award.value) == ((0,), 1.5)


def test_the_hardest_color_is_the_target_missed_by_most():
    award = awards_of(small_game())[AwardKind.HARDEST_COLOR]
    assert (award.seats, award.value, award.round) == ((2,), 5, 3)


def test_the_most_improved_came_nearest_from_the_first_half_to_the_second():
    table = Table(3, pick_from="any_square", laps=2)
    words = ("moss", "tor", "dusk", "fen", "lamb", "sop")
    for giver, word in zip((0, 1, 2, 0, 1, 2), words, strict=True):
        late = len(table.state.rounds) > 3
        pieces = {1: "C5", 2: "E5"} if not late else {1: "A2", 2: "D5"}
        pieces[0] = "A5"
        del pieces[giver]
        play_round(table, "A1", word, pieces)
    award = awards_of(table)[AwardKind.MOST_IMPROVED]
    # Seat 1 from 4 to 1; seat 2 stays at 4; seat 0 too.
    assert (award.seats, award.value) == ((1,), 3)


def test_a_game_of_hits_has_no_hardest_color_and_nobody_improved():
    table = table_of(guess_order="simultaneous")
    for target, word in (("H15", "moss"), ("A1", "tor"), ("P30", "dusk")):
        play_round(table, target, word, dict.fromkeys(range(3), target))
    kinds = set(awards_of(table))
    assert kinds == set(AwardKind) - {AwardKind.HARDEST_COLOR, AwardKind.MOST_IMPROVED}


def test_a_game_without_pieces_has_a_summary_without_awards():
    table = table_of(4)
    table.do(ChooseTarget(0, at("H15"))).clue("moss").withdraw(1).clue("fen").withdraw(2)
    while table.state.phase is not Phase.OVER:
        if table.state.phase is Phase.SCORED:
            table.do(StartRound(0))
        table.do(Pass(table.state.giver))
    summary = summarize(table.state)
    assert [played.target for played in summary.rounds] == [at("H15"), None, None, None]
    assert summary.rounds[0].withdrawn == ("moss", "fen")
    assert summary.awards == summary.heat == ()
    assert set(summary.distances) == {None}
    assert [played.mean_distance for played in summary.rounds] == [None] * 4


def test_pieces_that_do_not_count_have_no_points():
    pieces = {1: "H16", 2: "H20"}
    more = {2: "H17", 1: "I16"}
    scored = {}
    for scoring in EVERY_SCORING:
        table = table_of(scoring=scoring)
        play_round(table, "H15", "moss", pieces, "fen", more)
        table.whole_round("tor").whole_round("dusk")
        first = summarize(table.state).rounds[0]
        scored[scoring] = [piece.points for piece in first.pieces]
    # Seat 1: two on the frame, of which the later counts where one does; seat 2: far, then ring.
    assert scored == {
        "official": [2, 2, 0, 1],
        "best_piece": [0, 2, 0, 1],
        "last_piece": [0, 2, 0, 1],
        "no_ring": [2, 2, 0, 0],
        "bullseye": [0, 0, 0, 0],
    }


def check(state):
    summary = summarize(state)
    assert summary == summarize(state)
    assert len(summary.rounds) == len(state.rounds)
    assert summary.scores == state.scores == summary.rounds[-1].scores
    assert [sum(points) for points in zip(*(r.points for r in summary.rounds), strict=True)] == [
        *state.scores
    ]
    for played, told in zip(state.rounds, summary.rounds, strict=True):
        assert Counter((p.seat, p.square, p.clue) for p in played.pieces) == Counter(
            (p.seat, p.square, p.clue) for p in told.pieces
        )
        for seat in set(range(state.seats)) - {told.giver}:
            own = [piece.points for piece in told.pieces if piece.seat == seat]
            assert sum(own) == told.points[seat]
        for piece in told.pieces:
            assert piece.distance == distance(piece.square, told.target)
    pieces = [piece for told in summary.rounds for piece in told.pieces]
    assert sum(count for _, count in summary.heat) == len(pieces)
    assert sorted(summary.ranking) == list(range(state.seats))
    assert set(summary.ranking[: len(state.winners)]) == set(state.winners)
    assert all(summary.understanding[seat][seat] is None for seat in range(state.seats))
    for award in summary.awards:
        assert set(award.seats) <= set(range(state.seats))
        assert award.value >= 0
        assert award.round is None or state.rounds[award.round - 1].giver in award.seats
    kinds = [award.kind for award in summary.awards]
    assert kinds == sorted(set(kinds), key=list(AwardKind).index)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_summary_agrees_with_the_game_in_300_random_games(preset):
    for seed in range(75):
        seats = 3 + seed % 8
        setup = Setup.deal(seats, seed=seed, rules=PRESETS[preset])
        check(play_out(setup, seed)[0])


@pytest.mark.parametrize("scoring", EVERY_SCORING)
def test_the_pieces_of_a_guesser_share_out_its_points_in_every_scoring(scoring):
    chance = Random(5)
    for seed in range(10):
        order = chance.choice(["in_turn", "simultaneous"])
        rules = Rules(scoring=scoring, guess_order=order, target_score=chance.choice([None, 5]))
        check(play_out(Setup.deal(3 + seed % 8, seed=seed, rules=rules), seed)[0])
