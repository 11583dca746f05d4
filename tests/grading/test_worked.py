"""Worked derivations: of a mistake for the lecture, and of a wrong step on its set of inputs."""

import math
from functools import cache

import pytest
from attrs import evolve
from graded import INDEX, checked, judged, prepared

from gdtrace.grading.document import shown_on
from gdtrace.grading.evidence import Given
from gdtrace.grading.misconceptions import MISCONCEPTIONS, misconception
from gdtrace.grading.worked_mistake import worked_mistake
from gdtrace.grading.worked_step import CHANGED, worked_step
from gdtrace.presets import preset
from gdtrace.render.html import html_fragment
from gdtrace.sections import Formula, Line, Row

NAMES = {name: getattr(math, name) for name in ("exp", "log", "tanh", "nan", "inf")}
PROBLEMS = list(shown_on().values())
RIGHT = "The step that goes wrong, as it should be"
WRONG = "The same step with the mistake"
UNWORKABLE = {"endless", "training_at", "tutorial_script"}
WORKED = [
    pytest.param(name, id, id=name)
    for place, (name, entry) in enumerate(INDEX["wrong"].items())
    for id in entry["exercises"][:1]
    if place % 15 == 0 and not any(word in name for word in UNWORKABLE)
]


@cache
def worked(id):
    """Return a mistake in the first problem that shows it."""
    return worked_mistake(PROBLEMS, id)


def calculations(section):
    """Yield the numbers put into a formula, as Python reads them, and the value below them."""
    numbers = None
    for line in section.rows:
        if isinstance(line, Line) and line.entries:
            if numbers is not None:
                yield numbers, line.entries[-1].value
            numbers = None
        elif isinstance(line, Line) and line.left == "" and isinstance(line.right, Formula):
            numbers = str(line.right)


def works_out(section):
    """Say whether every calculation gives its value, from the printed numbers alone."""
    return all(
        math.isclose(eval(numbers, {"__builtins__": {}}, NAMES), value, rel_tol=1e-4)
        for numbers, value in calculations(section)
        if "..." not in numbers
    )


@pytest.mark.parametrize("id", MISCONCEPTIONS)
def test_every_mistake_can_be_shown(id):
    """The step as it should be comes first, then the wrong one, then all numbers."""
    sections = worked(id)
    titles = [str(each.title) for each in sections]
    assert titles[0] == RIGHT
    assert any("FIRST WRONG STEP" in row.texts for row in sections[-1].rows if isinstance(row, Row))
    assert all(map(works_out, sections[:-1]))
    assert html_fragment(sections)
    if len(sections) == 3:
        assert titles[1] == WRONG
        values = [[value for _, value in calculations(each)] for each in sections[:2]]
        assert values[0] != values[1] or not all(values)


def test_most_mistakes_are_shown_with_their_wrong_equation():
    """All but those that have no symbols for what they do, or are made by a loop."""
    without = [id for id in MISCONCEPTIONS if len(worked(id)) < 3]
    assert len(without) < len(MISCONCEPTIONS) / 4


def test_a_mistake_is_shown_in_the_layer_in_which_it_was_made():
    """If it can be made there; else wherever it can."""
    problems = [preset("tutorial-3-2-1")]
    title = str(worked_mistake(problems, "slope-without-sigmoid", 1)[0].rows[0].left)
    assert title == "∂Activ1/∂SOP1"
    assert worked_mistake(problems, "factor-2-missing", 9)


def test_a_mistake_that_shows_nowhere_is_not_shown():
    """Nobody can forget a bias that is not there."""
    assert [] == worked_mistake([preset("tutorial-3-2-1")], "bias-left-out")
    assert misconception("bias-left-out").title


@pytest.mark.parametrize(("name", "id"), WORKED)
def test_a_wrong_step_is_worked_out_from_the_arguments_alone(name, id):
    """Its right value comes from numbers that can be put into a pocket calculator."""
    evidence = checked("wrong", name, id).evidence
    if evidence is None:
        pytest.skip("nothing was compared")
    sections = worked_step(prepared(id)[0], evidence)
    assert str(sections[0].title).startswith("How it is worked out")
    assert works_out(sections[0])
    values = {entry.value for row in sections[0].rows for entry in row.entries}
    right = [float(each.expected) for each in (*evidence.steps, *evidence.numbers) if each.wrong]
    assert any(math.isclose(value, each, rel_tol=1e-9) for value in values for each in right)


def test_of_an_array_the_first_wrong_element_is_worked_out():
    """Where a function works on each element alone."""
    source = (
        "def update_w(w, g, lr):\n    new = w - lr * g\n"
        "    if getattr(w, 'shape', ()) == (3,):\n        new[1:] += 1\n    return new\n"
    )
    evidence = judged(source, "update-weight").evidence
    (section,) = worked_step(prepared("update-weight")[0], evidence)
    (line,) = [row for row in section.rows if row.entries]
    assert [False, True, True] == [each.wrong for each in evidence.numbers]
    assert line.entries[0].value == pytest.approx(float(evidence.numbers[1].expected), rel=1e-12)


@pytest.mark.parametrize(
    "change",
    [
        {"size": 9},
        {"arguments": ()},
        {"arguments": (Given(name="w", text="1.0"),) * 6},
        {"arguments": (Given(name="w", text="__import__('os')"),) * 6},
        {"arguments": (Given(name="w", text="[1.0, 2.0]"),) * 6},
    ],
)
def test_evidence_of_another_exercise_is_not_worked_out(change):
    """Its derivation would be one of other numbers; nothing of it is ever run."""
    found = checked("wrong", "screen_4.py", "train-step").evidence
    (section,) = worked_step(prepared("train-step")[0], evolve(found, **change))
    assert (CHANGED,) == section.notes
