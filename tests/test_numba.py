"""The engine that numba compiles: the same numbers, and when it is taken."""

import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from test_engines import DIVERGING, assert_traces_agree

from gdtrace.engine import blocks, choice, numba
from gdtrace.errors import EngineError
from gdtrace.networks import Layer, Network
from gdtrace.presets import PRESETS, preset
from gdtrace.problems import Data, Problem, Training
from gdtrace.training import prepare, train
from strategies import cases, to_problem

needs_numba = pytest.mark.skipif(not numba.is_installed(), reason="numba is not installed")


@needs_numba
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_compiled_lines_agree_with_the_reference(case):
    """Activations, losses, biases, frozen parameters, several examples and outputs."""
    problem = to_problem(case)
    expected = train(problem, iterations=3, engine="interpret")
    assume(np.abs(expected.rows).max() < 1e3)
    assume(expected.columns.width < 150)
    assert_traces_agree(expected, train(problem, iterations=3, engine="numba"))


@needs_numba
@pytest.mark.parametrize("name", PRESETS)
def test_compiled_lines_agree_on_the_presets(name):
    """Twenty iterations of every preset."""
    expected = train(preset(name), iterations=20, engine="interpret")
    trace = train(preset(name), iterations=20, engine="numba")
    assert "numba" == trace.engine
    assert_traces_agree(expected, trace)


@needs_numba
@pytest.mark.parametrize("name", DIVERGING)
def test_compiled_lines_overflow_as_the_reference_does(name):
    """Where Python's functions give up they go on with inf or NaN, as numpy does."""
    expected = train(DIVERGING[name], engine="interpret")
    actual = train(DIVERGING[name], engine="numba")
    assert expected.diverged == actual.diverged
    for key in expected.columns.keys:
        np.testing.assert_allclose(
            actual.key(key), expected.key(key), rtol=1e-9, equal_nan=True, err_msg=key
        )


@needs_numba
def test_blocks_and_choices_make_no_difference(monkeypatch):
    """A run in many blocks, with few columns of every third iteration, has the same numbers."""
    whole = train(preset("tutorial-3-2-1"), iterations=40, engine="numba")
    monkeypatch.setattr(blocks, "MOST_COMPILED", 7)
    trace = train(
        preset("tutorial-3-2-1"), iterations=40, engine="numba", record=["Error"], every=3
    )
    assert (14, 1) == trace.rows.shape
    for symbol in ("Error", "SOP1", "W11", "new_W11"):
        assert whole[symbol][::3].tobytes() == trace[symbol].tobytes()
    assert whole[-1] == trace[-1]


def longest_with_scalar(problem):
    """Return how many iterations are left to the scalar engine, to the power of ten."""
    _, columns = prepare(problem)
    return max(power for power in range(10) if choice.suitable(columns, 10**power) == "scalar")


def test_numba_is_taken_when_it_repays_its_compiling(monkeypatch):
    """Only where it is installed, for runs of a million iterations and more."""
    monkeypatch.setattr(numba, "is_installed", lambda: True)
    assert 6 == longest_with_scalar(preset("tutorial-3-2-1"))
    assert "numba" == choice.suitable(prepare(preset("tutorial-3-2-1"))[1], 2_000_000)
    monkeypatch.setattr(numba, "is_installed", lambda: False)
    assert 9 == longest_with_scalar(preset("tutorial-3-2-1"))


def test_numba_is_not_taken_where_compiling_takes_long(monkeypatch):
    """Large networks have the array engine, however long the run; by force they are refused."""
    monkeypatch.setattr(numba, "is_installed", lambda: True)
    problem = Problem(
        network=Network(inputs=20, layers=[Layer(30), Layer(1)]),
        data=Data(x=[[0.5] * 20], target=[1.0]),
        training=Training(learning_rate=1.0, iterations=1),
    )
    assert "array" == choice.suitable(prepare(problem)[1], 10**12)
    message = "^the numba engine takes at most 500 values in an iteration, this problem has "
    with pytest.raises(EngineError, match=message):
        train(problem, engine="numba")


def test_without_numba_the_way_to_it_is_named(monkeypatch):
    """One sentence with the command to type."""
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr(numba, "find_spec", lambda name: None)
    message = r'^the numba engine needs the package numba; .*pip install "gdtrace\[fast\]"$'
    with pytest.raises(EngineError, match=message):
        train(preset("tutorial-3-2-1"), iterations=1, engine="numba")
