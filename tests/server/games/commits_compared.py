"""What the commit's SQL decides, beside the same said by the models: random tables, by a seed.

Run by itself (`python -m tests.server.games.commits_compared ROUNDS FAULTS`, with a DATABASE_URL or
a VAR_DIR whose tables are empty) it prints JSON: the first difference and all answers, and in how
many rounds each fault was found. FAULTS is JSON, too: by name, what is replaced in the SQL, and by
what.
"""

import itertools
import json
import random
import sys
from datetime import UTC, datetime, timedelta

import django
from django.db import IntegrityError, connection, transaction

django.setup()

from colorclues.games import commit as by_sql  # noqa: E402 (the models must be ready first)
from colorclues.games.entries import Author, Conflict, Entry, NotAllowed, Stopped  # noqa: E402
from colorclues.models import Game, GameEvent, Player, Room, new_slug  # noqa: E402

NOW = datetime(2026, 5, 4, 20, 15, 30, 123456, tzinfo=UTC)
ENDED = {"type": "game_ended", "winners": [0]}
PASSED = {"type": "passed", "seat": 0}
SKIPPABLE = 45
SEATS = 3


def main(rounds, faults):
    """Compare so many rounds, then as many as it takes for each fault."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous = OFF")
    numbers = itertools.count(1)
    seen, difference = set(), None
    for _ in range(rounds):
        answers, difference = _compared(next(numbers))
        seen |= answers
        if difference:
            break
    found = {}
    whole = by_sql._POSTGRESQL
    for name, (right, wrong) in faults.items():
        assert right in whole, right
        by_sql._POSTGRESQL = whole.replace(right, wrong)
        tries = (n for n in range(1, rounds + 1) if _compared(next(numbers))[1])
        found[name] = next(tries, None)
    by_sql._POSTGRESQL = whole
    return {"difference": difference, "answers": sorted(seen), "found": found}


def _compared(seed):
    """Let both write the same to tables that are alike; gives (answers, the difference or None)."""
    sql, models = (
        _outcome(random.Random(seed), f"{way}{seed:05d}", write)
        for way, write in {"S": by_sql.commit, "M": commit_by_models}.items()
    )
    difference = f"seed {seed}: {sql}, but by the models {models}" if sql != models else None
    return {answer for answer, _ in models[0]}, difference


def _outcome(chance, code, write):
    """Make tables by chance, write a group there; gives (answers, rows, games) without keys."""
    tables = [_table(chance, f"{code[0]}{number}{code[2:]}") for number in range(2)]
    group = [_entry(chance, tables) for _ in range(chance.randint(1, 6))]
    _number(chance, group)
    answers = write(group)
    kept = [
        (type(answer).__name__, bool(entry.album))
        for entry, answer in zip(group, answers, strict=True)
    ]
    places = {game.pk: number for number, (game, *_) in enumerate(tables)}
    rows = GameEvent.objects.filter(game__in=places).order_by("game", "number")
    log = [
        (places[row.game_id], row.number, row.data, row.at, row.seat, row.client_id) for row in rows
    ]
    games = Game.objects.filter(pk__in=places).order_by("pk")
    albums = {(places[entry.game], entry.album) for entry in group if entry.album}
    ends = [(game.ended_at, bool(game.slug)) for game in games]
    slugs = {(places[game.pk], game.slug) for game in games if game.slug}
    return kept, log, ends, albums == slugs


def _table(chance, code):

    room = Room.objects.create(
        code=code,
        name="Table",
        pauses=chance.choice([[], [], [], [[1.5, 2.5]], [[1.5, 2.5], [3.5, None]]]),
        ended_at=chance.choice([None, None, None, NOW]),
    )
    players = [
        Player(
            room=room,
            guest=f"{code} {number}",
            seat=None if chance.random() < 0.2 else number,
            name=str(number),
            symbol="■",
            bot=chance.random() < 0.2,
            seen_at=NOW - timedelta(seconds=chance.choice([0, 44, SKIPPABLE, 46, 600])),
        )
        for number in range(SEATS)
    ]
    players = [player.pk for player in Player.objects.bulk_create(players)]
    room.host_id = chance.choice([None, *players])
    room.save()
    game = Game.objects.create(room=room, setup={}, cast=[])
    before = chance.randint(0, 2)
    for number in range(1, before + 1):
        GameEvent.objects.create(
            game=game, number=number, data=PASSED, at=NOW, seat=0, client_id=f"id{number}"
        )
    return game, players, before


def _entry(chance, tables):

    game, players, _ = chance.choice(tables)
    anybody = [player for _, others, _ in tables for player in others]
    player = chance.choice([None, chance.choice(players), chance.choice(players), 10**9])
    if chance.random() < 0.1:
        player = chance.choice(anybody)
    author = Author(
        player,
        chance.choice([None, "id1", "id2", "id3"]) if player else None,
        as_host=chance.random() < 0.4,
        skipped=chance.choice([None, None, *range(SEATS)]),
    )
    seat = None if player is None or chance.random() < 0.1 else chance.randrange(SEATS)
    events = [PASSED] * chance.randint(1, 3) + ([ENDED] if chance.random() < 0.2 else [])
    return Entry(game.pk if chance.random() < 0.95 else 10**9, 0, events, NOW, author, seat)


def _number(chance, group):
    """Give the entries numbers that follow on, or, now and then, collide."""

    heads = {}
    for entry in group:
        at = heads.get(entry.game)
        if at is None:
            at = GameEvent.objects.filter(game=entry.game).count()
        entry.first = max(1, at + 1 - (chance.random() < 0.15))
        heads[entry.game] = entry.first + len(entry.events) - 1


def commit_by_models(group):
    """Do what `colorclues.games.commit.commit` does, by the models."""

    try:
        return _together(group)
    except IntegrityError:
        if len(group) == 1:
            return [Conflict()]
        return [commit_by_models([entry])[0] for entry in group]


def _together(group):

    def may(entry, room):
        author = entry.author
        if author.player is None:
            return True
        person = Player.objects.filter(pk=author.player, room=room).first()
        if author.as_host and room.host_id == author.player:
            return True
        if author.as_host and author.skipped is None:
            return False
        if person is None or person.seat is None or person.seat != entry.seat:
            return False
        since = entry.at - timedelta(seconds=SKIPPABLE)
        skipped = Player.objects.people().filter(room=room, seat=author.skipped)
        return author.skipped is None or skipped.filter(seen_at__lt=since).exists()

    def verdict(entry):
        room = Room.objects.filter(games=entry.game).first()
        if room is None or not room.is_open or room.is_paused:
            return Stopped()
        return None if may(entry, room) else NotAllowed()

    with transaction.atomic():
        verdicts = [verdict(entry) for entry in group]
        for entry, refused in zip(group, verdicts, strict=True):
            if refused is not None:
                continue
            rows = [
                GameEvent(
                    game_id=entry.game, number=number, data=data, at=entry.at, seat=entry.seat
                )
                for number, data in enumerate(entry.events, entry.first)
            ]
            rows[-1].client_id = entry.author.client_id
            GameEvent.objects.bulk_create(rows)
            if entry.ends_game:
                entry.album = new_slug()
                ended = Game.objects.filter(pk=entry.game)
                ended.update(ended_at=entry.at, slug=entry.album)
    return verdicts


if __name__ == "__main__":
    told = main(int(sys.argv[1]), json.loads(sys.argv[2]))
    sys.stdout.write(json.dumps(told))
