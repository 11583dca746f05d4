"""Manual marks: read anew in every run, never written, and refused where they cannot be meant."""

import re

import pytest
from some_marks import ASSIGNMENT, blank, graded, wrong

from gdtrace.classes.overrides import (
    NONE,
    Override,
    OverridesError,
    final_score,
    parse_overrides,
    read_overrides,
    total,
)

HEAD = "student,exercise,score,reason\n"
STUDENTS = ["ada", "bob", "Emmy Noether"]


def parsed(rows, head=HEAD):
    """Return the manual marks of some rows."""
    return parse_overrides(head + rows, STUDENTS, ASSIGNMENT)


def given(student="ada", exercise="update-weight", score=1.5, reason="an idea"):
    """Return a manual mark in its mapping."""
    return {
        (student, exercise): Override(
            student=student, exercise=exercise, score=score, reason=reason
        )
    }


@pytest.mark.parametrize(
    ("rows", "head"),
    [
        ("ada,update-weight,1.5,an idea\n", HEAD),
        ("\n , ,,\n ada , update-weight , 1.5 , an idea \n\n", HEAD),
        ("an idea,ada,1.5,update-weight,x\n", "Reason,Student,Score,Exercise,note\n"),
        ("ada;update-weight;1.5;an idea\n", "student;exercise;score;reason\n"),
        ('"ada","update-weight","1.5","an idea"\r\n', HEAD),
    ],
)
def test_rows_may_look_as_spreadsheets_write_them(rows, head):
    """Other orders, columns of one's own, semicolons, quotes, spaces and empty rows."""
    assert given() == parsed(rows, head)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("adaa,update-weight,1,x", "row 2: no student is called 'adaa'; did you mean ada?"),
        ("zoe,update-weight,1,x", "row 2: no student is called 'zoe'"),
        (",update-weight,1,x", "row 2: names no student"),
        (
            "ada,update-wait,1,x",
            "row 2: no exercise is called 'update-wait'; did you mean update-weight?",
        ),
        ("ada,update-weight,much,x", "must be a number from 0 on, such as 7.5, got 'much'"),
        ('ada,update-weight,"1,5",x', "got '1,5'; write 1.5"),
        ("ada,update-weight,-1,x", "must be a number from 0 on, such as 7.5, got '-1'"),
        ("ada,update-weight,nan,x", "got 'nan'"),
        ("ada,update-weight,,x", "got ''"),
        ("ada,update-weight,1_0,x", "got '1_0'"),
        ("ada,update-weight,3,x", "must be at most 2, the points of the exercise, got '3'"),
        ("ada,update-weight,1", "row 2: has no reason; write one, the student reads it"),
        (
            "ada,update-weight,1,x\nada,update-weight,2,y",
            "row 3: ada in update-weight has a row already; leave one of them out",
        ),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused(row, fault):
    """With its number, what is wrong, and the nearest name."""
    with pytest.raises(OverridesError, match=re.escape(fault)):
        parsed(f"{row}\n")


def test_all_faults_are_said_at_once():
    """One line for each."""
    with pytest.raises(OverridesError) as error:
        parsed("zoe,error,1,x\nada,update-weight,9,x\n")
    assert 4 == len(str(error.value).splitlines())


def test_the_first_row_names_the_columns():
    """Without it nobody knows what a cell is."""
    with pytest.raises(OverridesError, match="its first row must be student,exercise,score,reason"):
        parsed("ada,update-weight,1,x\n", head="")


def test_a_text_that_is_no_table_is_refused():
    """An open quote would swallow the rest."""
    with pytest.raises(OverridesError, match="is not a table with commas"):
        parsed('ada,update-weight,1,"x\n')


def test_no_file_gives_no_manual_marks(tmp_path):
    """It is there only if somebody writes it."""
    assert {} == read_overrides(tmp_path, STUDENTS, ASSIGNMENT)
    assert [] == list(tmp_path.iterdir())


def test_the_file_is_read_as_it_is_and_left_alone(tmp_path):
    """With the mark that spreadsheets put before UTF-8."""
    file = tmp_path / "overrides.csv"
    file.write_bytes(b"\xef\xbb\xbf" + f"{HEAD}ada,update-weight,1.5,an idea\n".encode())
    before = file.read_bytes()
    assert given() == read_overrides(tmp_path, STUDENTS, ASSIGNMENT)
    assert before == file.read_bytes()


def test_a_file_that_is_not_utf_8_says_where(tmp_path):
    """And how to mend it."""
    (tmp_path / "overrides.csv").write_bytes(b"student\xff")
    with pytest.raises(OverridesError, match="not UTF-8 at byte 7; save it as such"):
        read_overrides(tmp_path, STUDENTS, ASSIGNMENT)


def test_an_empty_file_gives_no_manual_marks():
    """Nor does one with a first row only."""
    assert {} == parse_overrides("", STUDENTS, ASSIGNMENT)
    assert {} == parsed("")


@pytest.mark.parametrize(("report", "automatic"), [(wrong(), 11.0), (blank(), None)])
def test_a_manual_mark_counts_instead_of_the_automatic_one(report, automatic):
    """Also where that is blank, which it then is no longer."""
    student = graded("ada", report)
    assert automatic == total(student, NONE)
    assert 1.5 == final_score(student.marks[0], given())
    assert 11.5 == total(student, given())
    assert 10.0 == final_score(student.marks[1], given())
