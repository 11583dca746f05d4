"""Writes a program of equations as a plain Python function, as one more student could have.

Nothing of gdtrace's own engines or printers is used: an expression is read node by node and
written with Python floats. A rewritten program becomes a submission with exactly that mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.grading.program_arrays import arrays, lists, nested_lists
from gdtrace.grading.program_styles import At, Style, Written, plain, scalars
from gdtrace.steps import Program

ITERATIONS = "iterations"

STYLES: dict[str, Style] = {"scalars": scalars, "lists": lists, "arrays": arrays}
"""A variable for each number, a nested list for each value, an array of numpy for each value."""

HELPERS = """\
from math import exp as power_of_e
from math import inf, log1p, nan, tanh
from math import log as natural_log

import numpy


def exp(z):
    return power_of_e(z) if z < 709 else inf


def logistic(z):
    return 1.0 / (1.0 + exp(-z)) if z > -700 else 0.0


def log(z):
    return natural_log(z) if z > 0 else (-inf if z == 0 else nan)


def relu(z):
    return z if z > 0 else 0.0


def positive(z):
    return 1.0 if z > 0 else 0.0


def identity(z):
    return z


def cross_entropy(z, t):
    return max(z, 0.0) - z * t + log1p(exp(-abs(z)))


def mean(numbers):
    numbers = list(numbers)
    return sum(numbers) / len(numbers)


each_exp, each_log, each_logistic, each_tanh, each_relu, each_positive = (
    numpy.vectorize(each, otypes=[float]) for each in (exp, log, logistic, tanh, relu, positive)
)
each_identity, each_abs = numpy.asarray, numpy.abs
each_cross_entropy = numpy.vectorize(cross_entropy, otypes=[float])


"""


@frozen
class Places:
    """An array of a student's function: which number of the program is at each place.

    ``refs`` has one ``(key, places)`` for every number in C order, places counted from 0, such as
    ``("W@1", (0, 1))``. ``shape`` is ``()`` for a single number. ``each`` is for returns over
    iterations: the value of every iteration, with one more axis in front.
    """

    shape: tuple[int, ...]
    refs: tuple[At, ...]
    each: bool = False


def source(
    program: Program,
    sizes: Mapping[str, int],
    arguments: Mapping[str, Any],
    returns: Any,
    function: str,
    iterations: int | None = None,
    *,
    constants: Mapping[str, Array] | None = None,
    style: str = "scalars",
) -> str:
    """Return the source of a module with one function that computes what the program says.

    Parameters
    ----------
    program : Program
        In the chain or the delta style; rewritten or not.
    sizes : mapping of index letter to int
    arguments : mapping of parameter name to Places
        In the order of the call. A list of Places is a list of arrays (one for each layer). The
        text ``"iterations"`` is the number of iterations. A value that is given is never computed,
        even where the program has an equation for it.
    returns : Places, or a tuple, list or dict of such, nested as the function returns them
    function : str
        The name of the function.
    iterations : int, optional
        How many, where no argument says it. With neither there is no loop, and nothing is carried.
    constants : mapping of leaf to array, optional
        The leaves that are no argument, such as counts and masks.
    style : str
        One of ``STYLES``.
    """
    count = next((name for name, given in arguments.items() if given == ITERATIONS), None)
    if count is None and iterations is not None:
        count = str(iterations)
    given = dict(_given(arguments))
    for key, values in (constants or {}).items():
        for places in product(*(range(sizes[plain(i)]) for i in program.indices(key))):
            given[key, places] = repr(float(values[places]))
    wanted = [ref for places in _leaves(returns) for ref in places.refs]
    written = STYLES[style](program, sizes, given, wanted, count is not None)
    head = f"def {function}({', '.join(arguments)}):"
    return HELPERS + "\n".join(_function(head, written, returns, count))


def _function(head: str, written: Written, returns: Any, count: str | None) -> Iterator[str]:
    yield head
    recorded = [places for places in _leaves(returns) if places.each]
    yield from (f"    {line}" for line in written.start)
    yield from (f"    record{number} = []" for number in range(len(recorded)))
    indent = "        " if count is not None else "    "
    if count is not None:
        yield f"    for iteration in range({count}):"
    yield from (f"{indent}{line}" for line in written.body)
    for number, places in enumerate(recorded):
        yield f"{indent}record{number}.append({_nested(places, written)})"
    if written.turn and count is not None:
        old, new = zip(*written.turn, strict=True)
        yield f"{indent}{', '.join(old)} = {', '.join(new)}"
    yield f"    return {_returned(returns, written, recorded)}"
    yield ""


def _given(arguments: Mapping[str, Any]) -> Iterator[tuple[At, str]]:
    for name, places in arguments.items():
        if isinstance(places, Places):
            yield from _elements(name, places)
        elif places != ITERATIONS:
            for number, each in enumerate(places):
                yield from _elements(f"{name}[{number}]", each)


def _elements(name: str, places: Places) -> Iterator[tuple[At, str]]:
    for at, ref in zip(product(*map(range, places.shape)), places.refs, strict=True):
        yield ref, f"float({name}{''.join(f'[{index}]' for index in at)})"


def _leaves(returns: Any) -> list[Places]:
    if isinstance(returns, Places):
        return [returns]
    inside = returns.values() if isinstance(returns, Mapping) else returns
    return [leaf for part in inside for leaf in _leaves(part)]


def _returned(returns: Any, written: Written, recorded: Sequence[Places]) -> str:
    if isinstance(returns, Places):
        if returns.each:
            return f"record{recorded.index(returns)}"
        return _nested(returns, written)
    if isinstance(returns, Mapping):
        own = {name: _returned(part, written, recorded) for name, part in returns.items()}
        return f"{{{', '.join(f'{name!r}: {part}' for name, part in own.items())}}}"
    inside = ", ".join(_returned(part, written, recorded) for part in returns)
    if isinstance(returns, tuple):
        return f"({inside},)" if len(returns) == 1 else f"({inside})"
    return f"[{inside}]"


def _nested(places: Places, written: Written) -> str:
    nested = nested_lists(places.shape, [written.spell(*ref) for ref in places.refs])
    return written.array.format(nested) if places.shape else nested
