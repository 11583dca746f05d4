"""Class runs in odd places: nothing handed in, far too much, no room, nothing to read."""

import os
import subprocess
import sys
import time

import pytest
from a_class import RIGHT, arguments, assignment, book, finished, rows, written
from commands import run

LINES = f"# {'x' * 70}\n" * 700
LARGE = {f"s{number}": f"{RIGHT}# {number}\n{LINES}" for number in range(8)}


@pytest.fixture
def place(tmp_path):
    """Return a folder with an assignment, and nothing handed in."""
    (tmp_path / "in").mkdir()
    assignment(tmp_path)
    return tmp_path


def refused(place, *more, code=2, **options):
    """Return what a run says that cannot begin."""
    result = run(*arguments(place, *more, **options))
    assert (code, "") == (result.exit_code, result.stdout)
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_folder_with_nothing_in_it_is_refused(place):
    """What it should hold is said; what it holds instead is named, as far as that is short."""
    for number in range(30):
        (place / "in" / f"{number:02}.txt").touch()
    said = refused(place)
    assert "00.txt is no submission" in said
    assert "... and 18 more that are left out" in said
    assert "nothing to mark in there. It should have a Python file, a notebook, a folder" in said
    assert not (place / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Which folder? Name the one that has an entry for each student"),
        (["in", "in"], "Name just the one"),
        (["in"], "--assignment FILE.toml is missing"),
        (["in", "--assignment", "a.toml"], "--out DIR is missing"),
        (["in", "--assignment", "b.toml", "--out", "out"], "no file b.toml; did you mean a.toml?"),
        (["on", "--assignment", "a.toml", "--out", "out"], "on: "),
        (["in", "--assignment", "a.toml", "--out", "in/out"], "must not lie in in itself"),
        (
            ["in", "--assignment", "a.toml", "--out", "a.toml"],
            "a.toml: cannot be made: File exists",
        ),
        (
            ["in", "--assignment", "a.toml", "--out", "out", "--isolation", "L9"],
            "isolation is auto, L1,",
        ),
        (
            ["in", "--assignment", "a.toml", "--out", "out", "--executor", "slurm"],
            "is local or dask://HOST:PORT",
        ),
    ],
)
def test_what_was_asked_for_is_checked_first(place, monkeypatch, words, said):
    """Nothing is marked before everything that was asked for makes sense."""
    monkeypatch.chdir(place)
    written(place / "in", {"ada": RIGHT})
    result = run("grade", *words)
    assert 2 == result.exit_code
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_class_without_a_secret_is_told_so(place):
    """The sets of inputs are those that every student can see."""
    written(place / "in", {"ada": RIGHT})
    assignment(place, 'exercises = [{id = "error"}]')
    result = run(*arguments(place))
    assert 0 == result.exit_code
    assert "has no secret: the sets of inputs are those that gdtrace check shows" in result.stderr


def test_a_machine_that_offers_less_marks_nobody(place):
    """The exit code is that of a failure of the grader; it is said how to go on, and that works."""
    written(place / "in", {"ada": RIGHT})
    said = refused(place, "--isolation", "require:L3", code=4)
    assert "isolation L3 is required" in said
    assert "Nothing was marked. To mark all the same" in said
    assert not (place / "out" / "gradebook.csv").exists()
    assert 0 == run(*arguments(place)).exit_code


def test_thousands_of_students_take_no_longer_than_they_must(place):
    """Like submissions are marked once; each student has a row."""
    written(place / "in", {f"s{number:05}": "x = 1\n" for number in range(2000)})
    start = time.monotonic()
    assert 0 == finished(place)[0]
    assert 40 > time.monotonic() - start
    assert 2000 == len({row[0] for row in rows(place)})


def test_what_cannot_be_read_is_no_reason_to_stop(place):
    """Broken bytes, what is too large, links, pipes, folders of nothing: 0 points and a reason."""
    written(place / "in", {"ada": RIGHT, "large": "#" * 300_000})
    inside = place / "in"
    (inside / "bytes.py").write_bytes(b"x = '\xff'")
    (inside / "nothing").mkdir()
    (inside / "zip.zip").write_bytes(b"PK no archive")
    (inside / "book.ipynb").write_text("{", encoding="utf-8")
    expected = {"ada", "large", "bytes", "nothing", "zip", "book"}
    if hasattr(os, "mkfifo"):
        os.mkfifo(inside / "pipe.py")
        (inside / "link.py").symlink_to("/etc/hostname")
        expected |= {"pipe", "link"}
    assert 0 == run(*arguments(place)).exit_code
    found = rows(place)
    assert expected == {row[0] for row in found}
    assert {"ada"} == {row[0] for row in found if row[3] == "passed"}
    assert {("0", "not_run")} == {row[2:] for row in found if row[0] != "ada"}
    for student in expected - {"ada"}:
        said = (place / "out" / student / "report.md").read_text(encoding="utf-8")
        assert "could not be run" in said


def limited(place, size):
    """Run a class that may write no file with more bytes than this."""
    code = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}));"
        "from gdtrace.__main__ import run; run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments(place)], capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("size", [100_000, 250_000])
def test_without_room_nothing_is_lost(place, size):
    """The run stops with a sentence; with room it goes on, to the very same gradebook."""
    written(place / "in", LARGE)
    code, out, err = limited(place, size)
    assert (4, "") == (code, out)
    assert "journal.sqlite" in err
    assert "--resume" in err
    assert "Traceback" not in err
    assert not (place / "out" / "gradebook.csv").exists()
    assert 0 == finished(place, "--resume")[0]
    assert 0 == finished(place, out="undisturbed")[0]
    assert book(place) == book(place, "undisturbed")


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a small disk")
def test_a_full_disk_stops_a_run(place):
    """Also while the pages are written; what is there is whole, and it goes on from there."""
    small = place / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=560k", "tmpfs", small]
    mounted = subprocess.run(mount, check=False)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        # One result in the journal, and far too many pages.
        written(place / "in", dict.fromkeys(map("s{}".format, range(60)), RIGHT))
        code, out, err = finished(place, out="small/out")
        assert (4, "") == (code, out)
        assert "cannot be written: No space left on device. All marks are in the journal" in err
        assert "--resume" in err
        assert [] == list((small / "out").rglob("*.part"))
        subprocess.run(["mount", "-o", "remount,size=20m", small], check=True)
        assert 0 == finished(place, "--resume", out="small/out")[0]
        assert 0 == finished(place, out="undisturbed")[0]
        assert book(place, "small/out") == book(place, "undisturbed")
    finally:
        subprocess.run(["umount", small], check=True)


def test_a_folder_that_cannot_be_written_is_named(place):
    """Before anything is marked."""
    written(place / "in", {"ada": RIGHT})
    (place / "out" / "running.lock").mkdir(parents=True)
    assert "out: cannot be written: Is a directory" in refused(place)
