import csv
import json
import math
import zipfile

import numpy as np
import pandas
import pytest
import xarray
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtrace.errors import TraceFileError
from gdtrace.notation import NOTATIONS
from gdtrace.presets import PRESETS, preset
from gdtrace.problem_changes import change
from gdtrace.trace import Trace
from gdtrace.training import train
from strategies import cases, to_problem

PART = "not a trace file, or only a part of one; save the trace again"
MISFIT = "the trace does not fit its problem: "


def trained(name="logistic-neuron", iterations=4, **options):
    """Return a short trace of a preset."""
    return train(preset(name), iterations=iterations, **options)


def diverged():
    """Return a trace with infinities and NaN."""
    wild = change(preset("single-weight"), {"learning_rate": "1e200", "x": "[1e200]"})
    return train(change(wild, {"layers[0].activation": "identity"}), iterations=3)


@pytest.fixture
def path(tmp_path):
    """Return where to put a trace."""
    return tmp_path / "run.npz"


@pytest.fixture
def saved(path):
    """Return the path of a whole trace file."""
    trained().save(path)
    return path


def assert_equal(trace, other):
    """Compare all that two traces hold, numbers bit by bit."""
    assert trace.rows.tobytes() == other.rows.tobytes()
    assert trace.rows.shape == other.rows.shape
    assert trace.problem == other.problem
    assert (trace.engine, trace.program.style) == (other.engine, other.program.style)
    assert trace.names.notation == other.names.notation
    assert trace.names.table == other.names.table
    assert (trace.diverged, trace.warnings) == (other.diverged, other.warnings)
    for key in (*trace.program.leaves, *trace.program.by_key):
        assert trace.key(key).tobytes() == other.key(key).tobytes()


# .npz


@settings(max_examples=25, deadline=None)
@given(
    case=cases(),
    style=st.sampled_from(["chain", "delta"]),
    use=st.sampled_from(["tutorial", "layered"]),
    engine=st.sampled_from(["interpret", "scalar", "array"]),
)
def test_a_trace_comes_back_from_its_file_as_it_was(tmp_path_factory, case, style, use, engine):
    """Rows, problem, engine, style, notation, symbols, and everything computed from them."""
    trace = train(to_problem(case), iterations=3, style=style, notation=use, engine=engine)
    path = tmp_path_factory.getbasetemp() / "again.npz"
    trace.save(path)
    assert_equal(trace, Trace.load(path))


@pytest.mark.parametrize("name", PRESETS)
def test_presets_come_back_with_their_records(path, name):
    """Iterations of the loaded trace are equal records; arrays are read-only there too."""
    trace = trained(name)
    trace.save(str(path))
    loaded = Trace.load(str(path))
    assert_equal(trace, loaded)
    assert list(trace) == list(loaded)
    assert repr(trace) == repr(loaded)
    with pytest.raises(ValueError, match="read-only"):
        loaded.rows[0, 0] = 0.0


def test_a_run_that_diverged_comes_back(path):
    """NaN and infinities are kept as they are."""
    trace = diverged()
    trace.save(path)
    assert_equal(trace, Trace.load(path))


def test_a_file_holds_json_and_arrays_and_no_pickle(saved):
    """Another program can read it: numpy needs no pickle, the header is JSON."""
    with zipfile.ZipFile(saved) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    names = ["after W@1.npy", "after b@1.npy", "header.npy", "progress.npy", "rows.npy"]
    assert names == sorted(members)
    assert all(content.startswith(b"\x93NUMPY") for content in members.values())
    with np.load(saved, allow_pickle=False) as file:
        assert {"f", "u"} == {file[name].dtype.kind for name in file.files}
        header = json.loads(bytes(file["header"]))
    assert "gdtrace/trace-file/v2" == header["schema"]
    assert ("scalar", "delta", "logistic") == (
        header["engine"],
        header["style"],
        header["notation"],
    )


def test_the_same_trace_is_the_same_file_and_needs_no_ending(tmp_path):
    """The name is taken as given."""
    trained().save(tmp_path / "a")
    trained().save(tmp_path / "b")
    assert ["a", "b"] == sorted(each.name for each in tmp_path.iterdir())
    assert_equal(Trace.load(tmp_path / "a"), Trace.load(tmp_path / "b"))


@pytest.mark.parametrize("share", [0, 0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.9999])
def test_a_file_that_was_cut_off_is_refused(saved, share):
    """At any length; the message says what to do."""
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(TraceFileError, match=rf"run\.npz: {PART}$"):
        Trace.load(saved)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_file_with_a_wrong_byte_loads_as_it_was_or_is_refused(tmp_path_factory, data):
    """No damage ends in another error, or in other numbers."""
    trace, path = trained("single-weight", 2), tmp_path_factory.getbasetemp() / "damaged.npz"
    trace.save(path)
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    try:
        loaded = Trace.load(path)
    except TraceFileError:
        return
    assert_equal(trace, loaded)


@pytest.mark.parametrize(
    "content",
    [b"", b"SOP1,SOP2\n1,2\n", b"PK\x03\x04", b"\x80\x04K\x01.", b"\x93NUMPY", bytes(1000)],
)
def test_a_foreign_file_is_refused(path, content):
    """Text, a pickle, an archive that ends, zeros: none of it is a trace."""
    path.write_bytes(content)
    with pytest.raises(TraceFileError, match=rf"run\.npz: {PART}$"):
        Trace.load(path)


def test_a_single_array_is_no_trace(tmp_path):
    """A .npy file is one array; what it is says the file beside it."""
    np.save(tmp_path / "array.npy", np.zeros(3))
    message = r"array\.npy: only numbers; what they are is said by array\.run\.npz, which train "
    with pytest.raises(TraceFileError, match=message):
        Trace.load(tmp_path / "array.npy")


def test_objects_are_never_unpickled(path):
    """An archive with a pickle in it is refused before anything in it runs."""
    np.savez(path, header=np.array([{"schema": 1}], dtype=object))
    with pytest.raises(TraceFileError, match=rf"run\.npz: {PART}$"):
        Trace.load(path)


def test_a_missing_file_and_a_directory_are_named(tmp_path):
    """One sentence each."""
    with pytest.raises(TraceFileError, match=r"none\.npz: there is no such file$"):
        Trace.load(tmp_path / "none.npz")
    with pytest.raises(TraceFileError, match=r"(is a directory; give a file in it|cannot be read)"):
        Trace.load(tmp_path)


def header(**changes):
    """Return a change of a file's header."""

    def changed(text):
        return np.frombuffer(json.dumps(json.loads(bytes(text)) | changes).encode(), np.uint8)

    return {"header": changed}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"header": None}, "not a trace that gdtrace saved"),
        ({"header": lambda _: np.array("[1, 2]")}, "not a trace that gdtrace saved"),
        ({"header": lambda _: np.zeros(3)}, "not a trace that gdtrace saved"),
        (
            header(schema="gdtrace/trace-file/v9"),
            "its schema is gdtrace/trace-file/v9, this gdtrace reads gdtrace/trace-file/v2",
        ),
        (header(problem=3), MISFIT + "the problem must be a table, got 3"),
        (header(problem={}), MISFIT + "network: is missing\ndata: is missing"),
        (header(engine="warp"), MISFIT + "no engine is called 'warp'; there are "),
        (header(style=["x"]), MISFIT + "no style is called \"['x']\"; there are chain, delta"),
        (header(notation=3), MISFIT + "no notation is called '3'; there are "),
        (header(columns={}), MISFIT + "its columns are not those of the problem"),
        (header(every=0), MISFIT + "every must be a whole number of at least 1, got 0"),
        (
            {"progress": header(iterations=9)["header"]},
            MISFIT + "it has 4 rows of 9 iterations",
        ),
        (
            header(complete=False, columns=[["W@1", [99, 0]]]),
            MISFIT + "its columns are not those of the problem",
        ),
        ({"progress": None}, "the trace has no 'progress'"),
        ({"rows": None}, "the trace has no 'rows'"),
        ({"after W@1": None}, "the trace has no 'after W@1'"),
        (
            {"rows": lambda rows: rows[:, :-1]},
            MISFIT + "rows must be floats of shape (4, 27), got float64 of shape (4, 26)",
        ),
        (
            {"rows": lambda rows: rows[:0]},
            MISFIT + "rows must be floats of shape (4, 27), got float64 of shape (0, 27)",
        ),
        (
            {"rows": lambda rows: rows.astype(complex)},
            MISFIT + "rows must be floats of shape (4, 27), got complex128 of shape (4, 27)",
        ),
        (
            {"after W@1": lambda w: w.T},
            MISFIT + "after W@1 must be floats of shape (2, 1), got float64 of shape (1, 2)",
        ),
    ],
)
def test_a_trace_that_was_tampered_with_is_refused(saved, changes, message):
    """The message names the part that is missing or does not fit, with what was found."""
    with np.load(saved) as file:
        arrays = {name: file[name] for name in file.files}
    for name, changed in changes.items():
        part = arrays.pop(name)
        arrays |= {} if changed is None else {name: changed(part)}
    np.savez(saved, **arrays)
    with pytest.raises(TraceFileError) as raised:
        Trace.load(saved)
    assert str(raised.value).startswith(f"{saved}: {message}")


def test_a_save_that_is_interrupted_leaves_the_old_file_whole(saved, monkeypatch):
    """The new file takes the old one's place when it is complete; nothing else stays behind."""

    def savez(file, **_):
        file.write(b"PK half of it")
        raise KeyboardInterrupt

    before = saved.read_bytes()
    monkeypatch.setattr(np, "savez", savez)
    with pytest.raises(KeyboardInterrupt):
        trained("single-weight").save(saved)
    assert before == saved.read_bytes()
    assert [saved] == list(saved.parent.iterdir())


# Tables of other programs


def named_columns(trace):
    """Return every column that a table has: one number per iteration, example by example."""
    columns = {}
    for symbol, ref in trace.names.table.items():
        if ref.key not in trace.columns.keys:
            continue
        column = trace[symbol]
        if column.ndim == 1:
            columns[symbol] = column
        for example in range(trace.problem.examples if column.ndim > 1 else 0):
            columns[f"{symbol} (example {example + 1})"] = column[:, example]
    return columns


@pytest.mark.parametrize("name", PRESETS)
def test_csv_has_every_recorded_number_in_full(tmp_path, name):
    """Parsed back, the columns are those of the trace, bit for bit, one line per iteration."""
    trace, path = trained(name), tmp_path / "run.csv"
    trace.to_csv(path)
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    expected = named_columns(trace)
    assert ["iteration", *expected] == lines[0]
    parsed = np.array([[float(cell) for cell in line] for line in lines[1:]])
    assert [0, 1, 2, 3] == parsed[:, 0].tolist()
    assert np.array_equal(np.stack(list(expected.values()), axis=1), parsed[:, 1:])
    assert trace.rows.size == parsed[:, 1:].size


def test_csv_of_a_run_that_diverged_has_inf_and_nan(tmp_path):
    """They are spelled as Python and pandas read them."""
    trace, path = diverged(), tmp_path / "run.csv"
    trace.to_csv(path)
    read = pandas.read_csv(path, index_col="iteration")
    assert np.array_equal(trace["C"], read["C"].to_numpy(), equal_nan=True)


def unlisted(value):
    """Return a value as records have it: tuples for lists."""
    return tuple(value) if isinstance(value, list) else value


@pytest.mark.parametrize("use", NOTATIONS)
def test_a_dict_is_json_with_the_numbers_of_the_records(use):
    """Values, gradients and parameters around the update, at full precision."""
    trace = trained("sigmoid-neuron", notation=use)
    data = json.loads(json.dumps(trace.to_dict(), allow_nan=False))
    assert ("gdtrace/trace/v1", "sigmoid-neuron", use, []) == (
        data["schema"],
        data["problem"],
        data["notation"],
        data["warnings"],
    )
    for record, plain in zip(trace, data["iterations"], strict=True):
        assert record.index == plain["iteration"]
        values = {symbol: unlisted(value) for symbol, value in plain["values"].items()}
        assert record.values == values
        for symbol, update in record.updates.items():
            assert (update.before, update.gradient, update.after) == (
                plain["before"][symbol],
                plain["gradients"][symbol],
                plain["after"][symbol],
            )


@pytest.mark.parametrize(("at", "indices"), [(None, [0, 1, 2, 3]), ([0, -1], [0, 3]), ([], [])])
def test_a_dict_can_be_of_some_iterations(at, indices):
    """All, or those asked for."""
    data = trained().to_dict(at)
    assert indices == [each["iteration"] for each in data["iterations"]]


def test_numbers_that_json_has_not_are_null_with_a_warning():
    """NaN and infinities become None, and each is named."""
    data = json.loads(json.dumps(diverged().to_dict(), allow_nan=False))
    assert data["iterations"][-1]["values"]["C"] is None
    assert data["iterations"][-1]["after"]["w"] is None
    assert data["warnings"][0].startswith("the values stop being finite numbers in iteration")
    assert data["warnings"][-1].startswith("iteration 2: not a finite number: z, a, C")
    assert data["warnings"][-1].endswith("w (after)")


def test_a_dict_says_which_neurons_are_saturated():
    """The warnings of an iteration are headed by it."""
    problem = change(preset("by-hand-2-2-1"), {"x": "[30.0, 0.1]"})
    warnings = train(problem, iterations=2).to_dict([1])["warnings"]
    assert 2 == len(warnings)
    assert warnings[0].startswith("iteration 1: hidden neuron 1 is saturated (slope ")


@pytest.mark.parametrize("name", ["tutorial-3-2-1", "logistic-neuron"])
def test_a_dataframe_has_a_row_per_iteration_and_a_column_per_symbol(name):
    """The index is the iteration; the numbers are the trace's."""
    trace = trained(name)
    frame = trace.to_pandas()
    assert ("iteration", [0, 1, 2, 3]) == (frame.index.name, frame.index.tolist())
    expected = named_columns(trace)
    assert list(expected) == list(frame.columns)
    for symbol, column in expected.items():
        assert np.array_equal(column, frame[symbol].to_numpy())


@pytest.mark.parametrize("name", ["tutorial-3-2-1", "logistic-neuron", "two-two-two"])
def test_a_dataset_has_a_variable_per_key_over_the_letters_of_the_equations(name):
    """Dimensions are the iteration and the index letters; given and computed values are there."""
    trace = trained(name)
    data = trace.to_xarray()
    assert isinstance(data, xarray.Dataset)
    assert name == data.attrs["problem"]
    assert [0, 1, 2, 3] == data["iteration"].values.tolist()
    keys = [*trace.program.leaves, *trace.program.by_key]
    assert set(keys) == set(data.data_vars)
    for key in keys:
        assert ("iteration", *trace.program.indices(key)) == data[key].dims
        assert np.array_equal(trace.key(key), data[key].values)
    assert math.prod(trace.key("W@1").shape) == data["W@1"].size
