"""The command that draws a network, with its symbols and, if asked for, its numbers, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from gdtrace.cli.options import chosen_problem, problem_options

if TYPE_CHECKING:
    from gdtrace.expr import Ref
    from gdtrace.names import Names
    from gdtrace.problems import Problem

EPILOG = """\b
Examples:
  gdtrace diagram tutorial-3-2-1 -o network.svg
  gdtrace diagram tutorial-3-2-1 --at 0 -o numbers.svg
  gdtrace diagram tutorial-3-2-1 --at last --path W11 -o path.svg
"""


@click.command(epilog=EPILOG)
@problem_options
@click.option("--at", metavar="K", help="Write the numbers of this iteration: 0, 10, last.")
@click.option(
    "--path",
    "symbol",
    metavar="SYMBOL",
    help="Follow a weight or bias, such as W11, to the error: its factors, where they arise.",
)
@click.option("--iterations", type=click.IntRange(1), metavar="N", help="How many there are.")
@click.option("--notation", metavar="NAME", help="Symbols: tutorial, recap, logistic or layered.")
@click.option("-o", "--output", metavar="FILE.svg", help="Write to a file instead of the screen.")
@click.pass_context
def diagram(
    context: click.Context,
    name: str | None,
    changes: Sequence[str],
    seed: int | None,
    at: str | None,
    symbol: str | None,
    iterations: int | None,
    notation: str | None,
    output: str | None,
) -> None:
    """Draw the network of PROBLEM with its symbols, as SVG.

    PROBLEM is a name from `gdtrace problems` or a FILE.toml.
    """
    from gdtrace.cli.output import write
    from gdtrace.render.diagram import svg
    from gdtrace.training import prepare

    problem = chosen_problem(context, name, changes, seed)
    _check_ending(context, output)
    names, _ = prepare(problem, notation=notation or "")
    path = None if symbol is None else _parameter(names, symbol)
    title, numbers = problem.name, None
    if at is not None:
        index = _iteration(at, iterations or problem.training.iterations)
        title = f"{problem.name or 'problem'}, iteration {index}"
        numbers = _numbers(problem, names, index, path)
    picture = svg(names, numbers=numbers, path=path, title=title)
    write(lambda _: picture, output, use_ascii=False)


def _numbers(problem: Problem, names: Names, index: int, path: Ref | None) -> dict[str, str]:
    from gdtrace.sections.diagram import diagram_numbers
    from gdtrace.training import train

    trace = train(problem, iterations=index + 1, notation=names.notation.name)
    return diagram_numbers(trace, index, path)


def _check_ending(context: click.Context, output: str | None) -> None:
    from pathlib import Path

    if output not in (None, "-") and Path(str(output)).suffix.lower() != ".svg":
        raise click.UsageError(
            f"-o {output}: a diagram is written as SVG; give it a name that ends with .svg", context
        )


def _iteration(text: str, total: int) -> int:
    from gdtrace.cli.iterations import chosen_iterations

    chosen = chosen_iterations(text, total)
    if len(chosen) > 1:
        raise click.UsageError(f"--at {text}: a diagram shows one iteration, not {len(chosen)}")
    return chosen[0]


def _parameter(names: Names, text: str) -> Ref:
    """Return the weight or bias that a symbol stands for."""
    from gdtrace.lookup import find
    from gdtrace.steps import Key

    ref = find(names, text)
    if Key(ref.key).role not in ("W", "b"):
        raise click.UsageError(
            f"--path {text}: paths start at a weight or bias, such as "
            f"{names.symbol(next(names.places('W@1')))}; {names.symbol(ref)} is neither"
        )
    return ref
