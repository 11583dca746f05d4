"""Plots: chosen values against the iteration, drawn with matplotlib.

Nothing here touches pyplot or a reader's own settings: the same trace gives the same picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING
from warnings import catch_warnings, filterwarnings

from gdtrace.errors import GdtraceError, unknown
from gdtrace.render.curves import MOST_LINES, Line, Panel, panels_of, thinned

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gdtrace.trace import Trace

FORMATS = ("png", "svg", "pdf")
"""What a picture can be saved as."""

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#e69f00", "#56b4e9")
"""Colours that colour-blind readers can tell apart; the markers differ as well."""

MARKERS = "os^Dv<>PX*"
FEW_POINTS = 20
"""So few iterations are marked one by one."""

MOST_POINTS = 8000
"""A picture has about as many points, however long the run, so that its file stays small."""

MOST_IN_CORNER = 4
"""A longer legend stands beside the curves, not over them."""


def figure(trace: Trace, symbols: Sequence[str] = (), *, log: bool = False) -> Figure:
    """Return a figure of values against the iteration.

    By default the tutorial's two: the prediction with the target, and the error below.

    Parameters
    ----------
    trace : Trace
    symbols : sequence of str
        The values to draw, such as ``SOP1``, ``W11`` or ``g3:W41``.
    log : bool
        Whether the axis of the values is logarithmic.

    Returns
    -------
    matplotlib.figure.Figure
        Not known to pyplot; ``picture`` or its own ``savefig`` makes a file of it.

    Raises
    ------
    GdtraceError
        Without matplotlib, or where a logarithmic axis cannot show a value.
    UnknownNameError
        For a symbol that the trace does not have.
    """
    require_matplotlib()
    panels = panels_of(trace, symbols, log=log)
    with _own_settings():
        from matplotlib.figure import Figure

        class Shown(Figure):
            """A figure that notebooks show although pyplot does not know it."""

            def _repr_png_(self) -> bytes:
                return picture(self, "png")

        made = Shown(figsize=(8, 1 + 2.7 * len(panels)), layout="constrained")
        made.suptitle(_title(trace), parse_math=False)
        every = made.subplots(len(panels), sharex=True, squeeze=False)[:, 0]
        for axes, panel in zip(every, panels, strict=True):
            _draw(axes, panel, log=log)
        every[-1].set_xlabel("iteration")
    return made


def picture(made: Figure, form: str) -> bytes:
    """Return the file of a figure, byte for byte the same for the same figure.

    Parameters
    ----------
    made : matplotlib.figure.Figure
    form : str
        ``png``, ``svg`` or ``pdf``.
    """
    if form not in FORMATS:
        raise unknown("picture format", form, FORMATS)
    # Left to itself matplotlib writes the time into the file.
    dates = {"png": {}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[form]
    file = BytesIO()
    with _own_settings(), catch_warnings():
        filterwarnings("ignore", message="Glyph .* missing")
        made.savefig(file, format=form, dpi=150, metadata=dates)
    return file.getvalue()


def require_matplotlib() -> None:
    """Raise GdtraceError, with the way to install it, where matplotlib is missing."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise GdtraceError(
            "a plot is drawn with matplotlib, which is not installed here; "
            "python -m pip install 'gdtrace[plot]' installs it"
        ) from None


@contextmanager
def _own_settings() -> Iterator[None]:
    """Leave out the reader's matplotlibrc, and put everything back afterwards."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams["svg.hashsalt"] = "gdtrace"
        yield


def _title(trace: Trace) -> str:
    name = trace.problem.name or "problem"
    if trace.diverged is None:
        return name
    return f"{name} (the values stop being finite numbers in iteration {trace.diverged})"


def _draw(axes: Axes, panel: Panel, *, log: bool) -> None:
    from matplotlib.ticker import MaxNLocator

    shown = panel.lines[:MOST_LINES]
    for place, line in enumerate(shown):
        _draw_line(axes, line, place, len(shown))
    hidden = len(panel.lines) - len(shown)
    if hidden:
        axes.plot([], [], linestyle="none", label=f"and {hidden} more, not drawn")
    for level in panel.levels:
        if log and level.value <= 0:
            continue
        colour = "#555555" if level.line is None else COLOURS[level.line % len(COLOURS)]
        axes.axhline(level.value, color=colour, linestyle="--", linewidth=1.4, label=level.label)
    axes.set_ylabel(panel.label)
    axes.grid(alpha=0.3)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    if log:
        axes.set_yscale("log")
    else:
        axes.ticklabel_format(useOffset=False)
    _add_legend(axes)


def _draw_line(axes: Axes, line: Line, place: int, lines: int) -> None:
    points = thinned(line.values, MOST_POINTS // 4 // lines)
    few = len(points) <= FEW_POINTS
    marked = few or lines > 1
    axes.plot(
        points,
        line.values[points],
        color=COLOURS[place % len(COLOURS)],
        label=line.label,
        linewidth=1.8,
        marker=MARKERS[place % len(MARKERS)] if marked else "",
        markersize=5,
        # Staggered, so that the markers of curves that coincide are all seen.
        markevery=1 if few else (0.1 * place / lines + 0.02, 0.1),
    )


def _add_legend(axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    if len(labels) > MOST_IN_CORNER:
        axes.legend(handles, labels, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize="small")
    elif len(labels) > 1:
        axes.legend(handles, labels, loc="best")
