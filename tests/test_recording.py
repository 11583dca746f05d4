"""Recording less: chosen columns, every so many iterations; what was not kept comes back."""

import copy
import math
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdtrace.engine import again, blocks
from gdtrace.engine.columns import lean, only
from gdtrace.errors import EngineError, ProblemError, UnknownNameError
from gdtrace.expr import Ref
from gdtrace.networks import Layer, Network
from gdtrace.presets import PRESETS, preset
from gdtrace.problems import Data, Problem, Training
from gdtrace.training import prepare, train
from strategies import QUICK, cases, to_problem


def bits(values):
    """Return the bytes of an array, its shape with them."""
    values = np.asarray(values)
    return values.shape, values.tobytes()


def keys_of(trace):
    """Return every key that has values."""
    return [*trace.program.leaves, *trace.program.by_key]


def assert_same_iterations(expected, actual, indices):
    """Compare all values of some iterations bit by bit."""
    for index in indices:
        wanted, found = expected.at(index), actual.at(index)
        assert [] == [key for key in wanted if bits(wanted[key]) != bits(found[key])]


# Chosen columns


@pytest.mark.parametrize(
    ("record", "columns"),
    [
        (["Predicted", "Error", "W11"], 3),
        (["W11"], 1),
        (["w11", "W11", "g4:W11"], 2),
        (["SOP@1"], 2),
        (["SOP1", "SOP2"], 2),
        # Other names for one value, and what never changes.
        (["g3:W41", "Activ1"], 1),
        (["X1", "Target", "learning_rate", "g5:W31"], 0),
        (["new_W11", "change W11"], 2),
        (["delta@1"], 2),
        ([], 0),
    ],
)
@pytest.mark.parametrize("engine", QUICK)
def test_only_the_columns_asked_for_are_kept(record, columns, engine):
    """A column per distinct value; all symbols still have theirs, to the last bit."""
    whole = train(preset("tutorial-3-2-1"), iterations=30, engine=engine)
    trace = train(preset("tutorial-3-2-1"), iterations=30, engine=engine, record=record)
    assert (30, columns) == trace.rows.shape
    for symbol in whole.names.table:
        assert bits(whole[symbol]) == bits(trace[symbol]), symbol
    assert [] == [key for key in keys_of(whole) if bits(whole.key(key)) != bits(trace.key(key))]
    assert_same_iterations(whole, trace, (0, 1, 29))
    assert whole.cost_after(28) == trace.cost_after(28)
    assert whole.cost_after(29) == trace.cost_after(29)
    assert whole[7] == trace[7]


def test_recorded_columns_are_read_and_not_computed_again(monkeypatch):
    """The engine runs once; only for another value does it run again."""
    trace = train(preset("tutorial-3-2-1"), iterations=30, record=["Predicted", "W11"])
    runs = []
    monkeypatch.setattr("gdtrace.trace.repeated", lambda run, columns: runs.append(columns))
    for symbol in ("Predicted", "Activ3", "W11", "w11", "X1", "g5:W11"):
        assert 30 == len(trace[symbol])
    assert [] == runs
    with pytest.raises(AttributeError):
        trace["SOP1"]
    assert 1 == len(runs)


def test_what_nobody_needs_is_not_computed():
    """The error steers nothing: without its column no line of the engine computes it."""
    _, columns = prepare(preset("tutorial-3-2-1"))
    steering = only(columns, []).needed
    assert {"Error", "Cost"}.isdisjoint(steering)
    assert {"dError_dPredicted", "SOP@1", "new_W@1"} <= set(steering)
    assert "Error" in only(columns, [Ref("Error", ("n",))]).needed


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), engine=st.sampled_from(QUICK), data=st.data())
def test_any_choice_of_columns_gives_the_same_trace(case, engine, data):
    """Whatever is kept of whatever problem, every value comes out as if all had been kept."""
    problem = to_problem(case)
    whole = train(problem, iterations=7, engine=engine)
    symbols = st.sampled_from(sorted(whole.names.table))
    record = data.draw(st.lists(symbols, max_size=4))
    every = data.draw(st.integers(1, 9))
    trace = train(problem, iterations=7, engine=engine, record=record, every=every)
    assert len(range(0, 7, every)) == len(trace.rows)
    for symbol in whole.names.table:
        assert bits(whole[symbol][::every]) == bits(trace[symbol]), symbol
    assert_same_iterations(whole, trace, range(7))


@pytest.mark.parametrize(
    ("record", "error", "message"),
    [
        (["Pedicted"], UnknownNameError, r"^no symbol is called 'Pedicted'; did you mean Predict"),
        (["g3"], UnknownNameError, "^g3 is not the same in all chains; choose: "),
        ("W11", EngineError, r'^record takes a list of symbols, such as record=\["W11"\]$'),
        (5, EngineError, r'^record takes a list of symbols, such as record=\["Error"\]$'),
    ],
)
def test_what_cannot_be_recorded_is_refused(record, error, message):
    """A misspelt symbol is answered with the nearest ones before anything runs."""
    with pytest.raises(error, match=message):
        train(preset("tutorial-3-2-1"), iterations=3, record=record)


def test_a_trace_can_be_sent_to_another_process():
    """Pickled and copied, it computes again what was not recorded."""
    whole = train(preset("tutorial-3-2-1"), iterations=20)
    for trace in (whole, train(preset("tutorial-3-2-1"), iterations=20, record=["Error"])):
        for other in (pickle.loads(pickle.dumps(trace)), copy.deepcopy(trace)):
            assert bits(whole["SOP1"]) == bits(other["SOP1"])
            assert_same_iterations(whole, other, (0, 19))


# Every so many iterations


@pytest.mark.parametrize("every", [1, 2, 7, 29, 30, 1000])
@pytest.mark.parametrize("engine", QUICK)
def test_every_so_many_iterations_are_kept(every, engine, monkeypatch):
    """Columns have the iterations 0, every, 2*every …; ``trace[k]`` is still any iteration."""
    monkeypatch.setattr(blocks, "MOST_ITERATIONS", 4)
    whole = train(preset("two-two-two"), iterations=30, engine=engine)
    trace = train(preset("two-two-two"), iterations=30, engine=engine, every=every)
    assert 30 == len(trace)
    assert list(range(0, 30, every)) == list(trace.iterations)
    assert bits(whole.rows[::every]) == bits(trace.rows)
    for symbol in whole.names.table:
        assert bits(whole[symbol][::every]) == bits(trace[symbol]), symbol
    assert_same_iterations(whole, trace, (0, 1, 6, 7, 8, 28, 29))
    assert whole[-1] == trace[-1]


def test_tables_name_the_iterations_that_were_kept(tmp_path):
    """CSV, pandas and xarray have the numbers of the recorded iterations."""
    trace = train(preset("tutorial-3-2-1"), iterations=10, every=4, record=["Error", "W11"])
    frame, data = trace.to_pandas(), trace.to_xarray()
    assert [0, 4, 8] == frame.index.tolist() == data["iteration"].values.tolist()
    assert ["Error", "W11"] == sorted(frame.columns)
    assert {"Error": (3, 1), "W11": (3,)} == {name: data[name].shape for name in data}
    trace.to_csv(tmp_path / "run.csv")
    lines = (tmp_path / "run.csv").read_text().splitlines()
    assert ["0", "4", "8"] == [line.split(",")[0] for line in lines[1:]]


@pytest.mark.parametrize("record", [[], ["X1"]])
def test_a_table_without_columns_has_its_iterations(tmp_path, record):
    """Nothing that was recorded moves: the lines have their numbers only."""
    trace = train(preset("tutorial-3-2-1"), iterations=2, record=record)
    trace.to_csv(tmp_path / "run.csv")
    assert "iteration\n0\n1\n" == (tmp_path / "run.csv").read_text()
    assert (2, 0) == trace.to_pandas().shape


@pytest.mark.parametrize("every", [0, -1, 1.5, "2"])
def test_every_is_a_whole_number_from_one_on(every):
    """Anything else is refused with what was given."""
    with pytest.raises(ProblemError, match=r"^every: must be (a whole number|at least 1), got "):
        train(preset("tutorial-3-2-1"), iterations=3, every=every)


def test_places_to_take_a_run_up_again_are_few_and_even(monkeypatch):
    """However long the run, no iteration is far from one of them."""
    monkeypatch.setattr(blocks, "MOST_ITERATIONS", 2)
    monkeypatch.setattr(blocks, "MOST_STARTS", 8)
    whole = train(preset("single-weight"), iterations=101)
    trace = train(preset("single-weight"), iterations=101, record=[])
    assert [0, 16, 32, 48, 64, 80, 96] == sorted(trace.run.starts)
    assert_same_iterations(whole, trace, [*range(101), *range(100, 0, -7)])


def test_going_through_all_iterations_starts_from_the_last_window(monkeypatch):
    """Each iteration is computed again once, also where there is one place only to start from."""
    monkeypatch.setattr(again, "WINDOW", 10)
    trace = train(preset("single-weight"), iterations=100, record=[])
    idle = only(trace.run.machine.columns, ())
    expected, runs = trace.run.machine.block(idle), []
    trace.run.machine._blocks[idle.stored] = lambda *a: runs.append(len(a[1])) or expected(*a)
    assert 100 == len(list(trace))
    assert [] == runs
    trace.at(55)
    assert [50] == runs


def test_several_threads_may_ask_one_trace():
    """What each of them gets is what one alone gets."""
    problem = Problem(
        network=Network(inputs=20, layers=[Layer(30), Layer(10)]),
        data=Data(x=np.random.RandomState(0).rand(32, 20), target=np.zeros((32, 10))),
        training=Training(learning_rate=0.1, iterations=600),
    )
    whole = train(problem, engine="array")
    trace = train(problem, engine="array", record=["Cost"])
    asked = list(range(0, 600, 37)) * 3
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda index: trace.at(index)["W@1"], asked))
    for index, values in zip(asked, found, strict=True):
        assert bits(whole.at(index)["W@1"]) == bits(values), index


# What has columns


@pytest.mark.parametrize("style", ["chain", "delta"])
@pytest.mark.parametrize("name", PRESETS)
def test_lean_columns_leave_out_plain_arithmetic_only(name, style):
    """Sums, outputs, deltas, gradients and parameters stay; slopes and errors are worked out."""
    _, columns = prepare(preset(name), style=style)
    kept = lean(columns)
    assert kept.complete
    left_out = set(columns.keys) - set(kept.keys)
    assert {"Error", "dError_dPredicted"} & set(columns.keys) - {"Error"} <= left_out
    assert not [key for key in left_out if key.startswith(("W", "b", "SOP", "Activ", "grad_"))]
    assert set(columns.parameters) <= set(kept.keys)


def test_lean_columns_of_a_neuron_are_these():
    """Sums, outputs, deltas, gradients and parameters; a delta is one step away from no column."""
    _, columns = prepare(preset("sigmoid-neuron"), style="delta")
    expected = ["W@1", "b@1", "SOP@1", "Activ@1", "delta@1", "grad_W@1", "grad_b@1"]
    assert expected == list(lean(columns).keys)


def test_no_memory_for_a_run_is_said_beforehand():
    """The message has the size, and the ways to need less."""
    message = r"^recording 10{18} iterations needs [\d,.]+ GiB of memory; run fewer, or keep less: "
    with pytest.raises(EngineError, match=message):
        train(preset("tutorial-3-2-1"), iterations=10**18)


def test_less_is_kept_in_less_memory():
    """The bytes that are kept are those of the columns, and no others."""
    trace = train(preset("tutorial-3-2-1"), iterations=1000, every=10, record=["Error"])
    assert 100 * 8 == trace.rows.nbytes
    assert math.isclose(trace["Error"][0], 0.33463524, rel_tol=1e-7)
