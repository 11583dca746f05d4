"""Verdicts on the parts of an exercise, from the returned numbers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy
from attrs import evolve, frozen

from gdtrace.engine.arrays import Array
from gdtrace.expr import Ref
from gdtrace.grading.bindings import chosen
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Change, Values, at
from gdtrace.grading.exercises import Part
from gdtrace.grading.explanation import Explanation
from gdtrace.grading.free import UPDATE, Free, Pattern, both, two_ways
from gdtrace.grading.naming import factor_number, short, symbols
from gdtrace.grading.report import FOLLOWS, NOT_JUDGED, RIGHT, SAME, WRONG, Check
from gdtrace.grading.right_values import right_values
from gdtrace.grading.solving import reproduced
from gdtrace.grading.tasks import Changes, Task
from gdtrace.grading.wording import listed
from gdtrace.steps import Key

NAMED = ("grad_W", "grad_b", "new_W", "new_b")
"""What a table calls by one word, whichever numbers of it are wrong."""

UNSHOWN = "not judged: your numbers do not show it"

NUDGE = 1.01, 0.013
"""A value is changed to so much of it and so much more, to see whether the numbers show it."""


@frozen(eq=False, repr=False)
class Explained:
    """The values of every case under an explanation, next to the right ones.

    ``others``: what explains the numbers as well.
    """

    cases: tuple[Case, ...]
    explanation: Explanation
    right: tuple[list[Values], ...]
    own: tuple[list[Values], ...]
    others: tuple[Explanation, ...] = ()

    @cached_property
    def regular(self) -> bool:
        """Whether one formula gives the free numbers in all sets of inputs."""
        from gdtrace.grading.regular import regular

        return regular(self.explanation, self.cases)

    @cached_property
    def ways(self) -> tuple[Explained, ...]:
        """All explanations, this one first."""
        others = [each for each in self.others if each is not self.explanation]
        return (self, *(explained(self.cases, each) for each in others))


def explained(
    cases: Sequence[Case], explanation: Explanation, others: Sequence[Explanation] = ()
) -> Explained:
    """Work out all values with the explanation's own numbers in their places."""
    right, own = [], []
    for number, case in enumerate(cases):
        program = right_values(case, explanation.free)
        right.append(program.rounds)
        own.append(
            case.task.rounds(program.program, case.given, explanation.changes(cases, number))
        )
    return Explained(tuple(cases), explanation, tuple(right), tuple(own), tuple(others))


def checks(
    found: Explained,
    parts: Sequence[Part],
    titles: Mapping[str, str],
    known: Free | None = None,
) -> list[Check]:
    """Return the verdict on every part, in the order of the derivation.

    ``known``: what wrong steps are named by, if not by the free values of the explanation.
    """
    task = found.cases[0].task
    free = known or found.explanation.free
    verdicts: list[Check] = []
    named = ""
    for part in parts:
        refs = task.places(part.steps)
        symbol = _wrong_in(task, free, refs)
        title = part.title.format_map(titles)
        if symbol and not named:
            named = symbol
            verdict = Check(
                title=title,
                status=WRONG,
                verdict=f"FIRST WRONG STEP: {symbol}",
                score=0.0,
                max_score=part.points,
                symbol=symbol,
                key=_wrong_refs(task, free, refs)[0].key,
            )
        elif symbol:
            verdict = Check(
                title=title,
                status=SAME,
                verdict=f"{_again(task, free, refs)}: {symbol}",
                score=0.0,
                max_score=part.points,
                symbol=symbol,
            )
        else:
            verdict = _sound(found, part, title)
        verdicts.append(verdict)
    return [
        _with_name(each, part, found, named) for each, part in zip(verdicts, parts, strict=True)
    ]


def same_parts(task: Task, one: Free, other: Free, parts: Sequence[Part]) -> bool:
    """Say whether the same parts are wrong by both."""
    places = [task.places(part.steps) for part in parts]
    first, second = (
        [bool(_wrong_refs(task, free, refs)) for refs in places] for free in (one, other)
    )
    return first == second


def _again(task: Task, free: Free, refs: Sequence[Ref]) -> str:
    """Say how a later part is wrong: by the same slip, or by another one."""
    first = Key(free.key).role
    roles = {Key(ref.key).role for ref in refs if ref in {*free.refs(task)}}
    return "wrong too" if two_ways(free) and first not in roles else "wrong in the same way"


def _wrong_in(task: Task, free: Free, refs: Sequence[Ref]) -> str:
    """Return the name of what is wrong among the places of a part, if anything is."""
    by_key: dict[str, list[Pattern]] = {}
    for ref in _wrong_refs(task, free, refs):
        by_key.setdefault(ref.key, []).append((ref.key, tuple(map(int, ref.indices))))
    if by_key and free.key == "learning_rate":
        return "update"
    whole = {key: short(task, key) for key in by_key}
    names = [
        whole[key]
        if factor_number(task, key) or Key(key).role in NAMED
        else listed(symbols(task, Free(tuple(patterns))))
        for key, patterns in by_key.items()
    ]
    return ", ".join(dict.fromkeys(names))


def _wrong_refs(task: Task, free: Free, refs: Sequence[Ref]) -> list[Ref]:
    if free.key == "learning_rate":
        return [ref for ref in refs if Key(ref.key).role in UPDATE]
    wrong = {*free.refs(task)}
    return [ref for ref in refs if ref in wrong]


def _sound(found: Explained, part: Part, title: str) -> Check:
    """Return the verdict on a part without a wrong value: right, following, or not to be seen."""
    follows = any(_moved(found, number, part) for number in range(len(found.cases)))
    if not _visible(found, part) or not (follows or _told(found, part)):
        return Check(
            title=title,
            status=NOT_JUDGED,
            verdict=UNSHOWN,
            score=0.0,
            max_score=part.points,
        )
    follows = follows or _names_product(found, part)
    return Check(
        title=title,
        status=FOLLOWS if follows else RIGHT,
        verdict="right with your" if follows else "right",
        score=part.points,
        max_score=part.points,
    )


def _with_name(check: Check, part: Part, found: Explained, named: str) -> Check:
    if check.status != FOLLOWS:
        return check
    task = found.cases[0].task
    single = named and len(found.explanation.free.refs(task)) == _examples(task)
    update = {Key(ref.key).role for ref in task.places(part.steps)} <= UPDATE
    factor = Key(found.explanation.free.key).role in ("dSOP_dActiv", "dActiv_dSOP", "dSOP_dW")
    shared = single and found.explanation.free.key in (
        "dError_dPredicted",
        f"dActiv_dSOP@{len(task.network.layers)}",
    )
    own = "gradients" if update and factor and not shared else named or "values"
    return evolve(check, verdict=f"right with your {own}")


def _examples(task: Task) -> int:
    return task.sizes["n"]


def _told(found: Explained, part: Part) -> bool:
    """Say whether the returned numbers tell a part that is right from one that is not.

    A free number of each set of inputs would hide what was worked out before it, right or wrong:
    then another one gives the same. If the free numbers of some explanation are a formula of right
    values, these were worked out.
    """
    return _pinned(found, part) or any(
        each.regular
        and not _wrong_in(each.cases[0].task, each.explanation.free, _refs(each.cases[0], part))
        and _visible(each, part)
        for each in found.ways
    )


def _refs(case: Case, part: Part) -> list[Ref]:
    return case.task.places(part.steps)


def _pinned(found: Explained, part: Part) -> bool:
    """Say whether no other free numbers give the same if the values of a part are others."""
    own = found.explanation

    def pinned() -> bool:
        return not all(
            reproduced(
                own.free,
                case,
                right_values(case, own.free).program,
                own.numbers[number],
                nudging(_refs(case, part)),
            )
            for number, case in enumerate(found.cases)
        )

    return own.once(("pinned", part.steps), pinned)


def _visible(found: Explained, part: Part) -> bool:
    """Say whether the returned numbers would show another value of every key of a part."""
    cases = range(len(found.cases))
    keys = dict.fromkeys(ref.key for case in found.cases for ref in case.task.places(part.steps))
    return found.explanation.once(
        ("visible", part.steps),
        lambda: all(any(_shows(found, number, part, key) for number in cases) for key in keys),
    )


def _shows(found: Explained, number: int, part: Part, key: str) -> bool:
    case = found.cases[number]
    free = found.explanation.free
    wrong = set(free.refs(case.task))
    refs = [ref for ref in case.task.places(part.steps) if ref.key == key and ref not in wrong]
    program = right_values(case, free).program
    nudged = both(nudging(refs), found.explanation.changes(found.cases, number))
    numbers = case.task.run(program, case.given, nudged)
    own = case.task.collected(found.own[number])
    return bool(differs(numbers, own, case.task.exercise.tolerance).any())


def nudging(refs: Sequence[Ref]) -> Changes:
    """Return the change that moves some values a little, each by another amount."""
    by_key: dict[str, list[Ref]] = {}
    for ref in refs:
        by_key.setdefault(ref.key, []).append(ref)

    def change(key: str) -> Change:
        def nudge(value: Array, _: Mapping[str, Array]) -> Array:
            changed = numpy.array(value)
            for place, ref in enumerate(by_key[key], 1):
                where: Any = (slice(None), *ref.indices)
                changed[where] = changed[where] * NUDGE[0] + NUDGE[1] * place
            return changed

        return nudge

    return lambda _: {key: change(key) for key in by_key}


def _moved(found: Explained, number: int, part: Part) -> bool:
    """Say whether the values of a part are others than in the right program."""
    case = found.cases[number]
    tolerance = case.task.exercise.tolerance
    return any(
        differs(at(own[ref.key], ref), at(right[ref.key], ref), tolerance).any()
        for right, own in zip(found.right[number], found.own[number], strict=True)
        for ref in case.task.places(part.steps)
        if ref.key in own
    )


def _names_product(found: Explained, part: Part) -> bool:
    """Say whether a part is about deltas, and the derivative of the error in all of them is wrong.

    Where a chain is multiplied factor by factor, a delta is made for no other step.
    """
    if found.explanation.free.key != "dError_dPredicted":
        return False
    task = found.cases[0].task
    named = {ref.key for text in part.steps for ref in chosen(text, task.whole, task.sizes)}
    views = {str(step.key) for step in task.whole.steps if step.view}
    return any(Key(key).role == "delta" for key in named & views)
