"""A document as JSON, at full precision; NaN and infinities are null, with a warning."""

import json

from gdtrace.sections import Document


def render(document: Document) -> str:
    """Return the document as JSON."""
    data = {
        "schema": document.schema,
        "problem": document.problem,
        "notation": document.notation,
        "iterations": list(document.iterations),
        "warnings": list(document.warnings),
    }
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
