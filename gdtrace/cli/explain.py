"""The command that explains one weight, or any other value, of one iteration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gdtrace.cli.options import document_options, problem_argument
from gdtrace.cli.running import end, engine_option, trained

if TYPE_CHECKING:
    from gdtrace.problems import Problem
    from gdtrace.trace import Trace

EPILOG = """\b
Examples:
  gdtrace explain tutorial-3-2-1 W11
  gdtrace explain tutorial-3-2-1 SOP3 --at last
  gdtrace explain sigmoid-neuron w1 -o w1.html
"""


@click.command(epilog=EPILOG, short_help="Show how the error depends on one weight.")
@problem_argument
@click.argument("symbol", required=False)
@click.option("--at", default="0", metavar="K", help="The iteration; by default the first, 0.")
@engine_option
@document_options
def explain(
    problem: Problem,
    *,
    symbol: str | None,
    at: str,
    engine: str,
    form: str,
    output: str | None,
    use_ascii: bool,
) -> None:
    """Explain how the error of PROBLEM depends on SYMBOL: path, factors, product, update.

    SYMBOL is a weight or a bias; of any other value its equation and its uses are shown.
    """
    from attrs import evolve

    from gdtrace.cli.iterations import chosen_iterations
    from gdtrace.cli.output import write
    from gdtrace.render import rendered
    from gdtrace.sections.explained import explain_document

    if symbol is None:
        raise click.UsageError(f"Which value? For example: gdtrace explain {problem.name} W11")
    index, *more = chosen_iterations(at, problem.training.iterations)
    if more:
        raise click.UsageError(f"--at {at}: explain takes one iteration, such as --at 10")
    render = rendered(form)
    trace = trained(problem, index + 1, engine=engine, picked=1)
    index = min(index, len(trace) - 1)
    document = explain_document(trace, symbol, index)
    if form == "html":
        document = evolve(document, figure=_figure(trace, symbol, index))
    write(lambda plain: render(document, plain), output, use_ascii=use_ascii)
    end(trace)


def _figure(trace: Trace, symbol: str, index: int) -> str:
    """Draw the network with its numbers, the path of the weight highlighted."""
    from gdtrace.render.diagram import svg
    from gdtrace.sections.diagram import diagram_numbers
    from gdtrace.sections.explained import explained_parameter

    path = explained_parameter(trace.names, symbol)
    return svg(trace.names, numbers=diagram_numbers(trace, index, path), path=path)
