"""The command that writes what a platform needs to run gdtrace by itself."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    short_help="Write a set-up for Gradescope, GitHub, GitLab, Classroom 50, nbgrader or Otter.",
    epilog="""\b
Examples:
  gdtrace init gradescope autograder --exercise update-weight --exercise train-step
  gdtrace init github course --assignment week3.toml
""",
)
@click.argument("platform", metavar="PLATFORM")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--exercise",
    "ids",
    metavar="ID",
    multiple=True,
    help="An exercise to be checked; repeatable. Without it, all that come with gdtrace.",
)
@click.option(
    "--assignment",
    metavar="FILE.toml",
    help="The exercises of an assignment, for its points, on its sets of inputs.",
)
@click.option(
    "--hints",
    type=click.IntRange(0, 3),
    metavar="LEVEL",
    help="How much students are told: 0 verdicts only, 1 where (the default), 2, 3.",
)
def init(
    platform: str,
    directory: Path,
    ids: tuple[str, ...],
    assignment: str | None,
    hints: int | None,
) -> None:
    """Write the scripts, the workflow and the steps for a PLATFORM into the folder DIR.

    PLATFORM is gradescope, github, gitlab, classroom50, nbgrader or otter. A file that is there
    already is left as it is.
    """
    from gdtrace.cli.output import write
    from gdtrace.setups import files
    from gdtrace.setups import write as written
    from gdtrace.setups.plan import plan_for, plan_of

    if assignment and (ids or hints is not None):
        option = "--exercise" if ids else "--hints"
        raise click.UsageError(f"--assignment says that already; leave out {option}")
    plan = plan_for(assignment) if assignment else plan_of(ids, hints=1 if hints is None else hints)
    texts = files(platform, plan)
    try:
        lines = [_said(path, new) for path, new in written(texts, directory)]
    except OSError as error:
        where = error.filename or directory
        raise click.UsageError(f"{where}: cannot be written: {error.strerror}") from None
    write(lambda _: "".join(f"{line}\n" for line in lines), None, use_ascii=False)


def _said(path: Path, new: bool) -> str:
    return f"{path} written" if new else f"{path} is there already and was left as it is"
