"""Faults planted in production's code: the simulation counts only if it finds each of them.

The first are those of tests/faults/harness/harm.py, as far as they are not about bytes.
"""

import asyncio
import contextlib
from unittest import mock

from django.db.utils import OperationalError

from colorclues import notify
from colorclues.games import commit, journal, store, timers
from colorclues.house_words import document
from colorclues.rooms import admission, changes, chat, connections, feed
from colorclues.sockets import listener, room_hub
from game_engine import evolve
from game_engine.record import event_from_dict

DELAY = 0.3
"""Seconds between what is done too early and the commit."""


def acknowledged_before_the_commit():
    whole = journal.Journal.write

    async def late(self, entry):
        await asyncio.sleep(DELAY)
        with contextlib.suppress(Exception):
            await whole(self, entry)

    async def write(self, entry):
        asyncio.get_running_loop().create_task(late(self, entry))

    return mock.patch.object(journal.Journal, "write", write)


def shown_before_the_commit():
    whole = journal.Journal.write

    async def write(self, entry):
        for code, room in store.game_store()._known.items():
            known = room.snapshot
            here = room_hub.room_hub()._here.get(code)
            if here is not None and known is not None and known.play.game == entry.game:
                play = known.play
                for data in entry.events:
                    play = play.after(evolve(play.state, event_from_dict(data)), 1, entry.at)
                newer = store.Snapshot(known.people, play)
                room_hub.room_hub()._send(here, newer, list(here.sockets.values()))
        await whole(self, entry)

    return mock.patch.object(journal.Journal, "write", write)


def ids_are_forgotten():
    whole = store.GameStore.submit

    async def submit(self, code, player, command, client_id=None):
        del client_id
        return await whole(self, code, player, command, None)

    return mock.patch.object(store.GameStore, "submit", submit)


def no_tick():
    return mock.patch.object(listener, "TICK", 10_000.0)


def conflicts_are_taken_for_success():
    whole = journal.Journal.write

    async def write(self, entry):
        with contextlib.suppress(store.Conflict):
            await whole(self, entry)

    return mock.patch.object(journal.Journal, "write", write)


def lost_answers_are_taken_for_success():
    whole = journal.Journal.write

    async def write(self, entry):
        with contextlib.suppress(OperationalError):
            await whole(self, entry)

    return mock.patch.object(journal.Journal, "write", write)


def conflicts_are_never_tried_again():
    whole = store.GameStore._refresh

    async def refresh(self, code, room):
        await whole(self, code, room)
        return False

    return mock.patch.object(store.GameStore, "_refresh", refresh)


def timers_fire_before_their_time():
    async def pass_late(self, code):
        return await self._write_if(code, lambda snapshot: True, store.pass_all)

    whole = timers.Timers.schedule

    def schedule(self, snapshot):
        whole(self, snapshot)
        deadline = snapshot.deadline()
        if deadline is not None:
            self._timers.append(
                asyncio.get_running_loop().call_later(5, self._fire, self._pass_late)
            )

    stack = contextlib.ExitStack()
    stack.enter_context(mock.patch.object(store.GameStore, "pass_late", pass_late))
    stack.enter_context(mock.patch.object(timers.Timers, "schedule", schedule))
    return stack


def two_timers_pass_twice():
    """Each process passes when its own timer fires, whatever has happened meanwhile."""

    async def pass_late(self, code):
        await self._refresh(code, self._room(code))
        return await self._write_if(code, lambda snapshot: True, store.pass_all)

    return mock.patch.object(store.GameStore, "pass_late", pass_late)


def who_may_is_not_checked_in_the_transaction():
    verdicts = commit._SQLITE_VERDICTS.replace("'not allowed'", "'may'").replace(
        "'stopped'", "'may'"
    )
    return mock.patch.object(commit, "_SQLITE_VERDICTS", verdicts)


def whatever_is_told_of_is_taken_for_known():
    return mock.patch.object(store, "_knows", lambda room, *_: room.snapshot is not None)


def chat_is_read_one_too_far():
    whole = chat.since
    return mock.patch.object(chat, "since", lambda code, number: whole(code, number + bool(number)))


def chat_is_said_twice():
    whole = chat._keep

    def keep(code, player, text, client_id, *, reaction):
        del client_id
        return whole(code, player, text, None, reaction=reaction)

    return mock.patch.object(chat, "_keep", keep)


def requests_to_join_are_lost():
    """Nobody is told, and no page notices."""
    stack = contextlib.ExitStack()
    stack.enter_context(mock.patch.object(admission, "_tell"))
    empty = feed.Digest(frozenset(), ())
    stack.enter_context(
        mock.patch.object(feed, "digests", lambda guests: dict.fromkeys(guests, empty))
    )
    return stack


def leases_are_never_renewed():
    return mock.patch.object(connections, "renew", set)


def places_are_not_counted():
    whole = connections._others
    return mock.patch.object(connections, "_others", lambda *whose: whole(*whose).none())


def changes_are_not_counted():
    def changed(room):
        notify.publish_after_commit(notify.RoomChanged(room.code, None, room.revision))

    return mock.patch.object(changes, "changed", changed)


def house_words_leave_a_row_out():
    whole = document.since

    def since(code, number):
        rows, head = whole(code, number)
        return rows[1:], head

    return mock.patch.object(document, "since", since)


def the_journal_forgets_whom_it_answers():
    """A command whose group fails is never answered."""

    async def drain(self):
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                answers = await self._thread.run(commit.commit, group)
            except Exception:
                continue
            for entry, answer in zip(group, answers, strict=True):
                if answer is None:
                    entry.written.set_result(None)
                else:
                    entry.written.set_exception(answer)

    return mock.patch.object(journal.Journal, "_drain", drain)


FAULTS = {
    fault.__name__: fault
    for fault in (
        acknowledged_before_the_commit,
        shown_before_the_commit,
        ids_are_forgotten,
        no_tick,
        conflicts_are_taken_for_success,
        lost_answers_are_taken_for_success,
        conflicts_are_never_tried_again,
        timers_fire_before_their_time,
        two_timers_pass_twice,
        who_may_is_not_checked_in_the_transaction,
        whatever_is_told_of_is_taken_for_known,
        chat_is_read_one_too_far,
        chat_is_said_twice,
        requests_to_join_are_lost,
        leases_are_never_renewed,
        places_are_not_counted,
        changes_are_not_counted,
        house_words_leave_a_row_out,
        the_journal_forgets_whom_it_answers,
    )
}
"""By name: what returns a context in which the fault is there."""
