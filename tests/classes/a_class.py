"""Classes for the tests: what students hand in, runs of the command, and their processes."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from processes import runs

RIGHT = """\
def error(predicted, target):
    return (predicted - target)**2

def update_w(w, grad, learning_rate):
    return w - learning_rate*grad
"""
UPHILL = RIGHT.replace("w - learning", "w + learning")
HALF = RIGHT.replace("def error", "def other")
BROKEN = "def error(:\n"
LEAVES = "import os\nos._exit(0)\n"
SLOW = "import time\ntime.sleep(0.3)\n" + RIGHT

ASSIGNMENT = (
    'title = "Week 3"\nsecret = "nobody guesses this"\n'
    'exercises = [{id = "error", points = 4}, {id = "update-weight", points = 6}]\n'
)


def written(folder, sources):
    """Write one file for each student."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    return folder


def assignment(folder, text=ASSIGNMENT):
    """Write an assignment."""
    file = folder / "a.toml"
    file.write_text(text, encoding="utf-8")
    return file


def arguments(folder, *more, out="out"):
    """Return the command line that marks the class in a folder."""
    place = ["grade", str(folder / "in"), "--assignment", str(folder / "a.toml")]
    return [*place, "--out", str(folder / out), "--isolation", "auto", *more]


def started(folder, *more, out="out"):
    """Start a run in a process of its own; use it as a context, so that it is waited for."""
    return subprocess.Popen(
        [sys.executable, "-m", "gdtrace", *arguments(folder, *more, out=out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process, seconds=120):
    """Wait for a run; return its exit code, and what it printed."""
    out, err = process.communicate(timeout=seconds)
    return process.returncode, out, err


def finished(folder, *more, out="out"):
    """Run a class to its end; return its exit code, and what it printed."""
    with started(folder, *more, out=out) as process:
        return ended(process)


def book(folder, out="out"):
    """Return the bytes of the gradebook."""
    return (folder / out / "gradebook.csv").read_bytes()


def rows(folder, out="out"):
    """Return student, exercise, score and status of every row of the gradebook."""
    lines = book(folder, out).decode().splitlines()[1:]
    return [tuple(line.split(",")[place] for place in (0, 1, 2, 4)) for line in lines]


def recorded(out):
    """Return how many results a journal has, if there is one."""
    if not (out / "journal.sqlite").exists():
        return 0
    base = sqlite3.connect(out / "journal.sqlite")
    try:
        return base.execute("SELECT count(*) FROM works").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        base.close()


def until(what, seconds=60.0):
    """Wait until something holds, and return what it gave."""
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come to hold")


def children(pid):
    """Return the processes that a process has started (on Linux)."""
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
        texts = [Path(f"/proc/{pid}/task/{task}/children").read_text() for task in tasks]
    except OSError:
        return []
    return [int(each) for text in texts for each in text.split()]


def family(pid):
    """Return all processes below one: graders, then zygotes, then children."""
    generations = [[pid]]
    while generations[-1]:
        generations.append([own for each in generations[-1] for own in children(each)])
    return [each for one in generations[1:] for each in one]


def killed(pid):
    """Kill a process; say whether that has ended it, and not it itself before."""
    was_running = runs(pid)
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return was_running
