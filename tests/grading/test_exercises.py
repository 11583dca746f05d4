import ast
import inspect
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy
import pytest
from by_hand import ANSWERS, FUNCTIONS, agrees, inputs

from gdtrace.grading.exercise_files import all_exercises, exercise, exercise_ids, shelf
from gdtrace.grading.starters import starter

ROOT = Path(__file__).parents[2]

CALLS = {
    "sigmoid": "sigmoid(sop)",
    "error": "error(predicted, target)",
    "error-derivative": "error_predicted_deriv(predicted, target)",
    "sigmoid-derivative": "sigmoid_sop_deriv(sop)",
    "update-weight": "update_w(w, grad, learning_rate)",
    "forward-pass": "forward(x, w_hidden1, w_hidden2, w_output)",
    "chain-factors": "chain_factors(x, target, w_hidden1, w_hidden2, w_output)",
    "output-gradients": "output_gradients(sig1, sig2, sop3, predicted, target)",
    "hidden-gradients": "hidden_gradients(x, w_output, sop1, sop2, sop3, predicted, target)",
    "train-step": "train_step(x, target, w_hidden1, w_hidden2, w_output, learning_rate)",
    "train": "train(x, target, w_hidden1, w_hidden2, w_output, learning_rate, iterations)",
    "neuron-gradients": "gradients(x, y, w, b)",
    "neuron-epoch": "epoch(xs, ys, w, b, eta)",
    "cross-entropy": "loss(y, y_hat)",
    "propagate": "propagate(w, b, X, Y)",
    "optimize": "optimize(w, b, X, Y, num_iterations, learning_rate)",
    "backprop": "backprop(x, target, weights)",
}

IDS = list(CALLS)


def functions_in(text):
    """Return the functions that a file defines; nothing is imported, no file is left behind."""
    names = {}
    exec(text, names)
    return {name: each for name, each in names.items() if inspect.isfunction(each)}


def solution(id):
    """Return the function that the solution of an exercise defines."""
    text = (ROOT / "solutions" / f"{id}.py").read_text(encoding="utf-8")
    return functions_in(text)[FUNCTIONS[id]]


def test_the_exercises_are_those_of_the_lectures():
    """Seventeen exercises, each with the function and the arguments that the courses use."""
    assert CALLS == {each.id: each.call for each in all_exercises()}
    assert IDS == exercise_ids()


@pytest.mark.parametrize("id", IDS)
def test_a_starter_takes_the_arguments_and_is_not_written_yet(id):
    """The starter defines the one function; called, it says that it is not written."""
    functions = functions_in(starter(exercise(id)))
    assert [FUNCTIONS[id]] == [*functions]
    function = functions[FUNCTIONS[id]]
    assert [*exercise(id).arguments] == [*inspect.signature(function).parameters]
    with pytest.raises(NotImplementedError, match=f"^{FUNCTIONS[id]} is not written yet$"):
        function(*inputs(id)[0])


@pytest.mark.parametrize("id", IDS)
def test_a_starter_says_what_goes_in_and_what_comes_out(id):
    """The docstring names every argument and has a section for what is returned."""
    doc = inspect.getdoc(functions_in(starter(exercise(id)))[FUNCTIONS[id]])
    given, returned = re.fullmatch(
        r".*?Parameters\n-+\n(.*)\n\nReturns\n-+\n(.*)", doc, re.DOTALL
    ).groups()
    named = re.findall(r"^([\w, ]+) :", given, re.MULTILINE)
    assert [*exercise(id).arguments] == ", ".join(named).split(", ")
    assert re.search("shape|number", returned)


@pytest.mark.parametrize("id", IDS)
def test_a_sheet_says_what_to_write(id):
    """The sheet has the title, the call, a formula and the shapes, and no line of the solution."""
    text = (shelf() / id / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {exercise(id).title}\n\nWrite `{CALLS[id]}`")
    assert re.search(r"^    .*=", text, re.MULTILINE)
    assert "**Shapes.**" in text
    solved = (ROOT / "solutions" / f"{id}.py").read_text(encoding="utf-8")
    code = re.findall(r"^ +(\w+ = .*|return .*[*(].*)$", solved, re.MULTILINE)
    assert [] == [line for line in code if line.removeprefix("return ") in text]
    assert "```" not in text
    assert [] == [line for line in text.splitlines() if len(line) > 100]


def test_the_sheet_of_propagate_explains_the_product_that_does_not_fit():
    """The shapes of the tutorial's np.dot(dz.T, X) are on the sheet, and numpy agrees."""
    text = (shelf() / "propagate" / "README.md").read_text(encoding="utf-8")
    assert "`np.dot(dz.T, X)`" in text
    dz, X = numpy.ones((1, 3)), numpy.ones((5, 3))
    assert ((3, 1), (5, 3)) == (dz.T.shape, X.shape)
    with pytest.raises(ValueError, match="not aligned"):
        numpy.dot(dz.T, X)
    assert (3, 3) == numpy.dot(dz.T, X[:1]).shape


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_solution_gives_the_numbers_worked_out_by_hand(id, seed):
    """Every solution agrees with formulas that know nothing of gdtrace, in numbers and shapes."""
    for call in inputs(id, seed):
        returned = solution(id)(*call)
        assert agrees(id, returned, ANSWERS[id](*call)), call


@pytest.mark.parametrize("id", IDS)
def test_a_solution_leaves_its_arguments_alone(id):
    """No array that a solution is given is changed."""
    given, fresh = inputs(id)[-1], inputs(id)[-1]
    solution(id)(*given)
    for one, other in zip(given, fresh, strict=True):
        pairs = zip(one, other, strict=True) if isinstance(one, list) else [(one, other)]
        for got, expected in pairs:
            numpy.testing.assert_array_equal(expected, got)


def test_the_solution_of_sigmoid_takes_large_numbers_of_any_shape():
    """Neither 1000 nor -1000 warns, in numbers or in arrays."""
    sigmoid = solution("sigmoid")
    assert [0.0, 0.5, 1.0] == [sigmoid(sop) for sop in (-1000.0, 0.0, 1000.0)]
    assert [[0.0], [1.0]] == sigmoid(numpy.array([[-1000.0], [1000.0]])).tolist()
    assert {"sop": [-1000.0, 1000.0]} == {
        name: [*numbers] for name, numbers in exercise("sigmoid").extremes.items()
    }


def test_the_solution_of_optimize_may_be_the_head_of_a_tuple():
    """The course's version returns more than the dictionary; the exercise takes it."""
    assert ("dict", "first") == exercise("optimize").accepts


@pytest.mark.parametrize("id", IDS)
def test_a_mean_can_be_told_from_other_sums(id):
    """Where there are examples, there are at least three, fewer than the features."""
    origin = exercise(id).problem
    for place, (inputs_, *_) in enumerate(origin.sizes):
        examples, _iterations = origin.counts(place)
        assert examples == 1 or 3 <= examples < inputs_


def test_small_exercises_give_a_point_and_the_step_gives_ten():
    """The points of a whole file of helpers, and how the ten of a step are split."""
    helpers = ("sigmoid", "error-derivative", "sigmoid-derivative", "update-weight")
    assert [1, 1, 1, 1] == [exercise(id).points for id in helpers]
    step = exercise("train-step")
    assert (10, [2, 2, 2, 1, 1, 2]) == (step.points, [part.points for part in step.parts])
    assert step.parts[3].title == "gradients of {w_hidden1} (hidden neuron 1)"


@pytest.mark.parametrize("id", IDS)
def test_solutions_have_no_imports_but_numpy(id):
    """A student needs nothing else."""
    tree = ast.parse((ROOT / "solutions" / f"{id}.py").read_text(encoding="utf-8"))
    assert {ast.unparse(node) for node in tree.body if isinstance(node, ast.Import)} <= {
        "import numpy",
        "import numpy as np",
    }
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def test_the_wheel_has_the_exercises_and_no_solution(tmp_path):
    """What is installed has every file that a student starts from, and no answer."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run([*build, "--outdir", tmp_path, ROOT], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for id in IDS:
        for file in ("exercise.toml", "README.md", "starter.py"):
            assert f"gdtrace/exercises/{id}/{file}" in names
    assert "gdtrace/exercises/order.txt" in names
    assert [] == [name for name in names if "solution" in name]
