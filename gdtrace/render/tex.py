"""Formulas, numbers and words as LaTeX has them; needs the package amsmath."""

import re

from gdtrace.calculus import Rule
from gdtrace.expr import Add, Div, Mul, Pow, Sub, Written
from gdtrace.formula import ATOM, POWER, PRODUCT, SUM, Dialect, Operator, Spelled
from gdtrace.render.cells import Number, factor, leaf_set, one_line, symbol

SIGNS = {
    "∂": r"\partial",
    "δ": r"\delta",
    "η": r"\eta",
    "α": r"\alpha",
    "σ": r"\sigma",
    "∆": r"\Delta",
    "ŷ": r"\hat{y}",
    "−": "-",
    "×": r"\times",
}
"""The signs of the lectures as mathematics."""

_ESCAPED = {
    **{sign: f"\\{sign}" for sign in "_%&#${}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\`{}",
    '"': "''",
    "…": r"\dots{}",
    **{sign: f"${spelled}$" for sign, spelled in SIGNS.items()},
}
_SPECIAL = re.compile(f"[{re.escape(''.join(_ESCAPED))}]")


def words(text: str) -> str:
    r"""Return a text in which nothing is a command.

    >>> words("50% of learning_rate")
    '50\\% of learning\\_rate'
    """
    text = _SPECIAL.sub(lambda found: _ESCAPED[found[0]], one_line(text))
    # Two hyphens would become a dash; a star or a bracket would belong to the \\ before it.
    return re.sub(r"^(\s*)([*\[])", r"\1{\2}", text.replace("--", "-{}-").replace("--", "-{}-"))


def digits(parts: Number) -> str:
    """Write a number as mathematics."""
    power = rf" \cdot 10^{{{parts.power}}}" if parts.power else ""
    return f"{parts.sign}{parts.whole}{parts.fraction}{power}"


def _written(leaf: Written) -> str | Spelled:
    return leaf_set(leaf, _set, _fraction, _number) if leaf.text else "{}"


def _fraction(top: str, bottom: str) -> str:
    return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"


def _number(parts: Number) -> str:
    remark = rf"\text{{{parts.remark}}}" if parts.remark else ""
    return digits(parts) + remark


def _set(leaf: Written) -> str:
    """Set a symbol: its base, what stands below it, what stands above it."""
    named = None if leaf.base else factor(leaf.text)
    if named:
        return _factor(*named)
    leaf = leaf if leaf.base else symbol(leaf.text)
    below = f"_{{{_letters(leaf.below)}}}" if leaf.below else ""
    above = f"^{{{_letters(leaf.above)}}}" if leaf.above else ""
    return f"{_base(leaf.base)}{below}{above}"


def _factor(name: str, weight: str, path: str) -> str:
    passed = rf"\mid {_letters(path)}" if path else ""
    return f"g_{{{name[1:]}}}" + (f"({_set(symbol(weight))}{passed})" if weight else "")


def _base(name: str) -> str:
    if name.startswith("∆") and len(name) > 1:
        return rf"\Delta {_base(name[1:])}"
    if name in SIGNS:
        return SIGNS[name]
    return name if len(name) == 1 and name.isascii() and name.isalnum() else _upright(name)


def _upright(name: str) -> str:
    return rf"\mathrm{{{words(name)}}}" if name.isascii() else rf"\text{{{words(name)}}}"


def _letters(text: str) -> str:
    """Set what stands below or above: words upright, single letters and numbers as they are."""
    return re.sub(r"[^\W\d_]{2,}", lambda found: _upright(found[0]), text).replace(" ", r"\,")


def _parentheses(text: str) -> str:
    # Only a fraction needs larger ones; and lines do not break between \left and \right.
    return rf"\left({text}\right)" if r"\frac" in text else f"({text})"


def _call(known: Rule, name: str) -> str:
    return known.latex or rf"\operatorname{{{{{name}}}}}({{0}})".replace("_", r"\_")


LATEX = Dialect(
    operators={
        Add: Operator("{} + {}", SUM, left=SUM, right=PRODUCT),
        Sub: Operator("{} - {}", SUM, left=SUM, right=PRODUCT),
        Mul: Operator(r"{} \cdot {}", PRODUCT, left=PRODUCT, right=POWER),
        Div: Operator(r"\frac{{{}}}{{{}}}", POWER, left=SUM, right=SUM),
        Pow: Operator("{{{}}}^{{{}}}", POWER, left=ATOM, right=SUM),
    },
    call=_call,
    parentheses=_parentheses,
    dots=r"\dots",
    over_examples=r"\operatorname{{{}}}({})",
    written=_written,
)
"""Mathematics inside a LaTeX formula."""
