"""Notifications: they name what changed and nothing of it, and versions side by side understand."""

import msgspec
import pytest

from colorclues import notify
from colorclues.notify import (
    ChatPosted,
    ConnectionsFull,
    FeedChanged,
    HouseWordsChanged,
    HouseWordsPresence,
    Presence,
    RoomChanged,
)

EACH = [
    RoomChanged("KITE7Q", 4, 17),
    RoomChanged("KITE7Q", None, 3),
    ChatPosted("KITE7Q", 9),
    Presence("KITE7Q", 5, "typing"),
    Presence("KITE7Q", 5, "editing", "laps"),
    ConnectionsFull("KITE7Q", 5),
    HouseWordsChanged("KITE7Q", 2),
    HouseWordsPresence("KITE7Q", (5, "a/1"), 77, 3, {"user": {"name": "Ana"}}),
    FeedChanged(notify.guest_group("ab12")),
]


async def heard(notification):
    """Return what another channel of the layer gets of a notification, before it is read."""
    layer = notify.get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(notification.group, channel)
    await notify.publish(notification)
    return await layer.receive(channel)


@pytest.mark.parametrize("notification", EACH, ids=lambda one: type(one).__name__)
async def test_a_notification_is_read_as_it_was_published(notification):
    assert notify.read(await heard(notification)) == notification


def test_each_kind_has_a_group_and_a_tag_of_its_own():
    kinds = notify.Notification.__args__
    assert {type(one) for one in EACH} == set(kinds)
    assert len({kind.__struct_config__.tag for kind in kinds}) == len(kinds)


@pytest.mark.parametrize("notification", EACH, ids=lambda one: type(one).__name__)
async def test_the_version_before_finds_in_each_what_it_reads_of_any(notification):
    message = await heard(notification)
    if message["type"] == "changed":
        assert message["group"] == notification.group
    elif message["type"] == "presence":
        assert len(message["whose"]) == 2
    else:
        assert (message["room"], type(message["version"])) == ("KITE7Q", int)
        news = (notification.game, notification.version) if message["type"] == "bell" else (None, 0)
        assert (message["game"], message["version"]) == news


@pytest.mark.parametrize("number", [-1, -2, -3, -4, -5, -6])
def test_what_the_version_before_says_by_numbers_is_news_of_no_game(number):
    message = {"type": "bell", "room": "KITE7Q", "game": number, "version": 12}
    assert notify.read(message) == RoomChanged("KITE7Q", number, 12)


@pytest.mark.parametrize("message", [{"type": "later"}, {"type": "bell"}, {"room": "KITE7Q"}])
def test_what_a_later_version_may_say_is_refused(message):
    with pytest.raises(msgspec.ValidationError):
        notify.read(message)
