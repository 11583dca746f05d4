"""The command that derives: the equations of a problem, or a program made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gdtrace.cli.options import document_options, problem_argument

if TYPE_CHECKING:
    from gdtrace.problems import Problem

EPILOG = """\b
Examples:
  gdtrace derive tutorial-3-2-1
  gdtrace derive two-two-two --style delta -o two-two-two.tex
  gdtrace derive tutorial-3-2-1 --format python -o training.py
"""


@click.command(epilog=EPILOG, short_help="Show the equations without numbers, or as Python.")
@problem_argument
@document_options
def derive(problem: Problem, *, form: str, output: str | None, use_ascii: bool) -> None:
    """Derive the equations of PROBLEM, without numbers.

    The format python prints a program that trains PROBLEM, made of the same equations.
    """
    from gdtrace.cli.output import write
    from gdtrace.render import rendered
    from gdtrace.render.python import program
    from gdtrace.sections.derive import derive_document
    from gdtrace.training import train

    trace = train(problem, iterations=1)
    if form == "python":
        text = program(trace)
        write(lambda _: text, output, use_ascii=use_ascii)
        return
    render = rendered(form, "python")
    document = derive_document(trace)
    write(lambda plain: render(document, plain), output, use_ascii=use_ascii)
