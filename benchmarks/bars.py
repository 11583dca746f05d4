"""The bars, and what a run has to say about each."""

from benchmarks.problems import TASKS
from benchmarks.records import Bar, Measured, ratio

MEMORY = 0.15
"""The peak memory above the bytes of the columns, as a share of them."""


def of_tasks(contestants: list[Measured]) -> list[Bar]:
    """Return the bars on time and memory, in the order of the tasks."""
    lines = {(line.task, line.file): line for line in contestants}
    times, memory = [], []
    for task in TASKS:
        traced = lines.get((task.name, task.contestant))
        other = lines.get((task.name, task.against))
        if traced is None or other is None:
            continue
        value = ratio(traced.running, other.running)
        times.append(Bar(task.name, f"time of {traced.name} / {other.name}", task.bar, value))
        if not task.only:
            what = "peak memory above the columns' own bytes, as a share of them"
            memory.append(Bar(f"{task.name} memory", what, MEMORY, traced.overhead))
    return [*times, *memory]
