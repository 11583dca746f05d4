"""A set-up for nbgrader: a course with one notebook whose cells call ``gdtrace.notebook.grade``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from gdtrace.classes.assignment import Assigned
from gdtrace.grading.report_page import points
from gdtrace.grading.starters import starter
from gdtrace.setups.plan import Plan

CONFIG = """\
# nbgrader reads this file in the folder of the course.
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "gdtrace"
# A cell that takes longer than so many seconds has no points.
c.ExecutePreprocessor.timeout = 60
c.ExecutePreprocessor.interrupt_on_timeout = True
"""

NAME = "exercises"
"""Of the assignment and of its notebook."""

_BODY = re.compile(r"^( +)raise NotImplementedError\b.*$", re.MULTILINE)
"""The line of a starter that students replace."""

README = """\
# A course for nbgrader

@EXERCISES@

1. Install in the environment of your Jupyter: `python -m pip install nbgrader '@REQUIREMENT@'`.
2. Copy this folder to where the course is to be. If you have a course already, copy only the folder
   `source/exercises` into its `source`.
3. `nbgrader generate_assignment exercises` makes the notebook for students in `release`.
4. Put what they hand in into `submitted/STUDENT/exercises/exercises.ipynb`.
5. `nbgrader autograde exercises`, then `nbgrader generate_feedback exercises` and
   `nbgrader export`.

The graded cells end with the points that the student gets: parts of an exercise give parts of the
points. Students see the same report when they run the notebook themselves.

nbgrader runs a student's code in the same process as these cells, so a student who wants to can
change the result (isolation L0). For marks that hold, run `gdtrace grade` on the same notebooks. If
gdtrace itself fails, the cell stops with an error; nbgrader writes 0 points then, so search the
feedback for "gdtrace itself failed".
"""


def files(plan: Plan) -> dict[str, str]:
    """Return the files of the set-up, by their names."""
    cells = [_title(plan)]
    for each in plan.exercises:
        cells += _cells(each, plan.hints)
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return {
        f"source/{NAME}/{NAME}.ipynb": json.dumps(notebook, indent=1, ensure_ascii=False) + "\n",
        "nbgrader_config.py": CONFIG,
        "README.md": README,
    }


def _title(plan: Plan) -> dict[str, Any]:
    text = (
        "# Exercises\n\nReplace each `raise NotImplementedError` by your own lines, and run the "
        "cell below it: it says what is wrong first. Keep the names of the functions."
    )
    return _cell("title", "markdown", text, None)


def _cells(each: Assigned, hints: int) -> Iterator[dict[str, Any]]:
    sheet = each.exercise.folder / "README.md"
    text = sheet.read_text(encoding="utf-8") if sheet.is_file() else f"# {each.exercise.title}"
    yield _cell(f"{each.id}-sheet", "markdown", text.strip(), None)
    yield _cell(f"{each.id}-solution", "code", _solution(each), _graded(solution=True))
    yield _cell(each.id, "code", _call(each, hints), _graded(solution=False, worth=each.points))


def _solution(each: Assigned) -> str:
    """Return the starter, with the marks between which nbgrader takes the solution out."""
    marked = r"\1### BEGIN SOLUTION\n\g<0>\n\1### END SOLUTION"
    return _BODY.sub(marked, starter(each.exercise)).strip()


def _call(each: Assigned, hints: int) -> str:
    call = f'"{each.id}", {each.exercise.function}, points={points(each.points)}, hints={hints}'
    return f"from gdtrace.notebook import grade\n\ngrade({call})"


def _graded(*, solution: bool, worth: float = 0.0) -> dict[str, Any]:
    worth_of = {} if solution else {"points": worth}
    return {
        "schema_version": 3,
        "solution": solution,
        "grade": not solution,
        "locked": not solution,
        "task": False,
        **worth_of,
    }


def _cell(name: str, kind: str, text: str, graded: dict[str, Any] | None) -> dict[str, Any]:
    id = re.sub(r"[^A-Za-z0-9_-]", "-", name)
    made: dict[str, Any] = {
        "cell_type": kind,
        "id": id[:64],
        "metadata": {} if graded is None else {"nbgrader": {"grade_id": id, **graded}},
        "source": text.splitlines(keepends=True),
    }
    return made if kind == "markdown" else {**made, "execution_count": None, "outputs": []}
