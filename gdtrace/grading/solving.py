"""Solving for free values: Newton's method for many hypotheses and starts in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy
from attrs import frozen

from gdtrace.engine.columns import Array
from gdtrace.grading.comparing import allowed, differs
from gdtrace.grading.evaluation import Change, Mask, Places, Values, stacked
from gdtrace.grading.free import Free
from gdtrace.grading.tasks import Task
from gdtrace.steps import Program

MOST_ROUNDS = 16
"""Newton's method has found its value by then, or never will."""

PATIENCE = 3
"""So many rounds may pass without the numbers coming much closer."""

STEP = 1e-7
"""How much a free value is changed to see how the returned numbers answer."""

STARTS: tuple[Callable[[Array], Array], ...] = (
    lambda right: right,
    lambda right: -right,
    lambda right: right / 2,
    lambda right: right * 4,
    lambda right: right * 0,
    lambda right: 1 - right,
    lambda right: 1 / right,
    lambda right: numpy.log(numpy.abs(right / (1 - right))),
)
"""Where to start from: the right value, and what it may have been made into on the way."""


@frozen(eq=False)
class Case:
    """What a function returned for the sets of inputs of one task.

    ``calls`` are the sets of inputs of every call.
    """

    task: Task
    given: Values
    expected: Array
    returned: Array
    calls: tuple[tuple[int, ...], ...]

    @property
    def wrong(self) -> Mask:
        """Which returned numbers are wrong in some set of inputs."""
        tolerance = self.task.exercise.tolerance
        return numpy.asarray(differs(self.returned, self.expected, tolerance).any(axis=0))


def solved(
    frees: Sequence[Free], case: Case, program: Program, right: list[Values]
) -> list[list[Array]]:
    """Return for each hypothesis the free numbers that give what was returned.

    Parameters
    ----------
    frees : sequence of Free
    case : Case
    program : Program
    right : list of mapping
        The right values of every iteration.

    Returns
    -------
    list of list of array
        Each of shape (sets, free numbers); several where several values give the same.
    """
    found: list[list[Array]] = [[] for _ in frees]
    if not numpy.isfinite(case.returned).all():
        return found
    with numpy.errstate(all="ignore"):
        _search_all(frees, case, program, right, found)
    return found


def _search_all(
    frees: Sequence[Free],
    case: Case,
    program: Program,
    right: list[Values],
    found: list[list[Array]],
) -> None:
    by_count: dict[int, list[int]] = {}
    for number, free in enumerate(frees):
        by_count.setdefault(free.count(case.task), []).append(number)
    for alike in by_count.values():
        blocks = [
            (number, frees[number], start(frees[number].start(case.task, right)))
            for number in alike
            for start in STARTS[: _starts(frees[number], case.task)]
        ]
        owners, chosen, starts = zip(*blocks, strict=True)
        search = _Search(case, program)
        for number, solution in search.run(numpy.array(owners), [*chosen], numpy.stack(starts)):
            found[number].append(solution)


def _starts(free: Free, task: Task) -> int:
    """Return from how many starts to search: one where the numbers answer in proportion."""
    step = task.program.by_key.get(free.key)
    if step is not None and step.part == "forward":
        return len(STARTS)
    several = len({key for key, _ in free.patterns}) > 1
    return 3 if several or task.iterations > 1 else 1


@frozen(eq=False)
class _Search:
    case: Case
    program: Program

    def respond(self, frees: Sequence[Free], numbers: Array) -> Array:
        """Return what is returned with free numbers of shape (blocks, sets, free numbers)."""
        blocks, sets, _ = numbers.shape
        given = stacked(self.case.given, blocks)
        task = self.case.task
        parts = [free.changes(task, numbers[block]) for block, free in enumerate(frees)]

        def changes(iteration: int) -> Mapping[str, Change]:
            own: dict[str, list[tuple[slice, Change]]] = {}
            for block, part in enumerate(parts):
                rows = slice(block * sets, (block + 1) * sets)
                for key, change in part(iteration).items():
                    own.setdefault(key, []).append((rows, change))
            return {key: _in_rows(each) for key, each in own.items()}

        return task.run(self.program, given, changes).reshape(blocks, sets, -1)

    def run(self, owners: Array, frees: list[Free], numbers: Array) -> list[tuple[int, Array]]:
        """Return the solutions, each with the number of its hypothesis."""
        case, tolerance = self.case, self.case.task.exercise.tolerance
        weight = 1 / allowed(case.returned, tolerance)
        usable = numpy.asarray(numpy.isfinite(numbers).all(axis=(1, 2)))
        owners, numbers = owners[usable], numbers[usable]
        frees = [free for free, each in zip(frees, usable, strict=True) if each]
        given = self.respond(frees, numbers)
        found: list[tuple[int, Array]] = []
        best = numpy.full(len(frees), numpy.inf)
        waited = numpy.zeros(len(frees), dtype=int)
        for _ in range(MOST_ROUNDS):
            missing = (case.returned - given) * weight
            away = numpy.abs(missing).max(axis=(1, 2))
            done = ~differs(given, case.returned, tolerance / 4).any(axis=(1, 2))
            found += self._polished(owners, frees, numbers, given, numpy.flatnonzero(done))
            waited = numpy.where(away < best / 4, 0, waited + 1)
            best = numpy.fmin(best, away)
            keep: Mask = numpy.isfinite(away) & (waited <= PATIENCE) & ~done
            if not keep.any():
                break
            owners, numbers, given, missing = (
                owners[keep],
                numbers[keep],
                given[keep],
                missing[keep],
            )
            best, waited = best[keep], waited[keep]
            frees = [free for free, kept in zip(frees, keep, strict=True) if kept]
            change = self._change(frees, numbers, given, missing, weight)
            numbers, given = self._towards(frees, numbers, given, change, weight)
        return found

    def _polished(
        self, owners: Array, frees: list[Free], numbers: Array, given: Array, done: Places
    ) -> list[tuple[int, Array]]:
        """Return solutions after one more step, which takes them to the last digits."""
        if not len(done):
            return []
        weight = 1 / allowed(self.case.returned, self.case.task.exercise.tolerance)
        missing = (self.case.returned - given[done]) * weight
        chosen = [frees[block] for block in done]
        change = self._change(chosen, numbers[done], given[done], missing, weight)
        return [
            (int(owners[block]), numbers[block] + change[place]) for place, block in enumerate(done)
        ]

    def _change(
        self, frees: list[Free], numbers: Array, given: Array, missing: Array, weight: Array
    ) -> Array:
        slopes = self._slopes(frees, numbers, given) * weight[None, :, :, None]
        slopes[~numpy.isfinite(slopes).all(axis=(1, 2, 3))] = 0.0
        change: Array = (numpy.linalg.pinv(slopes) @ missing[..., None])[..., 0]
        return change

    def _towards(
        self, frees: list[Free], numbers: Array, given: Array, change: Array, weight: Array
    ) -> tuple[Array, Array]:
        """Take the step, or a half or a quarter of it where it leads away."""
        wanted = self.case.returned
        before = numpy.abs((given - wanted) * weight).max(axis=2)
        for _ in range(3):
            answer = self.respond(frees, numbers + change)
            after = numpy.abs((answer - wanted) * weight).max(axis=2)
            worse = ~(after <= numpy.maximum(before, 1.0))
            if not worse.any():
                break
            change = numpy.where(worse[..., None], change / 2, change)
        return numbers + change, self.respond(frees, numbers + change) if worse.any() else answer

    def _slopes(self, frees: list[Free], numbers: Array, given: Array) -> Array:
        """Return how the numbers answer: shape (blocks, sets, returned numbers, free numbers)."""
        blocks, sets, count = numbers.shape
        steps = STEP * numpy.maximum(1.0, numpy.abs(numbers))
        moved = numpy.repeat(numbers[:, None], count, axis=1)
        for each in range(count):
            moved[:, each, :, each] += steps[:, :, each]
        many = [free for free in frees for _ in range(count)]
        answers = self.respond(many, moved.reshape(blocks * count, sets, count))
        slopes = answers.reshape(blocks, count, sets, -1) - given[:, None]
        divided: Array = slopes.transpose(0, 2, 3, 1) / steps[:, :, None, :]
        return divided


def _in_rows(parts: list[tuple[slice, Change]]) -> Change:
    def change(value: Array, values: Mapping[str, Array]) -> Array:
        changed = numpy.array(value)
        for rows, each in parts:
            changed[rows] = each(value[rows], values)
        return changed

    return change
