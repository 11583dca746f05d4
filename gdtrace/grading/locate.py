"""Locating: which one value, let free, explains all the numbers that a function returned.

It needs no catalogue. More numbers are returned than are free, so that an explanation is no
accident; where several explain, the numbers cannot tell them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.grading.cases import Case
from gdtrace.grading.explanation import Explanation, has_own_factors
from gdtrace.grading.free import Free, hypotheses, pairs, two_ways
from gdtrace.grading.hulls import promising
from gdtrace.grading.local import locally_wrong
from gdtrace.grading.moving import nothing_moves
from gdtrace.grading.natural import natural
from gdtrace.grading.right_values import right_values
from gdtrace.grading.runs import explaining_runs
from gdtrace.grading.solving import solved

MOST_KEPT = 200
"""So many numbers that functions returned are kept with what explains them."""


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
    observed = locally_wrong(cases)
    for free in [observed.free, *two] if observed else two:
        by_count.setdefault(free.count(first), [])
    order = {str(step.key): place for place, step in enumerate(first.program.steps)}
    known = _of_numbers(explaining_runs(cases), cases)
    if known:
        return known
    unnatural: list[Explanation] = []
    every = [
        free
        for own in by_count.values()
        for free in own
        if all(free.exists_in(case.task) for case in cases)
    ]
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
        if not nothing_moves(free, cases, rights, numbers)
    ]


def _by_formula(frees: Sequence[Free], cases: Sequence[Case]) -> list[Explanation]:
    """Return the explanations whose free values are some formula of others."""
    # Needed only where nothing can be solved for.
    from gdtrace.grading.formulas import explaining_formulas

    return _of_numbers(explaining_formulas(frees, cases), cases)


def _in_order(found: list[Explanation], order: Mapping[str, int]) -> list[Explanation]:
    return sorted(found, key=lambda each: order.get(each.free.key, len(order)))


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
        numbers, is_natural = natural(free, cases, rights, each)
        if not nothing_moves(free, cases, rights, numbers):
            explanations.append(Explanation(free, tuple(numbers), is_natural))
    return explanations


def _possible(free: Free, case: Case) -> bool:
    """Say whether its places exist, and more numbers are returned than are free."""
    return free.exists_in(case.task) and free.count(case.task) < case.returned.shape[1]
