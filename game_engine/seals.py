"""Commit to reveal: what is on the giver's card is sealed in the open, and told at the reveal.

A round opens with the seal of its card; another card, after a redraw, adds another. When the target
is chosen, the seal of card and target is added. At the reveal the salt, the card and the target are
told. Whoever has seen the seals can tell whether none was exchanged, and whether the last two are
those of what was told. A seal is the SHA-256, in 64 lowercase hexadecimal digits, of one of these
ASCII texts:

    SALT:ROUND:CARD
    SALT:ROUND:CARD:TARGET

SALT is 32 lowercase hexadecimal digits (128 bits, so that nobody can find a card by trying all of
them), ROUND the number of the round from 1, CARD the names of its squares in the order in which
they were drawn, with commas between them, and TARGET the name of a square (by the house rule "any
square" it need not be on the card). The salt is secret until the reveal. It comes from the game's
own key by HMAC, and so tells nothing of another card, nor of the deck. Each card has its own; that
of a card which was given back for another is never told.

Games of versions 1 and 2 seal nothing.
"""

import hmac
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from game_engine.board import Square
from game_engine.round import Round

_SALT = 32
"""Hexadecimal digits."""


class Seal(NamedTuple):
    """A seal, and what opens it."""

    salt: str
    """Secret until the reveal."""
    text: str
    """What was sealed with the salt in front of it, as secret."""
    seal: str
    """Open to everybody."""


def seals_of(key: str, played: Round) -> Iterator[Seal]:
    """Yield the seals of a round, by the key of the game, in the order in which they came."""
    for card in (*played.returned, played.card):
        yield _sealed(key, played.number, card)
    if played.target is not None:
        yield _sealed(key, played.number, played.card, played.target)


def _sealed(key: str, number: int, card: Sequence[Square], target: Square | None = None) -> Seal:
    text = sealed_text(number, card)
    salt = hmac.new(bytes.fromhex(key), text.encode(), sha256).hexdigest()[:_SALT]
    if target is not None:
        text = sealed_text(number, card, target)
    return Seal(salt, text, seal(salt, text))


def sealed_text(number: int, card: Sequence[Square], target: Square | None = None) -> str:
    """Return what is sealed with a salt in front of it.

    >>> card = [Square.parse(name) for name in ("H2", "C14", "P30", "A1")]
    >>> sealed_text(3, card), sealed_text(3, card, card[1])
    ('3:H2,C14,P30,A1', '3:H2,C14,P30,A1:C14')
    """
    text = f"{number}:{','.join(square.name for square in card)}"
    return text if target is None else f"{text}:{target.name}"


def seal(salt: str, text: str) -> str:
    """Return the seal of a text as `sealed_text` returns it.

    >>> seal("00112233445566778899aabbccddeeff", "3:H2,C14,P30,A1:C14")
    '4c39e467794517bb44aff6b280fefc03d777a145e2f08356b06c8ce4c7b14a7d'
    """
    return sha256(f"{salt}:{text}".encode()).hexdigest()
