"""Those who play: they do what their pages would let them do, and much that these would not.

Each is a browser with a page at the table, which comes back by itself and repeats what was not
answered, as static/js/net does; with a page of their own news where they ask to be let in or
answer others; and maybe at the house words.
"""

import asyncio
import contextlib
import json

from django.db.utils import OperationalError

from colorclues.games.start import start_game
from colorclues.guests import guest_of
from colorclues.names import BadName
from colorclues.rooms import admission, host_controls, house_rules, membership
from colorclues.rooms.changes import NoSuchRoom, Refused
from game_engine.bots import WORDS
from tests.simulation.ledger import Screen
from tests.simulation.network import Closed
from tests.simulation.process import GAME, Dead

SILENCE = 25.0
"""Seconds without a word after which a connection is taken for dead, as in socket.js."""
RETRY = 1.0
GREETING = 1.0
SQUARES = [f"{letter}{column}" for letter in "ABCDEFGHIJKLMNOP" for column in range(1, 31)]
NOT_TO_ME = (Refused, NoSuchRoom, BadName, OperationalError, Dead)
"""What a form may be answered with; whoever sent it looks again."""
TALK = {"chat", "react"}


class Visitor:
    """A browser: it knows its secret, and by which process it comes is chance."""

    def __init__(self, world, name):
        self.world = world
        self.chance = world.chance
        self.name = name
        self.secret = f"secret of {name}"
        self.guest = guest_of({"guest": self.secret})

    async def form(self, work, *args):
        """Send a form, or ask for a page; None where that was refused or is in doubt."""
        try:
            return await self.ask(work, *args)
        except NOT_TO_ME as error:
            self.world.note(f"{self.name}: {work.__name__}: {type(error).__name__} {error}")
            return None

    async def ask(self, work, *args):
        process = await self.world.some_process()
        self.world.note(f"{self.name}: {work.__name__} at {process.name}")
        return await process.ask(work, *args)

    async def insist(self, work, *args):
        """Send a form again and again, until it is answered."""
        while True:
            try:
                return await self.ask(work, *args)
            except (OperationalError, Dead):
                await asyncio.sleep(1)

    async def connected(self, app, use):
        """Open sockets, one after the other, until one is refused; returns the code it is with."""
        losses = 0
        while True:
            process = await self.world.some_process()
            wire = process.connect(app, guest=self.secret, code=self.world.code)
            try:
                await use(wire)
            except Closed as closed:
                self.world.note(f"{self.name}: closed with {closed.code}")
                if 4400 <= closed.code < 4500:
                    return closed.code
            except TimeoutError:
                self.world.note(f"{self.name}: heard nothing for too long")
            finally:
                wire.close()
            losses = 0 if getattr(wire, "heard", False) else losses + 1
            await asyncio.sleep(self.chance.random() * min(15.0, 0.5 * 2**losses))

    async def next_frame(self, wire):
        """Return what comes next; not for ever."""
        async with asyncio.timeout(SILENCE):
            frame = await wire.receive()
        wire.heard = True
        return frame


class Guest(Visitor):
    """Somebody at the table: a player, or a spectator."""

    def __init__(self, world, name, *, spectator=False):
        super().__init__(world, name)
        self.spectator = spectator
        self.player = None
        self.wire = None
        self.screen = None
        self.unanswered = {}
        """Client id -> (message, what it is meant for)."""
        self.answered = {}
        self.number = 0
        self.fresh = False
        self.greeted = -10.0
        self.page = None
        self.away = False

    # The page at the table.

    def open_page(self):
        """Open the table's page."""
        self.away = False
        self.unanswered = {}
        self.page = self.world.people.start(self._stay())

    def close_page(self):
        """Close it; whatever was asked for is forgotten."""
        self.world.note(f"{self.name}: closes the page")
        self.away = True
        self.page.cancel()

    async def _stay(self):
        while True:
            code = await self.connected(GAME, self._at_table)
            self.wire = self.screen = None
            self.world.refused[self.name] = code
            if code in {4404, 4403, 4401}:
                self.away = True
                return
            await asyncio.sleep(self.chance.uniform(1, 5))

    async def _at_table(self, wire):
        self.wire, self.fresh = wire, True
        # The page knows whose it is.
        self.player = self.world.ledger.player_of(self.guest)
        self.screen = Screen(self.name, self.guest)
        wire.screen = self.screen
        acting = self.world.people.start(self._act(wire))
        try:
            while True:
                await self._take(wire, json.loads(await self.next_frame(wire)))
        finally:
            acting.cancel()
            self.wire = self.screen = None

    async def _take(self, wire, message):
        ledger, screen, kind = self.world.ledger, self.screen, message["type"]
        match kind:
            case "turn_update":
                view = ledger.show(screen, message)
                shown = f"{message['game']}, {message['version']}"
                self.world.note(
                    f"{self.name}: sees {shown}, revision {view and view['table']['revision']}"
                )
                if self.fresh:
                    self.fresh = False
                    for one in list(self.unanswered):
                        self._repeat(one)
            case "tick":
                if screen.view and (
                    message["version"] > screen.view["version"]
                    or message["parts"] != screen.view["table"]["parts"]
                ):
                    self._greet()
            case "chat":
                ledger.say(screen, message["messages"])
                self.world.note(f"{self.name}: hears {[one['id'] for one in message['messages']]}")
            case "done":
                self._done(message)
            case "refusal":
                self._refused(message)
            case "mark":
                wire.send(json.dumps({"type": "ack", "mark": message["mark"]}))
            case "bye":
                self.world.note(f"{self.name}: bye, {message['reason']}")

    def _greet(self):
        if self.world.scheduler.now - self.greeted >= GREETING:
            self.greeted = self.world.scheduler.now
            self.mention(type="hello", version=self.screen.view["version"])

    def _done(self, message):
        one = message["id"]
        asked = self.unanswered.pop(one, None) or self.answered.get(one)
        self.world.note(f"{self.name}: done {one}, {message['version']}")
        if one is None or asked is None:
            return
        self.answered[one] = asked
        kind = asked[0]["type"]
        self.world.done += 1
        talk = kind if kind in TALK else None
        self.world.ledger.acknowledge(self.name, one, message["version"], talk=talk)

    def _refused(self, message):
        one = message["id"]
        self.world.note(f"{self.name}: refused {one}: {message['code']}")
        if message["code"] == "retry" and one in self.unanswered:
            self.world.people.call_later(RETRY, self._repeat, one)
        else:
            self.unanswered.pop(one, None)

    def _repeat(self, one):
        asked = self.unanswered.get(one)
        if asked is None or self.wire is None:
            return
        message, meant = asked
        if meant is None or meant == self.meant():
            self.mention(**message)
        else:
            del self.unanswered[one]

    @property
    def is_host(self):
        """Whether this is who may now rule the table."""
        self.player = self.world.ledger.player_of(self.guest)
        return self.player is not None and self.player == self.world.ledger.host()

    def meant(self):
        """Return what a command is meant for: this game, round, phase and clue."""
        view = self.screen and self.screen.view
        if not view:
            return None
        table = view["table"]
        return [view["game"], table.get("round"), table["phase"], table.get("clues")]

    def mention(self, **message):
        """Send something."""
        if self.wire is not None and self.wire.open:
            self.world.note(f"{self.name}: {message}")
            self.wire.send(json.dumps(message))

    def send(self, **message):
        """Send something that is repeated until it is answered."""
        self.number += 1
        message["id"] = f"{self.name}-{self.number}"
        meant = None if message["type"] in TALK else self.meant()
        self.unanswered[message["id"]] = (message, meant)
        self.mention(**message)

    # What somebody does there.

    async def _act(self, wire):
        world, chance = self.world, self.chance
        while wire.open:
            slow = chance.random() < world.weather.slow
            pause = chance.uniform(20, 60) if slow else chance.expovariate(1 / world.weather.think)
            await asyncio.sleep(pause)
            if self.screen is None or self.screen.view is None or world.phase == "quiet":
                continue
            busy = any(message["type"] not in TALK for message, _ in self.unanswered.values())
            if not busy and chance.random() < 0.75 and self._play():
                continue
            if chance.random() < 0.5:
                await self._something(wire)

    def _play(self):
        """Do what may be done; return whether there was something."""
        chance, view = self.chance, self.screen.view
        may, table = view["you"]["may"], view["table"]
        wanted = [one for one in may if one not in {"challenge_clue", "redraw_card"}]
        if "challenge_clue" in may and chance.random() < 0.05:
            wanted = ["challenge_clue"]
        if "redraw_card" in may and chance.random() < 0.2:
            wanted = ["redraw_card"]
        if not wanted:
            return False
        taken = {piece["square"] for piece in table.get("pieces", ())}
        match chance.choice(wanted):
            case "choose_target":
                self.send(type="choose_target", square=chance.choice(view["you"]["card"] or ["A1"]))
            case "give_clue":
                self.send(type="give_clue", text=chance.choice(WORDS))
            case "place_guess":
                # Few, so that two want the same.
                squares = [one for one in SQUARES[:20] if one not in taken]
                self.send(type="place_guess", square=chance.choice(squares))
            case "vote":
                self.send(type="vote", uphold=chance.random() < 0.5)
            case other:
                self.send(type=other)
        return True

    async def _something(self, wire):
        deed = self.chance.choices(list(DEEDS), DEEDS.values())[0]
        if not self._speak(deed) and self.world.phase == "storm":
            await self._disturb(deed, wire)

    def _speak(self, deed):
        """Say something at the table; return whether that was meant."""
        chance, view = self.chance, self.screen.view
        match deed:
            case "chat":
                self.send(type="chat", text=f"{self.name} says {self.number}")
            case "react":
                self.send(type="react", emoji="👍")
            case "presence":
                self.mention(**chance.choice(PRESENCE))
            case "illegal":
                self.send(**chance.choice(ILLEGAL))
            case "hello":
                self.mention(type="hello", version=view["version"])
            case "again" if self.answered:
                message, meant = self.answered[chance.choice(list(self.answered))]
                if meant is None or meant[0] == view["game"]:
                    self.mention(**message)
            case "skip":
                to_act = view["table"].get("to_act") or [0]
                self.send(type="skip_turn", seat=chance.choice(to_act))
            case "two at once":
                self._play()
                self._play()
            case "host" if view["you"]["host"]:
                # On its own, for it goes on though the socket be closed.
                self.world.people.start(self._rule(view))
            case _:
                return False
        return True

    async def _disturb(self, deed, wire):
        """Do something to the page or its connection, or to the seat."""
        world, chance = self.world, self.chance
        match deed:
            case "cut":
                world.note(f"{self.name}: the line is cut")
                wire.lose(told=chance.choice([None, chance.uniform(0, 40)]))
            case "reload":
                world.note(f"{self.name}: reloads the page")
                self.page.cancel()
                self.open_page()
            case "tab":
                world.people.start(world.more_tabs(self))
            case "rules" if not self.spectator:
                await self.form(house_rules.change, world.code, self.player, {"laps": "1"})
            case "leave" if not self.spectator and world.weather.leaving:
                await self._leave()

    async def _rule(self, view):
        """Do what a host may do."""
        world, chance = self.world, self.chance
        code, me = world.code, self.player
        others = [one["id"] for one in view["table"]["players"] if one["id"] != me]
        if view["table"]["phase"] in {"lobby", "over"} and chance.random() < 0.7:
            await self.form(start_game, code, me)
            return
        if not world.weather.hosting or world.phase != "storm":
            return
        match chance.choice(["pause", "pause", "lock", "rename", "make host", "remove", "bot"]):
            case "pause":
                await self.form(host_controls.pause, code, me)
                await asyncio.sleep(self.chance.uniform(0, 20))
                await self.resume()
            case "lock":
                await self.form(host_controls.lock, code, me)
                await self.form(unlock, code, me)
            case "rename" if others:
                name = f"Name {chance.randrange(100)}"
                await self.form(host_controls.rename, code, me, chance.choice(others), name)
            case "make host" if others:
                await self.form(host_controls.make_host, code, me, chance.choice(others))
            case "remove" if len(others) > 2 and not world.removed:
                world.removed = True
                await self.form(host_controls.remove, code, me, chance.choice(others))
            case "bot" if world.weather.bots:
                await self.form(membership.add_bot, code, me)

    async def resume(self):
        """Let the table go on, however often one must ask."""
        if self.player is not None:
            with contextlib.suppress(Refused, NoSuchRoom):
                await self.insist(host_controls.resume, self.world.code, self.player)

    async def _leave(self):
        code = self.world.code
        if sum(1 for one in self.world.guests if not one.away) < 3:
            return
        await self.form(membership.leave, code, self.guest)
        if self.chance.random() < 0.7:
            await asyncio.sleep(self.chance.uniform(0, 10))
            await self.form(sit_down, code, self.guest, self.name)
            self.page.cancel()
            self.open_page()


DEEDS = {
    "chat": 12,
    "react": 3,
    "presence": 10,
    "illegal": 6,
    "hello": 4,
    "again": 10,
    "skip": 5,
    "two at once": 6,
    "cut": 3,
    "reload": 3,
    "tab": 4,
    "host": 25,
    "rules": 4,
    "leave": 4,
}
"""What else somebody does, and how often."""
PRESENCE = (
    {"type": "typing"},
    {"type": "aim"},
    {"type": "edit", "field": "laps"},
    {"type": "edit", "field": ""},
)
ILLEGAL = (
    {"type": "place_guess", "square": "A1"},
    {"type": "give_clue", "text": "red"},
    {"type": "choose_target", "square": "B2"},
    {"type": "vote", "uphold": True},
    {"type": "skip_clue"},
    {"type": "next_round"},
    {"type": "challenge_clue"},
)


def sit_down(code, guest, name):
    """Take a seat, or ask for one; return the primary key of the player, if there is one now."""
    player = admission.enter(code, guest, name=name)
    return player and player.pk


def unlock(code, host):
    """Let others in again."""
    host_controls.lock(code, host, shut=False)
