from math import inf, nan

import pytest
from problem_makers import BIASES, WEIGHTS, network, problem, training

from gdtrace.errors import ProblemError
from gdtrace.networks import Layer
from gdtrace.problems import Data, Display, Initial, Training

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
        "training.freeze[1]: no parameter is called 'w@2'; did you mean W@2 or W@1 or b@2?",
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


@pytest.mark.parametrize("number", [10**400, -(10**400), 16**5000], ids=["400", "-400", "6000"])
def test_a_whole_number_beyond_all_floats_is_not_finite(number):
    """A number that no float can hold is refused like infinity, and never spelled in full."""
    with pytest.raises(
        ProblemError, match=r"^data\.x\[0\]: must be a finite number, got "
    ) as caught:
        Data(x=[number], target=[1])
    assert len(str(caught.value)) < 120
