"""Rooms and players for tests."""

import secrets

import factory
from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore

from colorclues import guests
from colorclues.models import Player, Room
from colorclues.rooms import membership
from game_engine import Rules


class RoomFactory(factory.django.DjangoModelFactory):
    """A room without people."""

    class Meta:
        model = Room

    code = factory.Sequence(lambda n: f"T{n:05d}".translate(str.maketrans("01", "XY")))
    name = "Maya’s table"
    rules = factory.LazyFunction(lambda: membership.rules_to_dict(Rules()))


class PlayerFactory(factory.django.DjangoModelFactory):
    """A person with a browser: `.secret` is what its session holds."""

    class Meta:
        model = Player

    class Params:
        secret = factory.LazyFunction(lambda: secrets.token_hex(16))

    room = factory.SubFactory(RoomFactory)
    seat = factory.Sequence(lambda n: n)
    name = factory.Faker("first_name")
    symbol = factory.LazyAttribute(
        lambda o: membership.SYMBOLS[(o.seat or 0) % len(membership.SYMBOLS)]
    )
    guest = factory.LazyAttribute(lambda o: guests.guest_of({guests.KEY: o.secret}))


def table_of(number, *, rules=None):
    """Make a room with `number` people; gives (room, [secret by seat]), seat 0 is the host."""
    room = RoomFactory(rules=membership.rules_to_dict(rules or Rules()))
    known = [secrets.token_hex(16) for _ in range(number)]
    players = [
        PlayerFactory(room=room, seat=seat, name=f"Player {seat}", secret=secret)
        for seat, secret in enumerate(known)
    ]
    if players:
        room.host = players[0]
        room.save()
    return room, known


def cookie_of(secret, **kept):
    """Give the Cookie header of the browser whose session holds this secret, and what it kept."""
    session = SessionStore()
    session.update(kept)
    if secret is not None:
        session[guests.KEY] = secret
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
