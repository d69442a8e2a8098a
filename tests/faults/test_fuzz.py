"""Row 7: frames of nonsense harm nobody but their author, who is refused or sent away."""

import asyncio
import json
from collections import Counter
from random import Random

import pytest
import websockets
from websockets.exceptions import ConnectionClosed

from game_engine.board import SQUARES
from game_engine.bots import WORDS
from tests.faults.harness.figures import report, size
from tests.faults.harness.frames import frame, raw
from tests.faults.harness.tables import RULES, Browser, LogMark, ask, open_table, until_view
from tests.servers import PATIENCE

FRAMES = size(3000, 20_000)
SEED = 8
DELIBERATE = {4400, 4401, 4403, 4404, 4429}
"""Close codes that a sender of nonsense may get."""
BROKEN = {1007, 1009, None}
"""The same for text that is not UTF-8, and for frames that the servers do not even read: Daphne
hangs up without a word."""
LONGEST = 64 * 1024
"""Bytes of the longest frame that the servers read."""
BATCH = 6
"""Frames that are sent before their answers are counted: fewer than what closes a socket."""
PAUSE = 0.15
"""Seconds that people think, so that they stay below what a socket may send."""


class Findings:
    """What the harness has seen; `problems` is empty when all is well."""

    def __init__(self):
        self.sent = 0
        self.closed = Counter()
        self.problems = []
        self.rounds = 0


class Fuzzer:
    """A client that sends nonsense, and comes back whenever it is sent away."""

    def __init__(self, web, path, cookie, seed, found):
        self.url = web.socket_url + path
        self.headers = {"Cookie": cookie} if cookie else {}
        self.origin = web.url
        self.chance = Random(seed)
        self.found = found
        self.sent = 0
        self.broken = False

    async def send(self, number):
        """Send so many frames, over as many sockets as it takes."""
        number += self.sent
        while self.sent < number:
            async with self.connect() as socket:
                self.broken = False
                try:
                    while self.sent < number:
                        await self.some(socket, min(BATCH, number - self.sent))
                except ConnectionClosed as error:
                    code = error.rcvd.code if error.rcvd else None
                    self.found.closed[code] += 1
                    if code not in (DELIBERATE | BROKEN if self.broken else DELIBERATE):
                        self.found.problems.append(f"closed with {code}")

    def connect(self):
        return websockets.connect(
            self.url,
            additional_headers=self.headers,
            origin=self.origin,
            max_size=None,
            open_timeout=PATIENCE,
            compression=None,
        )

    async def some(self, socket, number):
        """Send a few frames; each must have an answer by the time a last message has its own."""
        frames = [frame(self.chance) for _ in range(number)]
        self.sent += number
        self.found.sent += number
        sound = [one for one in frames if _is_sound(one)]
        for one in sound:
            await send(socket, one)
        answers = await self.answers(socket)
        asked = sum(b"hello" not in _bytes(one) for one in sound)
        if answers < asked:
            self.found.problems.append(f"{asked - answers} of {asked} frames were not answered")
        if len(sound) < number:
            self.broken = True
            await send(socket, next(one for one in frames if one not in sound))
            await asyncio.wait_for(until_closed(socket), PATIENCE)

    async def answers(self, socket):
        last = f"last-{self.sent}"
        await socket.send(json.dumps({"type": "skip_turn", "seat": 99, "id": last}))
        answers = 0
        while True:
            text = await asyncio.wait_for(socket.recv(), PATIENCE)
            answer = json.loads(text)
            if answer.get("id") == last:
                return answers
            answers += answer["type"] in {"done", "refusal"}


class DeafFuzzer(Fuzzer):
    """One whose socket takes no messages: it need not be answered, only not be harmed."""

    async def answers(self, socket):
        await asyncio.wait_for(await socket.ping(), PATIENCE)
        return BATCH


class Honest:
    """A player who plays by what the view offers, and must not notice anything."""

    def __init__(self, line, chance, found):
        self.line = line
        self.chance = chance
        self.found = found

    async def play(self):
        """Play until cancelled."""
        try:
            while True:
                view = self.line.view
                message = self.move(view)
                if view["table"]["phase"] == "over" and view["you"]["host"]:
                    await self.play_another()
                elif message is None:
                    await self.line.until(lambda m: m["type"] == "turn_update")
                else:
                    await self.act(view["game"], message)
        except ConnectionClosed as error:
            self.found.problems.append(f"another player's socket was closed: {error}")
        except TimeoutError:
            self.found.problems.append("another player waits in vain")

    async def act(self, game, message):
        """Say it, and look at what came of it."""
        await asyncio.sleep(PAUSE)
        answer = await self.line.act(**message)
        if answer["type"] == "refusal":
            await self.line.socket.send('{"type": "hello", "version": 0}')
            await self.line.until(lambda m: m["type"] == "turn_update")
            return

        def is_new(view):
            return view["game"] != game or view["version"] >= answer["version"]

        await until_view(self.line, is_new)

    async def play_another(self):
        """Start the next game, as the host."""
        self.found.rounds += 1
        game, code = self.line.view["game"], self.line.view["table"]["code"]
        await ask(self.line.visitor, "POST", f"/t/{code}/start", {})
        await until_view(self.line, lambda view: view["game"] != game)

    def move(self, view):
        """Choose a message, or None where there is nothing to do."""
        table, you = view["table"], view["you"]
        may = set(you["may"])
        if "choose_target" in may:
            return {"type": "choose_target", "square": you["card"][0]}
        if "skip_clue" in may and self.chance.randrange(2):
            return {"type": "skip_clue"}
        if "give_clue" in may:
            return {"type": "give_clue", "text": self.chance.choice(WORDS)}
        if "vote" in may:
            return {"type": "vote", "uphold": False}
        if "place_guess" in may and you["seat"] in table["to_act"]:
            taken = {piece["square"] for piece in table["pieces"]}
            free = [s.name for s in SQUARES if s.name not in taken]
            return {"type": "place_guess", "square": self.chance.choice(free)}
        if "next_round" in may:
            self.found.rounds += 1
            return {"type": "next_round"}
        return None


def _bytes(one):
    return one.encode("utf-8", "surrogatepass") if isinstance(one, str) else bytes(one)


async def send(socket, one):
    """Send a frame of the kind that it is."""
    if isinstance(one, bytearray):
        await socket.send(bytes(one), text=True)
    else:
        await socket.send(one)


async def until_closed(socket):
    """Read until the socket is closed, which is an exception."""
    while True:
        await socket.recv()


def _is_sound(one):
    """Say whether a server reads a frame at all, so that it can be answered."""
    data = one.encode() if isinstance(one, str) else one
    return len(data) <= LONGEST and (not isinstance(one, bytearray) or _is_text(one))


def _is_text(data):
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


async def fuzz(webs, number, seed, rules=RULES):
    """Send frames from all sides while four people play; gives what was found."""
    found, log = Findings(), LogMark(*webs)
    played = await open_table(webs, 4, rules=rules)
    spoiled = await open_table(webs, 3, rules=RULES | {"redraw": "on"})
    for table in (played, spoiled):
        await table.post("start")
    await played.open_lines()
    people = [Honest(line, Random(seed), found) for line in played.lines]
    playing = [asyncio.create_task(person.play()) for person in people]
    fuzzers = await everywhere(webs, played, spoiled, seed, found)
    weights = sum(weight for weight, _ in fuzzers)
    shares = [-(-number * weight // weights) for weight, _ in fuzzers]
    try:
        await asyncio.gather(
            *(fuzzer.send(share) for share, (_, fuzzer) in zip(shares, fuzzers, strict=True))
        )
        # Who harmed the table without closing a socket shows now: one more round must be played.
        before = found.rounds
        async with asyncio.timeout(PATIENCE):
            while found.rounds < before + 1 and not found.problems:
                await asyncio.sleep(PAUSE)
    except TimeoutError:
        found.problems.append("no round was played to its end")
    finally:
        for task in playing:
            task.cancel()
        ended = await asyncio.gather(*playing, return_exceptions=True)
        found.problems += [repr(e) for e in ended if isinstance(e, Exception)]
        await played.close_lines()
    found.problems += [f"traceback: {before} {error}" for before, error in log.tracebacks()]
    return found


async def everywhere(webs, played, spoiled, seed, found):
    """Give (weight, fuzzer) for each side that nonsense may come from."""
    stranger = Browser(webs[-1])
    await ask(stranger, "GET", "/")
    here, there = f"/ws/t/{played.code}/", f"/ws/t/{spoiled.code}/"
    # The second tab of somebody who plays, spectators, and everybody at the table that is spoiled.
    sides = [
        (3, Fuzzer, played.browsers[3], here),
        (2, Fuzzer, stranger, here),
        *((3, Fuzzer, browser, there) for browser in spoiled.browsers),
        (3, DeafFuzzer, stranger, "/ws/me/"),
        (3, DeafFuzzer, spoiled.host, "/ws/me/"),
    ]
    fuzzers = [
        (weight, kind(side.web, path, side.cookie(), seed + number, found))
        for number, (weight, kind, side, path) in enumerate(sides)
    ]
    forged = "sessionid=eyJ.1tabc:forged; csrftoken=%00"
    return [*fuzzers, (1, Fuzzer(webs[0], here, forged, seed + 100, found))]


async def test_nonsense_harms_nobody_but_its_author(pair):
    found = await fuzz(pair, FRAMES, SEED)
    tracebacks = sum(problem.startswith("traceback") for problem in found.problems)
    report(
        7,
        f"{found.sent:,} frames",
        tracebacks=tracebacks,
        closed=dict(found.closed.most_common()),
        rounds_played_meanwhile=found.rounds,
        problems=len(found.problems),
    )
    assert found.sent >= FRAMES
    assert not found.problems, "\n".join(f"{n} x {p}" for p, n in Counter(found.problems).items())
    assert found.rounds > 0


async def test_harm_that_is_planted_is_found(planted):
    found = await fuzz([planted], 1500, SEED, rules=RULES | {"laps": "1"})
    assert any("planted" in problem for problem in found.problems)
    assert any("were not answered" in problem for problem in found.problems)
    assert any("another player's socket was closed" in problem for problem in found.problems)


PATHS = (
    *("/", "/ws", "/ws/", "/ws/t/", "/ws/t//", "/ws/t/NOROOM/", "/ws/me", f"/ws/t/{'A' * 900}/"),
    *("/ws/t/%00/", "/ws/t/%F0%9F%91%8D/", "/ws/t/..%2F..%2F/", "/ws/t/ABCDEF/?x=%ff", "/%ff%fe"),
)


@pytest.mark.parametrize("which", [0, 1], ids=["daphne", "uvicorn"])
async def test_nonsense_at_unknown_paths_ends_with_a_close_code(pair, which):
    web, log, chance = pair[which], LogMark(*pair), Random(SEED)
    for path in PATHS:
        async with websockets.connect(web.socket_url + path, origin=web.url) as socket:
            assert await code_after(socket, chance) == 4404, path
    assert log.tracebacks() == []


async def code_after(socket, chance):
    """Send nonsense until the server closes; gives its close code."""
    try:
        while True:
            await socket.send(raw(chance))
            await asyncio.wait_for(socket.recv(), PATIENCE)
    except ConnectionClosed as error:
        return error.rcvd.code if error.rcvd else None


@pytest.mark.parametrize("which", [0, 1], ids=["daphne", "uvicorn"])
async def test_who_hangs_up_while_being_sent_away_leaves_no_traceback(pair, which):
    web, log = pair[which], LogMark(*pair)
    table = await open_table([web], 1)
    path = f"{web.socket_url}/ws/t/{table.code}/"
    for _ in range(20):
        headers = {"Cookie": table.host.cookie()}
        async with websockets.connect(path, additional_headers=headers, origin=web.url) as socket:
            for _ in range(12):
                await socket.send("?")
            socket.transport.abort()
    async with websockets.connect(path, additional_headers=headers, origin=web.url) as socket:
        await socket.send('{"type": "skip_clue", "id": "last"}')
        while "last" not in await asyncio.wait_for(socket.recv(), PATIENCE):
            pass
    assert log.tracebacks() == []
