"""The sections of a record: a problem, a program, a trace, an iteration, a chain."""

from collections.abc import Callable, Iterator
from functools import reduce
from operator import mul

from gdtrace.expr import Expr, Ref, Written, replaced
from gdtrace.numbers import plain
from gdtrace.problem_files import to_dict
from gdtrace.problems import Problem
from gdtrace.records import Chain, Factor, Iteration, Update, Value
from gdtrace.sections import Formula, Line, Row, Section
from gdtrace.sections.elision import MOST_WEIGHTS, SHOWN, first_of, left_out
from gdtrace.steps import Program, Step
from gdtrace.trace import Trace

DIGITS = 9


def record_sections(record: object) -> list[Section]:
    """Return the sections that show a record; TypeError for any other object."""
    for kind, make in MAKERS.items():
        if isinstance(record, kind):
            return list(make(record))
    raise TypeError(f"{type(record).__name__} is no record of gdtrace")


def _problem(problem: Problem) -> Iterator[Section]:
    rows = [Row([path, text]) for path, text in _fields(to_dict(problem))]
    yield Section(title=problem.name or "problem", columns=("field", "value"), rows=rows)


def _fields(data: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _fields(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list) and any(isinstance(each, dict) for each in data):
        for place, value in enumerate(data):
            yield from _fields(value, f"{path}[{place}]")
    else:
        yield path, _shortened(data)


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _program(program: Program) -> Iterator[Section]:
    rows = [Row([_equation(program, step), step.meaning]) for step in program.steps]
    yield Section(
        title="The equations of one iteration", columns=("equation", "what it is"), rows=rows
    )


def _equation(program: Program, step: Step) -> Formula:
    left = _indexed(Ref(step.key, step.indices))
    return Formula(replaced(step.expr, _indexed), left=left)


def _indexed(ref: Ref) -> Written:
    inside = ",".join(map(str, ref.indices))
    return Written(f"{ref.key}[{inside}]" if inside else ref.key, ref.key, inside)


def _trace(trace: Trace) -> Iterator[Section]:
    first, last = trace[0], trace[-1]
    # The factors of single chains would fill the page; an iteration shows them.
    symbols = [symbol for symbol in first.values if "(" not in symbol][: 2 * MOST_WEIGHTS]
    rows = [
        Row([symbol, _number(first.values[symbol]), _number(last.values[symbol])])
        for symbol in symbols
    ]
    every = list(first.updates)
    rows += [
        Row([symbol, _number(first.updates[symbol].before), _number(last.updates[symbol].before)])
        for symbol in first_of(every, most=MOST_WEIGHTS)
    ]
    notes = [f"Note: {warning}" for warning in trace.warnings]
    yield Section(
        title=repr(trace).strip("<>"),
        columns=("symbol", "iteration 0", f"iteration {last.index}"),
        rows=rows,
        notes=notes,
    )


def _iteration(iteration: Iteration) -> Iterator[Section]:
    values = [Row([symbol, _number(value)]) for symbol, value in iteration.values.items()]
    every = list(iteration.updates)
    updates = [
        Row(_cells(iteration.updates[symbol])) for symbol in first_of(every, most=MOST_WEIGHTS)
    ]
    yield Section(title=f"Iteration {iteration.index}", columns=("symbol", "value"), rows=values)
    yield Section(
        columns=("weight", "before", "gradient", "change", "after"),
        rows=[*updates, *left_out(every, "updates", f"new_{every[-1]}", most=MOST_WEIGHTS)]
        if every
        else updates,
        notes=[f"Note: {warning}" for warning in iteration.warnings],
    )


def _cells(update: Update) -> list[str]:
    numbers = (update.before, update.gradient, update.change, update.after)
    return [update.symbol, *map(_number, numbers)]


def _chain(chain: Chain) -> Iterator[Section]:
    for place, path in enumerate(chain.paths[:SHOWN]):
        rows = [Row([each.symbol, each.derivative, _number(each.value)]) for each in path]
        title = f"The chain to {chain.symbol}" if not place else ""
        yield Section(title=title, columns=("factor", "derivative", "value"), rows=rows)
    product = reduce(mul, [_written(each) for each in reversed(chain.paths[0])])
    yield Section(
        rows=[
            Line(f"gradient of {chain.symbol}", Formula(product)),
            Line("", _number(chain.gradient)),
        ]
        if len(chain.paths) == 1
        else [Line(f"gradient of {chain.symbol}", _number(chain.gradient))]
    )


def _written(factor: Factor) -> Expr:
    return Written(factor.symbol)


def _number(value: Value) -> str:
    if isinstance(value, tuple):
        shown = ", ".join(map(_number, value[:SHOWN]))
        return f"{shown}, ..." if len(value) > SHOWN else shown
    short = plain(value)
    return short if len(short) <= DIGITS + 2 else f"{value:.{DIGITS}g}"


MAKERS: dict[type, Callable[..., Iterator[Section]]] = {
    Problem: _problem,
    Program: _program,
    Trace: _trace,
    Iteration: _iteration,
    Chain: _chain,
}
