"""All measurements, one after the other."""

import sys
from collections.abc import Set
from time import perf_counter

from attrs import evolve

from benchmarks import bars, checking, grading, growth, memory, startup
from benchmarks.peers import contestant
from benchmarks.problems import TASKS
from benchmarks.race import Effort, race, scaled
from benchmarks.records import Measured, Results

QUICK = Effort(rounds=3, seconds=0.05, seconds_of_reference=0.2, compiled=False)
FULL = Effort(rounds=5, seconds=1.0, seconds_of_reference=4.0)
TINY = Effort(rounds=1, seconds=0.01, seconds_of_reference=0.01, optional=False, compiled=False)


def measure(
    machine: dict[str, str], parts: Set[str], *, quick: bool, scale: float, start: float
) -> Results:
    """Measure the parts that are wanted; start is when the clock of the whole run started."""
    effort = evolve(TINY, scale=scale) if scale < 1 else QUICK if quick else FULL
    results = Results(machine, quick, 0.0, memory=memory.method())
    if "tasks" in parts:
        for task in TASKS:
            say(f"{task.name}: {task.title}", start)
            results.contestants.extend(race(task, effort))
    if "memory" in parts:
        say("memory", start)
        results.contestants[:] = [
            with_memory(line, effort, quick=quick) for line in results.contestants
        ]
    if "growth" in parts:
        say("growth", start)
        results.growth.extend(
            growth.measure(growth.points(quick=quick, scale=effort.scale), effort.rounds)
        )
    if "startup" in parts:
        say("starting the command", start)
        results.started.extend(startup.measure(1 if scale < 1 else 7 if quick else 15))
    if "checking" in parts:
        say("checking a submission", start)
        results.checked.extend(checking.measure(1 if scale < 1 else 5 if quick else 15))
    if "grading" in parts:
        say("grading a class", start)
        results.graded.extend(grading.measure(1 if scale < 1 else 5 if quick else 15))
    results.bars.extend(
        [
            *bars.of_tasks(results.contestants),
            growth.even(results.growth),
            *startup.bars(results.started),
            *checking.bars(results.checked),
            *grading.bars(results.graded),
        ]
    )
    return evolve(results, seconds=perf_counter() - start)


def with_memory(line: Measured, effort: Effort, *, quick: bool) -> Measured:
    """Add the peak memory: in a quick run only gdtrace's own, and none of the longest task."""
    task = next(task for task in TASKS if task.name == line.task)
    if line.note or task.only or (quick and line.file != "gdtrace_auto"):
        return line
    iterations = line.iterations
    if contestant(line.file).RECORDS != "nothing":
        # What grows with the record is measured in full; the others need no more memory for it.
        iterations = scaled(task, effort).training.iterations
    found = memory.peak(line.task, line.file, iterations)
    return evolve(line, peak=found["peak"], rows=found["rows"])


def say(what: str, start: float) -> None:
    """Tell on stderr what is measured next."""
    print(f"[{perf_counter() - start:5.0f} s] {what}", file=sys.stderr, flush=True)
