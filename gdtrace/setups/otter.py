"""A set-up for Otter-Grader: a test file for each exercise, with a case for each point."""

from __future__ import annotations

from gdtrace.classes.assignment import Assigned
from gdtrace.grading.report_page import points
from gdtrace.setups.plan import Plan

MOST_CASES = 20
"""An exercise with more points has fewer cases, each worth more."""

TESTS = '''\
"""Otter runs this file: the function @FUNCTION@ of the exercise @ID@."""

from otter.test_files import test_case

OK_FORMAT = False
name = "@NAME@"
points = @POINTS@


def share(env):
    """Return which part of the points the function gets, and the report about it."""
    from gdtrace import check

    report = check("@ID@", env["@FUNCTION@"], hints=@HINTS@)
    if report.score is None:
        raise RuntimeError(f"gdtrace itself failed, so there is no score.\\n{report}")
    return report.score / report.max_score, str(report)

'''

CASE = """
@test_case(name="@NAME@: part @PART@ of @PARTS@", points=@WORTH@)
def test_@NAME@_@PART@(env):
    part, report = share(env)
    assert part >= @LEAST@, report

"""

README = """\
# Tests for Otter-Grader

@EXERCISES@

1. Copy `tests` beside the notebook that students work in, and add `@REQUIREMENT@` to the
   `requirements.txt` of your assignment.
2. In the notebook: `grader.check("@FIRST@")` shows the report.
3. `otter generate -t tests -r requirements.txt` makes the archive for Gradescope;
   `otter grade` marks on your own machine.

A case of a test is passed or failed, so every exercise has several: a student who gets half of the
points of an exercise passes the first half of its cases. The report stands at each failed case.

Otter runs a student's code in the same process as the tests, so a student who wants to can change
the result (isolation L0). For marks that hold, run `gdtrace grade` on the same notebooks.
"""


def files(plan: Plan) -> dict[str, str]:
    """Return the files of the set-up, by their names."""
    made = {f"tests/{_name(each)}.py": _tests(each, plan.hints) for each in plan.exercises}
    return {**made, "README.md": README.replace("@FIRST@", _name(plan.exercises[0]))}


def _name(each: Assigned) -> str:
    return each.id.replace("-", "_")


def _tests(each: Assigned, hints: int) -> str:
    parts = max(1, min(int(each.exercise.points), MOST_CASES))
    worth = each.points / parts
    texts = [TESTS, *(_case(part, parts, worth) for part in range(1, parts + 1))]
    words = {
        "ID": each.id,
        "NAME": _name(each),
        "FUNCTION": each.exercise.function,
        "POINTS": points(each.points),
        "HINTS": str(hints),
    }
    text = "".join(texts)
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    return text.rstrip("\n") + "\n"


def _case(part: int, parts: int, worth: float) -> str:
    # A share is the quotient of two numbers, and may lie a rounding below what it should be.
    least = repr(round(part / parts - 1e-9, 12))
    case = CASE.replace("@PART@", str(part)).replace("@PARTS@", str(parts))
    return case.replace("@LEAST@", least).replace("@WORTH@", points(worth))
