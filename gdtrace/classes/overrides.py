"""Manual marks: ``overrides.csv`` in the folder of a class run, which gdtrace reads only.

Whoever grades writes it: ``student,exercise,score,reason``. It is read anew in every run, so that
manual marks survive whatever is marked again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from attrs import evolve, frozen

from gdtrace.classes.assignment import Assignment
from gdtrace.classes.files import OVERRIDES
from gdtrace.classes.marks import Graded, Mark
from gdtrace.errors import GdtraceError, nearest
from gdtrace.grading.report_page import points

COLUMNS = ("student", "exercise", "score", "reason")


class OverridesError(GdtraceError, ValueError):
    """Manual marks that cannot be meant: one line per fault, each with its row."""


@frozen(kw_only=True)
class Override:
    """The score that somebody gave by hand.

    Parameters
    ----------
    student, exercise : str
    score : float
    reason : str
    """

    student: str
    exercise: str
    score: float
    reason: str


Overrides = Mapping[tuple[str, str], Override]
"""The manual marks, by student and exercise."""

NONE: Overrides = MappingProxyType({})
"""No manual marks."""

_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)


def read_overrides(
    folder: Path, students: Collection[str], assignment: Assignment
) -> dict[tuple[str, str], Override]:
    """Return the manual marks of a class run; none without the file.

    Parameters
    ----------
    folder : Path
        Where the results of the class run go.
    students : collection of str
        Everybody who handed something in.
    assignment : Assignment

    Raises
    ------
    OverridesError
        If a row names a student or an exercise that is not there, gives a score that is none, or
        says again what another row says.
    """
    file = folder / OVERRIDES
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise OverridesError(
            f"{file}: is not UTF-8 at byte {error.start}; save it as such"
        ) from None
    except OSError as error:
        raise OverridesError(f"{file}: cannot be read: {error.strerror}") from None
    return parse_overrides(text, students, assignment, source=str(file))


def parse_overrides(
    text: str, students: Collection[str], assignment: Assignment, *, source: str = OVERRIDES
) -> dict[tuple[str, str], Override]:
    """Return the manual marks that a text holds; ``source`` heads the faults."""
    rows = _rows(text, source)
    found: dict[tuple[str, str], Override] = {}
    faults: list[str] = []
    for number, cells in rows:
        wrong = list(_faults(cells, students, assignment))
        place = (cells["student"], cells["exercise"])
        if place in found:
            wrong.append(f"{' in '.join(place)} has a row already; leave one of them out")
        faults += [f"row {number}: {fault}" for fault in wrong]
        if not wrong:
            score = float(cells["score"])
            found[place] = Override(
                student=place[0], exercise=place[1], score=score, reason=cells["reason"]
            )
    if faults:
        raise OverridesError("\n".join([f"{source}: {len(faults)} wrong", *faults]))
    return found


def _rows(text: str, source: str) -> list[tuple[int, dict[str, str]]]:
    """Return the rows that say something, with their numbers as a spreadsheet counts them."""
    lines = text.splitlines()
    head = lines[0] if lines else ""
    separator = ";" if ";" in head and "," not in head else ","
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise OverridesError(f"{source}: is not a table with commas: {error}") from None
    if not table:
        return []
    names = [name.strip().lower() for name in table[0]]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise OverridesError(
            f"{source}: has no column {' and no column '.join(missing)}; its first row must be "
            f"{','.join(COLUMNS)}"
        )
    return [
        (number, _cells(names, row))
        for number, row in enumerate(table[1:], 2)
        if any(cell.strip() for cell in row)
    ]


def _cells(names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    filled = [*row, *[""] * (len(names) - len(row))]
    return {name: cell.strip() for name, cell in zip(names, filled, strict=False)}


def _faults(
    cells: Mapping[str, str], students: Collection[str], assignment: Assignment
) -> Iterator[str]:
    yield from _unknown("student", cells["student"], students)
    yield from _unknown("exercise", cells["exercise"], assignment.ids)
    most = {each.id: each.points for each in assignment.exercises}.get(cells["exercise"])
    yield from _score_faults(cells["score"], most)
    if not cells["reason"]:
        yield "has no reason; write one, the student reads it"


def _unknown(kind: str, name: str, known: Collection[str]) -> Iterator[str]:
    if name in known:
        return
    close = nearest(name, known)
    way_out = f"; did you mean {' or '.join(close)}?" if close else ""
    yield f"no {kind} is called {name!r}{way_out}" if name else f"names no {kind}"


def _score_faults(text: str, most: float | None) -> Iterator[str]:
    if not _NUMBER.fullmatch(text):
        point = text.replace(",", ".")
        way_out = f"; write {point}" if _NUMBER.fullmatch(point) else ""
        yield f"score must be a number from 0 on, such as 7.5, got {text!r}{way_out}"
    elif most is not None and float(text) > most:
        yield f"score must be at most {points(most)}, the points of the exercise, got {text!r}"


def override_of(mark: Mark, overrides: Overrides) -> Override | None:
    """Return what somebody gave by hand instead of a mark, if anybody did."""
    return overrides.get((mark.student, mark.exercise))


def final_score(mark: Mark, overrides: Overrides) -> float | None:
    """Return the score that counts: the manual one, else the automatic one, which may be blank."""
    given = override_of(mark, overrides)
    return mark.score if given is None else given.score


def total(graded: Graded, overrides: Overrides) -> float | None:
    """Return a student's points with the manual marks; None while one is blank."""
    return counted(graded, overrides).score


def counted(graded: Graded, overrides: Overrides) -> Graded:
    """Return what a student got with the manual marks for the automatic ones."""
    marks = tuple(evolve(each, score=final_score(each, overrides)) for each in graded.marks)
    return evolve(graded, marks=marks)
