r"""Notebooks: their code cells as one Python source, without what only IPython understands.

A notebook is JSON, and the few fields that matter are the same since format 4; so the standard
library reads it. A cell is preceded by a comment with its number, and keeps its lines: line n of
a cell is n lines below that comment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from gdtrace.errors import SubmissionError
from gdtrace.intake.texts import line_of_fault, lines_of, tree_of

ENDING = ".ipynb"
MOST_BYTES = 10 * 2**20
"""Figures are kept in notebooks; they are read over."""

PYTHON = ("python", "python3", "ipython", "ipython3", "xpython", "")
SHELLS = re.compile(r"\s*%%")
"""The first line of a cell that is not Python, or handed to something that runs it."""

KEEPS_CODE = re.compile(r"\s*%%(time|timeit|capture|prun)\b")
"""Cell magics below which there is plain Python."""

MAGIC = re.compile(r"\s*(%{1,2}[A-Za-z]|!|\?{1,2}\w)")
ASSIGNED = re.compile(r"(\s*\w[\w, ]*)=\s*([%!]\s*\w.*)")
"""A name that is given what a shell or a magic returns."""

ASKS = re.compile(r"\s*[\w.]+\?{1,2}\s*$")
HEAD = re.compile(r"# cell \d+")
DEFINES = re.compile(r"[ \t]*(async[ \t]+def|def|class)\b")


def code(text: str, name: str) -> tuple[str, list[str]]:
    r"""Return the code of a notebook, and what was left out of it.

    >>> text = '{"cells": [{"cell_type": "code", "source": ["%time\\n", "w = 1"]}]}'
    >>> print(code(text, "a.ipynb")[0])
    # cell 1
    # %time
    w = 1
    <BLANKLINE>

    Raises
    ------
    SubmissionError
        If it is no notebook of Python code.
    """
    lines: list[str] = []
    notes: list[str] = []
    cells = [(number, _lines(source)) for number, source in _cells(_parsed(text, name), name)]
    faults = {number: _fault("\n".join(own)) for number, own in cells}
    whole = any(_defines(own) and not faults[number] for number, own in cells)
    for number, own in cells:
        # Notes and tries stand in notebooks; they must not cost the functions of other cells. The
        # fault of functions that stand alone is for Python to say.
        left = faults[number] and (whole or not _defines(own))
        if left:
            notes.append(f"Cell {number} is left out: {faults[number]}.")
        lines += [f"# cell {number}", *(_commented(own) if left else own)]
    return "\n".join([*lines, ""]), notes


def _defines(lines: list[str]) -> bool:
    return any(map(DEFINES.match, lines))


def _fault(source: str) -> str:
    """Return why a cell is left out; "" if it is Python."""
    line = line_of_fault(source)
    if line is None:
        return ""
    return f"its line {line} is not Python" if line else "it is not Python"


def cell_of(source: str, line: int) -> tuple[int, int]:
    r"""Return in which cell a line of the code is, and which of its lines it is.

    >>> cell_of("# cell 1\nw = 1\n# cell 2\nx = 1\ny = 2\n", 5)
    (2, 2)
    """
    above = source.split("\n")[:line]
    heads = [number for number, text in enumerate(above, start=1) if HEAD.fullmatch(text)]
    return (len(heads), line - heads[-1]) if heads else (1, line)


def in_cells(source: str, numbers: Iterable[int | None]) -> list[str]:
    r"""Return for lines of the code a sentence that says in which cell each of them is.

    >>> in_cells("# cell 1\nw = 1\n# cell 2\nx = 1\ny = 2\n", [5, None, 5])
    ['Line 5 is line 2 of cell 2.']
    """
    places = {number: cell_of(source, number) for number in numbers if number}
    return [
        f"Line {number} is line {line} of cell {cell}." for number, (cell, line) in places.items()
    ]


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError, MemoryError):
        raise SubmissionError(f"{name}: is not a whole notebook; save it again") from None
    if not isinstance(whole, dict):
        raise SubmissionError(f"{name}: is not a notebook")
    language = _get(_get(whole, "metadata"), "language_info").get("name", "")
    if not isinstance(language, str) or language.lower() not in PYTHON:
        raise SubmissionError(f"{name}: is not a notebook of Python code")
    return whole


def _get(whole: dict[str, Any], key: str) -> dict[str, Any]:
    found = whole.get(key)
    return found if isinstance(found, dict) else {}


def _cells(whole: dict[str, Any], name: str) -> list[tuple[int, str]]:
    """Return the source of every code cell, with its number among all cells that hold code."""
    cells = whole.get("cells")
    if not isinstance(cells, list):
        raise SubmissionError(
            f"{name}: is not a notebook of format 4; open it in Jupyter and save it again"
        )
    found = [_source(each, name) for each in cells if _is_code(each)]
    if not any(each.strip() for each in found):
        raise SubmissionError(f"{name}: has no code in it")
    return list(enumerate(found, start=1))


def _is_code(cell: object) -> bool:
    return isinstance(cell, dict) and cell.get("cell_type") == "code"


def _source(cell: dict[str, Any], name: str) -> str:
    source = cell.get("source", "")
    parts = source if isinstance(source, list) else [source]
    if not all(isinstance(part, str) for part in parts):
        raise SubmissionError(f"{name}: is not a whole notebook; save it again")
    return "".join(parts)


def _lines(source: str) -> list[str]:
    """Return the lines of a cell as Python."""
    lines = lines_of(source)
    first = next((line for line in lines if line.strip()), "")
    if SHELLS.match(first) and not KEEPS_CODE.match(first):
        return _commented(lines)
    # A line of plain Python may begin with a % as well.
    return lines if tree_of(source) is not None else [_plain(line) for line in lines]


def _commented(lines: list[str]) -> list[str]:
    return [f"# {line}" for line in lines]


def _plain(line: str) -> str:
    """Return a line of code; a magic becomes a comment, and what it would have returned is None."""
    assigned = ASSIGNED.fullmatch(line)
    if assigned:
        return f"{assigned[1]}= None  # {assigned[2]}"
    if not MAGIC.match(line) and not ASKS.match(line):
        return line
    indent = line[: len(line) - len(line.lstrip())]
    return f"{indent}pass  # {line.strip()}" if indent else f"# {line}"
