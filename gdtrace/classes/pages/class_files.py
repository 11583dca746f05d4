"""The files about a class: a page for the lecturer, and the same as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gdtrace.classes.assignment import Assignment
from gdtrace.classes.files import CLASS_DATA, CLASS_PAGE, write_whole
from gdtrace.classes.marks import Graded
from gdtrace.classes.overrides import NONE, Overrides
from gdtrace.classes.pages.class_json import class_json
from gdtrace.classes.pages.class_page import class_page
from gdtrace.classes.pages.overview import overview


def write_class(
    out: Path, gradeds: Sequence[Graded], assignment: Assignment, *, overrides: Overrides = NONE
) -> None:
    """Write ``class.html`` and ``class.json``.

    Parameters
    ----------
    out : Path
        Where the results of the class run go.
    gradeds : sequence of Graded
        Of everybody; shown in the order of their names.
    assignment : Assignment
    overrides : mapping
        Manual marks.
    """
    found = overview(gradeds, assignment, overrides)
    write_whole(out / CLASS_DATA, class_json(found))
    write_whole(out / CLASS_PAGE, class_page(found))
