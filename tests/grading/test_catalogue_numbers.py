"""The numbers of the known mistakes, as they were worked out by hand and by other programs."""

import numpy as np
import pytest
from attrs import evolve
from wrong_programs import derived, values, wrong_program

from gdtrace.grading.mistake_page import compared_values, variant_of
from gdtrace.presets import preset
from gdtrace.problems import Initial
from gdtrace.training import train

H1, H2 = (slice(None), 0), (slice(None), 1)
ALL = ()

RATIOS = [
    # misconception, what is looked at, wrong divided by right
    ("mean-of-products", "SOP@1", ALL, 1 / 3),
    ("weights-crossed", "SOP@2", ALL, 0.9989),
    ("sigmoid-sign", "Activ@1", H1, 0.060),
    ("tanh-for-sigmoid", "Activ@1", H1, 1.052),
    ("hidden-without-activation", "Activ@1", H1, 2.98),
    ("output-without-activation", "Activ@2", ALL, 1.614),
    ("factor-2-missing", "grad_W@1", ALL, 0.5),
    ("factor-2-missing", "grad_W@2", ALL, 0.5),
    ("target-minus-predicted", "grad_W@1", ALL, -1.0),
    ("target-minus-predicted", "grad_W@2", ALL, -1.0),
    ("error-as-derivative", "grad_W@2", ALL, 0.289),
    ("error-absolute", "Error", ALL, 1.729),
    ("error-not-squared", "Error", ALL, 1.729),
    ("output-slope-missing", "grad_W@1", ALL, 5.80),
    ("slope-of-the-activation", "dActiv_dSOP@2", ALL, 1.2505),
    ("slope-of-the-activation", "grad_W@2", ALL, 1.25),
    ("slope-of-the-activation", "grad_W@1", H1, 4.72),
    ("slope-without-sigmoid", "dActiv_dSOP@2", ALL, -1.87),
    ("slope-is-activation", "dActiv_dSOP@2", ALL, 4.51),
    ("slope-plus-for-minus", "dActiv_dSOP@2", ALL, 8.03),
    ("hidden-slope-missing", "grad_W@1", H1, 18.7),
    ("hidden-slope-missing", "grad_W@1", H2, 19.7),
    ("hidden-slope-missing", "grad_W@2", ALL, 1.0),
    ("slope-is-activation@1", "grad_W@1", H1, 17.6),
    ("slope-is-activation@1", "grad_W@1", H2, 18.7),
    ("first-sum-for-every-neuron", "grad_W@1", H1, 1.0),
    ("first-sum-for-every-neuron", "grad_W@1", H2, 1.0547),
    ("already-updated-weights", "grad_W@2", ALL, 1.0),
    ("already-updated-weights", "grad_W@1", H1, 0.99957),
    ("already-updated-weights", "grad_W@1", H2, 0.99979),
    ("activation-for-weight", "grad_W@1", H1, 2.156),
    ("activation-for-weight", "grad_W@1", H2, 1.061),
    ("weight-factor-missing", "grad_W@1", H1, 2.285),
    ("weight-factor-missing", "grad_W@1", H2, 1.121),
    ("chain-weights-swapped", "grad_W@1", H1, 2.038),
    ("chain-weights-swapped", "grad_W@1", H2, 0.491),
    ("first-weight-for-every-neuron", "grad_W@1", H1, 1.0),
    ("first-weight-for-every-neuron", "grad_W@1", H2, 0.491),
    ("inputs-in-output-gradient", "grad_W@2", 0, 0.106),
    ("inputs-in-output-gradient", "grad_W@2", 1, 0.423),
    ("sums-in-output-gradient", "grad_W@2", 0, 2.98),
    ("sums-in-output-gradient", "grad_W@2", 1, 3.03),
    ("own-output-for-input@1", "grad_W@1", (0, 0), 9.4),
    ("own-output-for-input@1", "grad_W@1", (1, 0), 2.4),
    ("own-output-for-input@1", "grad_W@1", (2, 0), 0.23),
    ("input-factor-missing@1", "grad_W@1", 0, 10.0),
    ("input-factor-missing@1", "grad_W@1", 1, 2.5),
    ("input-factor-missing@1", "grad_W@1", 2, 0.244),
    ("first-input-for-every-weight@1", "grad_W@1", 0, 1.0),
    ("first-input-for-every-weight@1", "grad_W@1", 1, 0.25),
    ("first-input-for-every-weight@1", "grad_W@1", 2, 0.0244),
    ("gradients-summed@1", "grad_W@1", 0, 46.0),
    ("gradients-summed@1", "grad_W@1", 1, 11.5),
    ("gradients-summed@1", "grad_W@1", 2, 1.12),
]


def digits(number):
    """Return half a unit of the last digit that a ratio is given with."""
    return 0.5 * 10.0 ** -len(f"{number:g}".partition(".")[2])


@pytest.mark.parametrize(("id", "key", "place", "ratio"), RATIOS)
def test_ratios_of_the_tutorials_network(id, key, place, ratio):
    """Wrong divided by right in the first iteration, in every digit that is known."""
    problem = preset("tutorial-3-2-1")
    right = values(derived(problem), problem)[key]
    wrong = values(wrong_program(id, problem), problem)[key]
    np.testing.assert_allclose((wrong / right)[place], ratio, rtol=1e-9, atol=1.01 * digits(ratio))


@pytest.mark.parametrize(
    ("id", "key", "value"),
    [
        ("sigmoid-sign", "Activ@1", 0.0567),
        ("sigmoid-parentheses", "Activ@1", 1.0601),
        ("slope-without-sigmoid", "dActiv_dSOP@2", -0.3228),
    ],
)
def test_values_of_the_tutorials_network(id, key, value):
    """The first value of a step that goes wrong."""
    problem = preset("tutorial-3-2-1")
    wrong = values(wrong_program(id, problem), problem)[key]
    np.testing.assert_allclose(wrong.ravel()[0], value, atol=5e-5)


@pytest.mark.parametrize(
    ("id", "ratio"),
    [
        ("plus-for-minus", -1.0),
        ("learning-rate-missing", 1 / 0.001),
        ("learning-rate-twice", 0.001),
        ("divided-by-learning-rate", 1 / 0.001**2),
        ("weights-not-updated", 0.0),
    ],
)
def test_steps_of_the_tutorials_network(id, ratio):
    """The change of the weights, wrong divided by right; the gradients are right."""
    problem = preset("tutorial-3-2-1")
    right = values(derived(problem), problem)
    wrong = values(wrong_program(id, problem), problem)
    for key in ("W@1", "W@2"):
        np.testing.assert_array_equal(wrong[f"grad_{key}"], right[f"grad_{key}"])
        change = (wrong[f"new_{key}"] - wrong[key]) / (right[f"new_{key}"] - right[key])
        np.testing.assert_allclose(change, ratio, rtol=1e-6)


def test_a_weight_for_its_gradient_shrinks_all_weights_alike():
    """The change divided by the weight is the same everywhere."""
    problem = preset("tutorial-3-2-1")
    wrong = values(wrong_program("weight-for-gradient", problem), problem)
    for key in ("W@1", "W@2"):
        np.testing.assert_allclose(wrong[f"new_{key}"] / wrong[key] - 1, -0.001, rtol=1e-9)


BATCH = [
    # five examples with two inputs each
    ("factor-2-extra", "grad_W@1", 2.0),
    ("sum-for-mean", "grad_W@1", 5.0),
    ("sum-for-mean", "grad_b@1", 5.0),
    ("mean-twice", "grad_W@1", 0.2),
    ("divided-by-inputs", "grad_W@1", 2.5),
    ("divided-by-one-less", "grad_W@1", 1.25),
    ("bias-updated-per-input", "grad_b@1", 2.0),
    ("bias-gradient-summed", "grad_b@1", 5.0),
    ("bias-gradient-summed", "grad_W@1", 1.0),
    ("cost-summed", "Cost", 5.0),
    ("cost-averaged-twice", "Cost", 0.2),
]


@pytest.mark.parametrize(("id", "key", "ratio"), BATCH)
def test_ratios_of_a_batch(id, key, ratio):
    """What depends on the numbers of examples and inputs."""
    problem = preset("sigmoid-neuron")
    right = values(derived(problem), problem)[key]
    wrong = values(wrong_program(id, problem), problem)[key]
    np.testing.assert_allclose(wrong, ratio * right, rtol=1e-12)


@pytest.mark.parametrize(("id", "ratio"), [("bias-not-updated", 0.0), ("bias-updated-twice", 2.0)])
def test_steps_of_a_bias(id, ratio):
    """The change of the bias, wrong divided by right; the weights are right."""
    problem = preset("sigmoid-neuron")
    right = values(derived(problem), problem)
    wrong = values(wrong_program(id, problem), problem)
    np.testing.assert_array_equal(wrong["new_W@1"], right["new_W@1"])
    np.testing.assert_allclose(
        wrong["new_b@1"] - wrong["b@1"], ratio * (right["new_b@1"] - right["b@1"]), rtol=1e-12
    )


@pytest.mark.parametrize(
    ("id", "key"),
    [
        ("cross-entropy-minus-between", "Error"),
        ("inner-minus-forgotten", "dError_dPredicted"),
        ("inner-minus-forgotten", "delta@1"),
    ],
)
def test_mistakes_that_show_for_one_label_only(id, key):
    """Right where the label is 1, negated where it is 0."""
    problem = preset("logistic-neuron")
    right = values(derived(problem), problem)[key]
    wrong = values(wrong_program(id, problem), problem)[key]
    labels = np.array(problem.data.target).reshape(right.shape)
    np.testing.assert_allclose(wrong / right, 2 * labels - 1, rtol=1e-9)


def test_a_slope_that_has_cancelled_scales_every_example_by_itself():
    """The ratio is a*(1 - a) of the example."""
    problem = preset("logistic-neuron")
    right = values(derived(problem), problem)
    wrong = values(wrong_program("slope-kept-with-cross-entropy", problem), problem)
    activation = right["Activ@1"]
    np.testing.assert_allclose(
        wrong["delta@1"] / right["delta@1"], activation * (1 - activation), rtol=1e-9
    )


def test_missing_parentheses_leave_a_ratio_of_minus_two():
    """At the sum 0 and the target 1: a - y*slope is 1/4 where (a - y)*slope is -1/8."""
    single = preset("single-weight")
    problem = evolve(
        single,
        data=evolve(single.data, x=[[1.5]], target=[[1.0]]),
        training=evolve(single.training, initial=Initial(weights=[[[0.0]]])),
    )
    right = values(derived(problem), problem)["grad_W@1"]
    wrong = values(wrong_program("difference-parentheses", problem), problem)["grad_W@1"]
    np.testing.assert_allclose(wrong / right, -2.0)


def test_paths_that_are_averaged_lose_the_number_of_outputs():
    """Two outputs: half the gradient in every layer before them."""
    problem = preset("two-two-two")
    right = values(derived(problem), problem)["grad_W@1"]
    wrong = values(wrong_program("mean-over-paths", problem), problem)["grad_W@1"]
    np.testing.assert_allclose(wrong, right / 2, rtol=1e-12)


@pytest.mark.parametrize("name", ["online", "online-cumulative"])
def test_the_cost_of_updates_in_between_is_that_of_all_examples(name):
    """The mean of the examples' losses, each with the weights that it was worked out with."""
    trace = train(preset("logistic-neuron"), iterations=1)
    values = compared_values(trace, 0, variant_of(trace, name))
    by_symbol = {symbol: [v.wrong for v in values if v.symbol == symbol] for symbol in "LJ"}
    assert by_symbol["J"] == pytest.approx([np.mean(by_symbol["L"])])
