"""Submissions of several files, and notebooks: what a file may import, and what may fail in it."""

from pathlib import Path

import pytest
from handing_in import notebook, put

from gdtrace.errors import SubmissionError
from gdtrace.grading.check import check_all_in, check_file
from gdtrace.grading.exercise_files import exercise
from gdtrace.grading.one_source import check_source
from gdtrace.grading.submissions import names_used, siblings
from gdtrace.intake.records import SourceFile, Submission
from gdtrace.sandbox.child import Child

SUBMISSIONS = Path(__file__).parent.parent / "submissions"

NAMES = ("error", "error-derivative", "update-weight")
EXERCISES = [exercise(each) for each in NAMES]
UPDATE = "def update_w(w, grad, learning_rate):\n    return w - step(grad, learning_rate)\n"
STEP = "def step(grad, learning_rate):\n    return learning_rate * grad\n"


def checked(source, *others, name="mine.py", **options):
    """Check a source that may import the others."""
    files = [SourceFile(name, source), *(SourceFile(*each) for each in others)]
    own = siblings(Submission("work", tuple(files)), files[0])
    with Child.start() as child:
        return check_source(child, source, name, exercises=EXERCISES, siblings=own, **options)


@pytest.mark.parametrize(
    "line",
    [
        "from own import step",
        "import own\nstep = own.step",
        "from own import *",
        "from more import *",
    ],
)
def test_a_file_imports_the_others(line):
    """By their names, also through another; they are run as texts."""
    others = ("own.py", STEP), ("more.py", "from own import step\n")
    assert ("passed", 1) == (lambda one: (one.status, len(one.reports)))(
        checked(f"{line}\n\n\n{UPDATE}", *others)
    )


def test_a_file_runs_once_however_often_it_is_imported():
    """As Python does it; the others see what it holds."""
    others = ("own.py", f"calls = []\n{STEP}"), ("more.py", "import own\nown.calls.append(1)\n")
    source = f"import own, more\nassert own.calls == [1]\nstep = own.step\n{UPDATE}"
    assert "passed" == checked(source, *others).status


@pytest.mark.parametrize("module", ["numpy", "random", "json", "math", "sys"])
def test_no_file_takes_the_place_of_a_module(module):
    """Python's own and numpy are what they were."""
    evil = (f"{module}.py", "raise SystemExit\n")
    assert "passed" == checked(f"import {module}\n{STEP}{UPDATE}", evil).status


@pytest.mark.parametrize("module", ["gdtrace", "harness", "submission"])
def test_no_file_is_taken_for_ours(module):
    """Whether they can be imported at all is not for a submission to decide."""
    own = SourceFile("mine.py", ""), SourceFile(f"{module}.py", "raise SystemExit\n")
    assert {} == siblings(Submission("work", own), own[0])


def test_a_file_that_is_not_there_cannot_be_imported():
    """The other sources are those of the submission, and of no other one before."""
    with Child.start() as child:
        one = check_source(
            child,
            f"from own import step\n{UPDATE}",
            "mine.py",
            exercises=EXERCISES,
            siblings={"own": ("own.py", STEP)},
        )
        two = check_source(child, f"from own import step\n{UPDATE}", "mine.py", exercises=EXERCISES)
    assert ["passed", "not_run"] == [one.status, two.status]
    assert "No module named 'own'" in two.failure.where[0]


@pytest.mark.parametrize(
    ("own", "what"),
    [
        ("def step(:\n", "SyntaxError"),
        ("1/0\n", "ZeroDivisionError"),
        ("import own\n", "cannot import name 'step'"),
        ("import sys\nsys.exit(0)\n", "SystemExit"),
    ],
)
def test_a_file_that_fails_fails_the_one_that_imports_it(own, what):
    """The line of the import is named."""
    failure = checked(f"from own import step\n{UPDATE}", ("own.py", own)).failure
    assert what in failure.where[0]
    assert (1, "from own import step") == (failure.lines[0].number, failure.lines[0].text)


def test_an_endless_loop_in_another_file_is_stopped_and_told():
    """What that file defines is there all the same."""
    own = f"{STEP}\nwhile True:\n    pass\n"
    found = checked(f"from own import step\n{UPDATE}", ("own.py", own))
    assert "passed" == found.status
    assert "they were stopped" in found.notes[0]


def test_what_follows_from_an_imported_function_is_no_mistake_of_its_own():
    """As in a single file: the wrong function is another file's, and has its report there."""
    text = (SUBMISSIONS / "wrong" / "screen_7.py").read_text(encoding="utf-8")
    own, step = text.split("def train_step")
    mine = f"import numpy\nfrom own import *\n\ndef train_step{step}"
    with Child.start() as child:
        found = check_source(
            child,
            mine,
            "mine.py",
            exercises=[exercise("train-step")],
            among=[exercise("error-derivative"), exercise("train-step")],
            siblings={"own": ("own.py", own)},
        )
    assert [("train-step", "passed")] == [(each.exercise, each.status) for each in found.reports]
    assert ("error_predicted_deriv",) == found.reports[0].helped_by


def test_cells_that_only_try_things_do_not_cost_the_functions(tmp_path):
    """A note says which line stops; the same in a file is a file that cannot be run."""
    demo = "print(undefined)"
    path = put(tmp_path, mine__ipynb=notebook(demo, STEP, UPDATE)) / "mine.ipynb"
    found = check_file(path)
    assert "passed" == found.status
    assert found.notes[0].startswith("Line 2 stops with NameError: name 'undefined'")
    put(tmp_path, mine__py=f"{demo}\n{STEP}{UPDATE}")
    assert "not_run" == check_file(tmp_path / "mine.py").status


def test_lines_of_a_notebook_are_found_in_their_cells(tmp_path):
    """Beside the line in all of the code."""
    wrong = UPDATE.replace("w - step", "w + step")
    path = put(tmp_path, mine__ipynb=notebook("import numpy", STEP, wrong)) / "mine.ipynb"
    (report,) = check_file(path, hints=3).reports
    assert "failed" == report.status
    assert [9] == [line.number for line in report.finding.lines]
    assert "Line 9 is line 2 of cell 3." == report.finding.where[-1]


def test_a_line_that_python_cannot_read_is_found_in_its_cell(tmp_path):
    """Of a notebook whose only definitions it keeps from being read; for all exercises and one."""
    path = put(tmp_path, mine__ipynb=notebook("x = 1", "y = 2\ndef update_w(w\n")) / "mine.ipynb"
    one = check_file(path, exercise_id="update-weight")
    for failure in (check_file(path).failure, one.finding):
        assert [5] == [line.number for line in failure.lines]
        assert "Line 5 is line 2 of cell 2." == failure.where[-1]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1 / 0", "Line 8 stops with ZeroDivisionError: division by zero."),
        ("while True:\n    pass", "Lines 8 to 9 run whenever the file is read"),
    ],
)
def test_a_cell_that_stops_is_named(cell, said, tmp_path):
    """Beside its line."""
    path = put(tmp_path, mine__ipynb=notebook(STEP, "", cell, UPDATE)) / "mine.ipynb"
    (note,) = check_file(path).notes
    assert note.startswith(said)
    assert "Line 8 is line 1 of cell 3." in note


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("w -= learning_rate*grad\n    return w", "Line 6 also changes the w of whoever"),
        ("print(w - learning_rate*grad)", "Line 6 prints; use return."),
        ("w -= learning_rate*grad**3\n    return w", "changes its w on the way (line 6)"),
        ("return w/numpy.float64(0)", "Python warns: line 6: divide by zero"),
    ],
)
def test_every_line_that_is_named_in_words_is_found_in_its_cell(body, said, tmp_path):
    """In a note, and in what is said about a wrong function."""
    function = f"def update_w(w, grad, learning_rate):\n    {body}"
    path = put(tmp_path, mine__ipynb=notebook("x = 1\nimport numpy", function)) / "mine.ipynb"
    (report,) = check_file(path, hints=3).reports
    words = [*report.notes, *(report.finding.where if report.finding else ())]
    assert any(said in each for each in words)
    assert "Line 6 is line 2 of cell 2." in " ".join(words)


def test_what_was_left_out_is_said_where_nothing_can_be_checked(tmp_path):
    """It may be what the exercise looks for."""
    cells = notebook("x = 1\ndef update_w(w)\n    return w", STEP)
    path = put(tmp_path, mine__ipynb=cells) / "mine.ipynb"
    assert "Note     Cell 1 is left out: its line 2 is not Python." in str(check_file(path))
    report = check_file(path, exercise_id="update-weight")
    assert "Note     Cell 1 is left out: its line 2 is not Python." in str(report)


def test_notes_of_intake_are_in_the_report(tmp_path):
    """For all exercises and for one."""
    path = put(tmp_path, mine__py=f"x\u0430 = 1\n{STEP}{UPDATE}") / "mine.py"
    whole, one = check_file(path), check_file(path, exercise_id="update-weight")
    assert ["passed", "passed"] == [whole.status, one.status]
    assert "only looks like a Latin one" in whole.notes[0]
    assert whole.notes[0] in one.notes


def test_several_files_are_not_one(tmp_path):
    """A function of this name wants one file."""
    put(tmp_path / "work", a__py="", b__py="")
    with Child.start() as child, pytest.raises(SubmissionError, match="holds 2 files"):
        check_all_in(child, tmp_path / "work", EXERCISES)


def test_names_that_are_used_are_followed_and_end():
    """In circles too, and quickly in a file of many functions."""
    source = "def a():\n    b()\ndef b():\n    a(); c()\nc = d\n"
    assert {"a": {"a", "b", "c", "d"}} == names_used(source, ["a", "none"])
    many = "".join(f"def f{n}():\n    f{n + 1}()\n" for n in range(5000))
    assert 5000 == len(names_used(many, ["f0"])["f0"])
