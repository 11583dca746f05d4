"""What becomes of one weight: its update, the same in words, and a check without derivatives."""

import math
from collections.abc import Callable, Iterator
from decimal import Decimal

from attrs import evolve

from gdtrace.chains import chain, paths
from gdtrace.expr import Ref, Written
from gdtrace.numbering import place_name
from gdtrace.numbers import fixed
from gdtrace.sections import Formula, Line, Row, Section
from gdtrace.sections.gradients import gradient_of
from gdtrace.sections.page import Page
from gdtrace.sections.update import after_texts, renamed
from gdtrace.sections.words import listed
from gdtrace.steps import Key

STEP = Decimal("0.001")
"""How much larger the check makes a weight."""

MOST_SIBLINGS = 4


def update_block(page: Page, parameter: Ref) -> Section:
    """Return the update of a weight."""
    new = renamed("new_", parameter)
    entry = evolve(page.entry(new), shown=after_texts(page, parameter)[parameter])
    lines = [
        Line(Formula(page.names.written(new)), _rule(page, parameter)),
        Line("", page.numbers(new)),
        Line("", entry.shown, "", (entry,)),
    ]
    return Section(title="The update", rows=lines, block=True)


def _rule(page: Page, parameter: Ref) -> Formula:
    """Return the update's formula, the gradient at its end as one symbol."""
    gradient = evolve(page.names.written(gradient_of(parameter)), whole=True)
    rate = page.names.written(Ref("learning_rate"))
    return Formula(page.names.written(parameter) - rate * gradient)


def words_block(page: Page, parameter: Ref) -> Section:
    """Say what the gradient means for the weight, and which other weights share its factors."""
    symbol, objective = page.symbol(parameter), page.names.objective
    gradient = page.value(gradient_of(parameter))
    if not math.isfinite(gradient):
        said = "The gradient is no finite number: the training has diverged."
    elif gradient == 0:
        said = (
            f"The gradient is 0: a small change of {symbol} does not change {objective}. "
            f"The update leaves {symbol} as it is."
        )
    elif page.value(renamed("new_", parameter)) == page.value(parameter):
        effect = "larger" if gradient > 0 else "smaller"
        moves = "smaller" if gradient > 0 else "larger"
        by = page.shown(renamed("change_", parameter)).lstrip("-")
        said = (
            f"The gradient is {'positive' if gradient > 0 else 'negative'}: a larger {symbol} "
            f"makes {objective} {effect}. The update should make {symbol} {moves}, but {by} is too "
            f"little to change this number in a computer: {symbol} stays as it is."
        )
    else:
        sign, effect = ("positive", "larger") if gradient > 0 else ("negative", "smaller")
        moves = "smaller" if gradient > 0 else "larger"
        by = page.shown(renamed("change_", parameter)).lstrip("-")
        said = (
            f"The gradient is {sign}: a larger {symbol} makes {objective} {effect}. "
            f"So the update makes {symbol} {moves}, by {by}."
        )
    return Section(
        title="In words", notes=[" ".join([said, *_siblings(page, parameter)])], block=True
    )


def _siblings(page: Page, parameter: Ref) -> Iterator[str]:
    """Say which weights lead to the same neuron and so share all factors but the last."""
    names = page.names
    others = [
        ref
        for ref in names.parameters
        if ref.key == parameter.key
        and ref.indices[-1] == parameter.indices[-1]
        and ref != parameter
    ]
    links = chain(names.network, parameter, next(paths(names.network, parameter)))
    if not others or Key(parameter.key).role != "W":
        return
    numbers = [f"g{link.number}" if link.number else page.symbol(link.ref) for link in links]
    shared = _from_to(numbers[:-1])
    own = names.symbol(parameter)
    if len(others) > MOST_SIBLINGS:
        key = Key(parameter.key)
        where = place_name(names.network, key.layer, int(parameter.indices[-1]))
        yield f"The other {len(others)} weights into {where} share {shared} with {own}."
        return
    lasts = [_last(page, other) for other in others]
    verb, its = ("share", "their") if len(others) > 1 else ("shares", "its")
    yield (
        f"{listed([names.symbol(other) for other in others])} {verb} {shared} with {own}; "
        f"{its} {numbers[-1]} is {listed(lasts)}."
    )


def _from_to(names: list[str]) -> str:
    """Name the factors g1 to g4; a delta, which has no number, stands apart."""
    first, numbered = ([], names) if names[0] == "g1" else (names[:1], names[1:])
    if len(numbered) > 2:
        numbered = [f"{numbered[0]} to {numbered[-1]}"]
    return listed([*first, *numbered])


def _last(page: Page, parameter: Ref) -> str:
    link = chain(page.names.network, parameter, next(paths(page.names.network, parameter)))[-1]
    return page.symbol(page.views.home(Ref(link.ref.key, (0, *link.ref.indices[1:]))))


def check_block(page: Page, parameter: Ref, cost: Callable[[float], float]) -> Section:
    """Make a weight a little larger, and see how much that changes the error.

    Parameters
    ----------
    page : Page
    parameter : Ref
    cost : callable
        The error (the cost of several examples) if the weight were so much larger.
    """
    symbol = page.symbol(parameter)
    before, after = cost(0.0), cost(float(STEP))
    decimals = _decimals(after - before)
    texts = [fixed(before, decimals), fixed(after, decimals)]
    weight = page.shown(parameter)
    larger = fixed(page.value(parameter) + float(STEP), max(3, len(weight.partition(".")[2])))
    rows = [
        Row([_is(page, parameter, weight), _is(page, Ref("Cost"), texts[0])]),
        Row([_is(page, parameter, larger), _is(page, Ref("Cost"), texts[1])]),
    ]
    title = (
        f"A check without derivatives: make {symbol} a little larger and do the forward pass again"
    )
    notes = _compared(page, parameter, *map(Decimal, texts)) if math.isfinite(after) else ()
    return Section(title=title, rows=rows, notes=notes, block=True)


def _is(page: Page, ref: Ref, text: str) -> Formula:
    return Formula(Written(text), left=page.names.written(page.views.home(ref)))


def _decimals(difference: float) -> int:
    """Return the decimals that show six digits of a difference."""
    if not difference or not math.isfinite(difference):
        return 12
    return min(15, max(3, 5 - math.floor(math.log10(abs(difference)))))


def _compared(page: Page, parameter: Ref, before: Decimal, after: Decimal) -> Iterator[str]:
    symbol, objective = page.symbol(parameter), page.names.objective
    difference = after - before
    gradient = page.shown(gradient_of(parameter))
    if not difference:
        yield f"{objective} has not changed in the decimals that are shown;"
    else:
        ratio = (difference / STEP).normalize()
        yield (
            f"{objective} has changed by {difference:f}, {symbol} by {STEP}. "
            f"Their ratio is {ratio:f};"
        )
    yield f"the gradient is {gradient}."
