"""A derivation as a Python program: what a good student could have written by hand.

Its equations are the very lines that the scalar engine runs, so its numbers are the trace's.
"""

import re
from collections.abc import Iterator

from gdtrace.engine.columns import Columns
from gdtrace.engine.scalar import Name, line
from gdtrace.expr import Ref, place
from gdtrace.trace import Trace
from gdtrace.training import variable

FUNCTIONS = ("exp", "log", "log1p", "tanh")
PARTS = {
    "forward": "Forward: from the inputs to the error",
    "backward": "Backward: how much each link passes on",
    "gradient": "Gradients: how the error depends on each weight",
    "update": "Update: every weight moves against its gradient",
}


def program(trace: Trace) -> str:
    """Return a program that trains the trace's problem, from the same start.

    >>> import gdtrace
    >>> print(program(gdtrace.train(gdtrace.problem("single-weight"), iterations=1)))
    ... # doctest: +ELLIPSIS
    \"\"\"Gradient descent step by step: single-weight.\"\"\"
    <BLANKLINE>
    from math import exp
    ...
        new_w = w - eta*dC_dw
    ...
    """
    columns, name = trace.columns, variable(trace.names, trace.problem.examples)
    body = "\n".join(_loop(trace, columns, name))
    used = [function for function in FUNCTIONS if re.search(rf"\b{function}\(", body)]
    imports = f"from math import {', '.join(used)}\n\n" if used else ""
    title = trace.problem.name or "a network"
    parts = [_given(trace, name), _first_weights(trace, name), body.rstrip()]
    head = f'"""Gradient descent step by step: {title}."""\n\n{imports}'
    return head + "\n".join([*parts, _results(trace, name)])


def _given(trace: Trace, name: Name) -> str:
    keys = [key for key in trace.program.leaves if key not in trace.program.carry]
    return f"# What is given\n{_assignments(trace, keys, name)}"


def _first_weights(trace: Trace, name: Name) -> str:
    values = _assignments(trace, list(trace.program.carry), name)
    return f"# The first weights\n{values}" if values else ""


def _assignments(trace: Trace, keys: list[str], name: Name) -> str:
    values = trace.at(0)
    return "".join(
        f"{name(ref)} = {float(values[key][place(ref)])!r}\n"
        for key in keys
        for ref in trace.columns.places(key)
    )


def _loop(trace: Trace, columns: Columns, name: Name) -> Iterator[str]:
    yield f"for iteration in range({trace.problem.training.iterations}):"
    keys = (*columns.results, *columns.program.carry.values())
    for part, comment in PARTS.items():
        mine = [key for key in keys if columns.program.by_key[key].part == part]
        if mine:
            yield f"    # {comment}"
            yield from (
                f"    {line(columns, ref, name)}" for key in mine for ref in columns.places(key)
            )
            yield ""
    if columns.program.carry:
        yield "    # The next iteration starts from the new weights"
    for old, new in columns.program.carry.items():
        for ref in columns.places(old):
            yield f"    {name(ref)} = {name(Ref(new, ref.indices))}"


def _results(trace: Trace, name: Name) -> str:
    columns, last = trace.columns, len(trace.problem.network.layers)
    shown = [*columns.places(f"Activ@{last}"), columns.views.home(Ref("Cost"))]
    homes = [columns.views.home(ref) for ref in shown]
    # An output neuron that only hands its sum on is still called what the lecture calls it.
    labels = [*shown[:-1], homes[-1]]
    return "\n" + "".join(
        f'print("{name(label)} =", {name(home)})\n'
        for label, home in zip(labels, homes, strict=True)
    )
