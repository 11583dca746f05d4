"""The table of all known mistakes, and the wrong programs that they make of a right one."""

from collections.abc import Iterator

from attrs import frozen

from gdtrace.errors import unknown
from gdtrace.grading.catalogue import CATALOGUE
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.rewriting import last_layer
from gdtrace.steps import Program

MISCONCEPTIONS: dict[str, Misconception] = {each.id: each for each in CATALOGUE}
"""Every known mistake by its id, in the order of the derivation."""

WAY_OUT = "'gdtrace misconceptions' lists them all"

DRIVERS = {
    "online": "the weights are updated after every example, which the next example then uses",
    "online-cumulative": "the same, with the sum of the gradients so far",
    "prediction-after-update": "what is handed out is predicted with the weights after the update",
}
"""How iterations may be run instead of one program after the other."""


@frozen(eq=False, repr=False)
class Variant:
    """One wrong program: a mistake in one layer, or (layer 0) wherever it can happen."""

    misconception: Misconception
    layer: int
    program: Program

    @property
    def id(self) -> str:
        """Its name: that of the misconception, with the layer if it is in one layer only."""
        return f"{self.misconception.id}@{self.layer}" if self.layer else self.misconception.id


def misconception(id: str) -> Misconception:
    """Return a known mistake.

    >>> misconception("factor-2-missing").step
    'dError_dPredicted'

    Raises
    ------
    UnknownNameError
        With the nearest names.
    """
    if id not in MISCONCEPTIONS:
        raise unknown("misconception", id, MISCONCEPTIONS, WAY_OUT)
    return MISCONCEPTIONS[id]


def variants(program: Program, *, alias: bool = False) -> list[Variant]:
    """Return every wrong program that the known mistakes make of a program.

    Parameters
    ----------
    program : Program
        May be a part of an iteration: mistakes in what is not there are left out.
    alias : bool
        Whether to return those too that are only meant where two names for one array were seen.
    """
    return [
        variant
        for each in MISCONCEPTIONS.values()
        if alias or not each.needs_alias
        for variant in variants_of(each, program)
    ]


def variants_of(misconception: Misconception, program: Program) -> Iterator[Variant]:
    """Yield the different wrong programs that one mistake makes; first that of all layers."""
    layers = range(last_layer(program) + 1) if misconception.layered else [0]
    seen: list[Program] = []
    for layer in layers:
        wrong = misconception.rewrite(program, layer)
        if wrong is not None and wrong not in seen:
            seen.append(wrong)
            yield Variant(misconception, layer, wrong)
