"""The files about one student: a page to hand out, which gives nothing away, and all for staff."""

import json
import re

import jsonschema
import pytest
from attrs import evolve
from some_marks import ASSIGNMENT, EVIDENCE, blank, graded, not_run, report, wrong

from gdtrace.classes.files import RESERVED, folder_name
from gdtrace.classes.overrides import NONE, Override
from gdtrace.classes.pages import write_student
from gdtrace.classes.pages.student_files import student_json, student_markdown

BY_HAND = {
    ("ada", "update-weight"): Override(
        student="ada", exercise="update-weight", score=1.5, reason="A good idea."
    )
}
POINTS = {"type": ["number", "null"], "minimum": 0}
REPORT = {
    "type": "object",
    "required": ["schema", "exercise", "submission", "seed", "isolation", "checks", "findings"],
    "properties": {
        "schema": {"const": "gdtrace/report/v1"},
        "status": {"enum": ["passed", "failed", "not_run", "error"]},
        "findings": {
            "items": {
                "required": ["kind", "id", "symbol", "line", "title", "hint", "evidence"],
                "properties": {"hint": {"minItems": 3, "maxItems": 3}},
            }
        },
    },
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["schema", "gdtrace", "student", "submission", "score", "max_score", "marks"],
    "properties": {
        "schema": {"const": "gdtrace/student/v1"},
        "gdtrace": {"type": "string"},
        "student": {"type": "string"},
        "submission": {"required": ["name", "sha256"]},
        "score": POINTS,
        "max_score": POINTS,
        "notes": {"items": {"type": "string"}},
        "marks": {
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["exercise", "status", "score", "max_score", "report"],
                "properties": {
                    "exercise": {"type": "string"},
                    "status": {"enum": ["passed", "failed", "not_run", "error"]},
                    "score": POINTS,
                    "max_score": POINTS,
                    "automatic_score": POINTS,
                    "reason": {"type": ["string", "null"]},
                    "report": REPORT,
                },
            }
        },
    },
}


def page(student, hints=1, overrides=NONE):
    """Return the page to hand out."""
    return student_markdown(student, evolve(ASSIGNMENT, hints=hints), overrides)


def data(student, overrides=NONE):
    """Return what is known for staff."""
    return json.loads(student_json(student, overrides))


def test_a_page_has_a_row_for_every_exercise_and_a_section_for_what_is_wrong():
    """With the points of the assignment; what is right needs no more words."""
    assert [
        "# Sheet 3: ada, 11 of 12 points",
        "",
        "A cell was left out.",
        "",
        "| exercise | function | verdict | points |",
        "| --- | --- | --- | --- |",
        "| update-weight | update\\_w | one wrong step | 1 of 2 |",
        "| train-step | train\\_step | right | 10 of 10 |",
        "",
        "## update-weight: one wrong step",
        "",
        "| step | verdict | points |",
        "| --- | --- | --- |",
        "| update | FIRST WRONG STEP | 0 of 1 |",
        "| rest | right | 1 of 1 |",
        "",
        "**Where**",
        "",
        "- line 2: `return w + learning_rate*grad`",
        "",
        "Your update is wrong.",
        "",
        "mine.py, run apart from the answers (isolation L2)",
    ] == page(graded("ada", wrong(), notes=("A cell was left out.",))).splitlines()


def test_what_could_not_be_read_has_no_file_name_at_the_end_of_its_page():
    """And no comma in place of one."""
    unread = [evolve(not_run(each), isolation="") for each in ASSIGNMENT.ids]
    graded_unread = evolve(graded("ada", *unread), file="")
    assert "not run" == page(graded_unread).splitlines()[-1]


@pytest.mark.parametrize(
    ("hints", "shown"),
    [
        (0, set()),
        (1, {"Your update is wrong"}),
        (2, {"Your update is wrong", "COMPARE"}),
        (3, {"Your update is wrong", "COMPARE", "LIKELY", "IDEA"}),
    ],
)
def test_the_page_tells_as_much_as_the_assignment_says(hints, shown):
    """Whatever level the report was made with."""
    text = page(graded("ada", wrong(hints=3)), hints)
    assert shown == {
        word for word in ("Your update is wrong", "COMPARE", "LIKELY", "IDEA") if word in text
    }


@pytest.mark.parametrize("hints", [0, 1, 2, 3])
def test_no_page_tells_the_numbers_or_the_seed(hints):
    """With the seed a student could draw the hidden sets of inputs; no option is offered either."""
    text = page(graded("ada", wrong(seed=987654321)), hints)
    secret = [each.expected for each in EVIDENCE.numbers]
    secret += [each.text for each in EVIDENCE.arguments]
    assert [] == [each for each in [*secret, "987654321", "--hints", "seed"] if each in text]


def test_a_blank_says_that_it_is_nobodys_fault():
    """There is no total either, and nothing about the inside of gdtrace."""
    text = page(graded("ada", blank(why="gdtrace failed with OSError in child.py.")))
    assert text.startswith("# Sheet 3: ada, no mark yet\n")
    assert "| the grader failed | blank |" in text
    assert "That is no fault of yours" in text
    assert "child.py" not in text


def test_a_manual_mark_stands_beside_the_automatic_one():
    """With the reason, in both files."""
    text = page(graded("ada", wrong()), overrides=BY_HAND)
    assert "| one wrong step, marked by hand | 1.5 of 2 |" in text
    assert "Marked by hand: 1.5 of 2 points, instead of 1. A good idea." in text
    found = data(graded("ada", wrong()), BY_HAND)
    first = found["marks"][0]
    assert (11.5, 1.5, 1, "A good idea.") == (
        found["score"],
        first["score"],
        first["automatic_score"],
        first["reason"],
    )


def test_a_manual_mark_fills_a_blank():
    """Then there is a total."""
    student = graded("ada", blank())
    assert page(student, overrides=BY_HAND).startswith("# Sheet 3: ada, 11.5 of 12 points")
    assert "instead of no mark" in page(student, overrides=BY_HAND)
    assert "no fault of yours" not in page(student, overrides=BY_HAND)


def test_a_file_that_could_not_be_run_is_explained_once():
    """For all exercises together."""
    text = page(graded("ada", not_run(), not_run("train-step")))
    assert "## update-weight and train-step: could not be run" in text
    assert 1 == text.count("The file stops with an error: NameError.")


def test_reasons_that_differ_are_all_told():
    """Each under its own heading."""
    text = page(graded("ada", not_run(), not_run("train-step", why="It did not come to an end.")))
    assert ["update-weight", "train-step"] == re.findall(r"## (\S+): could not", text)


def test_notes_of_a_right_function_are_told():
    """They cost no points."""
    text = page(graded("ada", report(notes=("It changes w.",))))
    assert "## update-weight: right" in text
    assert "It changes w." in text


@pytest.mark.parametrize(
    "student",
    [
        graded("ada", wrong(), not_run("train-step")),
        graded("ada", blank(), wrong("train-step", id="")),
        graded("\x1b[31m\u202e'\"<b>", seconds=3.0, notes=("\x07",)),
    ],
)
def test_the_file_for_staff_keeps_its_schema(student):
    """Blank scores are null, and nothing that cannot be seen is in it."""
    text = student_json(student, NONE)
    jsonschema.validate(json.loads(text), SCHEMA)
    assert json.loads(text)["student"] == student.student


def test_the_file_for_staff_has_the_numbers():
    """At the highest level of hints, whatever the level of the assignment."""
    finding = data(graded("ada", wrong()))["marks"][0]["report"]["findings"][0]
    assert ("plus-for-minus", "LIKELY.") == (finding["id"], finding["title"])
    assert "0.45065" == finding["evidence"]["numbers"][0]["expected"]


def test_the_files_are_the_same_in_every_run(tmp_path):
    """Neither a clock nor a path is in them."""
    found = []
    for name, seconds in (("one", 1.0), ("two", 2.0)):
        write_student(tmp_path / name, graded("ada", wrong(), seconds=seconds), ASSIGNMENT)
        found.append({file.name: file.read_bytes() for file in (tmp_path / name / "ada").iterdir()})
    assert found[0] == found[1]
    assert {"report.md", "report.json"} == set(found[0])
    assert not any(str(tmp_path).encode() in each for each in found[0].values())


@pytest.mark.parametrize(
    "name",
    [
        *("../../etc", "/abs", "..", ".", "", " ", "a/b", "a\\b", "a\0b", "nul:", "trailing."),
        *(
            "class.html",
            "overrides.csv",
            "Gradebook.csv",
            "journal.sqlite",
            "running.lock",
            "con",
            "Lpt1.old",
        ),
        *("x" * 300, "é" * 200, "一" * 90, "\U00020000" * 100, "/" * 80),
    ],
)
def test_a_students_folder_lies_beside_the_others(name, tmp_path):
    """Whatever a student is called: no way out, no file of the class, nothing too long."""
    folder = folder_name(name)
    write_student(tmp_path, graded(name), ASSIGNMENT)
    assert [folder] == [each.name for each in tmp_path.iterdir()]
    assert not set(folder) & set('/\\\0:*?"<>|')
    assert folder.lower().partition(".")[0] not in RESERVED
    assert not folder.lower().startswith(("class.", "overrides", "gradebook", "journal", "running"))


def test_students_never_share_a_folder():
    """Names that look alike after quoting are quoted apart."""
    names = ["a/b", "a%2Fb", "a b", "a_b", "x" * 300, "x" * 301, "%", "", "..", "%2E."]
    assert len(names) == len({folder_name(each) for each in names})
