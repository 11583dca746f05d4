"""How a number is spelled, so that every printed line can be worked out again.

A given number has so many decimals. A result has the most decimals (and at most so many
significant digits) that come out again when its line is worked out from the numbers as they are
printed. So one value has one spelling on a page, and a reader with a pocket calculator gets the
printed digits. Values are never changed here, only spelled.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from attrs import field, frozen

from gdtrace.evaluation import all_positive, evaluate, is_product
from gdtrace.expr import (
    Expr,
    Ref,
    has_call,
    references,
)
from gdtrace.views import is_elided

Exempt = Literal["", "elided", "saturated", "rounding"]

NOISE = 1e-14
"""A sum this much smaller than its terms is the rounding of floating-point numbers, no result."""

LONGEST_EXACT = 12
"""A result with no more significant digits than this is a short number, not a rounded one."""

LARGE = 1e10
"""From here on numbers are spelled with a power of ten."""


@frozen
class Shown:
    """A spelled number; ``exempt`` says why its line cannot be worked out again, if so."""

    text: str
    exempt: Exempt = ""

    @property
    def significant(self) -> int:
        """How many significant digits the text has."""
        mantissa = self.text.partition("e")[0]
        return len(mantissa.replace(".", "").lstrip("-0"))


@frozen
class Spelling:
    """The spelling of every number on one page.

    Parameters
    ----------
    value : callable
        The exact value of a reference.
    operands : callable
        The line of a reference: its equation over other values; None for a given number.
    decimals, significant : int
        What given numbers have, and what results have at most.
    exact : bool
        Spell every digit that there is: the last resort, where nothing shorter can be worked out.
    """

    value: Callable[[Ref], float]
    operands: Callable[[Ref], Expr | None]
    decimals: int
    significant: int
    exact: bool = False
    _known: dict[Ref, Shown] = field(factory=dict, init=False, eq=False, repr=False)
    _insufficient: list[Ref] = field(factory=list, init=False, eq=False, repr=False)

    def shown(self, ref: Ref) -> Shown:
        """Spell the value of a reference."""
        if ref not in self._known:
            expr = self.operands(ref)
            if isinstance(expr, Ref):
                self._known[ref] = self.shown(expr)
            else:
                self._known[ref] = self._given(ref) if expr is None else self._result(ref, expr)
        return self._known[ref]

    def text(self, ref: Ref) -> str:
        """Return only the digits."""
        return self.shown(ref).text

    def suffices(self, least: int) -> bool:
        """Say whether every result spelled so far has enough digits, and every move shows."""
        return not self._insufficient and all(
            shown.exempt or shown.significant >= least or self._is_exact(ref, shown)
            for ref, shown in self._known.items()
        )

    def decimals_for(self, least: int) -> int:
        """Return how many decimals show so many digits of the smallest result spelled so far."""
        results = [
            abs(self.value(ref))
            for ref, shown in self._known.items()
            if not shown.exempt and self.operands(ref) is not None
        ]
        sizes = [size for size in results if size and math.isfinite(size)]
        return least - 1 - math.floor(math.log10(min(sizes))) if sizes else 0

    def together(self, pairs: Sequence[tuple[Ref, Ref]]) -> list[str]:
        """Spell results that stand under each other, with as many decimals each.

        Each comes with the value that it was before: the two look different unless they are equal.
        """
        values = [(self.value(ref), self.again(self._line(ref))) for ref, _ in pairs]
        for decimals in range(self.decimals, 0, -1):
            texts = [fixed(value, decimals) for value, _ in values]
            if all(
                text == fixed(again, decimals) or not math.isfinite(value)
                for text, (value, again) in zip(texts, values, strict=True)
            ):
                break
        else:
            self._insufficient.extend(new for new, _ in pairs)
        if self.exact:
            texts = [plain(value) for value, _ in values]
        self._insufficient.extend(
            new
            for text, (new, old) in zip(texts, pairs, strict=True)
            if math.isfinite(self.value(new))
            and (
                (self.value(new) != self.value(old) and text == _like(text, self.value(old)))
                or (self.value(new) and not float(text))
            )
        )
        return [
            text if value else plain(value) for text, (value, _) in zip(texts, values, strict=True)
        ]

    def again(self, expr: Expr) -> float:
        """Work a line out from the numbers as they are printed; NaN where that is impossible."""
        return evaluate(expr, lambda ref: float(self.text(ref)))

    def _line(self, ref: Ref) -> Expr:
        expr = self.operands(ref)
        assert expr is not None
        return expr

    def _is_exact(self, ref: Ref, shown: Shown) -> bool:
        value = self.value(ref)
        return not math.isfinite(value) or abs(float(shown.text) - value) <= 1e-15 * abs(value)

    def _given(self, ref: Ref) -> Shown:
        value = self.value(ref)
        short = plain(value)
        if self.exact or not math.isfinite(value) or _decimals(short) <= self.decimals:
            return Shown(short)
        rounded = Shown(fixed(value, self.decimals))
        if float(rounded.text) == value and "e" not in rounded.text:
            return Shown(rounded.text.rstrip("0"))
        return rounded if rounded.significant >= 3 else Shown(short)

    def _result(self, ref: Ref, expr: Expr) -> Shown:
        value = self.value(ref)
        if not math.isfinite(value):
            return Shown(plain(value))
        if is_elided(expr):
            return Shown(self._most(value), "elided")
        # The terms of a sum can cancel; 1/(1 + exp(40)) is small for another reason.
        if (
            value
            and not has_call(expr)
            and abs(value) < NOISE * evaluate(all_positive(expr), lambda r: abs(self.value(r)))
        ):
            return Shown(f"{value:.1e}", "rounding")
        if is_product(expr) and any(
            self.shown(operand).exempt == "rounding" for operand in references(expr)
        ):
            return Shown(f"{value:.1e}", "rounding")
        again = self.again(expr)
        if not math.isfinite(again):
            return Shown(self._most(value), "saturated")
        for text in self._candidates(value):
            if text == _like(text, again):
                return Shown(text)
        self._insufficient.append(ref)
        return Shown(fixed(value, 0))

    def _candidates(self, value: float) -> Iterator[str]:
        """Yield the spellings of a result, the best first."""
        short = Shown(f"{value:.15g}")
        most = min(self.significant, LONGEST_EXACT)
        if _decimals(short.text) <= self.decimals and short.significant <= most:
            yield plain(float(short.text))
        if self.exact:
            yield repr(value)
        for decimals in range(self._top(value), -1, -1):
            text = fixed(value, decimals)
            if not self.exact or float(text) or not value:
                yield text
        if self.exact:
            yield from (f"{value:.{decimals}e}" for decimals in range(self.significant, -1, -1))

    def _top(self, value: float) -> int:
        if abs(value) >= LARGE:
            return self.significant - 1
        size = math.floor(math.log10(abs(value))) if value else 0
        return max(0, min(self.decimals, self.significant - 1 - size))

    def _most(self, value: float) -> str:
        text = fixed(value, self._top(value))
        if float(text):
            return text
        return f"{value:.1e}" if value else plain(value)


def plain(value: float) -> str:
    """Spell a float exactly and shortly.

    >>> plain(4.1), plain(2.0), plain(-0.0), plain(float("nan"))
    ('4.1', '2', '0', 'nan')
    """
    if math.isfinite(value) and value == int(value) and abs(value) < 1e16:
        return str(int(value))
    return repr(float(value))


def fixed(value: float, decimals: int) -> str:
    """Spell a float with so many decimals, a very large one with a power of ten.

    >>> fixed(2.8721161016, 8), fixed(-0.00001, 3), fixed(1.25e300, 3)
    ('2.87211610', '0.000', '1.250e+300')
    """
    if abs(value) >= LARGE:
        return f"{value:.{decimals}e}"
    text = f"{value:.{decimals}f}"
    return text if float(text) else text.lstrip("-")


def _like(text: str, value: float) -> str:
    """Spell a value in the manner of a text."""
    if "e" in text:
        mantissa = text.partition("e")[0]
        return f"{value:.{_decimals(mantissa)}e}"
    if text == plain(float(text)) != fixed(value, _decimals(text)):
        return plain(value)
    return fixed(value, _decimals(text))


def _decimals(text: str) -> int:
    """How many decimals a text has; more than any page allows if it has a power of ten."""
    mantissa, _, power = text.partition("e")
    decimals = len(mantissa.partition(".")[2])
    return decimals if not power or int(power) > 0 else 400
