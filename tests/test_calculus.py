"""The rule table: values against textbooks, slopes against complex steps and differences."""

import math

import numpy as np
import pytest

import oracles
from gdtrace.calculus import (
    ACTIVATIONS,
    ELEMENTARY,
    LOSSES,
    apply,
    array_function,
    rule,
    scalar_function,
    slope,
    textbook,
)
from gdtrace.engine.interpret import evaluate
from gdtrace.errors import UnknownNameError
from gdtrace.evaluation import evaluate as work_out
from gdtrace.expr import Call, Num, Ref, rebuild
from gdtrace.networks import Layer, Network

Z, P, T = Ref("z", ("m",)), Ref("p", ("m",)), Ref("t", ("m",))

GRID = np.array([-3.0, -1.5, -0.25, -1e-3, 1e-3, 0.1, 0.5, 1.0, 2.75, 8.0])
FAR = np.array([-1000.0, -750.0, -40.0, 0.0, 40.0, 750.0, 1000.0])
INSIDE = np.array([0.001, 0.2, 0.5, 0.9, 0.999])

# Written out by hand, for complex numbers as well as for floats.
BY_HAND = {
    "sigmoid": oracles.sigmoid,
    "tanh": np.tanh,
    "relu": oracles.relu,
    "identity": lambda z: z,
}
ERRORS = oracles.ERRORS


def values(expr, **leaves):
    """Evaluate an expression over arrays of points."""
    arrays = {name: np.asarray(points, dtype=float) for name, points in leaves.items()}
    return evaluate(expr, ("m",), arrays, {"m": len(next(iter(arrays.values())))})


def complex_step(function, points):
    """Return the derivative of a function at points, to rounding."""
    return np.imag(function(points + 1j * oracles.STEP)) / oracles.STEP


def test_every_rule_is_tested():
    """A new line of the table needs its value by hand in this file."""
    assert set(BY_HAND) == set(ACTIVATIONS)
    assert set(ERRORS) == set(LOSSES)
    assert {"exp", "log", "positive", "cross_entropy"} == set(ELEMENTARY)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_have_their_textbook_values(name):
    """The value that an engine computes is the one by hand."""
    expected = BY_HAND[name](GRID)
    np.testing.assert_allclose(values(apply(name, Z), z=GRID), expected, rtol=1e-15, atol=1e-16)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_of_activations_are_their_derivatives(name):
    """The complex step of the value by hand is the slope, on both sides of a kink."""
    expected = complex_step(BY_HAND[name], GRID)
    # 1 - tanh(z)**2 has lost digits where it is small.
    np.testing.assert_allclose(values(slope(name, Z), z=GRID), expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_of_activations_are_differences_of_their_values(name):
    """The same from the table alone: the slope is how its own value changes."""
    step = 1e-6
    above, below = (values(apply(name, Z), z=GRID + sign * step) for sign in (1, -1))
    expected = (above - below) / (2 * step)
    np.testing.assert_allclose(values(slope(name, Z), z=GRID), expected, rtol=1e-6, atol=1e-9)


def test_the_slope_of_relu_at_its_kink_is_zero():
    """The usual convention."""
    assert [0.0, 0.0] == values(slope("relu", Z), z=[0.0, -0.0]).tolist()


@pytest.mark.parametrize("target", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("name", LOSSES)
def test_errors_have_their_textbook_values_and_slopes(name, target):
    """The error of one output, and its derivative by the output."""
    targets = np.full_like(INSIDE, target)
    error, derivative = (form(P, T) for form in (LOSSES[name].error, LOSSES[name].slope))
    expected = ERRORS[name](INSIDE, targets)
    np.testing.assert_allclose(values(error, p=INSIDE, t=targets), expected, rtol=1e-14)
    steps = complex_step(lambda p: ERRORS[name](p, targets), INSIDE)
    np.testing.assert_allclose(values(derivative, p=INSIDE, t=targets), steps, rtol=1e-12)


SIMPLIFIED = [name for name, loss in LOSSES.items() if loss.delta]


@pytest.mark.parametrize("target", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("name", SIMPLIFIED)
def test_simplified_deltas_are_the_product_of_both_slopes(name, target):
    """The derivative of the error by the sum of products, for every activation it may follow."""
    loss = LOSSES[name]
    for activation in loss.activations:
        outputs, targets = BY_HAND[activation](GRID), np.full_like(GRID, target)
        steps = complex_step(
            lambda z, a=activation, t=targets: ERRORS[name](BY_HAND[a](z), t), GRID
        )
        short = values(loss.delta(P, T), p=outputs, t=targets)
        np.testing.assert_allclose(short, steps, rtol=1e-10)
        stable = values(loss.stable(Z, T), z=GRID, t=targets)
        np.testing.assert_allclose(stable, ERRORS[name](outputs, targets), rtol=1e-12)


PRIMITIVES = {
    "exp": (np.exp, GRID),
    "log": (np.log, INSIDE),
    "tanh": (np.tanh, np.concatenate([GRID, FAR])),
    "relu": (oracles.relu, np.concatenate([GRID, FAR])),
    "positive": (lambda z: (z > 0) * 1.0, np.concatenate([GRID, FAR])),
}


@pytest.mark.parametrize(("name", "by_hand", "points"), [(k, *v) for k, v in PRIMITIVES.items()])
def test_floats_and_arrays_have_the_same_primitives(name, by_hand, points):
    """What generated Python calls is what generated numpy calls, point by point."""
    expected = by_hand(points)
    singly = [scalar_function(name)(point) for point in points.tolist()]
    np.testing.assert_allclose(singly, expected, rtol=1e-15)
    np.testing.assert_allclose(array_function(name)(points), expected, rtol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_nothing_overflows_far_out(name):
    """At sums of a thousand values and slopes are finite, and those by hand."""
    expected = BY_HAND[name](FAR)
    np.testing.assert_allclose(values(apply(name, Z), z=FAR), expected, rtol=1e-15, atol=1e-300)
    assert np.isfinite(values(slope(name, Z), z=FAR)).all()


@pytest.mark.parametrize("target", [0.0, 0.25, 1.0])
def test_cross_entropy_stays_finite_far_out(target):
    """Where the sigmoid is 0 or 1 the error grows like the sum, for floats as for arrays."""
    expected = np.maximum(FAR, 0) - FAR * target + np.log1p(np.exp(-abs(FAR)))
    call = LOSSES["cross_entropy"].stable(Z, T)
    found = values(call, z=FAR, t=np.full_like(FAR, target))
    np.testing.assert_allclose(found, expected, rtol=1e-15)
    singly = [scalar_function("cross_entropy")(z, target) for z in FAR.tolist()]
    np.testing.assert_allclose(singly, expected, rtol=1e-15)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_nan_stays_nan(name):
    """No activation turns a value that is no number into one."""
    assert np.isnan(values(apply(name, Z), z=[math.nan])).all()


@pytest.mark.parametrize("name", ["relu", "tanh"])
def test_nan_stays_nan_for_floats(name):
    """Neither does the one of generated Python."""
    assert math.isnan(scalar_function(name)(math.nan))


@pytest.mark.parametrize("name", [*ACTIVATIONS, "cross_entropy"])
def test_the_textbook_form_has_the_value_of_the_primitive(name):
    """Spelled out down to elementary functions, over arrays and for floats one by one."""
    call = Call(name, (Z, T)[: 2 if name == "cross_entropy" else 1])
    expected = values(call, z=GRID, t=np.full_like(GRID, 0.3))
    spelled = spelled_out(call)
    over_arrays = values(spelled, z=GRID, t=np.full_like(GRID, 0.3))
    singly = [work_out(spelled, {Z: z, T: 0.3}.__getitem__) for z in GRID.tolist()]
    np.testing.assert_allclose(over_arrays, expected, rtol=1e-12)
    np.testing.assert_allclose(singly, expected, rtol=1e-12)


def spelled_out(expr):
    """Replace every primitive by its textbook form, all the way down."""
    if isinstance(expr, Call) and textbook(expr) != expr:
        return spelled_out(textbook(expr))
    return rebuild(expr, spelled_out)


def test_the_identity_only_renames():
    """An identity layer has no call: its output is its sum."""
    assert (Z, Num(1)) == (apply("identity", Z), slope("identity", Z))
    assert Call("tanh", (Z,)) == apply("tanh", Z)


@pytest.mark.parametrize("name", SIMPLIFIED)
def test_a_loss_that_simplifies_says_what_it_may_follow(name):
    """Its delta would be wrong for any other activation, and a network is refused."""
    assert LOSSES[name].activations
    assert LOSSES[name].stable
    for activation in set(ACTIVATIONS).difference(LOSSES[name].activations):
        with pytest.raises(ValueError, match=f"the loss {name} needs "):
            Network(inputs=1, layers=[Layer(1, activation)], loss=name)


def test_unknown_primitives_name_the_nearest():
    """A misspelt primitive is a misspelt name like any other."""
    with pytest.raises(
        UnknownNameError, match=r"^no primitive is called 'tahn'; did you mean tanh\?"
    ):
        rule("tahn")


def test_what_has_no_slope_is_no_activation():
    """Elementary functions are there to be called, not to be layers."""
    message = "^no differentiable primitive is called 'positive'; there are sigmoid, tanh, relu"
    with pytest.raises(UnknownNameError, match=message):
        slope("positive", Z)
