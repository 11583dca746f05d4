"""Formulas, numbers and words as a web page has them: MathML and escaped text."""

import re
from html import escape

from gdtrace.calculus import Rule
from gdtrace.expr import Add, Div, Mul, Pow, Sub, Written
from gdtrace.formula import ATOM, POWER, PRODUCT, SUM, Dialect, Operator, Spelled
from gdtrace.render.cells import Number, factor, leaf_set, one_line, symbol

# In a row of their own parentheses are known to open and to close. They may only grow with what
# is high: others would have room around them.
LOW = '<mrow><mo stretchy="false">(</mo>{0}<mo stretchy="false">)</mo></mrow>'
HIGH = "<mrow><mo>(</mo>{0}<mo>)</mo></mrow>"

LETTERS = {"ŷ": '<mover accent="true"><mi>y</mi><mo stretchy="false">^</mo></mover>'}
"""Signs that are put together from several."""


def words(text: str) -> str:
    """Return a text in which nothing is markup.

    >>> words("a < b & c")
    'a &lt; b &amp; c'
    """
    return escape(one_line(text))


def digits(parts: Number) -> str:
    """Write a number."""
    sign = "<mo>−</mo>" if parts.sign else ""
    text = f"<mn>{parts.whole}{parts.fraction}</mn>"
    if parts.power:
        power = _row(_sign_and_number(parts.power))
        text = f"{text}<mo>·</mo><msup><mn>10</mn>{power}</msup>"
    return f"<mrow>{sign}{text}</mrow>" if sign or parts.power else text


def _sign_and_number(text: str) -> list[str]:
    sign = ["<mo>−</mo>"] if text.startswith("-") else []
    return [*sign, f"<mn>{text.lstrip('-')}</mn>"]


def _row(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>"


def _written(leaf: Written) -> str | Spelled:
    return leaf_set(leaf, _set, _fraction, _number) if leaf.text else ""


def _fraction(top: str, bottom: str) -> str:
    above, below = (f"<mrow><mo>∂</mo>{part}</mrow>" for part in (top, bottom))
    return f"<mfrac>{above}{below}</mfrac>"


def _number(parts: Number) -> str:
    remark = f"<mtext>{words(parts.remark)}</mtext>" if parts.remark else ""
    return digits(parts) + remark


def _set(leaf: Written) -> str:
    """Set a symbol: its base, what stands below it, what stands above it."""
    named = None if leaf.base else factor(leaf.text)
    if named:
        return _factor(*named)
    leaf = leaf if leaf.base else symbol(leaf.text)
    if leaf.base.startswith("∆") and len(leaf.base) > 1:
        rest = Written(leaf.text, leaf.base[1:], leaf.below, leaf.above)
        return f'<mrow><mi mathvariant="normal">∆</mi>{_set(rest)}</mrow>'
    base = LETTERS.get(leaf.base) or f"<mi>{words(leaf.base)}</mi>"
    below, above = _letters(leaf.below), _letters(leaf.above)
    if below and above:
        return f"<msubsup>{base}{below}{above}</msubsup>"
    if below:
        return f"<msub>{base}{below}</msub>"
    return f"<msup>{base}{above}</msup>" if above else base


def _factor(name: str, weight: str, path: str) -> str:
    number = f"<msub><mi>g</mi><mn>{name[1:]}</mn></msub>"
    passed = f'<mo stretchy="false">|</mo>{_letters(path)}' if path else ""
    inside = LOW.format(_set(symbol(weight)) + passed) if weight else ""
    return f"<mrow>{number}{inside}</mrow>"


def _letters(text: str) -> str:
    """Set what stands below or above."""
    if not text:
        return ""
    if re.fullmatch(r"[\d,]+", text):
        return f"<mn>{text}</mn>"
    return f"<mi>{words(text)}</mi>" if text.isalpha() else f"<mtext>{words(text)}</mtext>"


def _parentheses(text: str) -> str:
    return (HIGH if "<mfrac>" in text else LOW).format(text)


def _call(known: Rule, name: str) -> str:
    return known.mathml or f"<mi>{name}</mi>{LOW}"


MATHML = Dialect(
    operators={
        Add: Operator("{}<mo>+</mo>{}", SUM, left=SUM, right=PRODUCT),
        Sub: Operator("{}<mo>−</mo>{}", SUM, left=SUM, right=PRODUCT),
        Mul: Operator("{}<mo>·</mo>{}", PRODUCT, left=PRODUCT, right=POWER),
        Div: Operator("<mfrac><mrow>{}</mrow><mrow>{}</mrow></mfrac>", POWER, left=SUM, right=SUM),
        Pow: Operator("<msup><mrow>{}</mrow><mrow>{}</mrow></msup>", POWER, left=ATOM, right=SUM),
    },
    call=_call,
    parentheses=_parentheses,
    negative="<mrow><mo>−</mo>{}</mrow>",
    number="<mn>{}</mn>",
    dots="<mo>…</mo>",
    over_examples="<mi>{0}</mi>" + LOW.replace("{0}", "{1}"),
    written=_written,
)
"""The inside of an element ``math`` of a page."""
