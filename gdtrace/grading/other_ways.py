"""Right steps taken in another way: another number of times, or rounded one by one.

Nothing is free here: another way gives all the returned numbers or it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy
from attrs import evolve

from gdtrace.engine.arrays import Array
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Change
from gdtrace.grading.exercises import Part
from gdtrace.grading.free import UPDATE
from gdtrace.grading.report import RIGHT, WRONG, Check, Finding
from gdtrace.grading.right_values import slopes_by_output
from gdtrace.steps import Key, Program

MOST_DECIMALS = 8
"""Steps rounded to more decimals than this are not recognised as rounded."""

FEWEST = 3
"""So many different numbers are left of rounded ones at least: zeros may come from anywhere."""

COUNTS: Mapping[str, Callable[[int], int]] = {
    "One iteration too few is made.": lambda asked: asked - 1,
    "One iteration too many is made.": lambda asked: asked + 1,
    "Only one iteration is made.": lambda asked: 1,
}
"""How many iterations may be made instead of those that are asked for."""

EXACT = 1e-13
"""A rounded number is no further from what it is rounded to."""

Form = Callable[[Program], Program]

FORMS: tuple[Form, ...] = (lambda program: program, slopes_by_output)
"""A slope is worked out from the sum of a neuron, or from its rounded output."""

LOOP = "A loop over a range starts to count at 0. How many numbers does it give, and which is last?"
RETURN = "A return ends the function wherever it stands. Is yours in the loop, or after it?"


def another_count(cases: Sequence[Case], function: str) -> Finding | None:
    """Find the numbers of right iterations, made another number of times."""
    if any(case.task.iterations == 1 or _hands_on_each(case) for case in cases):
        return None
    for words, count in COUNTS.items():
        if all(_gives_after(case, count(case.task.iterations)) for case in cases):
            returned = sum(case.returned.size for case in cases)
            key = next((k for k in map(str, cases[0].task.program.by_key) if _is_update(k)), "")
            return Finding(
                kind="iterations",
                where=("Every iteration is right; how many of them are made is not.",),
                look="How often does your loop run?",
                compare="Let your loop print a line each time that it runs. How many lines do you "
                "get for 1 iteration, how many for 2?",
                likely=(
                    words,
                    f"This one mistake gives all {returned} numbers that your {function} returned.",
                ),
                idea=RETURN if words.startswith("Only") else LOOP,
                symbol="update",
                key=key,
                keys=(key,),
            )
    return None


def counted_checks(case: Case, parts: Sequence[Part], titles: Mapping[str, str]) -> list[Check]:
    """Return the verdicts where right iterations were made another number of times.

    The last thing that an iteration does is wrong: it does it too often, or not often enough.
    """
    updates = [part for part in parts if any(map(_is_update, _keys(case, part)))]
    return [
        Check(
            title=part.title.format_map(titles),
            status=WRONG,
            verdict="FIRST WRONG STEP: how often",
            score=0.0,
            max_score=part.points,
            symbol="update",
        )
        if part in (updates or parts[-1:])
        else Check(
            title=part.title.format_map(titles),
            status=RIGHT,
            verdict="right",
            score=part.points,
            max_score=part.points,
        )
        for part in parts
    ]


def _keys(case: Case, part: Part) -> list[str]:
    return [ref.key for ref in case.task.places(part.steps)]


def _is_update(key: str) -> bool:
    return Key(key).role in UPDATE


def _hands_on_each(case: Case) -> bool:
    return any(value.binding.each for value in case.task.returned)


def _gives_after(case: Case, iterations: int) -> bool:
    if iterations < 1:
        return False
    task = evolve(case.task, iterations=iterations)
    return _same(task.run(task.program, case.given), case)


def rounded_steps(cases: Sequence[Case]) -> Finding | None:
    """Find the numbers of right steps of which each was rounded before the next one."""
    returned = numpy.concatenate([case.returned.ravel() for case in cases])
    if not numpy.isfinite(returned).all() or len({*returned[returned != 0].tolist()}) < FEWEST:
        return None
    for decimals in range(1, MOST_DECIMALS + 1):
        if (numpy.abs(returned - numpy.round(returned, decimals)) > EXACT).any():
            continue
        for form in FORMS:
            if all(_gives_rounded(case, decimals, form) for case in cases):
                return Finding(
                    kind="rounded",
                    where=(f"Every step is right, but rounded to {decimals} decimals.",),
                    look="Round only where you print, and go on with the numbers as they are.",
                )
    return None


def _gives_rounded(case: Case, decimals: int, form: Form) -> bool:
    def rounding(value: Array, _: Mapping[str, Array]) -> Array:
        rounded: Array = numpy.round(value, decimals)
        return rounded

    program = form(case.task.program)
    changes: dict[str, Change] = {str(step.key): rounding for step in program.steps}
    return _same(case.task.run(program, case.given, lambda _: changes), case)


def _same(numbers: Array, case: Case) -> bool:
    return not differs(case.returned, numbers, case.task.exercise.tolerance).any()
