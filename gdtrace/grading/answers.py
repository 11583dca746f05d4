"""Answers: what a submission's function returned for the sets of inputs, read as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Protocol

import numpy
from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.grading.cases import Case
from gdtrace.grading.probes import Probe
from gdtrace.grading.returned import Misfit, read
from gdtrace.sandbox.claims import Arguments, Failure, Loaded, Returned


class Runner(Protocol):
    """What runs a submission's functions: a process of its own, or this one."""

    @property
    def isolation(self) -> str:
        """How the submission is kept apart."""

    @property
    def loaded(self) -> Loaded | Failure:
        """The functions of the submission, or why there are none."""

    def calls(
        self,
        function: str | Sequence[str],
        arguments: Sequence[Arguments],
        *,
        observe: bool = False,
    ) -> list[Returned | Failure]:
        """Call a function with each list of arguments; there may be a function for each."""

    def apart(self) -> Runner:
        """Return what runs the same submission elsewhere, so that neither knows of the other."""

    def close(self) -> None:
        """End what runs."""


@frozen(eq=False, repr=False)
class Answers:
    """What came back from the calls of every probe, in their order."""

    probes: tuple[Probe, ...]
    results: tuple[tuple[Returned | Failure, ...], ...]

    @property
    def returned(self) -> list[Returned]:
        """The calls that returned something."""
        return [each for own in self.results for each in own if isinstance(each, Returned)]

    @property
    def failures(self) -> list[Failure]:
        """The calls that did not."""
        return [each for own in self.results for each in own if isinstance(each, Failure)]

    @cached_property
    def right(self) -> bool:
        """Whether every call returned the right numbers."""
        cases, misfits = self.read
        return not (self.failures or misfits or any(case.wrong.any() for case in cases))

    @cached_property
    def read(self) -> tuple[list[Case], list[Misfit]]:
        """The numbers by task, and the forms that do not fit; only one of them is whole."""
        cases, misfits = [], []
        for probe, results in zip(self.probes, self.results, strict=True):
            numbers = numpy.full(probe.expected.shape, numpy.nan)
            for call, result in zip(probe.calls, results, strict=True):
                if isinstance(result, Failure):
                    continue
                own = result.known.get(call.form)
                if own is None:
                    equivalent = probe.task.exercise.equivalent_shapes
                    own = read(call.form, result.value, equivalent=equivalent)
                    result.known[call.form] = own
                if isinstance(own, Misfit):
                    misfits.append(own)
                else:
                    numbers[list(call.sets)] = laid(own, len(call.sets), probe)
            calls = tuple(call.sets for call in probe.calls)
            cases.append(
                Case(probe.task, probe.given, probe.expected, numbers, calls, probe.rights)
            )
        return cases, misfits


def laid(numbers: Array, sets: int, probe: Probe) -> Array:
    """Return the numbers of one call by sets of inputs: shape (sets, returned numbers)."""
    if not probe.task.exercise.elementwise:
        return numbers.reshape(1, -1)
    # Every returned value has a number for each set of the call.
    return numbers.reshape(-1, sets).T


def ask(
    runner: Runner, function: str, probes: Sequence[Probe], *, observe: bool = False
) -> Answers:
    """Call a function with the arguments of all probes, all in one go."""
    return ask_all(runner, {function: probes}, observe=observe)[function]


def ask_all(
    runner: Runner, probes: Mapping[str, Sequence[Probe]], *, observe: bool = False
) -> dict[str, Answers]:
    """Call every function with the arguments of its probes, all in one go."""
    calls = [
        (function, arguments)
        for function, own in probes.items()
        for probe in own
        for arguments in probe.sent
    ]
    names, arguments = [name for name, _ in calls], [given for _, given in calls]
    results = iter(runner.calls(names, arguments, observe=observe))
    return {
        function: Answers(
            tuple(own), tuple(tuple(next(results) for _ in probe.calls) for probe in own)
        )
        for function, own in probes.items()
    }
