"""The README's tables say what is so."""

import re
from pathlib import Path

import msgspec
import pytest

from colorclues import settings
from colorclues.sockets import incoming, outgoing

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def table(heading):
    """Give the rows of the table under a heading: first cell -> names in the second."""
    body = README.split(f"| {heading} |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|", body, re.MULTILINE)
    return {name: set(re.findall(r"`(\w+)`", cell)) for name, cell in rows}


def messages():
    """Give every message that the server reads, with its fields."""
    kinds = incoming.Incoming.__args__
    return {
        kind.__struct_config__.tag: {f.encode_name for f in msgspec.structs.fields(kind)} - {"id"}
        for kind in kinds
    }


def test_the_readme_names_every_message_to_the_server_with_its_fields():
    assert table("To the server") == messages()


@pytest.mark.parametrize(
    "text",
    [
        outgoing.done("a", 1),
        outgoing.refusal("a", "b", "c"),
        outgoing.lobby_changed(),
        outgoing.bye("x"),
        outgoing.chat([]),
        outgoing.mark(1),
        outgoing.presence(1, "typing"),
        outgoing.editing(1, "laps"),
    ],
)
def test_the_readme_names_every_message_from_the_server_with_its_fields(text):
    message = msgspec.json.decode(text)
    assert table("From the server")[message.pop("type")] == set(message)


def test_the_readme_names_every_setting_that_is_read_from_the_environment():
    source = Path(settings.__file__).read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', source))
    assert set(table("Variable")) == read
