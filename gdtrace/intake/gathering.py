"""One submission, made of whatever place holds it: its sources as texts, and notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import takewhile

from attrs import define, evolve, field

from gdtrace.errors import SubmissionError
from gdtrace.intake import notebooks
from gdtrace.intake.choosing import fault_of, importable, is_archive, is_left_alone, name_fault
from gdtrace.intake.places import FILE, Place, content, shown
from gdtrace.intake.records import SourceFile, Submission
from gdtrace.intake.texts import MOST_BYTES, checked, decoded, odd_signs

MOST_ENTRIES = 2_000
"""A submission with more files than this is something else, such as a whole installation."""

MOST_SOURCES = 100
MOST_TOTAL = 2**20
MOST_ARCHIVE = 20 * 2**20
DEEPEST = 4

EMPTY = "there is no Python file (.py) and no notebook (.ipynb) in it"


@define(eq=False, repr=False)
class Gathering:
    """What has been found so far."""

    files: list[SourceFile] = field(factory=list)
    notes: list[str] = field(factory=list)
    faults: list[str] = field(factory=list)
    archives: list[str] = field(factory=list)
    left: int = MOST_ENTRIES
    room: int = MOST_TOTAL


def of_file(place: Place, name: str) -> Submission:
    """Return the submission that is one file, notebook or archive of a place."""
    if is_archive(name):
        with _archive(place, name) as inner:
            return of_folder(inner, name, archives=False)
    if name_fault(name):
        raise SubmissionError(f"{shown(name)}: {name_fault(name)}")
    file, notes = _read(place, name, name)
    return Submission(name, (file,), (*notes, *odd_signs(file.source, name)))


def of_folder(place: Place, name: str, *, archives: bool = True) -> Submission:
    """Return the submission that is all sources of a folder, or of the one archive in it."""
    found = Gathering()
    _gather(place, "", found, name, DEEPEST)
    if archives and not found.files and len(found.archives) == 1:
        return evolve(of_file(place, found.archives[0]), name=name)
    if not found.files:
        packed = [f"{shown(each)} is an archive in an archive" for each in found.archives]
        why = "; ".join([*found.faults, *packed][:3]) or EMPTY
        raise SubmissionError(f"{name}: {why}")
    files = _from_top(found.files)
    odd = [note for each in files for note in odd_signs(each.source, each.name)]
    names = [each.name for each in files if len(files) > 1 and each.name.endswith(".py")]
    notes = [*found.notes, *(f"{fault}." for fault in found.faults), *odd, *_shadows(names)]
    return Submission(name, tuple(files), tuple(dict.fromkeys(notes)))


def _shadows(names: list[str]) -> Iterator[str]:
    for name in names:
        if not importable(name):
            module = name.rpartition("/")[2].removesuffix(".py")
            yield (
                f"{name} cannot be imported: import {module} gives another module of that name, "
                "or it is no name of a module."
            )


def _from_top(files: Sequence[SourceFile]) -> list[SourceFile]:
    """Return files in order, named from the innermost folder that has all of them."""
    folders = [each.name.split("/")[:-1] for each in files]
    levels = zip(*folders, strict=False)
    shared = len(list(takewhile(lambda level: len(set(level)) == 1, levels)))
    named = [evolve(each, name=each.name.split("/", shared)[-1]) for each in files]
    return sorted(named, key=lambda each: (each.name.count("/"), each.name))


def _gather(place: Place, way: str, found: Gathering, name: str, depth: int) -> None:
    entries = place.entries(found.left)
    found.left -= len(entries)
    if found.left < 0:
        raise SubmissionError(f"{name}: has more than {MOST_ENTRIES} files; hand in your own only")
    for each in sorted(entries, key=lambda entry: entry.name):
        if each.kind == FILE and is_archive(each.name) and not way:
            found.archives.append(each.name)
        if is_left_alone(each):
            continue
        fault = fault_of(each)
        if fault:
            found.faults.append(f"{shown(way + each.name)} {fault}")
        elif each.kind == FILE:
            _take(place, way + each.name, each.name, found, name)
        elif depth == 0:
            found.faults.append(f"{shown(way + each.name)} lies too deep; it is not read")
        else:
            with place.folder(each.name) as inner:
                _gather(inner, f"{way}{each.name}/", found, name, depth - 1)


def _take(place: Place, way: str, own: str, found: Gathering, name: str) -> None:
    file, notes = _read(place, own, way)
    found.files.append(file)
    found.notes.extend(notes)
    found.room -= len(file.source)
    if len(found.files) > MOST_SOURCES or found.room < 0:
        raise SubmissionError(
            f"{name}: has more than {MOST_SOURCES} Python files, or more than {MOST_TOTAL} "
            "letters in them; hand in your own only"
        )


def _read(place: Place, own: str, way: str) -> tuple[SourceFile, list[str]]:
    """Read one source; ``own`` is its name in its folder, ``way`` its name in the submission."""
    if not own.lower().endswith(".ipynb"):
        return SourceFile(way, checked(decoded(content(place, own, MOST_BYTES), way), way)), []
    text = decoded(content(place, own, notebooks.MOST_BYTES), way, most=notebooks.MOST_BYTES)
    source, notes = notebooks.code(text, way)
    return SourceFile(way, checked(source, way)), notes


@contextmanager
def _archive(place: Place, name: str) -> Iterator[Place]:
    from gdtrace.intake.archives import opened

    data = content(place, name, MOST_ARCHIVE)
    with opened(BytesIO(data), name, MOST_ENTRIES) as inner:
        if inner.refused:
            raise SubmissionError(f"{name}: {inner.refused[0]}")
        yield inner
