"""The document of ``gdtrace explain``: one weight, or one value, of one iteration."""

from collections.abc import Callable, Iterator

from gdtrace.engine.interpret import interpret
from gdtrace.expr import Ref, place
from gdtrace.lookup import called, find
from gdtrace.names import Names
from gdtrace.problems import Problem
from gdtrace.records import Iteration
from gdtrace.sections import Document, Section
from gdtrace.sections.explain import weight_sections
from gdtrace.sections.page import Page, numbered
from gdtrace.sections.trace import iteration_data, pages_of
from gdtrace.sections.value import value_sections
from gdtrace.sections.weight import check_block, update_block, words_block
from gdtrace.trace import Trace
from gdtrace.trace_tables import all_warnings, iteration_to_dict
from gdtrace.views import ALL_TERMS, MOST_TERMS

SCHEMA = "gdtrace/explain/v1"

Maker = Callable[[Page], list[Section]]


def explain_document(trace: Trace, symbol: str, index: int) -> Document:
    """Return what ``gdtrace explain`` shows: how the error depends on a weight, or what a value is.

    Parameters
    ----------
    trace : Trace
    symbol : str
        A weight or bias that is learned, or any other value, as ``trace[symbol]`` takes it.
    index : int
        The iteration.
    """
    iteration = trace[index]
    parameter = explained_parameter(trace.names, symbol)
    make = _value_maker(trace, symbol, iteration)
    if parameter is not None:
        make = _weight_maker(trace, parameter, iteration)
    # A value that was asked for is written in full, however long its sum.
    terms = ALL_TERMS if parameter is None else MOST_TERMS
    pages = pages_of(trace, trace.at(iteration.index), terms)
    sections = numbered(make, pages, trace.problem.display.digits)
    return Document(
        schema=SCHEMA,
        problem=trace.problem.name,
        notation=trace.names.notation.name,
        pages=(tuple(sections),),
        iterations=(iteration_data(sections, iteration_to_dict(iteration)),),
        warnings=tuple(all_warnings(trace, [iteration])),
    )


def explained_parameter(names: Names, symbol: str) -> Ref | None:
    """Return the weight or bias that a symbol is about; None if it is about none."""
    ref = find(names, symbol)
    key = ref.key
    for prefix in ("grad_", "new_", "change_"):
        key = key.removeprefix(prefix)
    parameter = Ref(key, ref.indices)
    return parameter if parameter in names.parameters else None


def _weight_maker(trace: Trace, parameter: Ref, iteration: Iteration) -> Maker:
    title = _title(trace.problem, trace.names.symbol(parameter), trace, iteration)
    cost = _cost(trace, parameter, iteration.index)
    return lambda page: list(_weight(page, parameter, title, cost))


def _value_maker(trace: Trace, symbol: str, iteration: Iteration) -> Maker:
    ref, meant = find(trace.names, symbol), called(trace.names, symbol)
    title = f"{trace.problem.name or 'problem'}: {meant}, iteration {iteration.index}"
    return lambda page: list(value_sections(page, ref, meant, title))


def _weight(
    page: Page, parameter: Ref, title: str, cost: Callable[[float], float]
) -> Iterator[Section]:
    yield from weight_sections(page, parameter, title)
    yield update_block(page, parameter)
    yield words_block(page, parameter)
    yield check_block(page, parameter, cost)


def _title(problem: Problem, symbol: str, trace: Trace, iteration: Iteration) -> str:
    seed = problem.training.seed
    weights = "first weights given" if seed is None else f"numpy seed {seed}"
    objective = trace.names.objective
    name = problem.name or "problem"
    return f"{name}: how {objective} depends on {symbol}, iteration {iteration.index}, {weights}"


def _cost(trace: Trace, parameter: Ref, index: int) -> Callable[[float], float]:
    """Return the error (the cost of several examples) if a weight were so much larger."""
    forward = trace.program.slice(["Cost"])
    values = trace.at(index)

    def cost(larger: float) -> float:
        leaves = {key: values[key].copy() for key in forward.leaves}
        leaves[parameter.key][place(parameter)] += larger
        return float(interpret(forward, leaves)["Cost"])

    return cost
