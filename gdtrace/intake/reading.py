"""Reading what one student has handed in, by its path."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from gdtrace.errors import SubmissionError
from gdtrace.intake.choosing import is_archive, is_source
from gdtrace.intake.disk import disk
from gdtrace.intake.gathering import of_file, of_folder
from gdtrace.intake.places import FOLDER, LINK, shown
from gdtrace.intake.records import Submission

ENDINGS = ".py, .ipynb or .zip"


def submission(path: str | PathLike[str]) -> Submission:
    """Read a submission: a Python file, a notebook, a folder, or a zip archive of one.

    Nothing of it is imported, run or unpacked to a disk, and no link is followed.

    Raises
    ------
    SubmissionError
        With a sentence for the student, if it cannot be read.
    """
    whole = absolute(path)
    with disk(whole.parent) as place:
        kind = place.kind(whole.name or ".")
        if not kind:
            raise SubmissionError(f"{path}: there is no such file")
        if kind == FOLDER:
            with place.folder(whole.name or ".") as inner:
                return of_folder(inner, whole.name)
        if kind != LINK and not is_source(whole.name) and not is_archive(whole.name):
            raise SubmissionError(f"{shown(whole.name)}: its name has to end in {ENDINGS}")
        return of_file(place, whole.name)


def absolute(path: str | PathLike[str]) -> Path:
    """Return a path whose last part is a name; a link in that place stays one."""
    own = Path(path)
    try:
        return own.resolve() if own.name in ("", "..") else own.absolute()
    except OSError as error:
        raise SubmissionError(f"{path}: cannot be read: {error.strerror}") from None
