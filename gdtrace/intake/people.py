"""Whose a file is: its name is the student's, and platforms put a student's number into it."""

from __future__ import annotations

import re
import unicodedata

from gdtrace.intake.choosing import is_archive, is_source
from gdtrace.intake.places import FILE, FOLDER, Found

MOODLE = "assignsubmission"
"""In the names of what Moodle gives out, one folder or file for each student."""

_MOODLE = re.compile(rf".*_(\d+)_{MOODLE}(_.*)?")
"""What Moodle calls it: name, number of the student, and what it is."""

_CANVAS = re.compile(r"[^_]+(?:_LATE)?_(\d+)_\d+_", re.IGNORECASE)
"""What Canvas calls a file that it has downloaded: name, number of the student, submission."""

INNER = (".py", ".ipynb", ".tar")
"""Endings before which a program puts one of its own: ``mine.py.txt``."""


def student_of(found: Found) -> str:
    """Return the name of the student: that of a folder, or that of a file without its ending."""
    name = found.name
    if found.kind != FOLDER and (is_source(name) or is_archive(name)):
        name = name.rpartition(".")[0]
    elif found.kind == FILE:
        name = _without_endings(name)
    # One name is not always made of the same signs; a roster has the short ones.
    short = unicodedata.normalize("NFC", name)
    return short if short.isprintable() else repr(short)[1:-1]


def _without_endings(name: str) -> str:
    stem = name.rpartition(".")[0]
    inner = next((each for each in INNER if stem.lower().endswith(each)), "")
    return stem[: len(stem) - len(inner)] or name


def moodle_number(name: str) -> str:
    """Return the number that Moodle gives a student; "" if the name is none of its own.

    >>> moodle_number("Ada Lovelace_1234_assignsubmission_file_"), moodle_number("ada")
    ('1234', '')
    """
    found = _MOODLE.fullmatch(name)
    return found[1] if found else ""


def canvas_number(name: str) -> str:
    """Return the number that Canvas gives a student; "" if the name is none of its own.

    >>> canvas_number("lovelaceada_LATE_101_9_mine"), canvas_number("ada")
    ('101', '')
    """
    found = _CANVAS.match(name)
    return found[1] if found else ""


def person_of(student: str) -> str:
    """Return what several files of one student share, whatever platform they come from."""
    return moodle_number(student) or canvas_number(student) or student
