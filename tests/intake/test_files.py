import os
import socket
import sys

import pytest
from handing_in import RIGHT, put

from gdtrace.errors import SubmissionError
from gdtrace.intake import disk as disk_module
from gdtrace.intake.choosing import file_for
from gdtrace.intake.reading import submission

NO_LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as Unix has them")


@pytest.fixture(params=[True, False], ids=["open folders", "paths"])
def folder(request, tmp_path, monkeypatch):
    """Return a folder, read through open folders and as a system does that has none."""
    if request.param and not disk_module.HAS_FOLDERS:
        pytest.skip("no open folders here")
    monkeypatch.setattr(disk_module, "HAS_FOLDERS", request.param)
    return tmp_path


def refusal(path):
    """Return the sentence with which a submission is refused."""
    with pytest.raises(SubmissionError) as caught:
        submission(path)
    return str(caught.value)


def test_a_file_is_one_source(folder):
    """Its text is what it says; the mark at its beginning is no part of it, line ends are."""
    own = put(folder, mine__py=b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode()) / "mine.py"
    found = submission(own)
    assert ("mine.py", ()) == (found.name, found.notes)
    assert [("mine.py", RIGHT.replace("\n", "\r\n"))] == [
        (each.name, each.source) for each in found.files
    ]
    assert found.files[0] is file_for(found, "update_w")
    assert file_for(found, "update_v") is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"# \xff\n", "is not UTF-8 at byte 2; save it as UTF-8 in your editor"),
        (b"w = 1\0\n", "is no text: it has bytes that are 0"),
        (b"#" * (256 * 1024 + 1), "has 262145 bytes; at most 262144 are read"),
        (
            b"\n" + b"#" * 10_001,
            "line 2 has 10001 characters; at most 10000 are read. Break it into several lines",
        ),
        ("w = 1".encode("utf-16"), "is no text: it has bytes that are 0"),
    ],
    ids=["UTF-8", "NUL", "size", "line", "UTF-16"],
)
def test_what_is_no_short_text_is_refused(content, sentence, folder):
    """One sentence with the place and the way out."""
    assert f"mine.py: {sentence}" == refusal(put(folder, mine__py=content) / "mine.py")


def test_a_file_of_a_million_letters_in_a_line_is_refused_by_its_size(folder):
    """It is not even read."""
    text = "w = " + "1+" * 500_000 + "1"
    assert "at most 262144 are read" in refusal(put(folder, mine__py=text) / "mine.py")


def test_a_file_that_says_to_have_100_gigabytes_is_refused_unread(folder):
    """Its size is asked for before its content."""
    path = folder / "mine.py"
    with path.open("wb") as file:
        try:
            file.truncate(100 * 10**9)
        except OSError:
            pytest.skip("no sparse files here")
    assert "mine.py: has 100000000000 bytes; at most 262144 are read" == refusal(path)


@NO_LINKS
def test_links_are_not_followed(folder):
    """Neither to a file nor to a folder, to nothing or to itself; not even if all is well there."""
    put(folder, secret__py=RIGHT)
    targets = {"file": "secret.py", "nothing": "none.py", "itself": "itself.py", "folder": "."}
    for name, target in targets.items():
        (folder / f"{name}.py").symlink_to(target)
        assert refusal(folder / f"{name}.py").startswith(f"{name}.py: is a link; links are not")


@NO_LINKS
def test_what_is_no_file_is_refused_without_waiting(folder):
    """A pipe, a socket, a device: nothing is opened that could keep the grader."""
    os.mkfifo(folder / "pipe.py")
    assert "pipe.py: is a pipe, not a file" == refusal(folder / "pipe.py")
    with socket.socket(socket.AF_UNIX) as own:
        here = os.getcwd()
        os.chdir(folder)
        try:
            own.bind("socket.py")
        finally:
            os.chdir(here)
        assert "socket.py: is a socket, not a file" == refusal(folder / "socket.py")


@NO_LINKS
def test_a_device_is_refused(folder):
    """Where devices can be made; elsewhere the kind of a pipe stands for it."""
    try:
        os.mknod(folder / "zero.py", 0o20600, os.makedev(1, 5))
    except OSError:
        pytest.skip("only an administrator makes devices")
    assert "zero.py: is a device, not a file" == refusal(folder / "zero.py")


@NO_LINKS
def test_a_file_that_becomes_a_pipe_in_between_is_refused(folder, monkeypatch):
    """What was opened is asked again; opening it did not wait."""
    os.mkfifo(folder / "mine.py")
    put(folder, other__py=RIGHT)
    real = os.stat(folder / "other.py")
    monkeypatch.setattr(disk_module.DiskFolder, "_state", lambda *_: real)
    assert "mine.py: is a pipe, not a file" == refusal(folder / "mine.py")


@NO_LINKS
def test_a_file_that_becomes_a_link_in_between_is_refused(folder, monkeypatch):
    """The system itself refuses it."""
    put(folder, other__py=RIGHT)
    (folder / "mine.py").symlink_to("other.py")
    real = os.stat(folder / "other.py")
    monkeypatch.setattr(disk_module.DiskFolder, "_state", lambda *_: real)
    assert refusal(folder / "mine.py").startswith("mine.py: cannot be read: ")


def test_a_file_that_grows_is_not_read_for_ever(folder, monkeypatch):
    """At most one byte more than allowed is taken."""
    put(folder, mine__py=b"#" * 300_000, small__py=b"")
    small = os.stat(folder / "small.py")
    monkeypatch.setattr(disk_module.os, "fstat", lambda _: small)
    assert "mine.py: has more than 262144 bytes; no more are read" == refusal(folder / "mine.py")


def test_what_is_not_there_is_said(folder):
    """A file, a folder on the way, and another ending."""
    assert "there is no such file" in refusal(folder / "mine.py")
    assert "there is no such file" in refusal(folder / "none" / "mine.py")
    put(folder, notes__txt="")
    expected = "notes.txt: its name has to end in .py, .ipynb or .zip"
    assert expected == refusal(folder / "notes.txt")
    assert "there is no such file" in refusal(folder / "notes.txt" / "mine.py")


@pytest.mark.parametrize("name", ["mine\0.py", "x" * 300 + ".py"])
def test_names_that_no_file_can_have_are_refused(name, folder):
    """Whatever is asked for, the answer is a sentence."""
    refusal(folder / name)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may read everything")
def test_a_file_that_may_not_be_read_is_said(folder):
    """With the system's own words."""
    put(folder, mine__py=RIGHT)
    (folder / "mine.py").chmod(0)
    assert "mine.py: cannot be read: Permission denied" == refusal(folder / "mine.py")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("l\u043ess = 1\n", "the name 'l\\u043ess' has a letter that only looks like a Latin one"),
        ("\uff53um = 1\n", "the name '\\uff53um' has a letter that only looks like a Latin one"),
        ("w = 1 # \u202e x\n", "signs turn the direction of writing"),
    ],
)
def test_signs_that_deceive_are_noted_and_cost_nothing(text, what, folder):
    """The line and the name, spelled out in ASCII."""
    found = submission(put(folder, mine__py=f"\n{text}") / "mine.py")
    assert [f"\n{text}"] == [each.source for each in found.files]
    assert 1 == len(found.notes)
    assert f"mine.py, line 2: {what}" in found.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        "δ_1 = σ(Δw)\n",
        "größe = 1\n",
        "# Э\u0441\u043e\n",
        "x = '\u0441\u043e'\n",
        "вес = 2\n",
        "w = 1\n",
    ],
)
def test_letters_of_other_languages_are_fine(text, folder):
    """Greek is what formulas are written in; comments are anyone's own."""
    assert () == submission(put(folder, mine__py=text) / "mine.py").notes


def test_notes_on_signs_are_few(folder):
    """A file full of them gets five notes and one more."""
    found = submission(put(folder, mine__py="x\u043e = 1\n" * 1000) / "mine.py")
    assert 6 == len(found.notes)
    assert "mine.py has more signs of that kind." == found.notes[-1]


@pytest.mark.parametrize(
    "text",
    ["(" * 10**5, "-" * 10**5 + "1", "x" + ".a" * 10**5, "1" + "+1" * 10**5, "def update_w(:\n"],
    ids=["parentheses", "signs", "dots", "sums", "syntax"],
)
def test_sources_that_cannot_be_parsed_are_taken_as_they_are(text, folder, monkeypatch):
    """The fault is found where the source is run; looking for a function does not fail."""
    monkeypatch.setattr("gdtrace.intake.texts.LONGEST_LINE", 10**6)
    found = submission(put(folder, mine__py=text) / "mine.py")
    assert (text.startswith("def")) == (file_for(found, "update_w") is not None)


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        "update_w = lambda w, grad, learning_rate: w\n",
        "update_w: object = None\n",
        "if True:\n    def update_w(): pass\n",
        "try:\n    import none\nexcept ImportError:\n    def update_w(): pass\n",
        "async def update_w(): pass\n",
        "class update_w: pass\n",
    ],
)
def test_a_function_is_found_wherever_it_is_defined(text, folder):
    """At the top of a file, also in a condition."""
    assert file_for(submission(put(folder, mine__py=text) / "mine.py"), "update_w") is not None


@pytest.mark.parametrize("text", ["def f():\n    def update_w(): pass\n", "x = 'def update_w'\n"])
def test_what_a_function_has_inside_is_none_of_the_files(text, folder):
    """Only what can be called from outside counts."""
    assert file_for(submission(put(folder, mine__py=text) / "mine.py"), "update_w") is None


def test_a_long_chain_of_elif_is_read(folder):
    """However deeply nested it is as a tree."""
    text = "if 0:\n    pass\n" + "elif 0:\n    pass\n" * 2000 + "else:\n    def f(): pass\n"
    assert file_for(submission(put(folder, mine__py=text) / "mine.py"), "f") is not None
