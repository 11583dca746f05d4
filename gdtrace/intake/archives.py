"""Zip archives, read member by member in memory: nothing is ever unpacked to a disk."""

from __future__ import annotations

import stat
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from struct import error as StructError
from typing import BinaryIO, TypeAlias, Union
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from attrs import frozen

from gdtrace.errors import SubmissionError
from gdtrace.intake.places import FILE, FOLDER, LINK, MACHINE, Found, shown, unread

MOST_MEMBERS = 100_000
"""Of the archive of a whole class."""

MOST_RATIO = 200
SMALL = 10 * 2**20
"""What unpacks to less than this is harmless, however well it is packed."""

METHODS = (ZIP_STORED, ZIP_DEFLATED)
ENCRYPTED = 0x1
SAYS_UTF8 = 0x800
"""Marks of a member."""

BROKEN = (
    BadZipFile,
    LargeZipFile,
    zlib.error,
    StructError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
    KeyError,
    IndexError,
)
"""What reading an archive may raise whose bytes are not those of an archive."""

Tree: TypeAlias = dict[str, Union["Tree", ZipInfo]]


@frozen
class ZipFolder:
    """A folder of an archive."""

    archive: ZipFile
    tree: Tree
    refused: tuple[str, ...] = ()

    def entries(self, most: int) -> list[Found]:
        """Return what is in the folder, at most so many and one more."""
        own = list(self.tree.items())[: most + 1]
        return [Found(name, _kind(member)) for name, member in own]

    @contextmanager
    def file(self, name: str, most: int) -> Iterator[BinaryIO]:
        """Open a member that says to have at most so many bytes; no more are given out."""
        member = self.tree.get(name)
        if not isinstance(member, ZipInfo):
            why = "there is no such file" if member is None else "is a folder, not a file"
            raise SubmissionError(f"{name}: {why}")
        _demand_readable(member, name, most)
        with _said(name), self.archive.open(member) as file:
            yield file  # type: ignore[misc]  # what zipfile opens reads bytes

    @contextmanager
    def folder(self, name: str) -> Iterator[ZipFolder]:
        """Open a folder in this one."""
        inner = self.tree.get(name)
        if not isinstance(inner, dict):
            raise SubmissionError(f"{name}: is no folder")
        yield ZipFolder(self.archive, inner)


def _kind(member: Tree | ZipInfo) -> str:
    if isinstance(member, dict):
        return FOLDER
    return LINK if stat.S_ISLNK(member.external_attr >> 16) else FILE


def _demand_readable(member: ZipInfo, name: str, most: int) -> None:
    if _kind(member) == LINK:
        raise SubmissionError(f"{name}: is a link; links are not followed. Hand in the file itself")
    if member.flag_bits & ENCRYPTED:
        raise SubmissionError(f"{name}: is encrypted; make the archive without a password")
    if member.compress_type not in METHODS:
        raise SubmissionError(f"{name}: is packed in a way that is not read; make a plain .zip")
    if member.file_size > most:
        raise SubmissionError(f"{name}: has {member.file_size} bytes; at most {most} are read")


@contextmanager
def opened(file: BinaryIO, name: str, most_members: int = MOST_MEMBERS) -> Iterator[ZipFolder]:
    """Open an archive as a folder.

    Raises
    ------
    SubmissionError
        If it is none, has too many members, or would unpack to far too much.
    """
    with _said(name, f"{name}: is not a whole zip archive; make it again"):
        archive = ZipFile(file)
        members = archive.infolist()
    with archive:
        if len(members) > most_members:
            raise SubmissionError(
                f"{name}: holds {len(members)} files; at most {most_members} are read"
            )
        _demand_no_bomb(members, name)
        tree, refused = _tree(members)
        yield ZipFolder(archive, tree, tuple(refused))


def _demand_no_bomb(members: Iterable[ZipInfo], name: str) -> None:
    for member in members:
        if member.file_size > max(SMALL, MOST_RATIO * member.compress_size):
            raise SubmissionError(
                f"{name}: {shown(name_of(member))} would unpack to {member.file_size} bytes from "
                f"{member.compress_size}; that is no program"
            )


def _tree(members: Iterable[ZipInfo]) -> tuple[Tree, list[str]]:
    """Return the members by folder, and a sentence for each one that leads elsewhere."""
    tree: Tree = {}
    refused = []
    for member in members:
        why = _put(tree, member)
        if why:
            refused.append(f"{shown(name_of(member))} {why}")
    return tree, refused


def _put(tree: Tree, member: ZipInfo) -> str:
    """Put a member into its folder, or return why it has none."""
    # Windows separates by backslashes, and some programs keep them in archives.
    whole = name_of(member).replace("\\", "/")
    parts = [part for part in whole.rstrip("/").split("/") if part != "."]
    if "\0" in whole or not parts:
        return "has a name that is none"
    if whole.startswith("/") or parts[0].endswith(":") or ".." in parts or "" in parts:
        return "leads out of the archive"
    here = tree
    for part in parts[:-1]:
        inner = here.setdefault(part, {})
        if not isinstance(inner, dict):
            return "is in the archive twice, as a file and as a folder"
        here = inner
    if whole.endswith("/"):
        return "" if isinstance(here.setdefault(parts[-1], {}), dict) else "is in the archive twice"
    if parts[-1] in here:
        return "is in the archive twice"
    here[parts[-1]] = member
    return ""


def name_of(member: ZipInfo) -> str:
    """Return the name of a member as whoever packed it has read it.

    The standard says code page 437 where nothing says UTF-8. But zip and the Finder write UTF-8
    and do not say so, and hardly any name in the code page happens to be UTF-8 as well.
    """
    name = member.orig_filename
    if member.flag_bits & SAYS_UTF8 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


@contextmanager
def _said(name: str, instead: str = "") -> Iterator[None]:
    """Turn what broken bytes raise into a sentence."""
    try:
        yield
    except SubmissionError:
        raise
    except (*BROKEN, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno in MACHINE:
            raise unread(name, error) from None
        raise SubmissionError(
            instead or f"{name}: is damaged in the archive; make the archive again"
        ) from None
