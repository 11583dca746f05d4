"""A document as CSV: a line for every printed value, at full precision."""

import csv
import io

from gdtrace.sections import Document


def render(document: Document) -> str:
    """Return the rows of all iterations as CSV."""
    buffer = io.StringIO()
    rows = [
        {"iteration": iteration["iteration"], **row}
        for iteration in document.iterations
        for row in iteration["rows"]
    ]
    writer = csv.DictWriter(buffer, list(rows[0]) if rows else ["iteration"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()
