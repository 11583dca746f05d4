"""A wrong step worked out on the set of inputs that shows it: from the arguments to the step."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy
from attrs import evolve, frozen

from gdtrace.engine.arrays import Array
from gdtrace.expr import Ref, references
from gdtrace.grading.bindings import Binding
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Values
from gdtrace.grading.evidence import Compared, Evidence
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.tasks import Given, Task, tasks
from gdtrace.grading.worked_mistake import worked_out
from gdtrace.names import Names
from gdtrace.sections import Section
from gdtrace.sections.forward import value_row, with_example
from gdtrace.sections.page import Page, numbered
from gdtrace.steps import Program
from gdtrace.views import MOST_TERMS, Views

DIGITS = 9
"""Results have so many significant digits, or more where fewer hide something."""

MOST_WORKED = 4
"""Of a step that is wrong in several places only the first are worked out."""

MOST_BEFORE = 40
"""Of what leads to a step only so many of the last values are shown."""

CHANGED = (
    "The derivation cannot be shown: this exercise gives other numbers for these arguments. It has "
    "changed since the class was marked."
)


@frozen(eq=False)
class _Worked:
    """The right values of one iteration on one set of inputs, with their equations."""

    task: Task
    program: Program
    names: Names
    values: Values

    def page(self, decimals: int, significant: int, exact: bool) -> Page:
        by_output = self.names.notation.slope_by_output
        views = Views(self.program, self.task.sizes, MOST_TERMS, by_output)
        return Page(self.names, views, self.values, decimals, significant, exact)


def worked_step(exercise: Exercise, evidence: Evidence) -> list[Section]:
    """Return how the first wrong step is worked out, and the values that lead to it.

    Where no single step is known to be wrong, it is the first wrong number that was returned.

    Parameters
    ----------
    exercise : Exercise
        With the tolerance that it was marked with, or its own.
    evidence : Evidence
        Its arguments are all that is needed: nothing is run but the equations.
    """
    for numbers in (evidence.steps, evidence.numbers):
        wrong = [each for each in numbers if each.wrong]
        iteration = wrong[0].iteration if wrong else 0
        found = _worked(exercise, evidence, iteration)
        if found is None:
            return [Section(notes=[CHANGED])]
        places = [Ref(each.key, each.place) for each in wrong if each.iteration == iteration]
        refs = [ref for ref in dict.fromkeys(places) if _readable(found, ref)][:MOST_WORKED]
        # A learning rate, for one, is given and not worked out.
        if refs:
            where = f", in iteration {iteration}" if found.task.iterations > 1 else ""
            make = partial(_sections, found=found, refs=refs, where=where)
            return numbered(make, found.page, DIGITS)
    return []


def _sections(page: Page, found: _Worked, refs: Sequence[Ref], where: str) -> list[Section]:
    worked = worked_out(page, refs, f"How it is worked out{where}")
    before = _before(found, refs)
    shown = before[-MOST_BEFORE:]
    if not shown:
        return [worked]
    left = len(before) - len(shown)
    values = Section(
        title="The values that lead to it",
        columns=with_example(page, ("equation", "with the numbers", "value")),
        rows=[value_row(page, [page.equation(ref)], ref, first=True) for ref in shown],
        notes=[f"{left} values before these are not shown."] if left else [],
    )
    return [worked, values]


def _worked(exercise: Exercise, evidence: Evidence, iteration: int) -> _Worked | None:
    """Work the set of inputs out; nothing if the exercise gives other numbers."""
    every = tasks(exercise)
    if evidence.size >= len(every):
        return None
    task = every[evidence.size]
    given = _given(task, evidence)
    if given is None or not _gives(task, given, evidence):
        return None
    rounds = task.rounds(task.program, given)
    if iteration >= len(rounds):
        return None
    program = _from_given(task)
    values = _all_values(task, program, rounds[iteration])
    names = evolve(task.names, program=program)
    return _Worked(task, program, names, {key: value[0] for key, value in values.items()})


def _from_given(task: Task) -> Program:
    """Return the whole derivation, as far as it is not given: what is given has no equation."""
    own, given = task.program.by_key, task.program.leaves
    return Program(
        {**task.whole.leaves, **given},
        [own.get(step.key, step) for step in task.whole.steps if step.key not in given],
        task.whole.carry,
        task.whole.style,
    )


def _given(task: Task, evidence: Evidence) -> Values | None:
    """Put the arguments where they belong in the program: one set of inputs."""
    if len(task.arguments) != len(evidence.arguments):
        return None
    found: Values = {}
    try:
        for given, argument in zip(task.arguments.values(), evidence.arguments, strict=True):
            _put(task, given, ast.literal_eval(argument.text), _element(task, evidence), found)
    except (ValueError, SyntaxError, TypeError, IndexError):
        return None
    return found


def _element(task: Task, evidence: Evidence) -> int:
    """Return which element of the arguments is wrong, if the function works on each alone."""
    wrong = (place for place, each in enumerate(evidence.numbers) if each.wrong)
    return next(wrong, 0) // len(task.observed) if task.exercise.elementwise else 0


def _put(task: Task, given: Given, value: Any, element: int, found: Values) -> None:
    if isinstance(given, str):
        return
    if isinstance(given, list):
        for each, part in zip(given, value, strict=True):
            _put(task, each, part, element, found)
        return
    array = numpy.asarray(value, dtype=float)
    if task.exercise.elementwise and array.ndim:
        array = array.ravel()[element]
    _fill(task, given, array, found)


def _fill(task: Task, binding: Binding, array: Array, found: Values) -> None:
    if binding.key not in found:
        indices = task.whole.indices(binding.key)
        found[binding.key] = numpy.full((1, *map(task.evaluation.size, indices)), numpy.nan)
    place: Any = (0, *binding.index)
    found[binding.key][place] = array.reshape(binding.shape)


def _gives(task: Task, given: Values, evidence: Evidence) -> bool:
    """Say whether the exercise still has the numbers that were right for the arguments."""
    right = task.run(task.program, given)[0]
    kept = {
        (each.key, each.place, each.iteration): float(each.expected)
        for each in _of_element(task, evidence)
    }
    return not any(
        differs(numpy.array(kept[at]), numpy.array(number), task.exercise.tolerance)
        for (iteration, ref), number in zip(task.observed, right, strict=True)
        for at in [(ref.key, tuple(map(int, ref.indices)), iteration)]
        if at in kept
    )


def _of_element(task: Task, evidence: Evidence) -> Sequence[Compared]:
    if not task.exercise.elementwise:
        return evidence.numbers
    size, element = len(task.observed), _element(task, evidence)
    return evidence.numbers[element * size : (element + 1) * size]


def _all_values(task: Task, program: Program, known: Values) -> Values:
    """Return the known values and all that follow from them."""
    values = dict(known)
    missing = []
    for step in program.steps:
        if step.key not in values and all(ref.key in values for ref in step.reads):
            missing.append(step)
            values[step.key] = numpy.zeros(1)
    leaves = {key: program.indices(key) for key in known}
    with numpy.errstate(all="ignore"):
        return task.evaluation.values(Program(leaves, missing, {}, program.style), known, {})


def _readable(found: _Worked, ref: Ref) -> bool:
    """Say whether a value has an equation all of whose values are known."""
    page = found.page(DIGITS, DIGITS, False)
    if ref.key not in found.values or ref.key not in found.program.by_key:
        return False
    parts = {*references(page.views.formula(ref)), *references(page.views.operands(ref))}
    return all(part.key in found.values for part in parts)


def _before(found: _Worked, refs: Sequence[Ref]) -> list[Ref]:
    """Return the values that lead to some values, in the order of the derivation."""
    views = found.page(DIGITS, DIGITS, False).views
    given = set(found.task.program.leaves)
    order = {str(step.key): place for place, step in enumerate(found.program.steps)}
    seen: dict[Ref, None] = {}
    waiting = [part for ref in refs for part in references(views.operands(ref))]
    while waiting:
        ref = waiting.pop()
        if ref in seen or ref.key in given or ref.key not in order or not _readable(found, ref):
            continue
        seen[ref] = None
        waiting += references(views.operands(ref))
    return sorted(seen, key=lambda ref: (order[ref.key], ref.indices))
