"""The README's tables say what is so."""

import re
from pathlib import Path

import msgspec

from colorclues import settings
from colorclues.sockets import incoming, outgoing
from colorclues.sockets.close_codes import Close

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def table(heading):
    """Return the rows of the table under a heading: first cell -> names in the second."""
    body = README.split(f"| {heading} |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|", body, re.MULTILINE)
    return {name: set(re.findall(r"`(\w+)`", cell)) for name, cell in rows}


def messages(union, besides):
    """Return every message of a union by its type, with its fields."""
    return {
        kind.__struct_config__.tag: {f.encode_name for f in msgspec.structs.fields(kind)} - besides
        for kind in union.__args__
    }


def test_the_readme_names_every_message_to_the_server_with_its_fields():
    assert table("To the server") == messages(incoming.Incoming, besides={"id"})


def test_the_readme_names_every_message_from_the_server_with_its_fields():
    assert table("From the server") == messages(outgoing.ToTable, besides=set())


def test_the_readme_names_every_close_code():
    sentence = README.split("Close codes:")[1].split("\n\n")[0]
    assert set(map(int, re.findall(r"\b(\d{4})\b", sentence))) >= {one.code for one in Close}


def test_the_readme_names_every_setting_that_is_read_from_the_environment():
    source = Path(settings.__file__).read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', source))
    assert set(table("Variable")) == read


def test_the_readme_names_no_file_that_is_not_there():
    named = set(re.findall(r"`([\w.*-][\w.*-]*/[\w.*/-]*)`", README))
    named |= set(re.findall(r"`([\w.]+\.(?:js|py))`", README))
    named |= set(re.findall(r"\btests/[\w/]+\.py\b", README))
    named = {name for name in named if not name.startswith(".var/")}
    assert len(named) > 50
    roots = (ROOT, ROOT / "colorclues", ROOT / "static" / "js")
    assert not [name for name in named if not any(any(root.glob(name)) for root in roots)]
