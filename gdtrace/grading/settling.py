"""Choosing among explanations that the numbers cannot tell apart: what variables held decides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from attrs import evolve, frozen

from gdtrace.grading.cases import Case
from gdtrace.grading.diagnose import Diagnosis
from gdtrace.grading.exercises import Part
from gdtrace.grading.explanation import Explanation
from gdtrace.grading.free import Free, two_ways, whole
from gdtrace.grading.known import Mistake
from gdtrace.grading.line_search import lines_of
from gdtrace.grading.lines import Line, Watched
from gdtrace.grading.right_values import Known, Right, by_key, right_values
from gdtrace.grading.tasks import Task
from gdtrace.grading.verdicts import same_parts
from gdtrace.steps import Key


@frozen(eq=False, repr=False)
class Located:
    """One explanation with the lines where its values were made; several cannot be told apart.

    ``known``: the one step that a known mistake changes, where it takes two values otherwise.
    """

    chosen: Explanation
    lines: tuple[Line, ...]
    others: tuple[Explanation, ...] = ()
    known: Free | None = None

    @property
    def free(self) -> Free:
        """What is named as wrong."""
        return self.known or self.chosen.free

    @property
    def unsure(self) -> bool:
        """Whether it takes two values, and the numbers cannot show which."""
        every = (self.chosen, *self.others)
        return self.known is None and all(two_ways(each.free) for each in every)


def settled(
    explanations: Sequence[Explanation], cases: Sequence[Case], seen: Sequence[Watched]
) -> Located | None:
    """Choose among explanations that the numbers cannot tell apart by what variables held."""
    different = _different(explanations, cases[0].task)
    if not different:
        return None
    lasting = [each.lasting() for each in seen]
    held_right = cache(lambda each: _held_right(each, cases, lasting))
    updated = {key for key in cases[0].task.program.by_key if Key(key).role == "grad_W"}
    if seen:
        for each in different:
            right, own = rounds_of(each, cases)
            before = [one for one in different if _comes_before(one, each, cases[0].task)]
            lines = lines_of(each.free, cases, own, right, seen)
            # What follows from a wrong value is wrong as well, and settles nothing.
            if lines and all(map(held_right, before)):
                return Located(each, tuple(lines))
        held = [each for each in different if held_right(each)]
        # Gradients that were right leave only what was done with them, not what led to them.
        updates = [each for each in different if each.free.scaled and each.free.key in updated]
        before = [
            one
            for each in updates
            if each in held
            for one in different
            if one is not each and _comes_before(one, each, cases[0].task)
        ]
        ruled_out = [*before, *(each for each in held if each not in updates)]
        different = [each for each in different if each not in ruled_out] or different
    return Located(different[0], (), tuple(different[1:]))


def in_one_step(
    located: Located, diagnosis: Diagnosis, task: Task, parts: Sequence[Part]
) -> Located:
    """Name the step of the one known mistake that gives all numbers, not two that do it together.

    Only if just the same parts are wrong: a mistake that is known changes no points.
    """
    single = len(diagnosis.matches) == 1 and len(diagnosis.matches[0]) == 1
    if not single or located.lines or not located.unsure:
        return located
    step = changed_step(task, diagnosis.matches[0][0])
    if step is None or not same_parts(task, step, located.chosen.free, parts):
        return located
    return evolve(located, known=step, others=())


def settled_by_mistake(
    located: Located,
    matches: Sequence[tuple[Mistake, ...]],
    cases: Sequence[Case],
    seen: Sequence[Watched],
) -> Located:
    """Look for lines with the values that the only known mistake gives.

    They are exact, where a value found from what many iterations later returned is not.
    """
    if located.lines or len(matches) != 1 or len(matches[0]) != 1:
        return located
    (mistake,) = matches[0]
    if mistake.misconception.driver:
        return located
    for each in (located.chosen, *located.others):
        if Key(each.free.key).role == mistake.misconception.step:
            right = [right_values(case, each.free) for case in cases]
            own = [_mistaken(mistake, case) for case in cases]
            made = all(
                key in known
                for known, case in zip(own, cases, strict=True)
                for key in each.free.masks(case.task)
            )
            lines = lines_of(each.free, cases, own, right, seen) if made else []
            if lines:
                return Located(each, tuple(lines))
    return located


def _mistaken(mistake: Mistake, case: Case) -> Known:
    """Return the values that a mistake gives in a case; the right ones where it cannot be made."""
    from gdtrace.grading.misconceptions import variants_of

    made = variants_of(mistake.misconception, case.task.program)
    wrong = next((each.program for each in made if each.id == mistake.id), case.task.program)
    return by_key(case.task.rounds(wrong, case.given))


def settled_by_numbers(explanations: Sequence[Explanation], task: Task) -> Located:
    """Return all explanations that the numbers cannot tell apart, whatever variables held."""
    first, *others = _different(explanations, task)
    return Located(first, (), tuple(others))


def _different(explanations: Sequence[Explanation], task: Task) -> list[Explanation]:
    """Return the first explanation by each choice of values that holds no smaller one."""
    first = {each.free.patterns: each for each in reversed(explanations)}
    places = {patterns: {*each.free.refs(task)} for patterns, each in first.items()}
    return [
        each
        for patterns, each in reversed(first.items())
        if not any(other < places[patterns] for other in places.values())
    ]


def _comes_before(one: Explanation, other: Explanation, task: Task) -> bool:
    """Say whether all free values of the second follow from those of the first."""
    later = set().union(*(task.following(key) for key, _ in one.free.patterns))
    return all(key in later for key, _ in other.free.patterns)


def rounds_of(explanation: Explanation, cases: Sequence[Case]) -> tuple[list[Right], list[Known]]:
    """Return the right values of every case, and those of an explanation."""
    programs = [right_values(case, explanation.free) for case in cases]
    own = [
        by_key(case.task.rounds(each.program, case.given, explanation.changes(cases, number)))
        for number, (case, each) in enumerate(zip(cases, programs, strict=True))
    ]
    return programs, own


def _held_right(explanation: Explanation, cases: Sequence[Case], seen: Sequence[Watched]) -> bool:
    """Say whether some variable held the right values of a step that would be wrong."""
    free = explanation.free
    right = [right_values(case, free) for case in cases]
    known = [each.known for each in right]
    return any(lines_of(each, cases, known, right, seen) for each in free.by_key())


def halves_of(free: Free) -> list[Free]:
    """Return each of two values that are wrong by themselves; else what is wrong as a whole."""
    if not two_ways(free):
        return [free]
    return [evolve(free, patterns=(each,)) for each in free.patterns]


def changed_step(task: Task, mistake: Mistake) -> Free | None:
    """Return the step that a known mistake changes, if the exercise has it."""
    role = Key(mistake.misconception.step).role
    keys = [
        str(key)
        for key in task.program.by_key
        if Key(key).role == role and mistake.layer in (0, Key(key).layer)
    ]
    if mistake.misconception.driver:
        returned = {ref.key for _, ref in task.observed}
        keys = [key for key in keys if key in returned] or keys
    return whole(task, keys) if keys else None
