"""How the values of a program may be written in Python, and the first way: a variable for each.

Nothing of gdtrace's own engines or printers is used: an expression is read node by node.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from attrs import field, frozen

from gdtrace.expr import (
    Add,
    Binary,
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
)
from gdtrace.steps import Key, Program

At = tuple[str, tuple[int, ...]]
"""One number of a program: a key, and places counted from 0."""

SIGNS: dict[type[Binary], str] = {Add: "+", Sub: "-", Mul: "*", Div: "/", Pow: "**"}
PRIMITIVES = {name: name for name in ("exp", "log", "tanh", "relu", "positive", "identity", "abs")}
# An exercise has the name sigmoid.
PRIMITIVES |= {"sigmoid": "logistic", "cross_entropy": "cross_entropy"}


@frozen
class Written:
    """The lines before the loop and in it, what becomes what for the next round, and the names.

    ``array`` is how nested lists are returned.
    """

    start: list[str]
    body: list[str]
    turn: list[tuple[str, str]]
    spell: Callable[[str, tuple[int, ...]], str]
    array: str = "{}"


Style = Callable[[Program, Mapping[str, int], Mapping[At, str], Sequence[At], bool], Written]
"""Takes a program, its sizes, how given numbers are spelled, the wanted ones, and "in a loop"."""


def plain(letter: str) -> str:
    """Return the letter whose dimension an index runs over: i' runs over that of i."""
    return letter.rstrip("'")


def word(key: str) -> str:
    """Return a key as a part of a variable's name."""
    return re.sub(r"\W+", "_", key).rstrip("_")


def called(name: str, arguments: Iterable[str]) -> str:
    """Return the call of a primitive."""
    if name not in PRIMITIVES:
        raise ValueError(f"{name} is not among the helpers")
    return f"{PRIMITIVES[name]}({', '.join(arguments)})"


def sign(expr: Expr) -> str:
    """Return the operator of an expression with two operands."""
    return SIGNS[type(cast(Binary, expr))]


@frozen(eq=False)
class _Scalars:
    """The lines of one variable for each number that is needed."""

    program: Program
    sizes: Mapping[str, int]
    given: Mapping[At, str]
    looped: bool
    lines: dict[At, str] = field(factory=dict)
    opened: dict[At, str] = field(factory=dict)

    def need(self, key: str, places: tuple[int, ...]) -> None:
        """Write the line of a number, and those of all that it is made of."""
        at = (key, places)
        if at in self.lines or at in self.opened:
            return
        if at in self.given:
            self.opened[at] = f"{_name(key, places)} = {self.given[at]}"
            if self.looped and key in self.program.carry:
                self.need(self.program.carry[key], places)
            return
        if key in self.program.leaves:
            raise ValueError(f"{key}{list(places)} is needed and is neither given nor constant")
        step, found = self.program.by_key[Key(key)], list[At]()
        right = self.text(step.expr, dict(zip(step.indices, places, strict=True)), found)
        self.lines[at] = f"{_name(key, places)} = {right}"
        for each in found:
            self.need(*each)

    def text(self, expr: Expr, at: Mapping[str, int], found: list[At]) -> str:
        """Return an expression in Python; add the numbers that it reads."""
        match expr:
            case Num(value):
                return repr(float(value))
            case Ref(key, indices):
                places = tuple(at[index] if isinstance(index, str) else index for index in indices)
                found.append((key, places))
                return _name(key, places)
            case Neg(body):
                return f"(-{self.text(body, at, found)})"
            case Sum(index, body) | Mean(index, body):
                size = self.sizes[plain(index)]
                parts = [self.text(body, {**at, index: place}, found) for place in range(size)]
                mean = f" / {size}" if isinstance(expr, Mean) else ""
                return f"({' + '.join(parts)}){mean}"
            case Call(name, operands):
                return called(name, [self.text(operand, at, found) for operand in operands])
        left, right = (self.text(part, at, found) for part in children(expr))
        return f"({left} {sign(expr)} {right})"


def _name(key: str, places: tuple[int, ...]) -> str:
    return "_".join([word(key), *map(str, places)])


def scalars(
    program: Program,
    sizes: Mapping[str, int],
    given: Mapping[At, str],
    wanted: Sequence[At],
    looped: bool,
) -> Written:
    """Write one variable for each number that is needed."""
    made = _Scalars(program, sizes, given, looped)
    for each in wanted:
        made.need(*each)
    order = {step.key: number for number, step in enumerate(program.steps)}
    lines = sorted(made.lines, key=lambda at: (order[Key(at[0])], at[1]))
    turn = [
        (_name(key, places), _name(program.carry[Key(key)], places))
        for key, places in made.opened
        if key in program.carry
    ]
    return Written([*made.opened.values()], [made.lines[at] for at in lines], turn, _name)
