"""Folders of submissions hold files with the names of modules; the grader imports none of them."""

import json
import os
import runpy
import subprocess
import sys

import pytest
from levels import start
from made import RIGHT

from gdtrace.grading.check import check_in
from gdtrace.setups import files
from gdtrace.setups.plan import plan_of

NAMES = (
    "numpy",
    "json",
    "attrs",
    "click",
    "gdtrace",
    "pip",
    "harness",
    "conftest",
    "sitecustomize",
)
EVIL = "open(%r, 'w').write(__name__)\n"


@pytest.fixture
def folder(tmp_path):
    """Return a folder of right submissions, each of which also writes a file when it is run."""
    inner = tmp_path / "handed-in"
    inner.mkdir()
    for name in NAMES:
        text = f"try:\n    {EVIL % str(tmp_path / 'evil')}except OSError:\n    pass\n{RIGHT}"
        (inner / f"{name}.py").write_text(text)
    return inner


def run(command, folder):
    """Run a command in a folder, without the words of the tests in its environment."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=100)


def test_a_class_is_marked_inside_its_own_folder(folder, tmp_path):
    """Nothing that lies there is imported, by the command, its graders or the sandbox."""
    start("L2").close()
    assignment = tmp_path / "assignment.toml"
    assignment.write_text(
        'exercises = [{id = "update-weight", points = 10}]\nsecret = "long enough"\n'
    )
    options = ["--assignment", str(assignment), "--out", str(tmp_path / "out")]
    done = run([sys.executable, "-P", "-m", "gdtrace", "grade", ".", *options], folder)
    assert 0 == done.returncode, done.stderr.decode()
    assert not (tmp_path / "evil").exists()
    rows = (tmp_path / "out" / "gradebook.csv").read_text().splitlines()[1:]
    scores = {row.split(",")[0]: float(row.split(",")[2]) for row in rows}
    # Files that some tools run by themselves are no submissions.
    taken = [name for name in NAMES if name not in ("conftest", "sitecustomize")]
    assert [10] * len(taken) == [scores[name] for name in taken]


def test_the_autograder_of_classroom_50_runs_in_a_folder_that_is_handed_in(
    folder, tmp_path, monkeypatch
):
    """It calls the gdtrace that is installed."""
    start("L2").close()
    autograder = tmp_path / "autograder.py"
    autograder.write_text(files("classroom50", plan_of(["update-weight"]))["autograder.py"])
    monkeypatch.delenv("GDTRACE", raising=False)
    monkeypatch.chdir(folder)
    names = runpy.run_path(str(autograder))
    output = tmp_path / "result.json"
    # Nine files define the function; which of them counts does not matter here.
    assert names["checked"]("json", str(output)) in (0, 1)
    assert json.loads(output.read_text())["schema"].startswith("gdtrace/")
    assert not (tmp_path / "evil").exists()


def test_files_beside_a_submission_are_not_imported(folder, tmp_path, monkeypatch):
    """A single file is checked in the folder of all others."""
    monkeypatch.chdir(folder)
    with start("L2") as sandbox, sandbox.child() as child:
        assert "passed" == check_in(child, folder / "click.py", exercise_id="update-weight").status
    assert not (tmp_path / "evil").exists()
