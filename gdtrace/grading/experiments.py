"""Experiments: what to move a little, and what to watch, to see the right number of a step.

A step that is a derivative is the change of one value over that of another. Both are values of the
derivation that can be worked out forward, so that nobody needs a derivative to do it.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from gdtrace.expr import Index, Ref
from gdtrace.grading.cases import Case
from gdtrace.grading.comparing import differs
from gdtrace.grading.evaluation import Values, at
from gdtrace.grading.explanation import Explanation
from gdtrace.grading.free import FACTORS, UPDATE, Free, whole
from gdtrace.grading.known import Mistake
from gdtrace.grading.right_values import right_values
from gdtrace.grading.tasks import Task
from gdtrace.steps import EXAMPLES, Key

BACKWARD = {*FACTORS, "dError_dActiv", "delta", "grad_W"}
"""Steps that are wrong in the gradients behind them, whichever of them it is."""


@frozen(eq=False, repr=False)
class Experiment:
    """Move ``by`` a little, and see by how much ``value`` changes: the quotient is the step's."""

    value: Ref
    by: Ref


def experiment(task: Task, step: Ref) -> Experiment | None:
    """Return what shows the right number of a step; None if the step is no derivative.

    The last place of a sum's input is that of the first neuron that it goes to: all of them have
    the same derivative.
    """
    role, layer, last = Key(step.key).role, Key(step.key).layer, len(task.network.layers)
    where = dict(zip(task.whole.indices(step.key), step.indices, strict=True))
    example = where.get(EXAMPLES, 0)
    places: list[Index] = [place for index, place in where.items() if index != EXAMPLES]
    error = Ref("Error", (example,))
    match role:
        case "dError_dPredicted":
            return Experiment(error, Ref(f"Activ@{last}", (example, *places)))
        case "dError_dActiv":
            return Experiment(error, Ref(f"Activ@{layer}", (example, *places)))
        case "delta" | "delta_product":
            return Experiment(error, Ref(f"SOP@{layer}", (example, *places)))
        case "dActiv_dSOP":
            here = (example, *places)
            return Experiment(Ref(f"Activ@{layer}", here), Ref(f"SOP@{layer}", here))
        case "dSOP_dActiv":
            before, after = places
            value = Ref(f"SOP@{layer}", (example, after))
            return Experiment(value, Ref(f"Activ@{layer - 1}", (example, before)))
        case "dSOP_dW":
            return Experiment(Ref(f"SOP@{layer}", (example, 0)), Ref(f"W@{layer}", (*places, 0)))
        case "dSOP_db":
            return Experiment(Ref(f"SOP@{layer}", (example, 0)), Ref(f"b@{layer}", (0,)))
        case "grad_W" | "grad_b":
            objective = error if task.sizes[EXAMPLES] == 1 else Ref("Cost", ())
            return Experiment(objective, Ref(step.key.removeprefix("grad_"), tuple(places)))
        case _:
            return None


def tried_as(free: Free) -> str:
    """Return the role of a free value; a step of the update is tried as a whole."""
    return tried(Key(free.key).role)


def tried(role: str) -> str:
    """Return the role of the step that is tried for one of its parts."""
    return "new_W" if role in UPDATE or role == "learning_rate" else role


def wrong_place(
    cases: Sequence[Case],
    free: Free,
    explanation: Explanation | None,
    matches: Sequence[tuple[Mistake, ...]],
) -> Ref | None:
    """Return the first of some places in which the submission has most often another number."""
    task = cases[0].task
    if Key(free.key).role.startswith("new_"):
        return free.refs(task)[0]
    if tried_as(free) == "new_W":
        new = (str(key) for key in task.program.by_key if Key(key).role == "new_W")
        return whole(task, [next(new, free.key)]).refs(task)[0]
    refs = [ref for ref in free.refs(task) if Key(ref.key).role == Key(free.key).role]
    due, made = _first_rounds(cases, explanation, matches)
    tolerance = task.exercise.tolerance
    wrong = {
        ref: int(differs(at(made[ref.key], ref), at(due[ref.key], ref), tolerance).sum())
        for ref in refs
        if ref.key in made
    }
    place = max(wrong, key=lambda ref: wrong[ref], default=None)
    return place if place and wrong[place] else None


def _first_rounds(
    cases: Sequence[Case],
    explanation: Explanation | None,
    matches: Sequence[tuple[Mistake, ...]],
) -> tuple[Values, Values]:
    """Return the values of the first case: the right ones, and the submission's own."""
    task, case = cases[0].task, cases[0]
    if explanation is not None:
        right = right_values(case, explanation.free)
        changes = explanation.changes(cases, 0)
        return right.rounds[0], task.rounds(right.program, case.given, changes)[0]
    from gdtrace.grading.misconceptions import variants_of

    wrong = (
        variant.program
        for match in matches
        for mistake in match
        for variant in variants_of(mistake.misconception, task.program)
        if variant.id == mistake.id
    )
    due = task.rounds(task.program, case.given)[0]
    return due, task.rounds(next(wrong, task.program), case.given)[0]
