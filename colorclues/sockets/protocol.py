"""/protocol.json: what our sockets speak, for machines, made from the structs that they use.

The format is AsyncAPI 3.0 (asyncapi.com), whose payloads are JSON Schema.
"""

from functools import cache
from typing import Any, get_args

import msgspec
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from colorclues.sockets import incoming, outgoing
from colorclues.sockets.close_codes import Close

Json = dict[str, Any]

CODE = {"code": {"description": "The code of the table."}}
YJS = {
    "name": "yjs",
    "title": "A frame of y-protocols, as y-websocket sends it",
    "contentType": "application/octet-stream",
    "payload": {"type": "string", "format": "binary"},
}


@require_safe
def protocol_json(request: HttpRequest) -> JsonResponse:
    """Return the description as JSON."""
    return JsonResponse(description(), json_dumps_params={"indent": 1})


@cache
def description() -> Json:
    """Return the whole description, an AsyncAPI document."""
    schemas, kinds = _schemas()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Color Clues",
            "version": "1",
            "description": "A session cookie says who is playing: pages and forms give seats. "
            "Each message to a table may carry an id; sent twice, it is done once.",
        },
        "defaultContentType": "application/json",
        "channels": {
            "table": {
                "address": "/ws/t/{code}/",
                "parameters": CODE,
                "messages": _refs((*kinds["toServer"], *kinds["fromServer"])),
            },
            "feed": {"address": "/ws/me/", "messages": _refs(kinds["toFeed"])},
            "houseWords": {
                "address": "/ws/t/{code}/words/",
                "parameters": CODE,
                "messages": _refs(("yjs",)),
            },
        },
        "operations": {
            "hear": _operation("receive", "table", kinds["toServer"]),
            "tell": _operation("send", "table", kinds["fromServer"]),
            "tellPages": _operation("send", "feed", kinds["toFeed"]),
            "readHouseWords": _operation("receive", "houseWords", ("yjs",)),
            "bringHouseWords": _operation("send", "houseWords", ("yjs",)),
        },
        "components": {
            "messages": {
                **{
                    name: {
                        "name": schemas[name]["properties"]["type"]["enum"][0],
                        "payload": {"$ref": f"#/components/schemas/{name}"},
                    }
                    for names in kinds.values()
                    for name in names
                },
                "yjs": YJS,
            },
            "schemas": schemas,
        },
        "x-close-codes": [{"code": close.code, "reason": close.reason} for close in Close],
    }


def _schemas() -> tuple[Json, dict[str, tuple[str, ...]]]:
    """Return struct -> its JSON Schema, and union -> the names of its messages."""
    unions = {
        "toServer": incoming.Incoming,
        "fromServer": outgoing.ToTable,
        "toFeed": outgoing.ToFeed,
    }
    kinds = {name: get_args(union) for name, union in unions.items()}
    every = [kind for some in kinds.values() for kind in some]
    _, schemas = msgspec.json.schema_components(every, ref_template="#/components/schemas/{name}")
    return schemas, {name: tuple(kind.__name__ for kind in some) for name, some in kinds.items()}


def _refs(names: tuple[str, ...]) -> Json:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}


def _operation(action: str, channel: str, names: tuple[str, ...]) -> Json:
    """Return an operation from the server's side: it receives what clients send."""
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names],
    }
