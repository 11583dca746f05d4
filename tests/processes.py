"""What tests ask about processes: whether one runs, which a sandbox has, as whom to run one."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

NOBODY = 65534


def runs(pid):
    """Say whether a process runs; one that waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def all_gone(pids, seconds=10):
    """Wait until none of these processes runs; say whether that has happened in time."""
    until = time.monotonic() + seconds
    while any(map(runs, pids)) and time.monotonic() < until:
        time.sleep(0.01)
    return not any(map(runs, pids))


def as_nobody(code):
    """Run Python code as another user than root; return its output, None if that is impossible.

    The interpreter of the tests may lie in a folder that only root can enter.
    """
    interpreters = [sys.executable, shutil.which("python3", path="/usr/bin:/usr/local/bin")]
    folders = [path for path in sys.path if path.endswith("site-packages")]
    package = Path(__file__).parents[1]
    paths = os.pathsep.join([*_further(folders), *folders, str(package)])
    for each in filter(None, interpreters):
        try:
            done = subprocess.run(
                [each, "-B", "-c", f"import numpy, attrs\n{code}"],
                capture_output=True,
                text=True,
                cwd="/",
                env={"PYTHONPATH": paths, "PATH": os.environ["PATH"]},
                user=NOBODY,
                group=NOBODY,
                extra_groups=[],
            )
        except PermissionError:
            continue
        if "ModuleNotFoundError: No module named" not in done.stderr:
            return done.stdout + done.stderr
    return None


def _further(folders):
    """Return the folders that the path files of others name."""
    files = [file for folder in folders for file in Path(folder).glob("*.pth")]
    lines = [line for file in files for line in file.read_text().splitlines()]
    return [line for line in lines if line.startswith("/") and Path(line).is_dir()]
