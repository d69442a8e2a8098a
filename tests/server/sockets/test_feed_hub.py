"""What a guest's own pages are told, and when again."""

from asgiref.sync import sync_to_async

from colorclues.notify import FeedChanged, guest_group
from colorclues.rooms import admission
from colorclues.sockets.feed_hub import feed_hub
from tests.server.factories import RoomFactory


class Page:
    """A page that asks again whenever it is told to."""

    digest = None

    def __init__(self, guest):
        self.guest = guest
        self.told = 0

    def changed(self):
        self.told += 1

    def tick(self):
        pass


async def test_a_tick_heals_what_came_and_went_while_notifications_were_lost(now):
    room = await now(RoomFactory, admission="host")
    page, hub = Page("guest"), feed_hub()
    await hub.attach(page)
    await sync_to_async(admission.enter)(room.code, "guest", name="Ana")
    hub.hear(FeedChanged(guest_group("guest")))
    # What the page asked for shows the request; that it has gone is said by nobody.
    await sync_to_async(room.requests.all().delete)()
    told = page.told
    await hub.tick()
    assert page.told == told + 1
    await hub.tick()
    assert page.told == told + 1
    await hub.detach(page)
