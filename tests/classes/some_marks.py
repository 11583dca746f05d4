"""Makes marks of a class without running anything."""

from pathlib import Path

from attrs import evolve

from gdtrace.classes.assignment import parse_assignment
from gdtrace.classes.marks import Graded, mark
from gdtrace.grading.evidence import Compared, Evidence, Given
from gdtrace.grading.lines import Line
from gdtrace.grading.report import Check, Finding, Report

ASSIGNMENT = parse_assignment(
    'title = "Sheet 3"\nsecret = "nobody knows"\n'
    'exercises = [{id = "update-weight", points = 2}, {id = "train-step", points = 10}]\n',
    folder=Path(),
)

EVIDENCE = Evidence(
    size=0,
    row=0,
    sets="set 1 of 11",
    arguments=(Given(name="w", text="0.6125"), Given(name="grad", text="0.3117")),
    numbers=(
        Compared(
            symbol="new w",
            key="new_W@1",
            place=(0, 0),
            returned="0.77435",
            expected="0.45065",
            wrong=True,
        ),
    ),
)


def report(exercise="update-weight", **fields):
    """Return the report on a right function."""
    points = {each.id: each.points for each in ASSIGNMENT.exercises}[exercise]
    right = Report(
        exercise=exercise,
        function={"update-weight": "update_w", "train-step": "train_step"}[exercise],
        file="mine.py",
        sha256="ab" * 32,
        seed=ASSIGNMENT.seed,
        isolation="L2",
        status="passed",
        score=points,
        max_score=points,
        verdict="right",
        summary=("All 11 numbers that your update_w returned are right: 11 sets of inputs.",),
        sets="11 sets of inputs",
    )
    return evolve(right, **fields)


def wrong(exercise="update-weight", id="plus-for-minus", symbol="update", **fields):
    """Return the report on a function with a known mistake; no id: one that nobody knows."""
    found = Finding(
        kind="misconception" if id else "unknown",
        where=("Your update is wrong.",),
        lines=(Line(2, "return w + learning_rate*grad", "w", "update_w"),),
        look="LOOK",
        compare="COMPARE",
        likely=("LIKELY.",) if id else (),
        unknown=() if id else ("Not known.",),
        ids=(id,) if id else (),
        idea="IDEA",
        symbol=symbol,
        key="new_W@1",
    )
    checks = (
        Check(title="update", status="failed", verdict="FIRST WRONG STEP", score=0, max_score=1),
        Check(title="rest", status="passed", verdict="right", score=1, max_score=1),
    )
    settings = {
        "status": "failed",
        "score": 1.0,
        "verdict": "one wrong step",
        "finding": found,
        "checks": checks,
        "evidence": EVIDENCE,
        "summary": (),
        **fields,
    }
    return report(exercise, **settings)


def not_run(exercise="update-weight", why="The file stops with an error: NameError.", **fields):
    """Return the report on a function that could not be run."""
    settings = {
        "status": "not_run",
        "score": 0.0,
        "verdict": "could not be run",
        "finding": Finding(kind="exception", where=(why,)),
        "summary": (),
        **fields,
    }
    return report(exercise, **settings)


def blank(exercise="update-weight", why="gdtrace failed with OSError."):
    """Return the report of a grader that failed."""
    found = Finding(kind="error", where=(why,))
    return report(
        exercise,
        status="error",
        score=None,
        verdict="the grader failed",
        finding=found,
        summary=(),
        isolation="",
    )


def graded(student, *reports, **fields):
    """Return what became of a student's submission; one exercise without a report is right."""
    found = {each.exercise: each for each in reports}
    marks = tuple(mark(student, found.get(id) or report(id)) for id in ASSIGNMENT.ids)
    return Graded(student=student, file="mine.py", sha256="ab" * 32, marks=marks, **fields)
