"""Writes the results: Markdown for people, JSON for programs."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import asdict

from benchmarks import grading
from benchmarks.growth import SERIES
from benchmarks.problems import TASKS
from benchmarks.records import MISSED, Bar, Grown, Measured, Results, Started, ratio

DASH = "-"
REFERENCES = ("tutorial_loop", "vectorised", "c_kernel")
COLUMNS = (
    *("contestant", "records", "iterations", "beforehand, s", "whole, s", "fastest, s"),
    *("running, s", "/ tutorial's loop", "/ numpy", "/ limit", "peak, MB", "bar"),
)
EXPLAINED = """\
Times are CPU time, the median of several rounds; in each round every contestant runs once.
"Beforehand" is what is spent once: compiling for the others, and for gdtrace the time of a call
with a single iteration, in which it derives the equations and compiles its program. "Whole" is
the whole call; for gdtrace it includes what is spent beforehand, and "running" leaves that out,
round by round. Ratios and bars compare "running"; gdtrace's ratio of whole calls stands in
brackets. Where a plain loop ran fewer iterations than the task has, its times are scaled up.
Memory is the {memory}."""


def write(results: Results, folder: Path) -> list[Path]:
    """Write results.md and results.json; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"results.md": markdown(results), "results.json": as_json(results)}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def as_json(results: Results) -> str:
    """Return all figures with the ratios, unrounded."""
    everything = asdict(results)
    for line, measured in zip(everything["contestants"], results.contestants, strict=True):
        line["ratios"] = ratios(measured, results.contestants)
        line["overhead"] = measured.overhead
    for line, bar in zip(everything["bars"], results.bars, strict=True):
        line["verdict"] = bar.verdict
    return json.dumps(everything, indent=2, ensure_ascii=False) + "\n"


def markdown(results: Results) -> str:
    """Return the page."""
    kind = "the quick run" if results.quick else "the full run"
    tasks = [task for task in TASKS if any(line.task == task.name for line in results.contestants)]
    parts = [
        "# Benchmarks",
        f"Results of {kind}, which took {results.seconds:.0f} s.",
        table(("", ""), results.machine.items(), texts=2),
        "## Bars",
        bars(results.bars),
        "## Tasks",
        EXPLAINED.format(memory=results.memory),
        *(part for task in tasks for part in _task(task.name, task.title, results)),
        *(_all_growth(results.growth) if results.growth else []),
        *(["## Starting", _started(results.started)] if results.started else []),
        *(["## Checking", _checked(results.checked)] if results.checked else []),
        *(["## Grading a class", _graded(results.graded)] if results.graded else []),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int = 1) -> str:
    """Return a table: texts in the first columns, numbers flush right in the others."""
    marks = [*["---"] * texts, *["---:"] * (len(head) - texts)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, marks, *rows))


def bars(wanted: list[Bar]) -> str:
    """Return the table of bars; what was missed says so in capitals."""
    rows = [
        (bar.name, bar.what, f"{bar.limit:g}", number(bar.value), spelled(bar.verdict))
        for bar in wanted
    ]
    return table(("", "what", "bar", "this run", "verdict"), rows, texts=2)


def spelled(verdict: str) -> str:
    """Return a verdict; one that must not be overlooked in bold."""
    return f"**{verdict.upper()}**" if verdict == MISSED else verdict


def number(value: float | None) -> str:
    """Return three significant digits, or a dash where there is nothing."""
    if value is None:
        return DASH
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:#.3g}".rstrip(".")


def ratios(line: Measured, lines: Iterable[Measured]) -> dict[str, dict[str, float | None]]:
    """Return the ratios to the references of the same task: running, and of whole calls."""
    references = {other.file: other for other in lines if other.task == line.task}
    return {
        file: {
            "running": ratio(line.running, references[file].running),
            "whole": ratio(line.seconds, references[file].seconds),
        }
        for file in REFERENCES
        if file in references
    }


def _task(name: str, title: str, results: Results) -> list[str]:
    lines = [line for line in results.contestants if line.task == name]
    verdicts = {bar.name: f"{bar.limit:g} {spelled(bar.verdict)}" for bar in results.bars}
    task = next(task for task in TASKS if task.name == name)
    rows = [
        _row(line, results, verdicts.get(name, "") if line.file == task.contestant else "")
        for line in lines
    ]
    return [f"### {name}: {title}", table(COLUMNS, rows, texts=2)]


def _row(line: Measured, results: Results, bar: str) -> tuple[str, ...]:
    if line.note:
        return (line.name, line.note, *[DASH] * 9, bar)
    found = ratios(line, results.contestants)
    return (
        line.name,
        line.records,
        f"{line.iterations:,}",
        *map(number, (line.preparation, line.seconds, line.fastest, line.running)),
        *(_ratio(line, found.get(file, {})) for file in REFERENCES),
        DASH if line.peak is None else number(line.peak / 1e6),
        bar,
    )


def _ratio(line: Measured, found: dict[str, float | None]) -> str:
    running = number(found.get("running"))
    if found.get("running") is None:
        return running
    return f"{running} ({number(found.get('whole'))})" if line.running != line.seconds else running


def _all_growth(grown: list[Grown]) -> list[str]:
    what = "Microseconds per iteration of gdtrace, without what is spent beforehand."
    return ["## Growth", what, *(part for series in SERIES for part in _growth(series, grown))]


def _growth(series: str, grown: list[Grown]) -> list[str]:
    lines = [line for line in grown if line.series == series]
    if not lines:
        return []
    asked = list(dict.fromkeys(line.asked for line in lines))
    sizes = list(dict.fromkeys(line.size for line in lines))
    found = {(line.size, line.asked): line for line in lines}
    head = (series, "iterations run", *asked, "engine of auto", "whole call, auto")
    rows = [
        (
            f"{size:,}",
            f"{found[size, 'auto'].iterations:,}",
            *(_micro(found[size, name].running) for name in asked),
            found[size, "auto"].engine,
            _micro(found[size, "auto"].whole),
        )
        for size in sizes
    ]
    return [f"### {SERIES[series]}", table(head, rows)]


def _micro(seconds: float | None) -> str:
    return number(None if seconds is None else seconds * 1e6)


def _started(started: list[Started]) -> str:
    python, with_numpy = (line.seconds for line in started[:2])
    rows = [
        (
            f"`{line.command}`",
            *(number(1000 * value) for value in (line.seconds, line.fastest)),
            *(number(ratio(line.seconds, other)) for other in (python, with_numpy)),
        )
        for line in started
    ]
    head = ("command", "CPU time, ms", "fastest, ms", "/ python alone", "/ import numpy")
    return table(head, rows)


def _checked(checked: list[Started]) -> str:
    with_numpy = checked[0].seconds
    rows = [
        (
            line.command.replace('python -c "import numpy"', "`import numpy`"),
            *(number(1000 * value) for value in (line.seconds, line.fastest)),
            number(ratio(line.seconds, with_numpy)),
        )
        for line in checked
    ]
    return table(("wall time, all cores", "ms", "fastest, ms", "/ import numpy"), rows)


def _graded(graded: list[Started]) -> str:
    seconds = {line.command: line.seconds for line in graded}
    others = (grading.FORK, grading.PYTEST)
    rows = [
        (
            line.command,
            *(number(1000 * value) for value in (line.seconds, line.fastest)),
            *(number(ratio(line.seconds, seconds.get(other))) for other in others),
        )
        for line in graded
    ]
    head = ("CPU time of all processes", "ms", "fastest, ms", "/ a fork", "/ pytest")
    return table(head, rows)
