"""Which Pythons have a hole that strangers can use, and where it was mended."""

HOLE = "a cookie can keep it busy for minutes (CVE-2024-7592)"
MENDED = {(3, 11): 10, (3, 12): 6}
"""Minor version -> the first micro version without the hole; later ones never had it."""


def known_hole(version: tuple[int, int, int]) -> str | None:
    """Return a sentence on a Python with a known hole, None for any other."""
    mended = MENDED.get(version[:2])
    if mended is None or version[2] >= mended:
        return None
    major, minor, micro = version
    return (
        f"Python {major}.{minor}.{micro} has a known hole: {HOLE}."
        f" Take {major}.{minor}.{mended} or newer."
    )
