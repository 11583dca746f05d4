import subprocess
import sys
from array import array
from fractions import Fraction

import numpy as np
import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from problem_makers import BIASES, WEIGHTS, network, problem, training

from gdtrace.networks import Layer
from gdtrace.problems import Data, Display, Initial, initial_parameters
from strategies import cases, to_problem


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
    with pytest.raises(FrozenInstanceError, match=r"^(can't set attribute)?$"):
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
