import math
import re

import numpy as np
import pytest
from hypothesis import assume, given, settings

import oracles
from gdtrace.engine import array
from gdtrace.engine.interpret import evaluate, interpret
from gdtrace.expr import Mean, Ref, Sum
from gdtrace.formula import PYTHON, spell
from gdtrace.notation import identifier
from gdtrace.presets import PRESETS, preset
from gdtrace.training import train
from strategies import arguments, cases, to_problem

MATH = {name: getattr(math, name) for name in ("exp", "log", "log1p", "tanh")}


def trained(name="tutorial-3-2-1", iterations=5, **options):
    """Return a short trace of a preset."""
    return train(preset(name), iterations=iterations, **options)


def bits(values):
    """Return the bytes of floats, so that NaN equals NaN and 0.0 is not -0.0."""
    return np.asarray(values, dtype=float).tobytes()


def keys_of(trace):
    """Return every key that has values."""
    return [*trace.program.leaves, *trace.program.by_key]


# Right numbers


def expected_values(case, record, learning_rate):
    """Return what an oracle's record says of every role, each by layer, shaped as its letters."""
    count = len(case.activations)
    inputs = [np.array(case.x), *record["activations"][:-1]]
    slopes = [
        oracles.activation_slope(name, sop, output)
        for name, sop, output in zip(
            case.activations, record["sops"], record["activations"], strict=True
        )
    ]
    p, t = record["activations"][-1], np.array(case.target)
    loss_slope = {
        "squared_error": lambda: 2 * (p - t),
        "half_squared_error": lambda: p - t,
        "cross_entropy": lambda: (p - t) / (p * (1 - p)),
    }
    values = {"X": inputs[0], "Target": t, "learning_rate": np.array(learning_rate)}
    values |= {"Error": record["errors"], "Cost": record["cost"]}
    values["dError_dPredicted"] = loss_slope[case.loss]()
    for layer in range(1, count + 1):
        at = layer - 1
        values[f"SOP@{layer}"] = record["sops"][at]
        values[f"Activ@{layer}"] = record["activations"][at]
        values[f"dActiv_dSOP@{layer}"] = slopes[at]
        values[f"delta@{layer}"] = values[f"delta_product@{layer}"] = record["deltas"][at]
        values[f"dSOP_dW@{layer}"] = inputs[at]
        values[f"dSOP_dActiv@{layer}"] = record["weights_before"][at]
        for role, name in (("W", "weights"), ("b", "biases")):
            if record[f"{name}_before"] is None:
                continue
            before, after = (record[f"{name}_{when}"][at] for when in ("before", "after"))
            gradient = record[f"grad_{name}"][at]
            values[f"{role}@{layer}"], values[f"new_{role}@{layer}"] = before, after
            values[f"grad_{role}@{layer}"] = gradient
            values[f"change_{role}@{layer}"] = -learning_rate * gradient
        if layer < count:
            onward = record["deltas"][at + 1] @ record["weights_before"][at + 1].T
            values[f"dError_dActiv@{layer}"] = onward
    return values


@settings(max_examples=40, deadline=None)
@given(case=cases())
def test_every_symbol_has_the_value_that_an_oracle_gives(case):
    """The numbers under all names, in two iterations, are those of formulas written out by hand."""
    trace = train(to_problem(case), iterations=2)
    assume(trace.diverged is None and np.abs(trace.rows).max() < 1e6)
    several = len(case.x) > 1
    for index in range(2):
        # The oracle starts from the recorded parameters, so that rounding does not add up.
        start = {
            name: [trace.key(f"{role}@{n}")[index] for n in range(1, len(case.weights) + 1)]
            for name, role in (("weights", "W"), ("biases", "b"))
            if name == "weights" or case.bias
        }
        record = oracles.train(
            **{**arguments(case), **start},
            learning_rate=case.learning_rate,
            iterations=1,
            freeze=case.freeze,
        )[0]
        values = expected_values(case, record, case.learning_rate)
        for symbol, ref in trace.names.table.items():
            picked = tuple(
                place if isinstance(place, int) else slice(None) for place in ref.indices
            )
            expected = values[ref.key][picked]
            expected = expected if several or np.ndim(expected) == 0 else expected[0]
            scale = np.max(np.abs(values[ref.key]), initial=0.0)
            np.testing.assert_allclose(
                trace[symbol][index], expected, rtol=1e-9, atol=1e-12 * (1 + scale), err_msg=symbol
            )


@pytest.mark.parametrize(
    ("symbol", "value"),
    [
        ("SOP1", 2.8122869388354404),
        ("Activ1", 0.94333618700390617),
        ("Predicted", 0.77847665585261088),
        ("g1", 2 * (0.77847665585261088 - 0.2)),
        ("g4(W11)", 0.94333618700390617 * (1 - 0.94333618700390617)),
        ("∂Error/∂W11", 0.00046667854756881467),
    ],
)
def test_the_tutorials_first_numbers_are_in_the_trace(symbol, value):
    """Copied once from the tutorial's own listing."""
    assert value == pytest.approx(trained()[symbol][0], rel=1e-14)


# One step away from the record


def evaluated(trace, index, ref):
    """Return a value from its equation, as generated Python, over the recorded operands."""
    operands = {}

    def name(operand: Ref) -> str:
        variable = "v_" + re.sub(r"\W", "_", f"{operand.key}_{operand.indices}")
        operands[variable] = float(trace.key(operand.key)[(index, *operand.indices)])
        return variable

    source = spell(trace.columns.views.source(ref), name, PYTHON)
    return eval(source, MATH | operands)


@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_recorded_scalars_follow_from_the_record_bit_for_bit(case):
    """Each equation, over the values in the trace, gives the value in the trace."""
    trace = train(to_problem(case), iterations=2, engine="scalar")
    assume(trace.diverged is None)
    columns = trace.columns
    for key in (*columns.results, *trace.program.carry.values()):
        for ref in columns.places(key):
            for index in range(2):
                value = trace.key(key)[(index, *ref.indices)]
                assert bits(value) == bits(evaluated(trace, index, ref)), key


@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_recorded_arrays_follow_from_the_record_bit_for_bit(case):
    """The array engine's lines, over arrays of the trace, give those of the trace."""
    trace = train(to_problem(case), iterations=2, engine="array")
    plan = array.Plan(trace.columns)
    _, listing = array.source(plan)
    for index in range(2):
        known = {key: trace.key(key)[index] for key in keys_of(trace)}
        arrays = array.fixed(listing) | {
            name: known[key] / size for name, (key, size) in listing.shares.items()
        }
        new = set(trace.program.carry.values()) if plan.update else set()
        made = {key: np.empty(known[key].shape) for key in plan.inside if key not in new}
        arrays |= {identifier(key): values for key, values in (known | made).items()}
        if plan.update:
            row = trace.rows[index]
            arrays["parameters"] = row[plan.update.parameters]
            arrays["gradients"] = row[plan.update.gradients]
            arrays["new_parameters"] = np.empty(plan.update.size)
        squeezed = {name: np.squeeze(values) for name, values in arrays.items()}
        with np.errstate(all="ignore"):
            exec("\n".join(listing.lines), vars(np) | squeezed)
        assert [] == [key for key in made if bits(known[key]) != bits(made[key])]
        if plan.update:
            together = [known[new].ravel() for new in trace.program.carry.values()]
            assert bits(np.concatenate(together)) == bits(arrays["new_parameters"])


@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_the_reference_engine_gives_what_the_trace_computes_on_access(case):
    """Stored or not, every value is the one that a full evaluation of the program has."""
    trace = train(to_problem(case), iterations=2, engine="interpret")
    for index in range(2):
        leaves = {key: trace.key(key)[index] for key in trace.program.leaves}
        for key, value in interpret(trace.program, leaves, views=True).items():
            assert bits(value) == bits(trace.key(key)[index]), key


@pytest.mark.parametrize("add_up", [Sum, Mean])
def test_a_sum_of_one_term_is_that_term(add_up):
    """The sign of -0.0 stays, as it does where the sum is written out."""
    values = {"delta": np.array([[0.0, -0.0]])}
    total = evaluate(add_up("n", Ref("delta", ("n", "j"))), ("j",), values, {"j": 2})
    assert bits([0.0, -0.0]) == bits(total)


@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_one_iteration_and_a_whole_column_agree_bit_for_bit(case):
    """What is computed on access is the same, for one iteration or for all at once."""
    trace = train(to_problem(case), iterations=3)
    for index in range(3):
        at = trace.at(index)
        assert {*keys_of(trace)} == {*at}
        for key, values in at.items():
            assert bits(trace.key(key)[index]) == bits(values), key


@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_what_is_new_in_one_iteration_is_old_in_the_next(case):
    """The parameters after iteration k are exactly those before k + 1."""
    trace = train(to_problem(case), iterations=3)
    for old, new in trace.program.carry.items():
        assert bits(trace.key(old)[1:]) == bits(trace.key(new)[:-1])
        assert bits(trace.after[old]) == bits(trace.key(new)[-1])


@pytest.mark.parametrize("name", PRESETS)
def test_the_cost_after_an_update_is_the_next_iterations_cost(name):
    """After the last one too, where it has to be computed."""
    short, long = trained(name, 3), trained(name, 4)
    costs = [short.cost_after(index) for index in range(3)]
    assert long.key("Cost")[1:].tolist() == pytest.approx(costs, rel=1e-14)
