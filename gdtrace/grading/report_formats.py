"""Formats of reports: each turns a report into text. A new one is an entry in ``RENDERERS``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from gdtrace.errors import unknown

if TYPE_CHECKING:
    from gdtrace.grading.report import FileReport, Report

RENDERERS = {
    "text": "report_text",
    "json": "report_json",
    "markdown": "report_markdown",
}
"""The module of every format; its function ``render`` makes the text."""


def rendered(form: str) -> Callable[[Report | FileReport, bool], str]:
    """Return the function that renders a report in a format, in ASCII if told so."""
    if form not in RENDERERS:
        raise unknown("format", form, RENDERERS)

    def make(report: Report | FileReport, plain: bool) -> str:
        from gdtrace.grading.visible import in_ascii

        render = import_module(f"gdtrace.grading.{RENDERERS[form]}").render
        text: str = render(in_ascii(report) if plain else report)
        return text

    return make
