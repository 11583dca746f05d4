"""A student's ``report.json`` read again: every wrong verdict, with the numbers that show it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, fields, frozen

from gdtrace.classes.pages.student_files import NAME, SCHEMA
from gdtrace.errors import GdtraceError, unknown
from gdtrace.grading.evidence import Evidence
from gdtrace.grading.report import PASSED
from gdtrace.grading.visible import cleaned, visible

HINTS = ("Where", "Compare", "Likely")
"""What the three levels of hints are called."""


class ReplayError(GdtraceError, ValueError):
    """A file that is no report of a class run."""


@frozen(kw_only=True)
class Replayed:
    """What a report keeps of one exercise.

    Parameters
    ----------
    exercise, function, status, verdict : str
    score, automatic, max_score : float or None
        The score that counts, and the one of gdtrace; None where there is none.
    reason : str
        Why it was marked by hand, if it was.
    checks : tuple of tuple of str
        A row for every part of the exercise: its title, its verdict, its points.
    lines : tuple of str
        The lines of the submission that are named.
    hints : tuple of str
        What the levels say; empty where one says nothing.
    origin : str
        Which file was run, how, with which sets of inputs.
    evidence : Evidence or None
    """

    exercise: str
    function: str
    status: str
    verdict: str
    score: float | None
    automatic: float | None
    max_score: float
    reason: str
    checks: tuple[tuple[str, str, str], ...]
    lines: tuple[str, ...]
    hints: tuple[str, ...]
    origin: str
    evidence: Evidence | None = field(default=None, repr=False)


@frozen(kw_only=True)
class StudentReport:
    """What a ``report.json`` keeps of one student."""

    student: str
    marks: tuple[Replayed, ...]


def load_report(path: Path) -> StudentReport:
    """Read a student's ``report.json``, or the one in a student's folder.

    Raises
    ------
    ReplayError
        If there is none, or if it is not what gdtrace has written.
    """
    file = path / NAME if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ReplayError(f"{file}: there is no such file{_way_out(path)}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ReplayError(f"{file}: cannot be read: {error}") from None
    return parse_report(text, source=str(file))


def _way_out(path: Path) -> str:
    folder = path if path.is_dir() else path.parent
    near = sorted(each.parent.name for each in folder.glob(f"*/{NAME}"))[:3]
    if near:
        return f"; name a student's folder in {folder}, such as {folder / near[0]}"
    return "; gdtrace grade writes one for every student: OUT/STUDENT/report.json"


def parse_report(text: str, *, source: str = NAME) -> StudentReport:
    """Return what a text keeps of a student; ``source`` heads the faults."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ReplayError(f"{source}: is not JSON: {error}") from None
    schema = found.get("schema") if isinstance(found, dict) else None
    if schema != SCHEMA:
        raise ReplayError(
            f"{source}: is not a student's report of gdtrace grade, whose schema is {SCHEMA}"
        )
    try:
        marks = tuple(_mark(each) for each in found["marks"])
        return StudentReport(student=visible(found["student"]), marks=marks)
    except Exception as error:
        # Whatever somebody has changed in the file: it cannot be shown.
        kind = type(error).__name__
        raise ReplayError(f"{source}: is not as gdtrace has written it ({kind}: {error})") from None


def _mark(mark: Mapping[str, Any]) -> Replayed:
    report = mark["report"]
    finding = next(iter(report["findings"]), None)
    hints = finding["hint"] if finding else []
    lines = finding["evidence"]["lines"] if finding else []
    return Replayed(
        exercise=visible(mark["exercise"]),
        function=visible(report["function"]),
        status=visible(mark["status"]),
        verdict=visible(report["verdict"]),
        score=_number(mark["score"]),
        automatic=_number(mark["automatic_score"]),
        max_score=float(mark["max_score"]),
        reason=visible(mark["reason"] or ""),
        checks=tuple(_check(each) for each in report["checks"]),
        lines=tuple(f"line {int(each['line'])}: {visible(each['text'])}" for each in lines),
        hints=tuple(_lines(each or "") for each in hints),
        origin=_origin(report),
        evidence=_evidence(finding["evidence"]) if finding else None,
    )


def _lines(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _check(check: Mapping[str, Any]) -> tuple[str, str, str]:
    score = f"{float(check['score']):g} of {float(check['max_score']):g}"
    return visible(check["title"]), visible(check["verdict"]), score


def _origin(report: Mapping[str, Any]) -> str:
    said = [visible(report["submission"]["name"])]
    seed = "" if report["seed"] is None else f" from seed {int(report['seed'])}"
    said += [f"{visible(report['sets'])}{seed}"] if report["sets"] else []
    said += [f"isolation {visible(report['isolation'])}"] if report["isolation"] else []
    return ", ".join(said)


def _evidence(found: Mapping[str, Any]) -> Evidence | None:
    from gdtrace.grading.report_store import converter

    if "arguments" not in found:
        return None
    kept = {each.name: found[each.name] for each in fields(Evidence)}
    return cleaned(converter().structure(kept, Evidence))


def chosen(report: StudentReport, exercise: str) -> Sequence[Replayed]:
    """Return what is wrong in a report; of one exercise, if it is named, in any case.

    Raises
    ------
    UnknownNameError
        If no exercise of the report is called so.
    """
    if not exercise:
        return [each for each in report.marks if each.status != PASSED]
    found = [each for each in report.marks if each.exercise == exercise]
    if not found:
        raise unknown("exercise", exercise, _ids(report))
    return found


def _ids(report: StudentReport) -> Iterator[str]:
    return (each.exercise for each in report.marks)
