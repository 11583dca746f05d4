"""Writes finished text: to a file as UTF-8, to the screen in the letters that it has."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click


def write(make: Callable[[bool], str], output: str | None, *, use_ascii: bool) -> None:
    """Write a text that can be made with or without signs outside ASCII.

    Parameters
    ----------
    make : callable
        Makes the text; told whether to do without signs outside ASCII.
    output : str or None
        The file; None or ``-`` for standard output.
    use_ascii : bool
        Whether ASCII was asked for. A screen that lacks a sign gets ASCII unasked.
    """
    if output not in (None, "-"):
        _to_file(make(use_ascii), Path(str(output)))
        return
    if sys.stdout is None:
        raise click.UsageError("there is no standard output to write to; add -o FILE")
    encoding = sys.stdout.encoding or "utf-8"
    text = make(use_ascii)
    if not use_ascii and not _has(encoding, text):
        text = make(True)
    _to_screen(text.encode(encoding, errors="backslashreplace").decode(encoding))


def _has(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _to_screen(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has seen enough, as in gdtrace … | head. What is left goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.UsageError(f"standard output cannot be written: {error.strerror}") from None


def _to_file(text: str, path: Path) -> None:
    try:
        if path.exists() and not path.is_file():
            # A device or a pipe is written to as it is.
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        # Renamed when whole: nobody ever finds half a file.
        real = path.resolve()
        part = real.with_name(f"{real.name}.part")
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(real)
    except OSError as error:
        raise click.UsageError(f"-o {path}: cannot be written: {error.strerror}") from None
