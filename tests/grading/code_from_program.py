"""Writes a program of equations as a plain Python function, as one more student could have.

Nothing of gdtrace's own engines or printers is used: an expression is read node by node and
written with Python floats. A rewritten program becomes a submission with exactly that mistake.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from attrs import frozen

from gdtrace.expr import (
    Add,
    Call,
    Div,
    Expr,
    Mean,
    Mul,
    Neg,
    Num,
    Pow,
    Ref,
    Sub,
    Sum,
    children,
    references,
)

ITERATIONS = "iterations"
SIGNS = {Add: "+", Sub: "-", Mul: "*", Div: "/", Pow: "**"}

HELPERS = """\
from math import exp as power_of_e
from math import inf, log1p, nan, tanh
from math import log as natural_log


def exp(z):
    return power_of_e(z) if z < 709 else inf


def sigmoid(z):
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


"""
KNOWN = ("exp", "log", "tanh", "sigmoid", "relu", "positive", "identity", "cross_entropy", "abs")


@frozen
class Places:
    """An array of a student's function: which number of the program is at each place.

    ``refs`` has one ``(key, places)`` for every number in C order, places counted from 0, such as
    ``("W@1", (0, 1))``. ``shape`` is ``()`` for a single number. ``each`` is for returns over
    iterations: the value of every iteration, with one more axis in front.
    """

    shape: tuple[int, ...]
    refs: tuple[tuple[str, tuple[int, ...]], ...]
    each: bool = False


def source(
    program,
    sizes: Mapping[str, int],
    arguments: Mapping[str, Any],
    returns: Any,
    function: str,
    iterations: int | None = None,
    *,
    constants: Mapping[str, Any] | None = None,
    style: str = "loops",
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
        ``loops``: one variable for each number. ``arrays``: nested lists.
    """
    count = next((name for name, given in arguments.items() if given == ITERATIONS), None)
    if count is None and iterations is not None:
        count = str(iterations)
    given = dict(_given(arguments))
    for key, values in (constants or {}).items():
        for places in product(*(range(sizes[_plain(i)]) for i in program.indices(key))):
            given[key, places] = repr(float(values[places]))
    write = {"loops": _scalars, "arrays": _arrays}[style](program, sizes, given)
    wanted = [ref for places in _leaves(returns) for ref in places.refs]
    return HELPERS + "\n".join(
        _function(f"def {function}({', '.join(arguments)}):", write, wanted, returns, count)
    )


def _function(head: str, write, wanted, returns, count: str | None) -> Iterator[str]:
    yield head
    start, body, turn, spell = write(wanted, count is not None)
    recorded = [places for places in _leaves(returns) if places.each]
    yield from (f"    {line}" for line in start)
    yield from (f"    record{number} = []" for number in range(len(recorded)))
    indent = "        " if count is not None else "    "
    if count is not None:
        yield f"    for iteration in range({count}):"
    yield from (f"{indent}{line}" for line in body)
    for number, places in enumerate(recorded):
        yield f"{indent}record{number}.append({_nested(places, spell)})"
    if turn and count is not None:
        yield f"{indent}{', '.join(old for old, _ in turn)} = {', '.join(new for _, new in turn)}"
    yield f"    return {_returned(returns, spell, recorded)}"
    yield ""


def _given(arguments: Mapping[str, Any]) -> Iterator[tuple[tuple[str, tuple[int, ...]], str]]:
    for name, places in arguments.items():
        if isinstance(places, Places):
            yield from _elements(name, places)
        elif places != ITERATIONS:
            for number, each in enumerate(places):
                yield from _elements(f"{name}[{number}]", each)


def _elements(name: str, places: Places) -> Iterator[tuple[tuple[str, tuple[int, ...]], str]]:
    for at, ref in zip(product(*map(range, places.shape)), places.refs, strict=True):
        yield ref, f"float({name}{''.join(f'[{index}]' for index in at)})"


def _leaves(returns: Any) -> list[Places]:
    if isinstance(returns, Places):
        return [returns]
    inside = returns.values() if isinstance(returns, Mapping) else returns
    return [leaf for part in inside for leaf in _leaves(part)]


def _returned(returns: Any, spell, recorded: Sequence[Places]) -> str:
    if isinstance(returns, Places):
        if returns.each:
            return f"record{recorded.index(returns)}"
        return _nested(returns, spell)
    if isinstance(returns, Mapping):
        parts = (f"{name!r}: {_returned(part, spell, recorded)}" for name, part in returns.items())
        return f"{{{', '.join(parts)}}}"
    inside = ", ".join(_returned(part, spell, recorded) for part in returns)
    if isinstance(returns, tuple):
        return f"({inside},)" if len(returns) == 1 else f"({inside})"
    return f"[{inside}]"


def _nested(places: Places, spell) -> str:
    return _lists(list(places.shape), [spell(*ref) for ref in places.refs])


def _lists(shape: list[int], texts: list[str]) -> str:
    if not shape:
        return texts[0]
    size = len(texts) // shape[0]
    rows = (_lists(shape[1:], texts[at * size : (at + 1) * size]) for at in range(shape[0]))
    return f"[{', '.join(rows)}]"


def _plain(letter: str) -> str:
    """Return the letter whose dimension an index runs over: i' runs over that of i."""
    return letter.rstrip("'")


def _word(key: str) -> str:
    return re.sub(r"\W+", "_", key).rstrip("_")


def _call(name: str, arguments: Sequence[str]) -> str:
    if name not in KNOWN:
        raise ValueError(f"{name} has no line in HELPERS")
    return f"{name}({', '.join(arguments)})"


def _scalars(program, sizes, given):
    """Return what writes one variable for each number that is needed."""

    def spell(key: str, places: tuple[int, ...]) -> str:
        return "_".join([_word(key), *map(str, places)])

    def text(expr: Expr, at: Mapping[str, int], found: list) -> str:
        def inner(part: Expr, over: Mapping[str, int] = at) -> str:
            return text(part, over, found)

        match expr:
            case Num(value):
                return repr(float(value))
            case Ref(key, indices):
                places = tuple(at[index] if isinstance(index, str) else index for index in indices)
                found.append((key, places))
                return spell(key, places)
            case Neg(body):
                return f"(-{inner(body)})"
            case Sum(index, body) | Mean(index, body):
                size = sizes[_plain(index)]
                total = " + ".join(inner(body, {**at, index: place}) for place in range(size))
                return f"({total})" + (f" / {size}" if isinstance(expr, Mean) else "")
            case Call(name, operands):
                return _call(name, [inner(operand) for operand in operands])
        left, right = children(expr)
        return f"({inner(left)} {SIGNS[type(expr)]} {inner(right)})"

    def write(wanted, looped: bool):
        lines: dict[tuple[str, tuple[int, ...]], str] = {}
        opened: dict[tuple[str, tuple[int, ...]], str] = {}

        def need(key: str, places: tuple[int, ...]) -> None:
            if (key, places) in lines or (key, places) in opened:
                return
            if (key, places) in given:
                opened[key, places] = f"{spell(key, places)} = {given[key, places]}"
                if looped and key in program.carry:
                    need(program.carry[key], places)
                return
            if key in program.leaves:
                raise ValueError(f"{key}{list(places)} is needed and is neither given nor constant")
            step, found = program.by_key[key], []
            right = text(step.expr, dict(zip(step.indices, places, strict=True)), found)
            lines[key, places] = f"{spell(key, places)} = {right}"
            for ref in found:
                need(*ref)

        for key, places in wanted:
            need(key, places)
        order = {step.key: number for number, step in enumerate(program.steps)}
        body = [lines[ref] for ref in sorted(lines, key=lambda ref: (order[ref[0]], ref[1]))]
        turn = [
            (spell(key, places), spell(program.carry[key], places))
            for key, places in opened
            if key in program.carry
        ]
        return list(opened.values()), body, turn, spell

    return write


def _arrays(program, sizes, given):
    """Return what writes one nested list for each key that is needed."""

    def spell(key: str, places: tuple[Any, ...]) -> str:
        return f"the_{_word(key)}" + "".join(f"[{_letter(place)}]" for place in places)

    def text(expr: Expr) -> str:
        match expr:
            case Num(value):
                return repr(float(value))
            case Ref(key, indices):
                return spell(key, indices)
            case Neg(body):
                return f"(-{text(body)})"
            case Sum(index, body) | Mean(index, body):
                name = "mean" if isinstance(expr, Mean) else "sum"
                return f"{name}({text(body)} {_for(index)})"
            case Call(name, operands):
                return _call(name, [text(operand) for operand in operands])
        left, right = children(expr)
        return f"({text(left)} {SIGNS[type(expr)]} {text(right)})"

    def _for(index: str) -> str:
        return f"for {_letter(index)} in range({sizes[_plain(index)]})"

    def filled(key: str) -> str:
        shape = [sizes[_plain(index)] for index in program.indices(key)]
        texts = [given.get((key, places), "nan") for places in product(*map(range, shape))]
        return f"{spell(key, ())} = {_lists(shape, texts)}"

    def computed(step) -> str:
        right = text(step.expr)
        for index in reversed(step.indices):
            right = f"[{right} {_for(index)}]"
        return f"{spell(step.key, ())} = {right}"

    def write(wanted, looped: bool):
        start = {key for key, _ in given}
        needed = {key for key, _ in wanted}
        while True:
            more = {
                ref.key
                for key in needed - start - program.leaves.keys()
                for ref in references(program.by_key[key].expr)
            }
            if looped:
                more |= {program.carry[key] for key in needed if key in program.carry}
            if more <= needed:
                break
            needed |= more
        if missing := (needed & program.leaves.keys()) - start:
            raise ValueError(f"{sorted(missing)} are needed and are neither given nor constant")
        opened = [filled(key) for key in sorted(needed & start)]
        body = [computed(s) for s in program.steps if s.key in needed and s.key not in start]
        turn = [
            (spell(old, ()), spell(new, ())) for old, new in program.carry.items() if old in needed
        ]
        return opened, body, turn, spell

    return write


def _letter(place: str | int) -> str:
    return str(place).replace("'", "_other")
