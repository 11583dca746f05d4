"""One task: all contestants that can run here, timed in turn."""

from collections.abc import Callable
from functools import partial
from statistics import median
from time import process_time
from types import ModuleType
from typing import Any

from attrs import evolve, frozen

from benchmarks.peers import PEERS, REQUIRED, TRACED, contestant
from benchmarks.problems import Task
from benchmarks.records import Measured
from benchmarks.timing import Timing, got_ready, round_robin, running
from gdtrace.problems import Problem


@frozen
class Effort:
    """How long to measure: rounds, and the longest a plain loop may run in one of them."""

    rounds: int
    seconds: float
    seconds_of_reference: float
    scale: float = 1.0
    """A share of all iterations, for a test that only wants to see everything run."""
    optional: bool = True
    """Whether to time what needs more than numpy."""
    compiled: bool = True
    """Whether to time gdtrace's compiling engine in tasks whose bar is not about it."""


def scaled(task: Task, effort: Effort) -> Problem:
    """Return the problem of a task, with fewer iterations if the effort says so."""
    problem = task.make()
    iterations = max(2, round(problem.training.iterations * effort.scale))
    return evolve(problem, training=evolve(problem.training, iterations=iterations))


def race(task: Task, effort: Effort) -> list[Measured]:
    """Time all contestants of a task; those that cannot run here say why."""
    problem = scaled(task, effort)
    total = problem.training.iterations
    ready: dict[str, tuple[int, float]] = {}
    runs: dict[str, Callable[[], Any]] = {}
    measured: dict[str, Measured] = {}
    peers = PEERS if effort.optional else REQUIRED
    for file in task.only or (*TRACED, *peers):
        peer = contestant(file)
        note = peer.missing() or task.left_out.get(file, "")
        if file == "gdtrace_numba" != task.contestant and not effort.compiled:
            note = note or "left out of a quick run"
        measured[file] = Measured(task.name, file, peer.NAME, peer.RECORDS, note=note)
        if note:
            continue
        limit = effort.seconds_of_reference if file == task.against else effort.seconds
        iterations = affordable(peer, problem, limit) if peer.SCALABLE else total
        run, preparation = got_ready(partial(peer.make, problem, iterations))
        ready[file] = (iterations, preparation)
        if file in TRACED:
            runs[f"{file}, ready"] = peer.make(problem, 1)
            # Imports are not part of a call; the first one would do them.
            runs[f"{file}, ready"]()
        runs[file] = run
    timings = round_robin(runs, effort.rounds)
    for file, (iterations, preparation) in ready.items():
        measured[file] = _line(measured[file], timings, total, iterations, preparation)
    return list(measured.values())


def affordable(peer: ModuleType, problem: Problem, seconds: float) -> int:
    """Return how many iterations a plain loop does in the time, at most those of the problem."""
    total = problem.training.iterations
    few = max(1, min(total, total // 400))
    run = peer.make(problem, few)
    run()
    start = process_time()
    run()
    each = (process_time() - start) / few
    return max(1, min(total, round(seconds / each))) if each else total


def _line(
    line: Measured,
    timings: dict[str, list[Timing]],
    total: int,
    iterations: int,
    preparation: float,
) -> Measured:
    times = [timing.seconds * total / iterations for timing in timings[line.file]]
    left = median(times)
    if line.file in TRACED:
        ready = timings[f"{line.file}, ready"]
        preparation = median(timing.seconds for timing in ready)
        left = running(timings[line.file], ready)
    return evolve(
        line,
        iterations=iterations,
        seconds=median(times),
        fastest=min(times),
        preparation=preparation,
        running=left,
    )
