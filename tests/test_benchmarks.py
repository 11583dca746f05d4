import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy
import pytest

import gdtrace
from gdtrace.problems import Problem

# The benchmarks are no part of the package; an installed gdtrace comes before the checkout's.
sys.path.append(str(Path(__file__).parents[1]))

from benchmarks import bars, checking, grading, growth, memory, plots, report, startup, timing
from benchmarks.arrays import Parameters
from benchmarks.peers import PEERS, TRACED, contestant, not_installed
from benchmarks.problems import TASKS, task
from benchmarks.race import Effort, race
from benchmarks.records import Grown, Measured, Results, Started
from benchmarks.timing import Timing
from gdtrace.grading.exercise_files import exercise
from gdtrace.grading.one_source import check_source, sets_of
from gdtrace.sandbox.sandbox import Sandbox

ROOT = Path(__file__).parents[1]
FEW = {"T1": 60, "T2": 60, "T3": 20, "T4": 3}


@cache
def problem(name: str) -> Problem:
    """Return the problem of a task."""
    return task(name).make()


@cache
def expected(name: str) -> Parameters:
    """Return the parameters after few iterations."""
    trace = gdtrace.train(problem(name), iterations=FEW[name])
    return {key: trace.after[key] for key in trace.program.carry}


# The libraries that are compared with may have warnings of their own.
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("file", [*TRACED, *PEERS])
@pytest.mark.parametrize("name", FEW)
def test_contestants_compute_the_same(name: str, file: str) -> None:
    """Every contestant that can run here ends with the parameters of gdtrace."""
    peer = contestant(file)
    reason = peer.missing() or task(name).left_out.get(file)
    if reason:
        pytest.skip(reason)
    found = peer.make(problem(name), FEW[name])().parameters
    assert expected(name).keys() == found.keys()
    for key, values in expected(name).items():
        numpy.testing.assert_allclose(found[key], values, rtol=1e-9, atol=0)


def test_learning_moves_every_parameter() -> None:
    """The tasks compare something: no parameter is where it started."""
    for name in FEW:
        start = gdtrace.train(problem(name), iterations=1)
        for key, after in expected(name).items():
            assert not numpy.isclose(start.key(key)[0], after, rtol=1e-9, atol=0).all()


@pytest.mark.parametrize("name", FEW)
def test_the_kernel_records_what_gdtrace_records(name: str) -> None:
    """The limit fills rows with the same values in the same columns."""
    kernel = contestant("c_kernel")
    if kernel.missing():
        pytest.skip(kernel.missing())
    trace = gdtrace.train(problem(name), iterations=FEW[name])
    rows = kernel.make(problem(name), FEW[name])().record
    numpy.testing.assert_allclose(rows, trace.rows, rtol=1e-9, atol=1e-15)


def test_what_is_not_installed_says_so() -> None:
    """A package that is missing is no error."""
    assert "not installed" == not_installed("no_package_has_this_name")


def test_a_race_goes_on_without_a_contestant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot run here is listed with the reason; the others are timed."""
    monkeypatch.setattr(contestant("dict_loop"), "missing", lambda: "not installed")
    effort = Effort(rounds=1, seconds=0.001, seconds_of_reference=0.001, scale=0.01, optional=False)
    lines = {line.file: line for line in race(task("T4"), effort)}
    assert ("not installed", None) == (lines["dict_loop"].note, lines["dict_loop"].seconds)
    assert ("", 2) == (lines["gdtrace_auto"].note, lines["gdtrace_auto"].iterations)
    assert all(lines[file].seconds for file in ("gdtrace_auto", "tutorial_loop", "vectorised"))


def test_runs_take_turns() -> None:
    """Every round runs each contestant once."""
    seen: list[str] = []
    timings = timing.round_robin({"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}, 3)
    assert ["a", "b"] * 3 == seen
    assert {"a": 3, "b": 3} == {name: len(times) for name, times in timings.items()}


def test_running_is_the_median_difference_without_compiling() -> None:
    """Round by round, what a call gets ready and what it compiles is taken out."""
    whole = [Timing(9.0, 2.0), Timing(5.0, 1.0), Timing(20.0)]
    ready = [Timing(3.0, 1.0), Timing(2.0, 1.0), Timing(1.0)]
    assert 5.0 == timing.running(whole, ready)


def line(file: str, running: float | None, **more: object) -> Measured:
    """Return a contestant of T1."""
    values = {"seconds": running, "fastest": running, "preparation": 0.25, "iterations": 80_000}
    return Measured("T1", file, f"name of {file}", "everything", running=running, **values | more)


def results(traced: float | None, *, peak: int = 1100) -> Results:
    """Return results of T1 with round numbers."""
    contestants = [
        line("gdtrace_auto", traced, seconds=3.0, peak=peak, rows=1000),
        line("tutorial_loop", 40.0),
        line("vectorised", 20.0),
        line("c_kernel", 0.5),
        Measured("T1", "jax_scan", "JAX", "everything", note="not installed"),
    ]
    found = bars.of_tasks(contestants)
    return Results({"processor": "a"}, True, 12.0, contestants, bars=found, memory="peak")


@pytest.mark.parametrize(
    ("traced", "peak", "verdicts"),
    [
        (2.0, 1100, ["met", "met"]),
        (2.4, 1150, ["met", "met"]),
        (2.5, 1151, ["missed", "missed"]),
        (None, 900, ["not measured", "met"]),
    ],
)
def test_bars(traced: float | None, peak: int, verdicts: list[str]) -> None:
    """A bar is met up to its limit, and missed above; without a time it is neither."""
    assert verdicts == [bar.verdict for bar in results(traced, peak=peak).bars]


def test_ratios() -> None:
    """A ratio is that of running times; the one of whole calls stands beside it."""
    page = report.markdown(results(2.0))
    row = next(row for row in page.splitlines() if row.startswith("| name of gdtrace_auto"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert ["0.0500 (0.0750)", "0.100 (0.150)", "4.00 (6.00)"] == cells[7:10]
    assert "0.06 met" == cells[-1]


def test_a_missed_bar_is_plain_to_see() -> None:
    """MISSED stands in the table of bars and beside the task."""
    page = report.markdown(results(8.0))
    shown = [row for row in page.splitlines() if "**MISSED**" in row]
    assert 2 == len(shown)
    assert shown[0].startswith("| T1 | time of name of gdtrace_auto / name of tutorial_loop | 0.06")
    assert "| 0.200 | **MISSED** |" in shown[0]


def test_what_is_missing_is_listed() -> None:
    """A contestant that cannot run here has a row with the reason."""
    assert "| JAX | not installed |" in report.markdown(results(2.0))


def test_json_has_the_ratios(tmp_path: Path) -> None:
    """Programs get the ratios and verdicts, unrounded."""
    report.write(results(2.5), tmp_path)
    read = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert {"running": 0.0625, "whole": 0.075} == read["contestants"][0]["ratios"]["tutorial_loop"]
    assert [0.0625, "missed"] == [read["bars"][0][key] for key in ("value", "verdict")]


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "-"), (0.0, "0.00"), (0.05774, "0.0577"), (12345.6, "12,346")]
)
def test_numbers(value: float | None, shown: str) -> None:
    """Three digits, or a dash for nothing."""
    assert shown == report.number(value)


def test_an_engine_that_refuses_has_a_dash() -> None:
    """A width that an engine does not take is no error."""
    point = growth.Point("width", 512, 2, lambda: growth.layered((10, 512, 1)))
    scalar = growth.Point("width", 512, 2, point.make, "scalar")
    grown = growth.measure([point, scalar], 1)
    assert ["array", ""] == [each.engine for each in grown]
    assert grown[1].running is None
    page = report.markdown(Results({}, True, 1.0, growth=grown))
    assert " | - | array | " in next(row for row in page.splitlines() if row.startswith("| 512 |"))


@pytest.mark.parametrize(("longest", "verdict"), [(1.05, "met"), (1.2, "missed")])
def test_even_growth(longest: float, verdict: str) -> None:
    """Short runs do not count: they are over too soon to be told from what is got ready."""
    times = {10**3: 9.0, 10**4: 1.0, 10**5: 1.02, 10**6: longest}
    grown = [
        Grown("iterations", size, "auto", "scalar", size, running=time)
        for size, time in times.items()
    ]
    assert verdict == growth.even(grown).verdict


def test_bars_on_starting() -> None:
    """The command is compared with Python alone, a trace with the import of numpy."""
    seconds = {startup.NOTHING: 0.01, startup.NUMPY: 0.1, startup.HELP: 0.08, startup.TRACE: 0.4}
    found = startup.bars([Started(name, time, time) for name, time in seconds.items()])
    assert [("missed", 8.0), ("met", 4.0)] == [
        (bar.verdict, round(bar.value or 0, 9)) for bar in found
    ]
    assert ["not measured"] * 2 == [bar.verdict for bar in startup.bars([])]


def test_bars_on_checking() -> None:
    """A right file is compared with numpy alone; a wrong one with a right one."""
    seconds = {
        startup.NUMPY: 0.1,
        checking.RIGHT: 0.36,
        checking.LISTED: 0.3,
        checking.KNOWN: 0.35,
        checking.UNKNOWN: 0.45,
        checking.FIRST: 1.7,
    }
    found = checking.bars([Started(name, time, time) for name, time in seconds.items()])
    assert ["missed", "met", "met", "missed"] == [bar.verdict for bar in found]
    assert [3.6, 1.4, 0.05, 0.15] == pytest.approx([bar.value for bar in found])
    assert ["not measured"] * 4 == [bar.verdict for bar in checking.bars([])]


def test_bars_on_grading() -> None:
    """Right ones by themselves, and a class in which 30 % are wrong in ways that are new."""
    seconds = {
        grading.RIGHT: 0.009,
        grading.SMALL: 0.011,
        grading.SMALL_WRONG: 0.021,
        grading.NEW: 0.04,
        grading.AGAIN: 0.01,
        grading.PYTEST: 0.3,
    }
    found = grading.bars([Started(name, time, time) for name, time in seconds.items()])
    assert ["met", "missed", "met", "met", "missed", "met"] == [bar.verdict for bar in found]
    assert [9, 11, 14, 9.3, 18.3, 0.061] == pytest.approx([bar.value for bar in found])
    assert ["not measured"] * 6 == [bar.verdict for bar in grading.bars([])]


@pytest.mark.skipif(sys.platform != "linux", reason="grading is timed on Linux only")
def test_the_submissions_of_the_benchmark_are_what_they_are_said_to_be() -> None:
    """One is right, with 50 calls; each of the others is wrong in at least one function."""
    exercises = [exercise(each) for each in grading.EXERCISES]
    sets = sets_of(exercises, 0)
    many = grading.repeated()
    for found in (sets, many):
        assert sum(len(probe.calls) for own in found.values() for probe in own) in (50, 51, 52)
    with Sandbox.start() as sandbox:
        for source in (grading.right(), *grading.wrong()):
            with sandbox.child() as child:
                report = check_source(child, source, "a.py", exercises=exercises, sets=sets)
            expected = "passed" if source == grading.right() else "failed"
            assert (expected, 10) == (report.status, len(report.reports))
        for source in (grading.solution(grading.ONE), *grading.wrong_ones()):
            with sandbox.child() as child:
                one = [exercise(grading.ONE)]
                report = check_source(child, source, "a.py", exercises=one, sets=many)
            expected = "passed" if source == grading.solution(grading.ONE) else "failed"
            assert expected == report.status


def test_memory_sees_an_array() -> None:
    """The peak during a run is counted, even if the run frees it again."""

    def run() -> int:
        return len(numpy.ones(4_000_000)) + len(numpy.ones(1000))

    assert 32e6 == pytest.approx(memory.grown(run), rel=0.1)


def test_nothing_to_plot(tmp_path: Path) -> None:
    """Without growth there is no plot."""
    assert [] == plots.write([], tmp_path)


def test_run(tmp_path: Path) -> None:
    """A tiny run of everything succeeds, and writes the page, the figures and the plot."""
    command = [sys.executable, str(ROOT / "benchmarks" / "run.py"), "--quick", "--scale", "0.002"]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out")], capture_output=True, text=True, check=False
    )
    assert 0 == done.returncode, done.stderr
    read = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert {each.name for each in TASKS} == {each["task"] for each in read["contestants"]}
    assert [*growth.SERIES] == [*dict.fromkeys(each["series"] for each in read["growth"])]
    named = [bar["name"] for bar in read["bars"]]
    assert ["T1", "T2", "T3", "T4", "T1 long"] == named[:5]
    assert 22 == len(named)
    page = (tmp_path / "out" / "results.md").read_text(encoding="utf-8")
    assert all(f"\n## {title}\n" in page for title in ("Bars", "Tasks", "Growth", "Starting"))
    assert (tmp_path / "out" / "growth.png").read_bytes().startswith(b"\x89PNG")
