"""``gdtrace replay``: any wrong verdict again, with its numbers and its derivation."""

import json
import re
from pathlib import Path

import pytest
from attrs import evolve
from commands import refusal, run
from some_marks import ASSIGNMENT, blank, graded, not_run, wrong

from gdtrace.classes.marks import Graded, mark
from gdtrace.classes.overrides import Override
from gdtrace.classes.pages import write_student
from gdtrace.grading.check import check_source
from gdtrace.grading.exercise_files import load_exercise, shelf
from gdtrace.sandbox.child import Child

SUBMISSION = (Path(__file__).parents[1] / "submissions" / "wrong" / "screen_4.py").read_text()


@pytest.fixture(scope="module")
def report():
    """Return a real report: a step without its factor 2."""
    exercises = [each.exercise for each in ASSIGNMENT.exercises]
    with Child.start() as child:
        found = check_source(
            child, SUBMISSION, "mine.py", exercises=exercises, every=True, seed=7, hints=1
        )
    return evolve(found.reports[1], seed=None)


@pytest.fixture
def ada(tmp_path, report):
    """Return the folder of a student with one right and one wrong function."""
    first = graded("ada").marks[0]
    student = Graded(student="ada", file="mine.py", marks=(first, mark("ada", report)))
    write_student(tmp_path, student, ASSIGNMENT)
    return tmp_path / "ada"


def shown(*arguments):
    """Return what the command prints."""
    result = run("replay", *map(str, arguments))
    assert ("", 0) == (result.stderr, result.exit_code)
    return result.stdout


def test_a_wrong_verdict_is_shown_with_its_numbers(ada, report):
    """What the function was called with, what it returned and what is right."""
    text = shown(ada / "report.json")
    assert text.startswith("ada, train-step: one wrong step, 8 of 10 points\n")
    for each in report.evidence.arguments:
        assert re.search(rf"^{each.name} +{re.escape(each.text)}$", text, re.MULTILINE)
    for each in report.evidence.numbers:
        row = rf"^{each.symbol} +{re.escape(each.returned)} +{re.escape(each.expected)} .* wrong$"
        assert re.search(row, text, re.MULTILINE)


def test_the_first_wrong_step_is_worked_out(ada, report):
    """The student's value, the right one, and how that comes about."""
    text = shown(ada)
    (step,) = report.evidence.steps
    assert re.search(
        rf"^∂Error/∂Predicted +{step.returned} +{step.expected} +0.5 +wrong$", text, re.MULTILINE
    )
    assert "∂Error/∂Predicted = 2*(Predicted - Target)" in text
    assert f"= {float(step.expected):.6f}"[:-1] in text
    assert re.search(r"^Predicted = 1/\(1 \+ exp\(-SOP3\)\)", text, re.MULTILINE)


def test_every_level_of_hints_is_told(ada):
    """It is for staff, whatever the students' pages say."""
    text = shown(ada)
    assert "line 26: g1 = predicted - target" in text
    assert "A constant factor is missing from the derivative of the error." in text


def test_what_is_right_is_shown_only_if_asked_for(ada):
    """There is nothing to look at again."""
    assert "update-weight" not in shown(ada)
    assert shown(ada, "--exercise", "update-weight").startswith("ada, update-weight: right, 2 of 2")


def test_a_student_with_nothing_wrong_is_said_to_be_so(tmp_path):
    """And how to see a verdict all the same."""
    write_student(tmp_path, graded("eve"), ASSIGNMENT)
    text = shown(tmp_path / "eve")
    assert "eve: nothing is wrong" in text
    assert "add --exercise ID" in text


@pytest.mark.parametrize("made", [not_run(), blank(), wrong(evidence=None)])
def test_where_nothing_was_compared_that_is_said(made, tmp_path):
    """And why."""
    write_student(tmp_path, graded("eve", made), ASSIGNMENT)
    text = shown(tmp_path / "eve")
    assert made.finding.where[0] in text
    assert "there are no numbers to show" in text


def test_a_manual_mark_is_shown_with_its_reason(tmp_path):
    """The score that counts stands in the title."""
    given = Override(student="eve", exercise="update-weight", score=2.0, reason="As agreed.")
    write_student(
        tmp_path, graded("eve", wrong()), ASSIGNMENT, overrides={("eve", "update-weight"): given}
    )
    text = shown(tmp_path / "eve")
    assert "eve, update-weight: one wrong step, 2 of 2 points" in text
    assert "Marked by hand, instead of 1: As agreed." in text


@pytest.mark.parametrize(
    ("form", "sign"),
    [("markdown", "# ada, train-step"), ("html", "<h1>ada, train-step"), ("text", "ada, train")],
)
def test_the_format_is_the_one_asked_for(form, sign, ada, tmp_path):
    """By its name, or by the ending of the file."""
    ending = {"markdown": "md", "html": "html", "text": "txt"}[form]
    assert sign in shown(ada, "--format", form)
    shown(ada, "-o", tmp_path / f"page.{ending}")
    assert sign in (tmp_path / f"page.{ending}").read_text(encoding="utf-8")


def test_an_exercise_of_ones_own_is_found_in_its_folder(ada, report, tmp_path):
    """It does not come with gdtrace; without it only the derivation is missing."""
    own = tmp_path / "my-step"
    own.mkdir()
    text = (shelf() / "train-step" / "exercise.toml").read_text(encoding="utf-8")
    (own / "exercise.toml").write_text(text, encoding="utf-8")
    assert "my-step" == load_exercise(own).id
    student = Graded(
        student="bob", file="b.py", marks=(mark("bob", evolve(report, exercise="my-step")),)
    )
    write_student(tmp_path, student, ASSIGNMENT)
    without = shown(tmp_path / "bob")
    assert "add --exercise FOLDER, the folder of the exercise my-step" in " ".join(without.split())
    assert "How it is worked out" not in without
    assert "How it is worked out" in shown(tmp_path / "bob", "--exercise", own)


def test_an_exercise_that_has_changed_is_not_worked_out(ada):
    """Its derivation would be one of other numbers."""
    file = ada / "report.json"
    made = json.loads(file.read_text(encoding="utf-8"))
    numbers = made["marks"][1]["report"]["findings"][0]["evidence"]["numbers"]
    numbers[0]["expected"] = "0.25"
    file.write_text(json.dumps(made), encoding="utf-8")
    text = shown(ada)
    assert "this exercise gives other numbers for these arguments" in text
    assert "How it is worked out" not in text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not JSON"),
        ("[]", "is not a student's report of gdtrace grade"),
        ('{"schema": "gdtrace/class/v1"}', "is not a student's report of gdtrace grade"),
        ('{"schema": "gdtrace/student/v1"}', "is not as gdtrace has written it"),
        ('{"schema": "gdtrace/student/v1", "student": "a", "marks": [{}]}', "is not as gdtrace"),
    ],
)
def test_a_file_that_is_no_report_is_refused(text, why, tmp_path):
    """With its name, and what it should be."""
    file = tmp_path / "report.json"
    file.write_text(text, encoding="utf-8")
    assert f"{file}: {why}" in refusal("replay", str(file))


def test_a_changed_part_of_a_report_is_refused(ada):
    """Whatever it is, there is no traceback."""
    file = ada / "report.json"
    whole = file.read_text(encoding="utf-8")
    for key in ("evidence", "arguments", "hint", "checks", "score", "report", "sets", "lines"):
        file.write_text(whole.replace(f'"{key}":', '"else":'), encoding="utf-8")
        result = run("replay", str(ada))
        assert result.exit_code in (0, 2)
        assert "Traceback" not in result.stderr


def test_a_missing_report_names_the_nearest_ones(ada, tmp_path):
    """The folder of the class holds a folder for every student."""
    assert f"such as {ada}" in refusal("replay", str(tmp_path))
    assert "OUT/STUDENT/report.json" in refusal("replay", str(tmp_path / "no" / "report.json"))


def test_an_unknown_exercise_names_the_nearest(ada):
    """Of those in the report."""
    assert "did you mean train-step?" in refusal("replay", str(ada), "--exercise", "train-stepp")


def test_what_a_student_wrote_cannot_steer_a_terminal(tmp_path):
    """Names and messages are shown, signs that cannot be seen are spelled out."""
    made = not_run(why="NameError: \x1b[31m\u202e")
    write_student(tmp_path, graded("e\x1b[0mve", made), ASSIGNMENT)
    (folder,) = tmp_path.iterdir()
    file = folder / "report.json"
    written = file.read_text(encoding="utf-8")
    assert "\x1b" not in written
    # Not even if somebody puts it into the file.
    file.write_text(written.replace("NameError", r"\u001bNameError"), encoding="utf-8")
    text = shown(folder)
    assert "\x1b" not in text
    assert r"NameError: \x1b[31m\u202e" in text
