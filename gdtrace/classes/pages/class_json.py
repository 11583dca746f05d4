"""A class as plain data: what the page shows, for programs."""

from __future__ import annotations

from typing import Any

from gdtrace._version import __version__
from gdtrace.classes.pages.overview import Cell, Overview, Reason, Student
from gdtrace.grading.report import ERROR
from gdtrace.grading.report_json import number, written

SCHEMA = "gdtrace/class/v1"


def class_json(found: Overview) -> str:
    """Return what is known about a class as JSON."""
    return written(_class(found))


def _class(found: Overview) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "gdtrace": __version__,
        "title": found.assignment.title,
        "max_score": number(found.assignment.max_score),
        "exercises": [
            {
                "id": each.id,
                "title": each.title,
                "max_score": number(each.points),
                "mean_score": number(each.mean),
                **each.counts,
            }
            for each in found.columns
        ],
        "students": [_student(each) for each in found.students],
        "misconceptions": [
            {
                "id": each.id,
                "title": each.title,
                "count": len(each.students),
                "exercises": each.exercises,
                "students": list(each.students),
                "ambiguous_with": list(each.alike),
            }
            for each in found.mistakes
        ],
        "first_wrong": [
            {
                "exercise": each.exercise,
                "symbol": each.symbol,
                "count": len(each.students),
                "unknown": each.unknown,
                "students": list(each.students),
            }
            for each in found.steps
        ],
        "not_run": [_reason(each) for each in found.not_run],
        "blank": [_reason(each) for each in found.blank],
        "slowest": [
            {"student": student, "seconds": round(seconds, 3)} for student, seconds in found.slowest
        ],
        "common": [each.id for each in found.common],
    }


def _student(student: Student) -> dict[str, Any]:
    return {
        "student": student.name,
        "file": student.file,
        "score": number(student.score),
        "max_score": number(student.max_score),
        "notes": list(student.notes),
        "marks": [_mark(each) for each in student.cells],
    }


def _mark(cell: Cell) -> dict[str, Any]:
    return {
        "exercise": cell.exercise,
        "status": cell.status,
        "score": number(cell.score),
        "max_score": number(cell.max_score),
        "automatic_score": None if cell.status == ERROR else number(cell.automatic),
        "reason": cell.manual.reason if cell.manual else None,
        "first_wrong": cell.first_wrong or None,
        "misconception": cell.misconception or None,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    students = [
        {"student": student, "exercises": list(exercises)}
        for student, exercises in reason.exercises.items()
    ]
    return {"why": reason.why, "count": len(students), "students": students}
