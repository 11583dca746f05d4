"""Judging a function with its wrong helpers: which parts of it show although they are wrong."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import combinations

import numpy
from attrs import evolve, field, frozen

from gdtrace.engine.arrays import Array
from gdtrace.expr import Ref
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Change, Values, at
from gdtrace.grading.exercises import Part
from gdtrace.grading.free import both
from gdtrace.grading.helpers import Helper, NoAnswer
from gdtrace.grading.probes import Probe
from gdtrace.grading.right_values import slopes_by_output
from gdtrace.grading.tasks import Changes, unchanged
from gdtrace.grading.verdicts import nudging
from gdtrace.steps import Program

TRIED, ROUNDS = 5, 2
"""So many other values are tried again, so often, with helpers that remember nothing."""


Due = Sequence[tuple[int, Changes, Array]]
"""The place of a probe, what is changed there, and the numbers that are due."""


@frozen(eq=False)
class Helped:
    """Helpers with which all the returned numbers are right, but for a slip where there is one."""

    helpers: tuple[Helper, ...]
    programs: tuple[Program, ...]
    probes: tuple[Probe, ...]
    cases: tuple[Case, ...]
    slips: tuple[Changes, ...] = ()
    """What a slip changes in each of the cases."""

    _moved: list[tuple[int, Sequence[Ref], Array]] = field(factory=list, init=False)
    _rounds: dict[int, list[Values]] = field(factory=dict, init=False)

    @property
    def names(self) -> list[str]:
        """The names of the helpers."""
        return [each.function for each in self.helpers]

    @property
    def gives(self) -> bool:
        """Whether they give all the returned numbers."""
        own = [self._given(place, self.helpers, unchanged) for place in range(len(self.probes))]
        return not any(each is None or self._differs(place, each) for place, each in enumerate(own))

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
        return all(self._is_made_of(place, given) for given in own if given is not None)

    def _is_made_of(self, place: int, operands: Sequence[str]) -> bool:
        """Say whether a helper takes notice of all that was worked out for it, of something else.

        Whoever passes over the gradient makes no step, although the weights are other ones.
        """
        task = self.probes[place].task
        worked = [each for each in operands if each in task.program.by_key]
        moving = (self._moves(place, task.places([each])) for each in worked or operands)
        return all(moving) if worked else any(moving)

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
        numbers = self._given(place, self.helpers, nudging(refs))
        if numbers is None or not self._differs(place, numbers):
            return False
        self._moved.append((place, refs, numbers))
        return True

    def _kept(self, place: int) -> Changes:
        """Return the change that puts what blind helpers make in its place, whatever they get."""
        probe = self.probes[place]
        if place not in self._rounds:
            changes: dict[str, Change] = {}
            for each in self.helpers:
                changes |= each.changes(probe.task)
            whole = both(lambda _: changes, self._slip(place))
            self._rounds[place] = probe.task.rounds(self.programs[place], probe.given, whole)
        made = self._rounds[place]
        blind = [each for each in self.helpers if each.is_blind]
        keys = [key for each in blind for key, _ in each.operands(probe.task)]

        def of(iteration: int) -> dict[str, Change]:
            return {key: _constant(made[iteration][key]) for key in keys if key in made[iteration]}

        return of

    def _slip(self, place: int) -> Changes:
        return self.slips[place] if self.slips else unchanged

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
                own = self._given(place, helpers, further)
                if own is None or self._differs(place, own, numbers):
                    return False
        return True

    def _given(self, place: int, helpers: Sequence[Helper], further: Changes) -> Array | None:
        """Return the numbers with other values in some places, and with the slip.

        What a blind helper makes stays as it is. It gave the same for right values and for their
        decoys: if it gives anything else by now, it has learnt which values are the right ones.
        """
        seeing = [
            each for each, first in zip(helpers, self.helpers, strict=True) if not first.is_blind
        ]
        try:
            kept = self._kept(place) if len(seeing) < len(helpers) else unchanged
        except NoAnswer:
            return None
        changes = both(kept, both(further, self._slip(place)))
        return _numbers(self.probes[place], seeing, self.programs[place], changes)

    def _differs(self, place: int, numbers: Array, due: Array | None = None) -> bool:
        """Say whether numbers are others than those that are due: the returned ones."""
        right = self.cases[place].returned if due is None else due
        tolerance = self.probes[place].task.exercise.tolerance
        return bool(differs(numbers, right, tolerance).any())


def _constant(numbers: Array) -> Change:
    return lambda value, _: numbers.reshape(value.shape)


@contextmanager
def _fresh(helpers: Sequence[Helper]) -> Iterator[Sequence[Helper]]:
    """Yield helpers in a process of their own; where it takes long to start, in the same."""
    runner = helpers[0].runner
    if runner.isolation < "L2":
        yield [evolve(each) for each in helpers]
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
    except NoAnswer:
        return None
