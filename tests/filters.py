"""Runs a filter of system calls as the kernel does, written from its manual, not from our code."""

import re
import struct
from functools import cache
from pathlib import Path

HEADERS = {
    "x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
    "aarch64": "/usr/include/asm-generic/unistd.h",
}


def run(program, *, number, arch, arguments=()):
    """Return what a filter answers to a call: one of the kernel's numbers for actions."""
    words = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number, arch, 0, *(word % 2**64 for word in words))
    accumulator, place = 0, 0
    for _ in range(4096):
        code, if_true, if_false, k = program[place]
        place += 1
        if code == 0x20:  # BPF_LD | BPF_W | BPF_ABS
            assert k % 4 == 0
            assert k <= len(data) - 4
            (accumulator,) = struct.unpack_from("<I", data, k)
        elif code == 0x54:  # BPF_ALU | BPF_AND | BPF_K
            accumulator &= k
        elif code == 0x15:  # BPF_JMP | BPF_JEQ | BPF_K
            place += if_true if accumulator == k else if_false
        elif code == 0x35:  # BPF_JMP | BPF_JGE | BPF_K
            place += if_true if accumulator >= k else if_false
        elif code == 0x06:  # BPF_RET | BPF_K
            return k
        else:
            raise AssertionError(f"no instruction of this filter: {code:#x}")
    raise AssertionError("a filter has no loops")


def is_whole(program):
    """Say whether every jump of a filter stays inside it, and its end is an answer."""
    jumps = [
        (place, max(if_true, if_false))
        for place, (code, if_true, if_false, _) in enumerate(program)
        if code in (0x15, 0x35)
    ]
    inside = all(far < 256 and place + 1 + far < len(program) for place, far in jumps)
    return inside and program[-1][0] == 0x06


@cache
def numbers(machine):
    """Return the numbers of system calls by name, from the headers of the system; {} if none."""
    path = Path(HEADERS[machine])
    if not path.exists():
        return {}
    text = path.read_text()
    found = {name: int(value) for name, value in re.findall(r"define __NR_(\w+)\s+(\d+)", text)}
    # Some names of the generic table stand for another name on machines with 64 bits.
    wide = dict(re.findall(r"define __NR3264_(\w+)\s+(\d+)", text))
    for name, other in re.findall(r"define __NR_(\w+)\s+__NR3264_(\w+)", text):
        if other in wide:
            found.setdefault(name, int(wide[other]))
    return found
