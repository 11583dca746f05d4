import struct

import pytest
from filters import is_whole, numbers, run

from gdtrace.sandbox.seccomp import CALLS, for_process, packed, program

# From the kernel's headers, written out here once more.
ALLOW, KILL, EPERM, ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
OTHERS = {"i386": 0x40000003, "arm": 0x40000028, "aarch64": 0xC00000B7, "x86_64": 0xC000003E}
PID = 4711
MACHINES = list(ARCH)


def answer(machine, number, *arguments, pid=PID):
    """Return what the filter of a machine answers, in the process 4711."""
    code = for_process(packed(program(machine)), pid)
    return run(
        [struct.unpack_from("=HBBI", code, at) for at in range(0, len(code), 8)],
        number=number,
        arch=ARCH[machine],
        arguments=arguments,
    )


NUMBERS = {
    # read, write, openat, clone, clone3, execve, socket, kill, ptrace, fork
    "x86_64": [0, 1, 257, 56, 435, 59, 41, 62, 101, 57],
    "aarch64": [63, 64, 56, 220, 435, 221, 198, 129, 117, None],
}


@pytest.mark.parametrize("machine", MACHINES)
def test_every_way_ends_with_an_answer(machine):
    """No jump leaves the filter, and the kernel accepts programs of at most 4096 instructions."""
    assert is_whole(program(machine))
    assert len(program(machine)) < 4096


@pytest.mark.parametrize("machine", MACHINES)
def test_what_a_program_needs_is_allowed_and_the_rest_is_not(machine):
    """Reading and writing; no other program, no connection, no other process."""
    read, write, _, _, clone3, execve, socket, _, ptrace, fork = NUMBERS[machine]
    assert [ALLOW, ALLOW] == [answer(machine, each) for each in (read, write)]
    assert [EPERM] * 3 == [answer(machine, each) for each in (execve, socket, ptrace)]
    assert ENOSYS == answer(machine, clone3)
    assert fork is None or answer(machine, fork) == EPERM


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("other", OTHERS)
def test_calls_of_another_machine_end_the_process(machine, other):
    """Their numbers mean something else."""
    expected = ALLOW if other == machine else KILL
    read = NUMBERS[machine][0]
    assert expected == run(program(machine), number=read, arch=OTHERS[other])


@pytest.mark.parametrize("number", [0, 1, 59, 257, 520, 2**31 - 1, 2**30 - 1])
def test_calls_of_the_x32_kind_end_the_process(number):
    """They reach the same kernel by other numbers."""
    assert KILL == answer("x86_64", 0x40000000 | number)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        # What the C library sets for a thread.
        (0x3D0F00, EPERM),
        (0x10000, EPERM),
        # fork, vfork, a new user namespace.
        (17, EPERM),
        (0x4111, EPERM),
        (0x10000000, EPERM),
        (0x1000000000000, EPERM),
    ],
)
def test_neither_threads_nor_processes_can_be_started(machine, flags, expected):
    """Whatever the flags of clone say."""
    assert expected == answer(machine, NUMBERS[machine][3], flags)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (0o0, ALLOW),
        (0o2000000, ALLOW),
        # For writing, empty or not: files are Landlock's business.
        (0o1101, ALLOW),
        (0o1102, ALLOW),
        # Emptying a file that is opened for reading, or for nothing at all.
        (0o1000, EPERM),
        (0o3, EPERM),
        (0o1003, EPERM),
    ],
)
def test_files_cannot_be_emptied_in_passing(machine, flags, expected):
    """Older kernels do not ask Landlock about that."""
    assert expected == answer(machine, NUMBERS[machine][2], -100, 0, flags)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("pid", "expected"), [(PID, ALLOW), (PID - 1, EPERM), (1, EPERM), (0, EPERM), (-1, EPERM)]
)
def test_signals_go_to_the_process_itself_only(machine, pid, expected):
    """Not to its parent, a group or everyone."""
    assert expected == answer(machine, NUMBERS[machine][7], pid, 9)


@pytest.mark.parametrize(
    ("command", "expected"), [(1, ALLOW), (3, ALLOW), (1030, ALLOW), (4, EPERM), (8, EPERM)]
)
def test_a_file_cannot_send_signals_to_others(command, expected):
    """F_SETOWN would name another process, to be told when there is something to read."""
    assert expected == answer("x86_64", 72, 3, command, 1)
    assert expected == answer("aarch64", 25, 3, command, 1)


@pytest.mark.parametrize(
    ("new", "expected"), [(0, ALLOW), (1, EPERM), (2**32, EPERM), (2**63, EPERM)]
)
def test_limits_can_be_read_and_not_changed(new, expected):
    """All 64 bits of the address of new limits count."""
    assert expected == answer("x86_64", 302, 0, 7, new, 0)
    assert expected == answer("aarch64", 261, 0, 7, new, 0)


@pytest.mark.parametrize("machine", MACHINES)
def test_the_numbers_are_those_of_the_kernel(machine):
    """Every name of the table, compared with the headers of this system."""
    known = numbers(machine)
    if not known:
        pytest.skip("this system has no headers for that machine")
    column = MACHINES.index(machine)
    ours = {name: each[column] for name, each in CALLS.items() if each[column] is not None}
    assert {name: known.get(name) for name in ours} == ours


@pytest.mark.parametrize("machine", MACHINES)
def test_all_other_calls_are_refused(machine):
    """Of a thousand numbers only those of the table get through."""
    column = MACHINES.index(machine)
    ours = {each[column] for each in CALLS.values()}
    found = {number for number in range(1000) if answer(machine, number, 0, 0, 0) == ALLOW}
    assert found <= ours
    assert len(found) > 50


@pytest.mark.parametrize(
    "name",
    [
        "execve",
        "execveat",
        "fork",
        "vfork",
        "ptrace",
        "socket",
        "socketpair",
        "connect",
        "bind",
        "sendmsg",
        "sendto",
        "process_vm_readv",
        "process_vm_writev",
        "mount",
        "unshare",
        "setns",
        "chroot",
        "prctl",
        "seccomp",
        "bpf",
        "perf_event_open",
        "io_uring_setup",
        "userfaultfd",
        "memfd_create",
        "keyctl",
        "add_key",
        "setrlimit",
        "tkill",
        "rt_sigqueueinfo",
        "pidfd_send_signal",
        "pidfd_open",
        "kexec_load",
        "truncate",
        "ftruncate",
        "unlink",
        "unlinkat",
        "rename",
        "renameat2",
        "mkdir",
        "chmod",
        "fchmod",
        "chown",
        "link",
        "symlink",
        "shmget",
        "semget",
        "msgget",
        "mlock",
        "setuid",
        "capset",
        "personality",
    ],
)
def test_dangerous_calls_are_not_in_the_table(name):
    """Named one by one, so that none gets in by mistake."""
    assert name not in CALLS
