"""From works to marks: what every student gets for what was handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from gdtrace.classes.assignment import Assignment
from gdtrace.classes.journal import Identity, key, sha256
from gdtrace.classes.marks import Graded, mark
from gdtrace.classes.work import Work, failed, not_run
from gdtrace.grading.report import Finding, Report
from gdtrace.intake.records import SourceFile

if TYPE_CHECKING:
    from gdtrace.intake.records import Entry

UNSTEADY = (
    "Marked again, this submission got another result; the first one counts. It may use random "
    "numbers, or take just as long as it may."
)


@frozen
class HandedIn:
    """What one student has handed in, with the key of its result; no key if it cannot be read."""

    entry: Entry
    sources: tuple[SourceFile, ...] = ()
    key: str = ""


def handed_in(entries: Sequence[Entry], identity: Identity) -> list[HandedIn]:
    """Return what students have handed in, by student; like sources have the same key."""
    found = []
    for entry in sorted(entries, key=lambda each: each.student):
        if entry.submission is None:
            found.append(HandedIn(entry))
            continue
        sources = tuple(SourceFile(each.name, each.source) for each in entry.submission.files)
        found.append(HandedIn(entry, sources, key(sources, identity)))
    return found


def results(
    handed: Sequence[HandedIn],
    works: Mapping[str, Work],
    unsteady: set[str],
    assignment: Assignment,
) -> list[Graded]:
    """Return what every student gets.

    Parameters
    ----------
    handed : sequence of HandedIn
    works : mapping of key to Work
        One for every key.
    unsteady : set of keys
        Those with another result when they were marked again.
    assignment : Assignment
    """
    return [
        _result(each, works[each.key], each.key in unsteady)
        if each.key
        else _unread(each.entry, assignment)
        for each in handed
    ]


def _result(handed: HandedIn, work: Work, unsteady: bool) -> Graded:
    submission = handed.entry.submission
    assert submission is not None
    alone = submission.files[0].name if len(submission.files) == 1 else ""
    reports = [_named(each, alone, submission.name) for each in work.reports]
    return Graded(
        student=handed.entry.student,
        file=submission.name,
        sha256=sha256(handed.sources),
        marks=tuple(mark(handed.entry.student, each) for each in reports),
        seconds=work.seconds,
        notes=(*submission.notes, *work.notes, *([UNSTEADY] if unsteady else [])),
    )


def _named(report: Report, alone: str, name: str) -> Report:
    """Call the file as its student does: like sources were marked once, whatever their names."""
    return evolve(report, file=(alone if report.file else "") or report.file or name)


def _unread(entry: Entry, assignment: Assignment) -> Graded:
    """Return no points, and why; a blank where it is this machine that cannot read."""
    finding = Finding(kind="unreadable", where=(f"{entry.fault}.",))
    reports = [
        failed(each, entry.fault) if entry.ours else not_run(each, finding, hints=assignment.hints)
        for each in assignment.exercises
    ]
    return Graded(
        student=entry.student,
        file="",
        marks=tuple(mark(entry.student, each) for each in reports),
    )
