"""A set-up for Gradescope: what goes into the zip archive of an autograder."""

from __future__ import annotations

from gdtrace.setups.plan import Plan

SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, when it builds the autograder: installs Python and gdtrace.
set -euo pipefail
root=${AUTOGRADER:-/autograder}

python=
new_enough='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
for name in python3 python3.14 python3.13 python3.12 python3.11; do
  if "$name" -c "$new_enough" 2>/dev/null; then
    python=$name
    break
  fi
done
if [ -z "$python" ]; then
  apt-get update
  apt-get install -y --no-install-recommends python3.11 python3.11-venv
  python=python3.11
fi

"$python" -m venv "$root/gdtrace"
# A wheel of gdtrace beside this script is taken first.
"$root/gdtrace/bin/python" -m pip install --find-links "$root/source" '@REQUIREMENT@'
"""

RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for every submission: writes results.json.
set -u
root=${AUTOGRADER:-/autograder}
source="$root/source"
gdtrace=${GDTRACE:-"$root/gdtrace/bin/gdtrace"}

mkdir -p "$root/results"
# Without isolation L2 there is no score: a submission could read how it is marked.
"$gdtrace" check "$root/submission" @OPTIONS@ \\
  --isolation require:L2 --format gradescope --output "$root/results/results.json"
code=$?
# Wrong work (1) and work that cannot be run (3) have a result: the autograder did what it should.
# Anything else has no score, and is for you to look at.
case $code in
  0 | 1 | 3) exit 0 ;;
  *) exit "$code" ;;
esac
"""

README = """\
# Autograder for Gradescope

@EXERCISES@

1. In this folder: `zip -r ../autograder.zip .` The scripts have to be at the top of the archive.
2. Gradescope: your assignment, *Configure Autograder*, upload `autograder.zip`. Take the newest
   Ubuntu that is offered; Python 3.11 or newer is installed if it is missing.
3. The points of the assignment: @POINTS@.
4. *Test Autograder* with a right and a wrong file before students can hand in.

Students hand in a Python file, several, or a notebook. They see a test for each part, with its
points and what is said about it. Work that cannot be run has no points and says why. If gdtrace
itself fails there is no score: *Rerun Autograder*, or look at the output of the run.

A submission runs apart from the answers (isolation L2). If Gradescope's machines do not offer that,
the output says so and nothing gets a score. `--isolation auto` in `run_autograder` takes what there
is; the isolation that was there stands in every result.

`setup.sh` installs @REQUIREMENT@. Put a wheel of gdtrace beside it to install that one instead.
"""


def files(plan: Plan) -> dict[str, str]:
    """Return the files of the set-up, by their names."""
    return {
        "setup.sh": SETUP,
        "run_autograder": RUN.replace("@OPTIONS@", plan.shell("$source")),
        "README.md": README,
    }
