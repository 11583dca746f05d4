"""Limits of what a process may take: time, memory, files.

Standard library only: this file runs beside a submission, before that is read.
"""

import contextlib

try:
    import resource
except ModuleNotFoundError:
    # Windows has no such limits.
    resource = None  # type: ignore[assignment]

MEMORY = 2 * 2**30
"""Bytes of address space; numpy alone takes a tenth of it."""

STACK = 8 * 2**20
DESCRIPTORS = 32


def values(seconds: int) -> dict[str, int]:
    """Return the limits by the names that they have in the module ``resource``.

    Parameters
    ----------
    seconds : int
        How long the process may compute.
    """
    return {
        "RLIMIT_CPU": seconds,
        "RLIMIT_AS": MEMORY,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NOFILE": DESCRIPTORS,
        "RLIMIT_CORE": 0,
        "RLIMIT_STACK": STACK,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
    }


def limit(seconds: int) -> None:
    """Limit this process and what it starts, as far as the system knows limits."""
    for name, value in values(seconds).items():
        which = getattr(resource, name, None)
        if which is not None:
            # Not every system enforces, or even accepts, every limit.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(which, (value, value))
