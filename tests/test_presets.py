import json
from pathlib import Path

import numpy as np
import pytest

from gdtrace.errors import UnknownNameError
from gdtrace.presets import PRESETS, preset
from gdtrace.problems import initial_parameters

DATA = Path(__file__).parent / "data"


def golden(name):
    """Return the figures that are kept under this name."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def lists(problem):
    """Return the initial parameters as nested lists."""
    return {key: values.tolist() for key, values in initial_parameters(problem).items()}


# Inputs, units …, bias, loss, rate, iterations, notation, style, digits.
FACTS = {
    "tutorial-3-2-1": ((3, 2, 1), False, "squared_error", 0.001, 80000, "tutorial", "", 9),
    "tutorial-10-2-1": ((10, 2, 1), False, "squared_error", 0.001, 80000, "tutorial", "", 9),
    "single-weight": ((1, 1), False, "half_squared_error", 0.5, 100, "recap", "delta", 9),
    "sigmoid-neuron": ((2, 1), True, "half_squared_error", 0.7, 5000, "recap", "delta", 9),
    "logistic-neuron": ((2, 1), True, "cross_entropy", 0.7, 5000, "logistic", "delta", 9),
    "two-two-two": ((2, 2, 2), True, "half_squared_error", 0.5, 10000, "tutorial", "", 9),
    "by-hand-2-2-1": ((2, 2, 1), False, "squared_error", 0.5, 10, "tutorial", "", 4),
}


def test_the_table_of_presets_is_the_one_that_is_tested():
    """No preset goes without the checks of this file."""
    assert list(FACTS) == list(PRESETS)


@pytest.mark.parametrize("name", FACTS)
def test_presets_are_set_up_as_their_sources_are(name):
    """Sizes, bias, loss, rate, iterations and display are those of the table above."""
    made = preset(name)
    facts = (
        made.network.sizes,
        made.network.bias,
        made.network.loss,
        made.training.learning_rate,
        made.training.iterations,
        made.notation,
        made.display.style,
        made.display.digits,
    )
    assert FACTS[name] == facts
    assert {"sigmoid"} == {layer.activation for layer in made.network.layers}
    assert "mean" == made.training.reduction


@pytest.mark.parametrize("name", FACTS)
def test_presets_say_what_they_are_and_where_they_come_from(name):
    """Each carries its own name, and a title and a source of one line that fits a listing."""
    made = preset(name)
    assert name == made.name
    for line in (made.title, made.source):
        assert 10 < len(line) < 80
        assert "\n" not in line


@pytest.mark.parametrize(
    ("name", "hidden"),
    [("tutorial-3-2-1", ("w1_3", "w2_3")), ("tutorial-10-2-1", ("w1_10", "w2_10"))],
)
def test_tutorial_presets_start_from_the_listings_numbers(name, hidden):
    """Data, rate and the weights that seed 0 draws are the listing's, to the last bit."""
    figures, made = golden(name), preset(name)
    start = figures["initial"]
    assert (tuple(figures["x"]),) == made.data.x
    assert (tuple(figures["target"]),) == made.data.target
    assert figures["learning_rate"] == made.training.learning_rate
    assert 0 == made.training.seed
    columns = [list(row) for row in zip(*(start[key] for key in hidden), strict=True)]
    assert {"W@1": columns, "W@2": [[value] for value in start["w3_2"]]} == lists(made)


@pytest.mark.parametrize("name", ["sigmoid-neuron", "logistic-neuron"])
def test_single_neurons_have_the_data_and_start_of_the_figures(name):
    """Examples, targets, rate, weights and bias are those of the figures."""
    figures, made = golden(name), preset(name)
    assert figures["xs"] == [list(row) for row in made.data.x]
    assert [[y] for y in figures["ys"]] == [list(row) for row in made.data.target]
    assert figures["eta"] == made.training.learning_rate
    assert {"W@1": [[w] for w in figures["w0"]], "b@1": [figures["b0"]]} == lists(made)


def test_two_two_two_has_the_figures_weights_from_rows_to_columns():
    """The figures list weights per unit; the preset has them as from by to, biases frozen."""
    figures, made = golden("two-two-two"), preset("two-two-two")
    assert (tuple(figures["inputs"]),) == made.data.x
    assert (tuple(figures["targets"]),) == made.data.target
    assert figures["learning_rate"] == made.training.learning_rate
    assert ("b@1", "b@2") == made.training.freeze
    assert {
        "W@1": np.transpose(figures["W1_rows_per_hidden"]).tolist(),
        "b@1": [figures["b1"]] * 2,
        "W@2": np.transpose(figures["W2_rows_per_output"]).tolist(),
        "b@2": [figures["b2"]] * 2,
    } == lists(made)


def test_single_weight_has_the_recaps_numbers():
    """The input is 1.5, the target 0.3, the weight 0.8."""
    made = preset("single-weight")
    assert (((1.5,),), ((0.3,),)) == (made.data.x, made.data.target)
    assert {"W@1": [[0.8]]} == lists(made)


def test_by_hand_numbers_have_one_decimal_and_cannot_be_mixed_up():
    """No input, weight or target is 0 or 1 or as large as another one; weights of both signs."""
    made = preset("by-hand-2-2-1")
    weights = np.concatenate([value.ravel() for value in initial_parameters(made).values()])
    numbers = [*made.data.x[0], *made.data.target[0], *weights.tolist()]
    sizes = [round(10 * abs(value)) for value in numbers]
    assert [round(value, 1) for value in numbers] == numbers
    assert len(sizes) == len({*sizes})
    assert {0, 10}.isdisjoint(sizes)
    assert {-1.0, 1.0} == set(np.sign(weights).tolist())


def test_every_first_update_by_hand_shows_in_four_decimals():
    """Worked out by hand: each weight moves by at least 0.0005, and no two by the same."""
    made = preset("by-hand-2-2-1")
    x, target, rate = np.array(made.data.x[0]), made.data.target[0][0], made.training.learning_rate
    hidden, output = initial_parameters(made).values()
    active = 1 / (1 + np.exp(-(x @ hidden)))
    predicted = 1 / (1 + np.exp(-(active @ output)))
    delta = 2 * (predicted - target) * predicted * (1 - predicted)
    back = delta * output[:, 0] * active * (1 - active)
    moves = rate * np.concatenate([np.outer(x, back).ravel(), delta * active])
    assert 6 == len(moves)
    assert np.all(abs(moves) >= 0.0005)
    assert 6 == len(set(np.round(abs(moves), 4).tolist()))


def test_an_unknown_problem_names_the_nearest():
    """A misspelt name is answered with the names like it."""
    message = (
        r"^no problem is called 'tutorial-3-2'; did you mean tutorial-3-2-1 or tutorial-10-2-1\?$"
    )
    with pytest.raises(UnknownNameError, match=message):
        preset("tutorial-3-2")


def test_a_name_like_none_is_told_where_to_look():
    """A name that is like no problem's is answered with the way to find one."""
    message = "^no problem is called 'xor'; 'gdtrace problems' lists them all$"
    with pytest.raises(UnknownNameError, match=message):
        preset("xor")
