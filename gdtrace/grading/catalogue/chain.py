"""Mistakes in the chain through the layers: weights on the way, paths, and what is multiplied."""

from gdtrace.expr import Expr, Num, Ref
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.rewriting import on
from gdtrace.steps import Step


def _after_update(step: Step) -> Expr:
    return Ref(f"new_W@{step.key.layer}", step.indices)


MISTAKES = (
    Misconception(
        id="already-updated-weights",
        title="Already-updated weights in the hidden gradients.",
        step="dSOP_dActiv",
        rewrite=on("dSOP_dActiv", change=_after_update),
        layered=True,
        symptom="",
        look="",
        idea="",
        note="",
    ),
    Misconception(
        id="weight-factor-missing",
        title="",
        step="dSOP_dActiv",
        rewrite=on("dSOP_dActiv", change=lambda step: Num(1)),
        layered=True,
        symptom="",
        look="",
        idea="",
        note="",
    ),
)
