"""Wrong submissions: no full points, the first wrong step, the mistake, and never a wrong line."""

import pytest
from graded import checked, entries, prepared

from gdtrace.steps import Key

WRONG = entries("wrong")
UPDATE = ("new_W", "new_b")
DETECTED = {
    "none": ("type",),
    "strings": ("type",),
    "object": ("type",),
    "function-returned": ("type",),
    "shape": ("shape",),
    "names": ("shape",),
    "missing-value": ("shape", "type"),
    "generator": ("shape",),
    "order": ("shape", "order"),
    "iterations": ("shape",),
    "count": ("iterations",),
    "exception": ("exception",),
    "not-written": ("exception",),
    "syntax": ("syntax",),
    "timeout": ("timeout",),
    "import-loop": ("missing",),
    "class": ("missing", "type"),
    "missing": ("missing",),
    "near-name": ("missing",),
    "signature": ("signature",),
    "nan": ("not_finite",),
    "float32": ("float32",),
    "rounded": ("rounded",),
    "integers": ("integer",),
    "nondeterministic": ("nondeterminism",),
    "global": ("global",),
    "mutation": ("mutation",),
    "swapped-arguments": ("swapped", "misconception", "exception"),
}
"""The kinds of finding for what a detector has to notice."""


def full(report):
    """Say whether a report gives all points."""
    return report.status == "passed" and report.score == report.max_score


def is_wrong(entry, exercise):
    """Say whether the index wants a finding."""
    right = entry.get("values") == "right" or "training_at_import" in entry.get("detector", "")
    return exercise in entry["wrong"] and not right


def kinds(*wanted):
    """Return the cases of these kinds whose function is wrong by itself."""
    return [
        case
        for case in WRONG
        for name, entry, exercise in [case.values]
        if entry["kind"] in wanted
        and is_wrong(entry, exercise)
        and exercise not in entry.get("follows", [])
        and name != "detector_training_at_import.py"
    ]


def roles(report):
    """Return the roles of everything that may be wrong, as far as the report can tell."""
    found = {Key(key).role for key in (report.finding.key, *report.finding.keys) if key}
    return found | ({*UPDATE} if "learning_rate" in found else set())


@pytest.mark.parametrize(("name", "entry", "exercise"), WRONG)
def test_what_is_wrong_gets_no_full_points(name, entry, exercise):
    """The others get them, with a note where an argument is changed."""
    report = checked("wrong", name, exercise)
    wrong = is_wrong(entry, exercise) and name != "detector_training_at_import.py"
    assert wrong != full(report), str(report)
    assert report.status != "error"
    if entry.get("values") == "right" and exercise in entry["wrong"]:
        assert report.notes


@pytest.mark.parametrize(("name", "entry", "exercise"), kinds("misconception", "pair"))
def test_the_mistake_is_named(name, entry, exercise):
    """The mistakes are among those that a report names."""
    finding = checked("wrong", name, exercise).finding
    expected = entry.get("mistakes_of", {}).get(exercise, entry["mistakes"])
    assert set(expected) <= {*finding.ids, *finding.ambiguous_with}


@pytest.mark.parametrize(("name", "entry", "exercise"), kinds("unknown"))
def test_what_is_on_no_list_is_not_known(name, entry, exercise):
    """Nothing is named, on every level."""
    finding = checked("wrong", name, exercise).finding
    assert finding.kind == "unknown"
    assert finding.unknown[0].startswith("Not known.")
    assert () == finding.ids


@pytest.mark.parametrize(("name", "entry", "exercise"), kinds("misconception", "unknown"))
def test_the_first_wrong_step_is_among_those_reported(name, entry, exercise):
    """A step is named, or a line; what is named has the first wrong step in it."""
    report = checked("wrong", name, exercise)
    named = {line.number for line in report.finding.lines}
    if named and named <= {*entry.get("line", [])}:
        return
    steps = {step.key.role for step in prepared(exercise)[1][0].task.program.steps}
    expected = Key(entry["first_wrong"]).role if "first_wrong" in entry else ""
    # An exercise may ask for a part in which the step does not stand by itself.
    assert expected in roles(report) or expected not in steps, str(report)


@pytest.mark.parametrize(("name", "entry", "exercise"), kinds("misconception", "unknown"))
def test_no_line_is_named_wrongly(name, entry, exercise):
    """A line that is named is one of those that hold the wrong value."""
    finding = checked("wrong", name, exercise).finding
    if "line" in entry:
        assert {line.number for line in finding.lines} <= {*entry["line"]}


@pytest.mark.parametrize(("name", "entry", "exercise"), kinds("detector"))
def test_detectors_notice_what_they_are_for(name, entry, exercise):
    """The kind of the finding, said in words without anything of a library."""
    report = checked("wrong", name, exercise)
    assert report.finding.kind in DETECTED[entry["detector"]], str(report)
    assert report.finding.where
    assert not any(word in str(report) for word in ("gdtrace/", "harness", "Traceback", "Opaque"))


def test_a_loop_outside_of_functions_is_noted():
    """Its lines are named, and the functions are judged all the same."""
    report = checked("wrong", "detector_training_at_import.py", "train-step")
    assert full(report)
    assert any("were stopped" in note for note in report.notes)
