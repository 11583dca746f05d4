import math

import numpy as np
import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from naming import preset_names

from gdtrace.errors import AmbiguousSymbolError, UnknownNameError
from gdtrace.presets import preset
from gdtrace.problem_changes import change
from gdtrace.training import train


def trained(name="tutorial-3-2-1", iterations=5, **options):
    """Return a short trace of a preset."""
    return train(preset(name), iterations=iterations, **options)


def bits(values):
    """Return the bytes of floats, so that NaN equals NaN and 0.0 is not -0.0."""
    return np.asarray(values, dtype=float).tobytes()


def keys_of(trace):
    """Return every key that has values."""
    return [*trace.program.leaves, *trace.program.by_key]


# Access


@pytest.mark.parametrize(
    ("wanted", "index"), [(0, 0), (4, 4), (-1, 4), (-5, 0), (np.int64(3), 3), (True, 1)]
)
def test_a_number_is_one_iteration(wanted, index):
    """Counted from 0, negative ones from the end."""
    assert index == trained()[wanted].index


@pytest.mark.parametrize(
    "wanted",
    [slice(None), slice(1, 3), slice(-2, None), slice(None, None, 2), slice(7, 9), slice(4, 1, -1)],
)
def test_a_slice_is_a_tuple_of_iterations(wanted):
    """The same that a slice of a list gives; nothing out of range."""
    assert list(range(5))[wanted] == [iteration.index for iteration in trained()[wanted]]


@pytest.mark.parametrize("wanted", [5, -6, 80000])
def test_an_iteration_that_was_not_run_is_refused(wanted):
    """The message says which there are."""
    with pytest.raises(IndexError, match=f"^this trace has the iterations 0 to 4, not {wanted}$"):
        trained()[wanted]


def test_a_trace_is_walked_through_like_a_list():
    """Its length is the number of iterations, and iterating gives each once, in order."""
    trace = trained()
    assert 5 == len(trace)
    assert [0, 1, 2, 3, 4] == [iteration.index for iteration in trace]
    assert list(trace) == [trace[index] for index in range(5)]


def test_repr_names_the_problem_its_length_and_the_engine():
    """It is short; the numbers are asked for otherwise."""
    assert "<Trace of tutorial-3-2-1: 5 iterations, scalar engine>" == repr(trained())
    unnamed = train(evolve(preset("two-two-two"), name=""), iterations=1, engine="array")
    assert "<Trace of a problem: 1 iterations, array engine>" == repr(unnamed)


@pytest.mark.parametrize(
    ("symbol", "same"),
    [
        ("sop1", "SOP1"),
        ("Activ3", "Predicted"),
        ("g3(W41)", "Activ1"),
        ("g3:W11", "W41"),
        ("g3_W11", "W41"),
        ("g5(W31)", "X3"),
        ("g1", "∂Error/∂Predicted"),
        ("dError_dW11", "∂Error/∂W11"),
        ("new_W11", "new W11"),
    ],
)
def test_a_value_has_many_names_and_one_column(symbol, same):
    """A column is found by each of its spellings, one number per iteration."""
    trace = trained()
    assert (5,) == trace[symbol].shape
    assert bits(trace[same]) == bits(trace[symbol])


@pytest.mark.parametrize(
    ("name", "wanted", "shape"),
    [
        ("tutorial-3-2-1", "SOP1", (5,)),
        ("tutorial-3-2-1", "Error", (5,)),
        ("tutorial-3-2-1", "Target", (5,)),
        ("tutorial-3-2-1", "learning_rate", (5,)),
        ("tutorial-3-2-1", "Cost", (5,)),
        ("tutorial-3-2-1", "SOP@1", (5, 1, 2)),
        ("tutorial-3-2-1", "X", (5, 1, 3)),
        ("tutorial-3-2-1", "grad_W@1", (5, 3, 2)),
        ("two-two-two", "Target", (5, 1, 2)),
        ("two-two-two", "Target2", (5,)),
        ("logistic-neuron", "ŷ", (5, 5)),
        ("logistic-neuron", "L", (5, 5)),
        ("logistic-neuron", "J", (5,)),
        ("logistic-neuron", "w1", (5,)),
        ("logistic-neuron", "Activ@1", (5, 5, 1)),
        ("logistic-neuron", "W@1", (5, 2, 1)),
    ],
)
def test_columns_have_an_axis_for_several_examples_and_keys_for_every_index(name, wanted, shape):
    """A symbol is a column, where it is a key too; a key has the axes of its index letters."""
    assert shape == trained(name)[wanted].shape


def test_a_key_reads_as_its_symbols_do():
    """trace["SOP@1"][:, n, j] is the column of one symbol."""
    trace = trained()
    assert bits(trace["SOP1"]) == bits(trace["SOP@1"][:, 0, 0])
    assert bits(trace["W32"]) == bits(trace["W@1"][:, 2, 1])


@pytest.mark.parametrize(
    ("wanted", "error", "message"),
    [
        ("Predictd", UnknownNameError, r"'Predictd'; did you mean Predicted\?$"),
        ("g3", AmbiguousSymbolError, "choose: g3:W41, g3:W42, g3:W11, g3:W12$"),
        ("W@9", UnknownNameError, "^no symbol is called 'W@9'; there are X1, X2, X3"),
    ],
)
def test_a_name_that_is_none_is_answered_with_names(wanted, error, message):
    """As in a look-up."""
    with pytest.raises(error, match=message):
        trained()[wanted]


# Numbers that cannot be changed


@pytest.mark.parametrize("engine", ["interpret", "scalar", "array"])
def test_arrays_of_a_trace_are_read_only(engine):
    """No column, key or row can be written to, recorded or computed."""
    trace = trained(engine=engine)
    arrays = [trace[symbol] for symbol in trace.names.table]
    arrays += [trace.rows, *map(trace.key, keys_of(trace))]
    for values in arrays:
        with pytest.raises(ValueError, match="read-only"):
            values[...] = 0.0


def test_a_trace_is_a_frozen_record():
    """Its fields cannot be put to something else."""
    with pytest.raises(FrozenInstanceError):
        trained().rows = None


def test_training_leaves_the_problem_as_it_is():
    """The same problem trained twice gives the same rows."""
    problem = preset("two-two-two")
    first, second = train(problem, iterations=3), train(problem, iterations=3)
    assert preset("two-two-two") == problem
    assert bits(first.rows) == bits(second.rows)


# What is stored


@pytest.mark.parametrize(
    ("name", "parameters", "results"),
    [
        ("tutorial-3-2-1", 8, 19),
        ("by-hand-2-2-1", 6, 17),
        ("single-weight", 1, 7),
        ("two-two-two", 8, 23),
    ],
)
def test_only_distinct_values_have_columns(name, parameters, results):
    """The parameters, and what an iteration computes: no inputs, no g3 and no new weights."""
    trace = trained(name)
    columns = trace.columns
    assert (5, parameters + results) == trace.rows.shape
    assert parameters == sum(math.prod(columns.shape(key)) for key in columns.parameters)
    assert not [key for key in columns.keys if key.startswith(("new_", "change_", "dSOP_", "X"))]


def test_the_columns_of_the_tutorial_are_these():
    """Eight weights; three sums, three outputs, the error, four slopes and eight gradients."""
    assert {
        "W@2": 2,
        "W@1": 6,
        "SOP@1": 2,
        "Activ@1": 2,
        "SOP@2": 1,
        "Activ@2": 1,
        "Error": 1,
        "dError_dPredicted": 1,
        "dActiv_dSOP@2": 1,
        "dActiv_dSOP@1": 2,
        "grad_W@2": 2,
        "grad_W@1": 6,
    } == {key: math.prod(trained().columns.shape(key)) for key in trained().columns.keys}


# Options and warnings


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"iterations": 0}, "^iterations: must be at least 1, got 0$"),
        ({"iterations": -3}, "^iterations: must be at least 1, got -3$"),
        ({"engine": "scaler"}, r"^no engine is called 'scaler'; did you mean scalar\?$"),
        ({"style": "chian"}, r"^no style is called 'chian'; did you mean chain\?$"),
        ({"notation": "layerd"}, r"^no notation is called 'layerd'; did you mean layered\?$"),
        ({"notation": "recap"}, "^the recap notation names one neuron, this network has 3; "),
    ],
)
def test_an_option_that_cannot_be_is_refused(options, message):
    """The message names the value and the way out."""
    with pytest.raises((ValueError, UnknownNameError), match=message):
        train(preset("tutorial-3-2-1"), **{"iterations": 1} | options)


def test_a_whole_problem_is_run_unless_fewer_are_asked_for():
    """By default as many iterations as the problem has, in its own style and notation."""
    trace = train(preset("by-hand-2-2-1"))
    assert (10, "chain", "tutorial") == (
        len(trace),
        trace.program.style,
        trace.names.notation.name,
    )
    assert preset_names("by-hand-2-2-1").table == trace.names.table


@pytest.mark.parametrize("engine", ["interpret", "scalar", "array"])
def test_a_run_that_diverges_is_recorded_and_says_since_when(engine):
    """The first iteration with a number that is not finite is named; those before are finite."""
    linear = {f"layers[{layer}].activation": "identity" for layer in range(2)}
    wild = change(preset("tutorial-3-2-1"), {"learning_rate": "1e200", **linear})
    trace = train(wild, iterations=6, engine=engine)
    first = int(np.flatnonzero(~np.isfinite(trace.rows).all(axis=1))[0])
    assert first == trace.diverged
    assert (
        f"the values stop being finite numbers in iteration {first}: "
        "the training diverges; a smaller learning rate may help",
    ) == trace.warnings
    assert 6 == len(trace)
    assert np.isfinite(trace.rows[:first]).all()


def test_an_update_that_overflows_in_the_last_iteration_is_noticed():
    """The rows are finite, the parameters after them are not."""
    wild = change(preset("single-weight"), {"learning_rate": "1e308", "x": "[1e100]"})
    wild = change(wild, {"layers[0].activation": "identity"})
    trace = train(wild, iterations=1)
    assert np.isfinite(trace.rows).all()
    assert 0 == trace.diverged
    assert not math.isfinite(trace[0].updates["w"].after)


def test_a_run_that_stays_finite_has_no_warning():
    """Nothing is said where nothing is wrong."""
    assert () == trained().warnings
