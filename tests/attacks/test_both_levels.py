"""The verdict on a submission does not depend on how it is kept apart."""

import json
import os

import pytest
from graded import INDEX, SUBMISSIONS
from honest import PROGRAMS, handed_in
from levels import start

from gdtrace.grading.check import check_in
from gdtrace.grading.report_formats import rendered

STEP = int(os.environ.get("GDTRACE_EVERY", "10"))
"""Only every tenth submission is run here, unless the environment asks for more."""

ENDLESS = ("timeout", "import-loop")
"""Where a loop is stopped, its line is a matter of chance."""

CASES = [
    pytest.param(SUBMISSIONS / folder / name, entry["exercises"][0], id=f"{folder}/{name}")
    for folder in ("right", "wrong")
    for name, entry in sorted(INDEX[folder].items())[::STEP]
    if entry.get("detector") not in ENDLESS
]
HONEST = [
    pytest.param(PROGRAMS / name, ids[-1], id=f"honest/{name}")
    for name, ids in sorted(handed_in().items())[::STEP]
]


@pytest.fixture(scope="module")
def sandboxes():
    """Yield a sandbox of each level."""
    with start("L2") as strong, start("L1") as weak:
        yield weak, strong


def verdict(sandbox, path, id):
    """Return the whole report, but for the level."""
    with sandbox.child() as child:
        report = check_in(child, path, exercise_id=id, hints=3)
    found = json.loads(rendered("json")(report, False))
    assert found.pop("isolation") == sandbox.level
    return found


@pytest.mark.parametrize(("path", "id"), [*CASES, *HONEST])
def test_reports_are_the_same(path, id, sandboxes):
    """Points, first wrong step, lines, notes: every word is the same at L1 and at L2."""
    weak, strong = (verdict(each, path, id) for each in sandboxes)
    assert strong == weak
