"""How long it takes to check a submission, right or wrong, next to importing numpy.

Wall time on all cores: the submission's process starts while the command gets ready.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.processor import every_core
from benchmarks.records import Bar, Started, ratio
from benchmarks.startup import NUMPY, commands

RIGHT, LISTED = "check of a right update_w", "check of a right train_step"
KNOWN, UNKNOWN = "check of a known mistake", "check of an unknown mistake"
FIRST = "check of an unknown mistake, without tables"

UPDATE = "def update_w(w, grad, learning_rate):\n    return w - learning_rate*grad\n"
STEP = """import numpy


def sigmoid(sop):
    return 1.0 / (1 + numpy.exp(-1 * sop))


def train_step(x, target, w1, w2, w3, learning_rate):
    sig1 = sigmoid(numpy.sum(w1 * x))
    sig2 = sigmoid(numpy.sum(w2 * x))
    predicted = sigmoid(w3[0] * sig1 + w3[1] * sig2)
    g1 = 2 * (predicted - target)
    g2 = predicted * (1 - predicted)
    g4_1 = sig1 * (1 - sig1)
    g4_2 = sig2 * (1 - sig2)
    new_w3 = w3 - learning_rate * numpy.array([sig1, sig2]) * g2 * g1
    new_w1 = w1 - learning_rate * x * g4_1 * w3[0] * g2 * g1
    new_w2 = w2 - learning_rate * x * g4_2 * w3[1] * g2 * g1
    return new_w1, new_w2, new_w3
"""

FILES = {
    RIGHT: ("update-weight", UPDATE),
    LISTED: ("train-step", STEP),
    KNOWN: ("train-step", STEP.replace("2 * (predicted - target)", "predicted - target")),
    UNKNOWN: ("train-step", STEP.replace("sig2 * (1 - sig2)", "sig2 * (1 - sig1)")),
}


def measure(rounds: int) -> list[Started]:
    """Time every check once per round, in turn, after each has run once untimed."""
    seconds: dict[str, list[float]] = {name: [] for name in (NUMPY, *FILES, FIRST)}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds + 1):
            for name, spent in _round(Path(folder), number):
                if number:
                    seconds[name].append(spent)
    return [Started(name, median(times), min(times)) for name, times in seconds.items()]


def _round(folder: Path, number: int) -> Iterator[tuple[str, float]]:
    gdtrace = commands()["gdtrace --help"][:-1]
    yield NUMPY, wall_time(commands()[NUMPY], folder / "kept")
    for name, (exercise, source) in FILES.items():
        file = folder / f"{name.replace(' ', '_')}.py"
        file.write_text(source)
        command = [*gdtrace, "check", str(file), "--exercise", exercise]
        yield name, wall_time(command, folder / "kept")
    # A folder of its own each time: nothing has been worked out there.
    yield FIRST, wall_time(command, folder / f"new{number}")


def wall_time(command: list[str], tables: Path) -> float:
    """Return the seconds until a command has ended; it may find something wrong."""
    environment = {**os.environ, "GDTRACE_CACHE": str(tables)}
    # As on a user's machine, where compiled files are kept.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = perf_counter()
    done = subprocess.run(
        command,
        stdout=subprocess.DEVNULL,
        env=environment,
        preexec_fn=every_core if sys.platform == "linux" else None,
        check=False,
    )
    spent = perf_counter() - start
    if done.returncode not in (0, 1):
        raise subprocess.CalledProcessError(done.returncode, command)
    return spent


def bars(measured: list[Started]) -> list[Bar]:
    """Return the bars on checking."""
    seconds = {line.command: line.seconds for line in measured}
    share = ratio(seconds.get(RIGHT), seconds.get(NUMPY))

    def adds(name: str) -> float | None:
        whole, right = seconds.get(name), seconds.get(LISTED)
        return None if whole is None or right is None else whole - right

    return [
        Bar("check", f"time of a {RIGHT} / {NUMPY}", 3.0, share),
        Bar("wrong, first", f"seconds that a {FIRST} takes longer", 1.5, adds(FIRST)),
        Bar("wrong, known", f"seconds that a {KNOWN} takes longer", 0.1, adds(KNOWN)),
        Bar("wrong, unknown", f"seconds that a {UNKNOWN} takes longer", 0.1, adds(UNKNOWN)),
    ]
