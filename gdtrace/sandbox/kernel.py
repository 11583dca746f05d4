"""Calls of the Linux kernel that Python has not got on every machine.

Standard library only: this file runs beside a submission, before that is read.
"""

import ctypes
import errno
import os
from functools import cache

PIDFD_SEND_SIGNAL, PIDFD_OPEN = 424, 434
"""The numbers of these calls are the same on every machine."""

DEATH_SIGNAL, DUMPABLE, GET_SECCOMP, DROP_BOUND, NO_NEW_PRIVILEGES, AMBIENT = 1, 4, 21, 24, 38, 47
"""What prctl calls its settings."""

CLEAR_ALL = 4
CAPABILITIES = 0x20080522
"""The version of the kernel's records of capabilities."""

MOST_CAPABILITIES = 64


@cache
def libc() -> ctypes.CDLL:
    """Return the C library."""
    return ctypes.CDLL(None, use_errno=True)


def call(number: int, *arguments: object) -> int:
    """Make a system call.

    Raises
    ------
    OSError
        If it fails.
    """
    result = libc().syscall(ctypes.c_long(number), *arguments)
    return int(checked(result, f"system call {number}"))


def checked(result: int, what: str) -> int:
    """Return a result, or raise the error that it stands for."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def setting(which: int, *values: int) -> int:
    """Change a setting of this process by prctl."""
    four = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    return checked(libc().prctl(which, *four), f"prctl {which}")


def pidfd_open(pid: int) -> int:
    """Return a descriptor that stands for a process; it is readable when that has ended."""
    return call(PIDFD_OPEN, ctypes.c_int(pid), ctypes.c_uint(0))


def pidfd_send_signal(pidfd: int, signal: int) -> None:
    """Send a signal to the process that a descriptor stands for, and to no other."""
    call(PIDFD_SEND_SIGNAL, ctypes.c_int(pidfd), ctypes.c_int(signal), None, ctypes.c_uint(0))


def drop_capabilities() -> None:
    """Give up every privilege of root, for this process and for what it might start."""
    for number in range(MOST_CAPABILITIES):
        try:
            setting(DROP_BOUND, number)
        except OSError as error:
            # There is no such capability, or the process has none that could be dropped.
            if error.errno in (errno.EINVAL, errno.EPERM):
                break
            raise
    setting(AMBIENT, CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(CAPABILITIES, 0)
    none = (ctypes.c_uint32 * 6)()
    checked(libc().capset(header, none), "capset")
