"""The command that lists the exercises."""

import click

from gdtrace.cli.options import output_option


@click.command(
    short_help="List the exercises, course by course.",
    epilog="""\b
Examples:
  gdtrace exercises
""",
)
@output_option
def exercises(output: str | None) -> None:
    """List the exercises: the course, the function to be written, and what it is worth."""
    from tabulate import tabulate

    from gdtrace.cli.output import write
    from gdtrace.grading.exercise_files import all_exercises

    rows = [
        [each.track, each.id, each.function, f"{each.points:g}", each.title]
        for each in all_exercises()
    ]
    table = tabulate(
        rows,
        headers=["track", "exercise", "function", "points", "title"],
        tablefmt="simple",
        disable_numparse=True,
        colalign=("left", "left", "left", "right", "left"),
    )
    write(lambda _: f"{table}\n", output, use_ascii=False)
