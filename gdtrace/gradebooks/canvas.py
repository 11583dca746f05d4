"""Canvas: fills a column of the gradebook that Canvas exports, and changes nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from attrs import frozen

from gdtrace.classes.gradebook import number
from gdtrace.errors import OptionError, nearest, unknown
from gdtrace.gradebooks.ours import Total
from gdtrace.gradebooks.raw_csv import Row, delimiter_of, rows, text_of
from gdtrace.grading.report_page import points
from gdtrace.intake.people import canvas_number

NAME = "Student"
LOGIN, USER, ID = "SIS Login ID", "SIS User ID", "ID"
IDENTITY = (LOGIN, USER, ID, NAME)
"""Columns by which students may be known, in the order in which they are tried."""

HEAD = (NAME, ID)
"""Every export of Canvas has these columns."""

OTHER_COLUMNS = (*IDENTITY, "Section", "Integration ID", "Root Account")

_COMPUTED = re.compile(r"\b(current|final) (score|points|grade)\b", re.IGNORECASE)
"""Columns that Canvas works out by itself, and ignores when a file is imported."""

TEST_STUDENT = "student, test"
MOST_POSSIBLE = "points possible"
MANUAL = "manual posting"


@frozen(kw_only=True)
class Filled:
    """An export with a column filled, and what is to be said about it.

    Parameters
    ----------
    text : str
        The whole file.
    known_by : str
        The column by which students were found.
    count : int
        How many scores were written.
    blank : tuple of str
        Students whose cell is empty because there is no score.
    strangers : tuple of str
        Students of the gradebook who are not in the export.
    absent : tuple of str
        Students of the export who are not in the gradebook; their cells are as they were.
    possible : str
        What is wrong with the points of the assignment; empty if nothing.
    """

    text: str
    known_by: str
    count: int
    blank: tuple[str, ...]
    strangers: tuple[str, ...]
    absent: tuple[str, ...]
    possible: str


def filled(text: str, totals: Sequence[Total], title: str, student_column: str = "") -> Filled:
    """Return a Canvas export with the totals of students in the column of an assignment.

    Parameters
    ----------
    text : str
        The export, with its byte-order mark if it has one.
    totals : sequence of Total
    title : str
        Of the column: ``Title (id)``; without the id if it is the only one of this name.
    student_column : str
        The column by which students are known; empty: the one that knows most of them.

    Raises
    ------
    OptionError
        If the text is no export of Canvas, or the column cannot be filled.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    delimiter = delimiter_of(text)
    whole = rows(text.removeprefix(mark), delimiter)
    head = [whole[0].value(place).strip() for place in range(len(whole[0].cells))] if whole else []
    if not set(HEAD) <= set(head):
        raise OptionError(
            f"it is no gradebook of Canvas: the first line lacks {' or '.join(HEAD)}. In Canvas, "
            "Grades, Export gives one"
        )
    column = head.index(_column(title, head))
    people = {
        place: row for place, row in enumerate(whole) if place and _is_student(row, head, whole)
    }
    known_by = _known_by(student_column, head, people, totals)
    by_key = _keys(people, head.index(known_by), known_by)
    found = {each.student: by_key.get(_key(each.student, known_by)) for each in totals}
    _check_one_each(found)
    for each in totals:
        place = found[each.student]
        if place is not None:
            score = "" if each.score is None else number(each.score)
            whole[place] = whole[place].changed(column, score)
    present = {place for place in found.values() if place is not None}
    name = head.index(NAME)
    return Filled(
        text=mark + text_of(whole, delimiter),
        known_by=known_by,
        count=sum(each.score is not None and found[each.student] is not None for each in totals),
        blank=tuple(
            each.student
            for each in totals
            if each.score is None and found[each.student] is not None
        ),
        strangers=tuple(each.student for each in totals if found[each.student] is None),
        absent=tuple(row.value(name) for place, row in people.items() if place not in present),
        possible=_possible(whole, column, totals),
    )


def _column(title: str, head: Sequence[str]) -> str:
    """Return the column that is meant; refuse those that Canvas does not import."""
    wanted = title.strip()
    if _COMPUTED.search(wanted) or wanted in OTHER_COLUMNS:
        raise OptionError(
            f"--column {wanted!r}: Canvas takes no points in this column; name that of an "
            "assignment"
        )
    if wanted in head:
        if head.count(wanted) > 1:
            raise OptionError(f"--column {wanted!r}: there are several columns of this title")
        return wanted
    own = [each for each in head if re.fullmatch(rf"{re.escape(wanted)} \(\d+\)", each)]
    if len(own) == 1:
        return own[0]
    if own:
        raise OptionError(f"--column {wanted!r}: may be {' or '.join(own)}; write it with its id")
    assignments = [
        each for each in head if each not in OTHER_COLUMNS and not _COMPUTED.search(each)
    ]
    close = nearest(wanted, assignments, limit=1)
    way_out = f"did you mean {close[0]!r}?" if close else "make the assignment in Canvas first"
    raise OptionError(f"--column {wanted!r}: the export has no such column; {way_out}")


def _is_student(row: Row, head: Sequence[str], whole: Sequence[Row]) -> bool:
    """Say whether a row is that of a student, and no line of Canvas's own."""
    name = row.value(head.index(NAME)).strip().casefold()
    values = [row.value(place).strip() for place in range(len(row.cells))]
    if not any(values) or name in (MOST_POSSIBLE, TEST_STUDENT):
        return False
    return bool(name or row.value(head.index(ID)).strip())


def _known_by(
    wanted: str, head: Sequence[str], people: Mapping[int, Row], totals: Sequence[Total]
) -> str:
    if wanted:
        if wanted not in head:
            raise unknown("column", wanted, head)
        return wanted
    there = [name for name in IDENTITY if name in head]

    def known(name: str) -> int:
        keys = _keys(people, head.index(name), name)
        return sum(_key(each.student, name) in keys for each in totals)

    best = max(there, key=known)
    if not known(best):
        raise OptionError(
            f"no student of the gradebook is in the export, by {', '.join(there)}; for example "
            f"{totals[0].student!r}"
        )
    return best


def _keys(people: Mapping[int, Row], place: int, name: str) -> dict[str, int]:
    """Return the row of each student by what a column says, but for those who share it."""
    found: dict[str, list[int]] = {}
    for row, person in people.items():
        key = _key(person.value(place), name)
        if key:
            found.setdefault(key, []).append(row)
    return {key: own[0] for key, own in found.items() if len(own) == 1}


def _key(text: str, column: str) -> str:
    """Return how a student is compared: case does not count, nor which name comes first."""
    text = " ".join(text.split()).casefold()
    if column == NAME:
        last, comma, first = text.partition(", ")
        return f"{first} {last}" if comma else text
    return canvas_number(text) or text if column == ID else text


def _check_one_each(found: Mapping[str, int | None]) -> None:
    """Refuse a gradebook in which two names are one student of the export."""
    first: dict[int, str] = {}
    for student, place in found.items():
        if place is not None and first.setdefault(place, student) != student:
            raise OptionError(f"{first[place]!r} and {student!r} are one student there")


def _possible(whole: Sequence[Row], column: int, totals: Sequence[Total]) -> str:
    """Say whether the assignment has other points in Canvas than in the gradebook."""
    most = {each.max_score for each in totals}
    for row in whole[1:4]:
        if row.value(0).strip().casefold() == MOST_POSSIBLE:
            text = row.value(column).strip()
            try:
                same = any(abs(float(text) - each) < 1e-9 for each in most)
            except ValueError:
                return ""
            if not same:
                other = " or ".join(points(each) for each in sorted(most))
                return f"Points Possible is {text} in Canvas, and {other} in the gradebook"
    return ""
