"""The bytes of a source file as text, and what in a text is not what it seems to be."""

from __future__ import annotations

import ast
import re
import unicodedata
import warnings
from collections.abc import Iterator

from gdtrace.errors import SubmissionError

MOST_BYTES = 256 * 1024
"""A submission is a short program; what is larger is something else."""

LONGEST_LINE = 10_000
MOST_NOTES = 5

TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of writing: the page then shows another order than Python reads."""

LOOK_ALIKES = frozenset(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf"
    "\u0405\u0406\u0408\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u0501\u051b\u051d"
)
"""Greek and Cyrillic letters that look like Latin ones; σ, δ or Δ do not."""

HALF = re.compile("[\ud800-\udfff]")
"""Halves of signs: JSON can name them, no text has them."""

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What reading a text as Python may raise."""

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
INSIDE = (ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith)
"""What Python runs in functions only."""

NAME = re.compile(r"[^\W\d]\w*")
HIDING = re.compile(r"#[^\n]*|'[^'\n]*'|\"[^\"\n]*\"")
"""Comments and texts, roughly: whatever is written there is no name."""


def decoded(data: bytes, name: str, most: int = MOST_BYTES) -> str:
    r"""Return the text of a source file.

    >>> decoded(b"\xef\xbb\xbfw = 1\r\n", "mine.py")
    'w = 1\r\n'

    Raises
    ------
    SubmissionError
        If it is no text in UTF-8, or too long.
    """
    if len(data) > most:
        raise SubmissionError(f"{name}: has {len(data)} bytes; at most {most} are read")
    if b"\0" in data:
        raise SubmissionError(f"{name}: is no text: it has bytes that are 0")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubmissionError(
            f"{name}: is not UTF-8 at byte {error.start}; save it as UTF-8 in your editor"
        ) from None


def checked(text: str, name: str) -> str:
    """Return a source, if it can be run as it is and is not too long, nor any line of it."""
    if "\0" in text:
        raise SubmissionError(f"{name}: is no text: it has bytes that are 0")
    if HALF.search(text):
        raise SubmissionError(f"{name}: is no text: it has halves of signs")
    if len(text) > MOST_BYTES:
        raise SubmissionError(f"{name}: has {len(text)} letters; at most {MOST_BYTES} are read")
    for number, line in enumerate(lines_of(text), start=1):
        if len(line) > LONGEST_LINE:
            raise SubmissionError(
                f"{name}: line {number} has {len(line)} characters; at most {LONGEST_LINE} are "
                "read. Break it into several lines"
            )
    return text


def lines_of(text: str) -> list[str]:
    r"""Return the lines of a text as Python counts them: many signs that end a line do not here.

    >>> lines_of("a\r\nb\rc\x0c\u2028d\n")
    ['a', 'b', 'c\x0c\u2028d', '']
    """
    return re.split("\r\n|\r|\n", text)


def odd_signs(text: str, name: str) -> list[str]:
    r"""Return a sentence for every name or line that is not what it looks like.

    >>> odd_signs("l\u043ess = 1", "mine.py")
    ["mine.py, line 1: the name 'l\\u043ess' has a letter that only looks like a Latin one."]
    """
    if text.isascii():
        return []
    notes: list[str] = []
    for number, line in enumerate(lines_of(text), start=1):
        notes.extend(f"{name}, line {number}: {what}" for what in _odd(line))
        if len(notes) > MOST_NOTES:
            return [*notes[:MOST_NOTES], f"{name} has more signs of that kind."]
    return notes


def _odd(line: str) -> Iterator[str]:
    if line.isascii():
        return
    if TURNING.search(line):
        yield "signs turn the direction of writing; Python reads another order than you see."
    for word in dict.fromkeys(NAME.findall(HIDING.sub("", line))):
        if looks_like_latin(word):
            spelled = ascii(word)
            yield f"the name {spelled} has a letter that only looks like a Latin one."


def looks_like_latin(word: str) -> bool:
    """Say whether a name pretends to be made of the letters a to z.

    >>> looks_like_latin("d\u0415"), looks_like_latin("Δσ_1"), looks_like_latin("\u0436")
    (True, False, False)
    """
    if word.isascii():
        return False
    if unicodedata.normalize("NFKC", word).isascii():
        return True
    return all(sign.isascii() or sign in LOOK_ALIKES for sign in word)


def tree_of(source: str) -> ast.Module | None:
    """Return the syntax tree of a source; None if it has none, or is nested too deeply."""
    try:
        return _parsed(source)
    except UNREADABLE:
        return None


def _parsed(source: str) -> ast.Module:
    with warnings.catch_warnings():
        # A student's r-less backslash is no matter of the grader's.
        warnings.simplefilter("ignore")
        return ast.parse(source)


def line_of_fault(source: str) -> int | None:
    r"""Return the line at which a source cannot be run; None if it can, 0 if no line is to blame.

    >>> line_of_fault("w = 1\ndef f(x)\n"), line_of_fault("return 1"), line_of_fault("w = 1")
    (2, 1, None)
    """
    try:
        tree = _parsed(source)
    except SyntaxError as error:
        return error.lineno or 0
    except UNREADABLE:
        return 0
    lines = [node.lineno for node in _outside(tree) if isinstance(node, INSIDE)]
    return min(lines, default=None)


def _outside(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what a source does outside of all functions."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [each for each in ast.iter_child_nodes(node) if not isinstance(each, FUNCTIONS)]
