"""The commands that show problems: all of them in a line each, or one as TOML."""

from collections.abc import Sequence

import click

from gdtrace.cli.options import chosen_problem, output_option, problem_options


@click.command(
    epilog="""\b
Examples:
  gdtrace problems
"""
)
@output_option
def problems(output: str | None) -> None:
    """List the problems that come with gdtrace, with their sources."""
    from tabulate import tabulate

    from gdtrace.cli.output import write
    from gdtrace.presets import PRESETS, preset

    rows = [[name, preset(name).title, preset(name).source] for name in PRESETS]
    table = tabulate(
        rows, headers=["problem", "what it is", "from"], tablefmt="simple", disable_numparse=True
    )
    write(lambda _: f"{table}\n", output, use_ascii=False)


@click.command(
    short_help="Print a problem as TOML, to change and keep.",
    epilog="""\b
Examples:
  gdtrace problem tutorial-3-2-1
  gdtrace problem two-two-two -o mine.toml
  gdtrace problem tutorial-3-2-1 --seed 7 --set learning_rate=0.5
""",
)
@problem_options
@output_option
@click.pass_context
def problem(
    context: click.Context,
    name: str | None,
    changes: Sequence[str],
    seed: int | None,
    output: str | None,
) -> None:
    """Print PROBLEM, a name or a FILE.toml, as TOML: a start for a problem of your own."""
    from gdtrace.cli.output import write
    from gdtrace.problem_files import to_toml

    text = to_toml(chosen_problem(context, name, changes, seed))
    write(lambda _: text, output, use_ascii=False)
