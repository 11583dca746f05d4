"""Sums of products as products of matrices: which factor belongs to which side."""

from collections.abc import Iterable
from functools import reduce
from operator import mul

from gdtrace.expr import Expr, Mul, free_indices

Letters = tuple[str, ...]


def sides_of(body: Expr, over: str, letters: Letters) -> tuple[Expr, Expr | None] | None:
    """Divide factors between the two sides of a matrix product, if they make one.

    The left side has the first letter and the index summed over, the right side the other letter.
    With fewer letters the sides are vectors; the right one may be missing.
    """
    if len(letters) > 2:
        return None
    left: list[Expr] = []
    right: list[Expr] = []
    for factor in _factors(body):
        free = free_indices(factor)
        if len(letters) == 2 and free <= {letters[1], over} and letters[1] in free:
            right.append(factor)
        elif free <= {*letters[:1], over}:
            # A vector may stand on the right of a matrix.
            side = right if len(letters) == 1 and free == {over} else left
            side.append(factor)
        else:
            return None
    if not left and len(right) > 1:
        left.append(right.pop(0))
    elif not left:
        left, right = right, left
    ways = [(left, {*letters[:1], over}), (right, {*letters[1:], over})]
    if any(side and _free(side) != wanted for side, wanted in ways) or (letters[1:] and not right):
        return None
    return reduce(mul, left), reduce(mul, right) if right else None


def _free(factors: Iterable[Expr]) -> set[str]:
    return {letter for factor in factors for letter in free_indices(factor)}


def _factors(expr: Expr) -> list[Expr]:
    if isinstance(expr, Mul):
        return [*_factors(expr.left), *_factors(expr.right)]
    return [expr]
