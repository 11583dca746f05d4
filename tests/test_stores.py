"""Traces kept in a file while they grow: read by numpy, cut off, refused."""

import errno
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from gdtrace import stores
from gdtrace.engine import blocks
from gdtrace.engine.memory import Memory
from gdtrace.errors import EngineError, TraceFileError
from gdtrace.presets import preset
from gdtrace.trace import Trace
from gdtrace.training import train
from strategies import QUICK


@pytest.fixture
def path(tmp_path):
    """Return where rows are kept."""
    return tmp_path / "run.npy"


@pytest.fixture
def short_blocks(monkeypatch):
    """Make a block of ten iterations."""
    monkeypatch.setattr(blocks, "MOST_ITERATIONS", 10)
    monkeypatch.setattr(blocks, "INTERPRETED", 10)


def assert_same(expected, actual):
    """Compare all that two traces hold, bit by bit."""
    assert expected.rows.tobytes() == actual.rows.tobytes()
    assert (len(expected), expected.diverged) == (len(actual), actual.diverged)
    for key in (*expected.program.leaves, *expected.program.by_key):
        assert expected.key(key).tobytes() == actual.key(key).tobytes(), key
    for key, values in expected.after.items():
        assert values.tobytes() == actual.after[key].tobytes(), key


@pytest.mark.usefixtures("short_blocks")
@pytest.mark.parametrize("options", [{}, {"every": 3}, {"record": ["Error", "W11"]}])
@pytest.mark.parametrize("engine", QUICK)
def test_a_trace_in_a_file_is_the_trace_in_memory(path, engine, options):
    """While it is used, and loaded again; numpy alone reads the rows."""
    expected = train(preset("tutorial-3-2-1"), iterations=45, engine=engine, **options)
    stored = train(preset("tutorial-3-2-1"), iterations=45, engine=engine, store=path, **options)
    assert isinstance(stored.rows, np.memmap)
    assert_same(expected, stored)
    assert_same(expected, Trace.load(path))
    assert_same(expected, Trace.load(str(path)))
    assert expected.rows.tobytes() == np.load(path, mmap_mode="r").tobytes()
    assert ["run.npy", "run.run.npz"] == sorted(each.name for each in path.parent.iterdir())


def test_a_trace_without_columns_has_a_file_too(path):
    """Nothing is kept but how the run ended."""
    trace = train(preset("single-weight"), iterations=30, record=[], store=path)
    loaded = Trace.load(path)
    assert (30, 0) == loaded.rows.shape == np.load(path).shape
    assert trace.after["W@1"].tobytes() == loaded.after["W@1"].tobytes()
    assert trace["w"].tobytes() == loaded["w"].tobytes()


def test_the_file_beside_it_can_be_loaded_as_well(path):
    """A student who picks the wrong one of the two gets the trace."""
    expected = train(preset("single-weight"), iterations=5, store=path)
    assert_same(expected, Trace.load(stores.beside(path)))


def test_a_saved_trace_may_have_any_name(tmp_path):
    """Even one that looks like the file beside a .npy file."""
    trace = train(preset("single-weight"), iterations=5)
    trace.save(tmp_path / "my.run.npz")
    assert_same(trace, Trace.load(tmp_path / "my.run.npz"))


def test_an_old_trace_can_be_read_while_its_file_is_replaced(path):
    """The new rows are a new file; what still reads the old one keeps its numbers."""
    old = train(preset("single-weight"), iterations=50, store=path)
    before = old["w"].copy()
    new = train(preset("tutorial-3-2-1"), iterations=5, store=path)
    assert before.tobytes() == np.asarray(old["w"]).tobytes()
    assert_same(new, Trace.load(path))


ENDLESS = """
import gdtrace, sys
gdtrace.train("tutorial-3-2-1", iterations=10**8, engine="scalar", store=sys.argv[1])
"""


def started(path):
    """Start a run that takes minutes; return it when some of its blocks are in the file."""
    process = subprocess.Popen([sys.executable, "-c", ENDLESS, str(path)], stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not path.exists() or path.stat().st_size < 5_000_000:
        assert process.poll() is None, process.stderr.read().decode()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_killed_run_leaves_its_whole_blocks(path):
    """SIGKILL at any moment: what is there loads, is right, and says that it was stopped."""
    process = started(path)
    process.kill()
    process.communicate()
    loaded = Trace.load(path)
    done = len(loaded)
    assert done > 0
    assert 0 == done % blocks.MOST_ITERATIONS
    assert (f"the run was stopped after {done} of 100000000 iterations",) == loaded.warnings
    expected = train(preset("tutorial-3-2-1"), iterations=done)
    assert_same(expected, loaded)
    assert len(np.load(path, mmap_mode="r")) in (done, done - blocks.MOST_ITERATIONS)


@pytest.mark.parametrize("moment", ["rows", "beside", "head"])
@pytest.mark.usefixtures("short_blocks")
def test_between_any_two_writes_the_file_can_be_loaded(path, moment, monkeypatch):
    """The third block breaks off before its rows, before the file beside, before the head."""
    calls = []

    def breaking(function):
        def broken(*arguments):
            calls.append(moment)
            if len(calls) == 3:
                raise RuntimeError("cut off")
            return function(*arguments)

        return broken

    if moment == "rows":
        monkeypatch.setattr(stores.Store, "keep", breaking(stores.Store.keep))
    elif moment == "beside":
        monkeypatch.setattr(stores, "write_arrays", breaking(stores.write_arrays))
    else:
        monkeypatch.setattr(stores, "_write_head", breaking(stores._write_head))
    with pytest.raises(RuntimeError):
        train(preset("tutorial-3-2-1"), iterations=100, store=path)
    loaded = Trace.load(path)
    assert_same(train(preset("tutorial-3-2-1"), iterations=len(loaded)), loaded)
    assert len(loaded) in (10, 20)
    assert len(np.load(path)) <= len(loaded)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_full_disk_is_said_and_what_was_written_loads(path):
    """A limit on the size of files stands for the disk."""
    script = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, 4_000_000))
import gdtrace
try:
    gdtrace.train("tutorial-3-2-1", store={str(path)!r})
except gdtrace.GdtraceError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    rows = 2 * blocks.MOST_ITERATIONS
    message = f"{path}: cannot be written: {os.strerror(errno.EFBIG)}; it holds {rows} rows, which"
    assert done.stdout.startswith(message), done.stderr
    assert_same(train(preset("tutorial-3-2-1"), iterations=rows), Trace.load(path))


def test_a_trace_may_be_larger_than_memory(path):
    """With room for a fraction of the rows, a run into a file goes through; one in memory not."""
    script = f"""
import resource, gdtrace
gdtrace.train("tutorial-3-2-1", iterations=2)
with open("/proc/self/statm") as file:
    now = int(file.read().split()[0]) * resource.getpagesize()
limit = now + 60_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    gdtrace.train("tutorial-3-2-1", iterations=600_000)
except gdtrace.GdtraceError as error:
    print(error)
trace = gdtrace.train("tutorial-3-2-1", iterations=200_000, store={str(path)!r}, every=2)
print(len(trace))
"""
    if not Path("/proc/self/statm").exists():
        pytest.skip("Linux only")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "recording 600000 iterations needs 0.1 GiB of memory; run fewer, or keep less" in (
        done.stdout
    ), done.stderr
    assert "200000" == done.stdout.split()[-1], done.stderr


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("run.npz", r"^store: the file must end in \.npy, got .*run\.npz$"),
        ("none/run.npy", r"none/run\.npy: cannot be written: there is no folder .*none$"),
    ],
)
def test_a_file_that_cannot_be_is_refused(tmp_path, name, message):
    """Before anything runs."""
    with pytest.raises(TraceFileError, match=message):
        train(preset("single-weight"), iterations=3, store=tmp_path / name)


def test_a_wrong_choice_leaves_the_old_file_alone(path):
    """What cannot run does not replace what did."""
    expected = train(preset("single-weight"), iterations=5, store=path)
    with pytest.raises(LookupError):
        train(preset("single-weight"), iterations=3, store=path, record=["nothing"])
    assert_same(expected, Trace.load(path))


def test_a_run_that_never_got_going_leaves_the_old_file_alone(path, monkeypatch):
    """The file is replaced when the first block is whole, and not before."""
    expected = train(preset("single-weight"), iterations=5, store=path)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("gdtrace.engine.scalar.values", interrupted)
    with pytest.raises(KeyboardInterrupt):
        train(preset("tutorial-3-2-1"), iterations=3, store=path)
    monkeypatch.undo()
    monkeypatch.setattr("gdtrace.engine.numba.find_spec", lambda name: None)
    with pytest.raises(EngineError, match="needs the package numba"):
        train(preset("tutorial-3-2-1"), iterations=3, store=path, engine="numba")
    assert_same(expected, Trace.load(path))


def test_rows_that_were_replaced_are_refused(path):
    """Another file under the same name is noticed; ``save`` does not write one."""
    trace = train(preset("single-weight"), iterations=5, store=path)
    with pytest.raises(TraceFileError, match=r"^save: the file must not end in \.npy, got "):
        trace.save(path)
    np.save(path, np.zeros((5, 3)))
    with pytest.raises(TraceFileError, match=r"its rows were replaced by something else$"):
        Trace.load(path)
    path.unlink()
    with pytest.raises(TraceFileError, match=r"run\.npy: there is no such file$"):
        Trace.load(stores.beside(path))


def test_rows_that_were_cut_off_are_refused(path):
    """A copy that lost its end is noticed when it is loaded."""
    train(preset("single-weight"), iterations=500, store=path)
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(TraceFileError, match=r"it was cut off: there should be 500 rows in it$"):
        Trace.load(path)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_keeps_what_was_traced(path):
    """The run ends with a trace of all whole blocks, in the script that called it."""
    script = f"""
import gdtrace
options = {{"engine": "scalar", "every": 100, "store": {str(path)!r}}}
trace = gdtrace.train("tutorial-3-2-1", iterations=10**8, **options)
print(len(trace), len(trace.rows), *trace.warnings, sep="|")
"""
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    deadline, written = time.monotonic() + 60, set()
    # When it is written a second time, the first block is counted, and there is something to keep.
    while len(written) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.005)
        with suppress(FileNotFoundError):
            written.add(stores.beside(path).stat().st_mtime_ns)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    done, rows, warning = output.strip().split("|")
    assert int(rows) == -(-int(done) // 100)
    assert f"the run was stopped after {done} of 100000000 iterations" == warning
    # The interruption may have come when a block was in the file but not yet counted.
    assert 0 <= len(Trace.load(path)) - int(done) <= blocks.MOST_ITERATIONS


def test_an_interruption_in_memory_gives_a_shorter_trace():
    """In the second block; before the first block is whole there is nothing to keep."""
    calls = []

    def interrupt(done, total):
        calls.append(done)
        if len(calls) == 2:
            raise KeyboardInterrupt

    problem, size = preset("tutorial-3-2-1"), blocks.MOST_ITERATIONS
    trace = train(problem, progress=interrupt)
    assert [size, 2 * size] == calls
    assert 2 * size == len(trace)
    assert train(problem, iterations=2 * size).rows.tobytes() == trace.rows.tobytes()
    assert (f"the run was stopped after {2 * size} of 80000 iterations",) == trace.warnings


def test_an_interruption_between_keeping_and_counting_leaves_whole_blocks(monkeypatch):
    """Rows that are kept but not yet counted are no part of the trace."""
    keep, calls = Memory.keep, []

    def interrupted(*arguments):
        keep(*arguments)
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Memory, "keep", interrupted)
    trace = train(preset("tutorial-3-2-1"))
    assert blocks.MOST_ITERATIONS == len(trace) == len(trace.rows) == len(trace["SOP1"])


def test_an_interruption_before_the_first_block_goes_on(monkeypatch):
    """Nothing was traced, so nothing is returned."""

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("gdtrace.engine.scalar.values", interrupted)
    with pytest.raises(KeyboardInterrupt):
        train(preset("single-weight"), iterations=3)


def test_progress_is_reported_block_by_block():
    """The iterations done, up to all of them."""
    reports = []
    size = blocks.MOST_ITERATIONS
    train(preset("single-weight"), iterations=2 * size + 1, progress=lambda *at: reports.append(at))
    total = 2 * size + 1
    assert [(size, total), (2 * size, total), (total, total)] == reports
