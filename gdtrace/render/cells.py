"""What cells hold, for formats that set words, numbers and mathematics each in its own way."""

import re
from collections.abc import Callable

from attrs import evolve, frozen

from gdtrace.expr import Add, Div, Expr, Mul, Sub, Written
from gdtrace.formula import ATOM, MINUS, POWER, PRODUCT, TEXT, Dialect, Spelled, spell_written
from gdtrace.sections import Cell, Formula, Row, Section

LONG = 20
"""A formula up to this length as text is not worth breaking."""

MOST_ABOVE_A_BAR = 3
"""A sum of more terms is divided by a number with a slash, so that it can be broken."""

NOTHING = Written("")

_NUMBER = re.compile(r"(-?)(\d+)(\.\d+)?(?:e([+-]?\d+))?( \(\w+\))?", re.ASCII)
_FACTOR = re.compile(r"(g\d+)(?:\(([^|()]+)(?:\|([^()]+))?\))?")
_SYMBOL = re.compile(r"(∆?[^\W\d_]+)(\d*)(?:\[([\d,]+)\])?(,\d+)?")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]+")


@frozen
class Number:
    """The parts of a printed number, and the remark behind it: ``-6.7e-17 (rounding)``."""

    sign: str
    whole: str
    fraction: str
    power: str
    remark: str


def number(text: Cell) -> Number | None:
    """Take a printed number to pieces; None for anything else.

    >>> number("-0.25")
    Number(sign='-', whole='0', fraction='.25', power='', remark='')
    >>> number("g1")
    """
    found = _NUMBER.fullmatch(text) if isinstance(text, str) else None
    if not found:
        return None
    sign, whole, fraction, power, remark = (part or "" for part in found.groups())
    return Number(sign, whole, fraction, power and str(int(power)), remark)


def rooms(section: Section) -> list[int]:
    """Return, for each column of a table, how far its numbers reach to the left of their point."""
    rows = [row.cells for row in section.rows if isinstance(row, Row)]
    return [max(map(reach, column)) for column in zip(*rows, strict=False)]


def reach(cell: Cell) -> int:
    """Return how many signs a number has to the left of its point; 0 for anything else."""
    found = number(cell)
    return len(found.sign + found.whole) if found else 0


def symbol(text: str) -> Written:
    """Return a symbol that is known as text only, in the parts that it is typeset from.

    >>> symbol("W1[2,3]").base, symbol("W1[2,3]").below, symbol("W1[2,3]").above
    ('W', '2,3', '(1)')
    """
    found = _SYMBOL.fullmatch(text)
    if not found:
        return Written(text, text)
    base, digits, inside, more = (part or "" for part in found.groups())
    if inside:
        return Written(text, base, inside, f"({digits})" if digits else "")
    return Written(text, base, digits + more)


def factor(text: str) -> tuple[str, str, str] | None:
    """Take a factor's name to pieces: its number, its weight, the path; None for anything else.

    >>> factor("g3(W11|2)"), factor("g1"), factor("W11")
    (('g3', 'W11', '2'), ('g1', '', ''), None)
    """
    found = _FACTOR.fullmatch(text)
    return (found[1], found[2] or "", found[3] or "") if found else None


def mathematics(cell: Cell) -> Cell:
    """Return the name of a factor as mathematics, any other cell as it is."""
    return Formula(Written(cell)) if isinstance(cell, str) and factor(cell) else cell


def pieces(
    expr: Expr, dialect: Dialect = TEXT, around: tuple[str, str] = ("({}", "{})/{}")
) -> list[str]:
    """Print a formula in pieces between which a line may end; joined they are the whole.

    ``around`` is how a dialect opens parentheses, and how it closes them and divides.
    """
    if len(spell_written(expr)) <= LONG:
        return [spell_written(expr, dialect)]
    if isinstance(expr, Div) and is_long_sum(expr.left):
        terms = _operands(expr.left, (Add, Sub), dialect)
        divisor = spell_written(expr.right, dialect)
        terms[0] = around[0].format(terms[0])
        terms[-1] = around[1].format(terms[-1], divisor)
        return terms
    return _operands(expr, (Mul,) if isinstance(expr, Mul) else (Add, Sub), dialect)


def is_long_sum(expr: Expr) -> bool:
    """Say whether a sum has too many terms to stand above a bar."""
    return len(_operands(expr, (Add, Sub), TEXT)) > MOST_ABOVE_A_BAR


def _operands(expr: Expr, kinds: tuple[type[Add | Sub | Mul], ...], dialect: Dialect) -> list[str]:
    """Print the operands of a chain of operators, each but the first with its operator."""
    if not isinstance(expr, kinds):
        return [spell_written(expr, dialect)]
    # The first product stays whole: alone, its first factor would lose its parentheses.
    if isinstance(expr, Mul) and not isinstance(expr.left, Mul):
        return [spell_written(expr, dialect)]
    last = spell_written(evolve(expr, left=NOTHING), dialect)
    return [*_operands(expr.left, kinds, dialect), last]


def one_line(text: str) -> str:
    """Return words without line ends and other signs that cannot be seen."""
    return _UNSEEN.sub(" ", text)


def leaf_set(
    leaf: Written,
    symbol_set: Callable[[Written], str],
    fraction: Callable[[str, str], str],
    number_set: Callable[[Number], str],
) -> Spelled:
    """Set a leaf of a formula: a derivative, a number or a symbol, each as a language has it."""
    if leaf.top and leaf.bottom:
        return Spelled(fraction(symbol_set(leaf.top), symbol_set(leaf.bottom)), POWER)
    parts = number(leaf.text)
    if parts is None:
        return Spelled(symbol_set(leaf))
    tightness = PRODUCT if parts.power else ATOM
    return Spelled(number_set(parts), MINUS if parts.sign else tightness)
