"""Solving for free values: Newton's method for many hypotheses and starts in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy
from attrs import field, frozen

from gdtrace.engine.arrays import Array
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import allowed, differs
from gdtrace.grading.evaluation import Change, Mask, Places, Values, stacked
from gdtrace.grading.free import Free, both
from gdtrace.grading.tasks import Changes, Task, unchanged
from gdtrace.steps import Program

MOST_ROUNDS = 16
"""Newton's method has found its value by then, or never will."""

PATIENCE = 3
"""So many rounds may pass without the numbers coming much closer."""

STEP = 1e-7
"""How much a free value is changed to see how the returned numbers answer."""

Start = Callable[[Array], Array]

STARTS: tuple[Start, ...] = (
    lambda right: right,
    lambda right: -right,
    lambda right: right / 2,
    lambda right: right * 4,
    lambda right: right * 0,
    lambda right: 1 - right,
    lambda right: 1 / right,
    lambda right: numpy.log(numpy.abs(right / (1 - right))),
    lambda right: right * 0 + 1,
)
"""Where to start from: the right value, and what it may have been made into on the way."""


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


def answers(frees: Sequence[Free], case: Case, program: Program, numbers: Array) -> Array:
    """Return what is returned with free numbers in place.

    Parameters
    ----------
    frees : sequence of Free
    case : Case
    program : Program
    numbers : array, shape (hypotheses, samples, sets, free numbers)

    Returns
    -------
    array, shape (hypotheses, samples, sets, returned numbers)
    """
    samples = numbers.shape[1]
    places = {key: own.repeated(samples) for key, own in _plan(frees, case.task).items()}
    with numpy.errstate(all="ignore"):
        made = _Search(case, program).respond(places, numbers.reshape(-1, *numbers.shape[2:]))
    return made.reshape(*numbers.shape[:3], -1)


def reproduced(free: Free, case: Case, program: Program, numbers: Array, changes: Changes) -> bool:
    """Say whether other free numbers give the same although some values are changed.

    Parameters
    ----------
    free : Free
    case : Case
    program : Program
    numbers : array
        The free numbers that give what was returned if nothing is changed.
    changes : callable
        What is changed besides.
    """
    search = _Search(case, program, changes, patience=1)
    with numpy.errstate(all="ignore"):
        return bool(search.run(numpy.zeros(1, dtype=int), [free], numbers[None]))


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
            (number, frees[number], _start(frees[number], case, program, right, start))
            for number in alike
            for start in STARTS[: _starts(frees[number], case.task)]
        ]
        owners, chosen, starts = zip(*blocks, strict=True)
        search = _Search(case, program)
        for number, solution in search.run(numpy.array(owners), [*chosen], numpy.stack(starts)):
            found[number].append(solution)


def _start(free: Free, case: Case, program: Program, right: list[Values], start: Start) -> Array:
    """Return where to start; outputs of one layer are those that follow from the layer before."""
    step = case.task.program.by_key.get(free.key)
    if len(free.patterns) == 1 or step is None or step.part != "forward":
        return start(free.start(case.task, right))
    masks = free.masks(case.task)

    def change(key: str) -> Change:
        return lambda value, _: numpy.where(masks[key], start(value), value)

    changes = {key: change(key) for key in masks}
    return free.start(case.task, case.task.rounds(program, case.given, lambda _: changes))


def _starts(free: Free, task: Task) -> int:
    """Return from how many starts to search: one where the numbers answer in proportion."""
    step = task.program.by_key.get(free.key)
    if step is not None and step.part == "forward":
        return len(STARTS)
    if free.steady or free.layers:
        return len(STARTS)
    # A product of two free values may have to pass zero on the way to another sign.
    several = len({key for key, _ in free.patterns}) > 1
    return 3 if several or task.iterations > 1 else 1


@frozen(eq=False, repr=False)
class _Places:
    """Where free numbers are put in one key: block, place in the array, and which number it is.

    In every further iteration it is the number so many places behind.
    """

    blocks: Places
    places: Places
    columns: Places
    behind: Places
    scaled: Mask

    def kept(self, which: Mask) -> _Places:
        """Return those of some blocks, which are counted anew."""
        own = which[self.blocks]
        again = numpy.cumsum(which) - 1
        return _Places(
            again[self.blocks[own]],
            self.places[own],
            self.columns[own],
            self.behind[own],
            self.scaled[own],
        )

    def repeated(self, times: int) -> _Places:
        """Return the same for every block so many times after each other."""
        again = numpy.arange(times)
        return _Places(
            (self.blocks[:, None] * times + again).ravel(),
            numpy.repeat(self.places, times),
            numpy.repeat(self.columns, times),
            numpy.repeat(self.behind, times),
            numpy.repeat(self.scaled, times),
        )

    def change(self, numbers: Array, iteration: int) -> Change:
        """Return the change that puts numbers of shape (blocks, sets, free numbers) in place."""
        columns = self.columns + iteration * self.behind

        def change(value: Array, _: Mapping[str, Array]) -> Array:
            changed = numpy.array(value)
            rows = changed.reshape(len(numbers), numbers.shape[1], -1)
            own = numbers[self.blocks, :, columns]
            if self.scaled.any():
                old = rows[self.blocks, :, self.places]
                own = numpy.where(self.scaled[:, None], own * old, own)
            rows[self.blocks, :, self.places] = own
            return changed

        return change


Plan = dict[str, _Places]


def _plan(frees: Sequence[Free], task: Task) -> Plan:
    """Return where the free numbers of every block go, by key."""
    blocks: dict[str, list[int]] = {}
    spots: dict[str, list[_Spots]] = {}
    for block, free in enumerate(frees):
        for key, own in _spots(free, task).items():
            blocks.setdefault(key, []).append(block)
            spots.setdefault(key, []).append(own)
    return {key: _joined(blocks[key], own) for key, own in spots.items()}


_Spots = tuple[Places, Places, int, bool]
"""The places of a key in its array, which numbers they are, and how these go on: see _Places."""


def _spots(free: Free, task: Task) -> dict[str, _Spots]:
    """Return by key where the free numbers of one hypothesis go."""
    known: dict[str, _Spots] | None = task.spots.get(free)
    if known is not None:
        return known
    begin, behind = 0, 0 if free.steady else free.count(task) // task.iterations
    found: dict[str, _Spots] = {}
    for key, mask in free.masks(task).items():
        places = numpy.flatnonzero(mask)
        columns = numpy.arange(begin, begin + len(places))
        begin += len(places)
        found[key] = places, columns * (not free.scaled), behind, free.scaled
    task.spots[free] = found
    return found


def _joined(blocks: Sequence[int], spots: Sequence[_Spots]) -> _Places:
    places, columns, behind, scaled = zip(*spots, strict=True)
    sizes = [len(each) for each in places]
    return _Places(
        numpy.repeat(blocks, sizes),
        numpy.concatenate(places),
        numpy.concatenate(columns),
        numpy.repeat(behind, sizes),
        numpy.repeat(scaled, sizes),
    )


@frozen(eq=False, repr=False)
class _Parts:
    """Solutions for single sets of inputs, the first of each hypothesis."""

    by_owner: dict[int, tuple[Free, dict[int, Array]]]

    def add(self, owners: Places, frees: Sequence[Free], numbers: Array, solved: Mask) -> None:
        """Keep the solutions of those sets of inputs that are solved."""
        for block, row in numpy.argwhere(solved).tolist():
            _, rows = self.by_owner.setdefault(int(owners[block]), (frees[block], {}))
            rows.setdefault(row, numbers[block, row])


@frozen(eq=False, repr=False)
class _Search:
    case: Case
    program: Program
    besides: Changes = unchanged
    patience: int = PATIENCE
    _stacked: dict[str, Array] = field(factory=dict, init=False)

    def respond(self, plan: Plan, numbers: Array) -> Array:
        """Return what is returned with free numbers of shape (blocks, sets, free numbers)."""
        blocks, sets, _ = numbers.shape
        task = self.case.task

        def changes(iteration: int) -> Mapping[str, Change]:
            return {key: own.change(numbers, iteration) for key, own in plan.items()}

        made = task.run(self.program, self._given(blocks), both(self.besides, changes))
        return made.reshape(blocks, sets, -1)

    def _given(self, blocks: int) -> Values:
        """Return the sets of inputs for every block; the first of those stacked before."""
        rows = blocks * len(self.case.returned)
        if not self._stacked or len(next(iter(self._stacked.values()))) < rows:
            self._stacked.update(stacked(self.case.given, blocks))
        return {key: value[:rows] for key, value in self._stacked.items()}

    def run(self, owners: Places, frees: list[Free], numbers: Array) -> list[tuple[int, Array]]:
        """Return the solutions, each with the number of its hypothesis."""
        case, tolerance = self.case, self.case.task.exercise.tolerance
        weight = 1 / allowed(case.returned, tolerance)
        usable = numpy.asarray(numpy.isfinite(numbers).all(axis=(1, 2)))
        owners, numbers, frees = _kept(usable, owners, numbers, frees)
        plan = _plan(frees, case.task)
        given = self.respond(plan, numbers)
        found: list[tuple[int, Array]] = []
        parts = _Parts({})
        best = numpy.full(len(frees), numpy.inf)
        waited = numpy.zeros(len(frees), dtype=int)
        for _ in range(MOST_ROUNDS):
            missing = (case.returned - given) * weight
            away = numpy.abs(missing).max(axis=(1, 2))
            solved = numpy.asarray(~differs(given, case.returned, tolerance / 4).any(axis=2))
            done = numpy.asarray(solved.all(axis=1))
            parts.add(owners, frees, numbers, solved)
            waited = numpy.where(away < best / 4, 0, waited + 1)
            best = numpy.fmin(best, away)
            going = numpy.asarray(numpy.isfinite(away) & ((waited <= self.patience) | done))
            if not going.any():
                break
            owners, numbers, frees = _kept(going, owners, numbers, frees)
            given, missing, done = given[going], missing[going], done[going]
            best, waited = best[going], waited[going]
            plan = {key: own.kept(going) for key, own in plan.items()}
            change = self._change(plan, numbers, given, missing, weight)
            # One more step takes a solution to its last digits.
            found += [
                (int(owners[block]), numbers[block] + change[block])
                for block in numpy.flatnonzero(done)
            ]
            going = numpy.asarray(~done)
            if not going.any():
                break
            owners, numbers, frees = _kept(going, owners, numbers, frees)
            best, waited, change = best[going], waited[going], change[going]
            plan = {key: own.kept(going) for key, own in plan.items()}
            numbers, given = self._towards(plan, numbers, given[going], change, weight)
        return found + self._put_together(parts, {owner for owner, _ in found})

    def _put_together(self, parts: _Parts, already: set[int]) -> list[tuple[int, Array]]:
        """Return solutions whose sets of inputs were solved from different starts."""
        case, found = self.case, []
        weight = 1 / allowed(case.returned, case.task.exercise.tolerance)
        for owner, (free, rows) in parts.by_owner.items():
            if owner in already or len(rows) < len(case.returned):
                continue
            numbers = numpy.stack([rows[row] for row in sorted(rows)])[None]
            plan = _plan([free], case.task)
            given = self.respond(plan, numbers)
            missing = (case.returned - given) * weight
            change = self._change(plan, numbers, given, missing, weight)
            found.append((owner, numbers[0] + change[0]))
        return found

    def _change(
        self, plan: Plan, numbers: Array, given: Array, missing: Array, weight: Array
    ) -> Array:
        slopes = self._slopes(plan, numbers, given) * weight[None, :, :, None]
        slopes[~numpy.isfinite(slopes).all(axis=(1, 2, 3))] = 0.0
        change: Array
        if slopes.shape[3] > 1:
            change = (numpy.linalg.pinv(slopes) @ missing[..., None])[..., 0]
            return change
        # The same for one free number, in a third of the time; no change where nothing answers.
        largest = numpy.abs(slopes).max(axis=2, keepdims=True)
        slopes = numpy.divide(slopes, largest, out=numpy.zeros_like(slopes), where=largest > 0)
        along = (slopes * missing[..., None]).sum(axis=2)
        square = (slopes**2).sum(axis=2) * largest[:, :, 0]
        change = numpy.divide(along, square, out=numpy.zeros_like(along), where=square > 0)
        return change

    def _towards(
        self, plan: Plan, numbers: Array, given: Array, change: Array, weight: Array
    ) -> tuple[Array, Array]:
        """Take the step, or a quarter of it where the whole leads away."""
        wanted = self.case.returned
        before = numpy.abs((given - wanted) * weight).max(axis=2)
        answer = self.respond(plan, numbers + change)
        after = numpy.abs((answer - wanted) * weight).max(axis=2)
        worse = ~(after <= numpy.maximum(before, 1.0))
        if worse.any():
            change = numpy.where(worse[..., None], change / 4, change)
            answer = self.respond(plan, numbers + change)
        return numbers + change, answer

    def _slopes(self, plan: Plan, numbers: Array, given: Array) -> Array:
        """Return how the numbers answer: shape (blocks, sets, returned numbers, free numbers)."""
        blocks, sets, count = numbers.shape
        steps = STEP * numpy.maximum(1.0, numpy.abs(numbers))
        moved = numpy.repeat(numbers[:, None], count, axis=1)
        for each in range(count):
            moved[:, each, :, each] += steps[:, :, each]
        many = {key: own.repeated(count) for key, own in plan.items()}
        answers = self.respond(many, moved.reshape(blocks * count, sets, count))
        slopes = answers.reshape(blocks, count, sets, -1) - given[:, None]
        divided: Array = slopes.transpose(0, 2, 3, 1) / steps[:, :, None, :]
        return divided


def _kept(
    which: Mask, owners: Places, numbers: Array, frees: list[Free]
) -> tuple[Places, Array, list[Free]]:
    own = [free for free, kept in zip(frees, which, strict=True) if kept]
    return owners[which], numbers[which], own
