"""What several commands share: naming a problem, changing it, choosing where output goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from gdtrace.problems import Problem

ENDINGS = {
    ".txt": "text",
    ".md": "markdown",
    ".tex": "latex",
    ".html": "html",
    ".csv": "csv",
    ".json": "json",
    ".py": "python",
}
"""The format that the ending of a file asks for."""

Command = TypeVar("Command", bound=Callable[..., Any])


def _isolation(context: click.Context, option: click.Parameter, text: str) -> str:
    from gdtrace.sandbox.isolation import wanted

    wanted(text)
    return text


isolation_option = click.option(
    "--isolation",
    metavar="LEVEL",
    default="auto",
    callback=_isolation,
    help="How far your file is kept apart: auto (the best there is), require:L2, L1.",
)


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


def problem_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add PROBLEM and all options that change it; the command is handed the problem itself."""

    @click.pass_context
    @wraps(command)
    def prepared(
        context: click.Context,
        /,
        *,
        name: str | None,
        changes: Sequence[str],
        seed: int | None,
        iterations: int | None,
        style: str | None,
        notation: str | None,
        digits: int | None,
        **rest: Any,
    ) -> Any:
        _check_order(context, name, rest.get("symbol"))
        problem = chosen_problem(context, name, changes, seed)
        return command(displayed(problem, iterations, style, notation, digits), **rest)

    for add in (
        click.option(
            "--digits",
            type=click.IntRange(3, 17),
            metavar="N",
            help="Significant digits of a result, from 3 to 17; more where it would vanish.",
        ),
        click.option(
            "--notation", metavar="NAME", help="Symbols: tutorial, recap, logistic or layered."
        ),
        click.option(
            "--style",
            metavar="NAME",
            help="chain: a product of factors for each weight; delta: a delta for each neuron.",
        ),
        click.option(
            "--iterations", type=click.IntRange(1), metavar="N", help="How many the problem has."
        ),
    ):
        prepared = add(prepared)
    return problem_options(prepared)


def _check_order(context: click.Context, name: str | None, symbol: object) -> None:
    from gdtrace.presets import PRESETS

    if symbol in PRESETS and name not in PRESETS:
        raise click.UsageError(
            f"The problem comes first: {context.command_path} {symbol} {name}", context
        )


def displayed(
    problem: Problem,
    iterations: int | None,
    style: str | None,
    notation: str | None,
    digits: int | None,
) -> Problem:
    """Return the problem with so many iterations, to be shown in a style and a notation."""
    from attrs import evolve

    given: dict[str, Any] = {"style": style, "notation": notation, "digits": digits}
    display = evolve(problem.display, **{key: value for key, value in given.items() if value})
    training = problem.training
    if iterations is not None:
        training = evolve(training, iterations=iterations)
    return evolve(problem, display=display, training=training)


def document_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say in which format a document is written, and where to."""

    @wraps(command)
    def prepared(*arguments: Any, form: str | None, output: str | None, **rest: Any) -> Any:
        ending = Path(output or "").suffix.lower()
        if not form and ending and ending not in ENDINGS:
            raise click.UsageError(
                f"-o {output}: {ending} says no format; end it with {', '.join(ENDINGS)}, "
                "or add --format"
            )
        chosen = form or ENDINGS.get(ending, "text")
        return command(*arguments, form=chosen, output=output, **rest)

    choice = click.option(
        "--format", "form", metavar="NAME", help="text, markdown, latex, html, csv or json."
    )
    return choice(ascii_option(output_option(prepared)))


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
    from gdtrace.problem_files import resolve_problem

    if name is None:
        raise click.UsageError(
            "Which problem? gdtrace problems lists them. "
            f"For example: {context.command_path} tutorial-3-2-1",
            context,
        )
    problem = resolve_problem(name)
    if seed is None and not changes:
        return problem
    # Imported here: most commands change nothing, and need not wait for cattrs.
    from gdtrace.problem_changes import change, with_seed

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
