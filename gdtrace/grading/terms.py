"""Terms: what the formula of a step may have been mixed up with, among the values at hand.

None of this knows a mistake. A term is the right value, another value of the same shape, a product
of two of these, or what the step's own formula gives if one thing that it reads is read otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import combinations_with_replacement

import numpy
from attrs import evolve, frozen

from gdtrace.calculus import ACTIVATIONS, apply, exp
from gdtrace.engine.arrays import Array
from gdtrace.expr import Call, Expr, Mean, Num, Sum, rebuild
from gdtrace.grading.evaluation import Values
from gdtrace.grading.tasks import Task
from gdtrace.steps import EXAMPLES, Key, Program, Step

ONE, RIGHT, BEFORE = "1", "right", "before"

PARAMETERS = {
    f"{before}{kind}": f"{before}parameter"
    for before in ("", "grad_", "change_", "new_", "dSOP_d")
    for kind in "Wb"
}
"""Weights and biases are worked out alike."""

Reading = Callable[[Array], Array]

AXIS: Mapping[str, Callable[[Array, int], Array]] = {
    "first": lambda value, axis: numpy.take(value, [0], axis) + 0 * value,
    "turned round": lambda value, axis: numpy.flip(value, axis),
    "sum": lambda value, axis: value.sum(axis, keepdims=True) + 0 * value,
    "mean": lambda value, axis: value.mean(axis, keepdims=True) + 0 * value,
}
"""How an array may be read otherwise along one axis."""

ELEMENTS: Mapping[str, Reading] = {
    "left out": numpy.ones_like,
    "zero": numpy.zeros_like,
    "negative": numpy.negative,
    "squared": numpy.square,
    "one over": numpy.reciprocal,
}
"""How each number of an array may be read otherwise."""


FUNCTIONS: Mapping[str, Callable[[Expr], Expr]] = {
    **{name: partial(apply, name) for name in ACTIVATIONS},
    "exp": exp,
    "exp of minus": lambda total: exp(-total),
    "one and exp of minus": lambda total: Num(1) + exp(-total),
}
"""What may stand for an activation: another one, or a piece of one."""


@frozen(eq=False, repr=False)
class Term:
    """Something worked out from values, in the shape of a step.

    ``needs`` are the keys of these values; ``simple`` says whether it may be one of two terms.
    """

    needs: tuple[str, ...]
    work_out: Callable[[Values], Array]
    simple: bool = True


Terms = dict[str, Term]
"""By a name that is the same in every layer."""


def terms(task: Task, program: Program, step: Step) -> Terms:
    """Return the terms of a step of a program, in all of which its own right value is known.

    What was put in its place in the iteration before stands under ``BEFORE``.
    """
    if step not in task.terms:
        task.terms[step] = _Making(task, program, step).terms()
    found: Terms = task.terms[step]
    return found


def known_too(task: Task, program: Program, step: Step, values: Values) -> Values:
    """Return the values with what could be worked out too, such as the error itself."""
    found = dict(values)
    for other in _unneeded(task, program, step):
        found[other.key] = task.evaluation.value(other, found, len(found[step.key]))
    return found


def _before(program: Program, step: Step) -> list[str]:
    """Return the keys of all values that are there when a step is made."""
    steps = list(program.by_key)
    return [*program.leaves, *steps[: steps.index(step.key) + 1]]


def _unneeded(task: Task, program: Program, step: Step) -> list[Step]:
    known, found = {*_before(program, step)}, list[Step]()
    for other in task.whole.steps:
        reads = {ref.key for ref in other.reads}
        if other.key not in program.by_key and other.key not in known and reads <= known:
            known.add(str(other.key))
            found.append(other)
    return found


@frozen(eq=False, repr=False)
class _Making:
    task: Task
    program: Program
    step: Step

    def terms(self) -> Terms:
        own = self.step.key
        near = {RIGHT: Term((own,), lambda values: values[own])}
        further: Terms = {}
        for key in self._known():
            laid = self._laid(key, self.step.indices)
            same = self._several(self._indices(key)) == self._several(self.step.indices)
            if laid is not None:
                term = Term((key,), laid, simple=same)
                (near if same else further)[self._name(key)] = term
            further |= dict(self._reduced(key))
        found = {ONE: Term((own,), lambda values: numpy.ones_like(values[own])), **near}
        found[BEFORE] = Term((BEFORE,), lambda values: values[BEFORE])
        for (name, one), (second, other) in combinations_with_replacement(near.items(), 2):
            found[f"{name}*{second}"] = _product(one, other)
        for word, read in self._along_axes(self.step.indices):
            found[f"right {word}"] = Term((own,), _of(own, read), simple=False)
        return {**found, **further, **dict(self._other_steps()), **dict(self._read_otherwise())}

    def _known(self) -> list[str]:
        unneeded = [str(each.key) for each in _unneeded(self.task, self.program, self.step)]
        known = [*_before(self.program, self.step), *unneeded]
        there = {*self.task.whole.leaves, *self.task.whole.by_key}
        return [key for key in known if key != self.step.key and key in there]

    def _indices(self, key: str) -> tuple[str, ...]:
        return self.task.whole.indices(key)

    def _size(self, index: str) -> int:
        return self.task.evaluation.size(index)

    def _several(self, indices: tuple[str, ...]) -> set[str]:
        """Return the indices with several places; an example more or less is no other shape."""
        return {each for each in indices if each != EXAMPLES and self._size(each) > 1}

    def _name(self, key: str) -> str:
        """Name a value by its layer as seen from the step; weights and biases are named alike."""
        role, layer = Key(key).role, Key(key).layer
        if role[-1] == self.step.key.role[-1]:
            role = PARAMETERS.get(role, role)
        return f"{role}{layer - self.step.key.layer:+d}" if layer else role

    def _laid(
        self, key: str, wanted: tuple[str, ...], own: tuple[str, ...] | None = None
    ) -> Callable[[Values], Array] | None:
        """Return what lays a value out along other indices; None where it has one more."""
        own = self._indices(key) if own is None else own
        read: Reading = numpy.asarray
        if EXAMPLES in own and EXAMPLES not in wanted and self._size(EXAMPLES) == 1:
            single = 1 + own.index(EXAMPLES)
            own = tuple(index for index in own if index != EXAMPLES)
            read = lambda value: numpy.take(value, 0, single)  # noqa: E731
        if not {*own} <= {*wanted} or not own:
            return None
        order = [0, *(1 + own.index(index) for index in wanted if index in own)]
        places = (slice(None), *(slice(None) if index in own else None for index in wanted))
        sizes = [*map(self._size, wanted)]
        return lambda values: numpy.broadcast_to(
            read(values[key]).transpose(order)[places], (len(values[key]), *sizes)
        )

    def _reduced(self, key: str) -> Iterator[tuple[str, Term]]:
        """Yield what is left of a value that has one more index than the step."""
        own = self._indices(key)
        more = [each for each in own if each not in self.step.indices and each != EXAMPLES]
        left = tuple(index for index in own if index not in more)
        laid = self._laid(key, self.step.indices, left) if len(more) == 1 else None
        if laid is None:
            return
        axis, lay = 1 + own.index(more[0]), laid
        ways: dict[str, Reading] = {
            "first": lambda value: numpy.take(value, 0, axis),
            "sum": lambda value: numpy.asarray(value.sum(axis)),
        }
        for word, read in ways.items():
            work_out = _after(key, read, lay)
            yield f"{word} of {self._name(key)}", Term((key,), work_out, simple=False)

    def _along_axes(self, indices: tuple[str, ...]) -> Iterator[tuple[str, Reading]]:
        for axis, index in enumerate(indices, 1):
            if self._size(index) > 1:
                for word, read in AXIS.items():
                    yield f"{word} {axis}", _along(read, axis)

    def _other_steps(self) -> Iterator[tuple[str, Term]]:
        """Yield what the step gives with a sum for a mean, or with another function."""
        for name, other in _made_otherwise(self.step):
            yield name, self._evaluated(other, {}, simple=other.key.role == "Activ")

    def _evaluated(
        self,
        step: Step,
        changes: Mapping[str, Callable[[Values], Array]],
        *further: str,
        simple: bool = False,
    ) -> Term:
        """Return what a step gives with some values read otherwise."""
        needs = dict.fromkeys([str(step.key), *further, *(ref.key for ref in step.reads)])

        def work_out(values: Values) -> Array:
            changed = {key: change(values) for key, change in changes.items()}
            return self.task.evaluation.value(step, {**values, **changed}, len(values[step.key]))

        return Term(tuple(needs), work_out, simple)

    def _read_otherwise(self) -> Iterator[tuple[str, Term]]:
        """Yield what the step gives if it reads something else instead of one thing."""
        there = {*self._known()}
        reads = [key for key in dict.fromkeys(ref.key for ref in self.step.reads) if key in there]
        for key in reads:
            name, own = self._name(key), self._indices(key)
            others = dict(self._others(key))
            for other, laid in others.items():
                for third in reads:
                    if third != key:
                        both = {key: _times(key, laid), third: _of(third, numpy.ones_like)}
                        words = f"{self._name(other)} for {self._name(third)} at {name}"
                        yield words, self._evaluated(self.step, both, other)
            if key in self.program.by_key and _readers(self.program, key) == 1:
                # What is read by nothing else may as well be wrong itself.
                continue
            for word, read in [*ELEMENTS.items(), *self._along_axes(own), *self._reshaped(own)]:
                yield f"{word} for {name}", self._evaluated(self.step, {key: _of(key, read)})
            for other, laid in others.items():
                words = f"{self._name(other)} for {name}"
                yield words, self._evaluated(self.step, {key: laid}, other)
            for again in self._activated_again(key):
                changed = {key: again.work_out}
                yield f"again for {name}", self._evaluated(self.step, changed, *again.needs)

    def _reshaped(self, own: tuple[str, ...]) -> Iterator[tuple[str, Reading]]:
        """Yield a matrix whose numbers are read as if its sides were exchanged."""
        if len(self._several(own)) == 2 == len(own):
            yield "reshaped", lambda value: value.swapaxes(1, 2).reshape(value.shape)
            yield "reshaped back", _reshaped_back

    def _activated_again(self, key: str) -> Iterator[Term]:
        """Yield an output that was put through the activation once more."""
        step = self.program.by_key.get(Key(key))
        if step is not None and step.key.role == "Activ":
            total = f"SOP@{step.key.layer}"
            yield self._evaluated(step, {total: lambda values: values[key]})

    def _others(self, key: str) -> Iterator[tuple[str, Callable[[Values], Array]]]:
        """Yield the other values that can be read in the place of one."""
        wanted = self._indices(key)
        for other in self._known():
            laid = self._laid(other, wanted)
            if laid is None and len(self._indices(other)) == len(wanted) == 2:
                laid = _of(other, _cutting([*map(self._size, wanted)]))
            if laid is not None and other != key:
                yield other, laid


def _made_otherwise(step: Step) -> Iterator[tuple[str, Step]]:
    def swapped(expr: Expr) -> Expr:
        expr = rebuild(expr, swapped)
        if isinstance(expr, Sum | Mean):
            return (Mean if isinstance(expr, Sum) else Sum)(expr.index, expr.body)
        return expr

    other = swapped(step.expr)
    if other != step.expr:
        yield "sum for mean", evolve(step, expr=other)
    if step.key.role == "Activ" and len(step.reads) == 1:
        for name, function in FUNCTIONS.items():
            yield name, evolve(step, expr=function(step.reads[0]))
    if step.key.role == "dActiv_dSOP":
        for name, function in FUNCTIONS.items():
            slope = _with_function(step.expr, function)
            if slope != step.expr:
                yield name, evolve(step, expr=slope)


def _with_function(expr: Expr, function: Callable[[Expr], Expr]) -> Expr:
    """Return a slope that is worked out from the output, with another function for that."""
    if isinstance(expr, Call) and expr.name in ACTIVATIONS:
        return function(expr.arguments[0])
    return rebuild(expr, lambda inner: _with_function(inner, function))


def _product(one: Term, other: Term) -> Term:
    needs = tuple(dict.fromkeys((*one.needs, *other.needs)))
    return Term(needs, lambda values: one.work_out(values) * other.work_out(values))


def _of(key: str, read: Reading) -> Callable[[Values], Array]:
    return lambda values: read(values[key])


def _times(key: str, other: Callable[[Values], Array]) -> Callable[[Values], Array]:
    return lambda values: values[key] * other(values)


def _after(key: str, read: Reading, laid: Callable[[Values], Array]) -> Callable[[Values], Array]:
    return lambda values: laid({key: read(values[key])})


def _along(read: Callable[[Array, int], Array], axis: int) -> Reading:
    return lambda value: read(value, axis)


def _reshaped_back(value: Array) -> Array:
    return value.reshape(len(value), *value.shape[:0:-1]).swapaxes(1, 2)


def _cutting(sizes: list[int]) -> Reading:
    """Take as many places as are needed, from the first on again where there are too few."""

    def cut(value: Array) -> Array:
        for axis, size in enumerate(sizes, 1):
            value = value.take(numpy.arange(size) % value.shape[axis], axis)
        return value

    return cut


def _readers(program: Program, key: str) -> int:
    return sum(any(ref.key == key for ref in step.reads) for step in program.steps)
