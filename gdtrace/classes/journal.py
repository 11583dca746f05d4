"""The journal of a class run: every result is in it as soon as it is there, and exactly once.

A run that ends anywhere, however it ends, goes on from here.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from gdtrace.classes.marks import mark
from gdtrace.classes.work import Work
from gdtrace.errors import ClassRunError, GraderError
from gdtrace.grading.report_store import record, text
from gdtrace.intake.choosing import ending
from gdtrace.intake.records import SourceFile

FILE = "journal.sqlite"
FORMAT = 1
"""Changes with the tables below."""

BEGIN_AGAIN = (
    "To mark everything again, name another folder with --out, or delete {file} in this one "
    "(overrides.csv is kept)"
)

TABLES = """
CREATE TABLE IF NOT EXISTS run (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS works (
    key TEXT PRIMARY KEY, work TEXT NOT NULL, seconds REAL NOT NULL, sources TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS unsteady (key TEXT PRIMARY KEY, work TEXT NOT NULL);
"""

Identity = Mapping[str, Any]
"""Everything that the results depend on besides the sources, by what a lecturer calls it."""


def key(sources: Sequence[SourceFile], identity: Identity) -> str:
    """Return the name under which the result for some sources is kept.

    What a student calls a single file makes no difference.
    """
    alone = len(sources) == 1
    named = [[ending(each.name) if alone else each.name, each.source] for each in sources]
    return _digest([named, identity])


def sha256(sources: Sequence[SourceFile]) -> str:
    """Return the digest of all sources; of a single one that of its text."""
    if len(sources) == 1:
        return hashlib.sha256(sources[0].source.encode()).hexdigest()
    return _digest([[each.name, each.source] for each in sources])


def _digest(value: object) -> str:
    said = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


@frozen
class Journal:
    """The open journal of a class run."""

    _base: sqlite3.Connection
    _file: Path

    def works(self) -> dict[str, Work]:
        """Return every result by its key."""
        rows = self._base.execute("SELECT key, work, seconds FROM works")
        return {key: evolve(record(work, Work), seconds=seconds) for key, work, seconds in rows}

    def sources(self, key: str) -> tuple[SourceFile, ...]:
        """Return the sources that a result is for; none if there is no such result."""
        row = self._base.execute("SELECT sources FROM works WHERE key = ?", (key,)).fetchone()
        return record(row[0], tuple[SourceFile, ...]) if row is not None else ()

    def unsteady(self) -> set[str]:
        """Return the keys of those that gave another result when they were marked again."""
        return {key for (key,) in self._base.execute("SELECT key FROM unsteady")}

    def add(self, key: str, work: Work, sources: Sequence[SourceFile]) -> Work:
        """Keep a result, unless there is one; return the one that counts."""
        plain = text(evolve(work, seconds=0.0))
        row = (key, plain, work.seconds, text(tuple(sources)))
        with _kept(self._file), self._base:
            new = self._base.execute("INSERT OR IGNORE INTO works VALUES (?, ?, ?, ?)", row)
            if new.rowcount:
                return work
            first = self._first(key)
            if marks(first) != marks(work):
                self._base.execute("INSERT OR IGNORE INTO unsteady VALUES (?, ?)", (key, plain))
        return first

    def _first(self, key: str) -> Work:
        row = self._base.execute("SELECT work, seconds FROM works WHERE key = ?", (key,)).fetchone()
        return evolve(record(row[0], Work), seconds=row[1])


def marks(work: Work) -> list[tuple[Any, ...]]:
    """Return what of a result is a mark; messages may name an address in memory."""
    found = [mark("", each) for each in work.reports]
    return [(each.score, each.status, each.first_wrong, each.misconception) for each in found]


@contextmanager
def journal(folder: Path, identity: Identity, *, resume: bool) -> Iterator[Journal]:
    """Open the journal of a folder, or begin one.

    Parameters
    ----------
    folder : Path
    identity : mapping
        Of this run; that of a journal that is there has to be the same.
    resume : bool
        Whether to go on with a journal that is there.

    Raises
    ------
    ClassRunError
        With the way out.
    """
    file = folder / FILE
    with _kept(file):
        base = sqlite3.connect(file, timeout=0)
    try:
        with _kept(file):
            _prepare(base, file)
            _begin(base, file, identity, resume)
        yield Journal(base, file)
    finally:
        base.close()


def _prepare(base: sqlite3.Connection, file: Path) -> None:
    found = base.execute("PRAGMA user_version").fetchone()[0]
    if found not in (0, FORMAT):
        raise ClassRunError(
            f"{file}: was written by another version of gdtrace (its format is {found}, not "
            f"{FORMAT}). " + BEGIN_AGAIN.format(file=FILE)
        )
    base.execute("PRAGMA journal_mode = WAL")
    # What was added is safe when a process dies. A machine that loses its power may lose the last
    # results, never the order: they are marked again.
    base.execute("PRAGMA synchronous = NORMAL")
    with base:
        base.executescript(TABLES)
        base.execute(f"PRAGMA user_version = {FORMAT}")


def _begin(base: sqlite3.Connection, file: Path, identity: Identity, resume: bool) -> None:
    """Say whose results these are; those of another run are neither mixed nor thrown away."""
    before = dict(base.execute("SELECT name, value FROM run"))
    now = {name: json.dumps(value) for name, value in identity.items()}
    if base.execute("SELECT 1 FROM works LIMIT 1").fetchone() is None:
        with base:
            base.execute("DELETE FROM run")
            base.executemany("INSERT INTO run VALUES (?, ?)", now.items())
    elif not resume:
        raise ClassRunError(
            f"{file}: there are results in this folder. Go on with them: add --resume. "
            + BEGIN_AGAIN.format(file=FILE)
        )
    elif before != now:
        names = [name for name in now if before.get(name) != now[name]]
        raise ClassRunError(
            f"{file}: was written with {_differences(names, before, now)}. "
            + BEGIN_AGAIN.format(file=FILE)
        )


def _differences(names: Sequence[str], before: dict[str, str], now: dict[str, str]) -> str:
    said = []
    for name in names:
        old, new = before.get(name, "none"), now[name]
        brief = len(old) + len(new) < 80 and name != "secret"
        said.append(f"{name} {old}, not {new}" if brief else f"another {name}")
    return " and ".join(said)


@contextmanager
def _kept(file: Path) -> Iterator[None]:
    """Say what is wrong with the journal, and that nothing in it is lost."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise GraderError(
            f"{file}: {error}. What is in it so far is kept; mend that, then add --resume"
        ) from error
    except sqlite3.DatabaseError as error:
        raise ClassRunError(f"{file}: {error}. " + BEGIN_AGAIN.format(file=FILE)) from error
