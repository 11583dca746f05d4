"""The files about a class: a page that needs nothing else, and the same as plain data."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import jsonschema
import lxml.html
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from some_marks import ASSIGNMENT, blank, graded, not_run, report, wrong

from gdtrace.classes.files import folder_name
from gdtrace.classes.overrides import NONE, Override
from gdtrace.classes.pages import write_class
from gdtrace.classes.pages.class_json import class_json
from gdtrace.classes.pages.class_page import class_page
from gdtrace.classes.pages.overview import overview
from gdtrace.classes.pages.student_files import student_json, student_markdown
from gdtrace.errors import GdtraceError
from gdtrace.grading.misconceptions import MISCONCEPTIONS
from gdtrace.grading.report import Finding

HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e"
CLASS = [
    graded("eve", wrong(), wrong("train-step", "factor-2-missing", "g1"), seconds=2.5),
    graded("ada", wrong(), blank("train-step", why="gdtrace failed with OSError."), seconds=0.5),
    graded("bob", not_run(why=f"NameError: {HOSTILE}."), wrong("train-step", "", "g4")),
    graded(HOSTILE, wrong("train-step", "factor-2-missing", "g1")),
]
BY_HAND = {
    ("bob", "train-step"): Override(
        student="bob", exercise="train-step", score=7.5, reason="<b>Nearly</b> right."
    )
}
ROWS = {"type": "array", "items": {"type": "object", "required": ["count"]}}
REASONS = {
    "items": {
        "required": ["why", "count", "students"],
        "properties": {"students": {"items": {"required": ["student", "exercises"]}}},
    }
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["schema", "gdtrace", "title", "exercises", "students"],
    "properties": {
        "schema": {"const": "gdtrace/class/v1"},
        "gdtrace": {"type": "string"},
        "title": {"type": "string"},
        "max_score": {"type": "number"},
        "exercises": {"items": {"required": ["id", "max_score", "mean_score", "passed", "error"]}},
        "students": {
            "items": {
                "required": ["student", "file", "score", "max_score", "marks"],
                "properties": {"marks": {"items": {"required": ["exercise", "status", "score"]}}},
            }
        },
        "misconceptions": ROWS,
        "first_wrong": ROWS,
        "not_run": REASONS,
        "blank": REASONS,
        "slowest": {"items": {"required": ["student", "seconds"]}},
        "common": {"items": {"type": "string"}, "maxItems": 3},
    },
}


def page(gradeds=CLASS, overrides=NONE, assignment=ASSIGNMENT):
    """Return the page about a class."""
    return class_page(overview(gradeds, assignment, overrides))


def data(gradeds=CLASS, overrides=NONE):
    """Return the plain data about a class."""
    return json.loads(class_json(overview(gradeds, ASSIGNMENT, overrides)))


def tree(*args, **how):
    """Return the elements of the page."""
    return lxml.html.fromstring(page(*args, **how))


def texts(found):
    """Return the text of elements."""
    return [" ".join(each.text_content().split()) for each in found]


def section(root, name):
    """Return the rows of a part of the page, cell by cell."""
    rows = root.xpath(f'//section[@aria-labelledby="{name}"]//tbody/tr')
    return [texts(row.xpath("./th|./td")) for row in rows]


def test_the_table_has_a_row_for_every_student_and_a_cell_for_every_exercise():
    """In the order of their names; the score, and what became of it in words."""
    assert [
        [r"<script>alert(1)</script>\x1b[31m\u202e", "3", "2 right", "1 wrong: g1"],
        ["ada", "blank", "1 wrong: update", "blank"],
        ["bob", "1", "0 not run", "1 wrong: g4"],
        ["eve", "2", "1 wrong: update", "1 wrong: g1"],
    ] == section(tree(), "marks")


def test_a_function_that_no_file_defines_is_missing_and_not_one_that_did_not_run():
    """In the table, and in the count above it."""
    missed = evolve(not_run(), finding=Finding(kind="missing"))
    found = tree([graded("ada", missed, not_run("train-step"))])
    assert [["ada", "0", "0 missing", "0 not run"]] == section(found, "marks")
    assert "Of 2 marks: 1 not run, 1 missing." in texts(found.xpath("//p"))


def test_what_became_of_a_mark_is_a_class_of_its_cell_as_well():
    """Which has a colour; the word says the same."""
    found = tree().xpath('//table[@class="marks"]//td[@class]')
    kinds = {
        each.get("class"): text.split()[-1] for each, text in zip(found, texts(found), strict=True)
    }
    assert {"passed", "failed", "not_run", "error", "points"} == set(kinds)
    assert ("right", "run", "blank") == (kinds["passed"], kinds["not_run"], kinds["error"])


def test_a_manual_mark_shows_the_automatic_one_too():
    """In the table, and with its reason in a table of its own."""
    root = tree(overrides=BY_HAND)
    assert "7.5 by hand, not 1 wrong: g4" == section(root, "marks")[2][3]
    assert [["bob", "train-step", "7.5", "1", "<b>Nearly</b> right."]] == section(root, "by-hand")


def test_a_blank_that_was_filled_by_hand_is_listed_no_more():
    """Nobody has to look after it."""
    by_hand = Override(student="ada", exercise="train-step", score=5.0, reason="x")
    filled = {("ada", "train-step"): by_hand}
    assert [] == section(tree(overrides=filled), "blank")
    assert "5 by hand, not blank" == section(tree(overrides=filled), "marks")[1][3]


def test_mistakes_are_counted_by_students_most_common_first():
    """The order of the derivation decides between equals; names stand beside them."""
    rows = section(tree(), "mistakes")
    assert ["factor-2-missing", "plus-for-minus"] == [row[2] for row in rows]
    assert ["2", MISCONCEPTIONS["factor-2-missing"].title] == rows[0][:2]
    assert "update-weight (2)" == rows[1][3]
    assert "ada, eve" == rows[1][4]


def test_two_mistakes_of_one_function_are_both_counted():
    """A pair gives the numbers only together."""
    pair = wrong()
    pair = evolve(pair, finding=evolve(pair.finding, ids=("factor-2-missing", "plus-for-minus")))
    assert ["factor-2-missing", "plus-for-minus"] == [
        each["id"] for each in data([graded("ada", pair)])["misconceptions"]
    ]


def test_first_wrong_steps_are_counted():
    """By exercise; how often nobody knows why is said."""
    assert [
        ["2", "update-weight", "update", "", "ada, eve"],
        ["2", "train-step", "g1", "", r"<script>alert(1)</script>\x1b[31m\u202e, eve"],
        ["1", "train-step", "g4", "1", "bob"],
    ] == section(tree(), "steps")


def test_a_wrong_function_without_a_first_step_is_counted_too():
    """Somewhere it has to be."""
    nowhere = wrong(finding=None)
    assert [["1", "update-weight", "no single step", "1", "ada"]] == section(
        tree([graded("ada", nowhere)]), "steps"
    )


def test_why_something_could_not_be_run_or_is_blank_is_said():
    """The same reason once, with everybody and every exercise."""
    root = tree([*CLASS, graded("zoe", blank("train-step"), blank())])
    who = "ada (train-step), zoe (update-weight, train-step)"
    assert [["2", "gdtrace failed with OSError.", who]] == section(root, "blank")
    why = r"NameError: <script>alert(1)</script>\x1b[31m\u202e."
    assert [["1", why, "bob (update-weight)"]] == section(root, "not-run")


def test_the_slowest_are_shown():
    """Those of which a time is known, at most five."""
    assert [["eve", "2.5 s"], ["ada", "0.5 s"]] == section(tree(), "slowest")
    many = [graded(f"s{number}", seconds=number + 1.0) for number in range(9)]
    assert ["s8", "s7", "s6", "s5", "s4"] == [row[0] for row in section(tree(many), "slowest")]


def test_a_class_without_faults_has_no_tables_of_them():
    """Nor links to them."""
    root = tree([graded("ada")])
    assert ["Students and exercises"] == texts(root.xpath("//h2"))
    assert ["#marks"] == root.xpath("//nav//a/@href")


def test_an_empty_class_has_a_page():
    """And a table with nobody in it."""
    assert "0 students, 2 exercises, 12 points." in page([])
    jsonschema.validate(data([]), SCHEMA)


def test_the_three_most_common_mistakes_are_worked_out():
    """The step as it should be and with the mistake, and all numbers beside each other."""
    ids = ["plus-for-minus", "factor-2-missing", "slope-sign", "tanh-for-sigmoid"]
    made = [id for number, id in enumerate(ids) for _ in range(4 - number)]
    root = tree([graded(f"s{number}", wrong(id=id)) for number, id in enumerate(made)])
    articles = root.xpath('//article[@class="lecture"]')
    assert [MISCONCEPTIONS[id].title for id in ids[:3]] == texts(root.xpath("//article/h3"))
    for article in articles:
        headings = texts(article.xpath(".//h4"))
        assert ["The step that goes wrong, as it should be", "The same step with the mistake"] == (
            headings[:2]
        )
        assert "FIRST WRONG STEP" in article.text_content()
        assert article.xpath(".//math")


def test_the_lecture_names_nobody():
    """It is shown to everybody."""
    shown = tree().xpath('//section[@aria-labelledby="lecture"]')[0].text_content()
    assert [] == [name for name in ("ada", "eve", "script") if re.search(rf"\b{name}\b", shown)]


class Closed(HTMLParser):
    """Checks that every element is closed in its turn."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        """Open an element."""
        if tag not in ("meta", "br", "wbr", "mspace"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Close the innermost one."""
        assert tag == self.open.pop()


def test_the_page_is_well_formed():
    """And all in ASCII, whatever students are called."""
    reader = Closed()
    reader.feed(page(overrides=BY_HAND))
    assert [] == reader.open
    assert page().isascii()


def test_the_page_needs_nothing_else_and_runs_nothing():
    """No script, no address but links within the page, no style that loads anything."""
    root = tree(overrides=BY_HAND)
    assert [] == root.xpath("//script|//link|//img|//iframe|//object|//form|//base")
    assert all(each.startswith("#") for each in root.xpath("//@href"))
    assert [] == root.xpath("//@src|//@style|//@*[starts-with(name(), 'on')]")
    assert not re.search(r"url\(|@import|https?:", page())


def test_what_students_wrote_is_no_markup():
    """Names, messages, reasons: all of it is text, with nothing that cannot be seen."""
    text = page(overrides=BY_HAND)
    assert "<script" not in text
    assert "<b>Nearly" not in text
    assert "\x1b" not in text
    assert "&#8238;" not in text


def test_the_page_can_be_read_without_eyes():
    """Tables have captions and heads with a scope; headings leave no level out; parts are named."""
    root = tree(overrides=BY_HAND)
    made = [each for each in root.xpath("//table") if each.get("class") not in ("rows", "steps")]
    assert all(each.xpath("./caption") for each in made)
    assert [] == root.xpath("//th[not(@scope)]")
    levels = [int(each.tag[1]) for each in root.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(root.xpath(f'//*[@id="{name}"]') for name in root.xpath("//@aria-labelledby"))
    assert "en" == root.get("lang")


def test_the_page_has_a_dark_style_and_one_for_paper():
    """By the reader's settings."""
    assert "prefers-color-scheme: dark" in page()
    assert "@media print" in page()


def test_the_plain_data_keep_their_schema():
    """Blank scores are null, never 0 and never NaN."""
    found = data(overrides=BY_HAND)
    jsonschema.validate(found, SCHEMA)
    ada, bob = found["students"][1:3]
    assert [("error", None), ("failed", 7.5)] == [
        (each["marks"][1]["status"], each["marks"][1]["score"]) for each in (ada, bob)
    ]
    assert (None, 7.5) == (ada["score"], bob["score"])
    assert ["factor-2-missing", "plus-for-minus"] == found["common"]


def test_means_leave_blanks_out():
    """A blank is no 0."""
    found = data([graded("ada", blank()), graded("bob", report()), graded("eve", wrong())])
    assert 1.5 == found["exercises"][0]["mean_score"]


def test_files_are_the_same_whatever_the_order(tmp_path):
    """Neither the order of marking nor a clock nor a path is in them."""
    found = []
    for name, gradeds in (("one", CLASS), ("two", CLASS[::-1])):
        write_class(tmp_path / name, gradeds, ASSIGNMENT, overrides=BY_HAND)
        files = sorted((tmp_path / name).iterdir())
        found.append([(file.name, file.read_bytes()) for file in files])
    assert found[0] == found[1]
    assert ["class.html", "class.json"] == [name for name, _ in found[0]]
    assert not any(str(tmp_path).encode() in each for _, each in found[0])


def test_a_large_class_has_everybody():
    """Of many with the same mistake only some are named, but all are counted and in the table."""
    gradeds = [graded(f"student{number:03}", wrong()) for number in range(300)]
    root = tree(gradeds)
    assert 300 == len(section(root, "marks"))
    assert "300" == section(root, "mistakes")[0][0]
    assert section(root, "mistakes")[0][4].endswith("student011 and 288 more")


@pytest.mark.parametrize("title", ["", "A <b>title</b>"])
def test_the_page_has_a_title(title):
    """That of the assignment."""
    root = tree(assignment=evolve(ASSIGNMENT, title=title))
    assert [title or "Class"] * 2 == texts(root.xpath("//h1|//title"))


def test_a_mistake_that_cannot_be_worked_out_costs_no_page(monkeypatch):
    """The rest of the page is there, and says why."""

    def fails(*_):
        raise GdtraceError("too large")

    monkeypatch.setattr("gdtrace.classes.pages.lecture.worked_mistake", fails)
    root = tree()
    assert "This cannot be worked out here: too large" in root.text_content()
    assert 4 == len(section(root, "marks"))


@given(st.text(), st.text(), st.text())
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_the_files(name, why, reason):
    """Whatever students and lecturers write, every file is made, and is what it should be."""
    made = [graded(name, wrong(id="", verdict=why), not_run("train-step", why=why), notes=(why,))]
    by_hand = Override(student=name, exercise="train-step", score=1.0, reason=reason)
    overrides = {(name, "train-step"): by_hand}
    reader = Closed()
    reader.feed(class_page(overview(made, ASSIGNMENT, overrides)))
    assert [] == reader.open
    jsonschema.validate(data(made, overrides), SCHEMA)
    assert student_markdown(made[0], ASSIGNMENT, overrides).startswith("# Sheet 3: ")
    assert json.loads(student_json(made[0], overrides))["student"] == name
    assert folder_name(name)
