"""A document without signs outside ASCII."""

from typing import Any

from attrs import evolve, fields, has

from gdtrace.notation import ascii_text
from gdtrace.sections import Document


def in_ascii(document: Document) -> Document:
    """Return the document with every sign spelled out, before its tables are laid out."""
    changed = _in_ascii(document)
    assert isinstance(changed, Document)
    return changed


def _in_ascii(part: Any) -> Any:
    if isinstance(part, str):
        return ascii_text(part)
    if isinstance(part, tuple | list):
        return type(part)(map(_in_ascii, part))
    if isinstance(part, dict):
        return {_in_ascii(key): _in_ascii(value) for key, value in part.items()}
    if has(type(part)):
        names = [attribute.name for attribute in fields(type(part))]
        return evolve(part, **{name: _in_ascii(getattr(part, name)) for name in names})
    return part
