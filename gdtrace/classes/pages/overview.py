"""What is to be known about a class, counted and sorted, in no format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from gdtrace.classes.assignment import Assignment
from gdtrace.classes.marks import Graded, Mark
from gdtrace.classes.overrides import Override, Overrides, final_score, override_of, total
from gdtrace.grading.misconceptions import MISCONCEPTIONS
from gdtrace.grading.report import ERROR, FAILED, MISSING, NOT_RUN, PASSED, Finding
from gdtrace.grading.visible import visible

SLOWEST = 5
"""So many of the slowest submissions are shown."""

COMMON = 3
"""So many of the most common mistakes are worked out for the next lecture."""

WORDS = {PASSED: "right", FAILED: "wrong", NOT_RUN: "not run", ERROR: "blank"}
"""What became of a mark, in a word."""


@frozen(kw_only=True)
class Cell:
    """What a student has in an exercise: the score that counts, and what gdtrace gave.

    ``word`` says what became of it, ``first_wrong`` is the symbol of the first wrong step,
    ``manual`` the mark given by hand.
    """

    exercise: str
    status: str
    word: str
    score: float | None
    automatic: float | None
    max_score: float
    first_wrong: str = ""
    misconception: str = ""
    manual: Override | None = None


@frozen(kw_only=True)
class Student:
    """One row of the table."""

    name: str
    file: str
    score: float | None
    max_score: float
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()


@frozen(kw_only=True)
class Column:
    """One exercise: its points, and what became of everybody's marks."""

    id: str
    title: str
    points: float
    mean: float | None
    counts: dict[str, int]


@frozen(kw_only=True)
class Mistake:
    """A known mistake: who made it, where, and where its numbers can be shown.

    ``layer`` is that of the step that was wrong most often, 0 if it has none. ``alike`` are other
    mistakes that gave somebody the same numbers.
    """

    id: str
    title: str
    students: tuple[str, ...]
    exercises: dict[str, int]
    alike: tuple[str, ...]
    layer: int


@frozen(kw_only=True)
class Step:
    """A step that was somebody's first wrong one in an exercise."""

    exercise: str
    symbol: str
    students: tuple[str, ...]
    unknown: int


@frozen(kw_only=True)
class Reason:
    """Why something has no numbers to judge, and of whom: the exercises of every student."""

    why: str
    exercises: dict[str, tuple[str, ...]]


@frozen(kw_only=True)
class Overview:
    """Everything that the page about a class shows."""

    assignment: Assignment
    students: tuple[Student, ...]
    columns: tuple[Column, ...]
    mistakes: tuple[Mistake, ...]
    steps: tuple[Step, ...]
    not_run: tuple[Reason, ...]
    blank: tuple[Reason, ...]
    manual: tuple[tuple[Override, float | None], ...]
    slowest: tuple[tuple[str, float], ...]

    @property
    def common(self) -> tuple[Mistake, ...]:
        """The most common mistakes."""
        return self.mistakes[:COMMON]


def overview(gradeds: Iterable[Graded], assignment: Assignment, overrides: Overrides) -> Overview:
    """Count and sort what became of a class."""
    everybody = sorted(gradeds, key=lambda each: each.student)
    marks = [mark for each in everybody for mark in each.marks]
    return Overview(
        assignment=assignment,
        students=tuple(_student(each, overrides) for each in everybody),
        columns=tuple(_columns(assignment, marks, overrides)),
        mistakes=tuple(_mistakes(marks)),
        steps=tuple(_steps(assignment, marks)),
        not_run=tuple(_reasons(everybody, NOT_RUN, overrides)),
        blank=tuple(_reasons(everybody, ERROR, overrides)),
        manual=tuple(_manual(marks, overrides)),
        slowest=tuple(_slowest(everybody)),
    )


def _student(graded: Graded, overrides: Overrides) -> Student:
    return Student(
        name=visible(graded.student),
        file=visible(graded.file),
        score=total(graded, overrides),
        max_score=graded.max_score,
        cells=tuple(_cell(each, overrides) for each in graded.marks),
        notes=tuple(map(visible, graded.notes)),
    )


def became(mark: Mark) -> str:
    """Say in a word what became of a mark."""
    found = mark.report.finding
    return MISSING if found is not None and found.kind == MISSING else WORDS[mark.status]


def _cell(mark: Mark, overrides: Overrides) -> Cell:
    return Cell(
        exercise=mark.exercise,
        status=mark.status,
        word=became(mark),
        score=final_score(mark, overrides),
        automatic=mark.score,
        max_score=mark.max_score,
        first_wrong=visible(mark.first_wrong),
        misconception=visible(mark.misconception),
        manual=override_of(mark, overrides),
    )


def _columns(
    assignment: Assignment, marks: Sequence[Mark], overrides: Overrides
) -> Iterator[Column]:
    for asked in assignment.exercises:
        own = [mark for mark in marks if mark.exercise == asked.id]
        scores = [final_score(mark, overrides) for mark in own]
        known = [score for score in scores if score is not None]
        yield Column(
            id=asked.id,
            title=asked.exercise.title,
            points=asked.points,
            mean=sum(known) / len(known) if known else None,
            counts={status: sum(mark.status == status for mark in own) for status in WORDS},
        )


def _mistakes(marks: Sequence[Mark]) -> list[Mistake]:
    """Return the known mistakes, the most common ones first; the order of the derivation next."""
    order = {id: place for place, id in enumerate(MISCONCEPTIONS)}
    by_id: dict[str, list[tuple[Mark, Finding]]] = {}
    for mark in marks:
        for id in mark.report.finding.ids if mark.report.finding else ():
            assert mark.report.finding is not None
            by_id.setdefault(id, []).append((mark, mark.report.finding))
    found = [_mistake(id, made) for id, made in by_id.items()]
    return sorted(found, key=lambda each: (-len(each.students), order.get(each.id, len(order))))


def _mistake(id: str, made: Sequence[tuple[Mark, Finding]]) -> Mistake:
    layers = Counter(_layer(finding.key) for _, finding in made)
    known = MISCONCEPTIONS.get(id)
    return Mistake(
        id=id,
        title=known.title if known else id,
        students=tuple(dict.fromkeys(visible(mark.student) for mark, _ in made)),
        exercises=dict(Counter(mark.exercise for mark, _ in made)),
        alike=tuple(dict.fromkeys(each for _, finding in made for each in finding.ambiguous_with)),
        layer=min(layers, key=lambda layer: (-layers[layer], layer)),
    )


def _layer(key: str) -> int:
    layer = key.partition("@")[2]
    return int(layer) if layer.isdigit() else 0


def _steps(assignment: Assignment, marks: Sequence[Mark]) -> list[Step]:
    """Return the first wrong steps, the most common ones first."""
    order = {id: place for place, id in enumerate(assignment.ids)}
    made: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        if mark.status == FAILED:
            symbol = mark.first_wrong or NOWHERE
            made.setdefault((mark.exercise, visible(symbol)), []).append(mark)
    found = [
        Step(
            exercise=exercise,
            symbol=symbol,
            students=tuple(visible(mark.student) for mark in own),
            unknown=sum(not mark.misconception for mark in own),
        )
        for (exercise, symbol), own in made.items()
    ]
    return sorted(
        found, key=lambda each: (-len(each.students), order.get(each.exercise, 0), each.symbol)
    )


NOWHERE = "no single step"
"""What is said where no first wrong step could be named."""


def _reasons(gradeds: Sequence[Graded], status: str, overrides: Overrides) -> list[Reason]:
    """Return why marks have a status, the most common reason first."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for graded in gradeds:
        for mark in graded.marks:
            # A blank that somebody has filled by hand needs nobody's attention.
            if mark.status == status and final_score(mark, overrides) == mark.score:
                who = found.setdefault(_why(mark), {})
                name = visible(graded.student)
                who[name] = (*who.get(name, ()), mark.exercise)
    reasons = [Reason(why=why, exercises=exercises) for why, exercises in found.items()]
    return sorted(reasons, key=lambda each: -len(each.exercises))


def _why(mark: Mark) -> str:
    finding = mark.report.finding
    sentences = finding.where if finding is not None else ()
    places = [f"line {line.number}: {line.text}" for line in finding.lines] if finding else []
    return visible(" ".join([*sentences, *places]) or mark.report.verdict)


def _manual(marks: Sequence[Mark], overrides: Overrides) -> Iterator[tuple[Override, float | None]]:
    for mark in marks:
        given = override_of(mark, overrides)
        if given is not None:
            yield given, mark.score


def _slowest(gradeds: Sequence[Graded]) -> list[tuple[str, float]]:
    timed = [(visible(each.student), each.seconds) for each in gradeds if each.seconds > 0]
    return sorted(timed, key=lambda each: (-each[1], each[0]))[:SLOWEST]
