"""Places: folders that hold files, on disk or in an archive; all are read in the same way."""

from __future__ import annotations

import errno
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from attrs import frozen

from gdtrace.errors import DiskError, SubmissionError

MACHINE = frozenset(
    getattr(errno, name)
    for name in ("EIO", "ENOSPC", "EDQUOT", "EMFILE", "ENFILE", "ENOMEM", "ESTALE", "ETIMEDOUT")
    if hasattr(errno, name)
)
"""What is wrong with a machine or its disk, never with a submission."""

FILE, FOLDER, LINK, OTHER = "file", "folder", "link", "other"
"""What an entry of a folder is."""


@frozen(eq=False, repr=False)
class Found:
    """An entry of a folder: its name and what it is."""

    name: str
    kind: str


def unread(name: str, error: OSError) -> SubmissionError:
    """Return the error for a file that the system does not give out, whoever is to blame."""
    kind = DiskError if error.errno in MACHINE else SubmissionError
    return kind(f"{name or 'a folder'}: cannot be read: {error.strerror}")


class Place(Protocol):
    """A folder; nothing in it is run, and no link in it is followed."""

    def entries(self, most: int) -> list[Found]:
        """Return what is in the folder, at most so many and one more."""

    def file(self, name: str, most: int) -> AbstractContextManager[BinaryIO]:
        """Open a file that has at most so many bytes."""

    def folder(self, name: str) -> AbstractContextManager[Place]:
        """Open a folder in this one."""


def content(place: Place, name: str, most: int) -> bytes:
    """Return the bytes of a file; one that grows while it is read is refused too."""
    with place.file(name, most) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise SubmissionError(f"{name}: has more than {most} bytes; no more are read")
    return data


def shown(name: str) -> str:
    r"""Return a name that somebody has chosen, short and in signs that can be printed.

    >>> shown("a\x1b[31m.py")
    "'a\\x1b[31m.py'"
    """
    short = name if len(name) <= 80 else f"{name[:60]}…{name[-10:]}"
    return short if short.isprintable() and short.strip() == short and short else repr(short)
