"""A derivation as a Python program: what a good student could have written by hand.

Its equations are the very lines that the scalar engine runs, so its numbers are the trace's.
"""

import re
from collections.abc import Iterator

from gdtrace.calculus import LOSSES
from gdtrace.engine.columns import Columns
from gdtrace.engine.scalar import Name, line
from gdtrace.expr import Ref, place
from gdtrace.notation import identifier
from gdtrace.steps import EXAMPLES
from gdtrace.trace import Trace

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
    columns, name = trace.columns, _named(trace)
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


def _named(trace: Trace, example: str = "") -> Name:
    """Return what names values: as the lecture does, and with several examples in lists.

    ``example`` is how a value's own example is written; without it, its number.
    """

    def name(ref: Ref) -> str:
        spelled = identifier(trace.names.symbol(ref))
        if not _is_listed(trace, ref.key):
            return spelled
        return f"{spelled}[{example or ref.indices[0]}]"

    return name


def _is_listed(trace: Trace, key: str) -> bool:
    """Say whether a value is a list, with one number for every example."""
    return trace.problem.examples > 1 and EXAMPLES in trace.program.indices(key)


def _units(trace: Trace, key: str) -> list[Ref]:
    """Return the references to a key's variables: where these are lists, of the first example."""
    refs = list(trace.columns.places(key))
    return [ref for ref in refs if ref.indices[0] == 0] if _is_listed(trace, key) else refs


def _assignments(trace: Trace, keys: list[str], name: Name) -> str:
    return "".join(
        f"{_bare(name(ref))} = {_number(trace, ref)}\n"
        for key in keys
        for ref in _units(trace, key)
    )


def _number(trace: Trace, ref: Ref) -> str:
    values = trace.at(0)[ref.key]
    if _is_listed(trace, ref.key):
        return repr(values[(slice(None), *place(ref)[1:])].tolist())
    return repr(float(values[place(ref)]))


def _loop(trace: Trace, columns: Columns, name: Name) -> Iterator[str]:
    yield f"for iteration in range({trace.problem.training.iterations}):"
    keys = (*columns.results, *columns.program.carry.values())
    for part, comment in PARTS.items():
        mine = [key for key in keys if columns.program.by_key[key].part == part]
        if mine:
            yield f"    # {comment}"
            for key in mine:
                yield from (f"    {each}" for each in _lines(trace, key, name))
            yield ""
    if columns.program.carry:
        yield "    # The next iteration starts from the new weights"
    for old, new in columns.program.carry.items():
        for ref in columns.places(old):
            yield f"    {name(ref)} = {name(Ref(new, ref.indices))}"


def _lines(trace: Trace, key: str, name: Name) -> Iterator[str]:
    """Yield the lines that make the values of a key; one for all examples."""
    if key == "Error" and LOSSES[trace.problem.network.loss].stable:
        yield "# The textbook form of the error, written so that no logarithm meets a 0"
    for ref in _units(trace, key):
        if _is_listed(trace, key):
            left = _bare(name(ref))
            _, _, right = line(trace.columns, ref, _named(trace, "n")).partition(" = ")
            yield f"{left} = [{right} for n in range({trace.problem.examples})]"
        else:
            yield line(trace.columns, ref, name)


def _results(trace: Trace, name: Name) -> str:
    columns, last = trace.columns, len(trace.problem.network.layers)
    shown = [*_units(trace, f"Activ@{last}"), columns.views.home(Ref("Cost"))]
    homes = [columns.views.home(ref) for ref in shown]
    # An output neuron that only hands its sum on is still called what the lecture calls it.
    labels = [*shown[:-1], homes[-1]]
    return "\n" + "".join(
        f'print("{_bare(name(label))} =", {_bare(name(home))})\n'
        for label, home in zip(labels, homes, strict=True)
    )


def _bare(name: str) -> str:
    """Return the variable, if it is a list the whole of it."""
    return name.partition("[")[0]
