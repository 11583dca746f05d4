"""Reports about what could not be run: a file that does not load, a function that is not there."""

from __future__ import annotations

from attrs import evolve

from gdtrace.errors import MOST_LISTED, nearest
from gdtrace.grading.answers import Runner
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.failures import failure_finding
from gdtrace.grading.judging import Origin
from gdtrace.grading.report import ERROR, GRADER, NOT_RUN, Finding, Report, not_run_words
from gdtrace.sandbox.claims import Failure, Loaded


def load_finding(failure: Failure) -> Finding:
    """Return why a file could not be run."""
    found = failure_finding([failure], 1, "The file")
    if failure.kind in GRADER:
        return evolve(found, where=(f"The grader failed: {failure.message}.",))
    return found


def not_run(asked: Exercise, origin: Origin, runner: Runner, found: Finding) -> Report:
    """Return the report about an exercise whose function could not be run."""
    failed = found.kind in GRADER
    return Report(
        exercise=asked.id,
        function=asked.function,
        file=origin.file,
        sha256=origin.sha256,
        seed=origin.seed,
        isolation=runner.isolation,
        status=ERROR if failed else NOT_RUN,
        score=None if failed else 0.0,
        max_score=asked.points,
        verdict=not_run_words(found.kind),
        finding=found,
        hints=origin.hints,
    )


def missed(asked: Exercise, runner: Runner, loaded: Loaded, origin: Origin) -> Report:
    """Return the report about an exercise whose function the file does not define."""
    return not_run(asked, origin, runner, Finding(kind="missing", where=(_missing(asked, loaded),)))


def _missing(asked: Exercise, loaded: Loaded) -> str:
    names = list(loaded.functions)
    close = nearest(asked.function, names, limit=1)
    if close:
        return f"You defined {close[0]}; this exercise looks for {asked.function}."
    defined = f"defines {', '.join(names[:MOST_LISTED])}" if names else "defines no function"
    return f"The file {defined}; this exercise looks for {asked.function}."
