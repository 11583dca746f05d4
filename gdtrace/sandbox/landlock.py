"""Which files a process may open, as the Linux kernel's Landlock enforces it.

Standard library only: this file runs beside a submission, before that is read. A set of rules is
made once; every process that enters it keeps to it for ever, and so does what it starts.
"""

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable

from gdtrace.sandbox import kernel

CREATE, ADD, RESTRICT = 444, 445, 446
"""The numbers of the system calls are the same on every machine."""

WRITE_FILE, READ_FILE, READ_FOLDER, TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 14
FIRST, VERSION = 13, 1
"""The first version knew so many rights."""

RIGHTS = {2: 14, 3: 15, 5: 16}
"""Since which version the kernel knows how many rights about files."""

TCP, SCOPES = 0b11, 0b11
"""Connections by TCP since version 4; since 6 signals, and sockets that have a name only."""


def version() -> int:
    """Return the version that this kernel has, 0 if it has none or does not use it."""
    if not sys.platform.startswith("linux"):
        return 0
    try:
        return kernel.call(CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(VERSION))
    except OSError:
        return 0


def handled(known: int) -> bytes:
    """Return what is forbidden unless a rule allows it, as the kernel of a version reads it.

    >>> len(handled(1)), len(handled(4)), len(handled(7))
    (8, 16, 24)
    """
    count = max([FIRST, *(count for since, count in RIGHTS.items() if known >= since)])
    parts = [(1 << count) - 1]
    if known >= 4:
        parts.append(TCP)
    if known >= 6:
        parts.append(SCOPES)
    return struct.pack(f"={len(parts)}Q", *parts)


def ruleset(known: int, readable: Iterable[str], writable: Iterable[str] = ()) -> int:
    """Return a descriptor of rules that forbid everything but reading some files and folders.

    Parameters
    ----------
    known : int
        The version of the kernel.
    readable, writable : iterable of path
        Files, and folders with everything in them; what does not exist is left out.
    """
    given = handled(known)
    rules = kernel.call(CREATE, given, ctypes.c_size_t(len(given)), ctypes.c_uint32(0))
    for path in readable:
        _allow(rules, path, READ_FILE, READ_FOLDER)
    for path in writable:
        _allow(rules, path, READ_FILE | WRITE_FILE | (TRUNCATE if known >= 3 else 0), 0)
    return rules


def _allow(rules: int, path: str, file: int, folder: int) -> None:
    try:
        found = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        is_folder = stat.S_ISDIR(os.fstat(found).st_mode)
        rule = struct.pack("=Qi", file | folder if is_folder else file, found)
        beneath = ctypes.c_int(1)
        kernel.call(ADD, ctypes.c_int(rules), beneath, rule, ctypes.c_uint32(0))
    finally:
        os.close(found)


def restrict(rules: int) -> None:
    """Let this process keep to rules for ever.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    kernel.call(RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0))
