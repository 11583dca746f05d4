"""The command that marks what a whole class has handed in."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from gdtrace.errors import (
    MOST_LISTED,
    ClassRunError,
    GraderError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gdtrace.classes.assignment import Assignment
    from gdtrace.classes.graders import Executor
    from gdtrace.classes.run import Outcome
    from gdtrace.cli.class_progress import Stopping
    from gdtrace.intake.records import Entry

GRADER_FAILED = 4
LOCAL = "local"


@frozen(kw_only=True, eq=False, repr=False)
class Asked:
    """What stood on the command line."""

    submissions: Path
    assignment: Path
    out: Path
    jobs: int | None
    resume: bool
    again: bool
    executor: str
    isolation: str
    formats: tuple[str, ...]

    @property
    def resuming(self) -> str:
        """The command that goes on with this run."""
        words = ["gdtrace", "grade", str(self.submissions), "--assignment", str(self.assignment)]
        words += ["--out", str(self.out)]
        words += ["--jobs", str(self.jobs)] if self.jobs is not None else []
        words += ["--executor", self.executor] if self.executor != LOCAL else []
        words += ["--isolation", self.isolation] if self.isolation != usual() else []
        words += [word for each in self.formats for word in ("--format", each)]
        return shlex.join([*words, "--resume"])


def usual() -> str:
    """Return how far submissions have to be kept apart, unless something else is asked for."""
    return "require:L2" if sys.platform == "linux" else "require:L1"


@click.command(
    short_help="Mark what a whole class has handed in.",
    epilog="""\b
Example of an ASSIGNMENT.toml:
  title = "Week 3"
  secret = "nobody guesses this"
  exercises = [{id = "update-weight", points = 10}, {id = "train-step"}]
\b
Examples:
  gdtrace grade handed-in --assignment week3.toml --out week3
  gdtrace grade handed-in --assignment week3.toml --out week3 --resume

What was marked is kept at once: a run that was stopped, or has died, goes on with --resume. The
exit code is 0 if everybody was marked, however well, and 4 if some mark is blank because gdtrace
itself failed.
""",
)
@click.argument("submissions", metavar="SUBMISSIONS", nargs=-1)
@click.option("--assignment", metavar="FILE.toml", help="Which exercises, for how many points.")
@click.option("--out", metavar="DIR", help="The folder for the gradebook and the reports.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="How many graders work at once; by default as many as there are cores.",
)
@click.option("--resume", is_flag=True, help="Go on with the results that are in DIR.")
@click.option(
    "--again",
    is_flag=True,
    help="With --resume: mark everything once more. The first result counts; a submission with "
    "another one is listed.",
)
@click.option(
    "--executor",
    metavar="WHERE",
    default=LOCAL,
    help="local (the default), or dask://HOST:PORT for the workers of a Dask scheduler.",
)
@click.option(
    "--isolation",
    metavar="LEVEL",
    default=None,
    help="require:L2 (the default on Linux), require:L1 or require:L3: how far submissions are "
    "kept apart, at least. Nothing is marked on a machine that offers less.",
)
@click.option(
    "--format",
    "formats",
    metavar="NAME",
    multiple=True,
    help="Write each student's results in this format too: text, json, markdown, junit, gradescope "
    "or github. Repeatable.",
)
@click.pass_context
def grade(context: click.Context, /, **given: Any) -> None:
    """Mark SUBMISSIONS: a folder, or a zip archive of it, with one entry for each student.

    An entry is a Python file, a notebook, or a folder or zip archive of such; the student is
    called as it is. DIR gets gradebook.csv, a report for every student, and what the class as a
    whole got wrong.
    """
    from gdtrace.classes.marking import Stopped
    from gdtrace.cli.class_progress import stopping

    asked = _asked(**given)
    try:
        with stopping() as stop:
            outcome = _graded(asked, stop)
    except Stopped:
        click.echo(f"Stopped. What is marked is kept; go on with:\n  {asked.resuming}", err=True)
        context.exit(stop.exit_code)
    except GraderError as error:
        click.echo(f"Error: {error}", err=True)
        context.exit(GRADER_FAILED)
    blank = _summarise(asked, outcome)
    context.exit(GRADER_FAILED if blank else 0)


def _asked(submissions: tuple[str, ...], **given: Any) -> Asked:
    """Return what was asked for, or say what is missing."""
    example = "gdtrace grade --help shows an example"
    if len(submissions) != 1:
        wanted = "Which folder? Name" if not submissions else "Name just"
        raise click.UsageError(f"{wanted} the one that has an entry for each student; {example}")
    for name, value in (("--assignment FILE.toml", "assignment"), ("--out DIR", "out")):
        if given[value] is None:
            raise click.UsageError(f"{name} is missing; {example}")
    place, out = Path(submissions[0]), Path(given["out"])
    if place.resolve() in [out.resolve(), *out.resolve().parents]:
        raise click.UsageError(f"--out {out}: must not lie in {place} itself")
    return Asked(
        submissions=place,
        assignment=Path(given["assignment"]),
        out=out,
        jobs=given["jobs"],
        resume=given["resume"],
        again=given["again"],
        executor=given["executor"],
        isolation=given["isolation"] or usual(),
        formats=tuple(dict.fromkeys(given["formats"])),
    )


def _graded(asked: Asked, stop: Stopping) -> Outcome:
    from gdtrace.classes.assignment import load_assignment
    from gdtrace.classes.run import ClassRun, run
    from gdtrace.classes.student_formats import check_format
    from gdtrace.cli.class_progress import progress
    from gdtrace.sandbox.isolation import wanted

    wanted(asked.isolation)
    for form in asked.formats:
        check_format(form)
    assignment = load_assignment(asked.assignment)
    executor = _executor(asked, assignment)
    entries = _entries(asked.submissions)
    if not assignment.secret:
        click.echo(
            f"{asked.assignment} has no secret: the sets of inputs are those that gdtrace check "
            'shows to every student. Add secret = "..." for others.',
            err=True,
        )
    with progress() as report:
        return run(
            ClassRun(
                entries=entries,
                assignment=assignment,
                isolation=asked.isolation,
                out=asked.out,
                resume=asked.resume,
                again=asked.again,
                executor=executor,
                report=report,
                stopping=stop,
                formats=asked.formats,
            )
        )


def _entries(place: Path) -> Sequence[Entry]:
    """Return what was handed in; say what is there besides."""
    from gdtrace.intake.classes import handed_in

    handed = handed_in(place)
    for each in _shortened(handed.ignored):
        click.echo(f"{place}: {each}", err=True)
    if not handed.entries:
        raise ClassRunError(
            f"{place}: nothing to mark in there. It should have a Python file, a notebook, a "
            "folder or a zip archive for each student"
        )
    return handed.entries


def _shortened(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:MOST_LISTED]
    if len(lines) > MOST_LISTED:
        yield f"... and {len(lines) - MOST_LISTED} more that are left out"


def _executor(asked: Asked, assignment: Assignment) -> Executor:
    if asked.executor == LOCAL:
        from gdtrace.classes.graders import local

        return local(asked.jobs, assignment)
    from gdtrace.classes.dask_graders import dask

    return dask(asked.executor)


def _summarise(asked: Asked, outcome: Outcome) -> bool:
    """Print a few lines about the class; return whether somebody has no score."""
    from gdtrace.classes.summary import summary
    from gdtrace.cli.output import write

    text = summary(outcome, asked.out)
    write(lambda plain: text, None, use_ascii=False)
    return any(each.score is None for each in outcome.graded)
