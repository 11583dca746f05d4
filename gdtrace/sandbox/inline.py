"""Calls functions of this very process as a harness does: for notebooks, never for marks."""

import json
import linecache
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import define, field

from gdtrace.sandbox.claims import (
    Arguments,
    Failure,
    Loaded,
    Reply,
    Returned,
    loaded,
    named,
    returned,
)

Functions = Mapping[str, Callable[..., Any]]


@define
class Inline:
    """Functions that exist already, asked in the same way as a ``Child``.

    >>> asked = Inline({"double": lambda x: 2 * x})
    >>> asked.calls("double", [[1.5]])[0].value
    3.0

    There is no limit of time here, and nothing is kept apart.
    """

    functions: Functions
    isolation: str = field(default="L0", init=False)

    @property
    def loaded(self) -> Loaded | Failure:
        """The functions that Python wrote down; others are called without knowing more."""
        return loaded(_described(self.functions))

    def calls(
        self,
        function: str | Sequence[str],
        arguments: Sequence[Arguments],
        *,
        observe: bool = False,
    ) -> list[Returned | Failure]:
        """Call a function with copies of each list of arguments; return a record for each call."""
        replies = [
            _called(self.functions, name, json.loads(text), observe)
            for name, text in named(function, arguments)
        ]
        return [returned(reply, _text) for reply in replies]

    def apart(self) -> "Inline":
        """Return itself: nothing is kept apart here."""
        return self

    def close(self) -> None:
        """Do nothing: no process is to be ended."""

    def __enter__(self) -> "Inline":
        return self

    def __exit__(self, *_: object) -> None:
        """Leave everything as it is."""


def _text(file: str, line: int) -> str:
    return linecache.getline(file, line).strip()


def _called(names: Functions, name: str, codes: list[Any], observe: bool) -> Reply:
    """Call one of the functions; its own module counts as the submission."""
    from gdtrace.sandbox import harness

    inner, _ = harness.called(names.get(name))
    submission = harness.Submission({} if inner is None else inner.__globals__)
    with warnings.catch_warnings():
        # Where warnings are errors, as in many tests, they are still only warnings here.
        warnings.simplefilter("default")
        return harness.named(dict(names), name, harness.asking(submission, codes, observe))


def _described(names: Functions) -> Reply:
    from gdtrace.sandbox.harness import called, described

    inner = [(name, *called(function)) for name, function in names.items()]
    found = [described(name, each, taken) for name, each, taken in inner if each is not None]
    return {"functions": found}
