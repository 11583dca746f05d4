"""Numpy source generated from the equations: the engine of larger layers and many examples.

A sum over one index of a product of two matrices becomes a matrix product; every other expression
is written out with its axes lined up.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy
from numpy.typing import NDArray

from gdtrace.engine.columns import Columns
from gdtrace.expr import Expr, Index, Mean, Mul, Ref, Sum, free_indices, rebuild
from gdtrace.formula import PYTHON, Dialect, spell
from gdtrace.notation import identifier

Array = NDArray[numpy.float64]
Letters = tuple[str, ...]


NUMPY = Dialect(
    operators=PYTHON.operators, call=lambda known, name: known.numpy or f"{name}({{0}})"
)
"""What a machine runs over arrays, with the names of the module numpy."""


def lines(columns: Columns) -> Iterator[str]:
    """Yield one assignment for every distinct value of an iteration, the new parameters last."""
    for key in (*columns.results, *columns.program.carry.values()):
        letters = columns.program.indices(key)
        yield f"{identifier(key)} = {_print(columns, columns.views.vectorised(key), letters)}"


def source(columns: Columns) -> str:
    """Return the source of a function that runs iterations and writes their rows."""
    stored = [
        f"rows[iteration, {slot.start}:{slot.stop}] = {identifier(key)}.ravel()"
        for key in columns.starts
        for slot in [columns.slot(key)]
    ]
    handed_on = [
        f"{identifier(old)} = {identifier(new)}" for old, new in columns.program.carry.items()
    ]
    names = [identifier(key) for key in columns.program.leaves]
    body = "\n        ".join([*lines(columns), *stored, *handed_on])
    return f"""\
def run(leaves, rows, block):
    {", ".join(names)} = leaves
    for iteration in block:
        {body}
    return {", ".join(names)}
"""


def engine(columns: Columns) -> Callable[..., dict[str, Array]]:
    """Return what runs a block of iterations into the rows."""
    namespace = {**vars(numpy)}
    exec(compile(source(columns), "<array engine>", "exec"), namespace)
    function = namespace["run"]

    def run(leaves: Mapping[str, Array], rows: Array, block: range) -> dict[str, Array]:
        keys = tuple(columns.program.leaves)
        with numpy.errstate(all="ignore"):
            after = function([leaves[key] for key in keys], rows, block)
        return dict(zip(keys, after, strict=True))

    return run


def _print(columns: Columns, expr: Expr, letters: Letters) -> str:
    """Print an expression so that its axes are those of the letters."""

    def reduced(part: Expr) -> Expr:
        # A finished reduction stands in the tree as a reference to its own source text.
        if isinstance(part, Sum | Mean):
            return Ref(_reduction(columns, part, letters), letters)
        return rebuild(part, reduced)

    def leaf(ref: Ref) -> str:
        name = ref.key if "(" in ref.key else identifier(ref.key)
        return _aligned(name, ref.indices, letters)

    text = spell(reduced(expr), leaf, NUMPY)
    if not letters or not free_indices(expr).isdisjoint(letters):
        return text
    shape = ", ".join(str(columns.sizes[letter]) for letter in letters)
    return f"full(({shape},), {text})"


def _reduction(columns: Columns, expr: Sum | Mean, letters: Letters) -> str:
    factors = _factors(expr.body)
    divide = f"/{columns.sizes[expr.index]}" if isinstance(expr, Mean) else ""
    if _is_matrix_product(factors, expr.index, letters):
        return f"({_matrix_product(factors, expr.index, letters)}{divide})"
    body = _print(columns, expr.body, (*letters, expr.index))
    return f"(add.reduce({body}, axis=-1){divide})"


def _factors(expr: Expr) -> list[Expr]:
    if isinstance(expr, Mul):
        return [*_factors(expr.left), *_factors(expr.right)]
    return [expr]


def _is_matrix_product(factors: list[Expr], over: str, letters: Letters) -> bool:
    """Whether there are two factors with the index summed over and one of the letters each."""
    found = [{*map(str, factor.indices)} for factor in factors if isinstance(factor, Ref)]
    wanted = [{letter, over} for letter in letters]
    return len(factors) == 2 == len(wanted) and found in (wanted, wanted[::-1])


def _matrix_product(factors: list[Expr], over: str, letters: Letters) -> str:
    first, second = (factor for factor in factors if isinstance(factor, Ref))
    if letters[0] in second.indices:
        first, second = second, first
    left, right = identifier(first.key), identifier(second.key)
    if first.indices[0] == over:
        left += ".T"
    if second.indices[1] == over:
        right += ".T"
    return f"{left} @ {right}"


def _aligned(name: str, indices: tuple[Index, ...], letters: Letters) -> str:
    """Write an array with its axes in the order of the letters, new ones where it has none."""
    own = tuple(index for index in indices if isinstance(index, str))
    if len(own) < len(indices):
        chosen = (str(index) if isinstance(index, int) else ":" for index in indices)
        name += f"[{', '.join(chosen)}]"
    if not own or own == letters:
        return name
    order = sorted(range(len(own)), key=lambda axis: letters.index(own[axis]))
    if order != list(range(len(own))):
        name += f".transpose({', '.join(map(str, order))})"
    axes = ", ".join(":" if letter in own else "None" for letter in letters)
    return name if axes == ", ".join(":" for _ in letters) else f"{name}[{axes}]"
