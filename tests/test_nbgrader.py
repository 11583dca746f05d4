"""nbgrader itself marks a course that ``gdtrace init`` wrote."""

import os
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from commands import run

if find_spec("nbgrader") is None:
    pytest.skip("nbgrader is not installed", allow_module_level=True)

EXERCISES = ("--exercise", "update-weight", "--exercise", "output-gradients")
UPDATE = "    return w {} learning_rate * grad"
LOUD = '    import sys, warnings\n    print("loud", file=sys.stderr)\n    warnings.warn("loud")\n'
GRADIENTS = (
    "    g1 = 2 * (predicted - target)\n    g2 = {}\n    return sig1 * g2 * g1, sig2 * g2 * g1"
)
STUDENTS = {
    "right": (LOUD + UPDATE.format("-"), GRADIENTS.format("predicted * (1 - predicted)")),
    "half": (UPDATE.format("+"), GRADIENTS.format("sop3 * (1 - sop3)")),
    "crashing": ("    raise ValueError('no')", "    return None"),
}
"""What students write into the two functions, in their order."""


def course_command(*arguments):
    """Run nbgrader in the course."""
    # It calls a program that is installed with it, by its name.
    beside = Path(find_spec("nbgrader").origin).parents[4] / "bin"
    path = os.pathsep.join([os.environ["PATH"], sysconfig.get_path("scripts"), str(beside)])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        env={**os.environ, "PATH": path},
        cwd="course",
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert 0 == done.returncode, done.stderr[-3000:]


def hand_in(student, bodies):
    """Fill in the notebook that students get, as a student would."""
    notebook = nbformat.read("course/release/exercises/exercises.ipynb", as_version=4)
    cells = [cell for cell in notebook.cells if "# YOUR CODE HERE" in cell.source]
    for cell, body in zip(cells, bodies, strict=True):
        cell.source = cell.source.partition("    # YOUR CODE HERE")[0] + body
    path = Path("course", "submitted", student, "exercises", "exercises.ipynb")
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return what the gradebook of nbgrader says of each student, and the marked notebooks."""
    from nbgrader.api import Gradebook

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("nbgrader"))
        assert 0 == run("init", "nbgrader", "course", *EXERCISES).exit_code
        course_command("generate_assignment", "exercises", "--create")
        for student, bodies in STUDENTS.items():
            hand_in(student, bodies)
        course_command("autograde", "exercises", "--create")
        with Gradebook("sqlite:///course/gradebook.db") as gradebook:
            found = {
                each.student.id: {grade.name: grade.auto_score for grade in book.grades}
                for each in gradebook.assignment_submissions("exercises")
                for book in each.notebooks
            }
            most = gradebook.find_assignment("exercises").max_score
        pages = {
            each: nbformat.read(f"course/autograded/{each}/exercises/exercises.ipynb", as_version=4)
            for each in STUDENTS
        }
    return found, most, pages


def test_nbgrader_gives_parts_of_the_points(graded):
    """Its own gradebook has the points of the reports: all, some, or none."""
    found, most, _ = graded
    assert 5 == most
    assert {"update-weight": 1, "output-gradients": 4} == found["right"]
    assert {"update-weight": 0, "output-gradients": 2} == found["half"]
    assert {"update-weight": 0, "output-gradients": 0} == found["crashing"]


def test_students_read_the_report_below_the_cell(graded):
    """On standard output; a letter on standard error would cost all points."""
    _, _, pages = graded
    for student, words in {
        "right": "right, 1 of 1",
        "crashing": "could not be run, 0 of 1",
    }.items():
        cell = next(each for each in pages[student].cells if "grade(" in each.source)
        assert {"stream", "execute_result"} == {each.output_type for each in cell.outputs}
        printed = [each for each in cell.outputs if each.output_type == "stream"]
        assert ["stdout"] == [each.name for each in printed]
        assert f"update-weight: {words} points" in printed[0].text


def test_students_get_no_solution(graded):
    """What stands between the marks of a solution is taken out."""
    _, _, pages = graded
    assert "BEGIN SOLUTION" not in str(pages["right"])
