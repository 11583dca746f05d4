"""Manual marks in a class run: refused before anything is marked, and never lost."""

import json

import pytest
from a_class import RIGHT, UPHILL, arguments, assignment, rows, written
from commands import run
from some_marks import blank, graded

from gdtrace.classes.overrides import Override, counted

HEAD = "student,exercise,score,reason\n"


@pytest.fixture
def place(tmp_path):
    """Return a folder with a class of two, and an empty folder of results."""
    written(tmp_path / "in", {"ada": RIGHT, "bob": UPHILL})
    assignment(tmp_path)
    (tmp_path / "out").mkdir()
    return tmp_path


def test_a_fault_stops_the_run_before_anything_is_marked(place):
    """With the row and the way out; there is no gradebook that somebody could take for one."""
    (place / "out" / "overrides.csv").write_text(f"{HEAD}bop,error,1,x\n", encoding="utf-8")
    result = run(*arguments(place))
    assert 2 == result.exit_code
    assert "row 2: no student is called 'bop'; did you mean bob?" in result.stderr
    assert ["overrides.csv"] == [each.name for each in (place / "out").iterdir()]


def test_manual_marks_survive_whatever_is_marked_again(place):
    """They are in every file of every run, and their own file is never touched."""
    file = place / "out" / "overrides.csv"
    file.write_text(f"{HEAD}bob,update-weight,4.5,The idea counts.\n", encoding="utf-8")
    before = file.read_bytes()
    for more in ((), ("--resume",)):
        result = run(*arguments(place, *more))
        assert 0 == result.exit_code, result.stderr
        assert ("bob", "update-weight", "4.5", "failed") == rows(place)[-1]
        assert "9.25 of 10 points on average" in result.stdout
        assert "The idea counts." in (place / "out" / "bob" / "report.md").read_text("utf-8")
        assert "The idea counts." in (place / "out" / "class.html").read_text("utf-8")
        assert (
            8.5 == json.loads((place / "out" / "bob" / "report.json").read_text("utf-8"))["score"]
        )
        assert before == file.read_bytes()
    file.unlink()
    assert 0 == run(*arguments(place, "--resume")).exit_code
    assert ("bob", "update-weight", "0", "failed") == rows(place)[-1]


def test_a_blank_that_was_marked_by_hand_is_blank_no_more():
    """The run has then given everybody a mark."""
    given = Override(student="ada", exercise="update-weight", score=1.0, reason="x")
    student = graded("ada", blank())
    assert None is student.score
    assert 11.0 == counted(student, {("ada", "update-weight"): given}).score
