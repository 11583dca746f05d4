"""The right values of a case: the program in which a hypothesis is tried, and what it gives."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy
from attrs import evolve, frozen

from gdtrace.engine.arrays import Array
from gdtrace.expr import Call, Expr, Ref, rebuild, references
from gdtrace.grading.cases import Case
from gdtrace.grading.evaluation import Values
from gdtrace.grading.free import Free
from gdtrace.grading.outputs import in_outputs
from gdtrace.grading.tasks import Task
from gdtrace.steps import Key, Program, Step

Known = dict[str, Array]
"""By key the values of a case: an axis for the sets in front, then one for the iterations."""


@frozen(eq=False, repr=False)
class Right:
    """The program of a case with the right values of every iteration."""

    task: Task
    program: Program
    rounds: list[Values]

    @cached_property
    def known(self) -> Known:
        """The values of all iterations."""
        return by_key(self.rounds)

    @cached_property
    def unneeded(self) -> tuple[Array, ...]:
        """What a function may compute without need, such as the error before its derivative.

        Each has shape (sets, iterations, numbers).
        """
        right, whole = self.known, self.task.whole
        known, steps = set(right), list[Step]()
        for step in whole.steps:
            if step.key not in known and all(ref.key in known for ref in references(step.expr)):
                known.add(str(step.key))
                steps.append(step)
        sets, iterations = next(iter(right.values())).shape[:2]
        leaves = {
            key: value.reshape(sets * iterations, *value.shape[2:])
            for key, value in right.items()
            if key in whole.leaves or key in whole.by_key
        }
        program = Program({key: whole.indices(key) for key in leaves}, steps, {}, whole.style)
        with numpy.errstate(all="ignore"):
            made = self.task.evaluation.values(program, leaves, {})
        return tuple(made[step.key].reshape(sets, iterations, -1) for step in steps)


def by_key(rounds: Sequence[Values]) -> Known:
    """Return the values of all iterations of a case."""
    if len(rounds) == 1:
        return {key: value[:, None] for key, value in rounds[0].items()}
    return {key: numpy.stack([made[key] for made in rounds], axis=1) for key in rounds[0]}


def right_values(case: Case, free: Free) -> Right:
    """Return the program in which a hypothesis is tried."""
    tried = free.alone, free.key if free.handed_on else ""
    if tried not in case.rights:
        program = in_outputs(case.task.program)
        program = program if free.alone else slopes_by_output(program)
        if free.handed_on:
            program = apart(program, free.key)
        rounds = case.task.rounds(program, case.given)
        case.rights[tried] = Right(case.task, program, rounds)
    right: Right = case.rights[tried]
    return right


def slopes_by_output(program: Program) -> Program:
    """Let slopes read a neuron's output, not work it out again: a wrong output goes into both."""
    made = {
        step.expr: Ref(step.key, step.indices)
        for step in program.steps
        if Key(step.key).role == "Activ" and isinstance(step.expr, Call)
    }
    if not made:
        return program

    def by_output(expr: Expr) -> Expr:
        return made[expr] if isinstance(expr, Call) and expr in made else rebuild(expr, by_output)

    steps = [
        step if step.expr in made else evolve(step, expr=by_output(step.expr))
        for step in program.steps
    ]
    return evolve(program, steps=steps)


def apart(program: Program, key: str) -> Program:
    """Let a value that is handed on be another one than that which the other steps read."""
    used = f"used_{key}"

    def renamed(expr: Expr) -> Expr:
        if isinstance(expr, Ref):
            return evolve(expr, key=used) if expr.key == key else expr
        return rebuild(expr, renamed)

    steps: list[Step] = []
    for step in program.steps:
        if step.key == key:
            steps.append(evolve(step, key=used))
            steps.append(evolve(step, expr=Ref(used, step.indices)))
        else:
            steps.append(evolve(step, expr=renamed(step.expr)))
    return evolve(program, steps=steps)
