"""How the error depends on one weight: the paths, each factor, their product."""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import mul

from attrs import evolve, frozen

from gdtrace.chains import Link, chain, paths
from gdtrace.expr import Expr, Mean, Num, Ref, Written, references, replaced
from gdtrace.sections import Cell, Formula, Line, Path, Section
from gdtrace.sections.elision import MOST, SHOWN, first_of
from gdtrace.sections.gradients import gradient_of, together
from gdtrace.sections.page import Page
from gdtrace.sections.words import change_in_words, count_word
from gdtrace.steps import EXAMPLES, Key, at_example

OLD = ", from before the update"


@frozen
class Way:
    """One path from a weight to the error: the units passed, and the factors, g1 first."""

    units: tuple[int, ...]
    links: tuple[Link, ...]


def weight_sections(page: Page, parameter: Ref, title: str) -> Iterator[Section]:
    """Yield the paths of a weight, its factors one by one, and their product."""
    every = _ways(page, parameter)
    ways = every if len(every) <= MOST else every[:SHOWN]
    yield Section(title=title, notes=[_reaches(page, parameter, len(every), len(ways))])
    yield Section(rows=[_path(page, parameter, way) for way in ways])
    seen = set()
    for way in ways:
        for link in way.links:
            if (link.number, link.ref) not in seen:
                seen.add((link.number, link.ref))
                yield _factor(page, parameter, link, way)
    yield _gradient(page, parameter, ways, len(every))


def _ways(page: Page, parameter: Ref) -> list[Way]:
    """Return the paths of a weight, where there are many those with the largest products first."""
    network = page.names.network
    ways = [Way(units, chain(network, parameter, units)) for units in paths(network, parameter)]
    for way in ways:
        for example in range(page.examples):
            page.lines[_product(parameter, way, example)] = _multiplied(page, way, example)
    if len(ways) <= MOST:
        return ways
    return sorted(ways, key=lambda way: -abs(page.value(_product(parameter, way, 0))))


def _product(parameter: Ref, way: Way, example: int) -> Ref:
    return Ref(f"product of {parameter.key}", (*parameter.indices, example, *way.units))


def _multiplied(page: Page, way: Way, example: int) -> Expr:
    refs = [page.views.home(at_example(link.ref, example)) for link in reversed(way.links)]
    factors: list[Expr] = [Num(1) if Key(ref.key).role == "dSOP_db" else ref for ref in refs]
    return reduce(mul, factors[1:], factors[0])


def _reaches(page: Page, parameter: Ref, total: int, shown: int) -> str:
    symbol, error = page.symbol(parameter), page.symbol(Ref("Error", (0,)))
    along = "one path" if total == 1 else f"{count_word(total)} paths"
    start = f"{symbol} reaches {error} along {along}."
    if page.examples > 1:
        start = f"In every example {start}"
    rule = "their product is the gradient"
    if total > 1:
        rule = "the factors of a path multiply, the products of the paths add up"
    elif page.examples > 1:
        rule = "their product is the gradient of the example"
    more = f" The {shown} paths with the largest products:" if shown < total else ""
    hidden = page.examples - len(first_of(range(page.examples)))
    if hidden:
        more = f" {_first_examples(page, hidden)}.{more}"
    return f"{start} Every link gives one factor; {rule}.{more}"


def _first_examples(page: Page, hidden: int) -> str:
    return f"The first {page.examples - hidden} of {page.examples} examples are shown"


def _path(page: Page, parameter: Ref, way: Way) -> Path:
    """Lay out the values that a weight's change passes through, and the factors between them."""
    layer, last = Key(parameter.key).layer, page.names.last
    units = [int(parameter.indices[-1]), *way.units]
    values = [page.written(parameter)]
    for number, unit in enumerate(units, layer):
        values.append(page.written(Ref(f"SOP@{number}", (0, unit))))
        fused = number == last and way.links[0].number == 0
        if not fused:
            values.append(page.written(Ref(f"Activ@{number}", (0, unit))))
    values.append(page.written(Ref("Error", (0,))))
    return Path(tuple(values), tuple(name(page, link) for link in reversed(way.links)))


def name(page: Page, link: Link) -> str:
    """Return what a factor is called on a page about one weight."""
    return f"g{link.number}" if link.number else page.symbol(at_example(link.ref, 0))


def _factor(page: Page, parameter: Ref, link: Link, way: Way) -> Section:
    """Return one factor: what it is the derivative of, its formula, its value, what it says."""
    refs = [at_example(link.ref, example) for example in range(page.examples)]
    if EXAMPLES not in link.ref.indices:
        refs = refs[:1]
    derivative = page.names.derivative(link.ref, parameter)
    called = Written(_full_name(page, parameter, link, way))
    lines = [Line(*_sides(_differentiated(page, parameter, refs[0])))]
    lines += [Line(Formula(called), _formula(page, parameter, refs[0], derivative))]
    for ref in first_of(refs):
        lines += _worked_out(page, ref, called, derivative, several=len(refs) > 1)
    words = [f"In example 1 {_in_words(page, refs[0], derivative)}."] if len(refs) > 1 else []
    return Section(title=Formula(derivative, left=called), rows=lines, notes=words, block=True)


def _full_name(page: Page, parameter: Ref, link: Link, way: Way) -> str:
    if page.names.forks(parameter):
        return page.names.link(link, parameter, way.units)
    return name(page, link)


def _sides(equation: Formula) -> tuple[Cell, Cell]:
    assert equation.left is not None
    return Formula(equation.left), evolve(equation, left=None)


def _differentiated(page: Page, parameter: Ref, factor: Ref) -> Formula:
    """Return the equation that a factor is the derivative of."""
    key = Key(factor.key)
    match key.role:
        case "dActiv_dSOP":
            activ = Ref(f"Activ@{key.layer}", factor.indices)
            body = page.names.program.body(activ)
            return Formula(replaced(body, page.names.written), left=page.names.written(activ))
        case "dSOP_dActiv":
            return page.equation(Ref(f"SOP@{key.layer}", (0, factor.indices[-1])))
        case "dSOP_dW" | "dSOP_db":
            return page.equation(Ref(f"SOP@{key.layer}", (0, parameter.indices[-1])))
        case _:
            return page.equation(Ref("Error", factor.indices[:1]))


def _formula(page: Page, parameter: Ref, factor: Ref, derivative: Written) -> Formula:
    formula = page.formula(factor)
    key = Key(factor.key)
    if key.role == "dSOP_db":
        return evolve(formula, note=f", the sum grows as {page.symbol(parameter)} does")
    if key.role not in ("dSOP_dActiv", "dSOP_dW") or derivative.bottom is None:
        return formula
    old = OLD if page.views.home(factor).key in page.names.program.carry else ""
    return evolve(formula, note=f", the number that multiplies {derivative.bottom.text}{old}")


def _worked_out(
    page: Page, ref: Ref, called: Written, derivative: Written, *, several: bool
) -> Iterator[Line]:
    """Yield the line with the numbers, unless there is none, and the value in words."""
    numbers, entry = page.numbers(ref), page.entry(ref, symbol=called.text)
    if several:
        value = Written(entry.shown)
        right = Formula(value, left=numbers.right if isinstance(numbers, Formula) else None)
        yield Line("", right, f"example {entry.example}", (entry,))
        return
    if numbers:
        yield Line("", numbers)
    yield Line("", entry.shown, _in_words(page, ref, derivative), (entry,))


def _in_words(page: Page, ref: Ref, derivative: Written) -> str:
    if derivative.top is None or derivative.bottom is None:
        return ""
    return change_in_words(derivative.top.text, derivative.bottom.text, page.value(ref))


def _gradient(page: Page, parameter: Ref, ways: Sequence[Way], total: int) -> Section:
    """Return the product of the factors; for several paths or examples all of them together."""
    gradient = gradient_of(parameter)
    # Where the gradient of a bias is only a name for its delta, this line is the delta's.
    home = page.views.home(gradient)
    symbol = page.names.written(gradient)
    lines: list[Line] = []
    parts = [(example, way) for example in first_of(range(page.examples)) for way in ways]
    if total * page.examples == 1:
        multiplied = _multiplied(page, ways[0], 0)
        if home not in references(multiplied):
            page.lines[home] = multiplied
        numbers = page.numeric(multiplied)
        lines.append(Line(Formula(symbol), _names(page, ways[0])))
        lines += [Line("", numbers), _total(page, gradient, numbers)]
        what = f"the product of the {count_word(len(ways[0].links))} factors"
        return Section(title=f"The gradient: {what}", rows=lines, block=True)
    refs = [_product(parameter, way, example) for example, way in parts]
    for (example, way), ref in zip(parts, refs, strict=True):
        lines.append(_part(page, parameter, way, ref, example))
    page.lines[home] = together(page, gradient, refs, total * page.examples - len(refs))
    numbers = page.numbers(home)
    lines += [Line(Formula(symbol), numbers), _total(page, gradient, numbers)]
    what = "a product for every path" if total > 1 else "a product for every example"
    how = "their mean" if _is_mean(page) else "their sum"
    if total > 1 and page.examples > 1:
        what = "a product for every path in every example"
        how = f"their sum divided by {page.examples}" if _is_mean(page) else how
    return Section(title=f"The gradient: {what}, and {how}", rows=lines, block=True)


def _total(page: Page, gradient: Ref, numbers: Cell) -> Line:
    entry = evolve(page.entry(gradient), substituted=str(numbers))
    return Line("", entry.shown, "", (entry,))


def _is_mean(page: Page) -> bool:
    return page.examples > 1 and isinstance(page.names.program.body(Ref("Cost")), Mean)


def _names(page: Page, way: Way) -> Formula:
    factors: list[Expr] = [Written(name(page, link)) for link in reversed(way.links)]
    return Formula(reduce(mul, factors[1:], factors[0]))


def _part(page: Page, parameter: Ref, way: Way, ref: Ref, example: int) -> Line:
    passed = [
        page.symbol(Ref(f"Activ@{layer}", (0, unit)))
        for layer, unit in enumerate(way.units, Key(parameter.key).layer + 1)
    ]
    remarks = [f"example {example + 1}"] if page.examples > 1 else []
    remarks += [f"through {', '.join(passed)}"] if page.names.forks(parameter) else []
    numbers = page.numeric(page.lines[ref])
    value = Written(page.shown(ref))
    right = Formula(value, left=numbers.right if isinstance(numbers, Formula) else None)
    return Line(", ".join(remarks), right)
