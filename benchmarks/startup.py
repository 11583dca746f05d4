"""How long the command takes to start, next to Python alone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.records import Bar, Started, ratio

NOTHING, NUMPY = "python -c pass", 'python -c "import numpy"'
HELP, TRACE = "gdtrace --help", "gdtrace trace tutorial-3-2-1 --at last"


def commands() -> dict[str, list[str]]:
    """Return the commands by what they are called in the table."""
    script = shutil.which("gdtrace", path=str(Path(sys.executable).parent))
    gdtrace = [script] if script else [sys.executable, "-m", "gdtrace"]
    return {
        NOTHING: [sys.executable, "-c", "pass"],
        NUMPY: [sys.executable, "-c", "import numpy"],
        HELP: [*gdtrace, "--help"],
        TRACE: [*gdtrace, "trace", "tutorial-3-2-1", "--at", "last"],
    }


def measure(rounds: int) -> list[Started]:
    """Time every command once per round, in turn, after each has run once untimed."""
    if not hasattr(os, "wait4"):
        return []
    seconds: dict[str, list[float]] = {name: [] for name in commands()}
    for number in range(rounds + 1):
        for name, command in commands().items():
            spent = cpu_time(command)
            if number:
                seconds[name].append(spent)
    return [Started(name, median(times), min(times)) for name, times in seconds.items()]


def cpu_time(command: list[str]) -> float:
    """Return the CPU time of a command in seconds, its own and the system's for it."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_utime + usage.ru_stime


def bars(started: list[Started]) -> list[Bar]:
    """Return the bars on starting."""
    seconds = {line.command: line.seconds for line in started}

    def bar(name: str, command: str, against: str, limit: float) -> Bar:
        value = ratio(seconds.get(command), seconds.get(against))
        return Bar(name, f"CPU time of {command} / {against}", limit, value)

    return [bar("help", HELP, NOTHING, 6.0), bar("trace", TRACE, NUMPY, 4.5)]
