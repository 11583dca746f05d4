"""Two ways to write the values of a program: one variable for each number, or nested lists.

A writer takes the wanted numbers and whether they stand in a loop. It returns the lines before the
loop, those inside it, which variable becomes which for the next round, and how a number is spelled.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

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

SIGNS = {Add: "+", Sub: "-", Mul: "*", Div: "/", Pow: "**"}
PRIMITIVES = {name: name for name in ("exp", "log", "tanh", "relu", "positive", "identity", "abs")}
# An exercise has the name sigmoid.
PRIMITIVES |= {"sigmoid": "logistic", "cross_entropy": "cross_entropy"}


def nested_lists(shape: list[int], texts: list[str]) -> str:
    """Return a list of lists in this shape, the texts in C order."""
    if not shape:
        return texts[0]
    size = len(texts) // shape[0]
    rows = (nested_lists(shape[1:], texts[at * size : (at + 1) * size]) for at in range(shape[0]))
    return f"[{', '.join(rows)}]"


def plain(letter: str) -> str:
    """Return the letter whose dimension an index runs over: i' runs over that of i."""
    return letter.rstrip("'")


def _word(key: str) -> str:
    return re.sub(r"\W+", "_", key).rstrip("_")


def _call(name: str, arguments: Sequence[str]) -> str:
    if name not in PRIMITIVES:
        raise ValueError(f"{name} is not among the helpers")
    return f"{PRIMITIVES[name]}({', '.join(arguments)})"


def scalars(program, sizes, given):
    """Return the writer of one variable for each number that is needed."""

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
                size = sizes[plain(index)]
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


def arrays(program, sizes, given):
    """Return the writer of one nested list for each key that is needed."""

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
        return f"for {_letter(index)} in range({sizes[plain(index)]})"

    def filled(key: str) -> str:
        shape = [sizes[plain(index)] for index in program.indices(key)]
        texts = [given.get((key, places), "nan") for places in product(*map(range, shape))]
        return f"{spell(key, ())} = {nested_lists(shape, texts)}"

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
