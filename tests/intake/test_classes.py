import sys
import unicodedata
from time import perf_counter

import pytest
from handing_in import RIGHT, archive, link, notebook, put, unmarked
from test_files import NO_LINKS

from gdtrace.errors import SubmissionError
from gdtrace.intake.classes import handed_in, students


def test_every_kind_of_entry_is_a_student(tmp_path):
    """Named without the ending, in order; what is hidden or no submission is left out."""
    put(
        tmp_path,
        eve__py=RIGHT,
        bob__ipynb=notebook(RIGHT),
        cyd__zip=archive(("mine.py", RIGHT)),
        readme__txt="",
        roster__csv="",
    )
    put(tmp_path / "ada", mine__py=RIGHT)
    put(tmp_path / ".git", config="")
    found = handed_in(tmp_path)
    assert ["ada", "bob", "cyd", "eve"] == [each.student for each in found.entries]
    assert {"update_w"} == {
        each.submission.files[0].source.partition("def ")[2].partition("(")[0]
        for each in found.entries
    }
    assert ("readme.txt is no submission", "roster.csv is no submission") == found.ignored
    assert list(found.entries) == students(tmp_path)


@pytest.mark.parametrize("top", ["", "submissions/"])
def test_an_archive_of_a_class_is_read_like_its_folder(top, tmp_path):
    """Also if there is a folder around everything."""
    data = archive(
        (f"{top}eve.py", RIGHT),
        (f"{top}ada/mine.py", RIGHT),
        (f"{top}ada/more.py", ""),
        (f"{top}cyd.zip", archive(("work/mine.py", RIGHT))),
        (f"__MACOSX/{top}._eve.py", ""),
    )
    found = students(put(tmp_path, all__zip=data) / "all.zip")
    assert ["ada", "cyd", "eve"] == [each.student for each in found]
    assert [2, 1, 1] == [len(each.submission.files) for each in found]


@pytest.mark.parametrize(
    ("packed", "student"),
    [
        ("dörte müller/mine.py".encode(), "dörte müller"),
        (unicodedata.normalize("NFD", "dörte müller/mine.py").encode(), "dörte müller"),
        ("Łucja 学.py".encode(), "Łucja 学"),
        ("dörte müller/mine.py".encode("cp437"), "dörte müller"),
        ("ana.py".encode("cp437"), "ana"),
    ],
    ids=["zip on Linux", "the Finder", "beyond the code page", "Windows", "ASCII"],
)
def test_a_name_in_an_archive_is_that_in_the_folder_whoever_packed_it(packed, student, tmp_path):
    """Few programs say that a name is UTF-8."""
    path = put(tmp_path, all__zip=unmarked(b"class/" + packed)) / "all.zip"
    assert [student] == [each.student for each in students(path)]
    assert [""] == [each.fault for each in students(path)]


def test_a_refused_member_of_an_archive_is_named_in_the_same_way(tmp_path):
    """As whoever packed it has read its name."""
    path = put(tmp_path, all__zip=unmarked("../ä.py".encode())) / "all.zip"
    assert ("../ä.py leads out of the archive",) == handed_in(path).ignored


@pytest.mark.parametrize("count", [1, 3])
def test_moodle_and_canvas_names_are_kept_whole(count, tmp_path):
    """Also if only one student has handed in."""
    folders = [f"Ada Lovelace_{each}_assignsubmission_file_" for each in range(count)]
    data = archive(*((f"{each}/mine.py", RIGHT) for each in folders))
    found = students(put(tmp_path, all__zip=data) / "all.zip")
    assert folders == [each.student for each in found]
    put(tmp_path / "canvas", lovelaceada_12345_67890_mine__py=RIGHT)
    assert "lovelaceada_12345_67890_mine" == students(tmp_path / "canvas")[0].student


def test_a_moodle_folder_with_an_archive_is_opened(tmp_path):
    """What a student has uploaded as an archive lies in the student's folder."""
    inner = archive(("mine.py", RIGHT))
    data = archive(("A_1_assignsubmission_file_/w.zip", inner), ("B_2_x/mine.py", RIGHT))
    found = students(put(tmp_path, all__zip=data) / "all.zip")
    assert ["mine.py", "mine.py"] == [each.submission.files[0].name for each in found]


def test_two_entries_of_one_student_are_a_fault_that_names_both(tmp_path):
    """Nobody could say which one counts."""
    put(tmp_path, ada__py=RIGHT, ada__ipynb=notebook(RIGHT), bob__py=RIGHT)
    ada, bob = students(tmp_path)
    assert "ada.ipynb and ada.py are both there for ada; leave one of them" == ada.fault
    assert (None, "") == (ada.submission, bob.fault)


@NO_LINKS
@pytest.mark.skipif(sys.platform == "darwin", reason="names are written in one way only there")
def test_one_name_in_two_ways_of_writing_is_one_student(tmp_path):
    """A ü is one sign or two."""
    for form in ("NFC", "NFD"):
        (tmp_path / (unicodedata.normalize(form, "Müller") + ".py")).write_text(RIGHT)
    (found,) = students(tmp_path)
    assert "Müller" == found.student
    assert "are both there" in found.fault


def test_who_has_handed_in_something_else_is_a_student_with_a_fault(tmp_path):
    """Nobody vanishes; files of lecturers, platforms and systems are no students."""
    put(tmp_path, ada__py=RIGHT, noa__docx="", kim__PDF="", tea__java="", liv__tar__gz="")
    put(tmp_path, mia__py__txt="", uma__html="")
    put(tmp_path, README__md="", roster__csv="", sheet__toml="", class__json="", notes="")
    put(tmp_path, Thumbs__db="", desktop__ini="", __DS_Store="")
    found = handed_in(tmp_path)
    faults = {each.student: each.fault for each in found.entries}
    assert ["ada", "kim", "liv", "mia", "noa", "tea", "uma"] == list(faults)
    assert "" == faults["ada"]
    assert (
        "noa.docx: neither a Python file (.py) nor a notebook (.ipynb) was handed in"
        == faults["noa"]
    )
    assert 7 == len(found.ignored)


@pytest.mark.parametrize(
    ("program", "report"),
    [
        ("ada.py", "ada.pdf"),
        ("lovelaceada_12345_67890_mine.py", "lovelaceada_12345_67891_report.pdf"),
        ("lovelaceada_LATE_12345_67890_mine.py", "lovelaceada_LATE_12345_67891_report.pdf"),
        ("Ada_1234_assignsubmission_file_w.py", "Ada_1234_assignsubmission_file_report.pdf"),
    ],
)
def test_a_report_beside_a_program_is_no_second_student(program, report, tmp_path):
    """By the same name, or by the number that a platform has given the student."""
    (tmp_path / program).write_text(RIGHT)
    (tmp_path / report).touch()
    (tmp_path / "noa.docx").touch()
    found = handed_in(tmp_path)
    assert [False, True] == sorted(bool(each.fault) for each in found.entries)
    assert (f"{report} is no submission",) == found.ignored


def test_two_unread_files_of_one_person_are_one_student(tmp_path):
    """Both are named."""
    put(tmp_path, ada__py=RIGHT)
    for name in ("noetheremmy_12_7_a.docx", "noetheremmy_12_8_b.pdf"):
        (tmp_path / name).touch()
    emmy = students(tmp_path)[1]
    assert "noetheremmy_12_7_a" == emmy.student
    assert emmy.fault.startswith("noetheremmy_12_7_a.docx and noetheremmy_12_8_b.pdf: neither")


def test_a_folder_of_documents_is_no_class(tmp_path):
    """Where nobody has handed in a program, the wrong folder was named."""
    put(tmp_path, noa__docx="", kim__pdf="")
    assert ((), 2) == (handed_in(tmp_path).entries, len(handed_in(tmp_path).ignored))


@NO_LINKS
def test_a_bad_entry_is_a_fault_and_stops_nobody_else(tmp_path):
    """Each is told in a sentence."""
    put(tmp_path, ada__py=RIGHT, bad__py=b"\xff", bomb__zip=b"PK", huge__py=b"#" * 300_000)
    (tmp_path / "link.py").symlink_to("ada.py")
    (tmp_path / "linked").symlink_to(tmp_path)
    (tmp_path / "empty").mkdir()
    found = {each.student: each.fault for each in students(tmp_path)}
    assert "" == found.pop("ada")
    assert {"bad", "bomb", "huge", "link", "linked", "empty"} == set(found)
    assert all(found.values())


def test_bad_members_of_an_archive_of_a_class_are_named(tmp_path):
    """They are of no student; the others count."""
    data = archive(("ada.py", RIGHT), ("../evil.py", RIGHT), (link("eve.py"), "ada.py"))
    found = handed_in(put(tmp_path, all__zip=data) / "all.zip")
    assert ("../evil.py leads out of the archive",) == found.ignored
    assert [
        ("ada", ""),
        ("eve", "eve.py: is a link; links are not followed. Hand in the file itself"),
    ] == [(each.student, each.fault) for each in found.entries]


def test_ten_thousand_students_are_read_quickly(tmp_path):
    """In seconds, each with a submission."""
    for number in range(10_000):
        (tmp_path / f"s{number:05}.py").write_text(RIGHT)
    begun = perf_counter()
    found = students(tmp_path)
    assert 10_000 == sum(each.submission is not None for each in found)
    assert perf_counter() - begun < 10


def test_more_students_than_any_class_has_are_refused(tmp_path, monkeypatch):
    """Listing stops at the bound."""
    monkeypatch.setattr("gdtrace.intake.classes.MOST_STUDENTS", 2)
    put(tmp_path, a__py="", b__py="", c__py="")
    with pytest.raises(SubmissionError, match="has more than 2 entries"):
        students(tmp_path)


@pytest.mark.parametrize("name", ["none", "all.txt", "all.zip"])
def test_what_is_no_folder_is_said(name, tmp_path):
    """Neither a folder nor an archive."""
    put(tmp_path, all__txt="", all__zip="")
    with pytest.raises(SubmissionError, match=name):
        students(tmp_path / name)


def test_an_empty_class_has_no_students(tmp_path):
    """And is no error here."""
    assert [] == students(tmp_path)


@NO_LINKS
@pytest.mark.parametrize("name", ["a\x1b[31mda", "a\\b", "a\nda", "\u0430da", "a" * 220])
def test_a_name_that_is_not_what_it_seems_is_a_fault(name, tmp_path):
    """The student is shown with it spelled out; files with that name could be anywhere."""
    put(tmp_path / name, mine__py=RIGHT)
    put(tmp_path, bob__py=RIGHT)
    fault, bob = sorted(students(tmp_path), key=lambda each: each.student == "bob")
    assert (None, "") == (fault.submission, bob.fault)
    assert fault.student.isprintable()
    assert "name" in fault.fault
