"""Mistakes in the update: what is subtracted from a parameter."""

from collections.abc import Callable

from gdtrace.expr import Expr, Neg, Ref, Sub
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.rewriting import Rewrite, on
from gdtrace.steps import Step

NEW = ("new_W", "new_b")


def updated(form: Callable[[Ref, Ref, Ref], Expr], *roles: str) -> Rewrite:
    """Return the rewrite that updates with a formula of parameter, learning rate and gradient."""

    def change(step: Step) -> Expr:
        parameter = step.key.removeprefix("new_")
        return form(
            Ref(parameter, step.indices),
            Ref("learning_rate"),
            Ref(f"grad_{parameter}", step.indices),
        )

    return on(*(roles or NEW), change=change)


def _uphill(expr: Expr) -> Expr:
    """Write what is subtracted, once or several times, with a plus."""
    match expr:
        case Sub(left, right):
            return _uphill(left) + right
        case Neg(body):
            return body
        case _:
            return expr


MISTAKES = (
    Misconception(
        id="plus-for-minus",
        title="The step goes uphill: the sign of the update is the other one.",
        step="new_W",
        alike=(
            "dError_dPredicted",
            "dSOP_dActiv",
            "dActiv_dSOP",
            "delta",
            "dSOP_dW",
            "grad_W",
            "grad_b",
            "learning_rate",
        ),
        rewrite=on(*NEW, change=lambda step: _uphill(step.expr)),
        layered=True,
        symptom="The gradients are right, every change of a weight has the other sign.",
        look="The gradient is right and the step is not: does your step go uphill or downhill?",
        compare="Take one weight whose gradient is positive. Would a larger weight make the error "
        "larger or smaller? Then look which way {line} moves this weight.",
        idea="The gradient points to where the error grows fastest. Which way does a step have to "
        "go that should make the error smaller?",
        note="From new weights alone it cannot be told apart from a derivative of the error with "
        "the other sign. Both together are a convention.",
    ),
    Misconception(
        id="learning-rate-missing",
        title="The learning rate is missing from the update.",
        step="new_W",
        alike=("grad_W", "grad_b", "learning_rate"),
        rewrite=updated(lambda w, rate, g: w - g),
        layered=True,
        symptom="Every step is too large by one factor, 1/learning_rate; the gradients are right.",
        look="Compare the step and the gradient: which number lies between them?",
        compare="Run one step with a learning rate, and again with one that is half as large. How "
        "do the two changes of a weight compare in what {line} gives?",
        idea="The gradient says how steep the error is here, not how far it stays so. What decides "
        "how long a step is?",
        note="Hardly visible in a learning curve at a small network; it may even learn faster.",
    ),
    Misconception(
        id="learning-rate-twice",
        title="The learning rate is used twice.",
        step="new_W",
        alike=("grad_W", "grad_b", "learning_rate"),
        rewrite=updated(lambda w, rate, g: w - rate * (rate * g)),
        layered=True,
        symptom="Every step is too short by one factor, the learning rate.",
        look="Compare the step and the gradient: how often is the learning rate in it?",
        compare="Run one step with a learning rate, and again with one that is half as large. How "
        "do the two changes of a weight compare in what {line} gives?",
        idea="Half the learning rate should give half the step. At how many places does your "
        "program multiply by it?",
        note="Typical where the gradient is scaled in one function and the weight updated in "
        "another. At the learning rate 1/2 it equals a missing factor 2.",
    ),
    Misconception(
        id="divided-by-learning-rate",
        title="The gradient is divided by the learning rate.",
        step="new_W",
        alike=("grad_W", "grad_b", "learning_rate"),
        rewrite=updated(lambda w, rate, g: w - g / rate),
        layered=True,
        symptom="Every step is too large by the factor 1/learning_rate squared.",
        look="Compare the step and the gradient: does a smaller learning rate make your step "
        "smaller?",
        compare="Run one step with a learning rate, and again with one that is half as large. How "
        "do the two changes of a weight compare in what {line} gives?",
        idea="A small learning rate is the careful one. What should become of the step when it is "
        "made smaller and smaller?",
        note="Rare; weights explode at once for a small learning rate.",
    ),
    Misconception(
        id="weight-for-gradient",
        title="The weight itself takes the place of its gradient in the update.",
        step="new_W",
        alike=("grad_W", "grad_b", "new_b"),
        rewrite=updated(lambda w, rate, g: w - rate * w),
        layered=True,
        symptom="The change of a weight, divided by the weight, is the same for all weights.",
        look="Would your update differ for another target?",
        compare="Run one step with two different targets and print what {line} gives. Which of the "
        "numbers in that line know of the target?",
        idea="The step has to depend on the error. Through which quantity does the update get to "
        "know of it?",
        note="It shrinks all weights towards zero, so that the error may well fall for a while.",
    ),
    Misconception(
        id="old-weight-forgotten",
        title="The new weight is only the change: the old weight is not in it.",
        step="new_W",
        alike=("grad_W", "new_b"),
        rewrite=updated(lambda w, rate, g: -(rate * g)),
        layered=True,
        symptom="The new weights are small and have the sign opposite to their gradients.",
        look="Where does your new weight start from?",
        compare="Set the learning rate to zero. What should the new weight be then, and what does "
        "{line} give?",
        idea="A step starts where one stands. What should become of a weight whose gradient is "
        "zero?",
        note="A change is computed and stored as if it were the weight.",
    ),
    Misconception(
        id="weights-not-updated",
        title="Weights are handed on as they came.",
        step="new_W",
        alike=("grad_W",),
        rewrite=updated(lambda w, rate, g: w, "new_W"),
        layered=True,
        symptom="The new weights of a layer equal the old ones.",
        look="Do all weights move in one step?",
        compare="Print every weight before and after one step. Which ones have moved?",
        idea="Every weight has a gradient of its own, and every gradient asks for a step.",
        note="Often the update is made in a variable that is never returned.",
    ),
)
