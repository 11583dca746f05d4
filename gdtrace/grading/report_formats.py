"""Formats of reports: each turns a report into text. A new one is an entry in ``RENDERERS``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gdtrace.errors import unknown

if TYPE_CHECKING:
    from gdtrace.grading.report import FileReport, Report

RENDERERS = {
    "text": "report_text",
    "json": "report_json",
    "markdown": "report_markdown",
    "junit": "report_junit",
    "gradescope": "report_gradescope",
    "classroom50": "report_classroom50",
    "github": "report_github",
}
"""The module of every format; its function ``render`` makes the text."""

NEEDS = {
    "junit": ("folder", "lines"),
    "classroom50": ("environment", "now"),
    "github": ("folder",),
}
"""What a format has to be told beside the report; renderers read neither clock nor environment."""

ENDINGS = {".txt": "text", ".md": "markdown", ".json": "json", ".xml": "junit"}
"""The format that the ending of a file asks for."""


def rendered(form: str, **told: Any) -> Callable[[Report | FileReport, bool], str]:
    """Return the function that renders a report in a format, in ASCII if told so.

    Parameters
    ----------
    form : str
        A format of ``RENDERERS``.
    **told
        What the formats in ``NEEDS`` need; more than this one needs does no harm.
    """
    if form not in RENDERERS:
        raise unknown("format", form, RENDERERS)
    needed = {name: told[name] for name in NEEDS.get(form, ()) if name in told}

    def make(report: Report | FileReport, plain: bool) -> str:
        from gdtrace.grading.visible import in_ascii

        render = import_module(f"gdtrace.grading.{RENDERERS[form]}").render
        text: str = render(in_ascii(report) if plain else report, **needed)
        return text

    return make
