"""Commit to reveal: what is on the giver's card is sealed in the open, and told at the reveal.

A round opens with the seal of its card, and so does another card after a redraw. When the target is
chosen, the seal of card and target takes its place. At the reveal the salt, the card and the target
are told, and whoever has seen the seals can tell whether what was played for is what was sealed.
A seal is the SHA-256, in 64 lowercase hexadecimal digits, of one of these ASCII texts:

    SALT:ROUND:CARD
    SALT:ROUND:CARD:TARGET

SALT is 32 lowercase hexadecimal digits (128 bits, so that nobody can find a card by trying all of
them), ROUND the number of the round from 1, CARD the names of its squares in the order in which
they were drawn, with commas between them, and TARGET the name of a square (by the house rule "any
square" it need not be on the card). The salt is secret until the reveal. It comes from the game's
own key by HMAC, so that it tells nothing of another card, nor of the deck.

Games of versions 1 and 2 seal nothing.
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256

from game_engine.board import Square
from game_engine.round import Round

_SALT = 32
"""Hexadecimal digits."""


def salt_of(key: str, played: Round) -> str:
    """Return the salt of a round's card, by the key of the game. Secret until the reveal."""
    text = sealed_text(played.number, played.card)
    return hmac.new(bytes.fromhex(key), text.encode(), sha256).hexdigest()[:_SALT]


def seal_of(key: str, played: Round) -> str:
    """Return the seal of a round's card, and of its target once that is chosen."""
    text = sealed_text(played.number, played.card, played.target)
    return seal(salt_of(key, played), text)


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
