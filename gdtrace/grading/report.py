"""Reports: everything the grader says about one function, or about a whole file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

if TYPE_CHECKING:
    from gdtrace.grading.evidence import Evidence
    from gdtrace.grading.lines import Line

PASSED, FAILED, NOT_RUN, ERROR = "passed", "failed", "not_run", "error"
"""What became of a function: right, wrong, could not be run, or the grader itself failed."""

GRADER = ("start", "error")
"""Kinds of findings that are no fault of the submission: the grader could not do its work."""

MISSING = "missing"
"""The kind of finding, and the verdict, where a function is not there."""

RIGHT, WRONG, SAME, FOLLOWS, NOT_JUDGED = "passed", "failed", "same", "follows", "not_judged"
"""Verdicts on one part: right, first wrong step, wrong in the same way, right with it, unknown."""


def not_run_words(kind: str) -> str:
    """Return the verdict on what could not be run, by the kind of finding."""
    if kind in GRADER:
        return "the grader failed"
    return MISSING if kind == MISSING else "could not be run"


@frozen(kw_only=True)
class Check:
    """The verdict on one part of an exercise.

    Parameters
    ----------
    title : str
        The part, with the student's own names.
    status : str
        ``passed``, ``failed``, ``same``, ``follows`` or ``not_judged``.
    verdict : str
        The same in words.
    score, max_score : float
        Points.
    symbol, key : str
        Of a wrong part: the wrong value, as a reader and as the program calls it.
    """

    title: str
    status: str
    verdict: str
    score: float
    max_score: float
    symbol: str = ""
    key: str = ""


@frozen(kw_only=True)
class Finding:
    """The one thing that is said about a wrong function, in levels.

    Parameters
    ----------
    kind : str
        misconception, unknown, shape, type, exception, timeout, nondeterminism, …
    where : tuple of str
        Sentences of level 1.
    lines : tuple of Line
        Lines of the submission, level 1.
    named : tuple of int
        Lines that are named in ``where`` beside those.
    look : str
        A question, level 1, where no line can be named.
    known : bool
        Whether a known mistake gives the numbers. If not, that is said on every level.
    compare : str
        An experiment, level 2.
    likely : tuple of str
        Sentences of level 3.
    ids, ambiguous_with : tuple of str
        The misconceptions that give the numbers, level 3.
    measured : str
        What runs on other sets of inputs have shown, level 3.
    idea : str
        Level 3.
    closing : str
        Said at the end on level 3.
    symbol, key : str
        The first wrong step, as a reader and as the program calls it.
    keys : tuple of str
        Everything that may be wrong, as far as the numbers can tell.
    """

    kind: str
    where: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    named: tuple[int, ...] = ()
    look: str = ""
    compare: str = ""
    likely: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    ambiguous_with: tuple[str, ...] = ()
    measured: str = ""
    idea: str = ""
    closing: str = ""
    symbol: str = ""
    key: str = ""
    keys: tuple[str, ...] = ()


class _Shown:
    """Shows itself: as the page in a terminal, as the same page with tables in a notebook."""

    __slots__ = ()

    def __str__(self) -> str:
        return _page("report_text", self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_markdown_(self) -> str:
        return _page("report_markdown", self)


def _page(renderer: str, report: object) -> str:
    # Renderers lie above the records, so that one is asked for by its name.
    text: str = import_module(f"gdtrace.grading.{renderer}").render(report)
    return text.rstrip("\n")


@frozen(kw_only=True)
class Report(_Shown):
    """What the grader says about one function; ``str`` of it is the page.

    Parameters
    ----------
    exercise, function, file : str
        Which exercise, the student's function, and the file it came from.
    sha256 : str
        Of the file, empty without one.
    seed : int or None
        Of the sets of inputs; None where it is a secret.
    isolation : str
        How the submission was kept apart: ``L0`` not at all, ``L1`` in a process of its own.
    status : str
        ``passed``, ``failed``, ``not_run`` or ``error``.
    score, max_score : float or None
        Points; no score where the grader failed.
    verdict : str
        The whole in a few words: right, one wrong step.
    checks : tuple of Check
    finding : Finding or None
    summary : tuple of str
        Sentences about a right function.
    notes : tuple of str
        What costs no points.
    helped_by : tuple of str
        The student's own wrong functions with which this one is right.
    sets : str
        The sets of inputs, in words.
    hints : int
        How much is said: 0 verdicts, 1 where, 2 an experiment, 3 the likely mistake and the idea.
    evidence : Evidence or None
        A set of inputs that shows it to be wrong: for teaching staff, shown on no level.
    """

    exercise: str
    function: str
    file: str
    sha256: str = ""
    seed: int | None = 0
    isolation: str = "L0"
    status: str
    score: float | None
    max_score: float
    verdict: str
    checks: tuple[Check, ...] = ()
    finding: Finding | None = None
    summary: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    helped_by: tuple[str, ...] = ()
    sets: str = ""
    hints: int = 1
    evidence: Evidence | None = field(default=None, repr=False)


@frozen(kw_only=True)
class FileReport(_Shown):
    """What the grader says about a whole file: a report for each exercise's function in it.

    Parameters
    ----------
    file, sha256, seed, isolation, hints
        As in ``Report``.
    reports : tuple of Report
    notes : tuple of str
        What costs no points.
    sets : str
        The sets of inputs, in words.
    failure : Finding or None
        Why nothing could be checked.
    """

    file: str
    sha256: str = ""
    seed: int | None = 0
    isolation: str = "L0"
    reports: tuple[Report, ...] = ()
    notes: tuple[str, ...] = ()
    sets: str = ""
    hints: int = 1
    failure: Finding | None = field(default=None)

    @property
    def score(self) -> float | None:
        """The points of all functions; None if the grader failed."""
        if self.status == ERROR:
            return None
        scores = [each.score for each in self.reports]
        return None if None in scores else sum(each for each in scores if each is not None)

    @property
    def max_score(self) -> float:
        """The points that there are for the functions of the file."""
        return sum(each.max_score for each in self.reports)

    @property
    def status(self) -> str:
        """What became of the file: it is wrong, not ``not_run``, if any function could be run."""
        if self.failure is not None:
            return ERROR if self.failure.kind in GRADER else NOT_RUN
        found = {each.status for each in self.reports}
        if ERROR in found:
            return ERROR
        if found <= {PASSED}:
            return PASSED
        return NOT_RUN if found == {NOT_RUN} else FAILED
