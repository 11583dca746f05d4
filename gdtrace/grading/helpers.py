"""Helpers: a function that calls the student's own wrong function is judged with that one.

The program runs with the numbers that the student's function gives in the place of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy
from attrs import field, frozen

from gdtrace.engine.arrays import Array
from gdtrace.errors import GdtraceError
from gdtrace.grading.answers import Runner
from gdtrace.grading.bindings import Binding
from gdtrace.grading.comparing import differs
from gdtrace.grading.decoys import decoy, shuffled
from gdtrace.grading.evaluation import Change
from gdtrace.grading.exercise_files import all_exercises, base_problem
from gdtrace.grading.exercises import Exercise
from gdtrace.grading.returned import Misfit, read
from gdtrace.grading.tasks import Task, task, tasks
from gdtrace.sandbox.claims import Encoded, Failure, Loaded, Returned, encoded
from gdtrace.steps import Key

NOTICED = 0.75
"""So many of its answers to decoys are others: by chance no helper gets that far."""

Row = tuple[int, Sequence[Any]]
Read = Callable[[object], Array]

POINTS = ((0.37, 0.81, 0.3), (0.62, 0.24, 0.7))
"""Numbers for trying a helper."""


@frozen(eq=False, repr=False)
class Helper:
    """A student's own function that answers an exercise wrongly, or with such a function."""

    exercise: Exercise
    function: str
    runner: Runner
    partly: bool = False
    """Whether some part of it is right."""

    forgets: bool = False
    """Whether it is known that it cannot remember anything from call to call."""

    seed: int = 0
    """On which it hangs what it is asked besides, if it may remember."""

    _returned: dict[Encoded, Returned | Failure] = field(factory=dict, init=False)
    _noticed: dict[Encoded, bool] = field(factory=dict, init=False)

    def numbers(self, rows: Sequence[Row], worked: Collection[int], read: Read) -> list[Array]:
        """Return the numbers that it gives for each row; it is asked once for the same.

        Parameters
        ----------
        rows : sequence of tuple
            The number of the set of inputs, and the arguments.
        worked : collection of int
            The positions of arguments that were worked out, not given.
        read : callable
            Returns the numbers of what was returned, or raises ``NoAnswer``.
        """
        sent = [encoded(arguments) for _, arguments in rows]
        decoys: list[Encoded] = []
        if worked and not self.forgets:
            decoys = [encoded(decoy(given, worked, self.seed, group)) for group, given in rows]
        self._ask([*sent, *decoys])
        found = [read(self._returned[each]) for each in sent]
        for each, numbers, other in zip(sent, found, decoys, strict=False):
            if each != other and each not in self._noticed:
                self._noticed[each] = self._differs(numbers, other, read)
        return found

    def _ask(self, calls: Sequence[Encoded]) -> None:
        new = [each for each in dict.fromkeys(calls) if each not in self._returned]
        if new:
            asked = new if self.forgets else shuffled(new, self.seed)
            results = self.runner.calls(self.function, asked)
            self._returned.update(zip(asked, results, strict=True))

    def _differs(self, numbers: Array, other: Encoded, read: Read) -> bool:
        try:
            own = read(self._returned[other])
        except NoAnswer:
            return False
        return bool(differs(own, numbers, self.exercise.tolerance).any())

    @property
    def is_blind(self) -> bool:
        """Whether it gave for right values what it gave for their decoys."""
        return sum(self._noticed.values()) < NOTICED * len(self._noticed)

    def changes(self, target: Task) -> dict[str, Change]:
        """Return what replaces values of a larger task by this function's."""
        if self.exercise.elementwise:
            return {
                key: _element_change(self, given, _worked(given, target))
                for key, given in self.operands(target)
            }
        own = _own_task(self.exercise, target)
        if own is None:
            return {}
        answers = _Answers(self, own, _made(own, target), _worked_arguments(own, target))
        return {key: answers.change(key) for key in answers.made}

    def operands(self, target: Task) -> list[tuple[str, list[str]]]:
        """Return the keys of a larger task that this function makes, and those it is given."""
        if self.exercise.elementwise:
            return list(_element_operands(self.exercise, target))
        own = _own_task(self.exercise, target)
        return [(key, list(own.program.leaves)) for key in _made(own, target)] if own else []

    def inside(self, target: Task) -> dict[str, list[str]]:
        """Return the keys that it works out only on the way, and for each what it is given."""
        own = None if self.exercise.elementwise else _own_task(self.exercise, target)
        if own is None:
            return {}
        made = {*_made(own, target)}
        return {key: list(own.program.leaves) for key in own.program.by_key if key not in made}


def sound(runner: Runner, name: str) -> bool:
    """Say whether a helper gives the right numbers of some exercise about single numbers."""
    loaded = runner.loaded
    known = loaded.functions.get(name) if isinstance(loaded, Loaded) else None
    if known is None:
        return False
    return any(
        each.elementwise
        and len(each.arguments) == known.required
        and _agrees(runner, name, tasks(each)[0])
        for each in all_exercises()
    )


def _agrees(runner: Runner, name: str, own: Task) -> bool:
    rows = numpy.array(POINTS)
    given = {
        key: rows[:, place].reshape(len(rows), *(1 for _ in own.program.indices(key)))
        for place, key in enumerate(own.program.leaves)
    }
    arguments = [
        [own.argument(each, given, row) for each in own.arguments.values()]
        for row in range(len(rows))
    ]
    right = own.run(own.program, given)[:, 0]
    try:
        numbers = numpy.array([_number(each) for each in runner.calls(name, arguments)])
    except NoAnswer:
        return False
    return not differs(numbers, right, own.exercise.tolerance).any()


class NoAnswer(Exception):
    """The helper gave no number where one was needed."""


def _element_operands(exercise: Exercise, target: Task) -> Iterator[tuple[str, list[str]]]:
    """Yield every step of the role that the helper computes, and what the helper is given there."""
    own = _smaller(target, exercise, lambda: tasks(exercise)[0])
    role = Key(own.returned[0].binding.key).role
    last = len(target.network.layers)
    for step in target.program.steps:
        if step.key.role == role:
            layer = step.key.layer or last
            yield step.key, [_of_layer(each, layer) for each in own.arguments.values()]


def _of_layer(given: object, layer: int) -> str:
    assert isinstance(given, Binding)
    key = Key(given.key)
    return f"{key.role}@{layer}" if key.layer else str(key)


def _worked(keys: Sequence[str], target: Task) -> list[int]:
    """Return the positions of the keys that a larger task works out: it is not given them."""
    return [place for place, key in enumerate(keys) if key in target.program.by_key]


def _worked_arguments(own: Task, target: Task) -> list[int]:
    firsts = [each[0] if isinstance(each, list) else each for each in own.arguments.values()]
    return _worked([each.key if isinstance(each, Binding) else "" for each in firsts], target)


def _element_change(helper: Helper, keys: Sequence[str], worked: Sequence[int]) -> Change:
    def change(value: Array, values: Mapping[str, Array]) -> Array:
        operands = [_spread(values[key], value.shape) if key in values else None for key in keys]
        if any(each is None for each in operands):
            return value
        rows = numpy.stack([numpy.ravel(each) for each in operands if each is not None], axis=1)
        each = len(rows) // len(value)
        asked = [(number // each, row) for number, row in enumerate(rows.tolist())]
        return numpy.array(helper.numbers(asked, worked, _number)).reshape(value.shape)

    return change


def _spread(operand: Array, shape: tuple[int, ...]) -> Array:
    missing = len(shape) - operand.ndim
    return numpy.broadcast_to(operand.reshape(operand.shape + (1,) * missing), shape)


def _number(result: object) -> Array:
    if isinstance(result, Returned):
        value = numpy.asarray(result.value if _is_number(result.value) else numpy.nan, dtype=float)
        if value.size == 1:
            return value.reshape(())
    raise NoAnswer


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | numpy.ndarray | numpy.generic)


def _own_task(exercise: Exercise, target: Task) -> Task | None:
    """Return the helper's exercise for a larger task: one call makes everything it returns."""
    own: Task | None = _smaller(target, exercise, lambda: _sized(exercise, target))
    return own


def _smaller(target: Task, exercise: Exercise, make: Callable[[], Any]) -> Any:
    """Return an exercise within a larger task, worked out once."""
    if exercise.id not in target.smaller:
        target.smaller[exercise.id] = make()
    return target.smaller[exercise.id]


def _sized(exercise: Exercise, target: Task) -> Task | None:
    problem = base_problem(exercise)
    if exercise.problem.counts(0)[1] > 1 or problem.network.loss != target.network.loss:
        return None
    try:
        own = task(exercise, problem, target.network.sizes, target.sizes["n"], 1)
    except GdtraceError:
        return None
    known = {*target.program.leaves, *target.program.by_key}
    # What it returns besides, such as the cost, the larger task has no use for.
    fits = _made(own, target) and own.program.leaves.keys() <= known
    return own if fits else None


def _made(own: Task, target: Task) -> list[str]:
    """Return the steps of a larger task that a smaller one returns, in their order."""
    keys = {value.binding.key for value in own.returned}
    return [step.key for step in target.program.steps if step.key in keys]


@frozen(eq=False, repr=False)
class _Answers:
    """The helper's answers for one iteration, asked for at the first of its values."""

    helper: Helper
    own: Task
    made: Sequence[str]
    worked: Sequence[int]
    _latest: list[list[Array]] = field(factory=list)

    def change(self, key: str) -> Change:
        def change(value: Array, values: Mapping[str, Array]) -> Array:
            if key == self.made[0]:
                self._ask(values)
            changed = numpy.array(value)
            for given, numbers in zip(self.own.returned, self._latest[0], strict=True):
                if given.binding.key == key:
                    where: Any = (slice(None), *given.binding.index)
                    changed[where] = numbers
            return changed

        return change

    def _ask(self, values: Mapping[str, Array]) -> None:
        if not all(key in values for key in self.own.program.leaves):
            raise NoAnswer
        sets = len(next(iter(values.values())))
        asked = [
            (row, [self.own.argument(each, values, row) for each in self.own.arguments.values()])
            for row in range(sets)
        ]
        rows = self.helper.numbers(asked, self.worked, self._numbers)
        table, start, parts = numpy.stack(rows), 0, []
        for given in self.own.returned:
            parts.append(table[:, start : start + given.count].reshape(sets, *given.shape))
            start += given.count
        self._latest[:] = [parts]

    def _numbers(self, result: object) -> Array:
        if isinstance(result, Returned):
            numbers = read(self.own.form, result.value, equivalent=True)
            if not isinstance(numbers, Misfit):
                return numbers
        raise NoAnswer
