"""How long it takes to grade a submission of a class, right or wrong, next to pytest and to a fork.

CPU time of all processes together, so that it is the time on one core: the grader, the process that
forks, and the children. A submission has ten functions, or only one; 50 calls are judged, or a few
more. What a class needs once (the tables, the start of the sandbox) is left out.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.records import Bar, Started, ratio
from benchmarks.startup import cpu_time
from benchmarks.timing import children

SOLUTIONS = Path(__file__).resolve().parents[1] / "solutions"

EXERCISES = (
    "train-step",
    "hidden-gradients",
    "output-gradients",
    "forward-pass",
    "cross-entropy",
    "update-weight",
    "sigmoid-derivative",
    "error-derivative",
    "error",
    "sigmoid",
)
"""Those of the tutorial's step. The last one of two functions with one name counts."""

SLIPS = (
    ("error", "numpy.power(predicted - target, 2)", "numpy.abs(predicted - target)"),
    ("error-derivative", "2 * (predicted", "(predicted"),
    ("error-derivative", "(predicted - target)", "(target - predicted)"),
    ("sigmoid-derivative", "(1.0 - sigmoid(sop))", "(1.0 + sigmoid(sop))"),
    ("update-weight", "w - learning_rate", "w + learning_rate"),
    ("cross-entropy", "+ (1 - y)", "- (1 - y)"),
    ("forward-pass", "numpy.sum(w_hidden2 * x)", "numpy.sum(w_hidden1 * x)"),
    ("forward-pass", "w_output * numpy", "w_output + numpy"),
    ("output-gradients", "[sig1, sig2]", "[sig2, sig1]"),
    ("output-gradients", "2 * (predicted", "(predicted"),
    ("hidden-gradients", "g3 = w_output[1]", "g3 = w_output[0]"),
    ("hidden-gradients", "g5 = x", "g5 = x + 0.5"),
    ("train-step", "g1 = 2 * (predicted", "g1 = (predicted"),
    ("train-step", "g3 = w_output[1]", "g3 = w_output[0]"),
    ("train-step", "g2 = sigmoid_sop_deriv(sop3)", "g2 = sigmoid(sop3)"),
)
"""An exercise, what stands in its solution, and what stands there instead."""

ONE = "update-weight"
"""The exercise of the submission with one function."""

ONE_SLIPS = (
    ("w - learning_rate", "w + learning_rate"),
    ("w - learning_rate * grad", "w - grad"),
    ("w - learning_rate * grad", "w * (1 - learning_rate * grad)"),
    ("w - learning_rate * grad", "learning_rate * grad"),
    ("learning_rate * grad", "learning_rate * grad / 2"),
    ("learning_rate * grad", "learning_rate * (grad + 0.5)"),
)
"""What stands in its solution, and what instead; not all of that is a known mistake."""

CALLS = 50
RIGHT, SMALL = "a right submission", "a right submission with one function"
SMALL_WRONG = "a wrong one with one function, in a way that nobody has made before"
NEW = "a wrong one, a mistake that nobody has made before"
AGAIN = "a wrong one, a mistake that others have made"
EMPTY = "a child of the sandbox that runs nothing"
FORK = "a fork of a process with numpy"
PYTEST = "pytest with the same 50 calls"

SHARE = 0.3
"""So many submissions of a class are wrong."""

FORKS = 100
FORKING = f"""
import os, numpy, time, resource
numpy.zeros(2)
def spent():
    each = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in each)
before = spent()
for _ in range({FORKS}):
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
print((spent() - before) / {FORKS})
"""

TESTS = """\
import numpy
import pytest
from solution import *

CASES = {cases!r}


@pytest.mark.parametrize(("name", "arguments"), CASES)
def test_case(name, arguments):
    value = globals()[name](*(numpy.array(each) for each in arguments))
    parts = value if isinstance(value, tuple) else (value,)
    assert all(numpy.isfinite(each).all() for each in parts)
"""


def measure(rounds: int) -> list[Started]:
    """Time everything once per round, in turn, after each has run once untimed."""
    if sys.platform != "linux":
        return []
    from gdtrace.grading.exercise_files import exercise
    from gdtrace.grading.one_source import sets_of

    sets = sets_of([exercise(each) for each in EXERCISES], 0)
    many = repeated()
    seconds: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        prepared(Path(folder), sets)
        runs: Mapping[str, Callable[[], float]] = {
            FORK: forked,
            EMPTY: lambda: graded([""] * 20, sets),
            SMALL: lambda: graded([solution(ONE)] * 20, many),
            SMALL_WRONG: lambda: graded(wrong_ones(), many, forget=True),
            RIGHT: lambda: graded([right()] * 20, sets),
            NEW: lambda: graded(wrong(), sets, forget=True),
            AGAIN: lambda: graded(wrong(), sets, before=wrong()),
            PYTEST: lambda: tested(Path(folder)),
        }
        for number in range(rounds + 1):
            for name, run in runs.items():
                spent = run()
                if number:
                    seconds.setdefault(name, []).append(spent)
    return [Started(name, median(times), min(times)) for name, times in seconds.items()]


def repeated() -> Any:
    """Return so many sets of inputs of one exercise that they make enough calls."""
    from gdtrace.grading.exercise_files import exercise
    from gdtrace.grading.one_source import sets_of

    found: list[Any] = []
    for seed in range(CALLS):
        if sum(len(probe.calls) for probe in found) < CALLS:
            found += sets_of([exercise(ONE)], seed)[ONE]
    return {ONE: found}


def right() -> str:
    """Return the file of a submission that is right."""
    return "\n\n".join(map(solution, EXERCISES))


def wrong() -> list[str]:
    """Return files that are wrong in one function, each in its own way."""
    return [
        "\n\n".join(
            solution(each).replace(old, new) if each == name else solution(each)
            for each in EXERCISES
        )
        for name, old, new in SLIPS
    ]


def wrong_ones() -> list[str]:
    """Return files with one wrong function, each in its own way."""
    return [solution(ONE).replace(old, new) for old, new in ONE_SLIPS]


def solution(name: str) -> str:
    """Return the solution of an exercise."""
    return (SOLUTIONS / f"{name}.py").read_text(encoding="utf-8")


def graded(
    sources: Sequence[str], sets: Any, *, forget: bool = False, before: Sequence[str] = ()
) -> float:
    """Return the CPU time of grading one of the sources.

    ``forget`` what others have returned, or let others be graded ``before``.
    """
    from gdtrace.grading.exercise_files import exercise
    from gdtrace.grading.one_source import check_source
    from gdtrace.sandbox.sandbox import Sandbox

    exercises = [exercise(each) for each in sets]

    def run(given: Sequence[str]) -> float:
        start = spent()
        with Sandbox.start() as sandbox:
            assert not sandbox.missing, sandbox.missing
            for source in given:
                if forget:
                    for probe in (probe for own in sets.values() for probe in own):
                        probe.rights.pop("located", None)
                with sandbox.child() as child:
                    check_source(child, source, "solution.py", exercises=exercises, sets=sets)
        return spent() - start

    # What is paid once for a class is left out: the start of the sandbox, and others before.
    run(before)
    once = run(before)
    return (run([*before, *sources]) - once) / len(sources)


def spent() -> float:
    """Return the CPU time of this process and of all children that have ended."""
    times = os.times()
    return times.user + times.system + children()


def prepared(folder: Path, sets: Any) -> None:
    """Write the same calls as tests."""
    cases = [
        (probe.task.exercise.function, [plain(each) for each in probe.arguments(call)])
        for own in sets.values()
        for probe in own
        for call in probe.calls
    ]
    (folder / "solution.py").write_text(right(), encoding="utf-8")
    (folder / "test_solution.py").write_text(TESTS.format(cases=cases), encoding="utf-8")


def plain(value: Any) -> Any:
    """Return a value without numpy's types."""
    return value.tolist() if hasattr(value, "tolist") else value


def tested(folder: Path) -> float:
    """Return the CPU time of pytest; nothing is kept apart there."""
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:gdtrace", str(folder)]
    try:
        return cpu_time([sys.executable, "-m", "pytest", *options])
    except subprocess.CalledProcessError:
        return float("nan")


def forked() -> float:
    """Return the CPU time of a fork, and of the end of the child."""
    done = subprocess.run(
        [sys.executable, "-c", FORKING], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def bars(measured: Sequence[Started]) -> list[Bar]:
    """Return the bars on grading."""
    seconds = {line.command: line.seconds for line in measured}
    one, known, new = seconds.get(RIGHT), mixed(seconds, AGAIN), mixed(seconds, NEW)
    small = mixed(seconds, SMALL_WRONG, SMALL)
    return [
        Bar("right", f"CPU ms of {RIGHT} (100 a second on one core)", 10.0, ms(one)),
        Bar("small", f"CPU ms of {SMALL} (100 a second)", 10.0, ms(seconds.get(SMALL))),
        Bar(
            "small class",
            "CPU ms, 30 % of them wrong in new ways (60 a second)",
            1e3 / 60,
            ms(small),
        ),
        Bar(
            "class",
            "CPU ms, 30 % of ten functions wrong as others (60 a second)",
            1e3 / 60,
            ms(known),
        ),
        Bar(
            "new",
            "CPU ms, 30 % of ten functions wrong in new ways (60 a second)",
            1e3 / 60,
            ms(new),
        ),
        Bar("pytest", f"CPU time of that / {PYTEST}", 0.2, ratio(new, seconds.get(PYTEST))),
    ]


def mixed(seconds: Mapping[str, float], wrong: str, right: str = RIGHT) -> float | None:
    """Return the time of a submission on average, where some are wrong."""
    one, other = seconds.get(right), seconds.get(wrong)
    return None if one is None or other is None else (1 - SHARE) * one + SHARE * other


def ms(value: float | None) -> float | None:
    """Return seconds as milliseconds."""
    return None if value is None else 1000 * value
