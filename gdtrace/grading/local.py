"""Local slips: returned values that do not follow from the returned values before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gdtrace.engine.arrays import Array
from gdtrace.expr import Ref
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Change, at
from gdtrace.grading.explanation import Explanation
from gdtrace.grading.free import Free, Pattern
from gdtrace.grading.tasks import Task


def locally_wrong(cases: Sequence[Case]) -> Explanation | None:
    """Explain by the returned values themselves: those that do not follow from the others."""
    if any(case.task.iterations > 1 for case in cases):
        return None
    refs = set[Ref]().union(*map(_wrong_in, cases))
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
    if not refs or not all(free.exists_in(case.task) for case in cases):
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


def _wrong_in(case: Case) -> set[Ref]:
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
