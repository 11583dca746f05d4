"""A lock on a folder: of two runs that write into it the second one is refused.

The system holds the lock for the process, so that it ends with it, however that ends. A file that
is left behind locks nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from gdtrace.errors import ClassRunError

FILE = "running.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep others out of a folder, which has to be there.

    Raises
    ------
    ClassRunError
        If another run has locked it, or nothing can be written there.
    """
    with _opened(folder) as file:
        try:
            _lock(file)
        except OSError:
            raise ClassRunError(
                f"{folder}: another run writes into this folder. Wait until it has ended, or name "
                "another folder with --out"
            ) from None
        yield


def _opened(folder: Path) -> BinaryIO:
    try:
        return (folder / FILE).open("a+b")
    except OSError as error:
        raise ClassRunError(
            f"{folder}: cannot be written: {error.strerror}. Name another folder with --out"
        ) from None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
