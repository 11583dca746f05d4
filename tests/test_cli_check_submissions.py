"""Checking what students hand in whole: folders, archives, notebooks, and for an assignment."""

import json
import zipfile

import nbformat
import pytest
from commands import run
from levels import NOTE

UPDATE = "def update_w(w, grad, learning_rate):\n    return w {} learning_rate * grad\n"
ERROR = "def error(predicted, target):\n    return (predicted - target) ** 2\n"
WEEK = """\
exercises = [{id = "error", points = 4}, {id = "update-weight", points = 6}]
secret = "nobody guesses this"
hints = 2
"""
NAMED = ("--exercise", "error", "--exercise", "update-weight")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Work in a folder of the test's own, with an assignment in it."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "week.toml").write_text(WEEK, encoding="utf-8")
    return tmp_path


def folder(here, **files):
    """Write a submission of several files and return its name."""
    for name, text in files.items():
        path = here / "work" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return "work"


def archive(here, **files):
    """Write the same as a zip archive."""
    with zipfile.ZipFile(here / "work.zip", "w") as made:
        for name, text in files.items():
            made.writestr(f"{name}.py", text)
    return "work.zip"


def notebook(here, **files):
    """Write the same as a notebook with a cell for each."""
    cells = [nbformat.v4.new_code_cell(f"%pylab\n{text}") for text in files.values()]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), here / "work.ipynb")
    return "work.ipynb"


def made(*arguments):
    """Return the exit code and the report as JSON."""
    result = run("check", *arguments, "--format", "json")
    assert NOTE == result.stderr
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.parametrize("kind", [folder, archive, notebook])
def test_functions_are_looked_for_in_all_that_was_handed_in(kind, here):
    """Those that answer an exercise are judged, wherever they are."""
    name = kind(here, errors=ERROR, steps=UPDATE.format("+"))
    code, report = made(name)
    found = {each["exercise"]: each["status"] for each in report["reports"]}
    assert (1, {"error": "passed", "update-weight": "failed"}) == (code, found)
    assert (1, 2, name) == (report["score"], report["max_score"], report["submission"]["name"])


@pytest.mark.parametrize("kind", [folder, archive, notebook])
def test_exercises_that_are_named_count_even_if_they_are_missing(kind, here):
    """What is not handed in has no points; what is there was run, so the whole is wrong."""
    code, report = made(kind(here, errors=ERROR), *NAMED)
    assert (1, "failed") == (code, report["status"])
    assert (1, 2) == (report["score"], report["max_score"])
    assert ["passed", "not_run"] == [each["status"] for each in report["reports"]]


def test_a_submission_without_any_function_of_an_exercise_is_told_so(here):
    """Nothing to check, and no points."""
    code, report = made(folder(here, other="x = 1\n"))
    assert (3, "not_run", 0) == (code, report["status"], report["score"])
    assert "No function of an exercise is in other.py" in report["findings"][0]["hint"][0]


@pytest.mark.parametrize("options", [(), NAMED])
def test_what_cannot_be_read_has_no_points(options, here):
    """A broken archive is a result like others; with named exercises they are all there."""
    (here / "work.zip").write_bytes(b"no archive")
    code, report = made("work.zip", *options)
    assert (3, "not_run", 0, len(options) // 2) == (
        code,
        report["status"],
        report["score"],
        report["max_score"],
    )
    assert len(options) // 2 == len(report["reports"])


def test_an_assignment_decides_points_inputs_and_hints(here):
    """Its points count, and nobody is told the sets of inputs that its secret chooses."""
    name = folder(here, errors=ERROR, steps=UPDATE.format("+"))
    code, report = made(name, "--assignment", "week.toml")
    assert (1, 4, 10, 2) == (code, report["score"], report["max_score"], report["hints"])
    assert {None} == {report["seed"], *(each["seed"] for each in report["reports"])}
    assert 3 == made(name, "--assignment", "week.toml", "--hints", "3")[1]["hints"]
    (here / "mine.py").write_text(ERROR + "\n\n" + UPDATE.format("-"), encoding="utf-8")
    assert (0, 10) == (lambda code, each: (code, each["score"]))(
        *made("mine.py", "--assignment", "week.toml")
    )


@pytest.mark.parametrize("form", ["junit", "gradescope", "text", "markdown", "github"])
def test_formats_of_a_folder_name_the_file(form, here):
    """Every format has the total, and annotations lead to the file in the folder."""
    name = folder(here, errors=ERROR, steps=UPDATE.format("+"))
    result = run("check", name, "--assignment", "week.toml", "--format", form)
    assert (1, NOTE) == (result.exit_code, result.stderr)
    assert "4 of 10 points" in result.stdout
    if form == "github":
        assert result.stdout.startswith("::error file=work/steps.py,line=2,endLine=2,title=update")


def test_a_grader_that_failed_is_blank_and_said(here, monkeypatch):
    """Exit code 4, and no score."""

    def broken(*_, **__):
        raise ZeroDivisionError("a fault of ours")

    for place in ("gdtrace.classes.work.check_source", "gdtrace.classes.one.worked"):
        with monkeypatch.context() as patch:
            patch.setattr(place, broken)
            name = folder(here, errors=ERROR)
            result = run("check", name, *NAMED, "--format", "json")
        report = json.loads(result.stdout)
        assert (4, None, 2) == (result.exit_code, report["score"], report["max_score"])
        assert "Error: gdtrace itself failed; the result says why.\n" == result.stderr
        assert "a fault of ours" in result.stdout


def test_a_faulty_assignment_is_the_instructors_to_mend(here):
    """Wrong usage, with the field at fault."""
    (here / "week.toml").write_text('exercises = [{id = "eror"}]', encoding="utf-8")
    result = run("check", folder(here, errors=ERROR), "--assignment", "week.toml")
    assert 2 == result.exit_code
    assert "did you mean error" in result.stderr
