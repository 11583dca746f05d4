"""The document of ``gdtrace explain``: one weight, or one value, of one iteration."""

from collections.abc import Callable, Iterator

from gdtrace.engine.interpret import interpret
from gdtrace.expr import Ref, place
from gdtrace.lookup import called, find
from gdtrace.problems import Problem
from gdtrace.records import Iteration
from gdtrace.sections import Document, Section
from gdtrace.sections.explain import weight_sections
from gdtrace.sections.page import Page, numbered
from gdtrace.sections.trace import iteration_data, pages_of
from gdtrace.sections.value import value_sections
from gdtrace.sections.weight import check_block, update_block, words_block
from gdtrace.trace import Trace
from gdtrace.trace_files import all_warnings, iteration_to_dict
from gdtrace.views import MOST_TERMS

SCHEMA = "gdtrace/explain/v1"


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
    ref = find(trace.names, symbol)
    parameter = Ref(_parameter_key(ref.key), ref.indices)
    iteration = trace[index]
    if parameter in trace.names.parameters:
        title = _title(trace.problem, trace.names.symbol(parameter), trace, iteration)
        cost = _cost(trace, parameter, index)
        make = lambda page: list(_weight(page, parameter, title, cost))  # noqa: E731
    else:
        meant = called(trace.names, symbol)
        heading = f"{trace.problem.name or 'problem'}: {meant}, iteration {iteration.index}"
        make = lambda page: list(value_sections(page, ref, meant, heading))  # noqa: E731
    pages = pages_of(trace, trace.at(iteration.index), MOST_TERMS)
    sections = numbered(make, pages, trace.problem.display.digits)
    return Document(
        schema=SCHEMA,
        problem=trace.problem.name,
        notation=trace.names.notation.name,
        pages=(tuple(sections),),
        iterations=(iteration_data(sections, iteration_to_dict(iteration)),),
        warnings=tuple(all_warnings(trace, [iteration])),
    )


def _parameter_key(key: str) -> str:
    """Return whose gradient, change or new value a key is; any other key as it is."""
    for prefix in ("grad_", "new_", "change_"):
        key = key.removeprefix(prefix)
    return key


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
    values = trace.at(range(len(trace))[index])

    def cost(larger: float) -> float:
        leaves = {key: values[key].copy() for key in forward.leaves}
        leaves[parameter.key][place(parameter)] += larger
        return float(interpret(forward, leaves)["Cost"])

    return cost
