"""gdtrace with the engine that numba compiles."""

from time import process_time
from typing import Any

from attrs import evolve

from benchmarks.arrays import Outcome, Run
from benchmarks.peers import not_installed
from benchmarks.peers.gdtrace_auto import traced
from gdtrace.problems import Problem

NAME = 'gdtrace.train(engine="numba")'
RECORDS = "everything"
SCALABLE = False


def missing() -> str:
    """Return why there is no such engine here, or nothing."""
    return not_installed("numba")


def make(problem: Problem, iterations: int) -> Run:
    """Get nothing ready: compiling is part of the call, and told apart."""
    from numba.core import event

    train = traced(problem, iterations, "numba")

    def run() -> Outcome:
        clock = _clock(event)
        with event.install_listener("numba:compile", clock):
            outcome = train()
        return evolve(outcome, compiling=clock.spent)

    return run


def _clock(event: Any) -> Any:
    """Return a listener that adds up the CPU time of compiling."""

    class Clock(event.Listener):  # type: ignore[misc]
        """Compiling a function may compile another one: only the outermost counts."""

        def __init__(self) -> None:
            self.spent, self.depth, self.start = 0.0, 0, 0.0

        def on_start(self, _: Any) -> None:
            self.start = self.start if self.depth else process_time()
            self.depth += 1

        def on_end(self, _: Any) -> None:
            self.depth -= 1
            self.spent += 0.0 if self.depth else process_time() - self.start

    return Clock()
