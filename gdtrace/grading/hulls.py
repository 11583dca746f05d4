"""Hulls: what a hypothesis can give at all, whatever its free numbers are.

The returned numbers that a hypothesis can give lie in a plane of few dimensions: a wrong factor
changes all weights of a layer in proportion. A function whose numbers lie off that plane is not
explained, and nobody need search for free numbers. The plane goes through samples; the formulas are
analytic, so that the samples of any range show all of it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import numpy
from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.expr import Call, Expr, children
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import allowed
from gdtrace.grading.evaluation import Values
from gdtrace.grading.free import Free
from gdtrace.grading.solving import answers
from gdtrace.steps import Program

SAMPLES = 14
"""Besides two for every free number. A plane of nearly as many dimensions says nothing."""

FLAT = 1e-12
"""How far samples lie off their plane by rounding, as a part of how far they lie apart."""

ANALYTIC = {"exp", "log", "sigmoid", "tanh", "identity", "cross_entropy"}

MARGIN = 10.0
"""So many times the tolerance may numbers lie off a plane before nobody searches."""


@frozen(eq=False, repr=False)
class Hull:
    """A plane for each set of inputs: a point, and what is left of a number off the plane.

    ``scale`` is the tolerance of each right number.
    """

    point: Array
    off: Array
    scale: Array

    def may_hold(self, returned: Array, tolerance: float) -> bool:
        """Say whether returned numbers may lie in the planes; shape (sets, returned numbers)."""
        # What is returned may be so large that its square is none.
        with numpy.errstate(all="ignore"):
            away = (self.off @ ((returned - self.point) / self.scale)[..., None])[..., 0]
            most = numpy.linalg.norm(allowed(returned, tolerance) / self.scale, axis=1)
            return bool((numpy.linalg.norm(away, axis=1) <= MARGIN * most).all())


def promising(
    frees: Sequence[Free], case: Case, program: Program, right: list[Values]
) -> list[Free]:
    """Return the hypotheses that may give what was returned."""
    if not _analytic(case, program) or not numpy.isfinite(case.returned).all():
        return [*frees]
    by_count: dict[int, list[Free]] = {}
    for free in frees:
        if ("hull", free) not in case.rights:
            by_count.setdefault(free.count(case.task), []).append(free)
    for alike in by_count.values():
        for free, hull in zip(alike, _hulls(alike, case, program, right), strict=True):
            case.rights["hull", free] = hull
    tolerance = case.task.exercise.tolerance
    hulls = [(free, case.rights["hull", free]) for free in frees]
    return [free for free, hull in hulls if hull is None or hull.may_hold(case.returned, tolerance)]


def _hulls(
    frees: Sequence[Free], case: Case, program: Program, right: list[Values]
) -> list[Hull | None]:
    """Return a hull for each hypothesis with as many free numbers; None if it says nothing."""
    returned = case.expected.shape[1]
    count = frees[0].count(case.task)
    samples = min(SAMPLES + 2 * count, returned + 4)
    starts = numpy.array([free.start(case.task, right) for free in frees])[:, None]
    factors, summands = _drawn((2, 1, samples, *starts.shape[2:]))
    made = answers(frees, case, program, starts * (3 * factors - 1) + 2 * summands - 1)
    with numpy.errstate(all="ignore"):
        return _through(made.swapaxes(1, 2), allowed(case.expected, case.task.exercise.tolerance))


def _drawn(shape: tuple[int, ...]) -> Array:
    """Draw numbers from 0 to 1. Loading a generator of them takes longer than all of this."""
    bits = hashlib.shake_128(b"hull").digest(4 * math.prod(shape))
    return numpy.frombuffer(bits, dtype="<u4").reshape(shape) / 2**32


def _through(made: Array, scale: Array) -> list[Hull | None]:
    """Return the planes through samples of shape (hypotheses, sets, samples, returned numbers)."""
    finite = numpy.isfinite(made).all(axis=(1, 2, 3))
    point = made.mean(axis=2)
    apart = (made - point[:, :, None]) / scale[:, None]
    apart[~finite] = 0.0
    _, sizes, directions = numpy.linalg.svd(apart, full_matrices=False)
    # Numbers that are given on as they are differ by rounding alone.
    noise = numpy.abs(made / scale[:, None]).max(axis=(2, 3))[..., None] * FLAT
    inside = sizes > numpy.maximum(FLAT * sizes[..., :1], noise)
    flat = finite & (inside.sum(axis=2) <= made.shape[2] - 3).all(axis=1)
    used = directions * inside[..., None]
    off = numpy.eye(made.shape[3]) - used.swapaxes(2, 3) @ used
    return [
        Hull(point[number], off[number], scale) if flat[number] else None
        for number in range(len(made))
    ]


def _analytic(case: Case, program: Program) -> bool:
    """Say whether a program has no kinks, as that of a relu."""
    known = "analytic", tuple(program.by_key)
    if known not in case.rights:
        names = set[str]().union(*(_calls(step.expr) for step in program.steps))
        case.rights[known] = names <= ANALYTIC
    analytic: bool = case.rights[known]
    return analytic


def _calls(expr: Expr) -> set[str]:
    own = {expr.name} if isinstance(expr, Call) else set()
    return own.union(*map(_calls, children(expr)))
