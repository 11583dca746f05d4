"""Mistakes in the gradients and the update of the biases."""

from gdtrace.calculus import TWO
from gdtrace.expr import Expr, Mean, Ref, Sum
from gdtrace.grading.catalogue.averaging import taken, total
from gdtrace.grading.catalogue.update import updated
from gdtrace.grading.constants import count
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.rewriting import on
from gdtrace.steps import EXAMPLES, Step, letter


def _per_input(step: Step) -> Expr:
    return step.expr * count(letter(step.key.layer - 1))


def _of_weights(step: Step) -> Expr:
    before = letter(step.key.layer - 1)
    return Sum(before, Ref(f"grad_W@{step.key.layer}", (before, *step.indices)))


def _times_input(step: Step) -> Expr | None:
    into = Ref(f"dSOP_dW@{step.key.layer}", (EXAMPLES, 0))
    match step.expr:
        case Mean(index, body) | Sum(index, body) if index == EXAMPLES:
            return type(step.expr)(index, body * into)
        case _:
            return None


LOOK = "What does the sum gain when the bias grows by one?"

MISTAKES = (
    Misconception(
        id="bias-not-updated",
        title="The biases are not updated.",
        step="new_b",
        rewrite=updated(lambda b, rate, g: b, "new_b"),
        layered=True,
        symptom="The new biases equal the old ones; the weights are right.",
        look="Do all parameters move in one step?",
        compare="Print every bias before and after one step. Which ones have moved?",
        idea="A bias is a parameter like the weights. What would its chain look like?",
        note="Forgotten, or updated in a variable that is never returned.",
    ),
    Misconception(
        id="bias-updated-twice",
        title="The biases are updated twice in one step.",
        step="new_b",
        alike=("grad_b",),
        rewrite=updated(lambda b, rate, g: b - TWO * (rate * g), "new_b"),
        layered=True,
        symptom="The change of the biases has the ratio 2; the weights are right.",
        look="How often does your program pass the line that updates the bias?",
        compare="Put a print into {line} and run one step. How often is it printed?",
        idea="Every parameter moves once in every step.",
        note="The line is inside a loop over two weights, or stands twice.",
    ),
    Misconception(
        id="bias-updated-per-input",
        title="The gradient of the bias is added once for every input.",
        step="grad_b",
        alike=("new_b",),
        rewrite=on("grad_b", change=_per_input),
        layered=True,
        symptom="The gradient of the bias has the ratio inputs; the weights are right.",
        look=LOOK,
        compare="Put a print into {line} and run one step. How often is it printed?",
        idea="A neuron has many weights and one bias. How many terms of the sum contain it?",
        note="The line is inside the loop over the inputs. With two inputs it equals two updates.",
    ),
    Misconception(
        id="bias-gradient-summed",
        title="The gradient of the bias is added up over the examples and not averaged.",
        step="grad_b",
        alike=("new_b",),
        rewrite=taken(Mean, total, "grad_b"),
        layered=True,
        symptom="The gradient of the bias has the ratio n; the weights are right.",
        look="Double the data set by copying it: should the step of the bias change?",
        idea="Both gradients are derivatives of one cost. How does it take the examples together?",
        note="numpy.sum for the bias, a mean for the weights.",
    ),
    Misconception(
        id="bias-gradient-times-input",
        title="The gradient of the bias is multiplied by an input.",
        step="grad_b",
        alike=("new_b",),
        rewrite=on("grad_b", change=_times_input),
        layered=True,
        symptom="The gradient of the bias equals that of the first weight.",
        look=LOOK,
        idea="The last factor of a chain is what the parameter is multiplied by in the sum. What "
        "is the bias multiplied by?",
        note="The line of the weights, copied.",
    ),
    Misconception(
        id="bias-from-weight-gradients",
        title="The gradient of the bias is taken from the gradients of the weights.",
        step="grad_b",
        alike=("new_b",),
        rewrite=on("grad_b", change=_of_weights),
        layered=True,
        symptom="The gradient of the bias is the sum of the gradients of the weights.",
        look=LOOK,
        idea="The chains to a weight and to the bias share all factors but the last. Which factor "
        "must not be in the bias's?",
        note="The sum is taken over the finished gradients instead of the deltas.",
    ),
)
