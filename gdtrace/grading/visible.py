"""Text that came from a submission, made safe to show: what cannot be seen is spelled out."""

from __future__ import annotations

from typing import Any, TypeVar

from attrs import evolve, fields, has

from gdtrace.notation import ascii_text

Part = TypeVar("Part")

OWN_LINES = ("compare", "idea")
"""Fields of a finding that are written by us and may have several lines."""


def visible(text: str) -> str:
    r"""Return a text in one line; signs that steer a terminal or cannot be seen are spelled out.

    >>> visible("\x1b[31mred"), visible("σ = 1\n")
    ('\\x1b[31mred', 'σ = 1\\n')
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else _spelled(sign) for sign in text)


def _spelled(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")


def cleaned(record: Part) -> Part:
    """Return a report in which every text is visible."""
    changed: Part = _changed(record, _clean)
    return changed


def in_ascii(record: Part) -> Part:
    """Return a report with every sign outside ASCII spelled out, a student's signs too."""
    changed: Part = _changed(record, _ascii)
    return changed


def _clean(text: str, name: str) -> str:
    lines = text.split("\n") if name in OWN_LINES else [text]
    return "\n".join(map(visible, lines))


def _ascii(text: str, name: str) -> str:
    return ascii_text(text).encode("ascii", "backslashreplace").decode("ascii")


def _changed(part: Any, change: Any, name: str = "") -> Any:
    if isinstance(part, str):
        return change(part, name)
    if isinstance(part, tuple):
        return tuple(_changed(each, change, name) for each in part)
    if has(type(part)):
        names = [attribute.name for attribute in fields(type(part))]
        return evolve(part, **{own: _changed(getattr(part, own), change, own) for own in names})
    return part
