"""A page: one iteration's values together with their symbols, formulas and spellings.

The sections of a page are made by functions of a page. ``numbered`` makes them with ever more
digits until every line can be worked out again and every move of a weight can be seen.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import TypeVar

import numpy
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from gdtrace.evaluation import evaluate
from gdtrace.expr import Expr, Num, Ref, Written, place, replaced
from gdtrace.names import Names
from gdtrace.numbering import place_name
from gdtrace.numbers import Spelling
from gdtrace.sections import Cell, Entry, Formula
from gdtrace.steps import EXAMPLES, Key
from gdtrace.views import Views

Array = NDArray[numpy.float64]
Made = TypeVar("Made")

EXACT = 17
"""So many significant digits tell any two floats apart."""


@frozen(eq=False)
class Page:
    """One iteration as it will be printed.

    ``values`` are the values of all keys; ``lines`` hold what is worked out in a line of its own
    although it is no step: the product of one path, one example's gradient.
    """

    names: Names
    views: Views
    values: Mapping[str, Array]
    decimals: int
    significant: int
    exact: bool
    lines: dict[Ref, Expr] = field(factory=dict, init=False)
    spelling: Spelling = field(init=False)

    @spelling.default
    def _spelling(self) -> Spelling:
        return Spelling(self.value, self.line, self.decimals, self.significant, self.exact)

    @property
    def examples(self) -> int:
        """How many examples there are."""
        return self.views.sizes[EXAMPLES]

    def refs(self, key: str, unit: int | None = None) -> Iterator[Ref]:
        """Yield a key's values, example by example; of one unit (its last index) if asked for."""
        letters = self.names.program.indices(key)
        ranges = [range(self.views.sizes[letter]) for letter in letters]
        if unit is not None:
            ranges[-1] = range(unit, unit + 1)
        for indices in product(*ranges):
            yield Ref(key, indices)

    def value(self, ref: Ref) -> float:
        """Return the exact value."""
        if ref.key not in self.values:
            return evaluate(self.lines[ref], self.value)
        return float(self.values[ref.key][place(ref)].item())

    def line(self, ref: Ref) -> Expr | None:
        """Return what a value is worked out from; None for what is given."""
        if ref in self.lines:
            return self.lines[ref]
        if ref.key in self.names.program.leaves:
            return None
        return self.views.operands(ref)

    def symbol(self, ref: Ref) -> str:
        """Spell the symbol."""
        return self.names.symbol(ref)

    def written(self, ref: Ref) -> Formula:
        """Write the symbol as mathematics."""
        return Formula(self.names.written(ref))

    def formula(self, ref: Ref) -> Formula:
        """Write the right-hand side of the equation with symbols."""
        return self.symbolic(self.views.formula(ref))

    def equation(self, ref: Ref) -> Formula:
        """Write the equation with symbols."""
        return evolve(self.formula(ref), left=self.names.written(ref))

    def symbolic(self, expr: Expr) -> Formula:
        """Put the symbols into an expression."""
        return Formula(replaced(expr, self.names.written))

    def numbers(self, ref: Ref) -> Cell:
        """Write the line with the numbers put in; nothing if it is only another number's name."""
        expr = self.line(ref)
        return "" if expr is None else self.numeric(expr)

    def numeric(self, expr: Expr) -> Cell:
        """Put the numbers into an expression."""
        if isinstance(expr, Ref | Num):
            return ""
        return Formula(replaced(expr, lambda ref: Written(self.spelling.text(ref))))

    def shown(self, ref: Ref) -> str:
        """Spell the value, and say so if its line cannot be worked out again."""
        shown = self.spelling.shown(self.views.home(ref) if ref not in self.lines else ref)
        if shown.exempt in ("saturated", "rounding"):
            return f"{shown.text} ({shown.exempt})"
        return shown.text

    def entry(self, ref: Ref, *, symbol: str = "", formula: str | None = None) -> Entry:
        """Return the entry of a value."""
        key = Key(ref.key)
        step = self.names.program.by_key.get(key)
        return Entry(
            symbol=symbol or self.symbol(ref),
            key=key,
            meaning=f"{step.meaning if step else 'given'}{self._of(ref)}",
            formula=str(self.formula(ref)) if formula is None and step else formula or "",
            substituted=str(self.numbers(ref)),
            shown=self.shown(ref),
            value=self.value(ref),
            example=self.example(ref),
        )

    def example(self, ref: Ref) -> int | None:
        """Return the number of a value's example, from 1; None where that says nothing."""
        letters = self.names.program.indices(ref.key)
        if self.examples == 1 or EXAMPLES not in letters:
            return None
        return int(ref.indices[letters.index(EXAMPLES)]) + 1

    def _of(self, ref: Ref) -> str:
        key = Key(ref.key)
        if not key.layer or not ref.indices or self.names.program.indices(key) == (EXAMPLES,):
            return ""
        return f", {place_name(self.names.network, key.layer, int(ref.indices[-1]))}"


def numbered(
    make: Callable[[Page], Made], page: Callable[[int, int, bool], Page], digits: int
) -> Made:
    """Make something of a page with the fewest digits that are enough.

    Parameters
    ----------
    make : callable
        Makes it; called again with other pages until all numbers have enough digits.
    page : callable
        Makes a page of (decimals, significant digits, exact).
    digits : int
        How many significant digits results should have at most; they get more where a result
        would vanish or a move would not show.
    """
    least = min(3, digits - 1)
    second_best: Made | None = None
    for significant in range(digits, EXACT + 1):
        decimals = significant
        while decimals <= EXACT:
            attempt = page(decimals, significant, False)
            made = make(attempt)
            if attempt.spelling.suffices(least):
                return made
            if second_best is None and attempt.spelling.suffices(1):
                second_best = made
            # No need to try what cannot show the smallest result.
            smallest = min(EXACT, attempt.spelling.decimals_for(least))
            decimals = max(decimals + 1, smallest)
    return make(page(EXACT, EXACT, True)) if second_best is None else second_best
