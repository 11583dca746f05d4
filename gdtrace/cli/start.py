"""The command that copies what a student begins with: a Python file and a sheet per exercise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gdtrace.grading.exercises import Exercise


@click.command(
    short_help="Copy exercises into a folder, to be filled in.",
    epilog="""\b
Examples:
  gdtrace start mine                       all exercises
  gdtrace start mine sigmoid update-weight
""",
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("ids", metavar="[ID]...", nargs=-1)
def start(directory: Path, ids: Sequence[str]) -> None:
    """Copy exercises into DIR: a Python file to fill in, and a sheet that explains it.

    A file that is there already is left as it is. Without an ID all exercises are copied.
    """
    from gdtrace.cli.output import write
    from gdtrace.grading.exercise_files import all_exercises, exercise

    # All of them are read before the first file is written: a misspelt name copies nothing.
    chosen = [exercise(each) for each in dict.fromkeys(ids)] if ids else all_exercises()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lines = [line for each in chosen for line in _copied(each, directory)]
    except OSError as error:
        where = error.filename or directory
        raise click.UsageError(f"{where}: cannot be written: {error.strerror}") from None
    write(lambda _: "".join(f"{line}\n" for line in lines), None, use_ascii=False)


def _copied(exercise: Exercise, directory: Path) -> Iterator[str]:
    from gdtrace.grading.starters import starter

    yield _written(directory / f"{exercise.id.replace('-', '_')}.py", starter(exercise))
    sheet = exercise.folder / "README.md"
    if sheet.is_file():
        yield _written(directory / f"{exercise.id}.md", sheet.read_text(encoding="utf-8"))


def _written(path: Path, text: str) -> str:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return f"{path} is there already and was left as it is"
    return f"{path} written"
