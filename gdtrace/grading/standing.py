"""Which explanations stand: points are for what the numbers show, names for all that may be wrong.

A wrong value may hang on anything: an already-updated weight hangs on the learning rate and on the
target. So an explanation stands unless it takes something for right that no number shows. The
others may still be true; they are kept where they give the same points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from gdtrace.engine.arrays import Array
from gdtrace.expr import references
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Values
from gdtrace.grading.exercises import Part
from gdtrace.grading.explanation import Explanation
from gdtrace.grading.free import two_ways
from gdtrace.grading.locate import all_explanations, equal_pairs, multiplied
from gdtrace.grading.right_values import right_values
from gdtrace.grading.solving import solved
from gdtrace.grading.variations import Variations
from gdtrace.grading.verdicts import checks, explained
from gdtrace.steps import Key, Program

RATE = "learning_rate"
"""Any wrong value may hang on it: it is in what an update has given back."""


def standing(
    asked: Variations, cases: Sequence[Case], parts: Sequence[Part], titles: Mapping[str, str]
) -> list[Explanation]:
    """Return the explanations that stand, then those that the points cannot tell from the first.

    Parameters
    ----------
    asked : Variations
        The function, to be asked for other arguments.
    cases : sequence of Case
        What it returned for the sets of inputs.
    parts : sequence of Part
    titles : mapping of str to str
        The student's names of the parameters.
    """
    every = all_explanations(cases)
    # What only multiplies gradients comes from a step before them, whatever that hangs on.
    answers = _answers(asked) if every and not multiplied(cases) else []

    def standing_of(explanations: Iterable[Explanation]) -> list[Explanation]:
        return [each for each in explanations if not _refuted(each, cases[0], answers)]

    natural = standing_of(each for each in every if each.natural)
    # Others are not even tried where one of these stands.
    natural = natural or standing_of(each for each in every if not each.natural)
    if not natural:
        return []

    def points(each: Explanation) -> float:
        return sum(check.score for check in checks(explained(cases, each, every), parts, titles))

    others = [each for each in every if each not in natural] + equal_pairs(cases, natural)
    most = points(natural[0]) if others else 0.0
    alike = [each for each in others if points(each) == most]
    return [*natural, *alike]


@frozen(eq=False, repr=False)
class _Answer:
    """What a function returned for the first set of inputs with another argument."""

    given: Values
    changed: frozenset[str]
    numbers: Array


def _answers(asked: Variations) -> list[_Answer]:
    """Change one argument at a time, and ask the function again."""
    task = asked.probe.task
    if task.exercise.elementwise or task.iterations > 1:
        return []
    base, *others = asked.given
    changed = [frozenset(key for key in base if (own[key] != base[key]).any()) for own in others]
    return [
        _Answer(given, keys, own)
        for given, keys, own in zip(others, changed, asked.numbers[1:], strict=True)
        if keys and own is not None
    ]


def _refuted(explanation: Explanation, case: Case, answers: Sequence[_Answer]) -> bool:
    """Say whether an explanation takes something for right that was never worked out.

    If what the function answers does not follow, the free values hang on the argument, or the rest
    was made up. Made up it is if the free values explain the numbers with any other argument as
    well: then nothing shows that it was read.
    """
    return any(
        _speaks_against(explanation, case, each) and _explains_anyway(explanation, case, each.given)
        for each in answers
    )


def _speaks_against(explanation: Explanation, case: Case, answer: _Answer) -> bool:
    """Say whether an answer does not follow from the same free values.

    They may hang on all that the right ones hang on, and on the learning rate. But two wrong
    values may not make up for an argument that changes nothing, nor one of them for the rate.
    """
    free, task = explanation.free, case.task
    right = right_values(case, free)
    unread = not differs(answer.numbers, case.returned[0], 1e-12).any()
    if unread and two_ways(free):
        due = task.run(task.program, answer.given)
        return bool(differs(due, case.expected[:1], 1e-9).any())
    above = {leaf for key, _ in free.patterns for leaf in _leaves(right.program, key)}
    if answer.changed <= {*above, RATE} and not (unread and answer.changed == {RATE}):
        return False
    own = free.changes(task, explanation.numbers[0][:1])
    follows = task.run(right.program, answer.given, own)[0]
    return bool(differs(answer.numbers, follows, 1e-5).any())


def _explains_anyway(explanation: Explanation, case: Case, given: Values) -> bool:
    """Say whether the free values explain the first numbers with another argument too."""
    false = Case(case.task, given, case.expected[:1], case.returned[:1], ((0,),))
    right = right_values(false, explanation.free)
    (found,) = solved([explanation.free], false, right.program, right.rounds)
    return bool(found)


def _leaves(program: Program, key: str) -> set[str]:
    """Return what is given that a value hangs on, itself among it."""
    found, waiting = {key}, [key]
    while waiting:
        step = program.by_key.get(Key(waiting.pop()))
        new = {ref.key for ref in references(step.expr)} - found if step is not None else set()
        found |= new
        waiting += new
    return found
