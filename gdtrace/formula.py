"""One printer of expressions, by precedence, over tables that describe a dialect.

It knows nothing of values: what a reference looks like is the caller's affair (a symbol, a number,
a variable of a program).
"""

from collections.abc import Callable

from attrs import frozen

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
)

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


@frozen
class Dialect:
    """The syntax of one language of formulas."""

    operators: dict[type[Binary], Operator]
    call: Callable[[Rule, str], str]


# The right operand must hold tighter than the left one: a - (b - c), and a + (b + c) as well,
# since floating-point addition is not associative.
_PLAIN: dict[type[Binary], Operator] = {
    Add: Operator("{} + {}", SUM, left=SUM, right=PRODUCT),
    Sub: Operator("{} - {}", SUM, left=SUM, right=PRODUCT),
    Mul: Operator("{}*{}", PRODUCT, left=PRODUCT, right=POWER),
    Div: Operator("{}/{}", PRODUCT, left=PRODUCT, right=POWER),
    Pow: Operator("{}**{}", POWER, left=ATOM, right=POWER),
}


def _text_call(rule_: Rule, name: str) -> str:
    return rule_.text or f"{name}({{0}})"


def _python_call(rule_: Rule, name: str) -> str:
    return rule_.python or f"{name}({{0}})"


TEXT = Dialect(_PLAIN, _text_call)
"""What people read: a cell evaluates in Python after ``from math import exp, log, tanh``."""

PYTHON = Dialect(_PLAIN, _python_call)
"""What a machine runs, over floats and the module ``math``."""


def spell(expr: Expr, leaf: Callable[[Ref], str], dialect: Dialect = TEXT) -> str:
    """Print an expression; ``leaf`` says what a reference looks like.

    >>> a, b = Ref("a"), Ref("b")
    >>> spell((a - b) ** Num(2) * a, lambda ref: {"a": "0.5", "b": "-0.2"}[ref.key])
    '(0.5 - (-0.2))**2*0.5'
    """
    return _print(expr, leaf, dialect).text


def number(value: float) -> str:
    """Print a constant of a formula: 2, not 2.0."""
    return str(int(value)) if value == int(value) else repr(value)


def _print(expr: Expr, leaf: Callable[[Ref], str], dialect: Dialect) -> Spelled:
    def inner(part: Expr, tightness: int) -> str:
        spelled = _print(part, leaf, dialect)
        return spelled.text if spelled.tightness >= tightness else f"({spelled.text})"

    match expr:
        case Num(value):
            return _atom(number(value))
        case Ref():
            return _atom(leaf(expr))
        case Elided():
            return Spelled("...")
        case Neg(body):
            return Spelled(f"-{inner(body, PRODUCT)}", MINUS)
        case Binary(left, right):
            operator = dialect.operators[type(expr)]
            sides = inner(left, operator.left), inner(right, operator.right)
            return Spelled(operator.template.format(*sides), operator.tightness)
        case Call(name, arguments):
            template = dialect.call(rule(name), name)
            # A template with an operator in it needs operands that hold together by themselves.
            needed = SUM if template.startswith(name) else ATOM
            return Spelled(template.format(*(inner(part, needed) for part in arguments)))
        case Mean(_, body):
            return Spelled(f"mean({inner(body, SUM)})")
        case Sum(_, body):
            return Spelled(f"sum({inner(body, SUM)})")
        case _:
            raise TypeError(f"{type(expr).__name__} is not part of a scalar view")


def _atom(text: str) -> Spelled:
    # A negative number, and a derivative such as ∂Error/∂W11, are held together in products.
    return Spelled(text, MINUS if text.startswith("-") or "/" in text else ATOM)
