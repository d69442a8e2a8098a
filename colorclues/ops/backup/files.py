"""Files that are there whole or not at all, and that only their owner may read."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


class CannotDo(Exception):
    """A backup, or a restore, that was not done; the message says why. Nothing has changed."""


@contextlib.contextmanager
def draft_of(file: Path) -> Iterator[Path]:
    """Give an empty file beside another, with mode 0600; it is removed unless it got a new name."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as error:
        raise CannotDo(f"{file} cannot be written: {error.strerror}.") from error
    os.close(descriptor)
    draft = Path(name)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def check_free(file: Path) -> None:
    """Raise `CannotDo` if there is such a file already."""
    if file.exists() or file.is_symlink():
        raise CannotDo(f"{file} is there already, and nothing is overwritten.")


def publish(draft: Path, file: Path) -> None:
    """Give a draft its name, so that it survives a power cut; never over another file."""
    sync(draft)
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        check_free(file)
    except OSError:  # a memory card: its file system knows no second name for a file
        check_free(file)
        draft.rename(file)
    sync(file.parent)


def replace(draft: Path, file: Path) -> None:
    """Put a draft in the place of a file, at once, so that it survives a power cut."""
    sync(draft)
    draft.replace(file)
    sync(file.parent)


def sync(path: Path) -> None:
    """Return when the disk has a file, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
