import re

import pytest
from commands import output, process, refusal, run

from gdtrace.grading.exercise_files import exercise, exercise_ids

OWN = """\
title = "Half of it"
track = "mine"
function = "half"
points = 1
returns = "Error"

[problem]
name = "tutorial-3-2-1"

[arguments]
predicted = "Activ@2"
target = "Target"
"""


def test_exercises_lists_every_exercise():
    """One line each, in the order of the courses, in at most 100 columns."""
    lines = output("exercises").splitlines()
    rows = [re.split(r"  +", line) for line in lines[2:]]
    assert ["track", "exercise", "function", "points", "title"] == lines[0].split()
    assert exercise_ids() == [row[1] for row in rows]
    assert ["tutorial", "train-step", "train_step", "10", "One step of gradient descent"] in rows
    assert max(map(len, lines)) <= 100


def test_exercises_can_be_written_to_a_file(tmp_path):
    """The option -o writes what the screen would have shown."""
    file = tmp_path / "list.txt"
    assert "" == output("exercises", "-o", str(file))
    assert output("exercises") == file.read_text(encoding="utf-8")


def test_start_copies_the_exercises_that_are_named(tmp_path):
    """A Python file and a sheet each, into a folder that is made; every file is named."""
    folder = tmp_path / "new" / "mine"
    printed = output("start", str(folder), "train-step", "error")
    names = ["train_step.py", "train-step.md", "error.py", "error.md"]
    assert [f"{folder / name} written" for name in names] == printed.splitlines()
    assert sorted(names) == sorted(path.name for path in folder.iterdir())
    for name, source in (("train_step.py", "starter.py"), ("train-step.md", "README.md")):
        copied = (exercise("train-step").folder / source).read_bytes()
        assert copied == (folder / name).read_bytes()


def test_start_copies_all_exercises_if_none_is_named(tmp_path):
    """Without a name every exercise is copied."""
    output("start", str(tmp_path))
    expected = [
        name for id in exercise_ids() for name in (f"{id.replace('-', '_')}.py", f"{id}.md")
    ]
    assert sorted(expected) == sorted(path.name for path in tmp_path.iterdir())


def test_start_never_overwrites(tmp_path):
    """What is there stays as it is, and is named; the rest is written."""
    mine = tmp_path / "update_weight.py"
    mine.write_text("my work", encoding="utf-8")
    printed = output("start", str(tmp_path), "update-weight").splitlines()
    assert [
        f"{mine} is there already and was left as it is",
        f"{tmp_path / 'update-weight.md'} written",
    ] == printed
    assert "my work" == mine.read_text(encoding="utf-8")


def test_start_writes_nothing_if_a_name_is_wrong(tmp_path):
    """A misspelt name is answered with the nearest one, before anything is written."""
    folder = tmp_path / "mine"
    message = refusal("start", str(folder), "error", "update-wieght")
    assert "no exercise is called 'update-wieght'; did you mean update-weight?" in message
    assert not folder.exists()


def test_start_copies_an_exercise_once(tmp_path):
    """A name that is given twice is copied once."""
    assert 2 == len(output("start", str(tmp_path), "error", "error").splitlines())


def test_start_says_why_a_folder_cannot_be_used(tmp_path):
    """A file in the place of the folder is named."""
    file = tmp_path / "mine"
    file.write_text("", encoding="utf-8")
    assert f"Error: {file}: cannot be written: " in refusal("start", str(file), "error")


def test_start_makes_a_starter_for_an_exercise_in_toml_alone(tmp_path):
    """An instructor's exercise without a starter gets one; there is no sheet to copy."""
    own = tmp_path / "half-error"
    own.mkdir()
    (own / "exercise.toml").write_text(OWN, encoding="utf-8")
    folder = tmp_path / "mine"
    assert f"{folder / 'half_error.py'} written\n" == output("start", str(folder), str(own))
    names = {}
    exec((folder / "half_error.py").read_text(encoding="utf-8"), names)
    with pytest.raises(NotImplementedError, match=r"^half is not written yet$"):
        names["half"](0.5, 0.25)


def test_start_names_every_fault_of_an_exercise(tmp_path):
    """A faulty file of an instructor is a message with code 2, not a traceback."""
    (tmp_path / "exercise.toml").write_text(OWN.replace("points = 1", ""), encoding="utf-8")
    result = run("start", str(tmp_path / "mine"), str(tmp_path))
    assert (2, "") == (result.exit_code, result.stdout)
    assert result.stderr.endswith("exercise.toml: 1 fault\npoints: is missing\n")


def test_a_missing_folder_is_asked_for():
    """Without a folder the command says what is missing."""
    assert "Missing argument 'DIR'" in refusal("start")


def test_the_commands_work_as_processes(tmp_path):
    """Nothing is written to standard error, warnings are errors."""
    done = process("start", str(tmp_path), "sigmoid")
    assert (0, b"") == (done.returncode, done.stderr)
    assert (tmp_path / "sigmoid.py").exists()
