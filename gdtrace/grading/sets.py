"""The sets of inputs in words: how many, how large, at which learning rates."""

from __future__ import annotations

from collections.abc import Sequence

from gdtrace.grading.probes import Probe
from gdtrace.grading.wording import listed, number_word


def sets_in_words(probes: Sequence[Probe]) -> str:
    """Count the sets of inputs."""
    count = sum(len(probe.expected) for probe in probes)
    return f"{count} set{'s' * (count != 1)} of inputs"


def right_summary(probes: Sequence[Probe], function: str) -> list[str]:
    """Say of a right function what was right, and what would have shown."""
    numbers = sum(probe.expected.size for probe in probes)
    known = shown_mistakes(probes)
    parts = [sets_in_words(probes), *_sizes(probes)]
    rates = _rates(probes)
    if rates:
        parts.append(f"at the learning rate{'s' * (len(rates) > 1)} {listed(rates)}")
    said = [f"All {numbers} numbers that your {function} returned are right: {', '.join(parts)}."]
    if known > 1:
        said.append(
            f"Each of the {known} known mistakes in this exercise would have shown on these sets."
        )
    return said


def _sizes(probes: Sequence[Probe]) -> list[str]:
    """Say how large the sets are, where they are not all alike."""
    if probes[0].task.exercise.elementwise:
        return ["as single numbers and in arrays"]
    if len(probes) == 1:
        return []
    inputs = len({probe.task.network.sizes[1:] for probe in probes}) == 1
    words: list[str] = []
    for probe in probes:
        sizes = probe.task.network.sizes
        what = str(sizes[0]) if inputs else f"layers of {listed([str(s) for s in sizes])}"
        # What is counted is said once: three with 3 inputs and three with 10.
        noun = " inputs" if inputs and not words else ""
        words.append(f"{number_word(len(probe.expected))} with {what}{noun}")
    return [listed(words)]


def _rates(probes: Sequence[Probe]) -> list[str]:
    rates = {
        float(rate)
        for probe in probes
        if "learning_rate" in probe.given
        for rate in probe.given["learning_rate"]
    }
    return [f"{rate:g}" for rate in sorted(rates)]


def shown_mistakes(probes: Sequence[Probe]) -> int:
    """Return how many known mistakes would show on the sets of inputs."""
    return len(set[str]().union(*(probe.shown for probe in probes)))
