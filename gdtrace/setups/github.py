"""A set-up for GitHub Actions: a workflow in the repository that students work in."""

from __future__ import annotations

from gdtrace.setups.plan import Plan

FOLDER = ".github/gdtrace"
"""Where files that the workflow needs are; hidden folders are no part of a submission."""

WORKFLOW = """\
# Checks the exercises whenever something is pushed. A red cross means that something is wrong.
name: gdtrace
on: [push, pull_request, workflow_dispatch]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Install gdtrace
        run: python -m pip install '@REQUIREMENT@'
      - name: Check the exercises
        id: check
        run: gdtrace check . @OPTIONS@ --format github
"""

README = """\
# Checks with GitHub Actions

@EXERCISES@

1. Copy `.github` into the repository that students start from, and commit it.
2. Put the starters beside it: `gdtrace start .` and the names of the exercises.
3. Push. *Actions* shows a run for every push of a student.

Students see a red cross on a commit with something wrong, the first wrong step at its line, and the
whole report in the summary of the run. Later steps can use `steps.check.outputs.score`,
`max-score` and `status`; the score is empty if gdtrace itself failed.

Students can change the workflow, so its result is for learning. For marks, collect the repositories
and run `gdtrace grade` on them.
"""


def files(plan: Plan) -> dict[str, str]:
    """Return the files of the set-up, by their names."""
    return {
        ".github/workflows/gdtrace.yml": WORKFLOW.replace("@OPTIONS@", plan.shell(FOLDER)),
        "README-gdtrace.md": README,
    }
