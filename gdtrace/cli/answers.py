"""The right numbers below a report, for teachers who ask for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from gdtrace.errors import GdtraceError

if TYPE_CHECKING:
    from gdtrace.cli.checking import Wanted
    from gdtrace.grading.exercises import Exercise
    from gdtrace.grading.report import FileReport, Report

FORMATS = ("text", "markdown")


def check_answer_format(form: str) -> None:
    """Refuse formats that others read: there the answer would reach a student."""
    if form not in FORMATS:
        raise click.UsageError(f"--show-answer is for --format text or markdown, not for {form}")


def shown_answer(report: Report | FileReport, wanted: Wanted, form: str) -> Callable[[bool], str]:
    """Return what makes the text below a report; an empty one if nothing is wrong."""
    from gdtrace.grading.answer_page import answer_document
    from gdtrace.render import rendered

    known = _exercises(wanted)
    document = answer_document(report, lambda id: known.get(id) or _usual(id))
    if document is None:
        return lambda plain: ""
    render = rendered(form)
    return lambda plain: f"\n{render(document, plain)}"


def _exercises(wanted: Wanted) -> dict[str, Exercise]:
    """Return the exercises that the command line names, by their names."""
    from gdtrace.classes.assignment import load_assignment
    from gdtrace.grading.exercise_files import exercise

    if wanted.assignment:
        asked = [each.exercise for each in load_assignment(wanted.assignment).exercises]
    else:
        asked = [exercise(each) for each in wanted.exercise_ids]
    return {each.id: each for each in asked}


def _usual(id: str) -> Exercise | None:
    from gdtrace.grading.exercise_files import exercise

    try:
        return exercise(id)
    except GdtraceError:
        return None
