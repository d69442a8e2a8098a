"""Row 8: of those who do the same thing at the same moment one wins, and the log has no gap.

On SQLite with one process and on PostgreSQL with two, between which the rivals are divided.
"""

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from websockets.exceptions import ConnectionClosed

from colorclues.models import Game, GameEvent, JoinRequest, Player, RoomEntry
from game_engine import ChooseTarget, GiveClue, opening, play
from game_engine.bots import WORDS
from game_engine.record import event_to_dict, setup_from_dict
from tests.faults.harness.figures import report, size
from tests.faults.harness.tables import (
    RULES,
    Browser,
    LogMark,
    ask,
    at_once,
    open_table,
    until_view,
)
from tests.server.test_two_processes import Line

TRIALS = size(20, 500)
TABLES = size(4, 20)
"""Tables that have their races at the same time."""
ROUNDS = 10
"""Rounds before another game is begun; a game has 15."""
LAST_MOMENT = 0.8
"""Seconds before a deadline at which people come to the table: as long as that may take."""


class Arena:
    """The processes at which rivals meet, and what came of it."""

    def __init__(self, webs, kept):
        self.webs = webs
        self.kept = kept
        self.log = LogMark(*webs)
        self.trials = 0
        self.problems = []
        self.statuses = Counter()
        self.outcomes = Counter()

    async def at_once(self, *requests):
        """Send forms at the same moment, each rival's to another process; gives the answers."""
        answers = await at_once(
            *(
                (browser.at(self.webs[number % len(self.webs)]), "POST", path, form)
                for number, (browser, path, form) in enumerate(requests)
            )
        )
        self.statuses.update(status for status, _ in answers)
        return answers

    def one_wins(self, what, winners):
        """Note a trial, which must have had one winner."""
        self.trials += 1
        if winners != 1:
            self.problems.append(f"{what}: {winners} winners")

    def must(self, holds, what):
        """Note what should hold and does not."""
        if not holds:
            self.problems.append(what)

    async def settle(self):
        """Look at the log and at the numbers of the events; gives the figures."""
        errors = sum(n for status, n in self.statuses.items() if status >= 500)
        self.problems += [f"{n} answers {s}" for s, n in self.statuses.items() if s >= 500]
        tracebacks = self.log.tracebacks()
        self.problems += [f"traceback: {before} {error}" for before, error in tracebacks]
        gaps = await self.kept.games_with_gaps()
        self.problems += [f"game {game} has gaps" for game in gaps]
        return {"answers_500": errors, "tracebacks": len(tracebacks), "gaps": len(gaps)}

    def report(self, what, figures):
        """Say what was found."""
        kind = "SQLite" if len(self.webs) == 1 else "PostgreSQL"
        outcomes = ", ".join(f"{name} {n}" for name, n in sorted(self.outcomes.items()))
        told = f"{what} on {kind}, {self.trials:,} trials" + (f" ({outcomes})" if outcomes else "")
        report(8, told, problems=len(self.problems), **figures)


@pytest.fixture(params=["sqlite", "postgresql"])
def arena(request, kept):
    """Give the processes at which the races are run."""
    names = {"sqlite": "single", "postgresql": "pair"}
    found = request.getfixturevalue(names[request.param])
    webs = list(found) if isinstance(found, tuple) else [found]
    return Arena(webs, kept(webs[0]))


async def each(tables, race, trials):
    """Run so many trials, divided between the tables."""

    async def at_one(table, number):
        for trial in range(number, trials, len(tables)):
            await race(table, trial)

    await asyncio.gather(*(at_one(table, number) for number, table in enumerate(tables)))


async def tables_of(arena, number, seats, **options):
    """Open so many tables."""
    return await asyncio.gather(*(open_table(arena.webs, seats, **options) for _ in range(number)))


# Forms.


async def two_starts(arena, trials):
    tables = await tables_of(arena, min(TABLES, trials), 3)

    async def race(table, trial):
        del trial
        before = await arena.kept.do(end_games, arena.kept, table.code)
        path = f"/t/{table.code}/start"
        await arena.at_once((table.host, path, {}), (table.host, path, {}))
        after = await arena.kept.do(arena.kept.of(Game).filter(room__code=table.code).count)
        arena.one_wins("two starts", after - before)

    await each(tables, race, trials)


def end_games(kept, code):
    """End a room's games; gives how many it has had."""
    games = kept.of(Game).filter(room__code=code)
    games.filter(ended_at=None).update(ended_at=datetime.now(UTC))
    return games.count()


async def last_seat(arena, trials):
    tables = await tables_of(arena, 1, 1)
    for table in tables:
        for _ in range(8):
            await table.post("bots", {"add": "1"})
    rivals = [Browser(arena.webs[number % len(arena.webs)]) for number in range(10)]
    await asyncio.gather(*(ask(rival, "GET", "/") for rival in rivals))

    async def race(table, trial):
        del trial
        path = f"/t/{table.code}/join"
        forms = [(one, path, {"name": f"Rival {'ABCDEFGHJK'[n]}"}) for n, one in enumerate(rivals)]
        answers = await arena.at_once(*forms)
        seated = await arena.kept.do(arena.kept.of(Player).filter(room__code=table.code).count)
        winners = [n for n, (_, text) in enumerate(answers) if "full" not in text]
        arena.one_wins("the last seat", len(winners))
        arena.must(seated == 10, f"{seated} at a table for ten")
        for winner in winners:
            await ask(rivals[winner], "POST", f"/t/{table.code}/leave", {})

    await each(tables, race, trials)


async def two_answers(arena, trials):
    tables = await tables_of(arena, min(TABLES, trials), 1)
    asking = {}
    for table in tables:
        await table.post("power", {"deed": "admission", "admission": "host"})
        asking[table] = Browser(arena.webs[-1])
        await ask(asking[table], "GET", "/")

    async def race(table, trial):
        await ask(asking[table], "POST", f"/t/{table.code}/join", {"name": "Ana"})
        path, (request, before) = f"/t/{table.code}/requests", await look(table)
        answers = ("admit", "admit") if trial % 2 else ("admit", "deny")
        forms = [(table.host, path, {"request": request.pk, "answer": one}) for one in answers]
        await arena.at_once(*forms)
        settled, after = await look(table)
        arena.one_wins("two answers to a request", after - before)
        players = await arena.kept.do(arena.kept.of(Player).filter(room__code=table.code).count)
        admitted = settled.status == JoinRequest.Status.ADMITTED
        arena.must(players == 1 + admitted, f"{players} players, admitted: {admitted}")
        await arena.kept.do(forget, table)

    async def look(table):
        def read():
            entries = arena.kept.of(RoomEntry).filter(room__code=table.code)
            answered = entries.filter(deed__in=["admit", "deny"])
            return arena.kept.of(JoinRequest).get(room__code=table.code), answered.count()

        return await arena.kept.do(read)

    def forget(table):
        arena.kept.of(JoinRequest).filter(room__code=table.code).delete()
        arena.kept.of(Player).filter(room__code=table.code, name="Ana").delete()

    await each(tables, race, trials)


# Sockets.


class Rivals:
    """A table of three of whom each has two tabs, each at another process."""

    def __init__(self, arena, table):
        self.arena = arena
        self.table = table
        self.number = 0
        self.rounds = 0
        self.games = 0

    async def open(self):
        webs = [self.arena.webs[0], self.arena.webs[-1]]
        people = self.table.browsers
        self.tabs = [[Line(one.at(web), self.table.code) for web in webs] for one in people]
        lines = [line for tabs in self.tabs for line in tabs]
        await asyncio.gather(*(line.open() for line in lines))
        self.by_seat = {tabs[0].view["you"]["seat"]: tabs for tabs in self.tabs}
        return self

    async def another_game(self):
        """Begin another, before this one is over."""
        before = self.tabs[0][0].view["game"]
        await self.arena.kept.do(end_games, self.arena.kept, self.table.code)
        await self.table.post("start")
        self.rounds = 0
        self.games += 1
        for line in (line for tabs in self.tabs for line in tabs):
            await until_view(line, lambda view: view["game"] != before)

    async def close(self):
        await asyncio.gather(*(line.socket.close() for tabs in self.tabs for line in tabs))

    def new_id(self):
        self.number += 1
        return f"{self.games}-{self.number}"

    async def both(self, one, other):
        """Let two sockets speak at the same moment: (line, message) each."""
        answers = await asyncio.gather(
            *(answer_of(line, id=self.new_id(), **said) for line, said in (one, other))
        )
        self.arena.outcomes.update(a["code"] for a in answers if a["type"] == "refusal")
        return answers


async def answer_of(line, **message):
    """Send a message, and give the answer to it."""
    await line.socket.send(json.dumps(message))
    return await line.until(lambda m: m.get("id") == message["id"])


def won(answers):
    """Count what was done, each command once."""
    return sum(answer["type"] == "done" for answer in answers)


async def same_moment(arena, trials):
    """Play rounds in which each step is a race."""
    count = min(TABLES, trials)
    tables = await tables_of(arena, count, 3, rules=RULES)
    for table in tables:
        await table.post("start")
    rivals = {table: await Rivals(arena, table).open() for table in tables}

    async def race(table, trial):
        if rivals[table].rounds == ROUNDS:
            await rivals[table].another_game()
        rivals[table].rounds += 1
        await a_round_of_races(arena, rivals[table], trial)

    await each(tables, race, trials)
    await asyncio.gather(*(one.close() for one in rivals.values()))


async def a_round_of_races(arena, rivals, trial):
    first_line = rivals.tabs[0][0]
    await until_view(first_line, lambda view: view["table"]["phase"] == "choosing")
    seat = first_line.view["table"]["giver"]
    giver, one, two = (rivals.by_seat[(seat + step) % 3] for step in range(3))
    for line in giver:
        await until_view(line, lambda view: view["you"]["card"])
    words = Random(trial).sample(WORDS, len(WORDS))
    free = iter(Random(trial).sample([f"{r}{c}" for r in "ABCDEFGH" for c in range(1, 30)], 20))
    card = giver[0].view["you"]["card"]
    choose = [{"type": "choose_target", "square": square} for square in card[:2]]
    arena.one_wins("two targets", won(await rivals.both(*zip(giver, choose, strict=True))))
    await clue_by_two_tabs(arena, rivals, giver, words)
    shared = {"type": "place_guess", "square": next(free)}
    arena.one_wins("the same square", won(await rivals.both((one[0], shared), (two[1], shared))))
    await twice_with_one_id(arena, rivals, two, type="place_guess", square=next(free))
    await clue_by_two_tabs(arena, rivals, giver, words)
    guesses = [{"type": "place_guess", "square": next(free)} for _ in range(2)]
    passing = await rivals.both((two[0], guesses[0]), (one[1], guesses[1]))
    arena.trials += 1
    arena.must(passing[0]["type"] == "done", f"whose turn it was: {passing[0]}")
    arena.outcomes["the next was in time"] += won(passing[1:])
    if not won(passing[1:]):
        both = {"type": "place_guess", "square": next(free)}
        arena.one_wins("the last piece", won(await rivals.both((one[0], both), (one[1], both))))
    again = {"type": "next_round"}
    host = rivals.tabs[0]
    arena.one_wins("two next rounds", won(await rivals.both((host[0], again), (host[1], again))))


async def clue_by_two_tabs(arena, rivals, giver, words):
    """Give a clue twice with one id; a word that was said before is refused, and another said."""
    while True:
        said = {"type": "give_clue", "text": words.pop(), "id": rivals.new_id()}
        answers = await asyncio.gather(*(answer_of(line, **said) for line in giver))
        if not all(answer.get("code") == "clue_repeat" for answer in answers):
            break
    note_one_effect(arena, answers)


async def twice_with_one_id(arena, rivals, tabs, **message):
    message["id"] = rivals.new_id()
    note_one_effect(arena, await asyncio.gather(*(answer_of(line, **message) for line in tabs)))


def note_one_effect(arena, answers):
    """Both are told that it is done, and it was done once: at the same version."""
    versions = {answer.get("version") for answer in answers}
    told = won(answers)
    arena.one_wins("one id twice", len(versions) if told == len(answers) else f"{answers}: no")


# Turns that end otherwise.


def stage(kept, code, *, ends_in=None):
    """Bring a new game to its first turn to guess, which has so many seconds left.

    Gives game, seat, and the name of who sits there. Only the log is written: what the game began
    with may have been read already.
    """
    game = kept.of(Game).filter(room__code=code).order_by("-pk").first()
    state = opening(setup_from_dict(game.setup))
    now = datetime.now(UTC)
    at = now if ends_in is None else now + timedelta(seconds=ends_in - 30)
    rows = []
    for command in (ChooseTarget(state.giver, state.card[0]), GiveClue(state.giver, "moss")):
        state, events = play(state, command)
        for event in events:
            rows.append(GameEvent(game=game, number=len(rows) + 1, data=event_to_dict(event)))
            rows[-1].at = at
    kept.of(GameEvent).bulk_create(rows)
    (seat,) = state.to_act
    return game.pk, seat, kept.of(Player).get(room__code=code, seat=seat).name


def told_of(kept, game, seat):
    """Give what the log says that a seat did with its turn."""
    kinds = ("guess_placed", "passed")
    rows = kept.of(GameEvent).filter(game=game, data__seat=seat, data__type__in=kinds)
    return [row.data["type"] for row in rows]


async def staged(arena, table, **options):
    """Start games until it is the turn of somebody else than the host, who is browser 0.

    Gives game, seat, the number of the guesser's browser, and the sockets of guesser and host.
    """
    kept, guesser = arena.kept, 0
    while guesser == 0:
        await kept.do(end_games, kept, table.code)
        await table.post("start")
        game, seat, name = await kept.do(lambda: stage(kept, table.code, **options))
        guesser = int(name.removeprefix("Player ")) - 1
    own = Line(table.browsers[guesser].at(arena.webs[0]), table.code)
    others = Line(table.browsers[0].at(arena.webs[-1]), table.code)
    await asyncio.gather(own.open(), others.open())
    return game, seat, guesser, own, others


async def until_answered(line, seat):
    """Read until a seat has used its turn, or has lost it."""

    def is_answered(view):
        return seat in view["table"]["placed"] or view["table"]["phase"] != "guessing"

    await until_view(line, is_answered)


async def leave_and_turn(arena, trials):
    tables = await tables_of(arena, min(TABLES, trials), 3)

    async def race(table, trial):
        game, seat, guesser, own, others = await staged(arena, table)
        said = {"type": "place_guess", "square": "C14", "id": f"{trial}"}

        async def leave():
            await asyncio.sleep(trial % 5 * 0.004)  # the way of a form is shorter
            return await arena.at_once((table.browsers[guesser], f"/t/{table.code}/leave", {}))

        answer, _ = await asyncio.gather(answer_or_goodbye(own, said), leave())
        await until_answered(others, seat)
        told = await arena.kept.do(told_of, arena.kept, game, seat)
        arena.one_wins("leave and turn", len(told))
        if answer == "done":
            arena.must(told == ["guess_placed"], f"done, but {told}")
        arena.outcomes.update(told)
        for line in (own, others):
            await line.socket.close()
        await table.post("join", {"name": f"Player {guesser + 1}"}, by=guesser)

    await each(tables, race, trials)


async def answer_or_goodbye(line, said):
    """Give the type of the answer; a socket may as well be closed first."""
    try:
        return (await answer_of(line, **said))["type"]
    except ConnectionClosed as error:
        return error.rcvd.code if error.rcvd else None


async def clock_and_click(arena, trials):
    rules = RULES | {"guess_seconds": "30"}
    tables = await tables_of(arena, min(2 * TABLES, trials), 3, rules=rules)

    async def race(table, trial):
        game, seat, _, own, others = await staged(arena, table, ends_in=LAST_MOMENT)
        deadline = own.view["table"]["deadline"]
        early = (trial % 7 - 3) * 0.004
        if deadline is not None:
            await asyncio.sleep(max(0, deadline / 1000 - datetime.now(UTC).timestamp() - early))
        answer = await answer_of(own, type="place_guess", square="C14", id=f"{trial}")
        await until_answered(others, seat)
        told = await arena.kept.do(told_of, arena.kept, game, seat)
        arena.one_wins("clock and click", len(told))
        is_done = answer["type"] == "done"
        arena.must(told == ["guess_placed" if is_done else "passed"], f"{answer}, but {told}")
        arena.outcomes.update(told)
        for line in (own, others):
            await line.socket.close()

    await each(tables, race, trials)


RACES = [two_starts, last_seat, two_answers, same_moment, leave_and_turn, clock_and_click]


@pytest.mark.parametrize("races", RACES, ids=lambda races: races.__name__)
async def test_of_rivals_one_wins(arena, races):
    await races(arena, TRIALS)
    arena.report(races.__name__.replace("_", " "), await arena.settle())
    assert not arena.problems, "\n".join(f"{n} x {p}" for p, n in Counter(arena.problems).items())
    assert arena.trials >= TRIALS


@pytest.mark.parametrize(
    ("races", "found"),
    [
        (two_starts, "two starts: 2 winners"),
        (last_seat, "at a table for ten"),
        (two_answers, "answers 500"),
        (same_moment, "one id twice"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_a_second_winner_that_is_planted_is_found(planted, kept, races, found):
    arena = Arena([planted], kept(planted))
    await races(arena, 2)
    await arena.settle()
    assert any(found in problem for problem in arena.problems)


async def test_a_gap_that_is_planted_is_found(planted, kept):
    arena = Arena([planted], kept(planted))
    table = await open_table([planted], 3)
    await table.post("start")
    game, *_ = await arena.kept.do(stage, arena.kept, table.code)
    assert game not in await arena.kept.games_with_gaps()
    await arena.kept.do(arena.kept.of(GameEvent).filter(game=game, number=1).delete)
    assert game in await arena.kept.games_with_gaps()
