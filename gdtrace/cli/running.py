"""Trains on behalf of a command: with a progress bar, and with care for memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from gdtrace.problems import Problem
    from gdtrace.trace import Trace

SECONDS = 2.0
"""A run that will take longer shows how far it is."""

SETTLED = 0.2
"""After so many seconds the rest can be estimated."""

MOST_RECORDED = 1_000_000
"""Of longer runs only what is shown is recorded."""

MOST_PICKED = 16
MOST_REPEATED = 10_000
"""Of longer runs so few iterations are rather computed again than all of them recorded."""

INTERRUPTED = 130
"""The exit code of a command that was stopped with Ctrl-C."""


def engine_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that says which engine computes the numbers."""
    return click.option(
        "--engine",
        metavar="NAME",
        default="auto",
        help="What computes: interpret, scalar, array or numba; by default what suits the size.",
    )(command)


def trained(
    problem: Problem,
    iterations: int | None,
    *,
    engine: str,
    notation: str = "",
    symbols: Sequence[str] = (),
    picked: int | None = None,
) -> Trace:
    """Train; where that saves time or memory, only what is shown is recorded.

    ``symbols`` are those whose columns are shown; ``picked`` is how many iterations are shown, if
    not all.
    """
    from gdtrace.training import train

    total = problem.training.iterations if iterations is None else iterations
    few = picked is not None and picked <= MOST_PICKED and total > MOST_REPEATED
    with progress() as report:
        return train(
            problem,
            iterations=iterations,
            notation=notation,
            engine=engine,
            # With the error an overflow is noticed, whatever else is recorded.
            record=["Error", *symbols] if few or total > MOST_RECORDED else None,
            progress=report,
        )


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Return what reports progress: a bar on a terminal, if the run takes a while."""
    start = monotonic()
    bars: list[Any] = []

    def report(done: int, total: int) -> None:
        elapsed = monotonic() - start
        if not bars and elapsed > SETTLED and elapsed * total / done > SECONDS:
            bars.append(click.progressbar(length=total, file=sys.stderr, label="Training"))
            bars[0].__enter__()
        for bar in bars:
            bar.update(done - bar.pos)

    try:
        yield report if sys.stderr.isatty() else lambda done, total: None
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)


def end(trace: Trace) -> None:
    """End the command; with the exit code of an interruption if the run was stopped."""
    if len(trace) < trace.run.asked:
        click.echo(f"Stopped after {len(trace)} of {trace.run.asked} iterations.", err=True)
        click.get_current_context().exit(INTERRUPTED)
