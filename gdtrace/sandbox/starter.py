"""Starts processes for submissions, as far apart from everything else as was asked for."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, Self
from weakref import WeakSet

from attrs import define, field

from gdtrace.errors import IsolationError
from gdtrace.sandbox.isolation import BEST, Wanted, wanted
from gdtrace.sandbox.process import Process

if TYPE_CHECKING:
    from gdtrace.sandbox.forked import Zygote

LOWEST = "L1"
MORE = 2
ASKED_FOR = "no more was asked for"
LINUX_ONLY = "only Linux can keep files away from a submission"
NO_ZYGOTE = "the process that starts all others could not be started"
ZYGOTES = 3
"""So many are started before the machine is taken for one on which none can be."""

NOT_OFFERED = f"this version of gdtrace offers {BEST} at most"


class Transport(Protocol):
    """A running harness: lines go in, lines come out."""

    fault: str

    def send(self, line: bytes, most: int) -> None:
        """Send a line, which will be answered by so many lines at most."""

    def receive(self, seconds: float) -> bytes:
        """Return the next line."""

    def end(self) -> str:
        """End the process; return how it ended by itself, if it did."""


@define(eq=False, repr=False)
class Starter:
    """Starts one process after the other; ``close`` ends what they have in common.

    Children of a zygote, where the machine allows that, otherwise processes of their own.
    ``without`` leaves out layers of isolation: only tests use it.
    """

    _wanted: Wanted
    without: tuple[str, ...] = ()
    children: str = "many"
    _zygote: Zygote | None = field(default=None, init=False)
    _reason: str | None = field(default=None, init=False)
    _alone: WeakSet[Process] = field(factory=WeakSet, init=False)

    @classmethod
    def start(
        cls, isolation: str = "auto", *, without: Iterable[str] = (), children: str = "many"
    ) -> Self:
        """Start what the processes have in common, for ``many`` or for ``few`` of them.

        Raises
        ------
        OptionError
            If the text is none that names an isolation.
        IsolationError
            If the machine does not offer what is required.
        """
        starter = cls(wanted(isolation), tuple(without), children)
        starter._begin()
        least = starter._wanted.least
        # Whether there is what is required is known before anything runs.
        if least > LOWEST and least > starter.level:
            why = starter.missing or NOT_OFFERED
            starter.close()
            raise IsolationError(
                f"isolation {least} is required, but {starter.level} is all there is: {why}"
            )
        return starter

    @property
    def level(self) -> str:
        """The level of the processes that it starts; waits until that is known."""
        return LOWEST if self.reason else BEST

    @property
    def missing(self) -> str:
        """What this machine lacks for a higher level; empty if nothing."""
        return "" if self._wanted.most == LOWEST else self.reason

    @property
    def reason(self) -> str:
        """Why the level is the lowest; empty if it is not."""
        if self._reason is None:
            self._reason = self._found()
        return self._reason

    def _found(self) -> str:
        """Return what the machine lacks, as the first zygote that lives long enough says."""
        from gdtrace.sandbox.forked import Gone, Zygote

        for _ in range(ZYGOTES):
            self._zygote = self._zygote or Zygote(self.without, self.children)
            try:
                return self._zygote.missing()
            except Gone:
                # Killed by whomever: that is no reason to keep submissions less apart.
                self.close()
        return NO_ZYGOTE

    @property
    def is_known(self) -> bool:
        """Whether the level is known without waiting."""
        return self._reason is not None

    def is_starting(self) -> bool:
        """Say whether the next process takes its time: on its own, or the first of a zygote."""
        if self._reason is not None:
            return bool(self._reason)
        return self._zygote is not None and not self._zygote.is_ready()

    def process(self, seconds: float) -> Transport:
        """Start a process that may compute for so many seconds."""
        # A little more than the grader waits: who waits knows more about where it was.
        whole = math.ceil(seconds) + MORE
        if self.reason:
            made = Process(whole)
            self._alone.add(made)
            return made
        from gdtrace.sandbox.forked import Zygote

        if self._zygote is None or not self._zygote.is_running():
            self.close()
            self._zygote = Zygote(self.without, self.children)
        return self._zygote.fork(whole)

    def close(self) -> None:
        """End what the processes have in common, and those that still run."""
        # A zygote takes its children with it; others would compute on for nobody.
        for each in list(self._alone):
            each.end()
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def _begin(self) -> None:
        if self._wanted.most == LOWEST:
            self._reason = ASKED_FOR
        elif not sys.platform.startswith("linux"):
            self._reason = LINUX_ONLY
        else:
            from gdtrace.sandbox.forked import Zygote

            self._zygote = Zygote(self.without, self.children)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
