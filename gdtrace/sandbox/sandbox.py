"""A sandbox: one for a whole class run, with a child for every submission."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from attrs import define

from gdtrace.sandbox.canary import test
from gdtrace.sandbox.child import BUDGET, CALL_LIMIT, LOAD_LIMIT, Child
from gdtrace.sandbox.starter import Starter


@define
class Sandbox:
    r"""Where submissions run, each in a child of its own.

    >>> with Sandbox.start() as sandbox, sandbox.child() as child:
    ...     loaded = child.load("def double(x):\n    return 2*x\n", "double.py")
    ...     child.calls("double", [[1.5], [4]])[0].value
    3.0
    """

    _starter: Starter

    @classmethod
    def start(
        cls, isolation: str = "auto", *, without: Iterable[str] = (), children: str = "many"
    ) -> Self:
        """Start a sandbox.

        Parameters
        ----------
        isolation : str
            ``auto``, ``require:L2``, … as in ``gdtrace.sandbox.isolation.wanted``.
        without : iterable of str
            Layers of isolation that are left out, such as "seccomp". Only tests do that, to see
            what happens: each has to hold off something. ``zygote.LAYERS`` has their names.
        children : str
            For ``many`` of them it is worth doing beforehand what each would do, for ``few`` not.

        Raises
        ------
        OptionError
            If the text is none that names an isolation.
        IsolationError
            If the machine does not offer what is required; it says what is missing.
        """
        return cls(Starter.start(isolation, without=without, children=children))

    @property
    def level(self) -> str:
        """How far children are kept apart: ``L1`` or ``L2``."""
        return self._starter.level

    @property
    def missing(self) -> str:
        """What this machine lacks for a higher level, in a sentence; empty if nothing."""
        return self._starter.missing

    def child(
        self,
        *,
        load_limit: float = LOAD_LIMIT,
        call_limit: float = CALL_LIMIT,
        budget: float = BUDGET,
    ) -> Child:
        """Return a child for one submission; close it before the sandbox.

        Parameters
        ----------
        load_limit, call_limit, budget : float
            Seconds for running the file, for one call, and for all of them together.
        """
        return Child(self._starter, load_limit=load_limit, call_limit=call_limit, budget=budget)

    def self_test(self) -> None:
        """Let a child try what no submission may do, and another what every one may.

        Raises
        ------
        IsolationError
            If the first succeeds with anything, or the second does not.
        """
        with self.child() as child, self.child() as honest:
            test(child, honest)

    def close(self) -> None:
        """End everything that runs in it."""
        self._starter.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
