"""What must always hold: the log as it was committed, and all that anybody was told beside it."""

import json
from datetime import datetime

import msgspec

from colorclues.games.snapshot import People, Play, Snapshot
from colorclues.rooms.connections import PER_SEAT
from colorclues.sockets.outgoing import _history, _now, _seals
from game_engine import Phase, dump_record, evolve, load_record, opening
from game_engine.record import RecordError, event_from_dict, setup_from_dict
from game_engine.view import table_view, you_view
from tests.views import PartMissing, Parts

VOLATILE = {
    *("code", "name", "revision", "rules", "spectators", "paused", "players"),
    *("deadline", "album", "parts", "reveal_seconds", "held_by"),
}
"""Of the public half of a view: what is not a matter of the log."""
NOBODY = People("", "", None, {}, 0, (), frozenset(), (), False, 0)


class Log:
    """The log of one game, and what was true after each of its events."""

    def __init__(self, game, room, setup, started):
        self.game = game
        self.room = room
        self.setup = setup_from_dict(setup)
        self.states = [opening(self.setup)]
        self.events = []
        self._plays = [Play(game, self.states[0], 0, started)]
        self._public = {}

    @property
    def began(self):
        """When the present turn began."""
        return self._plays[-1].turn_began

    def add(self, event, at, seat):
        """Append an event, with the seat of its author."""
        self.events.append(event)
        self.states.append(evolve(self.states[-1], event))
        self._plays.append(self._plays[-1].after(self.states[-1], [event], at, seat))

    def public(self, version):
        """Return the public half of a view at a version."""
        if version not in self._public:
            play = self._plays[version]
            table = table_view(play.state)
            told = _now(Snapshot(NOBODY, play), table) | _history(table, play) | _seals(table)
            plain = msgspec.json.decode(msgspec.json.encode(told))
            self._public[version] = {k: v for k, v in plain.items() if k not in VOLATILE}
        return self._public[version]


class Screen:
    """What one connection to a table has shown."""

    def __init__(self, name, guest):
        self.name = name
        self.guest = guest
        self.parts = Parts()
        self.moment = (0, 0)
        self.chat = 0
        self.lines = []
        self.view = None


class Ledger:
    """Mirrors the log at every commit, and holds everything against it that anybody is told."""

    def __init__(self, world, plain):
        self.world = world
        self.plain = plain
        self.logs = {}
        self.acknowledged = {}
        """Client id -> (game, version)."""
        self.ids = {}
        """(game, seat, client id) -> version, as the log has it."""
        self.changed_at = 0.0
        """When anything was committed last."""
        self.views = 0
        self._last_event = self._last_game = 0

    def fail(self, what):
        """Say that something does not hold; the world ends there."""
        if self.world.broken is None:
            self.world.scheduler.note(f"BROKEN: {what}")
            self.world.broken = what

    # The log.

    def committed(self):
        """Take down what a commit has added, and check it at that very moment."""
        self.changed_at = self.world.scheduler.now
        asked = "SELECT id, room_id, setup, started_at FROM colorclues_game WHERE id > ?"
        for game, room, setup, started in self.plain.execute(asked, [self._last_game]).fetchall():
            self._last_game = game
            self.logs[game] = Log(game, room, json.loads(setup), moment(started))
        asked = (
            "SELECT id, game_id, number, data, at, seat, client_id FROM colorclues_gameevent"
            " WHERE id > ? ORDER BY id"
        )
        for key, *row in self.plain.execute(asked, [self._last_event]).fetchall():
            self._last_event = key
            self._add(*row)

        asked = "SELECT player FROM colorclues_line WHERE player IS NOT NULL AND until >= ?"
        asked += " GROUP BY player HAVING count(*) > ?"
        now = self.world.now().replace(tzinfo=None).isoformat(" ")
        for (player,) in self.plain.execute(asked, [now, PER_SEAT]).fetchall():
            self.fail(f"player {player} has more than {PER_SEAT} places")

    def _add(self, game, number, data, at, seat, client_id):
        log, note = self.logs[game], self.world.scheduler.note
        event = json.loads(data)
        note(f"log: game {game}, {number}: {event['type']} by {seat} ({client_id})")
        if number != len(log.events) + 1:
            self.fail(f"event {number} of game {game} follows {len(log.events)}")
            return
        if client_id is not None:
            if any(one == client_id for _, _, one in self.ids):
                self.fail(f"command {client_id} was done twice")
            self.ids[game, seat, client_id] = number
        self._check_author(log, event, moment(at), seat)
        log.add(event_from_dict(event), moment(at), seat)

    def _check_author(self, log, event, at, seat):
        asked = "SELECT pauses, ended_at FROM colorclues_room WHERE id = ?"
        ((pauses, ended),) = self.plain.execute(asked, [log.room]).fetchall()
        pauses = json.loads(pauses)
        if ended or (pauses and pauses[-1][1] is None):
            self.fail(f"{event['type']} at a table that is closed or paused")
        asked = "SELECT seat FROM colorclues_player WHERE room_id = ?"
        taken = {one for (one,) in self.plain.execute(asked, [log.room])}
        if seat is not None and seat not in taken:
            self.fail(f"{event['type']} by seat {seat}, which nobody has")
        if seat is None and event["type"] == "passed" and event["seat"] in taken:
            state = log.states[-1]
            giver = state.phase in {Phase.CHOOSING, Phase.CLUING}
            limit = state.rules.clue_seconds if giver else state.rules.guess_seconds
            took = (at - log.began).total_seconds()
            if limit is None or took < limit - 2 * self.world.weather.skew - 0.01:
                self.fail(f"seat {event['seat']} was passed for after {took:.1f} of {limit} s")

    # What a table's sockets are told.

    def show(self, screen, update):
        """Check a view."""
        self.views += 1
        try:
            view = screen.parts.whole(update)
        except PartMissing as missing:
            self.fail(f"{screen.name} is sent a view without its {missing}")
            return None
        game, version = view["game"], view["version"]
        if (game or 0, version) < screen.moment:
            self.fail(f"{screen.name} goes back from {screen.moment} to {game}, {version}")
        screen.moment, screen.view = (game or 0, version), view
        if game is not None:
            self._check_view(screen, view, game, version)
        return view

    def _check_view(self, screen, view, game, version):
        log = self.logs.get(game)
        if log is None or version > len(log.events):
            self.fail(f"{screen.name} sees {game}, {version}, which is not in the log")
            return
        public = {k: v for k, v in view["table"].items() if k not in VOLATILE}
        if public != log.public(version):
            wrong = [k for k, v in log.public(version).items() if public.get(k) != v]
            self.fail(f"{screen.name} sees {game}, {version} untrue: {wrong}")
        you = view["you"]
        own = [one["id"] for one in view["table"]["players"] if one["seat"] == you["seat"]]
        asked = "SELECT guest FROM colorclues_player WHERE id = ?"
        if you["seat"] is not None and own:
            there = self.plain.execute(asked, own[:1]).fetchone()
            if there is not None and there[0] != screen.guest:
                self.fail(f"{screen.name} sees the seat of player {own[0]}")
        state = log.states[version]
        plays = you["seat"] is not None and you["seat"] < state.seats
        may_see = you_view(state, you["seat"] if plays else None)
        told = (tuple(you["card"]), you["target"], you["piece"])
        names = [square and square.name for square in (may_see.target, may_see.piece)]
        if told != (tuple(square.name for square in may_see.card), *names):
            self.fail(f"{screen.name} is told {told}")

    def say(self, screen, messages):
        """Check what was said."""
        ids = [one["id"] for one in messages]
        if ids != sorted(set(ids)):
            self.fail(f"{screen.name} is told chat in another order: {ids}")
        new = [one for one in messages if one["id"] > screen.chat]
        if not new:
            return
        asked = "SELECT id, text FROM colorclues_chatmessage WHERE id > ? AND id <= ?"
        there = dict(self.plain.execute(asked, [screen.chat, new[-1]["id"]]))
        if missing := there.keys() - {one["id"] for one in new}:
            self.fail(f"{screen.name} is not told {sorted(missing)} of the chat")
        if any(there.get(one["id"], one["text"]) != one["text"] for one in new):
            self.fail(f"{screen.name} is told what nobody said")
        screen.chat = new[-1]["id"]
        screen.lines += new

    def acknowledge(self, name, client_id, version, *, talk):
        """Check that what is promised is kept."""
        if talk:
            asked = "SELECT count(*) FROM colorclues_chatmessage WHERE client_id = ?"
            ((found,),) = self.plain.execute(asked, [client_id]).fetchall()
            if found != 1 and talk == "chat":
                self.fail(f"{name}: {client_id} is acknowledged, and {found} times in the chat")
            return
        found = [(game, at) for (game, _, one), at in self.ids.items() if one == client_id]
        if [at for _, at in found] != [version]:
            self.fail(f"{name}: {client_id} is acknowledged at {version}; the log has {found}")
        elif self.acknowledged.setdefault(client_id, found[0]) != found[0]:
            self.fail(f"{name}: {client_id} is acknowledged twice, in two ways")

    # The end.

    def audit(self):
        """Check that each game can have happened as its log tells it."""
        for log in self.logs.values():
            try:
                load_record(dump_record(log.setup, log.events))
            except RecordError as error:
                self.fail(f"game {log.game} cannot have happened: {error}")

    def complaints(self, screens):
        """Return what these screens, by now, should show and do not."""
        found = []
        room = dict(
            zip(ROOM, self._one(f"SELECT {', '.join(ROOM)} FROM colorclues_room"), strict=True)
        )
        players = self.plain.execute(
            "SELECT id, seat, name FROM colorclues_player ORDER BY id"
        ).fetchall()
        newest = max(self.logs, default=None)
        version = len(self.logs[newest].events) if newest else 0
        chat = [
            one
            for (one,) in self.plain.execute("SELECT id FROM colorclues_chatmessage ORDER BY id")
        ]
        for screen in screens:
            if screen.view is None:
                found.append(f"{screen.name} sees nothing")
                continue
            table, shown = screen.view["table"], (screen.view["game"], screen.view["version"])
            if shown != (newest, version):
                found.append(f"{screen.name} sees {shown} instead of {newest}, {version}")
            if table["revision"] != room["revision"]:
                found.append(
                    f"{screen.name} sees revision {table['revision']}, not {room['revision']}"
                )
            people = sorted((one["id"], one["seat"], one["name"]) for one in table["players"])
            if people != players:
                found.append(f"{screen.name} sees other people: {people}, not {players}")
            if [one["id"] for one in table["players"] if one["host"]] != [room["host_id"]]:
                found.append(f"{screen.name} sees another host than {room['host_id']}")
            told = [one["id"] for one in screen.lines]
            if told[-len(chat) :] != chat and not set(chat) <= set(told):
                found.append(f"{screen.name} was told {told} of the chat, not {chat}")
        return found

    def player_of(self, guest):
        """Return the primary key of a guest's player, if there is one."""
        asked = "SELECT id FROM colorclues_player WHERE guest = ?"
        found = self.plain.execute(asked, [guest]).fetchone()
        return found and found[0]

    def host(self):
        """Return the primary key of the host."""
        return self._one("SELECT host_id FROM colorclues_room")[0]

    def _one(self, asked):
        return self.plain.execute(asked).fetchone()


ROOM = ("revision", "host_id", "ended_at")


def moment(text):
    """Return a moment as the database keeps it."""
    return datetime.fromisoformat(text)
