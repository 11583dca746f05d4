"""Marks: what every student of a class got, exercise by exercise.

A mark is blank exactly if gdtrace or its sandbox failed. That is never 0 points.
"""

from __future__ import annotations

from attrs import frozen

from gdtrace.grading.report import ERROR, Report


@frozen(kw_only=True)
class Mark:
    """The score of one student in one exercise.

    Parameters
    ----------
    student, exercise : str
    score : float or None
        Points of the assignment; None exactly if ``status`` is ``error``.
    max_score : float
    status : str
        ``passed``, ``failed``, ``not_run`` or ``error``, as in ``Report``.
    first_wrong, misconception : str
        The symbol of the first wrong step, and the ids of the mistakes that give the numbers.
    isolation : str
        How the submission was kept apart, as in ``Report``; empty if nothing was run.
    report : Report
        With the points of the assignment.
    """

    student: str
    exercise: str
    score: float | None
    max_score: float
    status: str
    first_wrong: str = ""
    misconception: str = ""
    isolation: str = ""
    report: Report


@frozen(kw_only=True)
class Graded:
    """What became of the submission of one student.

    Parameters
    ----------
    student : str
    file : str
        The name of what was handed in.
    sha256 : str
        Of all its sources; empty if they could not be read.
    marks : tuple of Mark
        One for each exercise of the assignment, in its order.
    seconds : float
        How long marking took. It goes to a file of its own: results are the same in every run.
    notes : tuple of str
        What is to be said about the submission as a whole.
    """

    student: str
    file: str
    sha256: str = ""
    marks: tuple[Mark, ...]
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def score(self) -> float | None:
        """The points of all exercises; None if one of them is blank."""
        if any(each.score is None for each in self.marks):
            return None
        return sum(each.score for each in self.marks if each.score is not None)

    @property
    def max_score(self) -> float:
        """The points that there are."""
        return sum(each.max_score for each in self.marks)


def mark(student: str, report: Report) -> Mark:
    """Return the mark that a report gives.

    >>> from gdtrace.grading.report import Report
    >>> passed = Report(
    ...     exercise="error", function="error", file="a.py", status="passed", score=2.0,
    ...     max_score=2.0, verdict="right",
    ... )
    >>> mark("ada", passed).score
    2.0
    """
    finding = report.finding
    return Mark(
        student=student,
        exercise=report.exercise,
        score=None if report.status == ERROR else report.score,
        max_score=report.max_score,
        status=report.status,
        first_wrong=finding.symbol if finding is not None else "",
        misconception=" + ".join(finding.ids) if finding is not None else "",
        isolation=report.isolation,
        report=report,
    )
