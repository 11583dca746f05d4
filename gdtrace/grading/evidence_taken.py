"""Taking evidence: the first set of inputs with a wrong number, and the first wrong step in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy
from attrs import evolve

from gdtrace.engine.arrays import Array
from gdtrace.expr import Ref
from gdtrace.grading.answers import Answers, laid
from gdtrace.grading.call_shapes import Call
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Mask
from gdtrace.grading.evidence import Compared, Evidence, Given
from gdtrace.grading.explanation import Explanation
from gdtrace.grading.naming import symbol_of
from gdtrace.grading.probes import Probe
from gdtrace.grading.returned import Misfit, described, read
from gdtrace.grading.verdicts import Explained, explained
from gdtrace.sandbox.claims import Failure, Returned

MOST_NUMBERS = 200
"""Of more numbers than this only the first are kept, the first wrong one among them."""


def evidence(answers: Answers, names: Sequence[str]) -> Evidence | None:
    """Return the first call that gave no numbers, else a wrong one; None if all are right.

    Parameters
    ----------
    answers : Answers
    names : sequence of str
        What the student calls the arguments.
    """
    before, total = 0, sum(len(probe.expected) for probe in answers.probes)
    first: Evidence | None = None
    for size, (probe, results) in enumerate(zip(answers.probes, answers.results, strict=True)):
        for call, result in zip(probe.calls, results, strict=True):
            words, numbers = _compared(probe, call, result)
            if not words and (first or not numbers):
                continue
            first = Evidence(
                size=size,
                row=call.sets[0],
                sets=_which(before, call, total),
                arguments=_given(probe, call, names),
                returned=words,
                numbers=numbers,
            )
            if words:
                # A wrong form or none at all is what the report is about.
                return first
        before += len(probe.expected)
    return first


def _given(probe: Probe, call: Call, names: Sequence[str]) -> tuple[Given, ...]:
    return tuple(
        Given(name=name, text=literal(value))
        for name, value in zip(names, probe.arguments(call), strict=True)
    )


def with_steps(
    taken: Evidence | None, cases: Sequence[Case], explanation: Explanation
) -> Evidence | None:
    """Return the evidence with the first wrong step that an explanation names."""
    if taken is None:
        return None
    found = explained(cases, explanation)
    return evolve(taken, steps=tuple(_steps(found, taken)))


def literal(value: Any) -> str:
    """Write an argument as Python does.

    >>> literal(0.5), literal(numpy.array([0.1, 2.0])), literal([numpy.eye(1), 3])
    ('0.5', '[0.1, 2.0]', '[[[1.0]], 3]')
    """
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return repr(value.tolist()) if isinstance(value, numpy.ndarray | numpy.generic) else repr(value)


def _which(before: int, call: Call, total: int) -> str:
    first, last = before + call.sets[0] + 1, before + call.sets[-1] + 1
    which = f"set {first}" if first == last else f"sets {first} to {last}"
    return f"{which} of {total}"


def _compared(
    probe: Probe, call: Call, result: Returned | Failure
) -> tuple[str, tuple[Compared, ...]]:
    """Return what came instead of numbers, and the numbers; nothing if all are right."""
    rows = list(call.sets)
    expected = probe.expected[rows]
    own, words = _own(probe, call, result)
    wrong = differs(own, expected, probe.task.exercise.tolerance)
    if not wrong.any():
        return "", ()
    first = int(wrong.ravel().argmax())
    shown = range(wrong.size)[max(0, first - MOST_NUMBERS + 1) :][:MOST_NUMBERS]
    return words, tuple(
        _number(probe, None if words else own, expected, wrong, *divmod(each, wrong.shape[1]))
        for each in shown
    )


def _own(probe: Probe, call: Call, result: Returned | Failure) -> tuple[Array, str]:
    """Return the student's numbers; NaN and words where there are none."""
    none = numpy.full((len(call.sets), probe.expected.shape[1]), numpy.nan)
    if isinstance(result, Failure):
        return none, "nothing"
    own = read(call.form, result.value, equivalent=probe.task.exercise.equivalent_shapes)
    if isinstance(own, Misfit):
        return none, described(result.value)
    return laid(own, len(call.sets), probe), ""


def _number(
    probe: Probe, own: Array | None, expected: Array, wrong: Mask, row: int, place: int
) -> Compared:
    iteration, ref = probe.task.observed[place]
    return Compared(
        symbol=probe.task.names.symbol(ref),
        key=ref.key,
        place=_indices(ref),
        iteration=iteration,
        returned="" if own is None else repr(float(own[row, place])),
        expected=repr(float(expected[row, place])),
        wrong=bool(wrong[row, place]),
    )


def _steps(found: Explained, taken: Evidence) -> Iterator[Compared]:
    """Yield the values of the first wrong step, in the first iteration in which they are wrong."""
    case = found.cases[taken.size]
    tolerance = case.task.exercise.tolerance
    rounds = zip(found.right[taken.size], found.own[taken.size], strict=True)
    for iteration, (right, own) in enumerate(rounds):
        numbers = []
        for ref in found.explanation.free.refs(case.task):
            at: Any = (taken.row, *ref.indices)
            pair = numpy.array([own[ref.key][at], right[ref.key][at]])
            numbers.append((ref, pair, bool(differs(pair[:1], pair[1:], tolerance).any())))
        if any(wrong for _, _, wrong in numbers):
            yield from (
                Compared(
                    symbol=symbol_of(case.task, ref),
                    key=ref.key,
                    place=_indices(ref),
                    iteration=iteration,
                    returned=repr(float(pair[0])),
                    expected=repr(float(pair[1])),
                    wrong=wrong,
                )
                for ref, pair, wrong in numbers[:MOST_NUMBERS]
            )
            return


def _indices(ref: Ref) -> tuple[int, ...]:
    return tuple(int(index) for index in ref.indices)
