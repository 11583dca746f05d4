"""The reference engine: evaluates the expression trees with numpy, one step after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy
from numpy.typing import ArrayLike

from gdtrace.calculus import array_function, rule, textbook
from gdtrace.engine.arrays import Array
from gdtrace.errors import EngineError, unknown
from gdtrace.expr import (
    Add,
    Binary,
    Call,
    Div,
    Expr,
    Index,
    Mean,
    Mul,
    Neg,
    Num,
    Pow,
    Ref,
    Sub,
    Sum,
    place,
)
from gdtrace.steps import Program

if TYPE_CHECKING:
    from gdtrace.engine.columns import Block, Columns

Evaluator = Callable[[Mapping[str, Array]], Array]

OPERATORS = {
    Add: numpy.add,
    Sub: numpy.subtract,
    Mul: numpy.multiply,
    Div: numpy.divide,
    Pow: numpy.power,
}


def interpret(
    program: Program,
    leaves: Mapping[str, ArrayLike],
    *,
    overrides: Mapping[str, ArrayLike] | None = None,
    views: bool = False,
) -> dict[str, Array]:
    """Evaluate a program once.

    Parameters
    ----------
    program : Program
    leaves : mapping of key to array
        Every leaf of the program, in the shape of its index letters.
    overrides : mapping of key to array, optional
        Values to go on with instead of those that their steps give: follow-through.
    views : bool
        Whether to evaluate the steps that no other step reads.

    Returns
    -------
    dict of key to ndarray
        The leaves, and the value of every step.

    Raises
    ------
    EngineError
        If a leaf or an override is missing or of another shape than its indices say.
    """
    given = dict(overrides or {})
    for key in sorted(given.keys() - program.by_key.keys()):
        raise unknown("step", key, program.by_key)
    values = {key: numpy.asarray(leaf, dtype=float) for key, leaf in leaves.items()}
    sizes: dict[str, int] = {}
    for key in program.leaves:
        if key not in values:
            raise EngineError(f"the program needs a value for its leaf {key}")
        sizes |= _sizes(program, key, values[key], sizes)
    for step in program.steps:
        if step.key in given:
            values[step.key] = numpy.asarray(given[step.key], dtype=float)
            _sizes(program, step.key, values[step.key], sizes)
        elif views or not step.view:
            values[step.key] = evaluate(step.expr, step.indices, values, sizes)
    return values


def _sizes(program: Program, key: str, value: Array, known: Mapping[str, int]) -> dict[str, int]:
    """Return how many places the indices of a value have, as far as they fit what is known."""
    indices = program.indices(key)
    fits = len(indices) == value.ndim and all(
        known.get(index, size) == size for index, size in zip(indices, value.shape, strict=True)
    )
    if not fits:
        wanted = ", ".join(f"{index} = {known.get(index, 'any')}" for index in indices)
        raise EngineError(
            f"{key} has the shape {value.shape}, but its indices are [{wanted or 'none'}]"
        )
    return dict(zip(indices, value.shape, strict=True))


def evaluate(
    expr: Expr, indices: tuple[str, ...], values: Mapping[str, Array], sizes: Mapping[str, int]
) -> Array:
    """Evaluate an expression to an array with one axis for each of the indices."""
    with numpy.errstate(all="ignore"):
        result = compiled(expr, indices)(values)
    return numpy.broadcast_to(result, [sizes[index] for index in indices])


def compiled(expr: Expr, indices: tuple[str, ...], lead: tuple[str, ...] = ()) -> Evaluator:
    """Return the function of the values that an expression is.

    Its result has one axis for each of the indices, of size 1 where nothing depends on it.

    Parameters
    ----------
    expr : Expr
    indices : tuple of str
        What the axes of the result stand for.
    lead : tuple of str
        Indices that every value has in front of its own: many iterations evaluated at once.
    """

    def inner(part: Expr, over: tuple[str, ...] = indices) -> Evaluator:
        return compiled(part, over, lead)

    match expr:
        case Num(value):
            constant = numpy.asarray(float(value))
            return lambda values: constant
        case Ref(key, places):
            return _aligned(key, (*lead, *places), indices)
        case Neg(body):
            operand = inner(body)
            return lambda values: numpy.negative(operand(values))
        case Binary(left, right):
            operator, first, second = OPERATORS[type(expr)], inner(left), inner(right)
            return lambda values: operator(first(values), second(values))
        case Call(name, arguments):
            if not rule(name).numpy and rule(name).textbook is not None:
                return inner(textbook(expr))
            function, operands = array_function(name), [*map(inner, arguments)]
            return lambda values: function(*(operand(values) for operand in operands))
        case Sum(index, body):
            return _added(inner(body, (*indices, index)))
        case Mean(index, body):
            return _averaged(inner(body, (*indices, index)))
        case _:
            raise TypeError(f"{type(expr).__name__} cannot be evaluated")


def _added(terms: Evaluator) -> Evaluator:
    return lambda values: _total(terms(values))


def _averaged(terms: Evaluator) -> Evaluator:
    def average(values: Mapping[str, Array]) -> Array:
        together = terms(values)
        mean: Array = _total(together) / together.shape[-1]
        return mean

    return average


def _total(terms: Array) -> Array:
    """Add up over the last axis."""
    if terms.shape[-1] == 1:
        # A sum of one term is that term; numpy starts from 0.0 and would lose the sign of -0.0.
        return terms[..., 0]
    # The axis lies in one piece: numpy then adds in the same order for every layout.
    total: Array = numpy.add.reduce(numpy.ascontiguousarray(terms), axis=-1)
    return total


def _aligned(key: str, places: tuple[Index, ...], indices: tuple[str, ...]) -> Evaluator:
    """Lay the axes of an array out in the order of the indices, with new ones of size 1."""
    chosen = place(Ref("", places))
    own = [index for index in places if isinstance(index, str)]
    order = sorted(range(len(own)), key=lambda axis: indices.index(own[axis]))
    wanted = tuple(slice(None) if index in own else None for index in indices)
    if len(own) == len(places) and order == sorted(order):
        # Only new axes are needed, or nothing at all: this is done millions of times.
        if wanted and None not in wanted:
            return lambda values: values[key]
        return lambda values: values[key][wanted]
    return lambda values: values[key][chosen].transpose(order)[wanted]


def engine(columns: Columns) -> Block:
    """Return what runs a block of iterations into its rows."""
    targets = {*columns.program.carry.values(), *(ref.key for ref in columns.stored)}
    part = columns.program.slice(targets)

    def run(leaves: Mapping[str, Array], rows: Array) -> dict[str, Array]:
        state = dict(leaves)
        for row in rows:
            values = interpret(part, state, views=True)
            for ref in columns.stored:
                row[columns.slot(ref)] = values[ref.key][place(ref)].ravel()
            state.update({old: values[new] for old, new in columns.program.carry.items()})
        return state

    return run
