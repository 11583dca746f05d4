"""Files that gdtrace writes for a class: whole or not at all, in folders with harmless names."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

HARMLESS = frozenset(" -_.,+@'()=~")
"""Signs beside letters and digits that every file system takes in a name."""

LONGEST, MOST_BYTES = 100, 200
"""A name of a folder has no more letters than this, and no more bytes."""

GRADEBOOK = "gradebook.csv"
TIMINGS = "timings.csv"
PROBLEMS = "problems.txt"
OVERRIDES = "overrides.csv"
CLASS_PAGE = "class.html"
CLASS_DATA = "class.json"
JOURNAL = "journal"
LOCK = "running.lock"

OWN = (GRADEBOOK, TIMINGS, PROBLEMS, OVERRIDES, CLASS_PAGE, CLASS_DATA, JOURNAL, LOCK)
"""How the names of the files begin that lie beside the folders of the students."""

PORTS = {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
RESERVED = {"con", "prn", "aux", "nul", *PORTS}
"""Names that Windows gives to no folder, whatever their ending."""


def write_whole(path: Path, text: str) -> None:
    """Write a file that is renamed when it is whole: nobody ever finds half of it.

    Parameters
    ----------
    path : Path
        Its folder is made if it is not there.
    text : str
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as stream:
            stream.write(text.encode("utf-8", "backslashreplace"))
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def settle() -> None:
    """Wait until everything that was written is on the disk: once, not for each of many files."""
    if hasattr(os, "sync"):
        os.sync()


def folder_name(student: str) -> str:
    """Return the name of a student's folder; two students never share one.

    >>> folder_name("Ada Lovelace"), folder_name("../x"), folder_name("class.html")
    ('Ada Lovelace', '%2E.%2Fx', '%63lass.html')
    """
    name = "".join(sign if _is_harmless(sign) else _quoted(sign) for sign in student)
    lower = name.lower()
    if name[:1] in (".", " ") or lower.startswith(OWN) or lower.partition(".")[0] in RESERVED:
        name = _quoted(name[:1]) + name[1:]
    if name[-1:] in (".", " "):
        name = name[:-1] + _quoted(name[-1])
    if not name:
        return "%"
    if len(name) > LONGEST or len(name.encode()) > MOST_BYTES:
        return f"{_cut(name)}%{sha256(student.encode()).hexdigest()[:8]}"
    return name


def _cut(name: str) -> str:
    """Return the beginning of a name, with room for nine more letters."""
    return name[: LONGEST - 9].encode()[: MOST_BYTES - 9].decode(errors="ignore")


def _is_harmless(sign: str) -> bool:
    return sign.isalnum() or sign in HARMLESS


def _quoted(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "surrogatepass"))
