"""The peak memory of one contestant, in a process of its own."""

import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
STATUS = Path("/proc/self/status")
RESET = Path("/proc/self/clear_refs")
PROCESS = "peak resident memory of a process of its own, less what it had before the run"
PYTHON = "peak memory that Python and numpy asked for (tracemalloc), in a process of its own"


def method() -> str:
    """Say how memory is measured on this system."""
    return PROCESS if STATUS.exists() else PYTHON


def peak(task: str, file: str, iterations: int) -> dict[str, int]:
    """Run a contestant in a process of its own; return its peak and the columns' own bytes."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    result = subprocess.run(
        [sys.executable, "-m", "benchmarks.memory", task, file, str(iterations)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    found: dict[str, int] = json.loads(result.stdout.splitlines()[-1])
    return found


def grown(run: Callable[[], Any]) -> int:
    """Return by how many bytes the memory of this process grows at most during a run."""
    if not STATUS.exists():
        tracemalloc.start()
        kept = run()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        del kept
        return most
    before = _peak_from_here()
    kept = run()
    most = _status("VmHWM") - before
    del kept
    return max(0, most)


def _peak_from_here() -> int:
    """Forget the peak so far; return what it then starts from."""
    try:
        RESET.write_text("5", encoding="ascii")
    except OSError:
        # Where that is not allowed, only what goes beyond the peak so far can be seen.
        return _status("VmHWM")
    return _status("VmRSS")


def _status(name: str) -> int:
    for line in STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise ValueError(f"{STATUS} has no line {name}")


def child(task_name: str, file: str, iterations: int) -> dict[str, int]:
    """Measure a contestant in this process."""
    from benchmarks.peers import TRACED, contestant
    from benchmarks.problems import task
    from gdtrace import train

    problem = task(task_name).make()
    peer = contestant(file)
    if file in TRACED or peer.SCALABLE:
        # What is imported or compiled once is not part of a run.
        peer.make(problem, 1)()
    run = peer.make(problem, iterations)
    return {"peak": grown(run), "rows": iterations * train(problem, iterations=1).columns.width * 8}


if __name__ == "__main__":
    print(json.dumps(child(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
