"""Equations as lines of numpy that put every value where it is to stand.

A sum over one index of a product becomes a matrix product; every other operation is one call of a
numpy function, its operands' axes lined up. No line makes an array of its own: the last argument
of each call is the array that takes the result.
"""

from collections.abc import Sequence
from math import prod

from attrs import field, frozen

from gdtrace.calculus import rule
from gdtrace.engine.columns import Columns
from gdtrace.engine.products import Letters, sides_of
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
    free_indices,
    rebuild,
)
from gdtrace.notation import identifier

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

    An index that has only one place has no axis. ``scratch`` are arrays for what is not kept, with
    their letters; ``numbers`` are constants, as arrays without axes, which numpy takes in faster
    than Python's numbers; ``full`` are vectors of one number, with their letter and the number;
    ``shares`` are leaves divided by a number.
    """

    columns: Columns
    sizes: dict[str, int]
    lines: list[str] = field(factory=list)
    scratch: dict[str, Letters] = field(factory=dict)
    numbers: dict[str, float] = field(factory=dict)
    full: dict[str, tuple[str, float]] = field(factory=dict)
    shares: dict[str, tuple[str, int]] = field(factory=dict)


def listing(columns: Columns) -> Listing:
    """Return an empty listing."""
    return Listing(columns, dict(columns.sizes))


def write(listing: Listing, key: str) -> None:
    """Add the lines that make all values of a key."""
    letters = axes(listing.columns, key)
    _put(listing, squeezed(listing.columns, key), letters, identifier(key), 0)


def write_as(listing: Listing, target: str, expr: Expr, letters: Letters) -> None:
    """Add the lines that make the values of an equation that is no step."""
    _put(listing, expr, letters, target, 0)


def axes(columns: Columns, key: str) -> Letters:
    """Return the letters of a key that have more than one place."""
    return tuple(letter for letter in columns.program.indices(key) if columns.sizes[letter] > 1)


def squeezed(columns: Columns, key: str) -> Expr:
    """Write an equation without the indices that have only one place."""

    def squeeze(expr: Expr) -> Expr:
        if isinstance(expr, Ref):
            letters = columns.program.indices(expr.key)
            pairs = zip(expr.indices, letters, strict=True)
            return Ref(expr.key, tuple(at for at, letter in pairs if columns.sizes[letter] > 1))
        if isinstance(expr, Reduction) and columns.sizes[expr.index] == 1:
            return squeeze(expr.body)
        return rebuild(expr, squeeze)

    return squeeze(columns.views.vectorised(key))


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
    over, size = expr.index, listing.sizes[expr.index]
    sides = sides_of(expr.body, over, letters)
    if sides is None:
        terms = _operand(listing, expr.body, (*letters, over), "", depth)
        if free_indices(expr.body) != {*letters, over}:
            shape = tuple(listing.sizes[letter] for letter in (*letters, over))
            terms = f"broadcast_to({terms}, {shape})"
        listing.lines.append(f"add.reduce({terms}, -1, None, {target})")
        if isinstance(expr, Mean):
            listing.lines.append(f"divide({target}, {_number(listing, size)}, {target})")
        return
    share = size if isinstance(expr, Mean) else 1
    shares = _shared(listing, sides, share)
    left = _matrix(listing, sides[0], (*letters[:1], over), depth, shares[0])
    right = (
        _matrix(listing, sides[1], (over, *letters[1:]), depth + 1, shares[1])
        if sides[1]
        else _full(listing, over, 1 / share)
    )
    listing.lines.append(f"dot({left}, {right}, {target})")


def _shared(listing: Listing, sides: tuple[Expr, Expr | None], share: int) -> tuple[int, int]:
    """Return by what to divide each side for a mean: the one where that costs least."""
    if share == 1 or sides[1] is None:
        return 1, 1
    costs = [
        0 if _is_constant(listing, side) else prod(listing.sizes[at] for at in free_indices(side))
        for side in (sides[0], sides[1])
    ]
    return (share, 1) if costs[0] <= costs[1] else (1, share)


def _is_constant(listing: Listing, expr: Expr) -> bool:
    program = listing.columns.program
    return isinstance(expr, Ref) and expr.key in program.leaves and expr.key not in program.carry


def _matrix(listing: Listing, expr: Expr, letters: Letters, depth: int, share: int) -> str:
    """Return one side of a matrix product; as it lies in memory, or as a transposed view of it."""
    if isinstance(expr, Ref) and share > 1 and _is_constant(listing, expr):
        name = f"{identifier(expr.key)}_by_{share}"
        listing.shares[name] = (expr.key, share)
        return aligned(name, expr.indices, letters)
    if share > 1:
        expr = expr / Num(share)
    if isinstance(expr, Ref):
        return aligned(identifier(expr.key), expr.indices, letters)
    return _operand(listing, expr, letters, "", depth)


def _full(listing: Listing, letter: str, value: float) -> str:
    name = f"full_{letter}_{len(listing.full)}"
    for known, same in listing.full.items():
        if same == (letter, value):
            return known
    listing.full[name] = (letter, value)
    return name


def _scratch(listing: Listing, letters: Letters, depth: int) -> str:
    name = "_".join(["scratch", str(depth), *letters])
    listing.scratch[name] = letters
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
