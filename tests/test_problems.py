import subprocess
import sys
from array import array
from fractions import Fraction
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given

from gdtrace.errors import ProblemError
from gdtrace.networks import Layer, Network
from gdtrace.problems import Data, Display, Initial, Problem, Training, initial_parameters
from strategies import cases, to_problem

HUGE = 10**400


def network(**changes):
    """Return a 2-2-1 network, with some fields changed."""
    return Network(**{"inputs": 2, "layers": [Layer(2), Layer(1)]} | changes)


def training(**changes):
    """Return how to train, with some fields changed."""
    return Training(**{"learning_rate": 0.5, "iterations": 10} | changes)


def problem(**changes):
    """Return a 2-2-1 problem, with some records or texts changed."""
    data = Data(x=[[0.5, 0.25], [1.5, -2]], target=[[0], [1]])
    return Problem(**{"network": network(), "data": data, "training": training()} | changes)


WEIGHTS = (((0.1, 0.2), (0.3, 0.4)), ((0.5,), (0.6,)))
BIASES = ((0.7, 0.8), (0.9,))

FAULTS = [
    (Layer, {"units": 0}, "units: must be at least 1, got 0"),
    (Layer, {"units": "3"}, "units: must be a whole number, got '3'"),
    (Layer, {"units": 2.7}, "units: must be a whole number, got 2.7"),
    (Layer, {"units": 2.0}, "units: must be a whole number, got 2.0"),
    (Layer, {"units": True}, "units: must be a whole number, got True"),
    (
        Layer,
        {"units": 2, "activation": 3},
        "activation: must be one of sigmoid, tanh, relu, identity, got 3",
    ),
    (
        Layer,
        {"units": 2, "activation": "sigmiod"},
        "activation: no activation is called 'sigmiod'; did you mean sigmoid?",
    ),
    (network, {"inputs": 0}, "network.inputs: must be at least 1, got 0"),
    (network, {"layers": []}, "network.layers: must have at least the output layer, got none"),
    (network, {"layers": 3}, "network.layers: must be a list of Layer, got 3"),
    (network, {"layers": [2]}, "network.layers[0]: must be of type Layer, got 2"),
    (network, {"bias": 1}, "network.bias: must be true or false, got 1"),
    (
        network,
        {"loss": "squared"},
        "network.loss: no loss is called 'squared'; did you mean squared_error?",
    ),
    (
        network,
        {"loss": "cross_entropy", "layers": [Layer(2), Layer(1, "relu")]},
        "network.layers[1].activation: the loss cross_entropy needs sigmoid in the output layer, "
        "got relu",
    ),
    (Data, {"x": [], "target": [1]}, "data.x: must have at least one example, got none"),
    (Data, {"x": 3, "target": [1]}, "data.x: must be a list of rows of numbers, got 3"),
    (Data, {"x": [[1, 2, nan]], "target": [1]}, "data.x[0][2]: must be a finite number, got nan"),
    (Data, {"x": [1, -inf], "target": [1]}, "data.x[1]: must be a finite number, got -inf"),
    (Data, {"x": [["1"]], "target": [1]}, "data.x[0][0]: must be a number, got '1'"),
    (Data, {"x": [[1]], "target": [[True]]}, "data.target[0][0]: must be a number, got True"),
    (Data, {"x": [[1], 2], "target": [1, 2]}, "data.x[1]: must be a list of numbers, got 2"),
    (
        Data,
        {"x": [[1], [2, 3]], "target": [1, 2]},
        "data.x[1]: must be as long as the first row, 1, got 2",
    ),
    (
        Data,
        {"x": [[1], [2]], "target": [[1]]},
        "data.target: must have a row per example, 2, got 1",
    ),
    (
        Initial,
        {"weights": [[[0.5, inf]]]},
        "training.initial.weights[0][0][1]: must be a finite number, got inf",
    ),
    (
        Initial,
        {"weights": [[0.5]]},
        "training.initial.weights[0][0]: must be a list of numbers, got 0.5",
    ),
    (
        Initial,
        {"weights": [[[1]]], "biases": [1]},
        "training.initial.biases[0]: must be a list of numbers, got 1",
    ),
    (training, {"learning_rate": -1}, "training.learning_rate: must be > 0, got -1"),
    (training, {"learning_rate": 0}, "training.learning_rate: must be > 0, got 0"),
    (training, {"learning_rate": "1"}, "training.learning_rate: must be a number, got '1'"),
    (training, {"learning_rate": nan}, "training.learning_rate: must be a finite number, got nan"),
    (training, {"iterations": 0}, "training.iterations: must be at least 1, got 0"),
    (training, {"iterations": 1e3}, "training.iterations: must be a whole number, got 1000.0"),
    (
        training,
        {"reduction": "average"},
        "training.reduction: no reduction is called 'average'; there are mean, sum",
    ),
    (training, {"freeze": "b@1"}, "training.freeze: must be a list of names, got 'b@1'"),
    (training, {"freeze": [1]}, "training.freeze[0]: must be a text in quotes, got 1"),
    (training, {"initial": 3}, "training.initial: must be of type Initial, got 3"),
    (training, {"seed": -1}, "training.seed: must be from 0 to 4294967295, got -1"),
    (training, {"seed": 2**32}, "training.seed: must be from 0 to 4294967295, got 4294967296"),
    (
        training,
        {"seed": None},
        "training.seed: must be given where no initial parameters are, got None",
    ),
    (
        training,
        {"seed": 3, "initial": Initial(weights=WEIGHTS)},
        "training.seed: must be left out where initial parameters are given, got 3",
    ),
    (
        Display,
        {"notation": "tutorials"},
        "display.notation: no notation is called 'tutorials'; did you mean tutorial?",
    ),
    (
        Display,
        {"style": "both"},
        "display.style: no style is called 'both'; there are chain, delta",
    ),
    (Display, {"digits": 2}, "display.digits: must be from 3 to 17, got 2"),
    (Display, {"digits": 18}, "display.digits: must be from 3 to 17, got 18"),
    (problem, {"title": 3}, "title: must be a text in quotes, got 3"),
    (problem, {"data": None}, "data: must be of type Data, got None"),
    (
        problem,
        {"network": network(inputs=3)},
        "data.x: must have a column per input, 3, got 2",
    ),
    (
        problem,
        {"network": network(layers=[Layer(2)])},
        "data.target: must have a column per unit of the last layer, 2, got 1",
    ),
    (
        problem,
        {"network": network(loss="cross_entropy"), "data": Data(x=[1, 2], target=[1.5])},
        "data.target[0][0]: must be from 0 to 1 for cross_entropy, got 1.5",
    ),
    (
        problem,
        {"training": training(freeze=["b@2", "w@2"])},
        "training.freeze[1]: no parameter is called 'w@2'; did you mean W@2 or b@2 or W@1?",
    ),
    (
        problem,
        {"network": network(bias=False), "training": training(freeze=["b@3"])},
        "training.freeze[0]: no parameter is called 'b@3'; there are W@1, W@2",
    ),
    (
        problem,
        {"training": training(initial=Initial(weights=WEIGHTS[:1]))},
        "training.initial.weights: must have a matrix per layer, 2, got 1",
    ),
    (
        problem,
        {"training": training(initial=Initial(weights=[*WEIGHTS, [[1]], [[1]]]))},
        "training.initial.weights: must have a matrix per layer, 2, got 4",
    ),
    (
        problem,
        {"training": training(initial=Initial(weights=(WEIGHTS[0], ((0.5, 0.6),))))},
        "training.initial.weights[1]: must have 2 rows (from) and 1 column (to), got 1 and 2",
    ),
    (
        problem,
        {"training": training(initial=Initial(weights=(WEIGHTS[0], ())))},
        "training.initial.weights[1]: must have 2 rows (from) and 1 column (to), got 0 and 0",
    ),
    (
        problem,
        {"training": training(initial=Initial(weights=WEIGHTS, biases=BIASES[:1]))},
        "training.initial.biases: must have a list per layer, 2, got 1",
    ),
    (
        problem,
        {"training": training(initial=Initial(weights=WEIGHTS, biases=BIASES[::-1]))},
        "training.initial.biases[0]: must have 2 numbers, got 1\n"
        "training.initial.biases[1]: must have 1 number, got 2",
    ),
    (
        problem,
        {
            "network": network(bias=False),
            "training": training(initial=Initial(weights=WEIGHTS, biases=BIASES)),
        },
        "training.initial.biases: must be left out where network.bias is false, got 2",
    ),
]


@pytest.mark.parametrize(("record", "values", "message"), FAULTS)
def test_a_broken_rule_is_told_with_path_rule_and_value(record, values, message):
    """A record that breaks a rule raises one error, worded as in the table."""
    with pytest.raises(ProblemError, match=r": |;") as caught:
        record(**values)
    assert message == str(caught.value)


def test_all_faults_of_a_record_are_told_at_once():
    """Every broken rule has a line of its own, in the order of the fields."""
    with pytest.raises(ProblemError, match="learning_rate") as caught:
        Training(learning_rate=-1, iterations=0, reduction="mean", freeze=[1, "b@1", 2], seed="a")
    assert (
        "training.learning_rate: must be > 0, got -1",
        "training.iterations: must be at least 1, got 0",
        "training.freeze[0]: must be a text in quotes, got 1",
        "training.freeze[2]: must be a text in quotes, got 2",
        "training.seed: must be a whole number, got 'a'",
    ) == caught.value.faults


def test_all_misfits_of_a_problem_are_told_at_once():
    """Records that are right by themselves but do not fit give one line per misfit."""
    with pytest.raises(ProblemError, match=r"data\.x") as caught:
        problem(network=network(inputs=3), training=training(initial=Initial(weights=WEIGHTS)))
    assert (
        "data.x: must have a column per input, 3, got 2",
        "training.initial.weights[0]: must have 3 rows (from) and 2 columns (to), got 2 and 2",
    ) == caught.value.faults


@pytest.mark.parametrize("number", [HUGE, -HUGE, 16**5000], ids=["400", "-400", "6000"])
def test_a_whole_number_beyond_all_floats_is_not_finite(number):
    """A number that no float can hold is refused like infinity, and never spelled in full."""
    with pytest.raises(
        ProblemError, match=r"^data\.x\[0\]: must be a finite number, got "
    ) as caught:
        Data(x=[number], target=[1])
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize(
    ("x", "target", "rows", "targets"),
    [
        ([1, 2], [3], ((1.0, 2.0),), ((3.0,),)),
        ([1, 2], [3, 4, 5], ((1.0, 2.0),), ((3.0, 4.0, 5.0),)),
        ([[1, 2], [3, 4]], [5, 6], ((1.0, 2.0), (3.0, 4.0)), ((5.0,), (6.0,))),
        ([[1], [2]], [[3], [4]], ((1.0,), (2.0,)), ((3.0,), (4.0,))),
        (np.eye(2), np.array([3, 4]), ((1.0, 0.0), (0.0, 1.0)), ((3.0,), (4.0,))),
        (np.array([1, 2], dtype=np.int8), [np.float32(0.5)], ((1.0, 2.0),), ((0.5,),)),
        (range(2), array("d", [0.25]), ((0.0, 1.0),), ((0.25,),)),
        ([[np.int64(1)]], [[Fraction(1, 4)]], ((1.0,),), ((0.25,),)),
        ([np.array([1, 2]), (3, 4)], [[5], [6]], ((1.0, 2.0), (3.0, 4.0)), ((5.0,), (6.0,))),
    ],
)
def test_data_are_rows_of_floats_whatever_they_came_in(x, target, rows, targets):
    """Nested sequences, arrays and plain rows of any numbers become tuples of floats."""
    data = Data(x=x, target=target)
    assert (rows, targets) == (data.x, data.target)
    assert {float} == {type(value) for row in data.x + data.target for value in row}


def test_data_are_a_copy():
    """Changing an array or list afterwards changes no record, and making a record no array."""
    x, target, weights = np.array([[0.5, 0.25]]), [[0.75]], np.array([[0.1], [0.2]])
    data, initial = Data(x=x, target=target), Initial(weights=[weights])
    x[0, 0] = target[0][0] = weights[0, 0] = 9.0
    assert ((0.5, 0.25),) == data.x
    assert ((0.75,),) == data.target
    assert (((0.1,), (0.2,)),) == initial.weights


def test_records_are_frozen_and_compare_by_value():
    """Equal fields make equal records, hashable and without a way to change them."""
    assert problem() == problem()
    assert hash(problem()) == hash(problem())
    with pytest.raises(AttributeError, match=r"^$"):
        problem().data.x = ()


@pytest.mark.parametrize(
    ("layers", "display", "notation"),
    [
        ([1], Display(), "tutorial"),
        ([2, 1], Display(), "tutorial"),
        ([2, 2, 1], Display(), "layered"),
        ([2, 1], Display(notation="layered"), "layered"),
        ([1], Display(notation="recap"), "recap"),
    ],
)
def test_the_notation_is_the_tutorials_up_to_one_hidden_layer(layers, display, notation):
    """Unless the display names one, a single hidden layer is the most that tutorial stands for."""
    made = problem(network=network(layers=[Layer(units) for units in layers]), display=display)
    assert notation == made.notation


def test_a_problem_counts_its_examples():
    """Each row of the data is an example."""
    assert 2 == problem().examples


@pytest.mark.parametrize(
    ("bias", "shapes"),
    [
        (True, {"W@1": (3, 2), "b@1": (2,), "W@2": (2, 4), "b@2": (4,)}),
        (False, {"W@1": (3, 2), "W@2": (2, 4)}),
    ],
)
def test_weights_lead_from_rows_to_columns(bias, shapes):
    """A network lists its parameters layer by layer, weights as from by to, a bias per unit."""
    made = network(inputs=3, layers=[Layer(2), Layer(4)], bias=bias)
    assert list(shapes.items()) == list(made.shapes.items())


def test_a_seed_draws_unit_by_unit_and_biases_start_at_zero():
    """The incoming weights of each unit are drawn together, in the order of layers and units."""
    random = np.random.RandomState(5)
    first, second, output = random.rand(2), random.rand(2), random.rand(2)
    drawn = initial_parameters(problem(training=training(seed=5)))
    assert ["W@1", "b@1", "W@2", "b@2"] == list(drawn)
    assert np.array_equal(np.column_stack([first, second]), drawn["W@1"])
    assert np.array_equal(output[:, None], drawn["W@2"])
    assert [[0.0, 0.0], [0.0]] == [drawn["b@1"].tolist(), drawn["b@2"].tolist()]


def test_drawing_leaves_the_global_random_state_alone():
    """Whoever draws numbers of their own gets the same ones whether or not a problem is drawn."""
    np.random.seed(1)  # noqa: NPY002 - the global state is what this test is about
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    initial_parameters(problem())
    assert before == np.random.get_state()[1].tolist()  # noqa: NPY002


def test_given_parameters_are_taken_as_they_are():
    """Weights and biases of the problem come back as arrays, biases left out as zeros."""
    whole = initial_parameters(
        problem(training=training(initial=Initial(weights=WEIGHTS, biases=BIASES)))
    )
    assert {"W@1": WEIGHTS[0], "b@1": BIASES[0], "W@2": WEIGHTS[1], "b@2": BIASES[1]} == {
        key: tuple(map(tuple, value.tolist())) if value.ndim == 2 else tuple(value.tolist())
        for key, value in whole.items()
    }
    half = initial_parameters(problem(training=training(initial=Initial(weights=WEIGHTS))))
    assert [[0.0, 0.0], [0.0]] == [half["b@1"].tolist(), half["b@2"].tolist()]


@given(case=cases())
def test_initial_parameters_are_fresh_and_shaped_like_the_network(case):
    """Every call gives float64 arrays of its own in the shapes that the network lists."""
    made = to_problem(case)
    first, again = initial_parameters(made), initial_parameters(made)
    assert made.network.shapes == {key: value.shape for key, value in first.items()}
    assert {np.dtype(np.float64)} == {value.dtype for value in first.values()}
    for key, value in first.items():
        value += 1
        assert not np.shares_memory(value, again[key])
    assert all(np.array_equal(again[key], value) for key, value in initial_parameters(made).items())


@pytest.mark.parametrize("module", ["problems", "presets", "problem_files"])
def test_importing_problems_imports_nothing_heavy(module):
    """numpy, cattrs and tomlkit are imported by the functions that need them."""
    heavy = "{'numpy', 'cattrs', 'tomlkit'} & set(sys.modules)"
    code = f"import sys, gdtrace.{module}; print(sorted({heavy}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]" == run.stdout.strip()
