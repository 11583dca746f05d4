"""Detectors: what is wrong with values as such, whatever was computed.

Each takes what came back and says in a finding what it is, or None. None of them knows a catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy

from gdtrace.engine.arrays import Array
from gdtrace.grading.answers import Answers, Runner, laid
from gdtrace.grading.call_shapes import Call
from gdtrace.grading.cases import Case
from gdtrace.grading.changed import changed_names, changing_lines
from gdtrace.grading.comparing import differs
from gdtrace.grading.probes import Probe
from gdtrace.grading.report import Finding
from gdtrace.grading.returned import Misfit, read
from gdtrace.grading.wording import listed
from gdtrace.sandbox.claims import Returned

MOST_DECIMALS = 8
"""Numbers rounded to more decimals than this are not recognised as rounded."""

FEWEST = 3
"""Rounded numbers are of at least so many sizes: a constant or a threshold gives two as well."""

WHOLE = ("int64", "int32", "int16", "int8")

SINGLE = 3e-5
"""Numbers in single precision agree with the right ones to this."""


Detector = Callable[[Sequence[Case], Answers], Finding | None]


def not_finite(cases: Sequence[Case], answers: Answers) -> Finding | None:
    """Find NaN and infinity."""
    bad = [each for case in cases for each in case.returned.ravel() if not numpy.isfinite(each)]
    if not bad:
        return None
    what = "NaN (not a number)" if numpy.isnan(bad).any() else "an infinite number"
    warned = [each for returned in answers.returned for each in returned.warnings]
    where = [f"At least one returned number is {what}."]
    if warned:
        at = f"line {warned[0].line}: " if warned[0].line else ""
        where.append(f"Python warns: {at}{warned[0].message}.")
    return Finding(
        kind="not_finite",
        where=tuple(where),
        named=tuple(each.line for each in warned[:1] if each.line),
        look="Which part of the formula grows without bound, or divides by zero?",
    )


def single_precision(cases: Sequence[Case], answers: Answers) -> Finding | None:
    """Find right numbers in single precision."""
    if not any(_has_dtype(each.value, ("float32", "float16")) for each in answers.returned):
        return None
    if any(differs(case.returned, case.expected, SINGLE).any() for case in cases):
        return None
    return Finding(
        kind="float32",
        where=(
            "The numbers are right to 6 digits only: they were worked out in single precision.",
        ),
        look="Which dtype do your arrays have?",
        idea="Arrays of dtype float32 keep about 7 digits. Small steps get lost in them.",
    )


def _has_dtype(value: object, names: tuple[str, ...]) -> bool:
    if isinstance(value, tuple | list):
        return any(_has_dtype(each, names) for each in value)
    if isinstance(value, dict):
        return any(_has_dtype(each, names) for each in value.values())
    return str(getattr(value, "dtype", "")) in names


def whole_numbers(cases: Sequence[Case], answers: Answers) -> Finding | None:
    """Find numbers whose decimals were cut off."""
    cut = all(not differs(case.returned, numpy.trunc(case.expected), 1e-12).any() for case in cases)
    if not cut or not any(numpy.trunc(case.expected).any() for case in cases):
        # Nothing is left of numbers below one: zeros may come from anywhere.
        return None
    return Finding(
        kind="integer",
        where=("All returned numbers are whole: the decimals were cut off.",),
        look="Which dtype do your arrays have?",
        idea="An array of whole numbers stays one when numbers with decimals are put into it.",
    )


def cut_values(cases: Sequence[Case], answers: Answers) -> Finding | None:
    """Find right numbers beside others whose decimals were cut off.

    Where zeros are all that is left, only the type of the numbers tells.
    """
    cut = 0
    left = any(_has_dtype(each.value, WHOLE) for each in answers.returned)
    names: dict[str, None] = {}
    for case in cases:
        tolerance = case.task.exercise.tolerance
        wrong = differs(case.returned, case.expected, tolerance)
        whole = ~differs(case.returned, numpy.trunc(case.expected), 1e-12)
        if (wrong & ~whole).any():
            return None
        cut += int(wrong.sum())
        left = left or bool(numpy.trunc(case.expected)[wrong].any())
        start = 0
        for value in case.task.returned:
            if wrong[:, start : start + value.count].any():
                names[value.name] = None
            start += value.count
    if cut < 2 or not left:
        return None
    which = f" in {listed([*filter(None, names)])}" if any(names) else ""
    return Finding(
        kind="integer",
        where=(f"The numbers{which} are whole: their decimals were cut off.",),
        look="Which dtype do your arrays have?",
        idea="An array of whole numbers stays one when numbers with decimals are put into it.",
    )


def overwritten(observed: Answers, names: Sequence[str], function: str) -> Finding | None:
    """Find arguments that were changed while they may still be needed."""
    own = changed_names(observed, names)
    if not own:
        return None
    lines = changing_lines(observed, own)
    at = f" (line {listed([str(each) for each in lines])})" if lines else ""
    return Finding(
        kind="mutation",
        where=(f"{function} changes its {listed(own)} on the way{at}.",),
        named=tuple(lines),
        look=f"Does anything after that still need the old {listed(own)}?",
        idea="An operation such as *= or an assignment to x[0] changes the array itself, for "
        "everything that comes after and for whoever called the function.",
    )


def rounded(cases: Sequence[Case], answers: Answers) -> Finding | None:
    """Find right numbers that were rounded."""
    if not all(numpy.isfinite(case.returned).all() for case in cases):
        return None
    for decimals in range(MOST_DECIMALS + 1):
        if all(_is_rounded(case, decimals) for case in cases) and _tells(cases, decimals):
            return Finding(
                kind="rounded",
                where=(f"The numbers are right to {decimals} decimals: they were rounded.",),
                look="Return numbers as they are; round only where you print.",
            )
    return None


def _is_rounded(case: Case, decimals: int) -> bool:
    return not (numpy.abs(case.returned - case.expected) > 0.5000001 * 10.0**-decimals).any() and (
        not (numpy.abs(case.returned - numpy.round(case.returned, decimals)) > 1e-13).any()
    )


def _tells(cases: Sequence[Case], decimals: int) -> bool:
    """Say whether enough is left of the numbers to tell that it was they that were rounded."""
    left = [numpy.round(case.returned, decimals).ravel() for case in cases]
    return len({*numpy.concatenate(left).tolist()}) >= FEWEST


def exchanged_values(cases: Sequence[Case], answers: Answers) -> Finding | None:
    """Find right values that stand in each other's place."""
    returned = cases[0].task.returned
    order = [_due_at(cases, place) for place in range(len(returned))]
    moved = [place for place, due in enumerate(order) if place != due]
    if not moved or set(order) != {*range(len(returned))}:
        return None
    names = [each.name or f"value {number}" for number, each in enumerate(returned, 1)]
    if len(moved) == 2:
        own = listed([names[place] for place in moved])
        where = f"Two returned values stand in each other's place: {own}."
    else:
        where = f"The returned values are right, but in another order. Asked for: {listed(names)}."
    return Finding(kind="order", where=(where,))


def _due_at(cases: Sequence[Case], place: int) -> int | None:
    """Return the place at which a returned value would be right; its own, if that is one."""
    returned = cases[0].task.returned
    others = sorted(range(len(returned)), key=lambda each: each != place)
    return next((other for other in others if _right_at(cases, place, other)), None)


def _right_at(cases: Sequence[Case], place: int, other: int) -> bool:
    for case in cases:
        values = case.task.returned
        if values[place].shape != values[other].shape:
            return False
        starts = numpy.cumsum([0, *(value.count for value in values)])
        own = case.returned[:, starts[place] : starts[place + 1]]
        due = case.expected[:, starts[other] : starts[other + 1]]
        if differs(own, due, case.task.exercise.tolerance).any():
            return False
    return True


VALUE_DETECTORS: tuple[Detector, ...] = (
    single_precision,
    whole_numbers,
    rounded,
    exchanged_values,
)
"""What can be seen in the returned values alone, in the order in which they are asked."""


def nondeterministic(again: Answers, cases: Sequence[Case]) -> Finding | None:
    """Find other numbers in a second run with the same inputs."""
    others, misfits = again.read
    tolerance = cases[0].task.exercise.tolerance
    changed = again.failures or misfits
    if not changed and not any(
        differs(other.returned, case.returned, tolerance).any()
        for other, case in zip(others, cases, strict=True)
    ):
        return None
    return Finding(
        kind="nondeterminism",
        where=("Called twice with the same inputs, your function returns different numbers.",),
        look="Does it draw random numbers, or keep something from one call to the next?",
    )


def swapped_arguments(
    runner: Runner, function: str, answers: Answers, names: Sequence[str]
) -> Finding | None:
    """Find a function that is right when two of its arguments change places."""
    first = answers.probes[0]
    calls = [(first.arguments(call), call) for call in first.calls]
    shapes = [numpy.shape(each) for each in calls[0][0] if not isinstance(each, list)]
    pairs = [
        pair
        for pair in combinations(range(len(calls[0][0])), 2)
        if len(shapes) == len(calls[0][0]) and shapes[pair[0]] == shapes[pair[1]]
    ]
    for one, other in pairs:
        turned = [_turned(arguments, one, other) for arguments, _ in calls]
        results = runner.calls(function, turned)
        if _all_right(first, calls, results):
            where = f"{function} is right if {names[one]} and {names[other]} change places."
            return Finding(
                kind="swapped",
                where=(where,),
                look="In which order are the arguments handed over?",
                idea="Arguments are passed by their position, whatever they are called.",
            )
    return None


def _turned(arguments: Sequence[object], one: int, other: int) -> list[object]:
    turned = list(arguments)
    turned[one], turned[other] = turned[other], turned[one]
    return turned


def _all_right(
    probe: Probe, calls: Sequence[tuple[list[object], Call]], results: Sequence[object]
) -> bool:
    for (_, call), result in zip(calls, results, strict=True):
        if not isinstance(result, Returned):
            return False
        numbers = read(call.form, result.value, equivalent=True)
        if isinstance(numbers, Misfit):
            return False
        own = laid(numbers, len(call.sets), probe)
        expected: Array = probe.expected[list(call.sets)]
        if differs(own, expected, probe.task.exercise.tolerance).any():
            return False
    return True
