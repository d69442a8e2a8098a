"""The language of the socket, read: what is refused before anything else looks at it."""

import pytest

from colorclues.sockets import incoming


@pytest.mark.parametrize("kept", ["a", "1f-2e-3d", "x" * 64, "é"])
def test_an_id_is_read_as_it_is(kept):
    assert incoming.read(f'{{"type": "skip_clue", "id": "{kept}"}}').id == kept


@pytest.mark.parametrize("bad", ["", "x" * 65, r"\u0000", r"a\u0000b", r"\n", r"\u202e", r"\u200b"])
def test_an_id_that_a_database_may_not_take_is_refused(bad):
    with pytest.raises(incoming.InvalidMessage):
        incoming.read(f'{{"type": "skip_clue", "id": "{bad}"}}')
