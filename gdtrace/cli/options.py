"""What several commands share: naming a problem, changing it, choosing where output goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from gdtrace.problems import Problem

Command = TypeVar("Command", bound=Callable[..., Any])


def problem_options(command: Command) -> Command:
    """Add the argument PROBLEM and the options that change it."""
    for add in (
        click.option(
            "--set",
            "changes",
            metavar="FIELD=VALUE",
            multiple=True,
            help="Change any field of the problem, such as learning_rate=0.5. Repeatable.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(0, 2**32 - 1),
            help="Draw the first weights with this seed.",
        ),
        click.argument("name", metavar="PROBLEM", required=False),
    ):
        command = add(command)
    return command


def output_option(command: Command) -> Command:
    """Add the option that says where the output goes."""
    return click.option(
        "-o", "--output", metavar="FILE", help="Write to a file instead of the screen."
    )(command)


def ascii_option(command: Command) -> Command:
    """Add the option that says in which letters the output is written."""
    return click.option("--ascii", "use_ascii", is_flag=True, help="Write d for ∂, delta for δ.")(
        command
    )


def chosen_problem(
    context: click.Context, name: str | None, changes: Sequence[str], seed: int | None
) -> Problem:
    """Return the problem that the command line describes."""
    from gdtrace.problem_files import change, resolve_problem, with_seed

    if name is None:
        raise click.UsageError(
            "Which problem? gdtrace problems lists them. "
            f"For example: {context.command_path} tutorial-3-2-1",
            context,
        )
    problem = resolve_problem(name)
    if seed is not None:
        problem = with_seed(problem, seed)
    return change(problem, dict(_assignment(each, context) for each in changes))


def _assignment(text: str, context: click.Context) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if not equals or not field.strip():
        raise click.UsageError(
            f"--set {text}: write it as FIELD=VALUE, for example --set learning_rate=0.5", context
        )
    return field.strip(), value.strip()
