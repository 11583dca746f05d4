"""Objects that show themselves in a notebook.

What a notebook calls is a method of the object, which lies below everything that lays out pages.
So the method asks for the page maker by its name, when somebody looks.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any


class DisplaysItself:
    """A record that a notebook shows as tables; elsewhere its text has the same rows."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return _made("html", self)

    def _repr_markdown_(self) -> str:
        return _made("markdown", self)

    def __str__(self) -> str:
        return _made("text", self)


def _made(form: str, record: object) -> str:
    text: str = asked("gdtrace.notebook", "shown")(record, form)
    return text


def asked(module: str, function: str) -> Callable[..., Any]:
    """Return a function of a module above, by their names."""
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
