"""Starts processes for submissions, as far apart from everything else as was asked for."""

from __future__ import annotations

from typing import Self

from attrs import define, field

from gdtrace.errors import IsolationError
from gdtrace.sandbox.isolation import Wanted, wanted
from gdtrace.sandbox.process import Process


@define
class Starter:
    """Starts one process after the other; ``close`` ends what they have in common.

    ``missing`` says what this machine lacks for a higher level; it is empty if nothing is.
    """

    _wanted: Wanted
    missing: str = field(default="", init=False)

    @classmethod
    def start(cls, isolation: str = "auto") -> Self:
        """Find out what there is.

        Raises
        ------
        OptionError
            If the text is none that names an isolation.
        IsolationError
            If the machine does not offer what is required.
        """
        starter = cls(wanted(isolation))
        if starter._wanted.least > starter.level:
            raise IsolationError(f"isolation {starter._wanted.least} is required: not yet offered")
        return starter

    @property
    def level(self) -> str:
        """The level of the processes that it starts."""
        return "L1"

    def process(self) -> Process:
        """Start a process; it gets ready while the caller does something else."""
        return Process()

    def close(self) -> None:
        """End what the processes have in common."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
