"""The numbers of a diagram: one iteration's values of the first example, spelled shortly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from typing import TYPE_CHECKING

from gdtrace.chains import chain, paths
from gdtrace.expr import Ref, place
from gdtrace.steps import EXAMPLES, Key

if TYPE_CHECKING:
    from gdtrace.engine.arrays import Array
    from gdtrace.names import Names
    from gdtrace.trace import Trace

DIGITS = 4
MOST_DIGITS = 9
SHOWN = ("X", "W", "b", "SOP", "Activ", "Target", "Error")
"""The roles of the values that a diagram shows."""


def diagram_numbers(
    trace: Trace, index: int, path: Ref | None = None, *, digits: int = DIGITS
) -> dict[str, str]:
    """Return what a diagram writes below its symbols.

    >>> from gdtrace.presets import preset
    >>> from gdtrace.training import train
    >>> numbers = diagram_numbers(train(preset("tutorial-3-2-1"), iterations=1), 0)
    >>> numbers["SOP1"], numbers["Error"]
    ('2.812', '0.3346')

    Parameters
    ----------
    trace : Trace
    index : int
        The iteration.
    path : Ref, optional
        A parameter: the factors of its chains are added, by what each is the derivative of, and
        the derivative of the error that they make.
    digits : int
        How many significant digits a number has.
    """
    values = trace.at(index)
    exact = dict(_values(trace.names, values))
    if path is not None:
        exact.update(_factors(trace.names, values, path))
    return {symbol: short(value, digits) for symbol, value in exact.items()}


def short(value: float, digits: int = DIGITS) -> str:
    """Spell a number with few digits; with more where a saturated 0.999995 would become 1.

    >>> short(2.8122869), short(-0.0), short(0.00000046668), short(0.9999954)
    ('2.812', '0', '4.667e-07', '0.999995')
    """
    most = MOST_DIGITS if abs(value) < 10 else digits
    spellings = [f"{value + 0.0:.{number}g}" for number in range(digits, most + 1)]
    return next((text for text in spellings if not text.lstrip("-").isdigit()), spellings[0])


def _first(values: Mapping[str, Array], ref: Ref) -> float:
    return float(values[ref.key][place(ref)].flat[0])


def _values(names: Names, values: Mapping[str, Array]) -> Iterator[tuple[str, float]]:
    for symbol, ref in names.table.items():
        if Key(ref.key).role in SHOWN:
            yield symbol, _first(values, ref)


def _factors(names: Names, values: Mapping[str, Array], path: Ref) -> Iterator[tuple[str, float]]:
    total = 0.0
    for way in paths(names.network, path):
        links = chain(names.network, path, way)
        factors = [_first(values, link.ref) for link in links]
        yield from zip(
            (names.derivative(link.ref, path).text for link in links), factors, strict=True
        )
        total += prod(factors)
    yield error_by(names, path), total


def error_by(names: Names, parameter: Ref) -> str:
    """Spell the derivative of one example's error by a parameter: ∂Error/∂W11."""
    top, bottom = names.symbol(Ref("Error", (EXAMPLES,))), names.symbol(parameter)
    return names.notation.derivative.format(top=top, bottom=bottom)
