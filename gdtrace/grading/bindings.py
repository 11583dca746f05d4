"""Bindings: which numbers of the program an argument or a returned value stands for.

``"W@1[:,1]"`` are the weights into hidden neuron 1, ``"X[i,n]"`` the inputs with one column per
example, ``"Activ@2[iteration]"`` the prediction of every iteration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy
from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.errors import ExerciseError, GdtraceError
from gdtrace.expr import Ref
from gdtrace.grading.evaluation import Places
from gdtrace.lookup import find
from gdtrace.names import Names
from gdtrace.steps import EXAMPLES, Program

ITERATIONS = "iterations"
"""The argument that says how many iterations to run."""

ITERATION = "iteration"
"""Stands in the brackets of a value that is returned for every iteration."""

ANY_LAYER = "@*"

_KEY = re.compile(r"(?P<key>[A-Za-z_]+(@[0-9*]+)?)(\[(?P<inside>[^\]]*)\])?")


@frozen(eq=False, repr=False)
class Binding:
    """An array of places of one key, in the shape that a student's function sees.

    ``index`` has one array of whole numbers for each axis of the key, each of the shape
    ``shape``; together they pick the numbers. ``each`` says that it is taken in every iteration.
    """

    key: str
    index: tuple[Places, ...]
    shape: tuple[int, ...]
    each: bool = False

    def take(self, values: Mapping[str, Array]) -> Array:
        """Return the numbers of every set of inputs: one axis for the sets, then the shape."""
        index: Any = (slice(None), *self.index)
        taken: Array = values[self.key][index]
        return taken

    @property
    def refs(self) -> list[Ref]:
        """The places, in the order in which the numbers of the array are read."""
        places = zip(*(axis.ravel().tolist() for axis in self.index), strict=True)
        return [Ref(self.key, place) for place in places] if self.index else [Ref(self.key)]


def bound(text: str, names: Names, program: Program, sizes: Mapping[str, int]) -> Binding:
    """Return the places that a text of an exercise means.

    Parameters
    ----------
    text : str
        A key with or without brackets, or a symbol such as ``SOP1`` or ``g3(W11)``.
    names : Names
        For the symbols.
    program : Program
        For the keys; it may have more steps than the names' own.
    sizes : mapping of index letter to int

    Raises
    ------
    ExerciseError
        If no value or no single shape is meant.
    """
    match = _KEY.fullmatch(text.strip())
    if match and (match["key"] in program.by_key or match["key"] in program.leaves):
        inside = match["inside"]
        items = [] if inside is None else [item.strip() for item in inside.split(",")]
        items = [] if items == [""] else items
        each = items[:1] == [ITERATION]
        return _binding(match["key"], items[1:] if each else items, program, sizes, each=each)
    try:
        ref = find(names, text)
    except GdtraceError as error:
        raise ExerciseError(f"{text}: {error}") from None
    places = [str(index + 1) if isinstance(index, int) else index for index in ref.indices]
    if EXAMPLES in places and sizes[EXAMPLES] == 1:
        places[places.index(EXAMPLES)] = "1"
    return _binding(ref.key, places, program, sizes, each=False)


def layers_bound(
    text: str, names: Names, program: Program, sizes: Mapping[str, int]
) -> list[Binding]:
    """Return one binding for each layer that ``W@*[i,j]`` has."""
    match = _KEY.fullmatch(text.strip())
    if not match or not match["key"].endswith(ANY_LAYER):
        return [bound(text, names, program, sizes)]
    role = match["key"].removesuffix(ANY_LAYER)
    keys = [key for key in [*program.leaves, *program.by_key] if key.partition("@")[0] == role]
    keys.sort(key=lambda key: int(key.partition("@")[2]))
    if not keys:
        raise ExerciseError(f"{text}: no layer has a value {role}")
    return [bound(_of_layer(key, match["inside"], program), names, program, sizes) for key in keys]


def _of_layer(key: str, inside: str | None, program: Program) -> str:
    """Write the letters of a layer for those of the first one: [i,j] is [j,k] in layer 2."""
    if inside is None:
        return key
    items = [item.strip() for item in inside.split(",")]
    used = sorted({item for item in items if item.isalpha() and item != EXAMPLES})
    own = [index for index in program.indices(key) if index != EXAMPLES]
    letters = dict(zip(used, own, strict=False))
    return f"{key}[{','.join(letters.get(item, item) for item in items)}]"


def _binding(
    key: str, items: list[str], program: Program, sizes: Mapping[str, int], *, each: bool
) -> Binding:
    indices = program.indices(key)
    spelled = f"{key}[{','.join(items)}]" if items else key
    if all(item in indices for item in items) and len(set(items)) == len(items):
        axes, fixed = items, {index: 0 for index in indices if index not in items}
        for index in fixed:
            if sizes[index] != 1:
                raise ExerciseError(
                    f"{spelled}: the index {index} has {sizes[index]} places and is left out; "
                    f"{key} has the indices [{','.join(indices)}]"
                )
    else:
        axes, fixed = _by_position(spelled, items, indices, sizes)
    shape = tuple(sizes[axis] for axis in axes)
    grid = dict(zip(axes, numpy.indices(shape), strict=True))
    places = tuple(
        grid[letter] if letter in grid else numpy.full(shape, fixed[letter]) for letter in indices
    )
    return Binding(key, places, shape, each)


def _by_position(
    spelled: str, items: list[str], indices: tuple[str, ...], sizes: Mapping[str, int]
) -> tuple[list[str], dict[str, int]]:
    """Read ``:``, letters and places counted from 1, one for each index of the key."""
    own = indices
    fixed: dict[str, int] = {}
    if len(items) == len(indices) - 1 and EXAMPLES in indices and sizes[EXAMPLES] == 1:
        own = tuple(index for index in indices if index != EXAMPLES)
        fixed[EXAMPLES] = 0
    if len(items) != len(own):
        raise ExerciseError(f"{spelled}: the indices are [{','.join(indices)}]")
    axes = []
    for item, index in zip(items, own, strict=True):
        if item in (":", index):
            axes.append(index)
        elif item.isdigit() and 1 <= int(item) <= sizes[index]:
            fixed[index] = int(item) - 1
        else:
            raise ExerciseError(
                f"{spelled}: {item!r} is no place of the index {index}; "
                f"write :, {index}, or a number from 1 to {sizes[index]}"
            )
    return axes, fixed


def chosen(pattern: str, program: Program, sizes: Mapping[str, int]) -> Iterator[Ref]:
    """Yield the places that a part of an exercise names: a role, a key, or places of a key."""
    text, _, inside = pattern.partition("[")
    for key in [*program.leaves, *program.by_key]:
        role = key.partition("@")[0]
        every = text == "*" and key in program.by_key
        if not every and text not in (key, role, f"{role}{ANY_LAYER}"):
            continue
        yield from _places(key, inside.rstrip("] "), program, sizes)


def _places(key: str, inside: str, program: Program, sizes: Mapping[str, int]) -> Iterator[Ref]:
    indices = program.indices(key)
    own = [index for index in indices if index != EXAMPLES]
    items = [item.strip() for item in inside.split(",")] if inside else [":"] * len(own)
    if len(items) != len(own):
        raise ExerciseError(f"{key}[{inside}]: the indices are [{','.join(own)}]")
    choices = {
        index: [int(item) - 1] if item.isdigit() else range(sizes[index])
        for item, index in zip(items, own, strict=True)
    }
    ranges = [choices.get(index, range(sizes[index])) for index in indices]
    yield from (Ref(key, place) for place in product(*ranges))
