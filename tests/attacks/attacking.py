"""Runs attacks in a sandbox, and says what harm they did to the machine, the grader and others."""

import ctypes
import os
import secrets
import socket
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock

from attrs import field, frozen
from made import MADE, RIGHT

from gdtrace.errors import SubmissionError
from gdtrace.grading import report_classroom50
from gdtrace.grading.check import check_in
from gdtrace.grading.report import Report
from gdtrace.grading.report_formats import RENDERERS, rendered
from gdtrace.sandbox import seccomp
from gdtrace.sandbox.sandbox import Sandbox

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAMS = HERE / "programs"
PREAMBLE = "# preamble"
LIMITS = {"load_limit": 0.5, "call_limit": 0.3, "budget": 4.0}
"""Seconds, for attacks that never end; the others have the usual ones, however busy it is here."""

PLACES = ("/", "/tmp", "/var/tmp", "/dev/shm", str(ROOT), str(ROOT / "gdtrace"))
"""Where attacks leave files with the marker in their name, if they can."""

TOLD = {
    "path": "student.py",
    "lines": 5,
    "now": "2026-01-01T00:00:00Z",
    "environment": dict.fromkeys(report_classroom50.VARIABLES.values(), "x"),
}
"""What some formats have to be told."""

LONGEST = 40_000
"""A report in any format has so many letters at most, whatever a submission says."""

VARIABLE = "GDTRACE_ATTACK_SECRET"


@frozen
class Attack:
    """One program, and what is expected of the grader; all of it alternatives."""

    name: str
    statuses: tuple[str, ...]
    kinds: tuple[str, ...]
    says: tuple[str, ...]
    exercise: str = "update-weight"
    group: str = field(init=False)

    @group.default
    def _group(self) -> str:
        return self.name.split("/")[0]

    @property
    def limits(self) -> Mapping[str, float]:
        """How long it may take."""
        return LIMITS if "timeout" in self.kinds else {}


@frozen
class Outcome:
    """What the grader said, in all formats, and what harm was done."""

    status: str
    kind: str
    score: float | None
    texts: Mapping[str, str]
    harm: tuple[str, ...]
    seconds: float

    @property
    def text(self) -> str:
        """The report as JSON with all space made one blank, so that a sentence can be found."""
        return " ".join(self.texts.get("json", "").split())


@frozen
class World:
    """What surrounds the grader: a canary file, a home, a secret, ears for messages."""

    root: Path
    marker: str
    secret: str
    ears: tuple[socket.socket, ...]

    def source(self, name: str) -> bytes:
        """Return the file of an attack, with what it would have found out filled in."""
        if name in MADE:
            return MADE[name]()
        text = (PROGRAMS / f"{name}.py").read_text(encoding="utf-8")
        if f"\n{PREAMBLE}\n" in text:
            preamble = (HERE / "preamble.txt").read_text(encoding="utf-8")
            text = text.replace(f"\n{PREAMBLE}\n", f"\n{preamble}\n")
        known = {
            "canary": self.canary,
            "temp": self.root / "temp",
            "home": self.root / "home",
            "cwd": self.root / "cwd",
            "checkout": ROOT,
            "packages": Path(sys.modules["attrs"].__file__ or "").parents[1],
            "marker": self.marker,
            "variable": VARIABLE,
            "grader": os.getpid(),
            "port": self.ears[0].getsockname()[1],
            "allowed": " ".join(map(str, _allowed())),
            "secrethex": self.secret.encode().hex(),
        }
        for each, value in known.items():
            text = text.replace(f"@{each}@", str(value))
        return text.encode()

    @property
    def canary(self) -> Path:
        """A file with the secret, which no submission may read."""
        return self.root / "home" / "canary.txt"

    def files(self) -> dict[str, tuple[int, ...]]:
        """Return every file around the grader, with what would show a change."""
        found = [*self.root.rglob("*")]
        for place in PLACES:
            with suppress(OSError):
                found += [Path(place, each) for each in os.listdir(place) if self.marker in each]
        return {str(path): _state(path) for path in found}

    def heard(self) -> bool:
        """Say whether anything came through the network."""
        return any(list(map(_heard, self.ears)))


def _allowed() -> list[int]:
    """Return the numbers of the system calls that submissions may make on this machine."""
    column = seccomp.COLUMNS.index(os.uname().machine)
    return [each[column] for each in seccomp.CALLS.values() if each[column] is not None]


def _state(path: Path) -> tuple[int, ...]:
    with suppress(OSError):
        found = path.lstat()
        # A folder's own time changes when the sandbox makes its folder there and removes it.
        own = 0 if path.is_dir() else found.st_mtime_ns
        return found.st_mode, found.st_uid, own, 0 if path.is_dir() else found.st_size
    return ()


def _heard(ear: socket.socket) -> bool:
    """Take all that has come; say whether that is anything."""
    found = False
    with suppress(OSError):
        while True:
            if ear.type == socket.SOCK_STREAM:
                ear.accept()[0].close()
            else:
                ear.recv(100)
            found = True
    return found


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Make a world in a folder, and let this process live in it."""
    secret, marker = f"canary-{secrets.token_hex(12)}", f"marker{secrets.token_hex(6)}"
    for name in ("home", "temp", "cwd", "handed-in"):
        (folder / name).mkdir()
    with ExitStack() as stack:
        ears = tuple(stack.enter_context(each) for each in _ears(marker))
        made = World(folder, marker, secret, ears)
        made.canary.write_text(secret, encoding="utf-8")
        places = {"HOME": str(folder / "home"), "TMPDIR": str(folder / "temp"), VARIABLE: secret}
        stack.enter_context(mock.patch.dict(os.environ, places))
        stack.enter_context(mock.patch.object(tempfile, "tempdir", None))
        stack.callback(os.chdir, os.getcwd())
        os.chdir(folder / "cwd")
        stack.enter_context(_reaping())
        yield made


def _ears(marker: str) -> Iterator[socket.socket]:
    stream = socket.create_server(("127.0.0.1", 0))
    yield stream
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind(stream.getsockname())
    yield datagrams
    local = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    local.bind(f"\0{marker}")
    yield local
    for each in (stream, datagrams, local):
        each.setblocking(False)


@contextmanager
def _reaping() -> Iterator[None]:
    """Become the parent of orphans, so that none is overlooked."""
    control = ctypes.CDLL(None).prctl
    control(36, 1, 0, 0, 0)
    yield
    control(36, 0, 0, 0, 0)


def descendants() -> set[int]:
    """Return the processes below this one that run; those that only wait to be noticed do not."""
    parents: dict[int, int] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            state, parent = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z" or int(parent) != os.getpid():
                parents[int(name)] = int(parent)
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {os.getpid()}


def survivors(before: set[int]) -> set[int]:
    """Return the processes that were not there before, with a moment's patience."""
    end = time.monotonic() + 2
    while (left := descendants() - before) and time.monotonic() < end:
        time.sleep(0.01)
    return left


def outcome(sandbox: Sandbox, around: World, attack: Attack) -> Outcome:
    """Grade an attack, then a right submission, and look at what has changed."""
    file = around.root / "handed-in" / "student.py"
    file.write_bytes(around.source(attack.name))
    files, processes, started = around.files(), descendants(), time.monotonic()
    status, kind, score, texts = graded(sandbox, file, attack.exercise, attack.limits)
    harm = {
        "points": score is None or score > 0,
        "leak": any(around.secret in text for text in texts.values()),
        "hole": any("holes: " in text and "holes: none" not in text for text in texts.values()),
        "survivor": bool(survivors(processes)),
        "file": files != around.files(),
        "message": around.heard(),
        "flood": any(len(text) > LONGEST for text in texts.values()),
        "neighbour": not _neighbour_is_right(sandbox, file),
    }
    seconds = time.monotonic() - started
    return Outcome(status, kind, score, texts, tuple(k for k, v in harm.items() if v), seconds)


Graded = tuple[str, str, float | None, dict[str, str]]


def graded(sandbox: Sandbox, file: Path, exercise: str, limits: Mapping[str, float]) -> Graded:
    """Return the status, the kind of finding, the points and the report in all formats."""
    try:
        with sandbox.child(**limits) as child:
            report = check_in(child, file, exercise_id=exercise, hints=3)
    except SubmissionError as error:
        return "rejected", "intake", 0.0, {"json": str(error)}
    finding = report.finding if isinstance(report, Report) else report.failure
    texts = {form: rendered(form, **TOLD)(report, False) for form in RENDERERS}
    return report.status, finding.kind if finding else "", report.score, texts


def _neighbour_is_right(sandbox: Sandbox, file: Path) -> bool:
    file.write_text(RIGHT)
    return graded(sandbox, file, "update-weight", {})[:3] == ("passed", "", 1)


def attacks() -> dict[str, Attack]:
    """Return all attacks of the index, by name."""
    index = tomllib.loads((HERE / "index.toml").read_text(encoding="utf-8"))
    return {name: _attack(name, entry) for name, entry in index.items()}


def _attack(name: str, entry: dict[str, Any]) -> Attack:
    return Attack(
        name=name,
        statuses=_alternatives(entry["status"]),
        kinds=_alternatives(entry["kind"]),
        says=_alternatives(entry["says"]),
        exercise=entry.get("exercise", "update-weight"),
    )


def _alternatives(given: str | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
