"""A set-up for GitLab CI: a job in the repository that students work in."""

from __future__ import annotations

from gdtrace.setups.plan import Plan

FOLDER = ".gdtrace"
"""Where files that the job needs are; hidden folders are no part of a submission."""

JOB = """\
# Checks the exercises whenever something is pushed; GitLab shows the result as tests.
gdtrace:
  image: python:3.12-slim
  timeout: 10 minutes
  script:
    - python -m pip install --quiet '@REQUIREMENT@'
    - gdtrace check . @OPTIONS@ --format junit --output gdtrace.xml
  artifacts:
    when: always
    paths:
      - gdtrace.xml
    reports:
      junit: gdtrace.xml
"""

README = """\
# Checks with GitLab CI

@EXERCISES@

1. Copy `.gitlab-ci.yml` (and `.gdtrace`, if it is there) into the repository that students start
   from, and commit it. If there is a `.gitlab-ci.yml` already, add the job to it.
2. Put the starters beside it: `gdtrace start .` and the names of the exercises.
3. Push. *Build > Pipelines* shows a pipeline for every push, with a tab *Tests*.

Students see a test for each part of an exercise; a failed one says what is wrong. The points are
properties of the suites in `gdtrace.xml`.

Students can change the job, so its result is for learning. For marks, collect the repositories and
run `gdtrace grade` on them.
"""


def files(plan: Plan) -> dict[str, str]:
    """Return the files of the set-up, by their names."""
    return {
        ".gitlab-ci.yml": JOB.replace("@OPTIONS@", plan.shell(FOLDER)),
        "README-gdtrace.md": README,
    }
