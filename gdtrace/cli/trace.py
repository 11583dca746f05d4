"""The command that traces: iterations as derivation tables, or chosen values of many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gdtrace.cli.options import (
    ascii_option,
    chosen_problem,
    output_option,
    problem_options,
)

if TYPE_CHECKING:
    from gdtrace.problems import Problem

ENDINGS = {".txt": "text", ".csv": "csv", ".json": "json"}

EPILOG = """\b
Examples:
  gdtrace trace tutorial-3-2-1
  gdtrace trace tutorial-3-2-1 --at 0,1,last
  gdtrace trace tutorial-3-2-1 --at 0:80000:10000 --show Predicted --show W11
  gdtrace trace mine.toml --set learning_rate=0.5 -o mine.csv
"""


@click.command(epilog=EPILOG)
@problem_options
@click.option("--iterations", type=click.IntRange(1), metavar="N", help="How many the problem has.")
@click.option(
    "--at",
    default="0",
    metavar="LIST",
    help="Which iterations to print: 0,1,10:100:10,last (ranges stop before their end). "
    "By default the first, 0.",
)
@click.option(
    "--show",
    "symbols",
    metavar="SYMBOL",
    multiple=True,
    help="Print only this value, such as SOP1, W11, g3:W41 or new_W11. Repeatable.",
)
@click.option(
    "--style",
    metavar="NAME",
    help="chain: a product of factors for each weight; delta: a delta for each neuron.",
)
@click.option("--notation", metavar="NAME", help="Symbols: tutorial, recap, logistic or layered.")
@click.option(
    "--digits",
    type=click.IntRange(3, 17),
    metavar="N",
    help="Significant digits of a result, from 3 to 17; more where it would vanish.",
)
@click.option("--format", "form", metavar="NAME", help="text, csv or json.")
@ascii_option
@output_option
@click.pass_context
def trace(
    context: click.Context,
    name: str | None,
    changes: Sequence[str],
    seed: int | None,
    iterations: int | None,
    at: str,
    symbols: Sequence[str],
    style: str | None,
    notation: str | None,
    digits: int | None,
    form: str | None,
    output: str | None,
    use_ascii: bool,
) -> None:
    """Print every step of chosen iterations of PROBLEM: equation, numbers put in, value.

    PROBLEM is a name from `gdtrace problems` or a FILE.toml.
    """
    from gdtrace.cli.output import write
    from gdtrace.render import rendered
    from gdtrace.sections.trace import trace_document
    from gdtrace.trace import train

    problem = chosen_problem(context, name, changes, seed)
    problem = _displayed(problem, iterations, style, notation, digits)
    total = problem.training.iterations
    chosen = chosen_iterations(at, total)
    render = rendered(form or _ending(output))
    document = trace_document(
        train(problem, iterations=max(chosen) + 1), chosen, symbols, total=total
    )
    write(lambda plain: render(document, plain), output, use_ascii=use_ascii)


def _displayed(
    problem: Problem,
    iterations: int | None,
    style: str | None,
    notation: str | None,
    digits: int | None,
) -> Problem:
    from attrs import evolve

    given: dict[str, Any] = {"style": style, "notation": notation, "digits": digits}
    display = evolve(problem.display, **{key: value for key, value in given.items() if value})
    training = problem.training
    if iterations is not None:
        training = evolve(training, iterations=iterations)
    return evolve(problem, display=display, training=training)


def _ending(output: str | None) -> str:
    return ENDINGS.get(Path(output or "").suffix.lower(), "text")


def chosen_iterations(text: str, total: int) -> list[int]:
    """Return the iterations that a list such as ``0,1,10:100:10,last`` names, each once.

    >>> chosen_iterations("0,2:6:2,last", 10)
    [0, 2, 4, 9]
    """
    chosen = [
        index for part in text.split(",") if part.strip() for index in _part(part.strip(), total)
    ]
    if not chosen:
        raise click.UsageError(f"--at {text}: names no iteration; {_way_out(total)}")
    return list(dict.fromkeys(chosen))


def _part(part: str, total: int) -> list[int]:
    if part == "last":
        return [total - 1]
    pieces = part.split(":")
    try:
        numbers = [int(piece) if piece.strip() else None for piece in pieces]
        if len(numbers) > 1:
            return list(range(total)[slice(*numbers)])
        return [range(total)[int(part)]]
    except (ValueError, TypeError):
        raise click.UsageError(
            f"--at {part}: not a list of iterations; {_way_out(total)}"
        ) from None
    except IndexError:
        raise click.UsageError(
            f"--at {part}: the problem has {total} iterations, 0 to {total - 1}; "
            "--iterations gives it more"
        ) from None


def _way_out(total: int) -> str:
    return f"write it like 0,1,10:100:10,last with numbers from 0 to {total - 1}"
