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
    after = after_texts(page)
    rows: list[Row | Caption] = []
    for mine in _layers(page):
        rows += [_row(page, ref, after[ref]) for ref in first_of(mine, most=MOST_WEIGHTS)]
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
    new = evolve(page.entry(renamed("new_", parameter)), shown=after)
    change = page.entry(renamed("change_", parameter))
    numbers = page.numbers(renamed("new_", parameter))
    return Row([page.written(parameter), numbers, after, change.shown], (new, change))


def after_texts(page: Page, *also: Ref) -> dict[Ref, str]:
    """Spell the new value of every parameter that a page shows, with as many decimals each."""
    shown = [ref for mine in _layers(page) for ref in first_of(mine, most=MOST_WEIGHTS)]
    shown += [ref for ref in also if ref not in shown]
    pairs = [(renamed("new_", ref), ref) for ref in shown]
    return dict(zip(shown, page.spelling.together(pairs), strict=True))


def _layers(page: Page) -> list[list[Ref]]:
    """Return the parameters that are learned, layer by layer, the output layer's first."""
    return [
        [ref for ref in page.names.parameters if Key(ref.key).layer == layer]
        for layer in range(page.names.last, 0, -1)
    ]


def renamed(prefix: str, parameter: Ref) -> Ref:
    """Return the reference to what belongs to a parameter: its new value, its change."""
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
