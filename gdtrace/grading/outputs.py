"""Rewriting at the output layer: where the error and its derivative meet the activation.

For cross-entropy the two derivatives are written as one, and the error is computed from the sum of
products; a wrong activation needs them in the output itself.
"""

from collections.abc import Callable

from gdtrace.calculus import LOSSES, sigmoid
from gdtrace.chains import ERROR_SLOPE, per_unit
from gdtrace.expr import Call, Expr, Ref, Sum
from gdtrace.grading.rewriting import Rewrite, changed, last_layer, substituted
from gdtrace.steps import EXAMPLES, Key, Program, letter


def predicted(program: Program) -> Ref:
    """Return the reference to the outputs of the network."""
    return per_unit("Activ", last_layer(program))


def target(program: Program) -> Ref:
    """Return the reference to the targets."""
    return Ref("Target", (EXAMPLES, letter(last_layer(program))))


def computed(program: Program) -> Expr:
    """Return the outputs as an expression, where a part of a program has but their sums."""
    ref = predicted(program)
    if ref.key in program.leaves or ref.key in program.by_key:
        return ref
    return sigmoid(per_unit("SOP", last_layer(program)))


def in_outputs(program: Program) -> Program:
    """Write an error that is computed from the sum of products (for safety) in the output itself.

    The two are equal as long as the output is the sigmoid of the sum.
    """

    def textbook(expr: Expr) -> Expr | None:
        if isinstance(expr, Call) and expr.name == "cross_entropy":
            return LOSSES["cross_entropy"].error(computed(program), expr.arguments[1])
        return None

    return changed(program, ["Error"], 0, lambda step: substituted(step.expr, textbook)) or program


def loss_of(program: Program) -> str:
    """Return the loss whose error or slope the program has; "" if a part of it shows none."""
    p, t = predicted(program), target(program)
    steps = {step.key: step.expr for step in in_outputs(program).steps}
    for name, loss in LOSSES.items():
        error = Sum(letter(last_layer(program)), loss.error(computed(program), t))
        short = loss.delta(p, t) if loss.delta else None
        if (
            steps.get(Key("Error")) == error
            or steps.get(Key(ERROR_SLOPE)) == loss.slope(p, t)
            or (short and steps.get(Key(per_unit("delta", last_layer(program)).key)) == short)
        ):
            return name
    return ""


def fused_layer(program: Program) -> int:
    """Return the layer whose delta comes from a shorter formula for error and activation, or 0."""
    last, p, t = last_layer(program), predicted(program), target(program)
    step = program.by_key.get(per_unit("delta", last).key)
    short = [loss.delta(p, t) for loss in LOSSES.values() if loss.delta]
    return last if step is not None and step.expr in short else 0


def primitive(name: str, form: Callable[[Expr], Expr], *roles: str) -> Rewrite:
    """Return the rewrite that computes a primitive otherwise, in all steps or those with roles."""

    def other(expr: Expr) -> Expr | None:
        return form(expr.arguments[0]) if isinstance(expr, Call) and expr.name == name else None

    def rewrite(program: Program, layer: int) -> Program | None:
        before = in_outputs(program) if layer in (0, last_layer(program)) else program
        wanted = roles or {step.key.role for step in program.steps}
        result = changed(before, wanted, layer, lambda step: substituted(step.expr, other))
        return None if result is None or result == before else result

    return rewrite
