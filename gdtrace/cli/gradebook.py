"""The commands that bring the marks of a class into the gradebook of another system."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from gdtrace.cli.options import output_option


@click.group(
    short_help="Bring the marks of a class into Canvas or Moodle.",
    epilog="""\b
Example:
  gdtrace gradebook moodle week3/gradebook.csv -o import.csv
""",
)
def gradebook() -> None:
    """Bring the marks of a class into the gradebook of another system.

    GRADEBOOK.csv is what gdtrace grade writes; manual marks are in it already.
    """


@gradebook.command(
    short_help="Fill a column of the gradebook that Canvas exports.",
    epilog="""\b
Example:
  gdtrace gradebook canvas gradebook.csv --roster export.csv --column "Week 1 (4711)" -o import.csv
""",
)
@click.argument("path", metavar="GRADEBOOK.csv", type=click.Path(path_type=Path))
@click.option(
    "--roster",
    metavar="EXPORT.csv",
    required=True,
    type=click.Path(path_type=Path),
    help="The gradebook as Canvas exports it.",
)
@click.option("--column", metavar="TITLE", required=True, help='The assignment: "Title (id)".')
@click.option(
    "--student-column",
    metavar="NAME",
    default="",
    help="By which column students are known; by default the one that knows most of them.",
)
@output_option
def canvas(path: Path, roster: Path, column: str, student_column: str, output: str | None) -> None:
    """Fill the column of an assignment in a gradebook of Canvas, for its import.

    A student's points are those of all exercises together. All other cells stay as they are. A
    student without a score gets an empty cell, never 0.
    """
    from gdtrace.cli.output import write
    from gdtrace.errors import OptionError
    from gdtrace.gradebooks.canvas import filled
    from gdtrace.gradebooks.ours import read_csv, totals

    if output and Path(output).absolute() == roster.absolute():
        raise click.UsageError(f"-o {output}: is the export itself; take another name")
    marks = totals(path)
    text = read_csv(roster)
    try:
        found = filled(text, marks, column, student_column)
    except OptionError as error:
        raise OptionError(f"{roster}: {error}") from None
    write(lambda _: found.text, output, use_ascii=False)
    click.echo(f"{found.count} scores written; students known by {found.known_by}", err=True)
    _list("no score, so an empty cell", found.blank)
    _list(f"not in {roster}", found.strangers)
    _list(f"not in {path}, left as they were", found.absent)
    if found.possible:
        click.echo(f"Note: {found.possible}.", err=True)


def _list(what: str, students: Sequence[str]) -> None:
    if students:
        from gdtrace.grading.visible import visible

        click.echo(f"{what}: {'; '.join(map(visible, students))}", err=True)


@gradebook.command(
    short_help="Write a file for Moodle's import of grades.",
    epilog="""\b
Example:
  gdtrace gradebook moodle gradebook.csv -o import.csv
""",
)
@click.argument("path", metavar="GRADEBOOK.csv", type=click.Path(path_type=Path))
@output_option
def moodle(path: Path, output: str | None) -> None:
    """Write identifier, grade and feedback of every student, for Moodle's import of grades.

    A grade is the points of all exercises together. A student without a score has an empty grade,
    never 0.
    """
    from gdtrace.cli.output import write
    from gdtrace.gradebooks.moodle import filled
    from gdtrace.gradebooks.ours import totals

    marks = totals(path)
    write(lambda _: filled(marks), output, use_ascii=False)
    _list("no score, so an empty grade", [each.student for each in marks if each.score is None])
