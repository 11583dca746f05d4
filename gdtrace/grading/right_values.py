"""The right values of a case: the program in which a hypothesis is tried, and what it gives."""

from __future__ import annotations

from attrs import evolve, frozen

from gdtrace.expr import Call, Expr, Ref, rebuild
from gdtrace.grading.evaluation import Values
from gdtrace.grading.free import Free
from gdtrace.grading.outputs import in_outputs
from gdtrace.grading.solving import Case
from gdtrace.steps import Key, Program, Step


@frozen(eq=False)
class Right:
    """The program of a case with the right values of every iteration."""

    program: Program
    rounds: list[Values]


def right_values(case: Case, free: Free) -> Right:
    """Return the program in which a hypothesis is tried."""
    tried = free.alone, free.key if free.handed_on else ""
    if tried not in case.rights:
        program = in_outputs(case.task.program)
        program = program if free.alone else slopes_by_output(program)
        if free.handed_on:
            program = apart(program, free.key)
        case.rights[tried] = Right(program, case.task.rounds(program, case.given))
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
