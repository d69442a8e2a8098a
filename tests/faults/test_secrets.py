"""Row 6: nobody but the giver can tell one target from another, by any byte that comes to him.

Non-interference: one public story is told twice, with another card and target; whatever others
are sent must be the same bytes, until the reveal. And a scan: a game on a real server, in whose
log, Redis traffic and frames no target, no square of a card and no seat's secret may be.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from django.test import Client

from colorclues.games import refusals
from colorclues.games.snapshot import People, Play, Snapshot
from colorclues.models import Game, GameEvent, Player, Room
from colorclues.sockets import outgoing
from colorclues.views import contexts
from game_engine import (
    PRESETS,
    ChallengeClue,
    ChooseTarget,
    GiveClue,
    IllegalCommand,
    PickFrom,
    PlaceGuess,
    RedrawCard,
    Refusal,
    Rules,
    Setup,
    SkipClue,
    VoteOnClue,
    evolve,
    opening,
    play,
    rules,
    view_for,
)
from game_engine.board import SQUARES
from game_engine.bots import random_bot
from game_engine.events import RoundScored, RoundStarted, TargetChosen
from game_engine.record import event_to_dict, rules_to_dict, setup_to_dict
from game_engine.round import Round
from tests.faults.harness.figures import report, size
from tests.server.factories import cookie_of, table_of

GAMES = size(60, 500)
PAGES_OF = size(3, 60)
"""Games of which the pages are compared, too: these are slower."""
HOUSES = (
    *PRESETS.values(),
    Rules(pick_from=PickFrom.ANY_SQUARE, redraw=True, laps=1),
    Rules(redraw=True, second_clue="required"),
)
WHEN = datetime(2026, 1, 1, tzinfo=UTC)


class Story:
    """One round as two games tell it: `pairs` of states and events, equal to all but the giver."""

    def __init__(self, setups, before, pairs):
        self.setups = setups
        self.before = before
        self.pairs = pairs


def game_of(seed):
    """Play a game between bots; gives its setup and its events."""
    chance = Random(seed)
    house = chance.choice(HOUSES)
    state = opening(Setup.deal(chance.randint(3, 10), seed=seed, rules=house))
    events = []
    while not state.winners:
        seat = chance.choice(state.to_act)
        view = view_for(state, seat)
        if "redraw_card" in view.you.may and chance.randrange(3) == 0:
            command = RedrawCard(seat)
        else:
            command = random_bot(view, chance)
        state, happened = play(state, command)
        events += happened
    return state.setup, events


def stories_of(setup, events, chance, most):
    """Tell some of the game's rounds twice, up to the reveal."""
    starts = [0, *(i for i, e in enumerate(events, 1) if isinstance(e, RoundStarted))]
    for start in sorted(chance.sample(starts, min(most, len(starts)))):
        yield _twice(setup, events, start, chance)


def _twice(setup, events, start, chance):
    state = _replayed(setup, events[:start])
    kept = state.drawn - len(state.card)
    left = list(setup.deck[kept:])
    while set(left[:4]) & set(state.card):
        chance.shuffle(left)
    twin = replace(setup, deck=(*setup.deck[:kept], *left))
    other = _replayed(twin, events[:start])
    pairs = [((state, None), (other, None))]
    for event in events[start:]:
        if isinstance(event, RoundScored):
            break
        theirs = event
        if isinstance(event, TargetChosen):
            card = SQUARES if other.may_pick_any else other.card
            theirs = replace(event, square=chance.choice([s for s in card if s != event.square]))
        state, other = evolve(state, event), evolve(other, theirs)
        pairs.append(((state, event), (other, theirs)))
    return Story((setup, twin), events[:start], pairs)


def _replayed(setup, events):
    state = opening(setup)
    for event in events:
        state = evolve(state, event)
    return state


def eyes_of(state):
    """Give all who must not know: the other seats, and spectators."""
    return [None, *(seat for seat in range(state.seats) if seat != state.giver)]


def sent(state, event, tries):
    """Give all that the server would say, by the eyes it is for."""
    snapshot = _snapshot(state)
    update = outgoing.Encoder().update(snapshot, view_for(state, None).table)
    told = {}
    for seat in eyes_of(state):
        view = update.for_eyes(view_for(state, seat), None if seat is None else seat + 1)
        told[seat] = [view.without(())]
    for seat, command in tries:
        told[seat].append(_answer(state, command))
    # What a line of a log, or the text of an exception, may hold.
    told["log"] = [repr(state), str(state), repr(event), str(event), repr(snapshot)]
    return told


def _snapshot(state):
    players = tuple(
        Player(pk=seat + 1, seat=seat, name=f"Player {seat}", symbol="●")
        for seat in range(state.seats)
    )
    house = rules_to_dict(state.rules)
    people = People(
        "QQQQQQ", "Ours", 1, house, 3, players, frozenset(), (), ended=False, spectators=0
    )
    return Snapshot(people, Play(1, state, 7, WHEN))


def _answer(state, command):
    try:
        _, events = play(state, command)
    except IllegalCommand as error:
        reason = refusals.reason(error.refusal, command)
        return f"{error!r} {outgoing.Refusal('x', error.refusal, reason)}"
    public = [e for e in events if not isinstance(e, RoundScored)]
    return repr(public) if len(public) == len(events) else "the reveal"


def tries_of(state, squares, chance):
    """Give what guessers may try in order to learn something: above all, the secret squares."""
    seats = eyes_of(state)[1:]
    squares = [square for square in squares if square is not None]
    for kind in (ChooseTarget, PlaceGuess):
        yield from ((seat, kind(seat, square)) for square in squares for seat in seats[:2])
    seat = chance.choice(seats)
    for command in (
        GiveClue(seat, "coffee"),
        SkipClue(seat),
        RedrawCard(seat),
        ChallengeClue(seat),
        VoteOnClue(seat, uphold=True),
    ):
        yield seat, command


def interference(games, *, rounds):
    """Compare; gives (how many things were compared, what was not equal)."""
    compared, found = 0, []
    for seed in range(games):
        chance = Random(seed)
        setup, events = game_of(seed)
        for story in stories_of(setup, events, chance, rounds):
            for (one, event), (other, theirs) in story.pairs:
                secret = (*one.card[:1], *other.card[:1], one.round.target, other.round.target)
                tries = list(tries_of(one, secret, chance))
                first, second = sent(one, event, tries), sent(other, theirs, tries)
                compared += sum(map(len, first.values()))
                found += [(seed, eyes) for eyes in first if first[eyes] != second[eyes]]
    return compared, found


def test_no_byte_that_others_are_sent_depends_on_the_target():
    compared, found = interference(GAMES, rounds=size(1, 2))
    report(6, f"{GAMES:,} games told twice", comparisons=compared, differences=len(found))
    assert compared > 50 * GAMES
    assert found == []


def leaky_table(monkeypatch):
    whole = outgoing._now

    def table(snapshot, seen):
        target = snapshot.play.state.round.target
        return whole(snapshot, seen) | {"placed": bool(target and target.column % 2)}

    monkeypatch.setattr(outgoing, "_now", table)


def leaky_length(monkeypatch):
    whole = outgoing.Update.for_eyes

    def for_eyes(update, view, player):
        target = update.snapshot.play.state.round.target
        shown = whole(update, view, player)
        return shown._replace(rest=shown.rest + " " * (target.row % 2 if target else 0))

    monkeypatch.setattr(outgoing.Update, "for_eyes", for_eyes)


def leaky_refusal(monkeypatch):
    whole = rules._choose

    def choose(state, command, phase):
        if command.square not in state.card:
            raise IllegalCommand(Refusal.NOT_ON_CARD)
        return whole(state, command, phase)

    monkeypatch.setattr(rules, "_choose", choose)


def leaky_repr(monkeypatch):
    monkeypatch.setattr(Round, "__repr__", lambda played: f"Round({played.target})")


@pytest.mark.parametrize("plant", [leaky_table, leaky_length, leaky_refusal, leaky_repr])
def test_a_leak_of_one_byte_is_found(monkeypatch, plant):
    plant(monkeypatch)
    assert interference(3, rounds=1)[1] != []


# The pages: the same story twice in the database, and what a guesser and a stranger are shown.

GUESSERS_PAGES = ("", "lobby", "watch", "tv", "requests", "waiting", "referee")
STRANGERS_PAGES = ("", "watch", "tv", "lobby")
CSRF = re.compile(rb'("X-CSRFToken": "|name="csrfmiddlewaretoken" value=")\w+')


class Shown:
    """A room in the database whose game can be exchanged, and browsers that look at it."""

    def __init__(self, seats):
        self.room, known = table_of(seats)
        self.game = Game.objects.create(room=self.room, setup={}, cast=[], started_at=WHEN)
        self.browsers = [Client() for _ in known]
        for browser, secret in zip(self.browsers, known, strict=True):
            name, value = cookie_of(secret).split("=", 1)
            browser.cookies[name] = value

    def tell(self, setup, events):
        """Put another game in the place of the one that is on."""
        Game.objects.filter(pk=self.game.pk).update(setup=setup_to_dict(setup))
        GameEvent.objects.filter(game=self.game).delete()
        GameEvent.objects.bulk_create(
            GameEvent(game=self.game, number=number, data=event_to_dict(event), at=WHEN)
            for number, event in enumerate(events, 1)
        )

    def pages(self, guesser):
        """Give all bytes that a guesser and a stranger get."""
        wanted = [
            *((self.browsers[guesser], page) for page in GUESSERS_PAGES),
            *((Client(), page) for page in STRANGERS_PAGES),
        ]
        return [self._page(browser, page) for browser, page in wanted]

    def _page(self, browser, page):
        path = f"/t/{self.room.code}/{page}"
        answer = browser.post(path, {"text": "moss"}) if page == "referee" else browser.get(path)
        headers = sorted((k, v) for k, v in answer.items())
        return page, answer.status_code, headers, CSRF.sub(b"", answer.content)


def interference_of_pages(games):
    """Compare the pages; gives (how many were compared, which were not equal)."""
    compared, found = 0, []
    for seed in range(games):
        chance = Random(seed)
        setup, events = game_of(seed)
        Room.objects.all().delete()
        shown = Shown(setup.seats)
        for story in stories_of(setup, events, chance, 1):
            until = chance.randint(1, len(story.pairs))
            state = story.pairs[until - 1][0][0]
            told = [
                [*story.before, *(pair[which][1] for pair in story.pairs[1:until])]
                for which in (0, 1)
            ]
            guesser = chance.choice(eyes_of(state)[1:])
            both = []
            for which in (0, 1):
                shown.tell(story.setups[which], told[which])
                both.append(shown.pages(guesser))
            compared += len(both[0])
            found += [one[0] for one, other in zip(*both, strict=True) if one != other]
    return compared, found


@pytest.mark.django_db
def test_no_page_of_others_depends_on_the_target():
    compared, found = interference_of_pages(PAGES_OF)
    report(6, f"pages of {PAGES_OF:,} games", comparisons=compared, differences=len(found))
    assert compared == PAGES_OF * (len(GUESSERS_PAGES) + len(STRANGERS_PAGES))
    assert found == []


@pytest.mark.django_db
def test_a_page_that_tells_is_found(monkeypatch):
    whole = contexts.frame

    def frame(seen):
        deck = Game.objects.get(room=seen.room).setup["deck"]
        return whole(seen) | {"socket_path": f"/{sum(deck.encode()[::7]) % 1000}"}

    monkeypatch.setattr(contexts, "frame", frame)
    assert interference_of_pages(1)[1] != []
