"""Every message that a client may send, and how a frame becomes one."""

import msgspec
from django.utils.translation import gettext as _

from game_engine import (
    ChallengeClue,
    ChooseTarget,
    Command,
    GiveClue,
    Pass,
    PlaceGuess,
    RedrawCard,
    SkipClue,
    Square,
    StartRound,
    VoteOnClue,
)

MAX_FRAME = 8 * 1024
"""Bytes of the longest frame that is read at all. The longest that makes sense is a `chat` of 300
graphemes: 1,200 code points, 4,800 bytes in UTF-8, with room for an id and for escapes."""


class InvalidMessage(ValueError):
    """A frame that is not understood; `code` and the text go back to its author."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """What every message from a client may carry: an id, which makes a repeat harmless."""

    id: str | None = None

    def __post_init__(self) -> None:
        # It is stored as it is, and not every database takes control characters, NUL above all.
        if self.id is not None and not (1 <= len(self.id) <= 64 and self.id.isprintable()):
            raise ValueError("id must have 1 to 64 characters that can be printed")


class ChooseTargetMessage(Message, frozen=True, kw_only=True, tag="choose_target"):
    """The giver picks the target."""

    square: str

    def command(self, seat: int) -> Command:
        """Return it as the engine's command."""
        return ChooseTarget(seat, Square.parse(self.square))


class RedrawCardMessage(Message, frozen=True, kw_only=True, tag="redraw_card"):
    """The giver asks for another card."""

    def command(self, seat: int) -> Command:
        """Return it as the engine's command."""
        return RedrawCard(seat)


class GiveClueMessage(Message, frozen=True, kw_only=True, tag="give_clue"):
    """The giver gives a clue."""

    text: str

    def command(self, seat: int) -> Command:
        """Return it as the engine's command."""
        return GiveClue(seat, self.text)


class SkipClueMessage(Message, frozen=True, kw_only=True, tag="skip_clue"):
    """The giver does without the second clue."""

    def command(self, seat: int) -> Command:
        """Return it as the engine's command."""
        return SkipClue(seat)


class PlaceGuessMessage(Message, frozen=True, kw_only=True, tag="place_guess"):
    """A guesser places a piece."""

    square: str

    def command(self, seat: int) -> Command:
        """Return it as the engine's command."""
        return PlaceGuess(seat, Square.parse(self.square))


class ChallengeClueMessage(Message, frozen=True, kw_only=True, tag="challenge_clue"):
    """A guesser doubts that the clue is fair."""

    def command(self, seat: int) -> Command:
        """Return it as the engine's command."""
        return ChallengeClue(seat)


class VoteMessage(Message, frozen=True, kw_only=True, tag="vote"):
    """A guesser votes on the challenge."""

    uphold: bool

    def command(self, seat: int) -> Command:
        """Return it as the engine's command."""
        return VoteOnClue(seat, self.uphold)


class NextRoundMessage(Message, frozen=True, kw_only=True, tag="next_round"):
    """The host starts the next round."""

    def command(self, seat: int) -> Command:
        """Return it as the engine's command."""
        return StartRound(seat)


class SkipTurnMessage(Message, frozen=True, kw_only=True, tag="skip_turn"):
    """The host, or anybody for a seat long away, passes for another seat."""

    seat: int

    def command(self, seat: int) -> Command:
        """Return it as the engine's command."""
        return Pass(self.seat)


class HelloMessage(Message, frozen=True, kw_only=True, tag="hello"):
    """A client says which version it has, and asks for the present one."""

    version: int


class ChatMessage(Message, frozen=True, kw_only=True, tag="chat"):
    """A player says something to the table."""

    text: str


class ReactMessage(Message, frozen=True, kw_only=True, tag="react"):
    """A player lets a reaction float by."""

    emoji: str


class TypingMessage(Message, frozen=True, kw_only=True, tag="typing"):
    """A player is writing something to the table."""


class AimMessage(Message, frozen=True, kw_only=True, tag="aim"):
    """A guesser is moving the aim; the message does not say where."""


class EditMessage(Message, frozen=True, kw_only=True, tag="edit"):
    """A player is at a field of the house rules, or, with "", at none any more."""

    field: str


class AckMessage(Message, frozen=True, kw_only=True, tag="ack"):
    """A client has read everything up to a mark."""

    mark: int


Talk = ChatMessage | ReactMessage
Presence = TypingMessage | AimMessage | EditMessage
Play = (
    ChooseTargetMessage
    | RedrawCardMessage
    | GiveClueMessage
    | SkipClueMessage
    | PlaceGuessMessage
    | ChallengeClueMessage
    | VoteMessage
    | NextRoundMessage
    | SkipTurnMessage
)
Incoming = Play | Talk | Presence | HelloMessage | AckMessage
_decoder: msgspec.json.Decoder[Incoming] = msgspec.json.Decoder(Incoming)


def is_too_long(frame: str | bytes, most: int = MAX_FRAME) -> bool:
    """Return whether a frame has more than `most` bytes, in UTF-8 if it is text."""
    if isinstance(frame, bytes) or len(frame) > most:
        return len(frame) > most
    return len(frame) * 4 > most and len(frame.encode("utf-8", "surrogatepass")) > most


def read(text: str) -> Incoming:
    """Return the message in a frame; raises `InvalidMessage` for what is none of those above."""
    if is_too_long(text):
        raise InvalidMessage("too_long", _("That message is too long."))
    try:
        message = _decoder.decode(text)
        if isinstance(message, ChooseTargetMessage | PlaceGuessMessage):
            Square.parse(message.square)
    except (ValueError, RecursionError) as error:
        raise InvalidMessage("invalid", _("That message was not understood.")) from error
    return message
