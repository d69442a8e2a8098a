"""Row 6, on real servers: no secret in a log, in Redis or in a frame that is not the giver's."""

import asyncio
import json
import uuid
from random import Random

import psycopg

from colorclues.models import Game
from game_engine.board import SQUARES
from tests.faults.harness.figures import report
from tests.faults.harness.tables import LogMark, ask, open_table
from tests.server.test_two_processes import Line
from tests.servers import PATIENCE

ROUNDS = 2


class Monitor:
    """All that goes to Redis, as Redis itself tells it."""

    def __init__(self, redis):
        self.port = redis.port
        self.seen = b""

    async def __aenter__(self):
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        self._writer.write(b"MONITOR\r\n")
        assert (await self._reader.readline()).startswith(b"+OK")
        self._task = asyncio.create_task(self._read())
        return self

    async def _read(self):
        while data := await self._reader.read(65536):
            self.seen += data

    async def __aexit__(self, *_):
        self._task.cancel()
        self._writer.close()
        await self._writer.wait_closed()

    async def all_until_now(self, mark):
        """Give what was said until this moment: until Redis has said `mark` to us."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"ECHO {mark}\r\n".encode())
        await reader.readline()
        writer.close()
        await writer.wait_closed()
        async with asyncio.timeout(PATIENCE):
            while mark.encode() not in self.seen:
                await asyncio.sleep(0.01)
        return self.seen


class HearingLine(Line):
    """A socket that keeps all that came."""

    def __init__(self, *args):
        super().__init__(*args)
        self.heard = []

    async def until(self, wanted):
        while True:
            text = await asyncio.wait_for(self.socket.recv(), PATIENCE)
            self.heard.append(text)
            answer = json.loads(text)
            if answer["type"] == "turn_update":
                self.view = answer = self.parts.whole(answer)
            if wanted(answer):
                return answer


class Watched:
    """A table whose secrets are known to the test, and all the places where they must not be."""

    def __init__(self, table, monitor, secret):
        self.table = table
        self.monitor = monitor
        self.log = LogMark(*table.webs)
        self.secret = list(secret)
        """Squares that nobody but a giver may know of."""
        self.found = set()

    async def look(self, giver):
        """Look for all secrets, everywhere but at the giver's."""
        redis = await self.monitor.all_until_now(f"mark-{uuid.uuid4()}")
        self._find("redis", repr(redis))
        self._find("log", self.log.new())
        for line in self.table.lines:
            heard, line.heard = "".join(line.heard), []
            self._find("frame", heard, squares=line is not giver)
            _, page = await ask(line.visitor, "GET", f"/t/{self.table.code}/")
            self._find("page", page, squares=False)

    def _find(self, where, text, *, squares=True):
        seats = [b.secret for b in self.table.browsers] + [
            b.cookies["sessionid"] for b in self.table.browsers
        ]
        if any(secret in text for secret in seats):
            self.found.add((where, "seat"))
        if squares and any(square in text for square in self.secret):
            self.found.add((where, "square"))


def squares_that_stand_out(table, number):
    """Choose squares whose names are in nothing that goes over the line by chance."""
    texts = [table.code, *(v for b in table.browsers for v in b.cookies.values())]
    texts += [str(web.port) for web in table.webs]
    names = [s.name for s in Random(table.code).sample(SQUARES, len(SQUARES)) if s.column >= 9]
    return [name for name in names if not any(name in text for text in texts)][:number]


async def stack_the_deck(table, kept, top):
    """Put known squares on top of the deck, before anybody has looked at the game."""

    def stack():
        game = kept.of(Game).get(room__code=table.code)
        rest = [s.name for s in SQUARES if s.name not in top]
        game.setup["deck"] = " ".join([*top, *rest])
        game.save(update_fields=["setup"])

    await kept.do(stack)


async def play_watched(webs, kept, redis, *, break_connections=None):
    """Play rounds with all that may go wrong; gives what was found and how much was read."""
    table = await open_table(webs, 3)
    cards = squares_that_stand_out(table, 4 * ROUNDS)
    free = iter(s.name for s in SQUARES if s.column < 9)
    async with Monitor(redis) as monitor:
        watched = Watched(table, monitor, cards)
        await table.post("start")
        await stack_the_deck(table, kept, cards)
        await table.open_lines(HearingLine)
        for number in range(ROUNDS):
            await table.until_phase("choosing")
            giver, *guessers = table.in_order()
            card = cards[4 * number : 4 * number + 4]
            assert giver.view["you"]["card"] == card
            await learn_in_vain(guessers, card)
            if break_connections is not None:
                await break_connections()
            await persist(giver, type="choose_target", square=card[1], id=f"target-{number}")
            for text in (card[1], f"{card[1]} please", "red", "coffee house"):
                assert (await giver.act(type="give_clue", text=text))["type"] == "refusal"
                form = {"text": text}
                await ask(giver.visitor, "POST", f"/t/{table.code}/referee", form)
            await persist(giver, type="give_clue", text=("moss", "fern")[number], id="clue")
            for guesser in guessers:
                await learn_in_vain(guessers[-1:] if guesser is guessers[0] else (), card)
                await persist(guesser, type="place_guess", square=next(free), id=f"guess-{number}")
            await table.until_phase("cluing")
            await watched.look(giver)
            watched.secret.remove(card[1])
            await persist(giver, type="skip_clue", id=f"skip-{number}")
            await table.until_phase("scored")
            for line in table.lines:
                line.heard.clear()
            await persist(table.lines[0], type="next_round", id=f"next-{number}")
        read = len(monitor.seen), len(watched.log.new())
        await table.close_lines()
    return watched.found, read


async def learn_in_vain(guessers, card):
    """Let guessers name the secret squares in all that they may not do now."""
    for guesser in guessers:
        for square in card:
            for attempt in ("choose_target", "place_guess"):
                assert (await guesser.act(type=attempt, square=square))["type"] == "refusal"
            assert (await guesser.act(type="give_clue", text=square))["type"] == "refusal"


async def persist(line, **command):
    """Say it until the server has done it, as the clients do."""
    async with asyncio.timeout(PATIENCE):
        while (answer := await line.act(**command))["type"] == "refusal":
            assert answer["code"] == "retry"


async def test_no_secret_is_in_the_log_in_redis_or_in_the_frames_of_others(pair, redis, kept):
    def cut():
        with psycopg.connect(pair[0].env["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    async def break_connections():
        await asyncio.to_thread(cut)

    found, (redis_bytes, log_bytes) = await play_watched(
        pair, kept(pair[0]), redis, break_connections=break_connections
    )
    read = {"bytes_of_Redis_traffic": redis_bytes, "bytes_of_log": log_bytes}
    report(6, "a game scanned", hits=len(found), **read)
    assert redis_bytes > 1000
    assert log_bytes > 1000
    assert found == set()


async def test_secrets_that_are_told_are_found(planted, redis, kept):
    found, _ = await play_watched([planted], kept(planted), redis)
    assert found == {("log", "square"), ("redis", "square"), ("frame", "square"), ("log", "seat")}
