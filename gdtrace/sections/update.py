"""The update: every parameter before and after, and what that does to the error."""

import math

from attrs import evolve

from gdtrace.expr import Neg, Ref
from gdtrace.formula import spell
from gdtrace.notation import identifier
from gdtrace.numbers import fixed, plain
from gdtrace.sections import Caption, Row, Section
from gdtrace.sections.elision import MOST_WEIGHTS, first_of, left_out
from gdtrace.sections.gradients import subject
from gdtrace.sections.page import Page
from gdtrace.steps import Key


def update_section(page: Page) -> Section:
    """Return a row for every parameter that is learned."""
    names = page.names
    layers = [
        [ref for ref in names.parameters if Key(ref.key).layer == layer]
        for layer in range(names.last, 0, -1)
    ]
    shown = [first_of(mine, most=MOST_WEIGHTS) for mine in layers]
    pairs = [(_renamed("new_", ref), ref) for mine in shown for ref in mine]
    after = dict(zip(pairs, page.spelling.together(pairs), strict=True))
    rows: list[Row | Caption] = []
    for mine, visible in zip(layers, shown, strict=True):
        rows += [_row(page, ref, after[_renamed("new_", ref), ref]) for ref in visible]
        see = f"new_{identifier(page.symbol(mine[-1]))}" if mine else ""
        rows += left_out(mine, "updates", see, most=MOST_WEIGHTS)
    rate = Ref("learning_rate")
    learning_rate = spell(Neg(rate), page.spelling.text)
    every = subject(page).replace(" or ", " and every ")
    return Section(
        title=f"4. Update: every {every} moves against its gradient",
        columns=(
            subject(page),
            f"before - {page.symbol(rate)}*gradient",
            "after",
            f"change = {learning_rate}*gradient",
        ),
        rows=rows,
    )


def _row(page: Page, parameter: Ref, after: str) -> Row:
    new = evolve(page.entry(_renamed("new_", parameter)), shown=after)
    change = page.entry(_renamed("change_", parameter))
    numbers = page.numbers(_renamed("new_", parameter))
    return Row([page.written(parameter), numbers, after, change.shown], (new, change))


def _renamed(prefix: str, parameter: Ref) -> Ref:
    return Ref(prefix + parameter.key, parameter.indices)


def closing_section(page: Page, later: float, then: str) -> Section:
    """Say what the update did to the error.

    Parameters
    ----------
    later : float
        The error (the cost of several examples) with the weights after the update.
    then : str
        Where those weights are used.
    """
    objective = page.views.home(Ref("Cost"))
    symbol, before = page.names.objective, page.value(objective)
    shown = page.shown(objective)
    decimals = len(shown.partition(" ")[0].partition(".")[2])
    after = _like(shown, later, decimals)
    label = f"{symbol} with the weights"
    return Section(
        notes=(
            f"{label} before: {shown}",
            f"{label} after:  {after}, {_difference(before, later)} ({then})",
        )
    )


def _like(shown: str, value: float, decimals: int) -> str:
    """Spell a value in the manner of another one."""
    if not math.isfinite(value):
        return plain(value)
    text = f"{value:.3e}" if "e" in shown else fixed(value, decimals)
    if float(text):
        return text
    return f"{value:.1e}" if value else plain(value)


def _difference(before: float, later: float) -> str:
    if later == before:
        return "the same"
    if not math.isfinite(later - before):
        return "which is no finite number: the training diverges"
    size = abs(later - before)
    decimals = 1 - math.floor(math.log10(size))
    by = fixed(size, max(0, decimals)) if decimals <= 12 else f"{size:.1e}"
    return f"{'less' if later < before else 'more'} by {by}"
