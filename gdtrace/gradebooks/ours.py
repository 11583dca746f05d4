"""Reads the gradebook of a class run: what every student has, all exercises together."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from math import fsum, isfinite
from pathlib import Path

from attrs import frozen

from gdtrace.classes.gradebook import COLUMNS, unquoted
from gdtrace.errors import OptionError


@frozen(kw_only=True)
class Result:
    """One row of the gradebook: a student in one exercise; no score if gdtrace failed."""

    student: str
    exercise: str
    score: float | None
    max_score: float
    status: str
    first_wrong: str


@frozen(kw_only=True)
class Total:
    """What a student has in all exercises; no score if one of them has none."""

    student: str
    results: tuple[Result, ...]

    @property
    def score(self) -> float | None:
        """The points of all exercises."""
        scores = [each.score for each in self.results]
        return None if None in scores else fsum(each for each in scores if each is not None)

    @property
    def max_score(self) -> float:
        """The points that there are."""
        return fsum(each.max_score for each in self.results)


def totals(path: Path) -> list[Total]:
    """Read a gradebook and return its students in their order.

    Raises
    ------
    OptionError
        If it is no gradebook of a class run.
    """
    by_student: dict[str, list[Result]] = {}
    for result in _results(path):
        by_student.setdefault(result.student, []).append(result)
    if not by_student:
        raise OptionError(f"{path}: has no student in it")
    return [Total(student=name, results=tuple(own)) for name, own in by_student.items()]


def read_csv(path: Path) -> str:
    """Return the text of a file, line ends and byte-order mark as they are."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise OptionError(f"{path}: there is no such file") from None
    except OSError as error:
        raise OptionError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise OptionError(
            f"{path}: is not UTF-8 at byte {error.start}. If a spreadsheet has saved it, take the "
            "original, or save it as CSV UTF-8"
        ) from None


def _results(path: Path) -> Iterator[Result]:
    text = read_csv(path).removeprefix("\ufeff")
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [name for name in COLUMNS[:6] if name not in (rows.fieldnames or ())]
        if missing:
            raise OptionError(
                f"{path}: is no gradebook of gdtrace grade; it lacks the columns "
                f"{', '.join(missing)}"
            )
        for row in rows:
            yield _result(row, f"{path}, line {rows.line_num}")
    except csv.Error as error:
        raise OptionError(f"{path}, line {rows.line_num}: is no CSV: {error}") from None


def _result(row: dict[str, str | None], where: str) -> Result:
    texts = {name: row.get(name) or "" for name in COLUMNS[:6]}
    return Result(
        student=unquoted(texts["student"]),
        exercise=unquoted(texts["exercise"]),
        score=_number(texts["score"], f"{where}: score") if texts["score"].strip() else None,
        max_score=_number(texts["max_score"], f"{where}: max_score"),
        status=texts["status"],
        first_wrong=unquoted(texts["first_wrong"]),
    )


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value) or value < 0:
        raise OptionError(f"{where} must be a number from 0 on, got {text!r}")
    return value
