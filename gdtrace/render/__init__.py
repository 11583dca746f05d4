"""Renderers: each turns a document into text. A new format is one entry in ``FORMATS``."""

from collections.abc import Callable
from importlib import import_module

from gdtrace.errors import UnknownNameError, unknown
from gdtrace.sections import Document

FORMATS = {
    "text": "text",
    "markdown": "markdown",
    "latex": "latex",
    "html": "html",
    "csv": "csv",
    "json": "json",
}
"""The module of every format; its function ``render`` makes the text."""


def rendered(form: str, *others: str) -> Callable[[Document, bool], str]:
    """Return the function that renders a document in a format, in ASCII if told so.

    ``others`` are formats that a command has besides these.
    """
    if form == "python":
        raise UnknownNameError("the format python is one of gdtrace derive only")
    if form not in FORMATS:
        raise unknown("format", form, [*FORMATS, *others])
    render = import_module(f"gdtrace.render.{FORMATS[form]}").render

    def make(document: Document, plain: bool) -> str:
        from gdtrace.render.plain import in_ascii

        text: str = render(in_ascii(document) if plain else document)
        return text

    return make
