"""gdtrace as a user calls it: every value recorded."""

import gdtrace
from benchmarks.arrays import Outcome, Run
from gdtrace.problems import Problem

NAME = "gdtrace.train"
RECORDS = "everything"
SCALABLE = False


def missing() -> str:
    """Return nothing: gdtrace is always there."""
    return ""


def make(problem: Problem, iterations: int) -> Run:
    """Get nothing ready: deriving the equations and making the program is part of the call."""
    return traced(problem, iterations, "auto")


def traced(problem: Problem, iterations: int, engine: str) -> Run:
    """Return the call of one engine."""
    # As a user calls it; the problem itself says how many iterations there are.
    chosen = None if iterations == problem.training.iterations else iterations

    def run() -> Outcome:
        trace = gdtrace.train(problem, engine=engine, iterations=chosen)
        return Outcome({key: trace.after[key] for key in trace.program.carry}, trace)

    return run
