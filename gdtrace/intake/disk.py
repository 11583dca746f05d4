"""Files and folders on disk, read through open folders: no link is followed, nothing waits."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from attrs import frozen

from gdtrace.errors import SubmissionError
from gdtrace.intake.places import FILE, FOLDER, LINK, OTHER, Found, unread

HAS_FOLDERS = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
"""Whether this system can open a file in an open folder. Windows cannot; a path must do there."""

CAREFULLY = sum(
    getattr(os, name, 0)
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY")
)
"""No link is followed, a pipe without a writer does not wait, a terminal stays no one's."""

NO_FILE = {
    stat.S_IFLNK: "is a link; links are not followed. Hand in the file itself",
    stat.S_IFDIR: "is a folder, not a file",
    stat.S_IFIFO: "is a pipe, not a file",
    stat.S_IFSOCK: "is a socket, not a file",
    stat.S_IFCHR: "is a device, not a file",
    stat.S_IFBLK: "is a device, not a file",
}


@frozen(eq=False, repr=False)
class DiskFolder:
    """An open folder; ``handle`` is its number, or its path where a system has no such numbers."""

    handle: int | Path

    def entries(self, most: int) -> list[Found]:
        """Return what is in the folder, at most so many and one more."""
        found = []
        with _said(""), os.scandir(self.handle) as listing:
            for each in listing:
                found.append(Found(each.name, _kind(each)))
                if len(found) > most:
                    break
        return found

    @contextmanager
    def file(self, name: str, most: int) -> Iterator[BinaryIO]:
        """Open a file that has at most so many bytes."""
        with _said(name):
            _demand_file(self._state(name), name)
            number = os.open(self._at(name), os.O_RDONLY | CAREFULLY, dir_fd=self._number)
        with os.fdopen(number, "rb") as file:
            # Asked again of what was opened: it may have been changed in between.
            state = os.fstat(number)
            _demand_file(state, name)
            if state.st_size > most:
                raise SubmissionError(f"{name}: has {state.st_size} bytes; at most {most} are read")
            with _said(name):
                yield file

    @contextmanager
    def folder(self, name: str) -> Iterator[DiskFolder]:
        """Open a folder in this one."""
        if isinstance(self.handle, Path):
            yield DiskFolder(self.handle / name)
            return
        with _said(name):
            number = os.open(name, os.O_RDONLY | os.O_DIRECTORY | CAREFULLY, dir_fd=self.handle)
        try:
            yield DiskFolder(number)
        finally:
            os.close(number)

    def kind(self, name: str) -> str:
        """Return what an entry of this folder is; "" if there is no such entry."""
        try:
            mode = self._state(name).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return ""
        except (OSError, ValueError):
            return OTHER
        return KINDS.get(stat.S_IFMT(mode), OTHER)

    @property
    def _number(self) -> int | None:
        return None if isinstance(self.handle, Path) else self.handle

    def _at(self, name: str) -> str | Path:
        return self.handle / name if isinstance(self.handle, Path) else name

    def _state(self, name: str) -> os.stat_result:
        return os.stat(self._at(name), follow_symlinks=False, dir_fd=self._number)


def _demand_file(state: os.stat_result, name: str) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise SubmissionError(f"{name}: {NO_FILE.get(stat.S_IFMT(state.st_mode), 'is not a file')}")


KINDS = {stat.S_IFREG: FILE, stat.S_IFDIR: FOLDER, stat.S_IFLNK: LINK}


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return LINK
    if entry.is_dir(follow_symlinks=False):
        return FOLDER
    return FILE if entry.is_file(follow_symlinks=False) else OTHER


@contextmanager
def disk(path: Path) -> Iterator[DiskFolder]:
    """Open a folder by its path. Whoever names it may name it by a link."""
    if not HAS_FOLDERS:
        yield DiskFolder(path)
        return
    with _said(str(path)):
        number = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield DiskFolder(number)
    finally:
        os.close(number)


@contextmanager
def _said(name: str) -> Iterator[None]:
    """Turn what the system says into a sentence about a file."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise SubmissionError(f"{name}: there is no such file") from None
    except OSError as error:
        raise unread(name, error) from None
    except SubmissionError:
        raise
    except ValueError:
        raise SubmissionError(f"{name or 'a folder'}: cannot be read: its name is none") from None
