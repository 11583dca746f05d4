"""Regular explanations: those in which one formula gives the free numbers of all sets of inputs.

An explanation with a number of its own for each set of inputs fits whatever was worked out before
it. One that is a multiple of the right value, or of a formula of other values, does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.grading.cases import Case
from gdtrace.grading.evaluation import Change, Values
from gdtrace.grading.explanation import Explanation, has_one_factor
from gdtrace.grading.right_values import right_values
from gdtrace.grading.tasks import Task
from gdtrace.grading.terms import BEFORE, ONE, RIGHT, known_too, terms
from gdtrace.steps import Key, Program

SUMS = ((1.0, 1.0), (1.0, -1.0), (1.0, 2.0), (1.0, -2.0), (2.0, 1.0), (2.0, -1.0))
"""How two terms may be added, but for a factor."""

SAME = 1e-7
"""Free numbers are a multiple of a formula if they differ by no more, relatively."""

Known = dict[str, Array]
"""By the names of terms: their numbers, in the order of the free numbers."""

Seen = tuple[Array, Values]
"""A value with the free numbers in it, and all that it may have been worked out from."""


def regular(explanation: Explanation, cases: Sequence[Case]) -> bool:
    """Say whether all free numbers are the same multiple of one formula.

    A formula is a term, or two that are added. In networks of another size the factor may be
    another one in proportion to a size: it may be a number of examples.
    """
    roles = dict.fromkeys(Key(key).role for key, _ in explanation.free.patterns)
    with numpy.errstate(all="ignore"):
        if explanation.free.scaled:
            return has_one_factor(explanation, cases)
        return all(_of_role(role, explanation, cases) for role in roles)


def _of_role(role: str, explanation: Explanation, cases: Sequence[Case]) -> bool:
    # A network without hidden layers has nothing that is wrong in these.
    places = [number for number, case in enumerate(cases) if role in _roles(explanation, case)]
    worked_out = [_terms(role, explanation, cases[place], place) for place in places]
    cases = [cases[place] for place in places]
    made, known, simple = (list(each) for each in zip(*worked_out, strict=True))
    names = [name for name in known[0] if all(name in own for own in known)]
    values = [numpy.array([own[name] for name in names]) for own in known]
    if any(_in_proportion(factors, cases) for factors in _factors(made, values)):
        return True
    pairable = numpy.array([names.index(name) for name in simple[0] if name in names], dtype=int)
    one, other = (pairable[each] for each in numpy.triu_indices(len(pairable), 1))
    return any(
        _in_proportion(factors, cases)
        for first, second in SUMS
        for factors in _factors(made, [first * each[one] + second * each[other] for each in values])
    )


def _roles(explanation: Explanation, case: Case) -> set[str]:
    return {Key(key).role for key in explanation.free.masks(case.task)}


def _factors(made: Sequence[Array], formulas: Sequence[Array]) -> Array:
    """Return the factors in each case of those formulas that give a multiple in all of them.

    Parameters
    ----------
    made : sequence of array
        The free numbers of each case.
    formulas : sequence of array
        What the formulas give in each case: shape (formulas, numbers).
    """
    found = []
    for numbers, each in zip(made, formulas, strict=True):
        largest = numpy.abs(each).argmax(axis=1)
        factors = numbers[largest] / each[numpy.arange(len(each)), largest]
        away = numpy.abs(numbers - factors[:, None] * each)
        fits = (away <= SAME * numpy.abs(numbers)).all(axis=1)
        found.append(numpy.where(fits, factors, numpy.nan))
    joined = numpy.array(found).T
    fitting: Array = joined[numpy.isfinite(joined).all(axis=1)]
    return fitting


def _in_proportion(factors: Array, cases: Sequence[Case]) -> bool:
    """Say whether factors of each case are the same, or in proportion to a size of the network."""
    sizes = [
        numpy.array([case.task.sizes[letter] for case in cases])
        for letter in cases[0].task.sizes
        if all(letter in case.task.sizes for case in cases)
    ]
    return any(
        numpy.allclose(each, each[0], rtol=SAME, atol=0.0)
        for size in sizes
        for each in (factors, factors * size, factors / size)
    )


def _terms(
    role: str, explanation: Explanation, case: Case, number: int
) -> tuple[Array, Known, list[str]]:
    """Return the free numbers of one kind of step, its terms, and which of these are simple."""
    task, free = case.task, explanation.free
    program = right_values(case, free).program
    made, known, simple = [], list[Known](), list[str]()
    for key, seen in _seen(explanation, case, number, program).items():
        if Key(key).role != role:
            continue
        mask = free.masks(task)[key]
        for value, values in seen:
            made.append(value[:, mask].ravel())
            found, simple = _worked_out(key, task, program, values)
            known.append({name: each[:, mask].ravel() for name, each in found.items()})
    names = [name for name in known[0] if all(name in own for own in known)]
    joined = {name: numpy.concatenate([own[name] for own in known]) for name in names}
    return numpy.concatenate(made), joined, simple


def _worked_out(key: str, task: Task, program: Program, values: Values) -> tuple[Known, list[str]]:
    """Return every term of a step, and which of them are simple; a given value has a few."""
    right = values[key]
    step = program.by_key.get(Key(key))
    if step is None:
        own = {RIGHT: right, ONE: numpy.ones_like(right)}
        return {**own, "squared": right * right, "one over": 1 / right}, []
    own_terms, known = terms(task, program, step), known_too(task, program, step, values)
    found = {name: term.work_out(known) for name, term in own_terms.items()}
    return found, [name for name, term in own_terms.items() if term.simple]


def _seen(
    explanation: Explanation, case: Case, number: int, program: Program
) -> dict[str, list[Seen]]:
    """Return every free value of every iteration, and what was there before it."""
    found: dict[str, list[Seen]] = {}

    def noting(key: str, change: Change) -> Change:
        def note(value: Array, values: Mapping[str, Array]) -> Array:
            made, earlier = change(value, values), found.setdefault(key, [])
            before = earlier[-1][0] if earlier else numpy.zeros_like(value)
            earlier.append((made, {**values, key: value, BEFORE: before}))
            return made

        return note

    def changes(iteration: int) -> Mapping[str, Change]:
        inner = explanation.free.changes(case.task, explanation.numbers[number])(iteration)
        return {key: noting(key, change) for key, change in inner.items()}

    case.task.rounds(program, case.given, changes)
    return found
