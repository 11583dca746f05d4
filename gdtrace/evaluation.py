"""Scalar views worked out with floats, as a reader with a pocket calculator does."""

import math
from collections.abc import Callable

from gdtrace.calculus import scalar_function
from gdtrace.expr import (
    Add,
    Binary,
    Call,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Ref,
    Sub,
)


def evaluate(expr: Expr, leaf: Callable[[Ref], float]) -> float:
    """Work out a scalar view with floats; NaN where a pocket calculator would show an error."""

    def inner(part: Expr) -> float:
        match part:
            case Num(value):
                return value
            case Ref():
                return leaf(part)
            case Neg(body):
                return -inner(body)
            case Add(left, right):
                return inner(left) + inner(right)
            case Sub(left, right):
                return inner(left) - inner(right)
            case Mul(left, right):
                return inner(left) * inner(right)
            case Div(left, right):
                return inner(left) / inner(right)
            case Pow(left, right):
                return float(inner(left) ** inner(right))
            case Call(name, arguments):
                return scalar_function(name)(*map(inner, arguments))
            case _:
                raise TypeError(f"{type(part).__name__} is not part of a scalar view")

    try:
        return float(inner(expr))
    except (OverflowError, ValueError, ZeroDivisionError):
        return math.nan


def all_positive(expr: Expr) -> Expr:
    """Add where the expression subtracts: the size that its terms have."""
    match expr:
        case Sub(left, right):
            return Add(all_positive(left), all_positive(right))
        case Neg(body):
            return all_positive(body)
        case Binary(left, right):
            return type(expr)(all_positive(left), all_positive(right))
        case _:
            return expr


def is_product(expr: Expr) -> bool:
    """Say whether an expression only multiplies."""
    match expr:
        case Mul(left, right):
            return is_product(left) and is_product(right)
        case Neg(body):
            return is_product(body)
        case _:
            return isinstance(expr, Ref | Num)
