"""Locating: which one value, let free, explains all the numbers that a function returned.

It needs no catalogue. More numbers are returned than are free, so that an explanation is no
accident; where several explain, the numbers cannot tell them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy
from attrs import field, frozen

from gdtrace.engine.arrays import Array
from gdtrace.expr import Ref, references
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Change, at
from gdtrace.grading.free import Free, Pattern, hypotheses, pairs, two_ways
from gdtrace.grading.hulls import promising
from gdtrace.grading.right_values import Right, right_values
from gdtrace.grading.runs import explaining_runs
from gdtrace.grading.solving import solved
from gdtrace.grading.tasks import Changes, Task
from gdtrace.steps import Key

ALIKE = 1e-5
"""Two sets of inputs have the same value of something if it differs by no more, relatively."""

MOST_KEPT = 200
"""So many numbers that functions returned are kept with what explains them."""

GRADIENTS = {"grad_W", "grad_b", "dSOP_dW", "dSOP_db"}
"""What the deltas are multiplied into, and by what."""

POWERS = (1, 2, -1, -2)
"""What a given number may have got into a factor as."""

NOTHING = 1e-6
"""A factor or a step that is so much smaller than the right one is none."""


@frozen(eq=False, repr=False)
class Explanation:
    """Free values that give all the returned numbers: for each case their numbers.

    ``natural``: sets of inputs in which the step has the same operands have the same numbers.
    """

    free: Free
    numbers: tuple[Array, ...]
    natural: bool
    _known: dict[Any, bool] = field(factory=dict, init=False)

    def once(self, name: Any, make: Callable[[], bool]) -> bool:
        """Return what is known about the cases under this explanation; work it out the first time.

        ``name`` says what it is.
        """
        if name not in self._known:
            self._known[name] = make()
        return self._known[name]

    def changes(self, cases: Sequence[Case], number: int) -> Changes:
        """Return what puts the free values into the program of one case."""
        return self.free.changes(cases[number].task, self.numbers[number])


def locate(cases: Sequence[Case]) -> list[Explanation]:
    """Return the explanations with the fewest free numbers; those that cannot be told apart.

    Parameters
    ----------
    cases : sequence of Case
        Together they have a wrong number.

    Returns
    -------
    list of Explanation
        In the order of the derivation; empty if nothing explains all numbers.
    """
    found = all_explanations(cases)
    return [each for each in found if each.natural] or found


def all_explanations(cases: Sequence[Case]) -> list[Explanation]:
    """Return the same with those of as many free numbers that are not natural.

    A wrong value may hang on what the right one does not: on the learning rate, or the target.
    """
    found = _found_before(cases)
    less = multiplied(cases)
    return [each for each in found if each not in less]


def multiplied(cases: Sequence[Case]) -> list[Explanation]:
    """Return the explanations that only multiply gradients, where a step before explains as well.

    That step then hangs on what it should not, and the gradients follow from it.
    """
    found = _found_before(cases)
    less = [each for each in found if has_own_factors(each, cases)]
    return less if len(less) < len(found) else []


def _found_before(cases: Sequence[Case]) -> list[Explanation]:
    """Return all of them, where they were found before without looking for them again."""
    # In a class the same slip gives the same numbers again and again.
    numbers = tuple(case.returned.tobytes() for case in cases)
    kept: dict[Any, list[Explanation]] = cases[0].rights.setdefault("located", {})
    if numbers not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[numbers] = _located(cases)
    return kept[numbers]


def begin(cases: Sequence[Case]) -> None:
    """Do what the search begins with, whatever a function returns.

    It is kept with the sets of inputs; the returned numbers of these cases do not matter.
    """
    explaining_runs(cases)
    _pairs(cases)
    by_count = _by_count(cases)
    for group in _by_program(by_count.get(min(by_count, default=0), [])):
        right = right_values(cases[0], group[0])
        possible = [free for free in group if _possible(free, cases[0])]
        promising(possible, cases[0], right.program, right.rounds)


def _located(cases: Sequence[Case]) -> list[Explanation]:
    first = cases[0].task
    by_count, two, depths = _by_count(cases), _pairs(cases), _depths(cases)
    observed = _observed(cases)
    for free in [observed.free, *two] if observed else two:
        by_count.setdefault(free.count(first), [])
    order = {str(step.key): place for place, step in enumerate(first.program.steps)}
    known = _of_numbers(explaining_runs(cases), cases)
    if known:
        return known
    unnatural: list[Explanation] = []
    every = [free for own in by_count.values() for free in own if _exists(free, cases)]
    if not all(numpy.isfinite(case.returned).all() for case in cases):
        # Nothing can be solved for where a number is none; a formula may give the same.
        alike = _by_formula(every, cases)
        if alike:
            return _in_order(alike, order)
    for count in sorted(by_count):
        found = _explaining(by_count[count], cases)
        if any(each.natural for each in found):
            return _in_order(found, order)
        if observed and observed.free.count(first) == count and not found:
            return [observed]
        both = _explaining([free for free in two if free.count(first) == count], cases)
        if found or any(each.natural for each in both):
            return _in_order([*found, *both], order)
        unnatural = unnatural or _in_order(both, order)
    if first.iterations > 1 or depths > 1:
        alike = _by_formula(every, cases)
        return _in_order(alike, order) or unnatural
    return unnatural


def _depths(cases: Sequence[Case]) -> int:
    """Return of how many depths the networks are."""
    return len({len(case.task.network.layers) for case in cases})


def _by_count(cases: Sequence[Case]) -> dict[int, list[Free]]:
    """Return all that may be wrong in one way, by how many numbers are free then."""
    first, found = cases[0].task, dict[int, list[Free]]()
    for free in _once(cases[0], "hypotheses", lambda: hypotheses(first, depths=_depths(cases))):
        found.setdefault(free.count(first), []).append(free)
    return found


def _pairs(cases: Sequence[Case]) -> list[Free]:
    first = cases[0].task
    return _once(cases[0], "pairs", lambda: pairs(first)) if _depths(cases) == 1 else []


def equal_pairs(cases: Sequence[Case], found: Sequence[Explanation]) -> list[Explanation]:
    """Return the pairs of steps that explain as well what was put on one kind of step everywhere.

    Neither takes more numbers than the other.
    """
    first = cases[0].task
    counts = {each.free.count(first) for each in found}
    if any(len(each.free.by_key()) == 1 or two_ways(each.free) for each in found):
        return []
    two = _once(cases[0], "pairs", lambda: pairs(first))
    pairs_found = _explaining([free for free in two if free.count(first) in counts], cases)
    known = {each.free.patterns for each in found}
    return [each for each in pairs_found if each.natural and each.free.patterns not in known]


def _once(case: Case, name: str, make: Callable[[], list[Free]]) -> list[Free]:
    """Return what depends on the exercise only: made once, and kept for other functions."""
    if name not in case.rights:
        case.rights[name] = make()
    made: list[Free] = case.rights[name]
    return made


def _of_numbers(
    found: Sequence[tuple[Free, list[Array]]], cases: Sequence[Case]
) -> list[Explanation]:
    """Return the explanations out of free values whose numbers are known."""
    return [
        Explanation(free, tuple(numbers), natural=True)
        for free, numbers in found
        for rights in [[right_values(case, free) for case in cases]]
        if not _nothing_moves(free, cases, rights, numbers)
    ]


def _by_formula(frees: Sequence[Free], cases: Sequence[Case]) -> list[Explanation]:
    """Return the explanations whose free values are some formula of others."""
    # Needed only where nothing can be solved for.
    from gdtrace.grading.formulas import explaining_formulas

    return _of_numbers(explaining_formulas(frees, cases), cases)


def _in_order(found: list[Explanation], order: Mapping[str, int]) -> list[Explanation]:
    return sorted(found, key=lambda each: order.get(each.free.key, len(order)))


def has_own_factors(explanation: Explanation, cases: Sequence[Case]) -> bool:
    """Say whether gradients are multiplied by another number in each set of inputs.

    That is what a wrong factor before them does, such as the delta of a neuron. A slip in the
    gradients themselves has one number, or one in proportion to a number that is given.
    """
    roles = {Key(key).role for key, _ in explanation.free.patterns}
    gradients = explanation.free.scaled and roles <= GRADIENTS
    return gradients and not has_one_factor(explanation, cases)


def has_one_factor(explanation: Explanation, cases: Sequence[Case]) -> bool:
    """Say whether what multiplies some values is the same in all sets of inputs of a size.

    Or in proportion to a single number that is given, such as the learning rate.
    """
    given = [
        key
        for key in cases[0].given
        if all(case.given[key].size == len(case.given[key]) for case in cases)
    ]
    with numpy.errstate(all="ignore"):
        return any(
            all(
                _one_for_all(numbers / case.given[key].reshape(-1, 1) ** power if key else numbers)
                for numbers, case in zip(explanation.numbers, cases, strict=True)
            )
            for key in ("", *given)
            for power in POWERS
        )


def _one_for_all(factors: Array) -> bool:
    return _alike(factors, numpy.broadcast_to(factors[0], factors.shape))


def _explaining(frees: Sequence[Free], cases: Sequence[Case]) -> list[Explanation]:
    return [each for group in _by_program(frees) for each in _in_one_program(group, cases)]


def _by_program(frees: Sequence[Free]) -> list[list[Free]]:
    """Return hypotheses in groups, each of which is tried in a program of its own."""
    groups: dict[tuple[bool, str], list[Free]] = {}
    for free in frees:
        groups.setdefault((free.alone, free.key if free.handed_on else ""), []).append(free)
    return [*groups.values()]


def _in_one_program(frees: list[Free], cases: Sequence[Case]) -> list[Explanation]:
    answers: dict[Free, list[list[Array]]] = {free: [] for free in frees}
    rights = []
    for case in cases:
        right = right_values(case, frees[0])
        rights.append(right)
        possible = [free for free in answers if _possible(free, case)]
        tried = promising(possible, case, right.program, right.rounds)
        found = solved(tried, case, right.program, right.rounds)
        answers = {
            free: [*answers[free], each] for free, each in zip(tried, found, strict=True) if each
        }
    explanations = []
    for free, each in answers.items():
        numbers, natural = _natural(free, cases, rights, each)
        if not _nothing_moves(free, cases, rights, numbers):
            explanations.append(Explanation(free, tuple(numbers), natural))
    return explanations


def _possible(free: Free, case: Case) -> bool:
    """Say whether its places exist, and more numbers are returned than are free."""
    return _places_exist(free, case.task) and free.count(case.task) < case.returned.shape[1]


def _exists(free: Free, cases: Sequence[Case]) -> bool:
    return all(_places_exist(free, case.task) for case in cases)


def _places_exist(free: Free, task: Task) -> bool:
    if free.layers:
        return bool(free.count(task))
    return all(
        key in task.program.by_key or key in task.program.leaves for key, _ in free.patterns
    ) and all(
        place is None or place < task.evaluation.size(index)
        for key, places in free.patterns
        for place, index in zip(places, task.program.indices(key), strict=True)
    )


def _nothing_moves(
    free: Free, cases: Sequence[Case], rights: Sequence[Right], numbers: Sequence[Array]
) -> bool:
    """Say whether a factor would be zero, or every weight behind it was returned as it was given.

    Then anything could stand there: that explains nothing.
    """
    if Key(free.key).role.startswith("new_"):
        return False
    step = cases[0].task.program.by_key.get(free.key)
    moves: list[bool] = []
    for case, right, own in zip(cases, rights, numbers, strict=True):
        start = free.start(case.task, right.rounds)
        zero = (numpy.abs(own) <= NOTHING * numpy.abs(start)).all(axis=0)
        if zero.any() and (step is None or step.part != "forward"):
            return True
        if step is not None and step.part == "forward" and _no_error(free, case, right, own):
            return True
        if not any(moves):
            moves += _until_true(_moves(free, case, right, start))
    return bool(moves) and not any(moves)


def _until_true(answers: Iterator[bool]) -> list[bool]:
    found: list[bool] = []
    for each in answers:
        found.append(each)
        if each:
            break
    return found


def _no_error(free: Free, case: Case, right: Right, own: Array) -> bool:
    """Say whether some example's prediction would be its target in all sets of inputs.

    Then nothing comes from this example, whatever its other values are.
    """
    made = case.task.rounds(right.program, case.given, free.changes(case.task, own))
    return any(
        bool((numpy.abs(mine[key]) <= NOTHING * numpy.abs(due[key])).all(axis=0).any())
        for mine, due in zip(made, right.rounds, strict=True)
        for key in ("dError_dPredicted", f"delta@{len(case.task.network.layers)}")
        if key in mine and key in right.program.by_key
    )


def _moves(free: Free, case: Case, right: Right, start: Array) -> Iterator[bool]:
    """Say of each returned parameter that hangs on the free value whether it has moved."""
    changes = free.changes(case.task, start * 1.5 + 0.1)
    changed = case.task.run(right.program, case.given, changes)
    hangs = numpy.asarray(differs(changed, case.expected, 1e-12).any(axis=0))
    for place, (_, ref) in enumerate(case.task.observed):
        old = ref.key.removeprefix("new_")
        if hangs[place] and old != ref.key and old in case.given:
            before = at(case.given[old], Ref(old, ref.indices))
            step = numpy.abs(case.returned[:, place] - before)
            due = numpy.abs(case.expected[:, place] - before)
            yield bool((step > NOTHING * due).any())


def _natural(
    free: Free, cases: Sequence[Case], rights: Sequence[Right], answers: Sequence[list[Array]]
) -> tuple[list[Array], bool]:
    """Choose among several solutions, and say whether they are a function of the operands.

    Where two sets of inputs have the same operands for the step, they have the same number.
    """
    operands, numbers = list[Array](), list[list[Array]]()
    answers = [*map(_distinct, answers)]
    for case, right, solutions in zip(cases, rights, answers, strict=True):
        operands += _operands(free, case, right, solutions[0])
        numbers += [[each[row] for each in solutions] for row in range(len(solutions[0]))]
    natural = True
    for one, other in _same(operands):
        shared = [each for each in numbers[one] if any(_alike(each, its) for its in numbers[other])]
        if shared:
            numbers[one] = numbers[other] = shared
        else:
            natural = False
    picked = iter(numbers)
    chosen = [numpy.stack([next(picked)[0] for _ in solutions[0]]) for solutions in answers]
    return chosen, natural


def _distinct(solutions: Sequence[Array]) -> list[Array]:
    """Return solutions without those that differ from an earlier one by rounding only."""
    found: list[Array] = []
    for each in solutions:
        if not any(_alike(each, known) for known in found):
            found.append(each)
    return found


def _same(operands: Sequence[Array]) -> Iterator[tuple[int, int]]:
    """Yield every two sets of inputs with the same operands."""
    by_shape: dict[tuple[int, ...], list[int]] = {}
    for place, each in enumerate(operands):
        by_shape.setdefault(each.shape, []).append(place)
    for places in by_shape.values():
        rows = numpy.array([operands[place] for place in places])
        near = ALIKE * numpy.abs(rows) + 1e-12
        same = (numpy.abs(rows[:, None] - rows) <= near).all(axis=2)
        for one, other in numpy.argwhere(numpy.triu(same, 1)).tolist():
            yield places[one], places[other]


def _operands(free: Free, case: Case, right: Right, numbers: Array) -> Iterator[Array]:
    """Yield what the steps of the free values read, for each set of inputs."""
    made = case.task.rounds(right.program, case.given, free.changes(case.task, numbers))[0]
    keys: dict[str, None] = {}
    for key, _ in free.patterns:
        step = right.program.by_key.get(key)
        keys |= dict.fromkeys([ref.key for ref in references(step.expr)] if step else [key])
    for row in range(len(numbers)):
        source = case.given if free.key in case.given else made
        yield numpy.concatenate([numpy.ravel(source[key][row]) for key in keys] + [numpy.zeros(1)])


def _alike(one: Array, other: Array) -> bool:
    if one.shape != other.shape:
        return True
    return bool((numpy.abs(one - other) <= ALIKE * numpy.abs(other) + 1e-12).all())


def _observed(cases: Sequence[Case]) -> Explanation | None:
    """Explain by the returned values themselves: those that do not follow from the others."""
    if any(case.task.iterations > 1 for case in cases):
        return None
    refs = set[Ref]().union(*map(_locally_wrong, cases))
    task = cases[0].task
    order = {str(step.key): place for place, step in enumerate(task.program.steps)}
    if not all(ref.key in order for ref in refs):
        # A value of a deeper network only.
        return None
    places = sorted(refs, key=lambda ref: (order[ref.key], ref.indices))
    varying = {
        index
        for case in cases
        for index, size in case.task.sizes.items()
        if size != task.sizes.get(index)
    }
    free = Free(tuple(dict.fromkeys(_pattern(ref, task, varying) for ref in places)))
    if not refs or not _exists(free, cases):
        return None
    found = []
    for case in cases:
        numbers = _columns(case, free.refs(case.task))
        again = case.task.run(case.task.program, case.given, free.changes(case.task, numbers))
        if differs(again, case.returned, case.task.exercise.tolerance).any():
            return None
        found.append(numbers)
    return Explanation(free, tuple(found), natural=True)


def _pattern(ref: Ref, task: Task, varying: set[str]) -> Pattern:
    """Return a place, without what is different in networks of other sizes."""
    places = zip(ref.indices, task.program.indices(ref.key), strict=True)
    return ref.key, tuple(None if index in varying else int(place) for place, index in places)


def _columns(case: Case, refs: Sequence[Ref]) -> Array:
    """Return the returned numbers at these places: shape (sets, places)."""
    places = {ref: place for place, (_, ref) in enumerate(case.task.observed)}
    return case.returned[:, [places[ref] for ref in refs]]


def _locally_wrong(case: Case) -> set[Ref]:
    """Return the returned values that are not what the returned values before them give."""
    task = case.task
    refs = [ref for _, ref in task.observed]
    free = Free(tuple((ref.key, tuple(map(int, ref.indices))) for ref in refs))
    refs = free.refs(task)
    numbers = _columns(case, refs)
    computed: dict[str, Array] = {}

    def recording(iteration: int) -> Mapping[str, Change]:
        inner = free.changes(task, numbers)(iteration)
        return {key: _kept(key, change, computed) for key, change in inner.items()}

    task.rounds(task.program, case.given, recording)
    return {
        ref
        for ref, column in zip(refs, numbers.T, strict=True)
        if differs(column, at(computed[ref.key], ref), task.exercise.tolerance).any()
    }


def _kept(key: str, change: Change, computed: dict[str, Array]) -> Change:
    def keep(value: Array, values: Mapping[str, Array]) -> Array:
        computed[key] = value
        return change(value, values)

    return keep
