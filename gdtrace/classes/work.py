"""Marking what one student has handed in: every file in a child of its own.

Nothing here knows the student: the same sources give the same work, whoever handed them in.
"""

from __future__ import annotations

import traceback
from collections.abc import Collection, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from gdtrace.classes.assignment import Assigned, Assignment
from gdtrace.errors import MOST_LISTED
from gdtrace.grading.not_checked import OURS, what_failed
from gdtrace.grading.one_source import check_source
from gdtrace.grading.report import (
    ERROR,
    GRADER,
    NOT_RUN,
    FileReport,
    Finding,
    Report,
    not_run_words,
)
from gdtrace.grading.scaling import scaled
from gdtrace.grading.submissions import Siblings, siblings
from gdtrace.intake.choosing import ending, file_for
from gdtrace.intake.records import SourceFile, Submission
from gdtrace.sandbox.claims import Arguments, Failure, Loaded, Returned

if TYPE_CHECKING:
    from gdtrace.sandbox.child import Child
    from gdtrace.sandbox.sandbox import Sandbox

ALONE = "submission"
"""What a file that was handed in alone is called here: students call theirs as they like."""

KILLED = "SIGKILL"


@frozen(kw_only=True)
class Work:
    """What marking the sources of one submission gave.

    Parameters
    ----------
    reports : tuple of Report
        One for each exercise of the assignment, in its order, with the points that it has there.
    notes : tuple of str
        What is to be said about the submission as a whole.
    seconds : float
    trace : str
        Where gdtrace itself failed: what a programmer wants to see of it.
    """

    reports: tuple[Report, ...]
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    trace: str = ""

    @property
    def blank(self) -> bool:
        """Whether there is a report without a score."""
        return any(each.status == ERROR for each in self.reports)


@frozen
class _Place:
    """A file, and the exercises whose functions it is to be searched for."""

    file: SourceFile
    exercises: tuple[Assigned, ...]
    siblings: Siblings = field(factory=dict)


def worked(sandbox: Sandbox, assignment: Assignment, files: Sequence[SourceFile]) -> Work:
    """Mark the files of one submission.

    Parameters
    ----------
    sandbox : Sandbox
        Where they run.
    assignment : Assignment
    files : sequence of SourceFile
        At least one.
    """
    start = monotonic()
    found: dict[str, Report] = {}
    notes: list[str] = []
    trace = ""
    for place in _places(assignment, files):
        try:
            file = _checked(sandbox, assignment, place, start + assignment.limits.submission)
        except Exception as error:
            trace += traceback.format_exc()
            found |= {each.id: failed(each, what_failed(error)) for each in place.exercises}
            continue
        found |= {each.exercise: each for each in file.reports}
        notes += file.notes
    reports = tuple(_settled(each, found, files, assignment) for each in assignment.exercises)
    return Work(reports=reports, notes=tuple(notes), seconds=monotonic() - start, trace=trace)


def _places(assignment: Assignment, files: Sequence[SourceFile]) -> list[_Place]:
    """Return which file is searched for which exercises; a file alone for all of them."""
    if len(files) == 1:
        name = f"{ALONE}{ending(files[0].name)}"
        return [_Place(evolve(files[0], name=name), assignment.exercises)]
    whole = Submission("", tuple(files))
    by_file: dict[str, list[Assigned]] = {}
    for each in assignment.exercises:
        file = file_for(whole, each.exercise.function)
        if file is not None:
            by_file.setdefault(file.name, []).append(each)
    return [
        _Place(each, tuple(by_file[each.name]), siblings(whole, each))
        for each in files
        if each.name in by_file
    ]


@frozen
class _Witness:
    """A child, with a note of every failure that was none of the submission's."""

    child: Child
    failures: list[Failure] = field(factory=list)

    @property
    def isolation(self) -> str:
        return self.child.isolation

    @property
    def loaded(self) -> Loaded | Failure:
        return self.child.loaded

    def is_starting(self) -> bool:
        return self.child.is_starting()

    def load(
        self,
        source: str,
        name: str,
        *,
        siblings: Siblings | None = None,
        forgive: Collection[str] = ("timeout",),
    ) -> Loaded | Failure:
        loaded = self.child.load(source, name, siblings=siblings, forgive=forgive)
        self._note([loaded])
        return loaded

    def calls(
        self,
        function: str | Sequence[str],
        arguments: Sequence[Arguments],
        *,
        observe: bool = False,
    ) -> list[Returned | Failure]:
        results = self.child.calls(function, arguments, observe=observe)
        self._note(results)
        return results

    def apart(self) -> _Witness:
        return _Witness(self.child.apart(), self.failures)

    def close(self) -> None:
        self.child.close()

    def _note(self, results: Sequence[object]) -> None:
        self.failures.extend(
            each
            for each in results
            if isinstance(each, Failure) and (each.kind in GRADER or KILLED in each.type)
        )


def _checked(sandbox: Sandbox, assignment: Assignment, place: _Place, until: float) -> FileReport:
    report, failures = _once(sandbox, assignment, place, until)
    killed = failures and all(each.kind not in GRADER for each in failures)
    if killed and monotonic() < until:
        # Something outside may have killed the child. If it was the submission, it does it again.
        report, failures = _once(sandbox, assignment, place, until)
    ours = next((each for each in failures if each.kind in GRADER), None)
    if ours is None:
        return report
    what = ours.message or ours.kind
    reports = tuple(failed(each, what) for each in place.exercises)
    return evolve(report, reports=reports, notes=())


def _once(
    sandbox: Sandbox, assignment: Assignment, place: _Place, until: float
) -> tuple[FileReport, list[Failure]]:
    limits, left = assignment.limits, until - monotonic()
    with sandbox.child(
        load_limit=limits.load, call_limit=limits.case, budget=max(left, limits.case)
    ) as child:
        witness = _Witness(child)
        report = check_source(
            witness,
            place.file.source,
            place.file.name,
            exercises=[each.exercise for each in place.exercises],
            among=[each.exercise for each in assignment.exercises],
            siblings=place.siblings,
            every=True,
            seed=assignment.seed,
            sets=assignment.sets,
            hints=assignment.hints,
        )
    return report, witness.failures


def _settled(
    each: Assigned, found: dict[str, Report], files: Sequence[SourceFile], assignment: Assignment
) -> Report:
    """Return the report on an exercise with the points, and without the secrets."""
    report = scaled(found.get(each.id) or _in_no_file(each, files, assignment), each.points)
    return evolve(report, seed=None) if assignment.secret else report


def _in_no_file(each: Assigned, files: Sequence[SourceFile], assignment: Assignment) -> Report:
    names = ", ".join(file.name for file in files[:MOST_LISTED])
    where = f"None of the files defines {each.exercise.function}: {names}."
    finding = Finding(kind="missing", where=(where,))
    return not_run(each, finding, hints=assignment.hints)


def not_run(each: Assigned, finding: Finding, *, hints: int) -> Report:
    """Return the report about an exercise for which nothing could be run: no points."""
    return Report(
        exercise=each.id,
        function=each.exercise.function,
        file="",
        isolation="",
        status=NOT_RUN,
        score=0.0,
        max_score=each.points,
        verdict=not_run_words(finding.kind),
        finding=finding,
        hints=hints,
    )


def failed(each: Assigned, what: str) -> Report:
    """Return the report about an exercise that gdtrace itself failed with: no score at all."""
    return Report(
        exercise=each.id,
        function=each.exercise.function,
        file="",
        isolation="",
        status=ERROR,
        score=None,
        max_score=each.points,
        verdict="the grader failed",
        finding=Finding(kind="error", where=(f"gdtrace failed with {what}.", OURS)),
    )
