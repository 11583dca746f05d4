"""The command that shows a wrong verdict of a class run again, with its numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gdtrace.cli.options import ascii_option, output_option

if TYPE_CHECKING:
    from gdtrace.grading.answer_page import Exercises

FORMATS = ("text", "markdown", "html")

ENDINGS = {".txt": "text", ".md": "markdown", ".html": "html"}


@click.command(
    short_help="Show a wrong verdict of a class run again, with its numbers.",
    epilog="""\b
Examples:
  gdtrace replay week3/ada/report.json
  gdtrace replay week3/ada --exercise train-step
  gdtrace replay week3/ada --exercise train-step -o ada.html

It shows the right numbers: it is for whoever marks, not for students.
""",
)
@click.argument("report", metavar="REPORT.json", type=click.Path(path_type=Path))
@click.option(
    "--exercise",
    metavar="ID",
    default="",
    help="Show this one only, right or wrong; for an exercise of your own, its folder.",
)
@click.option(
    "--format", "form", metavar="NAME", type=click.Choice(FORMATS), help="text, markdown or html."
)
@output_option
@ascii_option
def replay(
    report: Path, exercise: str, form: str | None, output: str | None, use_ascii: bool
) -> None:
    """Show what was wrong: the set of inputs, the student's and the right numbers, a derivation.

    REPORT.json is what gdtrace grade writes for every student, or the folder that it is in.
    Neither the submission nor the sandbox is needed: nothing is run.
    """
    from gdtrace.classes.replay import chosen, load_report
    from gdtrace.classes.replay_page import replay_document
    from gdtrace.cli.output import write
    from gdtrace.render import rendered

    render = rendered(form or _form(output))
    found = load_report(report)
    name, exercises = _exercises(exercise)
    document = replay_document(found, chosen(found, name), exercises)
    write(lambda plain: render(document, plain), output, use_ascii=use_ascii)


def _form(output: str | None) -> str:
    ending = Path(output or "").suffix.lower()
    if ending and ending not in ENDINGS:
        raise click.UsageError(
            f"-o {output}: {ending} says no format; end it with {', '.join(ENDINGS)}, "
            "or add --format"
        )
    return ENDINGS.get(ending, "text")


def _exercises(given: str) -> tuple[str, Exercises]:
    """Return the name of the exercise that was asked for, and what finds exercises."""
    from gdtrace.errors import GdtraceError
    from gdtrace.grading.exercise_files import exercise, exercise_ids
    from gdtrace.grading.exercises import Exercise

    is_own = given not in exercise_ids() and (Path(given).exists() or given.endswith(".toml"))
    own = exercise(Path(given)) if given and is_own else None

    def find(id: str) -> Exercise | None:
        if own is not None and own.id == id:
            return own
        try:
            return exercise(id)
        except GdtraceError:
            return None

    return own.id if own else given, find
