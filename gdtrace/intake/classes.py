"""What a whole class has handed in: a folder or an archive with an entry for each student."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

from gdtrace.errors import DiskError, SubmissionError
from gdtrace.intake.archives import ZipFolder, opened
from gdtrace.intake.choosing import (
    is_archive,
    is_hidden,
    is_source,
    may_be_handed_in,
    name_fault,
)
from gdtrace.intake.disk import disk
from gdtrace.intake.gathering import of_file, of_folder
from gdtrace.intake.people import MOODLE, person_of, student_of
from gdtrace.intake.places import FOLDER, LINK, OTHER, Found, Place, shown
from gdtrace.intake.reading import absolute
from gdtrace.intake.records import Entry, Handed

MOST_STUDENTS = 20_000
MOST_CLASS = 16 * 2**30

UNREAD = "neither a Python file (.py) nor a notebook (.ipynb) was handed in"


def students(path: str | PathLike[str]) -> list[Entry]:
    """Read what a class has handed in; return an entry for each student, by name.

    Parameters
    ----------
    path : path
        A folder, or a zip archive of one, with a Python file, notebook, folder or zip archive for
        each student. The student is called as it is, without the ending. Whoever has handed in
        another file instead is a student too, with a ``fault``.

    Raises
    ------
    SubmissionError
        If the folder itself cannot be read. What is wrong with one entry is its ``fault``.
    """
    return list(handed_in(path).entries)


def handed_in(path: str | PathLike[str]) -> Handed:
    """Read what a class has handed in, and name what is no submission."""
    with _class_of(path) as place:
        found = place.entries(MOST_STUDENTS)
        if len(found) > MOST_STUDENTS:
            raise SubmissionError(f"{path}: has more than {MOST_STUDENTS} entries")
        by_student, others = _sorted(each for each in found if not is_hidden(each.name))
        ignored = [f"{shown(each.name)} is no submission" for each in others]
        entries = tuple(_entry(place, *each) for each in sorted(by_student.items()))
    return Handed(entries, (*getattr(place, "refused", ()), *ignored))


def _sorted(found: Iterable[Found]) -> tuple[dict[str, list[Found]], list[Found]]:
    """Return what each student has handed in, and what is no student's."""
    by_student = defaultdict(list)
    others = []
    for each in sorted(found, key=lambda entry: entry.name):
        if _is_submission(each):
            by_student[student_of(each)].append(each)
        else:
            others.append(each)
    unread, ignored = _unread(others, by_student)
    return by_student | unread, ignored


def _unread(
    found: Sequence[Found], students: Iterable[str]
) -> tuple[dict[str, list[Found]], list[Found]]:
    """Return whose hand-in cannot be read, and what is ignored: also what lies beside a program.

    Where nobody has handed in a program, the folder is that of no class.
    """
    programs = {person_of(each) for each in students}
    by_person = defaultdict(list)
    ignored = []
    for each in found:
        person = person_of(student_of(each))
        if programs and person not in programs and may_be_handed_in(each.name):
            by_person[person].append(each)
        else:
            ignored.append(each)
    return {student_of(own[0]): own for own in by_person.values()}, ignored


def _is_submission(found: Found) -> bool:
    if is_hidden(found.name):
        return False
    return found.kind in (FOLDER, LINK, OTHER) or is_source(found.name) or is_archive(found.name)


def _entry(place: Place, student: str, found: list[Found]) -> Entry:
    names = [shown(each.name) for each in found]
    what = " and ".join(names)
    if not _is_submission(found[0]):
        return Entry(student, None, f"{what}: {UNREAD}")
    if len(found) > 1:
        return Entry(student, None, f"{what} are both there for {student}; leave one of them")
    only = found[0]
    if name_fault(only.name):
        return Entry(student, None, f"{names[0]} {name_fault(only.name)}")
    try:
        if only.kind != FOLDER:
            return Entry(student, of_file(place, only.name))
        with place.folder(only.name) as inner:
            return Entry(student, of_folder(inner, only.name))
    except SubmissionError as error:
        return Entry(student, None, str(error), ours=isinstance(error, DiskError))


@contextmanager
def _class_of(path: str | PathLike[str]) -> Iterator[Place]:
    own = Path(path)
    if own.is_dir():
        with disk(own) as place:
            yield place
        return
    if not is_archive(own.name):
        raise SubmissionError(f"{path}: is no folder and no .zip archive")
    whole = absolute(path)
    with (
        disk(whole.parent) as parent,
        parent.file(whole.name, MOST_CLASS) as file,
        opened(file, whole.name) as archive,
    ):
        yield _inside(archive)


def _inside(archive: ZipFolder) -> ZipFolder:
    """Return what an archive wraps in one folder; Moodle's folders are those of students."""
    own = [name for name in archive.tree if not is_hidden(name)]
    inner = archive.tree[own[0]] if len(own) == 1 else None
    if not isinstance(inner, dict) or MOODLE in own[0]:
        return archive
    return ZipFolder(archive.archive, inner, archive.refused)
