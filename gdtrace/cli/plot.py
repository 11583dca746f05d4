"""The command that plots: chosen values against the iteration, as a picture."""

from collections.abc import Sequence
from pathlib import Path

import click

from gdtrace.cli.options import chosen_problem, problem_options
from gdtrace.cli.running import end, engine_option, trained

EPILOG = """\b
Examples:
  gdtrace plot tutorial-3-2-1 -o training.png
  gdtrace plot tutorial-3-2-1 --show W11 --show W41 -o weights.svg
  gdtrace plot logistic-neuron --show J --log -o cost.pdf
"""


@click.command(epilog=EPILOG)
@problem_options
@click.option(
    "--show",
    "symbols",
    metavar="SYMBOL",
    multiple=True,
    help="Draw this value, such as SOP1, W11 or g3:W41. Repeatable. "
    "By default the prediction with its target, and the error.",
)
@click.option("--iterations", type=click.IntRange(1), metavar="N", help="How many to run.")
@click.option("--log", is_flag=True, help="Make the axis of the values logarithmic.")
@click.option("--notation", metavar="NAME", help="Symbols: tutorial, recap, logistic or layered.")
@engine_option
@click.option("-o", "--output", metavar="FILE", help="The picture: FILE.png, .svg or .pdf.")
@click.pass_context
def plot(
    context: click.Context,
    name: str | None,
    changes: Sequence[str],
    seed: int | None,
    symbols: Sequence[str],
    iterations: int | None,
    log: bool,
    notation: str | None,
    engine: str,
    output: str | None,
) -> None:
    """Draw values of PROBLEM against the iteration.

    PROBLEM is a name from `gdtrace problems` or a FILE.toml.
    """
    from gdtrace.render.plot import figure, picture, require_matplotlib

    problem = chosen_problem(context, name, changes, seed)
    form = _form(context, output)
    require_matplotlib()
    trace = trained(problem, iterations, engine=engine, notation=notation or "", symbols=symbols)
    _write(picture(figure(trace, symbols, log=log), form), Path(str(output)))
    for warning in trace.warnings:
        click.echo(f"Note: {warning}", err=True)
    end(trace)


def _form(context: click.Context, output: str | None) -> str:
    """Return the format that the file's ending names."""
    from gdtrace.render.plot import FORMATS

    if output is None:
        raise click.UsageError(
            "Which file? A plot is written with -o to a FILE.png, FILE.svg or FILE.pdf", context
        )
    form = Path(output).suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise click.UsageError(
            f"-o {output}: a plot can be a .png, .svg or .pdf file; the ending says which", context
        )
    return form


def _write(content: bytes, path: Path) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.UsageError(f"-o {path}: cannot be written: {error.strerror}") from None
