"""One source: every function that answers an exercise is judged, or why it could not be run."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Protocol

from attrs import evolve

from gdtrace.errors import OptionError
from gdtrace.grading.answers import Runner
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.judging import Origin
from gdtrace.grading.probes import probes
from gdtrace.grading.report import FileReport, Finding, Report
from gdtrace.grading.submissions import Siblings, Text
from gdtrace.grading.whole_file import Sets, judged_file
from gdtrace.intake import notebooks
from gdtrace.sandbox.claims import Failure, Loaded


class Loading(Runner, Protocol):
    """A runner that takes a source."""

    def is_starting(self) -> bool:
        """Say whether there is time for something else before it can load anything."""

    def load(
        self,
        source: str,
        name: str,
        *,
        siblings: Siblings | None = None,
        forgive: Collection[str] = ("timeout",),
    ) -> Loaded | Failure:
        """Run a source; return its functions, or why it could not be run."""


def check_source(
    child: Loading,
    source: str,
    name: str,
    *,
    exercises: Sequence[Exercise],
    among: Sequence[Exercise] = (),
    siblings: Siblings | None = None,
    every: bool = False,
    seed: int = 0,
    sets: Sets | None = None,
    hints: int = 1,
) -> FileReport:
    """Check the functions of a source in a process that is there already.

    Parameters
    ----------
    child : Loading
        A process that has loaded nothing yet.
    source, name : str
        The text of the file, and what it is called.
    exercises : sequence of Exercise
        Those whose functions are looked for.
    among : sequence of Exercise
        All exercises, where this file answers some and imports functions that answer others: what
        follows from a wrong one of those is no mistake of its own.
    siblings : mapping of str to pair of str
        The files that this one may import, by that name: name of the file and source.
    every : bool
        Whether there is to be a report for each of the exercises, in their order. One whose
        function is missing has no points. Otherwise only those that were found are reported.
    seed, hints : int
        As in ``check``.
    sets : mapping of str to sequence of Probe
        The sets of inputs of all exercises, from ``sets_of``, where many sources are checked.
    """
    origin = origin_of(source, name, seed, hints)
    known = among or exercises
    # What is right is read before anything of the submission runs.
    sets = sets or sets_of([each for each in known if each.function in source], origin.seed)
    _prepare(child, sets)
    loaded = child.load(source, name, siblings=siblings, forgive=_forgiven(name))
    if isinstance(loaded, Failure):
        return _unloadable(loaded, origin, child, exercises if every else ())
    # A function may have got its name in a way that does not spell it.
    late = [each for each in known if each.function in loaded.functions and each.id not in sets]
    sets = {**sets, **sets_of(late, origin.seed)}
    text = Text(source, tuple(each.function for each in known))
    whole = judged_file(known, child, loaded, origin, sets, text)
    own = {each.id for each in exercises}
    found = evolve(whole, reports=tuple(each for each in whole.reports if each.exercise in own))
    found = _with_missing(found, exercises, child, loaded, origin) if every else found
    if not origin.notebook:
        return found
    return evolve(found, reports=tuple(_with_cells(each, origin) for each in found.reports))


def _prepare(child: Loading, sets: Sets) -> None:
    """Import what wrong functions need, and begin with them while there is nothing else to do."""
    # Before anything of the submission runs: where it may write files, it could write modules.
    from gdtrace.grading.wrong import prepare

    for own in sets.values():
        if child.is_starting():
            # What fails here fails again where it is needed, for a wrong function only.
            with suppress(Exception):
                prepare(own)


def _with_cells(report: Report, origin: Origin) -> Report:
    found = report.finding
    return report if found is None else evolve(report, finding=_in_cells(found, origin))


def _in_cells(found: Finding, origin: Origin) -> Finding:
    """Say of every line that a finding names in which cell of a notebook it is."""
    cells = origin.cells([*(each.number for each in found.lines), *found.named])
    return evolve(found, where=(*found.where, *cells))


def _forgiven(name: str) -> tuple[str, ...]:
    """Return which failures of a file do not keep its functions from being judged.

    A notebook is a place to try things; cells that fail are no fault of the functions.
    """
    return ("timeout", "exception") if name.endswith(notebooks.ENDING) else ("timeout",)


def origin_of(source: str, name: str, seed: int, hints: int) -> Origin:
    """Return what every report about a source says of it."""
    return Origin(
        file=name,
        sha256=hashlib.sha256(source.encode()).hexdigest(),
        seed=seed_of(seed),
        hints=level_of(hints),
        notebook=source if name.endswith(notebooks.ENDING) else "",
    )


def sets_of(exercises: Sequence[Exercise], seed: int) -> Sets:
    """Return the sets of inputs of exercises, with all that is right."""
    return {each.id: probes(each, seed) for each in exercises}


def _with_missing(
    report: FileReport,
    exercises: Sequence[Exercise],
    runner: Runner,
    loaded: Loaded,
    origin: Origin,
) -> FileReport:
    """Add a report for every function that is not there."""
    found = {each.exercise: each for each in report.reports}
    reports = [found.get(each.id) or _missed(each, runner, loaded, origin) for each in exercises]
    # A file with no function of the exercises has reports now that say so.
    return evolve(report, reports=tuple(reports), failure=None)


def _missed(exercise: Exercise, runner: Runner, loaded: Loaded, origin: Origin) -> Report:
    from gdtrace.grading.not_run import missed

    return missed(exercise, runner, loaded, origin)


def _unloadable(
    failure: Failure, origin: Origin, runner: Runner, exercises: Sequence[Exercise]
) -> FileReport:
    from gdtrace.grading.not_run import load_finding, not_run

    found = _in_cells(load_finding(failure), origin)
    return FileReport(
        file=origin.file,
        sha256=origin.sha256,
        seed=origin.seed,
        isolation=runner.isolation,
        reports=tuple(not_run(each, origin, runner, found) for each in exercises),
        hints=origin.hints,
        failure=found,
    )


def seed_of(seed: object) -> int:
    """Return the seed, if it is one."""
    if not isinstance(seed, int) or seed < 0:
        raise OptionError(f"seed must be a whole number from 0 on, got {seed!r}")
    return seed


def level_of(hints: int) -> int:
    """Return the level of hints, if it is one."""
    if hints not in (0, 1, 2, 3):
        raise OptionError(f"hints must be 0, 1, 2 or 3, got {hints!r}")
    return hints
