"""A document as CSV: a line for every printed value, at full precision."""

import csv
import io
from typing import Any

from gdtrace.sections import Document


def render(document: Document) -> str:
    """Return the rows of all iterations as CSV."""
    buffer = io.StringIO()
    rows = [
        {**_numbered(iteration), **row}
        for iteration in document.iterations
        for row in iteration["rows"]
    ]
    # Only values of one example have a column for it.
    columns = list(dict.fromkeys(key for row in rows for key in row)) or ["iteration"]
    writer = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _numbered(iteration: dict[str, Any]) -> dict[str, Any]:
    """Return the number of an iteration, if it is one: a derivation has none."""
    return {"iteration": iteration["iteration"]} if "iteration" in iteration else {}
