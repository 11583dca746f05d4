"""The command that checks a student's file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gdtrace.cli.options import ascii_option, output_option
from gdtrace.errors import ExerciseError, GdtraceError, SubmissionError

if TYPE_CHECKING:
    from gdtrace.grading.report import FileReport, Report
    from gdtrace.sandbox.child import Child

CODES = {"passed": 0, "failed": 1, "not_run": 3, "error": 4}
"""The exit code for each status of a report; 2 is for wrong usage."""


@click.command(
    short_help="Check your functions against the exercises.",
    epilog="""\b
Example:
  gdtrace check train_step.py --hints 2

The exit code is 0 if all is right, 1 if something is wrong, 3 if the file could not be run, and
4 if gdtrace itself failed.
""",
)
@click.argument("files", metavar="FILE.py", nargs=-1)
@click.option(
    "--exercise",
    "exercise_ids",
    metavar="ID",
    multiple=True,
    help="Check only this one. Repeatable: then one that is missing in the file has no points.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    metavar="N",
    help="Take other sets of inputs, as hard as those of seed 0.",
)
@click.option(
    "--hints",
    type=click.IntRange(0, 3),
    default=1,
    metavar="LEVEL",
    help="0 verdicts only, 1 where (the default), 2 what to compare, 3 the likely mistake.",
)
@click.option(
    "--format",
    "form",
    metavar="NAME",
    help="text, json, markdown, junit, gradescope, classroom50 or github.",
)
@click.option(
    "--junit-lines", "lines", is_flag=True, help="junit: say in which line a test case failed."
)
@output_option
@ascii_option
@click.pass_context
def check(
    context: click.Context,
    files: tuple[str, ...],
    exercise_ids: tuple[str, ...],
    seed: int,
    hints: int,
    form: str | None,
    lines: bool,
    output: str | None,
    use_ascii: bool,
) -> None:
    """Check the functions in FILE.py that answer an exercise, or only the one of --exercise.

    The first wrong step is named, and how many points the rest gets. Points do not depend on the
    level of hints.
    """
    from gdtrace.cli.output import write
    from gdtrace.cli.report_output import append_for_github, form_of, told
    from gdtrace.grading.report_formats import rendered

    chosen = form or form_of(output)
    make = rendered(chosen, **told(chosen, " ".join(files), lines=lines))
    file = _file(files)
    report = _checked(file, exercise_ids, seed, hints)
    write(lambda plain: make(report, plain), output, use_ascii=use_ascii)
    if chosen == "github":
        append_for_github(report)
    context.exit(CODES[report.status])


def _file(files: tuple[str, ...]) -> Path:
    """Return the file to check, or say what was meant instead."""
    if not files:
        raise click.UsageError("Which file? For example: gdtrace check train_step.py")
    if len(files) > 1:
        raise click.UsageError(f"One file at a time, please: gdtrace check {files[0]}")
    path = Path(files[0])
    fault = "" if path.is_file() and path.suffix == ".py" else _fault(path)
    if fault:
        raise click.UsageError(f"{path}: {fault}")
    return path


def _fault(path: Path) -> str:
    if path.is_dir():
        return f"is a folder; name a file in it, such as {path / 'train_step.py'}"
    if path.suffix == ".ipynb":
        return (
            "notebooks are not read yet. Call gdtrace.check in a cell, or put your functions into "
            "a file that ends in .py"
        )
    if path.is_file():
        return "is not a Python file; its name has to end in .py"
    return f"there is no such file{_meant(path)}"


def _meant(path: Path) -> str:
    """Return the way out for a file that does not exist."""
    from gdtrace.errors import nearest
    from gdtrace.grading.exercise_files import exercise_ids
    from gdtrace.presets import PRESETS

    name = str(path)
    if name in PRESETS:
        return f". That is a problem; try: gdtrace trace {name}"
    own = path.with_name(f"{path.name.replace('-', '_')}.py")
    if own.is_file():
        return f"; did you mean {own}?"
    if name in exercise_ids():
        return f". That is an exercise; try: gdtrace start mine {name}"
    there = sorted(each.name for each in path.parent.glob("*.py"))
    close = nearest(path.name, there, limit=1)
    return f"; did you mean {path.with_name(close[0])}?" if close else ""


def _checked(
    file: Path, exercise_ids: tuple[str, ...], seed: int, hints: int
) -> Report | FileReport:
    """Return the report; where there is none, one that says why."""
    from gdtrace.sandbox.child import Child

    try:
        with Child.start() as child:
            # The process gets ready while this one imports what the grader needs.
            return _report(child, file, exercise_ids, seed, hints)
    except SubmissionError as error:
        from gdtrace.grading.not_checked import unreadable

        return unreadable(file.name, str(error), exercise_id=exercise_ids, seed=seed, hints=hints)
    except Exception as error:
        from gdtrace.grading.not_checked import grader_failed

        _raise_if_usage(exercise_ids, error)
        click.echo("Error: gdtrace itself failed; the result says why.", err=True)
        return grader_failed(file.name, error, exercise_id=exercise_ids, seed=seed, hints=hints)


def _report(
    child: Child, file: Path, exercise_ids: tuple[str, ...], seed: int, hints: int
) -> Report | FileReport:
    from gdtrace.grading.check import check_in, check_source
    from gdtrace.grading.exercise_files import exercise
    from gdtrace.grading.submissions import read_source

    if len(exercise_ids) < 2:
        return check_in(child, file, exercise_id="".join(exercise_ids), seed=seed, hints=hints)
    asked = [exercise(each) for each in dict.fromkeys(exercise_ids)]
    source = read_source(file)
    return check_source(
        child, source, file.name, exercises=asked, every=True, seed=seed, hints=hints
    )


def _raise_if_usage(exercise_ids: tuple[str, ...], error: Exception) -> None:
    """Raise again what is wrong with an exercise that was named: the user can mend that."""
    from gdtrace.grading.exercise_files import exercise

    if isinstance(error, ExerciseError):
        raise error
    if isinstance(error, GdtraceError):
        for each in exercise_ids:
            exercise(each)
