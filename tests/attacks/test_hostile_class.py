"""A class of hostile submissions with hostile names: every file that is written stays harmless."""

import csv
import re
import subprocess
import sys

import pytest
from attacking import attacks, world
from levels import start
from made import RIGHT

NAMES = [
    "=cmd|' \\C calc'!A0",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "<img src=x onerror=alert(1)>",
    "\x1b[31mred",
    "::error::owned",
    "\u202eright",
    "a,b\"c'd",
    "`code` | [link](javascript:x) *b*",
    "#]]>&lt;",
]
"""Of students: whatever a file may be called."""

HOSTILE = [name for name in attacks() if "hostile" in name or name.startswith("steal/secret")]
CELL = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"-?[0-9.]+")


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """Return what was printed, the folder of results, and the secret, for a class of attacks."""
    start("L2").close()
    base = tmp_path_factory.mktemp("class")
    inner, submissions, out = base / "world", base / "handed-in", base / "out"
    inner.mkdir()
    submissions.mkdir()
    with world(inner) as around:
        for number, name in enumerate(NAMES):
            source = around.source(HOSTILE[number % len(HOSTILE)])
            (submissions / f"{name}.py").write_bytes(source)
        (submissions / "anna.py").write_text(RIGHT)
        assignment = base / "assignment.toml"
        assignment.write_text(
            'exercises = [{id = "update-weight", points = 10}]\nsecret = "long enough"\n'
        )
        options = ["--assignment", str(assignment), "--out", str(out), "--jobs", "1"]
        command = [sys.executable, "-P", "-m", "gdtrace", "grade", str(submissions), *options]
        done = subprocess.run(command, capture_output=True, timeout=200)
        assert 0 == done.returncode, done.stderr.decode()
        return (done.stdout + done.stderr).decode(), out, around.secret


def texts(marked):
    """Return everything that was printed or written as text, by its name."""
    printed, out, _ = marked
    files = [file for file in out.rglob("*") if file.is_file() and ".sqlite" not in file.name]
    return {"printed": printed} | {file.name: file.read_text("utf-8") for file in files}


def test_only_the_right_one_has_points(marked):
    """Every other student has none, and is listed."""
    with (marked[1] / "gradebook.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    scores = {row["student"]: row["score"] for row in rows}
    assert len(scores) == len(NAMES) + 1
    assert "10" == scores.pop("anna").removesuffix(".0")
    assert not any(float(score or 0) for score in scores.values())


def test_no_cell_is_a_formula(marked):
    """Spreadsheets show what students call themselves, and do nothing else."""
    for file in marked[1].rglob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        assert not [cell for cell in cells if CELL.match(cell) and not NUMBER.fullmatch(cell)]


def test_nothing_steers_a_terminal_or_a_page(marked):
    """No signs of control, no markup, no commands of a build log; and nothing leaks."""
    for name, text in texts(marked).items():
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x9b\u202a-\u202e]", text), name
        assert marked[2] not in text, name
        if not name.endswith(".csv"):
            assert not re.search(r"^\s*(::error|##vso)", text, re.M), name
        if name.endswith(".html"):
            assert not re.search(r"<(script>alert|img src=x|b>\\x1b)", text), name


def test_files_stay_in_their_folder(marked):
    """Names of students are names of folders only as far as that is safe."""
    out = marked[1].resolve()
    for path in out.rglob("*"):
        assert path.resolve().is_relative_to(out)
        assert path.name.isprintable(), path
    assert {"handed-in", "out", "world", "assignment.toml"} == {
        each.name for each in out.parent.iterdir()
    }
