"""Free values: which values of a program may be let free, and putting others in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

import numpy
from attrs import evolve, frozen

from gdtrace.engine.arrays import Array
from gdtrace.expr import Ref
from gdtrace.grading.evaluation import Change, Mask, Values
from gdtrace.grading.tasks import Changes, Task
from gdtrace.steps import EXAMPLES, Key

TOGETHER = (
    ("Activ", "dActiv_dSOP"),
    ("grad_W", "grad_b"),
    ("new_W", "new_b"),
    ("Cost", "grad_W", "grad_b"),
)
"""Roles that one slip makes wrong in all layers: a function, a loop or a number that they share."""

AVERAGED = {"Cost", "grad_W", "grad_b"}
"""What is taken over all examples."""

HIDDEN, OUTPUT, ALL = "hidden", "output", "all"

FACTORS = ("dError_dPredicted", "dActiv_dSOP", "dSOP_dActiv", "dSOP_dW")
"""What is tried when two values have to be wrong; the others follow from these."""

INSIDE = ("Activ", "dActiv_dSOP", "dError_dActiv", "delta")
"""What may be wrong in the hidden layers only."""

UPDATE = {"change_W", "change_b", "new_W", "new_b"}
"""What a wrong learning rate makes wrong at once: it can be seen nowhere else."""

MOST_PAIRS = 150

Pattern = tuple[str, tuple[int | None, ...]]
"""A key, and for each of its indices the one place that is meant, or None for all."""


@frozen(cache_hash=True)
class Free:
    """Values that are let free together: any numbers, or one number that multiplies all.

    ``alone``: a neuron's output is free, but its slope is worked out from its sum, not from it.
    ``steady``: the numbers are the same in every iteration.
    ``handed_on``: only what is handed on is another value; the other steps read the right one.
    ``layers``: in a network of another depth, these roles in all layers, in the hidden ones, or in
    the last one.
    """

    patterns: tuple[Pattern, ...]
    scaled: bool = False
    alone: bool = False
    steady: bool = False
    handed_on: bool = False
    layers: str = ""

    @property
    def key(self) -> str:
        """The key of its first value."""
        return self.patterns[0][0]

    def by_key(self) -> list[Free]:
        """Return it in parts, each of one key."""
        if self.layers:
            return [self]
        keys = dict.fromkeys(key for key, _ in self.patterns)
        return [
            evolve(self, patterns=tuple(each for each in self.patterns if each[0] == key))
            for key in keys
        ]

    def masks(self, task: Task) -> dict[str, Mask]:
        """Return for each key which of its places are free."""
        if self not in task.masks:
            task.masks[self] = self._masks(task)
        return task.masks[self]

    def _masks(self, task: Task) -> dict[str, Mask]:
        found: dict[str, Mask] = {}
        for key, places in self.patterns_in(task):
            shape = tuple(map(task.evaluation.size, task.program.indices(key)))
            mask = found.setdefault(key, numpy.zeros(shape, dtype=bool))
            mask[tuple(slice(None) if each is None else each for each in places)] = True
        return found

    def exists_in(self, task: Task) -> bool:
        """Say whether a network has all its places; it may have fewer than the first one."""
        if self.layers:
            return bool(self.count(task))
        return all(
            key in task.program.by_key or key in task.program.leaves for key, _ in self.patterns
        ) and all(
            place is None or place < task.evaluation.size(index)
            for key, places in self.patterns
            for place, index in zip(places, task.program.indices(key), strict=True)
        )

    def patterns_in(self, task: Task) -> tuple[Pattern, ...]:
        """Return its patterns in a network, which may be deeper than the first."""
        if not self.layers:
            return self.patterns
        roles, last = {Key(key).role for key, _ in self.patterns}, len(task.network.layers)
        keys = [str(key) for key in task.program.by_key if Key(key).role in roles]
        if self.layers != ALL:
            hidden = self.layers == HIDDEN
            keys = [key for key in keys if (Key(key).layer < last) == hidden]
        return _whole(task, keys)

    def refs(self, task: Task) -> list[Ref]:
        """Return its places, every example among them."""
        return [
            Ref(key, tuple(place))
            for key, mask in self.masks(task).items()
            for place in numpy.argwhere(mask).tolist()
        ]

    def count(self, task: Task) -> int:
        """Return how many numbers are free in one set of inputs."""
        if self not in task.counts:
            places = 1 if self.scaled else sum(int(own.sum()) for own in self.masks(task).values())
            task.counts[self] = places if self.steady else places * task.iterations
        return task.counts[self]

    def start(self, task: Task, rounds: list[Values]) -> Array:
        """Return the right values, as they were computed: shape (sets, free numbers)."""
        masks = self.masks(task)
        sets = len(next(iter(rounds[0].values())))
        if self.scaled:
            return numpy.ones((sets, 1 if self.steady else task.iterations))
        parts = [
            made[key][:, mask].reshape(sets, -1)
            for made in (rounds[:1] if self.steady else rounds)
            for key, mask in masks.items()
        ]
        return numpy.concatenate(parts, axis=1)

    def changes(self, task: Task, numbers: Array) -> Changes:
        """Return the change that puts numbers of shape (sets, free numbers) in their places."""
        masks = self.masks(task)
        each = numbers.shape[1] // (1 if self.steady else task.iterations)

        def of(iteration: int) -> Mapping[str, Change]:
            iteration = 0 if self.steady else iteration
            own = numbers[:, iteration * each : (iteration + 1) * each]
            found: dict[str, Change] = {}
            begin = 0
            for key, mask in masks.items():
                if self.scaled:
                    found[key] = _multiplied(mask, own[:, 0])
                    continue
                end = begin + int(mask.sum())
                found[key] = _replaced(mask, own[:, begin:end])
                begin = end
            return found

        return of


def _replaced(mask: Mask, numbers: Array) -> Change:
    def change(value: Array, _: Mapping[str, Array]) -> Array:
        changed = numpy.array(value)
        changed[:, mask] = numbers
        return changed

    return change


def _multiplied(mask: Mask, factor: Array) -> Change:
    def change(value: Array, _: Mapping[str, Array]) -> Array:
        changed = numpy.array(value)
        changed[:, mask] = (changed[:, mask].T * factor).T
        return changed

    return change


def both(one: Changes, other: Changes) -> Changes:
    """Make two changes, the second one last."""

    def of(iteration: int) -> Mapping[str, Change]:
        first, second = one(iteration), other(iteration)
        found = {**first, **second}
        for key in first.keys() & second.keys():
            found[key] = _one_after_the_other(first[key], second[key])
        return found

    return of


def _one_after_the_other(first: Change, second: Change) -> Change:
    return lambda value, values: second(first(value, values), values)


def hypotheses(task: Task, *, depths: int = 1) -> list[Free]:
    """Return everything that may be wrong in one way, single values first.

    ``depths``: of how many depths the networks are.
    """
    found = dict.fromkeys(
        Free(((step.key, places),))
        for step in task.program.steps
        for places in _selections(task, step.key)
    )
    if "learning_rate" in task.program.leaves:
        found[Free((("learning_rate", ()),), steady=task.iterations > 1)] = None
    families = [free for free in _families(task) if depths == 1 or Key(free.key).layer]
    found |= dict.fromkeys(families)
    if depths > 1:
        found |= dict.fromkeys(
            evolve(free, layers=layers)
            for layers in (HIDDEN, OUTPUT, ALL)
            for free in families
            if layers != HIDDEN or Key(free.key).role in INSIDE
        )
    found |= dict.fromkeys(_scaled(task, [*found]))
    found |= dict.fromkeys(
        evolve(free, alone=True)
        for free in [*found]
        if any(Key(key).role == "Activ" for key, _ in free.patterns)
    )
    if task.iterations > 1:
        found |= dict.fromkeys(
            evolve(whole(task, [value.binding.key]), handed_on=True)
            for value in task.returned
            if value.binding.each
        )
    return [*found]


def _selections(task: Task, key: str) -> Iterator[tuple[int | None, ...]]:
    """Yield every choice of one place or of all, index by index; all examples go together."""
    choices: list[list[int | None]] = []
    for index in task.program.indices(key):
        size = task.evaluation.size(index)
        single = index != EXAMPLES and size > 1
        choices.append([None, *range(size)] if single else [None])
    yield from product(*choices)


def whole(task: Task, keys: list[str]) -> Free:
    """Return all places of some keys."""
    return Free(_whole(task, keys))


def two_ways(free: Free) -> bool:
    """Say whether it is about two values of different kinds, each wrong by itself."""
    keys = {key for key, _ in free.patterns}
    roles = {Key(key).role for key in keys}
    every = all(place is None for _, places in free.patterns for place in places)
    return len(keys) == 2 and roles <= {*FACTORS} and not (every and len(roles) == 1)


def _whole(task: Task, keys: list[str]) -> tuple[Pattern, ...]:
    return tuple((key, (None,) * len(task.program.indices(key))) for key in keys)


def _families(task: Task) -> Iterator[Free]:
    roles: dict[str, list[str]] = {}
    for step in task.program.steps:
        roles.setdefault(Key(step.key).role, []).append(step.key)
    for keys in roles.values():
        yield Free(_whole(task, keys))
    for together in TOGETHER:
        keys = [key for role in together for key in roles.get(role, [])]
        if keys:
            yield Free(_whole(task, keys))


def _scaled(task: Task, found: list[Free]) -> Iterator[Free]:
    """Yield what one factor may have made wrong in all places of a key alike.

    Where there are several examples, one factor may have got into all gradients: their number.
    The update of some weights may have another sign or rate than that of the others.
    """
    for free in found:
        whole = all(place is None for _, places in free.patterns for place in places)
        roles = {Key(key).role for key, _ in free.patterns}
        averaged = task.sizes[EXAMPLES] > 1 and roles <= AVERAGED
        repeated = task.iterations > 1
        several = free.count(task) > 1
        single = len(free.patterns) == 1 or averaged
        updated = roles == {"grad_W"}
        alike = (whole or updated) and several and single
        if alike and not free.steady and not free.layers:
            yield evolve(free, scaled=True, steady=repeated)


def pairs(task: Task) -> list[Free]:
    """Return what may be wrong in two ways: two factors together, each of one neuron or of all."""
    if task.iterations > 1:
        return []
    singles = [
        free
        for free in hypotheses(task)
        if len(free.patterns) == 1
        and Key(free.key).role in FACTORS
        and not (free.scaled or free.alone)
    ]
    found = [
        Free((*one.patterns, *other.patterns))
        for one, other in combinations(singles, 2)
        if one.key != other.key
    ]
    return found[:MOST_PAIRS]
