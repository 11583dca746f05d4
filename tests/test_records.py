import math
from itertools import pairwise

import numpy as np
import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import assume, given, settings

from gdtrace.presets import preset
from gdtrace.problem_changes import change
from gdtrace.records import Chain, Factor, Iteration, MadeOnAccess, Update
from gdtrace.training import train
from strategies import cases, to_problem


def first(name="tutorial-3-2-1", **options):
    """Return the first iteration of a preset."""
    return train(preset(name), iterations=1, **options)[0]


def factors(chain):
    """Return the symbols of a chain's factors."""
    return [factor.symbol for factor in chain.factors]


# Chains


@pytest.mark.parametrize(
    ("name", "parameter", "symbols"),
    [
        ("tutorial-3-2-1", "W41", "g1 g2 g3(W41)"),
        ("tutorial-3-2-1", "W11", "g1 g2 g3(W11) g4(W11) g5(W11)"),
        ("tutorial-10-2-1", "W10,2", "g1 g2 g3(W10,2) g4(W10,2) g5(W10,2)"),
        ("single-weight", "w", "g1 g2 g3"),
        ("sigmoid-neuron", "b", "g1 g2 g3(b)"),
        ("logistic-neuron", "w2", "dz g3(w2)"),
        ("two-two-two", "W31", "g1(W31) g2(W31) g3(W31)"),
        (
            "two-two-two",
            "W21",
            "g1(W21|1) g2(W21|1) g3(W21|1) g4(W21|1) g5(W21|1) "
            "g1(W21|2) g2(W21|2) g3(W21|2) g4(W21|2) g5(W21|2)",
        ),
    ],
)
def test_a_chain_lists_its_factors_from_the_error_on(name, parameter, symbols):
    """Bare where all chains share a factor; path by path where a weight reaches several outputs."""
    assert symbols.split() == factors(first(name).chains[parameter])


@pytest.mark.parametrize(
    ("name", "parameter", "derivatives"),
    [
        (
            "tutorial-3-2-1",
            "W31",
            "∂Error/∂Predicted ∂Predicted/∂SOP3 ∂SOP3/∂Activ1 ∂Activ1/∂SOP1 ∂SOP1/∂W31",
        ),
        ("two-two-two", "W42", "∂Error/∂Predicted2 ∂Predicted2/∂SOP4 ∂SOP4/∂W42"),
        ("sigmoid-neuron", "b", "∂Cx/∂a ∂a/∂z ∂z/∂b"),
        ("logistic-neuron", "w1", "∂L/∂z ∂z/∂w1"),
    ],
)
def test_a_factor_says_which_derivative_it_is(name, parameter, derivatives):
    """The bottom of one is the top of the next, down to the parameter."""
    chain = first(name).chains[parameter]
    assert derivatives.split() == [factor.derivative for factor in chain.factors]


def test_frozen_parameters_have_no_chain_and_no_update():
    """Only what is learned is in the record."""
    record = first("two-two-two")
    learned = ["W31", "W32", "W41", "W42", "W11", "W21", "W12", "W22"]
    assert learned == list(record.chains) == list(record.updates)
    with pytest.raises(KeyError, match=r"^no symbol is called 'b1'; there are W31, W32"):
        record.chains["b1"]


@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_the_products_of_the_factors_are_the_gradient(case):
    """Factor by factor for each example, summed over the paths, taken over the examples."""
    record = train(to_problem(case), iterations=1)[0]
    join = {"mean": np.mean, "sum": np.sum}[case.reduction]
    for symbol, chain in record.chains.items():
        products = np.array(
            [
                np.prod(
                    np.broadcast_arrays(
                        np.zeros(len(case.x)), *(np.array(factor.value) for factor in path)
                    )[1:],
                    axis=0,
                )
                for path in chain.paths
            ]
        )
        assert join(products.sum(axis=0)) == pytest.approx(
            chain.gradient, rel=1e-12, abs=1e-12 * np.abs(products).sum()
        )
        assert chain.gradient == record.updates[symbol].gradient


# Updates


@settings(max_examples=25, deadline=None)
@given(case=cases())
def test_an_update_is_before_minus_the_rate_times_the_gradient(case):
    """To the last bit; the change is what is added, and after is before of the next iteration."""
    trace = train(to_problem(case), iterations=2)
    assume(trace.diverged is None)
    following = trace[1].updates
    for symbol, update in trace[0].updates.items():
        assert update.before - case.learning_rate * update.gradient == update.after
        assert -(case.learning_rate * update.gradient) == update.change
        assert following[symbol].before == update.after
        assert (update.before, update.after) == (trace[symbol][0], trace[f"new {symbol}"][0])


def test_two_iterations_share_the_parameters_between_them():
    """After of one and before of the next are one number, in the records of the presets."""
    trace = train(preset("tutorial-3-2-1"), iterations=3)
    for earlier, later in pairwise(trace):
        after = [update.after for update in earlier.updates.values()]
        assert after == [update.before for update in later.updates.values()]


# Values


@pytest.mark.parametrize(
    ("name", "options", "symbols"),
    [
        (
            "by-hand-2-2-1",
            {},
            """X1 X2 Target SOP1 SOP2 Activ1 Activ2 SOP3 Predicted Error g1 g2 g3(W31) g3(W32)
            g3(W11) g4(W11) g5(W11) g3(W21) g4(W21) g5(W21)
            g3(W12) g4(W12) g5(W12) g3(W22) g4(W22) g5(W22)""",
        ),
        (
            "by-hand-2-2-1",
            {"style": "delta"},
            """X1 X2 Target SOP1 SOP2 Activ1 Activ2 SOP3 Predicted Error ∂Error/∂Predicted
            ∂Predicted/∂SOP3 ∂Activ1/∂SOP1 ∂Activ2/∂SOP2 delta3
            ∂Error/∂Activ1 ∂Error/∂Activ2 delta1 delta2""",
        ),
        ("single-weight", {}, "x y z a C ∂C/∂a ∂a/∂z δ"),
        ("single-weight", {"style": "chain"}, "x y z a C g1 g2 g3"),
        ("logistic-neuron", {}, "x1 x2 y z ŷ L J ∂L/∂ŷ ∂ŷ/∂z dz ∂L/∂z"),
    ],
)
def test_the_values_of_an_iteration_are_those_of_its_derivation(name, options, symbols):
    """Data, forward values, then factors in the chain style and deltas in the other."""
    assert symbols.split() == list(first(name, **options).values)


def test_a_value_is_a_float_or_one_for_each_example():
    """Plain Python numbers, nothing of numpy."""
    single, several = first("single-weight").values, first("logistic-neuron").values
    assert {float} == {type(value) for value in single.values()}
    assert float is type(several["J"])
    assert (tuple, 5, float) == (
        type(several["dz"]),
        len(several["dz"]),
        type(several["dz"][0]),
    )


@pytest.mark.parametrize("name", ["tutorial-3-2-1", "logistic-neuron", "two-two-two"])
def test_records_and_columns_hold_the_same_numbers(name):
    """What an iteration calls by a symbol is in the column of that symbol."""
    trace = train(preset(name), iterations=2)
    for record in trace:
        for symbol, value in record.values.items():
            column = trace[symbol][record.index]
            assert value == (tuple(column.tolist()) if np.ndim(column) else float(column))


# Records


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda record: record, "index"),
        (lambda record: record.chains["W11"], "gradient"),
        (lambda record: record.chains["W11"].factors[0], "value"),
        (lambda record: record.updates["W11"], "after"),
    ],
)
def test_records_cannot_be_changed(make, field):
    """Every record is a frozen one."""
    with pytest.raises(FrozenInstanceError):
        setattr(make(first()), field, 0.0)


def test_chains_and_updates_cannot_be_put_into_a_record():
    """They are made when they are asked for; there is nothing to assign to."""
    record = first()
    assert {Iteration, MadeOnAccess} == {type(record), type(record.chains), type(record.updates)}
    with pytest.raises(TypeError, match="does not support item assignment"):
        record.updates["W11"] = None


def test_records_are_equal_if_their_numbers_are():
    """Two runs of one problem give equal records, two iterations do not."""
    trace, again = (train(preset("tutorial-3-2-1"), iterations=2) for _ in range(2))
    assert trace[0] == again[0]
    assert trace[0].chains["W11"] == again[0].chains["W11"]
    assert trace[0] != trace[1]


def test_records_show_what_they_hold():
    """A record in a Python session reads like the call that makes it."""
    record = first("single-weight", style="chain")
    chain = record.chains["w"]
    assert eval(repr(chain), {"Chain": Chain, "Factor": Factor}) == chain
    update = record.updates["w"]
    assert eval(repr(update), {"Update": Update}) == update
    assert repr(record.updates) == repr({"w": update})
    assert repr(record).startswith("Iteration(index=0, values={'x': 1.5, 'y': 0.3, 'z': 1.2")
    assert 400 > len(repr(record))


# Warnings


@pytest.mark.parametrize(
    ("changes", "warnings"),
    [
        ({}, []),
        (
            {"x": "[30.0, 0.1]"},
            [
                "hidden neuron 1 is saturated (slope 3.2e-07): the weights that lead to it "
                "hardly move",
                "hidden neuron 2 is saturated (slope 6.3e-06): the weights that lead to it "
                "hardly move",
            ],
        ),
        (
            {"initial.weights": "[[[0.1, 0.1], [0.1, 0.1]], [[20.0], [20.0]]]"},
            [
                "the output neuron is saturated (slope 5.6e-10): the weights that lead to it "
                "hardly move"
            ],
        ),
        ({"layers[0].activation": "relu", "x": "[3.0, 0.1]"}, []),
    ],
)
def test_a_saturated_neuron_is_pointed_out(changes, warnings):
    """Its place and slope are named; a relu does not saturate."""
    problem = change(preset("by-hand-2-2-1"), changes)
    assert warnings == list(train(problem, iterations=1)[0].warnings)


def test_a_neuron_that_moves_for_one_example_is_not_saturated():
    """All examples have to be beyond its slope."""
    problem = change(preset("logistic-neuron"), {"data.x[0]": "[900.0, 0.0]"})
    assert () == train(problem, iterations=1)[0].warnings


def test_records_of_a_run_that_diverged_can_be_read():
    """NaN and infinities are numbers of the record like others."""
    wild = change(preset("single-weight"), {"learning_rate": "1e200", "x": "[1e200]"})
    wild = change(wild, {"layers[0].activation": "identity"})
    record = train(wild, iterations=3)[-1]
    assert not math.isfinite(record.values["C"])
    assert "nan" in repr(record.updates["w"])
