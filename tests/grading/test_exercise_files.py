import re
from pathlib import Path

import pytest

from gdtrace.errors import ProblemError, UnknownNameError
from gdtrace.grading.exercise_files import (
    all_exercises,
    base_problem,
    exercise,
    exercise_ids,
    load_exercise,
    parse_exercise,
    shelf,
)
from gdtrace.grading.exercises import Exercise, Origin, Part
from gdtrace.presets import preset
from gdtrace.problem_files import to_toml

GOOD = """\
title = "One step"
track = "mine"
function = "train_step"
points = 3

[problem]
name = "single-weight"

[arguments]
x = "X[i]"
w = "W@1[:,1]"

[returns]
w = "new_W@1[:,1]"

[[parts]]
title = "gradient of {w}"
steps = ["grad_W@1"]
points = 1

[[parts]]
title = "update of {w}"
steps = ["new_W@1"]
points = 2
"""

BAD = [
    (
        [("points = 3", "point = 3")],
        ["point: no field is called 'point'; did you mean points?", "points: is missing"],
    ),
    ([('title = "One step"\n', "")], ["title: is missing"]),
    ([('"One step"', "1")], ["title: must be a text in quotes, got 1"]),
    ([('"mine"', '" "')], ["track: must not be empty"]),
    ([('"train_step"', '"train step"')], ["function: must be a name in Python, got 'train step'"]),
    ([('"train_step"', '"lambda"')], ["function: must be a name in Python, got 'lambda'"]),
    ([('"train_step"', "[]")], ["function: must be a text in quotes, got []"]),
    ([("points = 3", "points = 0")], ["points: must be > 0, got 0"]),
    ([("points = 3", "points = 4")], ["parts: must have 4 points together, got 3"]),
    ([("points = 2", "points = 'two'")], ["parts[1].points: must be a number, got 'two'"]),
    ([("points = 2", "points = -2")], ["parts[1].points: must be > 0, got -2"]),
    ([("points = 2\n", "")], ["parts[1].points: is missing"]),
    (
        [("points = 2\n", "point = 2\n")],
        [
            "parts[1].point: no field is called 'point'; did you mean points?",
            "parts[1].points: is missing",
        ],
    ),
    (
        [("update of {w}", "gradient of {w}")],
        ["parts[1].title: must not be that of parts[0], got 'gradient of {w}'"],
    ),
    (
        [("update of {w}", "update of {w1}")],
        ["parts[1].title: no argument is called 'w1'; did you mean w?"],
    ),
    (
        [('["new_W@1"]', '"new_W@1"')],
        ["parts[1].steps: must be a list of keys of equations, got 'new_W@1'"],
    ),
    ([('["new_W@1"]', '["new_W@1", ""]')], ["parts[1].steps[1]: must not be empty"]),
    ([('["new_W@1"]', "[]")], ["parts[1].steps: must have at least one key, got none"]),
    ([('"X[i]"', "1")], ["arguments.x: must be a text in quotes, a list or a table, got 1"]),
    ([('"X[i]"', '""')], ["arguments.x: must not be empty"]),
    (
        [('"X[i]"', '{ a = "X" }')],
        ["arguments.x: must be a text in quotes or a list, got {'a': 'X'}"],
    ),
    (
        [('"X[i]"', '"W@*"')],
        ["arguments.x: must stand in a list, one value per layer: ['W@*']"],
    ),
    (
        [('"X[i]"', '["W@*", 1]')],
        ["arguments.x[1]: must be a text in quotes, a list or a table, got 1"],
    ),
    ([("x = ", '"x y" = ')], ['arguments."x y": must be called by a name in Python']),
    (
        [('x = "X[i]"\n', ""), ('w = "W@1[:,1]"\n', "")],
        ["arguments: must have at least one argument, got none"],
    ),
    (
        [('"new_W@1[:,1]"', "[1]")],
        ["returns.w[0]: must be a text in quotes, a list or a table, got 1"],
    ),
    ([('"new_W@1[:,1]"', "[]")], ["returns.w: must name at least one value, got none"]),
    ([('w = "new_W@1[:,1]"', "")], ["returns: must name at least one value, got none"]),
    ([("points = 3", "points = 3\ntolerance = 2")], ["tolerance: must be between 0 and 1, got 2"]),
    (
        [("points = 3", 'points = 3\nelementwise = "yes"')],
        ["elementwise: must be true or false, got 'yes'"],
    ),
    (
        [("points = 3", "points = 3\nextremes = { x = [1] }")],
        ["extremes: must be left out unless elementwise = true"],
    ),
    (
        [("points = 3", "points = 3\nelementwise = true\nextremes = { y = [1] }")],
        ["extremes.y: no argument is called 'y'; there are x, w"],
    ),
    (
        [("points = 3", "points = 3\nelementwise = true\nextremes = { x = [1, 'a'] }")],
        ["extremes.x[1]: must be a number, got 'a'"],
    ),
    (
        [("points = 3", "points = 3\nextremes = 1000")],
        ["extremes: must be a table, a name and a list of numbers in each line, got 1000"],
    ),
    (
        [("points = 3", "points = 3\naccepts = ['tupel']")],
        ["accepts[0]: no way to return values is called 'tupel'; did you mean tuple?"],
    ),
    (
        [("points = 3", "points = 3\naccepts = []")],
        ["accepts: must have at least one way where returns is a table, got none"],
    ),
    (
        [("points = 3", "points = 3\nlearning_rates = [0.1, 0]")],
        ["learning_rates[1]: must be > 0, got 0"],
    ),
    (
        [("points = 3", "points = 3\nlearning_rates = []")],
        ["learning_rates: must have at least one number, got none"],
    ),
    (
        [("points = 3", "points = 3\nconventions = 'sign'")],
        ["conventions: must be a list of names, got 'sign'"],
    ),
    (
        [('name = "single-weight"', 'name = "single-wait"')],
        ["problem.name: no problem is called 'single-wait'; did you mean single-weight?"],
    ),
    (
        [('name = "single-weight"', 'name = "no.toml"')],
        [
            "problem.name: no file {folder}/no.toml; "
            "'gdtrace problems' lists the problems that need none"
        ],
    ),
    (
        [('[problem]\nname = "single-weight"\n', "problem = 3\n")],
        ["problem: must be a table, got 3"],
    ),
    (
        [('"single-weight"\n', '"single-weight"\nsizes = [[1, 1], [2], [1, 0], 3]\n')],
        [
            "problem.sizes[2][1]: must be at least 1, got 0",
            "problem.sizes[3]: must be a list of whole numbers, got 3",
            "problem.sizes[1]: must have the inputs and at least one layer, got [2]",
        ],
    ),
    (
        [('"single-weight"\n', '"single-weight"\nexamples = 0\niterations = 1.5\n')],
        [
            "problem.examples: must be at least 1, got 0",
            "problem.iterations: must be a whole number, got 1.5",
        ],
    ),
    (
        [("points = 3", "points = 4\ntolerance = 2"), ("update of {w}", "update of {v}")],
        [
            "tolerance: must be between 0 and 1, got 2",
            "parts: must have 4 points together, got 3",
            "parts[1].title: no argument is called 'v'; there are x, w",
        ],
    ),
    (
        [
            ('"One step"', "1"),
            ('"single-weight"', '"no"'),
            ("points = 2", "points = 'two'"),
            ("gradient of {w}", "gradient of {v}"),
        ],
        [
            "title: must be a text in quotes, got 1",
            "parts[1].points: must be a number, got 'two'",
            "problem.name: no problem is called 'no'; "
            "'gdtrace problems' lists them all; or name a file beside exercise.toml",
        ],
    ),
]


def toml(*replacements):
    """Return the good file with some of its text replaced."""
    text = GOOD
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return text


def parsed(text, folder=Path()):
    """Return the exercise that a text describes."""
    return parse_exercise(text, id="mine", folder=folder)


def test_a_file_becomes_an_exercise():
    """What is written is read; what is left out has its usual value."""
    assert parsed(GOOD) == Exercise(
        id="mine",
        title="One step",
        track="mine",
        function="train_step",
        points=3,
        problem=Origin(name="single-weight", sizes=(), examples=1, iterations=1),
        arguments={"x": "X[i]", "w": "W@1[:,1]"},
        returns={"w": "new_W@1[:,1]"},
        accepts=("tuple", "dict"),
        parts=(
            Part(title="gradient of {w}", steps=("grad_W@1",), points=1),
            Part(title="update of {w}", steps=("new_W@1",), points=2),
        ),
        tolerance=1e-9,
        equivalent_shapes=False,
        elementwise=False,
        extremes={},
        conventions=(),
        learning_rates=(0.05, 0.3, 0.7),
        folder=Path(),
    )


@pytest.mark.parametrize(
    ("returns", "layout", "accepts"),
    [
        ('"Error"', "Error", ()),
        ('["Error", "Cost"]', ("Error", "Cost"), ()),
        ('["grad_W@*[i,j]"]', ("grad_W@*[i,j]",), ()),
        ('[{ dw = "grad_W@1" }, "Cost"]', ({"dw": "grad_W@1"}, "Cost"), ()),
        ('{ dw = "grad_W@1" }', {"dw": "grad_W@1"}, ("tuple", "dict")),
        ('{ "∂w 1" = "grad_W@1" }', {"∂w 1": "grad_W@1"}, ("tuple", "dict")),
    ],
)
def test_what_is_returned_is_a_text_a_list_or_a_table(returns, layout, accepts):
    """The layout is kept as it is written; only a table may come in two ways."""
    text = toml(
        ('[returns]\nw = "new_W@1[:,1]"\n', ""), ("points = 3", f"points = 3\nreturns = {returns}")
    )
    assert (layout, accepts) == (parsed(text).returns, parsed(text).accepts)


@pytest.mark.parametrize(("replacements", "faults"), BAD)
def test_every_fault_is_named_with_its_place(replacements, faults, tmp_path):
    """All faults of a file come in one message, each with the path of what is wrong."""
    expected = [fault.replace("{folder}", str(tmp_path)) for fault in faults]
    with pytest.raises(ProblemError, match=re.escape(expected[0])) as error:
        parsed(toml(*replacements), tmp_path)
    assert expected == [*error.value.faults]


@pytest.mark.parametrize(
    ("returns", "fault"),
    [
        ('"Error"\naccepts = ["dict"]', "accepts: must have no tuple and no dict unless"),
        ('"new_W@*"', "returns: must stand in a list, one value per layer: ['new_W@*']"),
        ("1", "returns: must be a text in quotes, a list or a table, got 1"),
        ('["Error", ""]', "returns[1]: must not be empty"),
        ('[{ a = "" }]', "returns[0].a: must not be empty"),
        ('[{ a = "W@*" }]', "returns[0].a: must stand in a list"),
    ],
)
def test_faults_in_what_is_returned_have_their_place(returns, fault):
    """Lists are counted from 0 and tables by their names, however nested."""
    text = toml(
        ('[returns]\nw = "new_W@1[:,1]"\n', ""), ("points = 3", f"points = 3\nreturns = {returns}")
    )
    with pytest.raises(ProblemError, match=re.escape(fault)):
        parsed(text)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"function": "a b"}, "function: must be a name in Python, got 'a b'"),
        ({"points": 4}, "parts: must have 4 points together, got 3"),
        ({"problem": "tutorial-3-2-1"}, "problem: must be of type Origin, got 'tutorial-3-2-1'"),
        ({"parts": ["a"]}, "parts[0]: must be of type Part, got 'a'"),
    ],
)
def test_a_record_made_in_python_checks_itself(changes, fault):
    """The rules of the file hold for the record as well."""
    good = parsed(GOOD)
    values = {name: getattr(good, name) for name in ("parts", "problem", "arguments", "returns")}
    values |= {"id": "mine", "title": "a", "track": "b", "function": "c", "points": 3}
    assert good.parts == Exercise(**values).parts
    with pytest.raises(ProblemError, match=re.escape(fault)):
        Exercise(**values | changes)


def test_the_file_heads_its_faults(tmp_path):
    """A message begins with the file and the number of its faults."""
    file = tmp_path / "exercise.toml"
    file.write_text(toml(("points = 3", "points = 0"), ('"mine"', "1")), encoding="utf-8")
    with pytest.raises(ProblemError) as error:
        exercise(tmp_path)
    assert str(error.value).splitlines() == [
        f"{file}: 2 faults",
        "track: must be a text in quotes, got 1",
        "points: must be > 0, got 0",
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"points = ", "exercise.toml: not valid TOML: "),
        (b"x = " + b"[" * 5000, "exercise.toml: not valid TOML: brackets too deep"),
        (b"title = '\xff'", "exercise.toml: not UTF-8, at byte 9; save it as UTF-8"),
    ],
)
def test_a_file_that_is_no_toml_is_refused(content, fault, tmp_path):
    """What cannot be read is said in one line, with the file."""
    (tmp_path / "exercise.toml").write_bytes(content)
    with pytest.raises(ProblemError, match=re.escape(fault)):
        exercise(tmp_path)


def test_an_instructor_names_a_folder_or_its_file(tmp_path, monkeypatch):
    """The folder, the file in it, and a file with a name of its own all lead to an exercise."""
    folder = tmp_path / "my-step"
    folder.mkdir()
    for name in ("exercise.toml", "other.toml"):
        (folder / name).write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names = ["my-step", "./my-step/", folder, "my-step/exercise.toml", "my-step/other.toml"]
    assert ["my-step"] * 4 + ["other"] == [exercise(name).id for name in names]
    monkeypatch.chdir(folder)
    assert ["my-step", "my-step"] == [exercise(".").id, exercise("exercise.toml").id]


def test_a_problem_file_lies_beside_the_exercise(tmp_path):
    """The name of a problem file is looked up from the exercise's folder."""
    (tmp_path / "deep.toml").write_text(to_toml(preset("two-two-two")), encoding="utf-8")
    text = toml(('"single-weight"', '"deep.toml"'))
    assert (2, 2, 2) == base_problem(parsed(text, tmp_path)).network.sizes
    (tmp_path / "deep.toml").write_text("[network]", encoding="utf-8")
    with pytest.raises(ProblemError, match=r"problem\.name: network\.inputs: is missing"):
        parsed(text, tmp_path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("train-stepp", "no exercise is called 'train-stepp'; did you mean train-step"),
        ("quantum", "no exercise is called 'quantum'; 'gdtrace exercises' lists them all"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(name, message):
    """A misspelt name names the exercises that look like it."""
    with pytest.raises(UnknownNameError, match=re.escape(message)):
        exercise(name)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("no/train-stepp", "did you mean train-step"),
        ("no/quantum.toml", "'gdtrace exercises' lists them all"),
    ],
)
def test_a_missing_file_is_answered_with_the_nearest_exercise(path, message, tmp_path):
    """A path that leads nowhere may have been meant as a name."""
    with pytest.raises(ProblemError, match=f"no file .*{re.escape(message)}"):
        load_exercise(tmp_path / path)


def test_exercises_come_in_the_order_of_the_courses():
    """The listed order holds; a folder that is not listed comes last."""
    assert ["tutorial"] * 11 + ["recap"] * 2 + ["logistic"] * 3 + ["any depth"] == [
        each.track for each in all_exercises()
    ]


def test_a_folder_outside_the_list_comes_last(tmp_path, monkeypatch):
    """An exercise that order.txt does not have is found, and a name without a folder is not."""
    (tmp_path / "order.txt").write_text("b\ngone\n", encoding="utf-8")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "exercise.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr("gdtrace.grading.exercise_files.shelf", lambda: tmp_path)
    assert ["b", "a"] == exercise_ids()
    assert ["b", "a"] == [each.id for each in all_exercises()]


def test_a_wheel_has_its_exercises_in_the_package(tmp_path, monkeypatch):
    """Exercises inside the package are taken before those beside it."""
    package = tmp_path / "gdtrace"
    monkeypatch.setattr(
        "gdtrace.grading.exercise_files.__file__", str(package / "grading" / "exercise_files.py")
    )
    assert tmp_path / "exercises" == shelf()
    (package / "exercises").mkdir(parents=True)
    assert package / "exercises" == shelf()


def test_examples_and_iterations_may_differ_from_size_to_size():
    """A list has a number for each of the sizes; one number is for all."""
    origin = Origin(name="x", sizes=[[3, 1], [4, 1]], examples=[3, 4], iterations=2)
    assert [(3, 2), (4, 2)] == [origin.counts(place) for place in range(2)]
    with pytest.raises(ProblemError, match=r"problem.examples\[1\]: must be at least 1, got 0"):
        Origin(name="x", examples=[3, 0])
