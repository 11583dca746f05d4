"""The most common mistakes of a class, worked out to be shown in the next lecture."""

from __future__ import annotations

from collections.abc import Iterator

from gdtrace.classes.pages.elements import heading, paragraph
from gdtrace.classes.pages.overview import Mistake, Overview
from gdtrace.errors import GdtraceError, count
from gdtrace.grading.document import shown_on
from gdtrace.grading.exercise_files import base_problem
from gdtrace.grading.misconceptions import MISCONCEPTIONS
from gdtrace.grading.worked_mistake import worked_mistake
from gdtrace.problems import Problem
from gdtrace.render.html import sections_html
from gdtrace.sections import Section


def lecture_parts(found: Overview) -> Iterator[str]:
    """Yield the most common mistakes, each with the numbers that it gives beside the right ones."""
    for mistake in found.common:
        yield '<article class="lecture">'
        yield heading(3, mistake.title)
        yield paragraph(_who(mistake))
        known = MISCONCEPTIONS.get(mistake.id)
        if known is not None:
            yield paragraph(known.symptom)
            yield paragraph(f"For the lecturer: {known.note}", "quiet")
            yield from (sections_html([each], level=4) for each in _worked(found, mistake))
            yield paragraph(f"In a terminal: gdtrace misconceptions {mistake.id}", "quiet")
        yield "</article>"


def _worked(found: Overview, mistake: Mistake) -> list[Section]:
    """Return the derivation; a problem that cannot be shown must not cost the class its page."""
    try:
        return worked_mistake(_problems(found, mistake), mistake.id, mistake.layer)
    except GdtraceError as error:
        return [Section(notes=[f"This cannot be worked out here: {error}"])]


def _who(mistake: Mistake) -> str:
    where = ", ".join(f"{id} ({number})" for id, number in mistake.exercises.items())
    return f"{count(len(mistake.students), 'student')}: {where}."


def _problems(found: Overview, mistake: Mistake) -> Iterator[Problem]:
    """Yield the problems of the exercises in which it was made, then others that show it."""
    exercises = {each.id: each.exercise for each in found.assignment.exercises}
    often = sorted(mistake.exercises, key=lambda id: -mistake.exercises[id])
    yield from (base_problem(exercises[id]) for id in often if id in exercises)
    yield from shown_on().values()
