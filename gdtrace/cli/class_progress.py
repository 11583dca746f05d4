"""How far a class run is, on standard error; and whether it was asked to stop."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import Any

import click

from gdtrace.errors import count

EVERY = 10.0
"""So often, in seconds, a line says how far it is, where there is no terminal for a bar."""

SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class Stopping:
    """Remembers that the run was asked to stop; asked again, it ends at once."""

    def __init__(self) -> None:
        self.signal = 0

    def __call__(self) -> bool:
        """Say whether to stop."""
        return self.signal != 0

    @property
    def exit_code(self) -> int:
        """The exit code of a run that has stopped."""
        return 128 + self.signal

    def _asked(self, number: int, _: FrameType | None) -> None:
        if self.signal:
            # The graders notice, and the journal has every result that was there.
            os._exit(128 + number)
        self.signal = number


@contextmanager
def stopping() -> Iterator[Stopping]:
    """Give what knows whether Ctrl-C was pressed, or the process was asked to end."""
    asked = Stopping()
    before = {each: signal.signal(each, asked._asked) for each in SIGNALS}
    try:
        yield asked
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Give what reports progress: a bar on a terminal, a line now and then otherwise."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    bars: list[Any] = []

    def report(done: int, total: int) -> None:
        if not bars:
            bars.append(click.progressbar(length=total, file=sys.stderr, label="Marking"))
            bars[0].__enter__()
        bars[0].update(done - bars[0].pos)

    try:
        yield report
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)


def _lines() -> Callable[[int, int], None]:
    start = monotonic()
    last = start

    def report(done: int, total: int) -> None:
        nonlocal last
        now = monotonic()
        if now - last >= EVERY:
            last = now
            said = f"{done} of {count(total, 'submission')} marked"
            click.echo(f"{said} after {now - start:.0f} seconds", err=True)

    return report
