"""A set-up for Classroom 50: the autograder of an assignment."""

from __future__ import annotations

from gdtrace.setups.plan import Option, Plan

AUTOGRADER = '''\
"""Classroom 50 runs this for every submission: writes result.json and release-body.md."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
REQUIREMENT = "@REQUIREMENT@"
# Without isolation L2 there is no score: a submission could read how it is marked.
OPTIONS = ["--isolation", "require:L2", @OPTIONS@]
# This is run in the folder of a submission: nothing may be imported from there.
PYTHON = [sys.executable, "-P", "-m"]
RAN = (0, 1, 3)
"""Exit codes with a result: right, wrong, could not be run. Else there is no score."""


def main() -> int:
    """Check the folder that this is run in; 0 if there is a result, however wrong the work is."""
    if "GDTRACE" not in os.environ:
        # A wheel of gdtrace beside this file is taken first.
        pip = [*PYTHON, "pip", "install", "--quiet", "--find-links", str(HERE)]
        subprocess.run([*pip, REQUIREMENT], check=True)
    code = checked("classroom50", "result.json")
    if code in RAN:
        checked("markdown", "release-body.md")
    return 0 if code in RAN else code


def checked(form: str, output: str) -> int:
    """Write the result in a format and return the exit code."""
    gdtrace = os.environ.get("GDTRACE", "").split() or [*PYTHON, "gdtrace"]
    command = [*gdtrace, "check", ".", *OPTIONS, "--format", form, "--output", output]
    return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main())
'''

README = """\
# Autograder for Classroom 50

@EXERCISES@

1. Copy all files of this folder to `CLASSROOM/autograders/ASSIGNMENT/` in your `classroom50`
   repository, with your own names for the words in capitals, and commit them.
2. Take Python 3.11 or newer for the assignment. The default is newer.
3. Hand in a right and a wrong solution yourself, and look at their releases.

`result.json` has whole numbers for points: fractions are rounded so that the sum is the rounded
sum. The release of a submission shows the whole report. If gdtrace itself fails, the run ends with
an error and there is no score; run it again. So it does if the machine does not keep submissions
apart from the answers (isolation L2); `auto` in `autograder.py` takes what there is.
"""


def files(plan: Plan) -> dict[str, str]:
    """Return the files of the set-up, by their names."""
    options = ", ".join(text for each in plan.options for text in _option(each))
    return {"autograder.py": AUTOGRADER.replace("@OPTIONS@", options), "README.md": README}


def _option(option: Option) -> tuple[str, str]:
    value = f"str(HERE / {option.value!r})" if option.copied else repr(option.value)
    return repr(option.name), value
