"""Equations as lines of numpy that put every value where it is to stand.

A sum over one index of a product becomes a matrix product; every other operation is one call of a
numpy function, its operands' axes lined up. No line makes an array of its own: the last argument
of each call is the array that takes the result.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import mul

from attrs import field, frozen

from gdtrace.calculus import rule
from gdtrace.engine.columns import Columns
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
    Reduction,
    Ref,
    Sub,
    Sum,
    free_indices,
)
from gdtrace.notation import identifier

Letters = tuple[str, ...]

FUNCTIONS: dict[type[Binary], str] = {
    Add: "add",
    Sub: "subtract",
    Mul: "multiply",
    Div: "divide",
    Pow: "power",
}


@frozen
class Listing:
    """Lines, and the arrays that they work in.

    ``scratch`` are arrays for what is not kept, with their shapes; ``numbers`` are constants, as
    arrays without axes, which numpy takes in faster than Python's numbers; ``ones`` are vectors
    of ones, with their lengths.
    """

    columns: Columns
    lines: list[str] = field(factory=list)
    scratch: dict[str, tuple[int, ...]] = field(factory=dict)
    numbers: dict[str, float] = field(factory=dict)
    ones: dict[str, int] = field(factory=dict)


def write(listing: Listing, key: str) -> None:
    """Add the lines that make all values of a key."""
    expr = listing.columns.views.vectorised(key)
    _put(listing, expr, listing.columns.program.indices(key), identifier(key), 0)


def _put(listing: Listing, expr: Expr, letters: Letters, target: str, depth: int) -> None:
    """Add the lines after which the target, whose axes are the letters, holds the value.

    ``depth`` counts the scratch arrays that hold what is still needed.
    """

    def line(function: str, *operands: str) -> None:
        listing.lines.append(f"{function}({', '.join((*operands, target))})")

    match expr:
        case Neg(body):
            line("negative", _operand(listing, body, letters, target, depth))
        case Pow(base, Num(2)):
            line("square", _operand(listing, base, letters, target, depth))
        case Binary(left, right):
            first = _operand(listing, left, letters, target, depth)
            free = "" if first == target else target
            second = _operand(listing, right, letters, free, depth + 1)
            line(FUNCTIONS[type(expr)], first, second)
        case Call(name, arguments):
            operands = [
                _operand(listing, argument, letters, "", depth + place)
                for place, argument in enumerate(arguments)
            ]
            if rule(name).numpy:
                listing.lines.append(f"copyto({target}, {rule(name).numpy.format(*operands)})")
            else:
                line(name, *operands)
        case Reduction():
            _put_reduction(listing, expr, letters, target, depth)
        case _:
            value = _operand(listing, expr, letters, "", depth)
            listing.lines.append(f"copyto({target}, {value})")


def _operand(listing: Listing, expr: Expr, letters: Letters, target: str, depth: int) -> str:
    """Return what names a value, after lines that make it; the target may serve as scratch."""
    if isinstance(expr, Num):
        return _number(listing, expr.value)
    if isinstance(expr, Ref):
        return aligned(identifier(expr.key), expr.indices, letters)
    own = tuple(letter for letter in letters if letter in free_indices(expr))
    if not (target and own == letters):
        target = _scratch(listing, own, depth)
        depth += 1
    _put(listing, expr, own, target, depth)
    return aligned(target, own, letters)


def _put_reduction(
    listing: Listing, expr: Reduction, letters: Letters, target: str, depth: int
) -> None:
    over, body, sizes = expr.index, expr.body, listing.columns.sizes
    sides = _sides(_factors(body), over, letters)
    if sides:
        if isinstance(expr, Mean):
            sides, expr = _divided(sides, over, letters, sizes)
        left = _matrix(listing, sides[0], (letters[0], over), depth)
        right = _matrix(listing, sides[1], (over, letters[1]), depth + 1)
        listing.lines.append(f"dot({left}, {right}, {target})")
    elif isinstance(body, Ref) and body.indices == (over, *letters) and len(letters) == 1:
        ones = f"ones_{over}"
        listing.ones[ones] = sizes[over]
        listing.lines.append(f"dot({ones}, {identifier(body.key)}, {target})")
    else:
        terms = _operand(listing, body, (*letters, over), "", depth)
        shape = tuple(sizes[letter] for letter in (*letters, over))
        if free_indices(body) != {*letters, over}:
            terms = f"broadcast_to({terms}, {shape})"
        listing.lines.append(f"add.reduce({terms}, -1, None, {target})")
    if isinstance(expr, Mean):
        size = _number(listing, sizes[over])
        listing.lines.append(f"divide({target}, {size}, {target})")


def _divided(
    sides: tuple[Expr, Expr], over: str, letters: Letters, sizes: Mapping[str, int]
) -> tuple[tuple[Expr, Expr], Reduction]:
    """Divide for a mean where there is least to divide: the product, or one of its sides."""
    left, right = sides
    size = Num(sizes[over])
    least = min(
        sizes[letters[0]] * sizes[letters[1]], *(sizes[each] * sizes[over] for each in letters)
    )
    total = Sum(over, left * right)
    if sizes[letters[0]] * sizes[over] == least:
        return (left / size, right), total
    if sizes[letters[1]] * sizes[over] == least:
        return (left, right / size), total
    return sides, Mean(over, left * right)


def _factors(expr: Expr) -> list[Expr]:
    if isinstance(expr, Mul):
        return [*_factors(expr.left), *_factors(expr.right)]
    return [expr]


def _sides(factors: Iterable[Expr], over: str, letters: Letters) -> tuple[Expr, Expr] | None:
    """Divide factors between the two sides of a matrix product, if they make one."""
    if len(letters) != 2:
        return None
    sides: tuple[list[Expr], list[Expr]] = ([], [])
    for factor in factors:
        fitting = [free_indices(factor) <= {letter, over} for letter in letters]
        if not any(fitting):
            return None
        sides[fitting.index(True)].append(factor)
    for side, letter in zip(sides, letters, strict=True):
        if {letter, over} != frozenset[str]().union(*map(free_indices, side)):
            return None
    left, right = (reduce(mul, side[1:], side[0]) for side in sides)
    return left, right


def _matrix(listing: Listing, expr: Expr, letters: Letters, depth: int) -> str:
    """Return one side of a matrix product; as it lies in memory, or as a transposed view of it."""
    if isinstance(expr, Ref):
        return aligned(identifier(expr.key), expr.indices, letters)
    return _operand(listing, expr, letters, "", depth)


def _scratch(listing: Listing, letters: Letters, depth: int) -> str:
    name = "_".join(["scratch", str(depth), *letters])
    listing.scratch[name] = tuple(listing.columns.sizes[letter] for letter in letters)
    return name


def _number(listing: Listing, value: float) -> str:
    for name, known in listing.numbers.items():
        if known == value:
            return name
    name = f"number_{len(listing.numbers)}"
    listing.numbers[name] = float(value)
    return name


def aligned(name: str, indices: Sequence[Index], letters: Letters) -> str:
    """Write an array with its axes in the order of the letters, new ones where numpy needs them."""
    own = tuple(index for index in indices if isinstance(index, str))
    if len(own) < len(indices):
        chosen = (str(index) if isinstance(index, int) else ":" for index in indices)
        name += f"[{', '.join(chosen)}]"
    order = sorted(range(len(own)), key=lambda axis: letters.index(own[axis]))
    if order == [1, 0]:
        name += ".T"
    elif order != list(range(len(own))):
        name += f".transpose({', '.join(map(str, order))})"
    # numpy lines axes up from the last one, so that only gaps after the first need to be filled.
    first = min((letters.index(letter) for letter in own), default=len(letters))
    axes = [":" if letter in own else "None" for letter in letters[first:]]
    return f"{name}[{', '.join(axes)}]" if "None" in axes else name
