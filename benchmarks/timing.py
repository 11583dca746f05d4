"""Times several runs in turn: each round runs every one once, so that all see the same machine."""

import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time
from typing import Any

from attrs import frozen

try:
    import resource
except ImportError:  # There is none on Windows; time in compilers is then left out.
    resource = None  # type: ignore[assignment]


@frozen
class Timing:
    """The CPU time of one run in seconds, of all threads; some of it went into compiling."""

    seconds: float
    compiling: float = 0.0

    @property
    def compiled(self) -> float:
        """The time that is left without compiling."""
        return self.seconds - self.compiling


def timed(run: Callable[[], Any]) -> Timing:
    """Time a run; what it returns may tell how much of the time it was compiling."""
    gc.collect()
    start = process_time()
    # The result is dropped after the clock has stopped: freeing it is nobody's work.
    kept = run()
    seconds = process_time() - start
    return Timing(seconds, getattr(kept, "compiling", 0.0))


def round_robin(runs: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, list[Timing]]:
    """Time every run once per round, in turn."""
    timings: dict[str, list[Timing]] = {name: [] for name in runs}
    # What the contestants have imported is not to be searched for garbage at anybody's expense.
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        for name, run in runs.items():
            timings[name].append(timed(run))
    gc.unfreeze()
    return timings


def children() -> float:
    """Return the CPU time of all child processes that have ended, in seconds."""
    if resource is None:
        return 0.0
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def got_ready(make: Callable[[], Any]) -> tuple[Any, float]:
    """Return what was made, and the CPU time of making it: compilers are children."""
    start = process_time() + children()
    made = make()
    return made, process_time() + children() - start


def running(whole: list[Timing], ready: list[Timing]) -> float:
    """Return the median of what is left of the whole, round by round.

    What numba spends on compiling is taken out of both exactly; it would drown the rest.
    """
    pairs = zip(whole, ready, strict=True)
    return median(one.compiled - other.compiled for one, other in pairs)
