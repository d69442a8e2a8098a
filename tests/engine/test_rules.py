"""Given a table, when something is asked, then it happens or is refused."""

import pytest

from game_engine import (
    ChallengeClue,
    ChooseTarget,
    GiveClue,
    Pass,
    Phase,
    PlaceGuess,
    RedrawCard,
    Refusal,
    SkipClue,
    StartRound,
    Ties,
    VoteOnClue,
    decide,
    evolve,
    new_game,
    view_for,
)
from game_engine.board import SQUARES
from tests.engine.table import WORDS, Table, at


def test_the_first_giver_is_drawn_by_chance_and_the_same_seed_deals_the_same_game() -> None:
    assert {new_game(4, seed=seed).giver for seed in range(40)} == {0, 1, 2, 3}
    assert new_game(4, seed=3) == new_game(4, seed=3) != new_game(4, seed=4)


def test_a_card_shows_four_squares_and_no_square_comes_twice_in_a_game() -> None:
    table = Table(6)
    cards = []
    for word in WORDS[:12]:
        cards.extend(table.state.card)
        table.whole_round(word)
    assert table.state.phase is Phase.OVER
    assert len(cards) == len(set(cards)) == 48


def test_the_target_is_one_of_the_card() -> None:
    assert Table().refusal(ChooseTarget(0, at("B2"))) is Refusal.NOT_ON_CARD
    assert Table().target("A1").state.round.target == at("A1")


def test_only_the_giver_chooses_and_clues() -> None:
    table = Table()
    assert table.refusal(ChooseTarget(1, at("H15"))) is Refusal.NOT_THE_GIVER
    table.target()
    assert table.refusal(GiveClue(1, "moss")) is Refusal.NOT_THE_GIVER
    table.clue("moss").all_guess({})
    assert table.refusal(SkipClue(2)) is Refusal.NOT_THE_GIVER


def test_a_target_is_chosen_once() -> None:
    assert Table().target().refusal(ChooseTarget(0, at("A1"))) is Refusal.WRONG_PHASE


def test_guesses_go_clockwise_for_the_first_clue_and_back_for_the_second() -> None:
    table = Table(5, giver=2).target().clue("moss")
    order = []
    for clue in ("fern", None):
        while table.state.phase is Phase.GUESSING:
            (seat,) = table.state.to_act
            order.append(seat)
            table.do(Pass(seat))
        if clue:
            table.clue(clue)
    assert order == [3, 4, 0, 1, 1, 0, 4, 3]


def test_a_piece_out_of_turn_is_refused() -> None:
    assert Table().target().clue("moss").refusal(PlaceGuess(2, at("B2"))) is Refusal.NOT_YOUR_TURN


def test_the_giver_places_no_piece() -> None:
    table = Table().target().clue("moss")
    assert table.refusal(PlaceGuess(0, at("B2"))) is Refusal.GIVER_CANNOT_GUESS


def test_two_pieces_cannot_share_a_square() -> None:
    table = Table().target().clue("moss").guess(1, "B2")
    assert table.refusal(PlaceGuess(2, at("B2"))) is Refusal.SQUARE_TAKEN


def test_ones_own_first_piece_takes_its_square_too() -> None:
    table = Table().target().clue("moss").all_guess({1: "B2", 2: "B3", 3: "B4"}).clue("fern")
    assert table.refusal(PlaceGuess(3, at("B4"))) is Refusal.SQUARE_TAKEN


def test_a_piece_that_is_placed_stays() -> None:
    table = Table().target().clue("moss").guess(1, "B2")
    assert table.refusal(PlaceGuess(1, at("B3"))) is Refusal.ALREADY_PLACED


def test_nobody_places_a_third_piece() -> None:
    table = Table().target().clue("moss").all_guess({1: "B2", 2: "B3", 3: "B4"})
    table.clue("fern").all_guess({1: "C2", 2: "C3", 3: "C4"})
    assert table.state.phase is Phase.SCORED
    assert table.refusal(PlaceGuess(1, at("D1"))) is Refusal.WRONG_PHASE


def test_no_clue_is_given_before_the_target_or_while_others_guess() -> None:
    table = Table()
    assert table.refusal(GiveClue(0, "moss")) is Refusal.WRONG_PHASE
    table.target().clue("moss")
    assert table.refusal(GiveClue(0, "fern")) is Refusal.WRONG_PHASE


def test_nobody_guesses_before_the_clue() -> None:
    assert Table().target().refusal(PlaceGuess(1, at("B2"))) is Refusal.WRONG_PHASE


def test_without_a_second_clue_nobody_places_a_second_piece() -> None:
    table = Table().target().clue("moss").all_guess({1: "B2", 2: "B3", 3: "B4"}).skip()
    assert table.state.phase is Phase.SCORED
    assert len(table.state.round.pieces) == 3


def test_the_first_clue_cannot_be_skipped() -> None:
    assert Table().target().refusal(SkipClue(0)) is Refusal.FIRST_CLUE_REQUIRED


def test_any_seat_starts_the_next_round_and_the_next_seat_is_giver() -> None:
    table = Table(giver=3).target().do(Pass(3))
    assert table.state.to_act == (0, 1, 2, 3)
    assert table.do(StartRound(2)).state.giver == 0
    assert table.refusal(StartRound(2)) is Refusal.WRONG_PHASE


@pytest.mark.parametrize(("seats", "rounds"), [(3, 6), (4, 8), (6, 12), (7, 7), (10, 10)])
def test_three_to_six_give_clues_twice_and_more_give_them_once(seats: int, rounds: int) -> None:
    table = Table(seats)
    for word in WORDS[:rounds]:
        assert table.state.phase is not Phase.OVER
        table.whole_round(word)
    assert table.state.phase is Phase.OVER
    assert table.state.rounds_total == len(table.state.rounds) == rounds
    givers = [played.giver for played in table.state.rounds]
    assert givers == [number % seats for number in range(rounds)]


def test_the_highest_score_wins() -> None:
    table = Table(3, laps=1).target("A1").clue("moss").all_guess({1: "A1", 2: "P30"}).skip()
    table.do(StartRound(0)).whole_round("fern").whole_round("wolf")
    assert (table.state.scores, table.state.winners) == ((2, 3, 0), (1,))


def test_after_the_end_everything_is_refused() -> None:
    table = Table(7)
    for word in WORDS[:7]:
        table.whole_round(word)
    assert table.state.to_act == ()
    for command in (StartRound(0), Pass(0), GiveClue(0, "x"), PlaceGuess(1, at("B2"))):
        assert table.refusal(command) is Refusal.GAME_OVER


def test_in_a_tie_whoever_gave_a_clue_most_recently_wins() -> None:
    table = Table(3, giver=1, laps=1)
    for word in WORDS[:3]:
        table.whole_round(word)
    assert table.state.winners == (0,)


def lap(gives: dict[int, dict[int, str]], giver: int = 1, **rules: object) -> Table:
    """A lap of four. `gives` is giver -> pieces for their clue; the other givers pass."""
    table = Table(4, giver=giver, laps=1, pick_from="any_square", **rules)
    for word in WORDS[:4]:
        now = table.state.giver
        if now in gives:
            table.target().clue(word).all_guess(gives[now]).skip()
        else:
            table.do(Pass(now))
        if table.state.phase is Phase.SCORED:
            table.do(StartRound(0))
    return table


def test_in_a_tie_a_giver_who_passed_gave_no_clue() -> None:
    table = lap({1: {2: "H16", 3: "H14"}})
    assert (table.state.scores, table.state.winners) == ((0, 2, 2, 2), (1,))
    assert table.state.tie_break is Ties.LAST_GIVER


def after_the_first() -> Table:
    """1 gave a clue and has 2 points, as 2 and 3 have; 2 has a target, 3 and 0 come after."""
    table = Table(4, giver=1, laps=1, pick_from="any_square").target().clue("moss")
    return table.all_guess({2: "H16", 3: "H14"}).skip().do(StartRound(0)).target()


def the_others_pass(table: Table) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The scores and the winners after the last two have passed."""
    table.do(StartRound(0), Pass(3), StartRound(0), Pass(0))
    return table.state.scores, table.state.winners


def test_in_a_tie_a_giver_who_was_withdrawn_twice_gave_no_clue() -> None:
    table = after_the_first().clue("fern").withdraw(0).clue("wolf").withdraw(1)
    assert the_others_pass(table) == ((0, 2, 2, 2), (1,))


def test_in_a_tie_a_giver_whose_second_clue_was_withdrawn_twice_gave_no_clue() -> None:
    table = after_the_first().clue("fern").all_guess({})
    table.clue("wolf").withdraw(0).clue("lake").withdraw(1)
    assert the_others_pass(table) == ((0, 2, 2, 2), (1,))


def test_in_a_tie_a_clue_that_replaced_a_withdrawn_one_was_given() -> None:
    table = after_the_first().clue("fern").withdraw(0).clue("wolf").all_guess({}).do(Pass(2))
    assert the_others_pass(table) == ((0, 2, 2, 2), (2,))


def test_a_tie_in_which_nobody_gave_a_clue_is_a_shared_win() -> None:
    table = lap({0: {1: "H15", 2: "H15", 3: "H15"}}, guess_order="simultaneous")
    assert (table.state.scores, table.state.winners) == ((3, 3, 3, 3), (0,))
    table = lap({})
    assert (table.state.winners, table.state.tie_break) == ((0, 1, 2, 3), Ties.SHARED)
    # Seat 0 gave a clue, but is not one of the tied.
    table = lap({0: {1: "H17", 3: "H13"}})
    assert (table.state.scores, table.state.winners) == ((0, 1, 0, 1), (1, 3))
    assert table.state.tie_break is Ties.SHARED


def test_the_reason_of_a_win_is_told_to_all_eyes_and_only_for_a_tie() -> None:
    for rule in Ties:
        over = lap({1: {2: "H16", 3: "H14"}}, ties=rule).state
        assert {view_for(over, seat).table.tie_break for seat in (None, 0, 1, 2, 3)} == {rule}
    alone = lap({1: {2: "H15"}}).state
    assert (alone.winners, alone.tie_break) == ((2,), None)
    assert Table().state.tie_break is None


# Passing


def test_a_giver_who_passes_before_the_clue_ends_the_round() -> None:
    for table in (Table().do(Pass(0)), Table().target().do(Pass(0))):
        assert table.state.phase is Phase.SCORED
        assert table.state.round.points == (0, 0, 0, 0)


def test_passing_the_second_clue_is_skipping_it_even_where_it_is_required() -> None:
    for kind in ("optional", "required"):
        table = Table(second_clue=kind).target().clue("moss")
        table.all_guess({1: "H15", 2: "B2", 3: "B3"}).do(Pass(0))
        assert table.state.round.points == (1, 3, 0, 0)


def test_a_guesser_who_passes_has_no_piece_for_this_clue_but_for_the_next() -> None:
    table = Table().target().clue("moss").do(Pass(1))
    assert table.refusal(PlaceGuess(1, at("B2"))) is Refusal.ALREADY_PLACED
    table.guess(2, "B3").guess(3, "B4").clue("fern").guess(3, "C1").guess(2, "C2").guess(1, "H15")
    assert table.state.round.points == (1, 3, 0, 0)


def test_only_a_seat_that_is_waited_for_passes() -> None:
    table = Table()
    assert table.refusal(Pass(1)) is Refusal.NOT_YOUR_TURN
    table.target().clue("moss")
    assert table.refusal(Pass(0)) is Refusal.NOT_YOUR_TURN
    table.all_guess({}).skip()
    assert table.refusal(Pass(0)) is Refusal.WRONG_PHASE


# Challenges


def challenged(seats: int = 5) -> Table:
    return Table(seats).target().clue("moss").guess(1, "H15").do(ChallengeClue(2))


def test_a_challenge_is_upheld_as_soon_as_most_of_the_other_guessers_agree() -> None:
    table = challenged()
    assert (table.state.phase, table.state.to_act) == (Phase.VOTING, (1, 3, 4))
    table.do(VoteOnClue(4, uphold=True))
    assert table.state.phase is Phase.VOTING
    table.do(VoteOnClue(1, uphold=True))
    assert table.state.phase is Phase.CLUING
    assert (table.state.round.clues, table.state.round.withdrawn) == ((), ("moss",))


def test_a_challenge_fails_as_soon_as_most_cannot_agree_any_more() -> None:
    table = challenged().do(VoteOnClue(1, uphold=False), VoteOnClue(3, uphold=False))
    assert table.state.phase is Phase.GUESSING
    assert (table.state.round.clues, table.state.to_act) == (("moss",), (2,))


def test_half_of_the_other_guessers_is_not_most() -> None:
    table = Table(4).target().clue("moss").do(ChallengeClue(2))
    table.do(VoteOnClue(1, uphold=True), VoteOnClue(3, uphold=False))
    assert table.state.phase is Phase.GUESSING


def test_with_three_players_the_one_other_guesser_decides() -> None:
    table = Table(3).target().clue("moss").do(ChallengeClue(1), VoteOnClue(2, uphold=True))
    assert table.state.round.withdrawn == ("moss",)


def test_a_voter_who_passes_does_not_uphold() -> None:
    table = challenged().do(Pass(1), VoteOnClue(3, uphold=True), Pass(4))
    assert table.state.round.clues == ("moss",)


def test_votes_are_for_the_other_guessers_and_once_each() -> None:
    table = challenged()
    assert table.refusal(VoteOnClue(0, uphold=True)) is Refusal.GIVER_CANNOT_GUESS
    assert table.refusal(VoteOnClue(2, uphold=True)) is Refusal.OWN_CHALLENGE
    table.do(VoteOnClue(1, uphold=True))
    assert table.refusal(VoteOnClue(1, uphold=True)) is Refusal.ALREADY_VOTED
    assert Table().refusal(VoteOnClue(1, uphold=True)) is Refusal.WRONG_PHASE


def test_a_guesser_challenges_once_a_round() -> None:
    table = challenged().do(VoteOnClue(1, uphold=False), VoteOnClue(3, uphold=False))
    assert table.refusal(ChallengeClue(2)) is Refusal.CHALLENGE_USED
    assert table.refusal(ChallengeClue(0)) is Refusal.GIVER_CANNOT_GUESS
    assert table.do(ChallengeClue(4)).state.phase is Phase.VOTING


def test_while_a_challenge_is_open_nothing_else_happens() -> None:
    table = challenged()
    for command in (PlaceGuess(2, at("B2")), ChallengeClue(3), GiveClue(0, "fern"), SkipClue(0)):
        assert table.refusal(command) is Refusal.WRONG_PHASE


def test_a_clue_is_challenged_only_while_it_is_guessed_at() -> None:
    assert Table().target().refusal(ChallengeClue(1)) is Refusal.WRONG_PHASE


def test_after_a_withdrawal_the_giver_must_give_another_clue() -> None:
    table = Table().target().clue("moss").all_guess({1: "B2"}).clue("fern").withdraw(3)
    assert table.refusal(SkipClue(0)) is Refusal.ANOTHER_CLUE_REQUIRED
    assert table.clue("lake").state.round.clues == ("moss", "lake")


def test_pieces_placed_for_a_withdrawn_clue_go_back_and_are_placed_again_for_the_new_one() -> None:
    table = Table(4).target().clue("moss").guess(1, "H15").do(Pass(2)).withdraw(3)
    assert (table.state.round.pieces, table.state.round.passed) == ((), ())
    assert view_for(table.state, None).table.pieces == ()
    table.clue("fern")
    assert table.state.to_act == (1,)
    table.guess(1, "B2").guess(2, "H15").guess(3, "B3").skip()
    assert table.state.round.points == (1, 0, 3, 0)


def test_when_the_second_clue_is_withdrawn_the_pieces_for_the_first_stay() -> None:
    table = Table(4).target().clue("moss").all_guess({1: "H15", 2: "B2"}).clue("fern")
    table.guess(3, "B4").withdraw(1)
    kept = [(piece.seat, piece.square.name, piece.clue) for piece in table.state.round.pieces]
    assert kept == [(1, "H15", 0), (2, "B2", 0)]
    assert table.state.round.passed == ((3, 0),)
    table.clue("lake")
    assert table.state.left_to_guess == (3, 2, 1)
    assert table.refusal(PlaceGuess(3, at("B2"))) is Refusal.SQUARE_TAKEN
    table.guess(3, "B4").guess(2, "B5").guess(1, "H16")
    assert table.state.round.points == (2, 5, 0, 0)


def test_pieces_that_nobody_else_has_seen_go_back_as_well() -> None:
    table = Table(4, guess_order="simultaneous").target().clue("moss").guess(1, "H15").withdraw(2)
    assert view_for(table.state, 1).you.piece is None
    table.clue("fern")
    assert table.state.to_act == (1, 2, 3)


def test_a_clue_that_stands_keeps_its_pieces() -> None:
    table = Table(4).target().clue("moss").guess(1, "H15").do(Pass(2), ChallengeClue(3))
    table.do(VoteOnClue(1, uphold=False))
    assert ([p.seat for p in table.state.round.pieces], table.state.to_act) == ([1], (3,))


def test_a_withdrawn_clue_counts_as_given() -> None:
    table = Table().target().clue("moss").withdraw(1)
    assert table.refusal(GiveClue(0, "Moss")) is Refusal.CLUE_REPEAT


def test_twice_upheld_in_a_round_ends_it_with_nothing_for_the_giver() -> None:
    table = Table(4).target().clue("moss").all_guess({1: "H15"}).clue("fern").withdraw(2)
    table.clue("wolf").guess(3, "G15").withdraw(3)
    assert table.state.phase is Phase.SCORED
    assert table.state.round.points == (0, 3, 0, 0)  # what was placed for the first clue counts


def test_a_giver_who_passes_instead_of_another_first_clue_gets_nothing() -> None:
    table = Table(4).target().clue("moss").guess(1, "H15").withdraw(2).do(Pass(0))
    assert table.state.round.points == (0, 0, 0, 0)


# Turns, and the two halves of play


def test_a_new_turn_begins_exactly_when_somebody_else_or_something_else_is_due() -> None:
    table = Table(4)
    turns = [table.state.turn]
    steps = (
        table.target,
        lambda: table.clue("moss"),
        lambda: table.guess(1, "B2"),
        lambda: table.do(ChallengeClue(3)),
        lambda: table.do(VoteOnClue(1, uphold=False)),  # settled: half is not most
        lambda: table.all_guess({}),
        table.skip,
        lambda: table.do(StartRound(1)),
    )
    for step in steps:
        step()
        turns.append(table.state.turn)
    assert len(set(turns)) == len(turns) == 9


def test_a_redraw_and_a_vote_begin_no_new_turn() -> None:
    table = Table(5, redraw=True)
    turn = table.state.turn
    assert table.do(RedrawCard(0)).state.turn == turn
    table.do(ChooseTarget(0, table.state.card[0])).clue("moss").do(ChallengeClue(1))
    turn = table.state.turn
    assert table.do(VoteOnClue(2, uphold=True)).state.turn == turn


def test_decide_changes_nothing_and_evolve_leads_where_play_leads() -> None:
    table = Table(3, laps=1).target().clue("moss").guess(1, "B2").guess(2, "B3")
    before = table.state
    events = decide(before, SkipClue(0))
    for event in events:
        before = evolve(before, event)
    assert before == table.skip().state
    assert [type(event).__name__ for event in events] == ["ClueSkipped", "RoundScored"]


def test_no_secret_is_in_what_a_game_prints_as() -> None:
    table = Table(card=("K11", "L12", "M13", "N14")).target("L12")
    text = repr(table.state) + repr(table.events) + repr(ChooseTarget(0, at("L12")))
    names = ["K11", "L12", "M13", "N14"]
    assert not any(name in text or repr(at(name)) in text for name in names)
    assert repr(SQUARES[0]) not in text
