"""A class run in the formats of others, and on into other gradebooks: the same points all along."""

import json
from pathlib import Path

import pytest
from a_class import BROKEN, HALF, RIGHT, UPHILL, arguments, assignment, finished, rows, written
from commands import refusal, run
from foreign import schema
from junitparser import JUnitXml

from gdtrace.classes.student_formats import FILES

CLASS = {"ada": RIGHT, "alan": UPHILL, "emmy": HALF, "grace": BROKEN}
TOTALS = {"ada": 10, "alan": 4, "emmy": 6, "grace": 7}
"""Grace's broken file was marked by hand."""

EXPORT = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Week 3 (12)\r\n"
    '"    Points Possible",,,,,10\r\n'
    '"Lovelace, Ada",1,,ada,A,\r\n"Turing, Alan",2,,alan,A,9\r\n'
    '"Noether, Emmy",3,,emmy,B,\r\n"Hopper, Grace",4,,grace,B,\r\n'
)


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """Mark a class in all formats, with a manual mark, and return its folder."""
    folder = tmp_path_factory.mktemp("formats")
    written(folder / "in", CLASS)
    assignment(folder)
    (folder / "out").mkdir()
    overrides = "student,exercise,score,reason\ngrace,error,4,said it aloud\n"
    (folder / "out" / "overrides.csv").write_text(
        overrides + "grace,update-weight,3,half of it\n", encoding="utf-8"
    )
    options = [word for form in FILES for word in ("--format", form)]
    code, _, said = finished(folder, *options, "--jobs", "1")
    assert 0 == code, said
    return folder


@pytest.mark.parametrize("student", CLASS)
def test_every_file_of_a_student_has_the_points_of_the_gradebook(marked, student):
    """Manual marks count; work that cannot be run has 0."""
    folder = marked / "out" / student
    expected = TOTALS[student]
    assert expected == sum(float(score) for name, _, score, _ in rows(marked) if name == student)
    results = json.loads((folder / "gradescope.json").read_text("utf-8"))
    schema("gradescope").validate(results)
    assert (expected, expected) == (
        results["score"],
        sum(each["score"] for each in results["tests"]),
    )
    own = json.loads((folder / "result.json").read_text("utf-8"))
    assert (expected, 10) == (own["score"], own["max_score"])
    scores = [
        float(each.value)
        for suite in JUnitXml.fromfile(str(folder / "result.xml"))
        for each in suite.properties()
        if each.name == "score"
    ]
    assert expected == sum(scores)
    for name in ("result.txt", "result.md", "github.txt"):
        assert f"{expected} of 10 points" in (folder / name).read_text("utf-8")


def test_students_are_told_no_right_number_and_no_secret(marked):
    """What staff can look up is in no file that may be handed out; nor is the seed."""
    folder = marked / "out" / "alan"
    staff = json.loads((folder / "report.json").read_text("utf-8"))
    (finding,) = staff["marks"][1]["report"]["findings"]
    right = [each["expected"] for each in finding["evidence"]["numbers"]]
    assert right
    for name in FILES.values():
        text = (folder / name).read_text("utf-8")
        assert not [number for number in right if number in text], name
        assert "nobody guesses" not in text
    results = json.loads((folder / "gradescope.json").read_text("utf-8"))
    assert results["extra_data"]["seed"] is None


def test_the_marks_of_a_class_go_into_other_gradebooks(marked, monkeypatch):
    """What gdtrace grade writes is what gdtrace gradebook reads."""
    monkeypatch.chdir(marked)
    Path("export.csv").write_bytes(EXPORT.encode())
    options = ("--roster", "export.csv", "--column", "Week 3", "-o", "import.csv")
    result = run("gradebook", "canvas", "out/gradebook.csv", *options)
    assert "4 scores written; students known by SIS Login ID\n" == result.stderr
    filled = [line.rpartition(",") for line in Path("import.csv").read_text("utf-8").splitlines()]
    assert [*map(str, TOTALS.values())] == [last for _, _, last in filled[2:]]
    text = run("gradebook", "moodle", "out/gradebook.csv").stdout
    assert "grace,7,error: 4 of 4; update-weight: 3 of 6" in text


@pytest.mark.parametrize("form", ["classroom50", "juint"])
def test_formats_that_are_none_for_a_class_are_refused(form, tmp_path):
    """Before anything is marked."""
    written(tmp_path / "in", CLASS)
    assignment(tmp_path)
    assert form in refusal(*arguments(tmp_path, "--format", form))
    assert not (tmp_path / "out").exists()
