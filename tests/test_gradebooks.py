"""Gradebooks of other systems: read back as these systems read them."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from commands import refusal, run

from gdtrace.classes.gradebook import COLUMNS, table, unquoted
from gdtrace.gradebooks.raw_csv import rows, text_of

COLUMN = "Week 1 (4711)"
HEAD = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", COLUMN, "Week 2 (4712)"]
EXPORT = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Week 1 (4711),Week 2 (4712),"
    "Current Score,Final Score\r\n"
    ",,,,,Manual Posting,,,\r\n"
    '"    Points Possible",,,,,10,5,(read only),(read only)\r\n'
    '"Lovelace, Ada",101,S1,ada,"Lab ""A"", morning",,4,80,80\r\n'
    '"Noether, Emmy",102,S2,emmy,Lab B,3,,,\r\n'
    '"Turing, Alan",103,S3,alan,Lab B,7.5,"1",50,50\r\n'
    '"Hopper, Grace",104,,,,9,,,\r\n'
    '"Student, Test",105,,f00d,Lab B,,,,\r\n'
)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Work in a folder of the test's own, with an export of Canvas in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "export.csv").write_bytes(EXPORT.encode())
    return tmp_path


def marks(*students, name="gradebook.csv"):
    """Write a gradebook with two exercises: (student, score, score)."""
    found = []
    for student, first, second in students:
        found.append((student, "error", first, 4.0, "passed", "", "", "L2"))
        found.append((student, "update-weight", second, 6.0, "failed", "g1", "", "L2"))
    Path(name).write_text(table(COLUMNS, found), encoding="utf-8")
    return name


CLASS = (("ada", 4.0, 3.1), ("emmy", None, 6.0), ("alan", 0.0, 0.0), ("zoe", 4.0, 6.0))


def canvas(*options, column=COLUMN, output="import.csv"):
    """Fill the export; return the result and what was written."""
    result = run(
        "gradebook", "canvas", "gradebook.csv", "--roster", "export.csv", "--column", column,
        *options, "-o", output,
    )  # fmt: skip
    assert 0 == result.exit_code, result.stderr
    return result, Path(output).read_bytes().decode()


def column_of(text, name=COLUMN):
    """Return a column by student, as pandas reads it."""
    frame = pd.read_csv(io.StringIO(text.removeprefix("\ufeff")), dtype=str, keep_default_na=False)
    return dict(zip(frame["Student"], frame[name], strict=True))


def test_canvas_gets_the_sum_of_the_exercises():
    """A blank stays blank, 0 is 0, and who is not in the gradebook keeps what was there."""
    marks(*CLASS)
    _, text = canvas()
    assert {
        "": "Manual Posting",
        "    Points Possible": "10",
        "Lovelace, Ada": "7.1",
        "Noether, Emmy": "",
        "Turing, Alan": "0",
        "Hopper, Grace": "9",
        "Student, Test": "",
    } == column_of(text)


def test_nothing_else_changes():
    """All other cells come out byte for byte: quotes, line ends, byte-order mark, order."""
    marks(*CLASS)
    _, text = canvas()
    expected = EXPORT.replace('morning",,4', 'morning",7.1,4').replace("Lab B,3,", "Lab B,,")
    assert expected.replace("Lab B,7.5", "Lab B,0") == text


def test_who_is_on_one_side_only_is_told():
    """On standard error, with the column by which students are known."""
    marks(*CLASS)
    result, _ = canvas()
    assert [
        "2 scores written; students known by SIS Login ID",
        "no score, so an empty cell: emmy",
        "not in export.csv: zoe",
        "not in gradebook.csv, left as they were: Hopper, Grace",
    ] == result.stderr.splitlines()


@pytest.mark.parametrize(
    ("names", "known_by"),
    [
        (("ada", "emmy", "alan"), "SIS Login ID"),
        (("ADA", "Emmy", "alan"), "SIS Login ID"),
        (("S1", "S2", "S3"), "SIS User ID"),
        (("101", "102", "103"), "ID"),
        (("lovelaceada_101_9_mine", "noetheremmy_LATE_102_8_m", "turingalan_103_7_x"), "ID"),
        (("Ada Lovelace", "emmy noether", "Turing, Alan"), "Student"),
    ],
)
def test_students_are_known_by_any_column(names, known_by):
    """Login, number or name, whichever knows most of them; names of downloaded files too."""
    ada, emmy, alan = names
    marks((ada, 1.0, 1.0), (emmy, 1.0, 2.0), (alan, 1.0, 3.0))
    result, text = canvas()
    assert result.stderr.startswith(f"3 scores written; students known by {known_by}\n")
    found = column_of(text)
    assert ["2", "3", "4"] == [found[n] for n in ("Lovelace, Ada", "Noether, Emmy", "Turing, Alan")]


def test_the_column_of_students_can_be_chosen():
    """A login that is another's number is not guessed at."""
    marks(("103", 4.0, 6.0))
    assert "10" == column_of(canvas("--student-column", "ID")[1])["Turing, Alan"]
    result, text = canvas("--student-column", "SIS Login ID")
    assert "7.5" == column_of(text)["Turing, Alan"]
    assert "not in export.csv: 103" in result.stderr
    Path("import.csv").unlink()
    assert "no column is called 'Login'" in refused("--student-column", "Login")


def test_the_sign_that_keeps_spreadsheets_from_running_a_name_is_no_part_of_it():
    """A student of our gradebook who is quoted there is found in the export."""
    Path("export.csv").write_text(EXPORT.replace("ada", "-ada"), encoding="utf-8", newline="")
    marks(("-ada", 4.0, 6.0), ("emmy", 1.0, 1.0))
    assert "'-ada" in Path("gradebook.csv").read_text(encoding="utf-8")
    result, text = canvas()
    assert result.stderr.startswith("2 scores written")
    assert "10" == column_of(text)["Lovelace, Ada"]


def test_names_that_several_share_are_nobodys():
    """Two students of one name cannot be told apart, so neither gets the points."""
    text = EXPORT.replace("Noether, Emmy", "Lovelace, Ada")
    Path("export.csv").write_text(text, encoding="utf-8", newline="")
    marks(("Ada Lovelace", 4.0, 6.0), ("Alan Turing", 4.0, 6.0))
    result, _ = canvas("--student-column", "Student")
    assert "not in export.csv: Ada Lovelace" in result.stderr


def refused(*options, column=COLUMN):
    """Return why an export is not filled; nothing is written then."""
    message = refusal(
        "gradebook", "canvas", "gradebook.csv", "--roster", "export.csv", "--column", column,
        *options, "-o", "import.csv",
    )  # fmt: skip
    assert not Path("import.csv").exists()
    return message


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        ("Current Score", "Canvas takes no points in this column"),
        ("Final Score", "Canvas takes no points in this column"),
        ("Week 1 Current Points", "Canvas takes no points in this column"),
        ("Unposted Final Grade", "Canvas takes no points in this column"),
        ("Section", "Canvas takes no points in this column"),
        ("Wek 1 (4711)", "the export has no such column; did you mean 'Week 1 (4711)'?"),
        ("Exam", "the export has no such column; make the assignment in Canvas first"),
    ],
)
def test_columns_that_canvas_would_not_import_are_refused(column, sentence):
    """Each with the way out."""
    marks(*CLASS)
    assert f"Error: export.csv: --column {column!r}: {sentence}" in refused(column=column)


def test_the_number_of_an_assignment_may_be_left_out():
    """If no other has its title."""
    marks(*CLASS)
    assert "7.1" == column_of(canvas(column="Week 1")[1])["Lovelace, Ada"]
    text = EXPORT.replace("Week 2 (4712)", "Week 1 (4712)")
    Path("export.csv").write_text(text, encoding="utf-8", newline="")
    Path("import.csv").unlink()
    assert "may be Week 1 (4711) or Week 1 (4712)" in refused(column="Week 1")


def test_other_points_in_canvas_are_told():
    """Canvas takes the numbers as they are, so the instructor has to know."""
    Path("export.csv").write_text(EXPORT.replace(",10,5,", ",20,5,"), encoding="utf-8", newline="")
    marks(*CLASS)
    result, _ = canvas()
    assert "Note: Points Possible is 20 in Canvas, and 10 in the gradebook." in result.stderr


@pytest.mark.parametrize(("delimiter", "end"), [(";", "\n"), ("\t", "\r\n"), (",", "\r")])
def test_exports_of_other_countries_stay_as_they_are(delimiter, end):
    """Semicolons, tabs, other line ends, no byte-order mark."""
    lines = [HEAD, ["Ada", "1", "", "ada", "", "", "x,y"], ["Emmy", "2", "", "emmy", "", "", ""]]
    text = end.join(delimiter.join(cells) for cells in lines).replace("x,y", "xy")
    Path("export.csv").write_bytes(text.encode())
    marks(("ada", 1.0, 1.0))
    assert text.replace("ada" + delimiter * 2, f"ada{delimiter * 2}2") == canvas()[1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it is no gradebook of Canvas"),
        ("a,b\n1,2\n", "it is no gradebook of Canvas: the first line lacks Student or ID"),
        ('Student,ID,Week 1 (4711)\n"Ada,1,2\n', "line 2: a quotation mark is out of place"),
        (EXPORT.replace("ada", "x").replace("Lovelace, Ada", "y"), "no student of the gradebook"),
    ],
)
def test_what_is_no_export_is_refused(text, sentence):
    """With what is missing, and where an export comes from."""
    Path("export.csv").write_text(text, encoding="utf-8", newline="")
    marks(("ada", 1.0, 1.0))
    assert sentence in refused()


def test_an_export_is_not_overwritten():
    """It is the only copy of what Canvas knew."""
    marks(*CLASS)
    arguments = ("--roster", "export.csv", "--column", COLUMN, "-o", "./export.csv")
    message = refusal("gradebook", "canvas", "gradebook.csv", *arguments)
    assert "Error: -o ./export.csv: is the export itself; take another name" == message
    assert EXPORT.encode() == Path("export.csv").read_bytes()


def test_two_names_of_one_student_are_refused():
    """Points are not given twice, nor lost."""
    marks(("ada", 1.0, 1.0), ("ADA", 2.0, 2.0))
    assert "'ada' and 'ADA' are one student there" in refused()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n", "is no gradebook of gdtrace grade; it lacks the columns student, exercise"),
        (",".join(COLUMNS) + "\n", "has no student in it"),
        (",".join(COLUMNS) + "\nada,error,x,4\n", "line 2: score must be a number from 0 on"),
        (",".join(COLUMNS) + "\nada,error,nan,4\n", "line 2: score must be a number from 0 on"),
        (",".join(COLUMNS) + "\nada,error,1,\n", "line 2: max_score must be a number"),
        (b"\xff\xfe", "is not UTF-8 at byte 0"),
    ],
)
def test_what_is_no_gradebook_is_refused(text, sentence):
    """With the line at fault."""
    raw = text if isinstance(text, bytes) else text.encode()
    Path("gradebook.csv").write_bytes(raw)
    assert sentence in refused()
    assert sentence in refusal("gradebook", "moodle", "gradebook.csv")
    Path("gradebook.csv").unlink()
    assert "gradebook.csv: there is no such file" in refused()


def moodle():
    """Return the rows of the file for Moodle, and what is said."""
    result = run("gradebook", "moodle", "gradebook.csv", "-o", "import.csv")
    assert 0 == result.exit_code
    with Path("import.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), result.stderr


def test_moodle_gets_an_identifier_a_grade_and_feedback():
    """A student without a score has an empty grade, and that is told."""
    marks(*CLASS, ("Ada B_77_assignsubmission_file", 1.0, 1.0))
    found, said = moodle()
    assert ["identifier", "grade", "feedback"] == list(found[0])
    assert {
        "ada": "7.1",
        "emmy": "",
        "alan": "0",
        "zoe": "10",
        "Participant 77": "2",
    } == {each["identifier"]: each["grade"] for each in found}
    assert "error: 4 of 4; update-weight: 3.1 of 6, first wrong: g1" == found[0]["feedback"]
    assert found[1]["feedback"].startswith("error: not marked yet; ")
    assert "no score, so an empty grade: emmy\n" == said


def test_no_cell_is_a_formula():
    """A student who is called like one is quoted, here as in our own gradebook."""
    marks(("=1+1", 4.0, 6.0), ("'quoted", 4.0, 6.0))
    found, _ = moodle()
    assert ["'=1+1", "'quoted"] == [each["identifier"] for each in found]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d"])
def test_two_students_stay_two(sign):
    """Also if one is called as the other one is quoted."""
    names = [f"{quotes}{sign}1" for quotes in ("", "'", "''")]
    marks(*((name, 1.0, float(place)) for place, name in enumerate(names)))
    found, _ = moodle()
    assert ["1", "2", "3"] == [each["grade"] for each in found]
    assert names == [unquoted(each["identifier"]) for each in found]


@pytest.mark.parametrize("text", [EXPORT, "", "a", "a\n", 'a,"b\n""c""",\n,\n\n', "a,,\r\rb"])
def test_cells_stay_as_they_are_written(text):
    """Rows put together again are the text, to the last sign, and csv reads the same cells."""
    found = rows(text, ",")
    assert text == text_of(found, ",")
    if "\r\r" not in text:
        read = list(csv.reader(io.StringIO(text, newline="")))
        values = [[row.value(place) for place in range(len(row.cells))] for row in found]
        assert read == [row if row != [""] else [] for row in values]
