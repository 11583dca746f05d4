"""One printer of expressions, by precedence, over tables that describe a dialect.

It knows nothing of values: what a reference looks like is the caller's affair (a symbol, a number,
a variable of a program).
"""

from collections.abc import Callable

from attrs import evolve, frozen

from gdtrace.calculus import Rule, rule
from gdtrace.expr import (
    Add,
    Binary,
    Call,
    Div,
    Elided,
    Expr,
    Mean,
    Mul,
    Neg,
    Num,
    Pow,
    Ref,
    Sub,
    Sum,
    Written,
)
from gdtrace.steps import EXAMPLES

# How tightly a node holds together. What begins with a minus sign may stand alone or open a sum;
# anywhere else it goes into parentheses.
SUM, MINUS, PRODUCT, POWER, ATOM = range(1, 6)


@frozen
class Spelled:
    """A text and how tightly it holds together."""

    text: str
    tightness: int = ATOM


@frozen
class Operator:
    """How a dialect writes one operator and how tightly its operands must hold together."""

    template: str
    tightness: int
    left: int
    right: int


def number(value: float) -> str:
    """Print a constant of a formula: 2, not 2.0."""
    return str(int(value)) if value == int(value) else repr(value)


@frozen(kw_only=True)
class Dialect:
    """The syntax of one language of formulas; ``{}`` is what stands inside.

    ``parentheses`` puts them around a text.
    """

    operators: dict[type[Binary], Operator]
    call: Callable[[Rule, str], str]
    parentheses: Callable[[str], str] = "({})".format
    negative: str = "-{}"
    constant: Callable[[float], str] = number
    number: str = "{}"
    dots: str = "..."
    over_examples: str = "{}({})"
    written: Callable[[Written], str | Spelled] = lambda leaf: leaf.text


# The right operand must hold tighter than the left one: a - (b - c), and a + (b + c) as well,
# since floating-point addition is not associative.
_PLAIN: dict[type[Binary], Operator] = {
    Add: Operator("{} + {}", SUM, left=SUM, right=PRODUCT),
    Sub: Operator("{} - {}", SUM, left=SUM, right=PRODUCT),
    Mul: Operator("{}*{}", PRODUCT, left=PRODUCT, right=POWER),
    Div: Operator("{}/{}", PRODUCT, left=PRODUCT, right=POWER),
    Pow: Operator("{}**{}", POWER, left=ATOM, right=POWER),
}


TEXT = Dialect(operators=_PLAIN, call=lambda known, name: known.text or f"{name}({{0}})")
"""What people read: a cell evaluates in Python after ``from math import exp, log, tanh``."""

PYTHON = Dialect(operators=_PLAIN, call=lambda known, name: known.python or f"{name}({{0}})")
"""A program for people, over floats and the module ``math``."""

FLOATS = evolve(PYTHON, constant=lambda value: repr(float(value)))
"""The same to be run: Python works fastest where a constant is a float like everything else."""


def spell(expr: Expr, leaf: Callable[[Ref], str | Spelled], dialect: Dialect = TEXT) -> str:
    """Print an expression; ``leaf`` says what a reference looks like.

    >>> a, b = Ref("a"), Ref("b")
    >>> spell((a - b) ** Num(2) * a, lambda ref: {"a": "0.5", "b": "-0.2"}[ref.key])
    '(0.5 - (-0.2))**2*0.5'
    """
    return _print(expr, leaf, dialect).text


def spell_written(expr: Expr, dialect: Dialect = TEXT) -> str:
    """Print an expression whose references have all become symbols or numbers."""
    return spell(expr, lambda ref: ref.key, dialect)


def _print(expr: Expr, leaf: Callable[[Ref], str | Spelled], dialect: Dialect) -> Spelled:
    def inner(part: Expr, tightness: int) -> str:
        spelled = _print(part, leaf, dialect)
        if spelled.tightness >= tightness:
            return spelled.text
        return dialect.parentheses(spelled.text)

    match expr:
        case Num(value):
            text = dialect.constant(value)
            return Spelled(dialect.number.format(text), _atom(text).tightness)
        case Ref():
            found = leaf(expr)
            return found if isinstance(found, Spelled) else _atom(found)
        case Written(text):
            written = dialect.written(expr)
            if isinstance(written, Spelled):
                return written
            return Spelled(written, ATOM if expr.whole else _atom(text).tightness)
        case Elided():
            return Spelled(dialect.dots)
        case Neg(body):
            return Spelled(dialect.negative.format(inner(body, PRODUCT)), MINUS)
        case Binary(left, right):
            operator = dialect.operators[type(expr)]
            sides = inner(left, operator.left), inner(right, operator.right)
            return Spelled(operator.template.format(*sides), operator.tightness)
        case Call(name, arguments):
            known = rule(name)
            template = dialect.call(known, name)
            # A template with an operator in it needs operands that hold together by themselves.
            needed = ATOM if template in (known.python, known.numpy) else SUM
            return Spelled(template.format(*(inner(part, needed) for part in arguments)))
        case Mean(index, body):
            return Spelled(dialect.over_examples.format(_over("mean", index), inner(body, SUM)))
        case Sum(index, body):
            return Spelled(dialect.over_examples.format(_over("sum", index), inner(body, SUM)))
        case _:
            raise TypeError(f"{type(expr).__name__} is not part of a scalar view")


def _over(name: str, index: str) -> str:
    """Name a reduction; that over the examples goes without saying."""
    return name if index == EXAMPLES else f"{name}_{index}"


def _atom(text: str) -> Spelled:
    # A negative number, and a derivative such as ∂Error/∂W11, are held together in products.
    return Spelled(text, MINUS if text.startswith("-") or "/" in text else ATOM)
