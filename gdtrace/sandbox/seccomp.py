"""Which system calls a submission may make: a filter for the kernel, built as a list.

Standard library only: this file runs beside a submission, before that is read. The kernel runs the
filter before every system call. What is not allowed fails with "Operation not permitted", so that
a program gets an ordinary PermissionError.
"""

import ctypes
import errno
import os
import struct

from gdtrace.sandbox import kernel

Instruction = tuple[int, int, int, int]
"""Code, how far to jump if true, if false, and a number: what the kernel calls sock_filter."""

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""What the kernel calls the machines, AUDIT_ARCH; both put the low half of a number first."""

COLUMNS = ("x86_64", "aarch64")
CALLS: dict[str, tuple[int | None, int | None]] = {
    # Reading, writing, and what is known of a file.
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "lseek": (8, 62),
    "pread64": (17, 67),
    "readv": (19, 65),
    "writev": (20, 66),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "close_range": (436, 436),
    "stat": (4, None),
    "fstat": (5, 80),
    "lstat": (6, None),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "statfs": (137, 43),
    "fstatfs": (138, 44),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    # Memory.
    "brk": (12, 214),
    "mmap": (9, 222),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "mprotect": (10, 226),
    "madvise": (28, 233),
    # Threads and signals of its own.
    "futex": (202, 98),
    "set_robust_list": (273, 99),
    "set_tid_address": (218, 96),
    "rseq": (334, 293),
    "membarrier": (324, 283),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "exit": (60, 93),
    "exit_group": (231, 94),
    # The time, and who and where this is.
    "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "getrusage": (98, 165),
    "getrlimit": (97, 163),
    "getrandom": (318, 278),
    "getcpu": (309, 168),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    # Allowed with some arguments only.
    "open": (2, None),
    "openat": (257, 56),
    "fcntl": (72, 25),
    "prlimit64": (302, 261),
    "kill": (62, 129),
    "tgkill": (234, 131),
}
"""The numbers of the calls that are allowed, for each machine; None where it has no such call."""

OWN = 0x0DD51DE5
"""Stands for the number of the process, which is put in when there is one."""

WORD = 2**32 - 1
ACCESS, TRUNCATE = 3, 0o1000
# With other combinations the kernel empties files without asking whether one may write.
OPENING = (ACCESS | TRUNCATE, (0, 1, 2, 1 | TRUNCATE, 2 | TRUNCATE))

CONDITIONS: dict[str, tuple[int, int, tuple[int, ...]]] = {
    "open": (1, *OPENING),
    "openat": (2, *OPENING),
    # Duplicate and ask; not: have signals sent to others.
    "fcntl": (1, WORD, (0, 1, 2, 3, 1030)),
    # Ask for limits, not set them.
    "prlimit64": (2, 2**64 - 1, (0,)),
    "kill": (0, WORD, (OWN,)),
    "tgkill": (0, WORD, (OWN,)),
}
"""Of some calls: which argument, which bits of it, and what these may be."""

INSTALL = {"x86_64": 317, "aarch64": 277}
"""The number of the system call that installs a filter."""

SET_FILTER, ALL_THREADS = 1, 1
CLONE3, X32 = 435, 0x40000000

LOAD, AND, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
"""Where the kernel puts what it says of a call."""

ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000


def program(machine: str) -> list[Instruction]:
    """Return the filter for a machine, "x86_64" or "aarch64".

    >>> program("aarch64")[0]
    (32, 0, 0, 4)
    """
    column = COLUMNS.index(machine)
    found: list[Instruction] = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, ARCHITECTURES[machine]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        # Calls of the x32 kind have numbers of their own; no other machine has any here.
        (AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, KILL),
        # The C library then tries clone, which is not allowed: an ordinary error for a thread.
        *_if_called(CLONE3, [(RETURN, 0, 0, ERROR | errno.ENOSYS)]),
    ]
    known = {name: numbers[column] for name, numbers in CALLS.items()}
    numbers = {name: number for name, number in known.items() if number is not None}
    for name, condition in CONDITIONS.items():
        if name in numbers:
            found += _if_called(numbers.pop(name), _decided(*condition))
    return found + _among(_ranges(sorted(numbers.values())))


def _ranges(numbers: list[int]) -> list[tuple[int, int]]:
    """Return the first and last of numbers that follow each other, from sorted ones."""
    starts = [each for each in numbers if each - 1 not in numbers]
    ends = [each for each in numbers if each + 1 not in numbers]
    return list(zip(starts, ends, strict=True))


def _among(ranges: list[tuple[int, int]]) -> list[Instruction]:
    """Return what allows the calls whose numbers are in a range, and no other: by halving.

    The kernel tries all numbers whenever the filter is installed, so that it should be short.
    """
    if len(ranges) == 1:
        ((first, last),) = ranges
        inside = [(AT_LEAST, 0, 1, first), (AT_LEAST, 0, 1, last + 1)]
        return [*inside, (RETURN, 0, 0, ERROR | errno.EPERM), (RETURN, 0, 0, ALLOW)]
    half = len(ranges) // 2
    lower, upper = _among(ranges[:half]), _among(ranges[half:])
    return [(AT_LEAST, len(lower), 0, ranges[half][0]), *lower, *upper]


def _if_called(number: int, then: list[Instruction]) -> list[Instruction]:
    return [(EQUAL, 0, len(then), number), *then]


def _decided(argument: int, mask: int, values: tuple[int, ...]) -> list[Instruction]:
    """Return what decides about a call; each way through it ends with an answer."""
    tests = [_if_equal(ARGUMENTS + 8 * argument, mask, value) for value in values]
    return [*(each for test in tests for each in test), (RETURN, 0, 0, ERROR | errno.EPERM)]


def _if_equal(place: int, mask: int, value: int) -> list[Instruction]:
    """Return what allows a call if some bits of an argument have a value, and goes on if not."""
    found: list[Instruction] = [(RETURN, 0, 0, ALLOW)]
    for half in (1, 0):
        bits, due = mask >> 32 * half & WORD, value >> 32 * half & WORD
        if bits:
            test = [(LOAD, 0, 0, place + 4 * half), (AND, 0, 0, bits)]
            found = [*test, (EQUAL, 0, len(found), due), *found]
    return found


def packed(instructions: list[Instruction]) -> bytes:
    """Return the filter as the kernel reads it."""
    return b"".join(struct.pack("=HBBI", *each) for each in instructions)


def for_process(code: bytes, pid: int) -> bytes:
    """Return a packed filter in which a process is called by its number."""
    return code.replace(struct.pack("=I", OWN), struct.pack("=I", pid))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def install(code: bytes) -> None:
    """Let the kernel filter the system calls of this process and all its threads, for ever.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    own = _Program(len(code) // 8, code)
    action, threads = ctypes.c_uint(SET_FILTER), ctypes.c_uint(ALL_THREADS)
    number = INSTALL[os.uname().machine]
    other = kernel.call(number, action, threads, ctypes.byref(own))
    if other:
        raise OSError(errno.EBUSY, f"thread {other} has filters of its own")
