"""Which explanations stand: points are for what the numbers show, names for all that may be wrong.

A wrong value may hang on anything: an already-updated weight hangs on the learning rate and on the
target. So an explanation stands unless it takes something for right that no number shows. The
others may still be true; they are kept where they give the same points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gdtrace.expr import references
from gdtrace.grading.answers import Runner
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Values
from gdtrace.grading.exercises import Part
from gdtrace.grading.locate import Explanation, all_explanations, equal_pairs
from gdtrace.grading.measured import returned_numbers, varied
from gdtrace.grading.probes import Probe
from gdtrace.grading.right_values import right_values
from gdtrace.grading.solving import Case, solved
from gdtrace.grading.verdicts import checks, explained
from gdtrace.steps import Key, Program

RATE = "learning_rate"
"""Any wrong value may hang on it: it is in what an update has given back."""


def standing(
    runner: Runner,
    function: str,
    probes: Sequence[Probe],
    cases: Sequence[Case],
    parts: Sequence[Part],
    titles: Mapping[str, str],
) -> list[Explanation]:
    """Return the explanations that stand, then those that the points cannot tell from the first.

    Parameters
    ----------
    runner : Runner
        What runs the function.
    function : str
        Its name in the submission.
    probes, cases : sequence of Probe, sequence of Case
        The sets of inputs, and what was returned for them.
    parts : sequence of Part
    titles : mapping of str to str
        The student's names of the parameters.
    """
    every = all_explanations(cases)
    shown = [each for each in every if not refuted(runner, function, probes, each, cases[0])]
    natural = [each for each in shown if each.natural] or shown
    if not natural:
        return []

    def points(each: Explanation) -> float:
        return sum(check.score for check in checks(explained(cases, each), parts, titles))

    most = points(natural[0])
    others = [each for each in every if each not in natural] + equal_pairs(cases, natural)
    alike = [each for each in others if points(each) == most]
    return [*natural, *alike]


def refuted(
    runner: Runner, function: str, probes: Sequence[Probe], explanation: Explanation, case: Case
) -> bool:
    """Say whether an explanation takes something for right that was never worked out.

    An argument is changed that none of the free values hangs on, and the function is asked again.
    If what it answers does not follow, the free values hang on the argument or the rest was made
    up. Made up it is if the free values explain the numbers with any other argument just as well:
    then nothing shows that the function has read it.
    """
    task, free = probes[0].task, explanation.free
    if task.exercise.elementwise or task.iterations > 1:
        return False
    right = right_values(case, free)
    above = {leaf for key, _ in free.patterns for leaf in _leaves(right.program, key)}
    own = free.changes(task, explanation.numbers[0][:1])
    base, others = varied(probes[0])
    tried = [given for given in others if not {*_changed(base, given)} <= {*above, RATE}]
    arguments = [
        [task.argument(each, given, 0) for each in task.arguments.values()] for given in tried
    ]
    numbers = [returned_numbers(task, each) for each in runner.calls(function, arguments)]
    return any(
        each is not None
        and bool(differs(each, task.run(right.program, given, own)[0], 1e-5).any())
        and _explains_anyway(explanation, case, given)
        for each, given in zip(numbers, tried, strict=True)
    )


def _changed(base: Values, given: Values) -> list[str]:
    return [key for key in base if (given[key] != base[key]).any()]


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
