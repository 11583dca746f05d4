"""Helpers: a function that calls the student's own wrong function is judged with that one.

The program runs with the numbers that the student's function gives in the place of its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import combinations
from typing import Any

import numpy
from attrs import evolve, field, frozen

from gdtrace.engine.columns import Array
from gdtrace.errors import GdtraceError
from gdtrace.expr import Ref
from gdtrace.grading.answers import Runner
from gdtrace.grading.bindings import Binding
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Change, at
from gdtrace.grading.exercise_files import all_exercises, base_problem
from gdtrace.grading.exercises import Exercise, Part
from gdtrace.grading.free import both
from gdtrace.grading.probes import Probe
from gdtrace.grading.returned import Misfit, read
from gdtrace.grading.right_values import slopes_by_output
from gdtrace.grading.solving import Case
from gdtrace.grading.tasks import Changes, Task, task, tasks, unchanged
from gdtrace.grading.verdicts import nudging
from gdtrace.sandbox.claims import Encoded, Failure, Loaded, Returned, encoded
from gdtrace.steps import Key, Program

POINTS = ((0.37, 0.81, 0.3), (0.62, 0.24, 0.7))
"""Numbers for trying a helper."""

TRIED, ROUNDS = 5, 2
"""So many other values are tried again, so often, with helpers that remember nothing."""


Due = Sequence[tuple[int, Changes, Array]]
"""The place of a probe, what is changed there, and the numbers that are due."""


@frozen(eq=False)
class Helper:
    """A student's own function that answers an exercise wrongly, or with such a function."""

    exercise: Exercise
    function: str
    runner: Runner
    partly: bool = False
    """Whether some part of it is right."""

    forgets: bool = False
    """Whether it is known that it cannot remember anything from call to call."""

    _returned: dict[Encoded, Returned | Failure] = field(factory=dict, init=False)

    def returns(self, arguments: Sequence[Sequence[Any]]) -> list[Returned | Failure]:
        """Return what it returns for each list of arguments; it is asked once for the same."""
        sent = list(map(encoded, arguments))
        new = [each for each in dict.fromkeys(sent) if each not in self._returned]
        if new:
            results = self.runner.calls(self.function, new)
            self._returned.update(zip(new, results, strict=True))
        return [self._returned[each] for each in sent]

    def changes(self, target: Task) -> dict[str, Change]:
        """Return what replaces values of a larger task by this function's."""
        if self.exercise.elementwise:
            return {key: _element_change(self, given) for key, given in self.operands(target)}
        own = _own_task(self.exercise, target)
        if own is None:
            return {}
        answers = _Answers(self, own, _made(own, target))
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


@frozen(eq=False)
class Helped:
    """Helpers with which all the returned numbers are right."""

    helpers: tuple[Helper, ...]
    programs: tuple[Program, ...]
    probes: tuple[Probe, ...]
    cases: tuple[Case, ...]
    _moved: list[tuple[int, Sequence[Ref], Array]] = field(factory=list, init=False)

    @property
    def names(self) -> list[str]:
        """The names of the helpers."""
        return [each.function for each in self.helpers]

    def shown(self, parts: Sequence[Part]) -> list[bool]:
        """Say of each part whether the returned numbers would show another value of every key.

        A helper that takes no notice of what it is given hides everything before it; one that
        gives other numbers when it is asked again hides everything.
        """
        found = [self._shows_all(part) for part in parts]
        forget = all(each.forgets for each in self.helpers)
        steady = forget or all(self._is_steady() for _ in range(ROUNDS))
        return [each and steady for each in found]

    def _shows_all(self, part: Part) -> bool:
        keys = dict.fromkeys(
            ref.key for probe in self.probes for ref in probe.task.places(part.steps)
        )
        return all(
            any(self._shows(place, part, key) for place in range(len(self.probes))) for key in keys
        )

    def _shows(self, place: int, part: Part, key: str) -> bool:
        task = self.probes[place].task
        if self._stays(place, key):
            return False
        if not self._moves(place, [ref for ref in task.places(part.steps) if ref.key == key]):
            return self._is_inside(place, key)
        own = [dict(each.operands(task)).get(key) for each in self.helpers]
        # What a helper itself makes is no answer as long as it makes it of nothing.
        return all(
            any(self._moves(place, task.places([operand])) for operand in given)
            for given in own
            if given is not None
        )

    def _stays(self, place: int, key: str) -> bool:
        """Say whether a parameter was returned as it was given: whoever does so shows no step."""
        case, old = self.cases[place], key.removeprefix("new_")
        places = [number for number, (_, ref) in enumerate(case.task.observed) if ref.key == key]
        if old == key or old not in case.given or not places:
            return False
        refs = [case.task.observed[number][1] for number in places]
        before = [at(case.given[old], evolve(ref, key=old)) for ref in refs]
        tolerance = case.task.exercise.tolerance
        return not differs(case.returned[:, places], numpy.stack(before, axis=1), tolerance).any()

    def _is_inside(self, place: int, key: str) -> bool:
        """Say whether a helper that is partly right works a value out on the way to what it gives.

        There it has lost its points. It has to take notice of everything that it is given.
        """
        task = self.probes[place].task
        return any(
            each.partly and all(self._moves(place, task.places([operand])) for operand in given)
            for each in self.helpers
            for given in [each.inside(task).get(key, [])]
            if given
        )

    def _moves(self, place: int, refs: Sequence[Ref]) -> bool:
        """Say whether other values at some places give other numbers than those returned."""
        probe, program = self.probes[place], self.programs[place]
        numbers = _numbers(probe, self.helpers, program, nudging(refs))
        if numbers is None or not self._differs(place, numbers):
            return False
        self._moved.append((place, refs, numbers))
        return True

    def _is_steady(self) -> bool:
        """Say whether helpers that remember nothing give the same numbers, moved and not.

        One that remembers could tell the values that it saw first, which are the right ones, from
        those that are changed to see whether it takes notice of them. Here it sees only the ones or
        only the others, in an order that nobody knows: processes have numbers that can be counted.
        """
        drawn = random.SystemRandom()
        moved = [
            (place, nudging(refs), numbers)
            for place, refs, numbers in drawn.sample(self._moved, min(TRIED, len(self._moved)))
        ]
        right = [
            (place, unchanged, self.cases[place].returned)
            for place in dict.fromkeys(place for place, *_ in moved)
        ]
        orders: list[Due] = [moved, right]
        return all(self._gives_again(due) for due in drawn.sample(orders, 2))

    def _gives_again(self, due: Due) -> bool:
        """Say whether helpers that have never been called before give the numbers that are due."""
        with _fresh(self.helpers) as helpers:
            for place, further, numbers in due:
                own = _numbers(self.probes[place], helpers, self.programs[place], further)
                if own is None or self._differs(place, own, numbers):
                    return False
        return True

    def _differs(self, place: int, numbers: Array, due: Array | None = None) -> bool:
        """Say whether numbers are others than those that are due: the returned ones."""
        right = self.cases[place].returned if due is None else due
        tolerance = self.probes[place].task.exercise.tolerance
        return bool(differs(numbers, right, tolerance).any())


@contextmanager
def _fresh(helpers: Sequence[Helper]) -> Iterator[Sequence[Helper]]:
    """Yield helpers in a process of their own; where it takes long to start, in the same."""
    runner = helpers[0].runner
    if runner.isolation < "L2":
        yield helpers
        return
    with closing(runner.apart()) as own:
        yield [evolve(each, runner=own) for each in helpers]


def with_helpers(
    probes: Sequence[Probe], cases: Sequence[Case], helpers: Sequence[Helper]
) -> Helped | None:
    """Return the helpers with which all the returned numbers are right, the fewest first."""
    usable = [each for each in helpers if each.exercise.id != probes[0].task.exercise.id]
    for count in range(1, min(len(usable), 4) + 1):
        for chosen in combinations(usable, count):
            for change in (lambda program: program, slopes_by_output):
                programs = tuple(change(probe.task.program) for probe in probes)
                if _gives(probes, cases, chosen, programs):
                    return Helped(chosen, programs, tuple(probes), tuple(cases))
    return None


def _gives(
    probes: Sequence[Probe],
    cases: Sequence[Case],
    chosen: Sequence[Helper],
    programs: Sequence[Program],
) -> bool:
    for probe, case, program in zip(probes, cases, programs, strict=True):
        numbers = _numbers(probe, chosen, program, unchanged)
        tolerance = probe.task.exercise.tolerance
        if numbers is None or differs(case.returned, numbers, tolerance).any():
            return False
    return True


def _numbers(
    probe: Probe, chosen: Sequence[Helper], program: Program, further: Changes
) -> Array | None:
    """Return the numbers with the helpers' values in place; None where they give none."""
    changes: dict[str, Change] = {}
    for helper in chosen:
        own = helper.changes(probe.task)
        if not own:
            return None
        changes |= own
    try:
        return probe.task.run(program, probe.given, both(lambda _: changes, further))
    except _NoAnswer:
        return None


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
    except _NoAnswer:
        return False
    return not differs(numbers, right, own.exercise.tolerance).any()


class _NoAnswer(Exception):
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


def _element_change(helper: Helper, keys: Sequence[str]) -> Change:
    def change(value: Array, values: Mapping[str, Array]) -> Array:
        operands = [_spread(values[key], value.shape) if key in values else None for key in keys]
        if any(each is None for each in operands):
            return value
        rows = numpy.stack([numpy.ravel(each) for each in operands if each is not None], axis=1)
        results = helper.returns(rows.tolist())
        return numpy.array([_number(each) for each in results]).reshape(value.shape)

    return change


def _spread(operand: Array, shape: tuple[int, ...]) -> Array:
    missing = len(shape) - operand.ndim
    return numpy.broadcast_to(operand.reshape(operand.shape + (1,) * missing), shape)


def _number(result: object) -> float:
    if isinstance(result, Returned):
        value = numpy.asarray(result.value if _is_number(result.value) else numpy.nan, dtype=float)
        if value.size == 1:
            return float(value.ravel()[0])
    raise _NoAnswer


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


@frozen(eq=False)
class _Answers:
    """The helper's answers for one iteration, asked for at the first of its values."""

    helper: Helper
    own: Task
    made: Sequence[str]
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
            raise _NoAnswer
        sets = len(next(iter(values.values())))
        arguments = [
            [self.own.argument(each, values, row) for each in self.own.arguments.values()]
            for row in range(sets)
        ]
        rows = [self._numbers(each) for each in self.helper.returns(arguments)]
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
        raise _NoAnswer
