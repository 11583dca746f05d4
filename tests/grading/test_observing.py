"""Looking at local variables only names lines: points and verdicts come from returned numbers."""

import pytest
from graded import SUBMISSIONS, entries, in_child

from gdtrace.grading.exercise_files import exercise
from gdtrace.sandbox.child import Child

EVERY_WRONG, EVERY_RIGHT = 5, 12
"""A fixed sample: every fifth wrong submission, every twelfth right one."""


class Unobserving:
    """A process whose functions are never looked at while they run."""

    def __init__(self, child):
        self.child, self.asked = child, 0

    def __getattr__(self, name):
        return getattr(self.child, name)

    def calls(self, function, arguments, *, observe=False):
        """Call a function as if nobody had asked to observe it."""
        self.asked += observe
        return self.child.calls(function, arguments)


def judgement(report):
    """Return what must not hang on it; which of several steps lost the points may."""
    kind = report.finding.kind if report.finding else ""
    return report.status, report.score, report.verdict, kind


def both_ways(source, name, id):
    """Return the reports with and without observing, and how often the second was to observe."""
    function = exercise(id).function
    with Child.start(call_limit=1.0) as child:
        loaded = child.load(source, name)
        if function not in getattr(loaded, "functions", ()):
            pytest.skip("there is nothing to call")
        seen = in_child(child, id, name=name)
    with Child.start(call_limit=1.0) as child:
        child.load(source, name)
        blind = Unobserving(child)
        return seen, in_child(blind, id, name=name), blind.asked


def read(folder, name):
    """Return the text of a submission."""
    return (SUBMISSIONS / folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "entry", "id"), entries("wrong")[::EVERY_WRONG])
def test_observing_changes_no_points_of_what_is_wrong(name, entry, id):
    """Status, points, verdict and kind of finding are the same; without it no line is named."""
    seen, blind, _ = both_ways(read("wrong", name), name, id)
    assert judgement(blind) == judgement(seen), f"{seen}\n\n{blind}"
    if judgement(blind)[-1] in ("misconception", "unknown"):
        assert () == blind.finding.lines


@pytest.mark.parametrize(("name", "entry", "id"), entries("right")[::EVERY_RIGHT])
def test_observing_changes_no_points_of_what_is_right(name, entry, id):
    """And there is nothing to look at."""
    seen, blind, asked = both_ways(read("right", name), name, id)
    assert judgement(blind) == judgement(seen)
    assert 0 == asked


def test_what_is_wrong_is_observed():
    """What is compared are two things: only one of the reports names a line."""
    name = "screen_4.py"
    seen, blind, asked = both_ways(read("wrong", name), name, "train-step")
    assert asked
    assert seen.finding.lines
    assert not blind.finding.lines
