"""Frames that no client of ours would send: mutations of real messages, and plain nonsense."""

import json

REAL = (
    {"type": "choose_target", "square": "H15"},
    {"type": "redraw_card"},
    {"type": "give_clue", "text": "coffee"},
    {"type": "skip_clue"},
    {"type": "place_guess", "square": "C14"},
    {"type": "challenge_clue"},
    {"type": "vote", "uphold": True},
    {"type": "next_round"},
    {"type": "skip_turn", "seat": 1},
    {"type": "chat", "text": "hello"},
    {"type": "react", "emoji": "👍"},
    {"type": "hello", "version": 3},
)
TEXTS = (
    *("", " ", "\x00", "a\x00b", "\x1b[31m", "\x7f\x85", "\u202edlrow", "\u2066x\u2069", "\u200b"),
    *("\ufeff", "\ufffe", "\U0010ffff", "\ue000", "e" + "\u0301" * 200, "👩‍👩‍👧‍👦" * 9, "ﷺ" * 30),
    *("١٢", "Ａ１", "a1", "A01", "A1\n", "P31", "Q1", "A-1", "A1" * 40, "x" * 301, "x" * 5000),
    *("' OR 1=1 --", "{{ 7*7 }}", "<script>", "%s%n", "../../etc", "${jndi:ldap://x}", "İı", "ß"),
)
VALUES = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, -(2**63) - 1, 1.5, 1e308, -0.0, [], {}),
    *([[]], ["A1"], {"a": {}}, [None] * 50, {"type": "chat"}, 10**200),
)
RAW = (
    *("", " ", "\n", "{", "}", "[", "null", "true", "7", '""', "[1, 2]", "{}", "NaN", "Infinity"),
    *('{"type"}', '{"type":}', "{'type': 'chat'}", '{"type": "chat", "text": NaN}', "\ufeff{}"),
    *('{"type": "give_clue", "text": "\\ud800"}', '{"type": "chat", "text": "\\udc00\\ud800"}'),
    *('{"type": "chat", "id": "\\u0000", "text": "x"}', '{"type": "skip_clue", "id": "\\u0000"}'),
    *('{"type": "react", "id": "\\ud83d", "emoji": "👍"}', '{"type": "skip_turn", "seat": 1e400}'),
    '{"type": "skip_turn", "seat": ' + "9" * 5000 + "}",
    '{"type": "chat", "text": "x", "type": "vote", "uphold": true}',
    '{"type": "place_guess", "square": "A1", "square": "Z99"}',
    '{"type": "chat", "id": "a", "id": 7, "text": "x", "text": []}',
)


def frame(chance):
    """Make one: a str, bytes (a binary frame), or a bytearray (a text frame of these bytes)."""
    return chance.choices(
        [noise, raw, changed, mangled, deep, long, doubled], [10, 10, 35, 25, 5, 5, 10]
    )[0](chance)


def noise(chance):
    """Random bytes, in a binary frame or in one that claims to be text."""
    kind = chance.choice([bytes, bytes, bytearray])
    return kind(chance.randbytes(chance.choice([0, 1, 5, 200])))


def raw(chance):
    """Something from the list of what has gone wrong elsewhere."""
    return chance.choice(RAW)


def changed(chance):
    """A real message with another value, a field too many or too few, or a strange id."""
    message = dict(chance.choice(REAL))
    if chance.randrange(3) == 0:
        message["id"] = _value(chance)
    what = chance.choice(["value", "more", "less", "as it is"])
    key = chance.choice(list(message))
    if what == "value":
        message[key] = _value(chance)
    elif what == "more":
        message[_text(chance)] = _value(chance)
    elif what == "less":
        del message[key]
    return json.dumps(message, ensure_ascii=chance.randrange(2) == 0)


def mangled(chance):
    """A real message with some letters lost, doubled, changed or put in."""
    text = json.dumps(chance.choice(REAL), ensure_ascii=False)
    for _ in range(chance.randint(1, 4)):
        at, width = chance.randrange(len(text) + 1), chance.randint(0, 6)
        strange = "".join(
            chr(chance.choice([chance.randrange(128), 0x202E, 0x1F44D])) for _ in "12"
        )
        put = chance.choice(["", text[at : at + width] * 2, strange, '"', "\\", "{", "\\u0000"])
        text = text[:at] + put + text[at + width :]
    return text


def deep(chance):
    """Brackets in brackets."""
    depth = chance.choice([10, 500, 2000, 4000])
    inner = chance.choice([("[", "]"), ('{"a":', "}")])
    text = inner[0] * depth + ("1" if inner[0] != "[" else "") + inner[1] * depth
    return chance.choice([text, '{"type": "chat", "text": ' + text + "}"])


def long(chance):
    """Frames about and above the limit of 8 KiB."""
    length = chance.choice([8191, 8192, 8193, 20_000, 200_000])
    letter = chance.choice(["x", "é", "👍", "\\u0000", " "])
    return ('{"type": "chat", "text": "' + letter * length)[: length - 2] + '"}'


def doubled(chance):
    """A message with the same key twice, in either order."""
    first, second = (chance.choice(REAL) for _ in range(2))
    pairs = [*first.items(), *second.items()]
    chance.shuffle(pairs)
    return "{" + ", ".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in pairs) + "}"


def _value(chance):
    return _text(chance) if chance.randrange(2) else chance.choice(VALUES)


def _text(chance):
    return chance.choice(TEXTS)
