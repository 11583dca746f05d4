"""gdtrace in notebooks: how records show themselves there, and cells that give points.

>>> import gdtrace
>>> print(gdtrace.train(gdtrace.problem("single-weight"), iterations=1)[0].chains["w"])
The chain to w
<BLANKLINE>
factor    derivative    value
--------  ------------  -----------
g1        ∂C/∂a         0.468524783
g2        ∂a/∂z         0.177894441
g3        ∂z/∂w         1.5
<BLANKLINE>
    gradient of w = g3*g2*g1
                  = 0.125021931
"""

import io
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr
from importlib import import_module
from math import isfinite
from os import PathLike
from typing import TYPE_CHECKING, Any

from gdtrace.errors import GraderError, NotAFunctionError, OptionError
from gdtrace.sections.records import record_sections

if TYPE_CHECKING:
    from gdtrace.grading.report import Report

MAKERS = {"html": "html_fragment", "markdown": "markdown_fragment", "text": "text_fragment"}


def shown(record: object, form: str) -> str:
    """Return a record as html, markdown or text; all have the same rows.

    Parameters
    ----------
    record : Problem, Program, Trace, Iteration or Chain
    form : str
        ``html``, ``markdown`` or ``text``.
    """
    make = getattr(import_module(f"gdtrace.render.{form}"), MAKERS[form])
    text: str = make(record_sections(record))
    return text


def grade(
    exercise_id: str | PathLike[str],
    function: Callable[..., Any],
    points: float | None = None,
    *,
    seed: int = 0,
    hints: int = 1,
) -> float:
    """Print the report on a function, and return its points: the last line of a graded cell.

    >>> def update_w(w, grad, learning_rate):
    ...     return w - learning_rate*grad
    >>> score = grade("update-weight", update_w, points=5)  # doctest: +ELLIPSIS
    update-weight: right, 5 of 5 points
    ...
    >>> score
    5.0

    nbgrader takes the number that a cell ends with for its points, and gives none to a cell that
    writes to standard error. So nothing is written there, whatever the function does.

    Parameters
    ----------
    exercise_id : str or path
        An id of ``gdtrace exercises``, or the folder of an exercise of your own.
    function : callable
        The function itself, without parentheses.
    points : float
        What the cell is worth; None: what the exercise is worth.
    seed, hints : int
        As in ``gdtrace.check``.

    Raises
    ------
    GraderError
        If gdtrace itself failed: there is no score then, and 0 would be wrong.
    """
    from gdtrace.grading.check import check

    _check_points(points)
    with redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            report = _scaled(check(exercise_id, function, seed=seed, hints=hints), points)
        except NotAFunctionError as error:
            # What stands where a function should be is the student's, and so is the fault.
            print(error)
            return 0.0
        print(report)
    if report.score is None:
        raise GraderError("gdtrace itself failed, so this cell has no score; the report says why")
    return float(report.score)


def _check_points(points: float | None) -> None:
    if points is not None and not (isfinite(points) and points > 0):
        raise OptionError(f"points must be larger than 0, got {points!r}")


def _scaled(report: "Report", points: float | None) -> "Report":
    """Return a report in which the exercise is worth so many points."""
    from gdtrace.grading.scaling import scaled

    return report if points is None else scaled(report, float(points))
