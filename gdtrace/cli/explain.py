"""The command that explains one weight, or any other value, of one iteration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gdtrace.cli.options import document_options, problem_argument

if TYPE_CHECKING:
    from gdtrace.problems import Problem

EPILOG = """\b
Examples:
  gdtrace explain tutorial-3-2-1 W11
  gdtrace explain tutorial-3-2-1 SOP3 --at last
  gdtrace explain sigmoid-neuron w1 -o w1.html
"""


@click.command(epilog=EPILOG)
@problem_argument
@click.argument("symbol", required=False)
@click.option("--at", default="0", metavar="K", help="The iteration; by default the first, 0.")
@document_options
def explain(
    problem: Problem,
    *,
    symbol: str | None,
    at: str,
    form: str,
    output: str | None,
    use_ascii: bool,
) -> None:
    """Explain how the error of PROBLEM depends on SYMBOL: path, factors, product, update.

    SYMBOL is a weight or a bias; of any other value its equation and its uses are shown.
    """
    from gdtrace.cli.iterations import chosen_iterations
    from gdtrace.cli.output import write
    from gdtrace.render import rendered
    from gdtrace.sections.explained import explain_document
    from gdtrace.trace import train

    if symbol is None:
        raise click.UsageError(f"Which value? For example: gdtrace explain {problem.name} W11")
    index, *more = chosen_iterations(at, problem.training.iterations)
    if more:
        raise click.UsageError(f"--at {at}: explain takes one iteration, such as --at 10")
    render = rendered(form)
    document = explain_document(train(problem, iterations=index + 1), symbol, index)
    write(lambda plain: render(document, plain), output, use_ascii=use_ascii)
