"""Why the server closes a socket: every close code, with the word that `bye` says before it.

44xx says that reconnecting would change nothing; after all other codes clients do so by themselves.
The numbers 4000 to 4999 are free for applications (RFC 6455, section 7.4.2); ours end like the HTTP
status that they resemble.
"""

from enum import Enum

from colorclues.rooms.admission import NoSession, NotLetIn
from colorclues.rooms.changes import NoSuchRoom
from colorclues.rooms.connections import Crowded


class Close(Enum):
    """A close code (RFC 6455, section 7.4), and the word that `bye` says."""

    RESTART = 1012, "restart"
    RETRY = 1012, "retry"
    TOO_SLOW = 1012, "too_slow"
    INVALID = 4400, "nonsense"
    NO_SESSION = 4401, "no_session"
    NOT_LET_IN = 4403, "not_let_in"
    REMOVED = 4403, "removed"
    NO_SUCH_ROOM = 4404, "no_such_room"
    GONE = 4404, "gone"
    ENDED = 4404, "ended"
    OUTDATED = 4409, "outdated"
    BEGUN_ANEW = 4409, "anew"
    TOO_LONG = 4413, "too_long"
    TOO_FAST = 4429, "too_fast"
    TOO_MANY_TABS = 4429, "too_many_tabs"
    TOO_MANY_SPECTATORS = 4429, "too_many_spectators"

    @property
    def code(self) -> int:
        """The number that the browser gets."""
        return self.value[0]

    @property
    def reason(self) -> str:
        """The word that `bye` says, on sockets that have a `bye`."""
        return self.value[1]


REFUSED: dict[type[Exception], Close] = {
    NoSession: Close.NO_SESSION,
    NotLetIn: Close.NOT_LET_IN,
    NoSuchRoom: Close.NO_SUCH_ROOM,
    Crowded: Close.TOO_MANY_SPECTATORS,
}
"""By the reason for which a socket is not let in: how it is closed."""
