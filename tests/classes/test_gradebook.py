"""The gradebook: a row for every student and exercise; blank is empty, nothing is a formula."""

import csv

import pytest
from some_marks import blank, graded, not_run, wrong

from gdtrace.classes.files import write_whole
from gdtrace.classes.gradebook import COLUMNS, gradebook
from gdtrace.classes.overrides import Override


def rows(*gradeds, **how):
    """Return the rows of a gradebook by their columns."""
    return list(csv.DictReader(gradebook(gradeds, **how).splitlines()))


def test_a_gradebook_has_a_row_for_every_mark():
    """In the order of the names, then of the assignment."""
    written = gradebook([graded("bob", wrong()), graded("ada", not_run("train-step"))])
    assert [
        "student,exercise,score,max_score,status,first_wrong,misconception,isolation",
        "ada,update-weight,2,2,passed,,,L2",
        "ada,train-step,0,10,not_run,,,L2",
        "bob,update-weight,1,2,failed,update,plus-for-minus,L2",
        "bob,train-step,10,10,passed,,,L2",
    ] == written.splitlines()


def test_a_blank_is_an_empty_cell():
    """Never 0: gdtrace failed, not the student."""
    assert ["", "10"] == [each["score"] for each in rows(graded("ada", blank()))]


def test_a_manual_mark_is_the_score():
    """Its status stays that of the automatic one."""
    by_hand = Override(student="ada", exercise="update-weight", score=1.25, reason="x")
    overrides = {("ada", "update-weight"): by_hand}
    first, _ = rows(graded("ada", blank()), overrides=overrides)
    assert ("1.25", "error") == (first["score"], first["status"])


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+2", "'=1+2"),
        ("\uff1d1+2", "'\uff1d1+2"),
        ("+cmd", "'+cmd"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", r"'\tx"),
        ("\rx", r"'\rx"),
        ("a\nb", r"a\nb"),
        ('a,"b"', 'a,"b"'),
        ("-1.5", "'-1.5"),
        ("-", "'-"),
        ("'=1", "''=1"),
        ("''@x", "'''@x"),
        ("'ada", "'ada"),
        ("\u202eada", r"\u202eada"),
    ],
)
def test_a_cell_is_no_formula(name, cell):
    """Names come from submissions; every cell stays one cell in one line."""
    assert [cell, cell] == [each["student"] for each in rows(graded(name))]


def test_numbers_stay_numbers():
    """Points below 0 there are none; a text that looks like a number is a text."""
    assert "-1,2" in gradebook([graded("-", wrong(score=-1.0))])


def test_a_file_is_written_whole(tmp_path, monkeypatch):
    """A disk that is full leaves the old one, and nothing beside it."""
    file = tmp_path / "ada" / "report.md"
    write_whole(file, "before\ud800")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, "after")
    assert [file] == list(file.parent.iterdir())
    assert rb"before\ud800" == file.read_bytes()


def test_the_columns_are_those_that_others_read():
    """Other tools find them by these names."""
    assert COLUMNS == tuple(gradebook([]).strip().split(","))
