"""The attack table's rows about sources and repositories, through the command that courses run."""

import json
import os

import pytest
from commands import run
from handing_in import RIGHT, archive, notebook, put
from test_files import NO_LINKS

WRONG = RIGHT.replace("-", "+")
PASS = """\
import pytest

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    report.outcome = "passed"
    return report
"""


@pytest.fixture
def work(tmp_path, monkeypatch):
    """Return the folder that a student hands in."""
    monkeypatch.chdir(tmp_path)
    return put(tmp_path / "work")


def graded(name="work"):
    """Return the exit code, the points and all that is said."""
    result = run("check", name, "--exercise", "update-weight", "--format", "json")
    assert "" == result.stderr
    made = json.loads(result.stdout)
    return result.exit_code, made["score"], json.dumps(made)


@pytest.mark.parametrize(
    "files",
    [
        {"conftest__py": PASS},
        {"pyproject__toml": '[tool.pytest.ini_options]\naddopts = "-p evil"\n', "evil__py": PASS},
        {"sitecustomize__py": "raise SystemExit(0)\n", "evil__pth": "import evil\n"},
        {"numpy__py": "", "random__py": "", "json__py": "", "math__py": "", "ast__py": ""},
        {"test_mine__py": "def test_all():\n    pass\n", "github__yml": "on: push\n"},
        {"results__json": '{"score": 1}\n', "exercise__toml": "points = 100\n"},
    ],
    ids=lambda files: " ".join(files),
)
def test_files_beside_a_wrong_one_give_no_points(files, work):
    """Only the texts of sources are taken; neither pytest nor Python looks into the folder."""
    put(work, mine__py=f"import random, json, math, numpy\n{WRONG}", **files)
    assert (1, 0) == graded()[:2]


@pytest.mark.parametrize("package", ["numpy", "gdtrace", "__pycache__"])
def test_folders_beside_a_wrong_one_give_no_points(package, work):
    """A package of that name is no package here."""
    put(work, mine__py=f"import numpy\nassert numpy.array([1.0]).sum() == 1\n{WRONG}")
    put(work / package, __init____py="evil = True\n", linalg__py="evil = True\n")
    assert (1, 0) == graded()[:2]


@NO_LINKS
def test_a_link_to_a_solution_gives_no_points(work, tmp_path):
    """Alone, in the folder, and as the folder."""
    put(tmp_path / "secret", mine__py=RIGHT)
    (work / "mine.py").symlink_to(tmp_path / "secret" / "mine.py")
    (tmp_path / "linked").symlink_to("secret")
    for name in ("work/mine.py", "work", "linked"):
        code, score, said = graded(name)
        assert (3, 0) == (code, score)
        assert "is a link" in said


@NO_LINKS
def test_a_pipe_keeps_nobody_waiting(work):
    """It is refused, not read."""
    os.mkfifo(work / "mine.py")
    code, score, said = graded("work/mine.py")
    assert (3, 0) == (code, score)
    assert "is a pipe, not a file" in said


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"# \xff\n", "not UTF-8 at byte 2"),
        (b"w = '\0'\n", "bytes that are 0"),
        (b"w = " + b"(" * 9000 + b"\n", "cannot read the file"),
        (b"(" * 10**5, "line 1 has 100000 characters"),
        (b"w = 1  #" * 4 * 10**6, "at most 262144 are read"),
        (b"def update_w(w:\n", "cannot read the file"),
        (b"update_w = 7\n", "looks for update_w"),
        (b"x = 1\n", "looks for update_w"),
    ],
    ids=["UTF-8", "NUL", "parentheses", "long line", "30 MB", "syntax", "callable", "missing"],
)
def test_sources_that_cannot_be_run_are_told_why(text, what, work):
    """No points, and a sentence."""
    put(work, mine__py=text)
    for name in ("work/mine.py", "work"):
        code, score, said = graded(name)
        assert (3, 0) == (code, score)
        assert what in said


def test_archives_and_notebooks_are_graded_like_files(work, tmp_path):
    """Right is right, wrong is wrong."""
    put(tmp_path, right__zip=archive(("a/mine.py", RIGHT)), wrong__zip=archive(("mine.py", WRONG)))
    put(tmp_path, right__ipynb=notebook("%pylab\n1/0", RIGHT), wrong__ipynb=notebook(WRONG))
    assert [0, 1, 0, 1] == [
        graded(name)[0] for name in ("right.zip", "wrong.zip", "right.ipynb", "wrong.ipynb")
    ]
