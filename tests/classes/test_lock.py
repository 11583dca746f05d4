import subprocess
import sys

import pytest

from gdtrace.classes.lock import FILE, locked
from gdtrace.errors import ClassRunError

HOLD = """\
import pathlib, sys, time
from gdtrace.classes.lock import locked
with locked(pathlib.Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(60)
"""


def test_the_second_of_two_runs_is_refused(tmp_path):
    """It says what to do; the first one goes on."""
    with (
        locked(tmp_path),
        pytest.raises(ClassRunError, match=r"another run .* Wait .* --out"),
        locked(tmp_path),
    ):
        pass


def test_a_lock_ends_with_its_run(tmp_path):
    """The file that is left locks nothing."""
    for _ in range(2):
        with locked(tmp_path):
            pass
    assert (tmp_path / FILE).exists()


def test_a_lock_ends_with_its_process_however_that_ends(tmp_path):
    """Killed in the middle, it leaves no lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE
    ) as process:
        assert b"locked\n" == process.stdout.readline()
        with pytest.raises(ClassRunError, match="another run"), locked(tmp_path):
            pass
        process.kill()
        process.wait()
        with locked(tmp_path):
            pass
