"""The plot of the growth, where matplotlib is installed."""

from importlib.util import find_spec
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

from benchmarks.growth import SERIES
from benchmarks.records import Grown

MARKERS = {"auto": "o", "scalar": "v", "array": "s", "numba": "^"}


def write(grown: list[Grown], folder: Path) -> list[Path]:
    """Write growth.png; return its path, or nothing without matplotlib or anything to plot."""
    if not grown or find_spec("matplotlib") is None:
        return []
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 8), layout="constrained")
    figure.suptitle("gdtrace: time of an iteration, everything recorded")
    for place, series in enumerate(SERIES, 1):
        lines = [line for line in grown if line.series == series and line.running]
        if lines:
            _draw(figure.add_subplot(2, 2, place), series, lines)
    path = folder / "growth.png"
    figure.savefig(path, dpi=120)
    return [path]


def _draw(axes: Any, series: str, lines: list[Grown]) -> None:
    names = list(dict.fromkeys(line.asked for line in lines))
    for asked in names:
        points = [(line.size, _micro(line)) for line in lines if line.asked == asked]
        automatic = asked == "auto"
        axes.plot(
            *zip(*points, strict=True),
            marker=MARKERS.get(asked, "o"),
            label="the engine that suits (auto)" if automatic else f"engine {asked}",
            # The others lie on top of it where they are what auto chooses.
            linewidth=5 if automatic else 1.5,
            alpha=0.4 if automatic else 1.0,
        )
    what, _, size = SERIES[series].rpartition(", " if series == "iterations" else "; ")
    axes.set(xscale="log", yscale="log", title=what, xlabel=size, ylim=_room(lines))
    axes.set_ylabel("microseconds per iteration")
    sizes = sorted({line.size for line in lines})
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.grid(visible=True, alpha=0.4)
    if len(names) > 1:
        axes.legend()


def _room(lines: list[Grown]) -> tuple[float, float]:
    """Return limits at whole powers of ten, two or more apart: a level line must look level."""
    times = [_micro(line) for line in lines]
    low, high = floor(log10(min(times))), ceil(log10(max(times)))
    return 10.0 ** min(low, high - 2), 10.0**high


def _micro(line: Grown) -> float:
    return 1e6 * (line.running or 0.0)
