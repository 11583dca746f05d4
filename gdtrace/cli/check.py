"""The command that checks a student's file."""

from __future__ import annotations

from pathlib import Path

import click

from gdtrace.cli.options import ascii_option, isolation_option, output_option

CODES = {"passed": 0, "failed": 1, "not_run": 3, "error": 4}
"""The exit code for each status of a report; 2 is for wrong usage."""

SUBMISSIONS = (".py", ".ipynb", ".zip")
"""What the name of a file that is handed in ends in."""


@click.command(
    short_help="Check your functions against the exercises.",
    epilog="""\b
Example:
  gdtrace check train_step.py --hints 2

The exit code is 0 if all is right, 1 if something is wrong, 3 if nothing could be run, and
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
    "--assignment",
    metavar="FILE.toml",
    help="Check the exercises of an assignment, for its points, on its sets of inputs.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    metavar="N",
    help="Take other sets of inputs, as hard as those of seed 0.",
)
@click.option(
    "--hints",
    type=click.IntRange(0, 3),
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
@click.option(
    "--show-answer",
    "answer",
    is_flag=True,
    help="For teachers: the right numbers as well, and how the wrong step is worked out.",
)
@isolation_option
@output_option
@ascii_option
@click.pass_context
def check(
    context: click.Context,
    files: tuple[str, ...],
    exercise_ids: tuple[str, ...],
    assignment: str | None,
    seed: int | None,
    hints: int | None,
    form: str | None,
    lines: bool,
    answer: bool,
    isolation: str,
    output: str | None,
    use_ascii: bool,
) -> None:
    """Check the functions in FILE.py that answer an exercise, or only the one of --exercise.

    A notebook, a folder or a zip archive can be checked as well: nothing of it is unpacked, and
    each function is looked for in all its files.

    The first wrong step is named, and how many points the rest gets. Points do not depend on the
    level of hints.
    """
    from gdtrace.cli.answers import check_answer_format, shown_answer
    from gdtrace.cli.checking import Wanted, checked
    from gdtrace.cli.output import write
    from gdtrace.cli.report_output import append_for_github, form_of, told
    from gdtrace.grading.report_formats import rendered

    chosen = form or form_of(output)
    wanted = Wanted(exercise_ids, assignment or "", seed, hints, isolation)
    file = _file(files)
    if answer:
        check_answer_format(chosen)
    make = rendered(chosen, **told(chosen, file, lines=lines))
    report = checked(file, wanted)
    more = shown_answer(report, wanted, chosen) if answer else lambda plain: ""
    write(lambda plain: make(report, plain) + more(plain), output, use_ascii=use_ascii)
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
    if not path.exists():
        raise click.UsageError(f"{path}: there is no such file{_meant(path)}")
    if not path.is_dir() and path.suffix not in SUBMISSIONS:
        raise click.UsageError(
            f"{path}: is not a Python file; its name has to end in {', '.join(SUBMISSIONS)}"
        )
    return path


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
