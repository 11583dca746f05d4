"""Tables kept between runs: what was worked out for an exercise and a seed.

They lie in the user's cache folder, or where ``GDTRACE_CACHE`` says; ``GDTRACE_CACHE=off`` keeps
none. A table that cannot be read or written is worked out again.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

MOST_KEPT = 400
"""So many tables are kept; the oldest are thrown away."""

NAMES = "names of all arrays"
"""The array by which a table is known to be whole."""

Table = Mapping[str, NDArray[Any]]


def kept(name: str, make: Callable[[], Table]) -> Table:
    """Return a table by everything it depends on, as text; make it if it is not there."""
    folder = cache_folder()
    if folder is None:
        return make()
    path = folder / f"{_digest(name)}.npz"
    found = _read(path)
    if found is None:
        found = make()
        _write(path, found)
    return found


def cache_folder() -> Path | None:
    """Return the folder for tables; None if none are to be kept."""
    chosen = os.environ.get("GDTRACE_CACHE", "")
    if chosen.lower() in ("off", "0", "no"):
        return None
    if chosen:
        return Path(chosen)
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(home / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(home / ".cache")
    return Path(base) / "gdtrace"


def _digest(name: str) -> str:
    return hashlib.sha256(f"{name}\n{_program_version()}".encode()).hexdigest()[:32]


@cache
def _program_version() -> str:
    """Return what changes whenever a file of the package does."""
    text = "".join(sorted(_states(str(Path(__file__).parents[1]))))
    return hashlib.sha256(f"{text}{numpy.__version__}".encode()).hexdigest()


def _states(folder: str) -> Iterator[str]:
    """Yield name, size and time of every file of Python below a folder."""
    # Path.rglob takes three times as long, and every check waits for this.
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                state = entry.stat()
                yield f"{entry.path}:{state.st_size}:{state.st_mtime_ns}\n"
            elif entry.is_dir(follow_symlinks=False):
                yield from _states(entry.path)


def _read(path: Path) -> Table | None:
    try:
        with path.open("rb") as stream, numpy.load(stream, allow_pickle=False) as file:
            table = {name: file[name] for name in file.files}
            names = table.pop(NAMES, numpy.array([])).tolist()
            return table if sorted(table) == names else None
    except (OSError, ValueError, KeyError, EOFError):
        return None
    except Exception as error:
        # A damaged archive raises what zipfile and zlib think fit.
        if type(error).__module__ in ("zipfile", "zlib"):
            return None
        raise


def _write(path: Path, table: Table) -> None:
    """Write a table whole or not at all."""
    # Most runs write none.
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                whole = {**table, NAMES: numpy.array(sorted(table))}
                numpy.savez(file, **whole)  # type: ignore[arg-type]
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
        _throw_away(path.parent)
    except OSError:
        return


def _throw_away(folder: Path) -> None:
    files = sorted(folder.glob("*.npz"), key=lambda each: each.stat().st_mtime)
    for path in files[: max(0, len(files) - MOST_KEPT)]:
        path.unlink(missing_ok=True)
