"""What leads to a returned value may be wrong instead of it, where no more is returned.

As many free numbers as returned ones explain anything: the numbers alone cannot tell, and blame
what was returned. A variable that held just the number that is needed can.
"""

from __future__ import annotations

from collections.abc import Sequence

from gdtrace.grading.cases import Case
from gdtrace.grading.explanation import Explanation
from gdtrace.grading.free import Free, hypotheses
from gdtrace.grading.right_values import right_values
from gdtrace.grading.solving import solved
from gdtrace.grading.tasks import Task


def earlier(explanations: Sequence[Explanation], cases: Sequence[Case]) -> list[Explanation]:
    """Return explanations by what leads to a value that was returned alone.

    Parameters
    ----------
    explanations : sequence of Explanation
        What the numbers alone blame.
    cases : sequence of Case

    Returns
    -------
    list of Explanation
        In the order of the derivation; empty where more numbers are returned than are free.
    """
    task = cases[0].task
    if not explanations or not _takes_all(explanations[0].free, cases):
        return []
    blamed = {key for each in explanations for key, _ in each.free.patterns}
    found = [_explaining(free, cases) for free in hypotheses(task) if _leads(free, blamed, task)]
    return [each for each in found if each is not None]


def _takes_all(free: Free, cases: Sequence[Case]) -> bool:
    return all(free.count(case.task) >= case.returned.shape[1] for case in cases)


def _leads(free: Free, blamed: set[str], task: Task) -> bool:
    """Say whether a single value, free in all its places, leads to what is blamed."""
    whole = len(free.patterns) == 1 and all(place is None for place in free.patterns[0][1])
    plain = not (free.scaled or free.alone or free.handed_on)
    made = free.key in task.program.by_key
    return whole and plain and made and blamed <= task.following(free.key)


def _explaining(free: Free, cases: Sequence[Case]) -> Explanation | None:
    numbers = []
    for case in cases:
        right = right_values(case, free)
        (solutions,) = solved([free], case, right.program, right.rounds)
        if free.count(case.task) > case.returned.shape[1] or not solutions:
            return None
        if not solutions[0].any(axis=0).all():
            # With a factor of zero anything could stand in the others.
            return None
        numbers.append(solutions[0])
    return Explanation(free, tuple(numbers), natural=True)
