"""A room as tutorials of Channels make it: a group of sockets, and messages to the group.

With the settings that they give, which leave everything at its default.
"""

import os

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

settings.configure(
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            # The one thing that is set: redis-py 8 would end an idle connection after 5 seconds.
            "CONFIG": {"hosts": [os.environ.get("REDIS_URL", "") + "?socket_timeout=20"]},
        }
    }
)
django.setup()


class Room(AsyncWebsocketConsumer):
    """One socket of the room."""

    async def connect(self):
        """Join the group."""
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        """Leave it."""
        await self.channel_layer.group_discard("room", self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        """Send what somebody says to the group."""
        await self.channel_layer.group_send("room", {"type": "said", "text": text_data})

    async def said(self, event):
        """Send what the group was sent to the browser."""
        await self.send(text_data=event["text"])


async def application(scope, receive, send):
    """Answer pages with nothing, for the test's probe."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    await Room.as_asgi()(scope, receive, send)
