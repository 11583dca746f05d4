"""A submission that tries what none may do, and one that does what all may do.

Before marks are given, both run in the sandbox: if the first gets through with anything, or the
second is stopped, nothing is graded.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from gdtrace.errors import IsolationError
from gdtrace.sandbox.child import Child
from gdtrace.sandbox.claims import Failure, Returned

SECRET = "what no submission may read"

TRIES = {
    "look": "see the environment of the grader",
    "find": "import gdtrace",
    "take": "import gdtrace from its folder",
    "read": "read a file",
    "list": "list a folder",
    "write": "write a file",
    "fork": "start a process",
    "start": "start a program",
    "connect": "open a connection",
    "signal": "send a signal to another process",
}
"""What the canary tries, and how a message calls it."""

HELD_OFF = {"L1": ("look", "find"), "L2": tuple(TRIES)}
"""What each level has to hold off."""

SOURCE = """
import os, socket, sys

def look(folder, package):
    return len(os.environ) > 0

def find(folder, package):
    import gdtrace
    return True

def take(folder, package):
    sys.path.insert(0, package)
    import gdtrace
    return True

def read(folder, package):
    with open(folder + "/secret.txt") as file:
        return len(file.read()) > 0

def list(folder, package):
    return len(os.listdir(folder)) > 0

def write(folder, package):
    with open(folder + "/written.txt", "w") as file:
        return file.write("x") > 0

def fork(folder, package):
    if os.fork() == 0:
        os._exit(0)
    return True

def start(folder, package):
    os.posix_spawn(sys.executable, [sys.executable, "-c", ""], {})
    return True

def connect(folder, package):
    socket.socket().close()
    return True

def signal(folder, package):
    os.kill(os.getppid(), 0)
    return True
"""

HONEST = """
import collections, copy, dataclasses, decimal, fractions, functools, itertools, json, math, random
import re, statistics, time, typing
import numpy as np
import matplotlib.pyplot as plt

@dataclasses.dataclass
class Layer:
    weights: typing.Any

def honest(x):
    plt.plot(x)
    np.random.seed(0)
    drawn = np.random.rand(2, 2)
    solved = np.linalg.solve(np.eye(2), np.array(x))
    print(json.dumps([1.0]), decimal.Decimal("0.5"), statistics.mean(x), time.time() > 0)
    return Layer(solved).weights @ np.ones(2)
"""


def test(child: Child, honest: Child) -> None:
    """Let a canary try everything in one child, and an honest submission run in another.

    Raises
    ------
    IsolationError
        If the sandbox does not hold, or refuses what honest submissions do.
    """
    done = _done(child)
    if done:
        raise IsolationError(
            f"the sandbox does not hold: a submission could {', '.join(done)}. Nothing was graded."
        )
    honest.load(HONEST, "honest.py")
    (found,) = honest.calls("honest", [[[1.0, 2.0]]])
    if not isinstance(found, Returned) or found.value != 3.0:
        why = _why(found) if isinstance(found, Failure) else f"it gives {found.value!r}, not 3.0"
        raise IsolationError(
            f"the sandbox stops what every submission may do: {why}. Nothing was graded."
        )


def _done(child: Child) -> list[str]:
    """Return what the canary could do."""
    package = str(Path(__file__).parents[2])
    with TemporaryDirectory(prefix="gdtrace-canary-") as folder:
        Path(folder, "secret.txt").write_text(SECRET, encoding="utf-8")
        loaded = child.load(SOURCE, "canary.py")
        if isinstance(loaded, Failure):
            raise IsolationError(f"the sandbox could not be tested: {_why(loaded)}")
        tried = HELD_OFF[child.isolation]
        return [TRIES[name] for name in tried if _succeeds(child, name, [folder, package])]


def _succeeds(child: Child, name: str, arguments: list[object]) -> bool:
    (found,) = child.calls(name, [arguments])
    if isinstance(found, Returned):
        return bool(found.value)
    # Anything but an exception tells nothing, so it counts as done.
    return found.kind != "exception"


def _why(failure: Failure) -> str:
    return f"{failure.type}: {failure.message}" if failure.type else failure.message
