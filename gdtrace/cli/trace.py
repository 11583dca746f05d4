"""The command that traces: iterations as derivation tables, or chosen values of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from gdtrace.cli.options import document_options, problem_argument
from gdtrace.cli.running import end, engine_option, trained

if TYPE_CHECKING:
    from gdtrace.problems import Problem

EPILOG = """\b
Examples:
  gdtrace trace tutorial-3-2-1
  gdtrace trace tutorial-3-2-1 --at 0,1,last
  gdtrace trace tutorial-3-2-1 --at 0:80000:10000 --show Predicted --show W11
  gdtrace trace tutorial-3-2-1 --mistake factor-2-missing
  gdtrace trace mine.toml --set learning_rate=0.5 -o mine.csv
"""


MISTAKE_ALONE = "--mistake shows one whole iteration: leave --show out, and give --at one number"


@click.command(epilog=EPILOG, short_help="Show every step of an iteration, with its numbers.")
@problem_argument
@click.argument("more", nargs=-1, metavar="")
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
    "--mistake",
    metavar="ID",
    help="Show one iteration as it is and with a mistake, side by side; "
    "gdtrace misconceptions lists them.",
)
@engine_option
@document_options
def trace(
    problem: Problem,
    *,
    more: Sequence[str],
    at: str,
    symbols: Sequence[str],
    mistake: str | None,
    engine: str,
    form: str,
    output: str | None,
    use_ascii: bool,
) -> None:
    """Print every step of chosen iterations of PROBLEM: equation, numbers put in, value.

    PROBLEM is a name from `gdtrace problems` or a FILE.toml.
    """
    from gdtrace.cli.iterations import MOST_PAGES, chosen_iterations
    from gdtrace.cli.output import write
    from gdtrace.render import rendered

    if more:
        raise click.UsageError(_one_problem(problem.name, more[0]))
    total = problem.training.iterations
    chosen = chosen_iterations(at, total)
    if mistake and (symbols or len(chosen) > 1):
        raise click.UsageError(MISTAKE_ALONE)
    if not symbols and len(chosen) > MOST_PAGES:
        raise click.UsageError(
            f"--at {at}: {len(chosen)} iterations are as many pages; add --show SYMBOL for a line "
            f"each, or take at most {MOST_PAGES}, such as --at 0::{-(-total // 10)}"
        )
    render = rendered(form)
    traced = trained(problem, max(chosen) + 1, engine=engine, picked=len(chosen))
    chosen = [index for index in chosen if index < len(traced)] or [len(traced) - 1]
    if mistake:
        from gdtrace.grading.mistake_page import mistake_document

        document = mistake_document(traced, chosen[0], mistake, total=total)
    elif symbols:
        from gdtrace.sections.shown import shown_document

        document = shown_document(traced, chosen, symbols, total=total)
    else:
        from gdtrace.sections.trace import trace_document

        document = trace_document(traced, chosen, total=total)
    write(lambda plain: render(document, plain), output, use_ascii=use_ascii)
    end(traced)


def _one_problem(name: str, more: str) -> str:
    """Say what to do with a second word."""
    from gdtrace.presets import PRESETS

    if more in PRESETS or more.endswith(".toml"):
        return f"One problem at a time: gdtrace trace {name}, then gdtrace trace {more}"
    return (
        f"trace takes one problem. To print the value {more} add --show {more}; "
        f"to see how the error depends on it: gdtrace explain {name} {more}"
    )
