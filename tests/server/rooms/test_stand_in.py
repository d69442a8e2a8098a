"""A bot plays for somebody who is away, and the seat is theirs again as soon as they are back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from colorclues import guests
from colorclues.games.start import start_game
from colorclues.games.store import GameStore, game_store
from colorclues.models import Game, Player
from colorclues.rooms import admission, membership, presence, stand_in
from colorclues.rooms.changes import Refused
from game_engine import (
    ChallengeClue,
    ChooseTarget,
    GiveClue,
    PlaceGuess,
    Rules,
    Square,
    VoteOnClue,
    play,
)
from tests.server.factories import table_of
from tests.server.test_deadlines import give_turn_to
from tests.server.test_pages import browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.BOT_PAUSE = 0


def leave_for(player, seconds):
    Player.objects.filter(pk=player.pk).update(
        seen_at=timezone.now() - timedelta(seconds=seconds + 1)
    )


@pytest.mark.parametrize(
    ("by", "seconds", "may"),
    [
        (0, presence.AWAY, True),
        (0, presence.AWAY - 5, False),
        (1, presence.AWAY, False),
        (1, presence.SKIPPABLE, True),
    ],
    ids=["host", "host, too early", "another, too early", "another"],
)
def test_the_host_lets_a_bot_play_for_who_is_away_and_later_anybody_does(by, seconds, may):
    room, _known = table_of(3)
    players = list(room.players.order_by("seat"))
    leave_for(players[2], seconds)
    if may:
        stand_in.begin(room.code, players[by].pk, players[2].pk)
    else:
        with pytest.raises(Refused):
            stand_in.begin(room.code, players[by].pk, players[2].pk)
    assert room.players.get(seat=2).stand_in == may


def test_nobody_without_a_seat_lets_a_bot_play_and_for_no_bot():
    room, _known = table_of(3)
    host, away = room.players.get(seat=0), room.players.get(seat=2)
    leave_for(away, 60)
    start_game(room.code, host.pk)
    late = admission.enter(room.code, "guest", name="Late")
    with pytest.raises(Refused):
        stand_in.begin(room.code, late.pk, away.pk)
    Player.objects.filter(pk=away.pk).update(bot=True)
    with pytest.raises(Refused):
        stand_in.begin(room.code, host.pk, away.pk)


async def away_and_played_for(clients, now, giver):
    """Give a room, the sockets of two, and the secret of the one for whom a bot gives or guesses.

    The seat of whom a bot plays for is 2.
    """
    room, known = await now(table_of, 3, rules=Rules(second_clue="none"))
    game = await now(start_game, room.code, room.host_id)
    await now(give_turn_to, game, giver)
    players = await now(lambda: list(Player.objects.order_by("seat")))
    await now(leave_for, players[2], 60)
    maya, tom = [await (await clients(room, secret)).settled() for secret in known[:2]]
    await now(stand_in.begin, room.code, players[0].pk, players[2].pk)
    return room, maya, tom, known[2]


async def until(client, wanted):
    await client.until(lambda m: m["type"] == "turn_update" and wanted(client.view["table"]))
    return client.view["table"]


async def test_a_bot_gives_the_clue_and_it_is_told_that_one_did(clients, now):
    _room, maya, _tom, _ana = await away_and_played_for(clients, now, giver=2)
    table = await until(maya, lambda table: table["clues"])
    assert table["bot_clues"] == [0]
    (away,) = [player for player in table["players"] if player.get("stand_in")]
    assert away["seat"] == 2


async def test_a_bot_guesses_and_its_piece_is_marked_and_those_of_people_are_not(clients, now):
    _room, maya, tom, _ana = await away_and_played_for(clients, now, giver=0)
    await maya.act(type="choose_target", square=maya.view["you"]["card"][0])
    version = (await maya.act(type="give_clue", text="lagoon"))["version"]
    await tom.until_version(version)
    await tom.act(type="place_guess", square="A1")
    table = await until(maya, lambda table: len(table["pieces"]) == 2)
    assert [(p["seat"], p.get("bot", False)) for p in table["pieces"]] == [(1, False), (2, True)]
    assert "bot_clues" not in table


async def test_who_comes_back_has_the_seat_at_once(clients, now, settings):
    settings.BOT_PAUSE = 100
    room, maya, _tom, ana = await away_and_played_for(clients, now, giver=2)
    await until(maya, lambda table: any(p.get("stand_in") for p in table["players"]))
    back = await (await clients(room, ana)).settled()
    assert not any(player.get("stand_in") for player in back.view["table"]["players"])
    assert (await back.act(type="choose_target", square=back.view["you"]["card"][0]))[
        "type"
    ] == "done"
    assert not await now(lambda: Player.objects.filter(stand_in=True).exists())
    await until(maya, lambda table: not any(p.get("stand_in") for p in table["players"]))


async def test_a_bots_move_that_comes_when_its_person_is_back_is_dropped(now):
    room, _known = await now(table_of, 3)
    game = await now(start_game, room.code, room.host_id)
    await now(give_turn_to, game, 2)
    store = GameStore()
    snapshot = await store.snapshot(room.code)
    move = ChooseTarget(2, snapshot.state.card[0])
    assert await store.submit_for(room.code, 0, move) is None


async def test_what_a_bot_did_is_known_after_a_restart_too(clients, now):
    room, maya, _tom, _ana = await away_and_played_for(clients, now, giver=2)
    await until(maya, lambda table: table["clues"])
    fresh = await GameStore().snapshot(room.code)
    assert fresh.play.by_bots == (await game_store().snapshot(room.code)).play.by_bots
    assert fresh.play.bot_clues(1, 2) == (0,)


async def test_a_piece_that_goes_back_and_is_placed_by_a_person_is_no_bots(now):
    room, _known = await now(table_of, 4)
    game = await now(start_game, room.code, room.host_id)
    await now(give_turn_to, game, 0)
    now_at = (await GameStore().snapshot(room.code)).play
    for command, seat in (
        (ChooseTarget(0, now_at.state.card[0]), 0),
        (GiveClue(0, "lagoon"), 0),
        (PlaceGuess(1, Square.parse("A1")), None),
    ):
        now_at = advance(now_at, command, seat)
    assert {move.seat for move in now_at.by_bots} == {1}
    for command in (
        ChallengeClue(2),
        VoteOnClue(1, True),
        VoteOnClue(3, True),
        GiveClue(0, "sunset"),
    ):
        now_at = advance(now_at, command, 0)
    now_at = advance(now_at, PlaceGuess(1, Square.parse("A1")), 1)
    assert not now_at.by_bots


def advance(before, command, seat):
    state, events = play(before.state, command)
    return before.after(state, events, before.turn_began, seat)


def playing_with_bots(people):
    room, known = table_of(people)
    for _bot in range(4 - people):
        membership.add_bot(room.code, room.host_id)
    return room, known, start_game(room.code, room.host_id)


def test_who_comes_later_takes_over_a_bots_seat_with_its_name_in_the_album():
    room, known, game = playing_with_bots(2)
    late = admission.enter(room.code, guests.guest_of({guests.KEY: "late"}), name="Late")
    assert late.seat is None
    bot = room.players.filter(bot=True).first()
    answer = browser("late").post(f"/t/{room.code}/take_over", {"player": bot.pk})
    assert answer.status_code == 302
    late.refresh_from_db()
    assert late.seat == bot.seat
    assert not Player.objects.filter(pk=bot.pk).exists()
    cast = Game.objects.get(pk=game.pk).cast[bot.seat]
    assert cast == {"player": late.pk, "name": "Late", "symbol": late.symbol, "bot": False}
    other = room.players.filter(bot=True).first()
    browser("late").post(f"/t/{room.code}/take_over", {"player": other.pk})
    browser(known[0]).post(f"/t/{room.code}/take_over", {"player": other.pk})
    assert Player.objects.filter(pk=other.pk, bot=True).exists()


def test_a_persons_seat_is_taken_over_by_nobody():
    room, _known, _game = playing_with_bots(2)
    late = admission.enter(room.code, "guest", name="Late")
    for person in room.players.filter(bot=False, seat__isnull=False):
        with pytest.raises(Refused):
            stand_in.take_over(room.code, late.pk, person.pk)
