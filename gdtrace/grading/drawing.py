"""Draws candidates for sets of inputs: consistent values of one trace, nothing special in them.

They come in bundles of three. The second set differs from the first in target and learning rate
alone, the third has other inputs and weights that lead to the same sum in the output neuron. So a
wrong value that hangs on the target can be told from one that hangs on the weights.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy

from gdtrace.calculus import LOSSES
from gdtrace.engine.arrays import Array
from gdtrace.grading.evaluation import Mask, Values
from gdtrace.grading.tasks import Task
from gdtrace.steps import EXAMPLES, Key

BUNDLES = 400
"""So many are drawn; those in which nothing saturates are kept."""

BUNDLE = 3
"""How many sets of inputs belong together."""

WEIGHT_SIZES = (1.0, 0.7, 0.5, 0.35, 0.25)
"""Weights are drawn this much smaller, one after the other, until enough bundles are usable."""

ENOUGH = 8

SMALLEST = 0.02
"""A sum or a difference of prediction and target is no smaller than this."""

LARGEST_SOP = 2.0
"""Beyond it a sigmoid is flat, and factors are too small to show what was done with them."""


def generator(exercise_id: str, seed: int, sizes: Sequence[int]) -> numpy.random.RandomState:
    """Return the numbers of one exercise and seed; the same on every machine and version."""
    text = f"{exercise_id}:{seed}:{','.join(map(str, sizes))}"
    digest = hashlib.sha256(text.encode()).digest()
    return numpy.random.RandomState(numpy.frombuffer(digest[:16], dtype=numpy.uint32))


def candidates(task: Task, seed: int) -> Values:
    """Draw sets of inputs and return what the exercise's function is given in them.

    Returns
    -------
    dict of key to array
        An axis for the sets in front; bundle after bundle.
    """
    for size in WEIGHT_SIZES:
        values, usable = _drawn(task, seed, size)
        if usable.sum() >= ENOUGH:
            break
    kept = numpy.repeat(usable, BUNDLE)
    return {key: values[key][kept] for key in task.program.leaves}


def _drawn(task: Task, seed: int, size: float) -> tuple[Values, Mask]:
    """Draw all bundles with weights of a size, and say which of them are usable."""
    draw = generator(task.exercise.id, seed, task.network.sizes)
    leaves = {key: _leaf(task, key, indices, draw) for key, indices in task.whole.leaves.items()}
    for key, value in leaves.items():
        if Key(key).role == "W":
            leaves[key] = numpy.round(value * size, 3)
    _relate(task, leaves)
    values = task.evaluation.values(task.whole, leaves, {})
    usable = _usable(task, values).reshape(BUNDLES, BUNDLE).all(axis=1)
    return values, numpy.asarray(usable)


def _leaf(task: Task, key: str, indices: tuple[str, ...], draw: numpy.random.RandomState) -> Array:
    sets = BUNDLES * BUNDLE
    shape = (sets, *map(task.evaluation.size, indices))
    role = Key(key).role
    if role == "learning_rate":
        return numpy.resize(numpy.array(task.exercise.learning_rates), sets)
    if role == "Target":
        return _targets(task, shape, draw)
    if role == "X":
        return numpy.round(draw.uniform(0.2, 2.4, shape), 3)
    # Of both signs and different sizes, smaller where more of them meet in one neuron.
    size = draw.uniform(0.25, 1.6, shape)
    sign = numpy.where(draw.uniform(size=shape) < 0.5, -1.0, 1.0)
    meeting = shape[1] if role == "W" else 4
    weights: Array = numpy.round(sign * size / numpy.sqrt(meeting), 3)
    return weights


def _targets(task: Task, shape: tuple[int, ...], draw: numpy.random.RandomState) -> Array:
    """Draw what is to be predicted: labels for cross-entropy, and numbers in the range else."""
    if not LOSSES[task.network.loss].delta:
        return numpy.round(draw.uniform(0.05, 0.95, shape), 3)
    labels = (draw.uniform(size=shape) < 0.5).astype(float)
    if task.sizes[EXAMPLES] > 1:
        # Both labels in every set of inputs.
        labels[:, 0], labels[:, 1] = 1.0, 0.0
    return labels


def _relate(task: Task, leaves: Values) -> None:
    """Make the second set of a bundle the first with another target, and the third alike in SOP."""
    for key, value in leaves.items():
        if key not in ("Target", "learning_rate"):
            value[1::BUNDLE] = value[0::BUNDLE]
    leaves["Target"][2::BUNDLE] = leaves["Target"][0::BUNDLE]
    last = len(task.network.layers)
    values = task.evaluation.values(task.whole, leaves, {})
    total = values[f"SOP@{last}"]
    missing = total[0::BUNDLE] - total[2::BUNDLE]
    if last == 1 and task.network.sizes[-1] == 1:
        # The smallest change of the inputs that does it.
        weights = leaves["W@1"][2::BUNDLE, None, :, 0]
        square = (weights**2).sum(axis=-1, keepdims=True)
        leaves["X"][2::BUNDLE] += missing * weights / square
    elif task.sizes[EXAMPLES] == 1:
        output = values[f"Activ@{last - 1}"][2::BUNDLE, 0, 0]
        leaves[f"W@{last}"][2::BUNDLE, 0, :] += missing[:, 0, :] / output[:, None]


def _usable(task: Task, values: Mapping[str, Array]) -> Mask:
    """Say which sets have no saturated neuron, no equal inputs, and weights of both signs."""
    flat = {key: value.reshape(BUNDLES * BUNDLE, -1) for key, value in values.items()}
    fine = numpy.ones(BUNDLES * BUNDLE, dtype=bool)
    for key, value in flat.items():
        if Key(key).role == "SOP":
            fine &= _within(value, SMALLEST, LARGEST_SOP)
        if Key(key).role == "W":
            fine &= _within(value, 0.02, 3.0)
            if value.shape[1] > 1:
                fine &= (value.min(axis=1) < 0) & (value.max(axis=1) > 0)
    inputs = numpy.sort(flat["X"], axis=1)
    fine &= (numpy.diff(inputs, axis=1) > 0.003).all(axis=1) & _within(inputs, 0.1, 3.5)
    fine &= (numpy.abs(inputs - 1.0) > 0.01).all(axis=1)
    output = flat[f"Activ@{len(task.network.layers)}"]
    fine &= (numpy.abs(output - flat["Target"]) > SMALLEST).all(axis=1)
    return fine


def _within(value: Array, least: float, most: float) -> Mask:
    size = numpy.abs(value)
    return numpy.asarray(((size > least) & (size < most)).all(axis=1))
