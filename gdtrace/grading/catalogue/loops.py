"""Mistakes in the loops over examples and iterations."""

from attrs import evolve

from gdtrace.grading.constants import accumulated
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.rewriting import assembled, chosen
from gdtrace.steps import EXAMPLES, Program


def _not_reset(program: Program, layer: int) -> Program | None:
    """Add up the gradients of all iterations so far."""
    gradients = list(chosen(program, ["grad_W", "grad_b"], layer))
    if not program.carry:
        return None
    sums = {step.key: accumulated(step.key, step.indices) for step in gradients}
    added = [evolve(step, expr=sums[step.key] + step.expr) for step in gradients]
    return assembled(program, added, {ref.key: key for key, ref in sums.items()})


def _as_it_is(program: Program, layer: int) -> Program | None:
    """Return the program itself: the equations are right, their order of use is not."""
    return program if program.carry else None


def _with_examples(program: Program, layer: int) -> Program | None:
    has_examples = EXAMPLES in program.leaves.get("X", ()) and "Target" in program.leaves
    return _as_it_is(program, layer) if has_examples else None


MISTAKES = (
    Misconception(
        id="gradient-not-reset",
        title="The gradients of earlier iterations are still in the sum.",
        step="grad_W",
        alike=("delta", "grad_b"),
        rewrite=_not_reset,
        symptom="The first iteration is right; every later step contains all steps before it.",
        look="What does the variable of the gradient hold when the second iteration starts?",
        compare="Print the gradient at the beginning and at the end of the first two iterations. "
        "Which of the four numbers should be equal?",
        idea="Every iteration asks anew how steep the error is at the present weights.",
        note="An accumulator that is made before the loop over the iterations.",
    ),
    Misconception(
        id="online",
        title="The weights are updated after every example instead of once for all.",
        step="new_W",
        alike=("new_b",),
        rewrite=_with_examples,
        driver="online",
        symptom="The change is nearly n times the right one, and depends on the order of the "
        "examples.",
        look="Does the result depend on the order of the examples?",
        compare="Exchange two examples of your data and run one epoch again. Should the new "
        "weights change?",
        idea="The gradient of the cost is taken at one set of weights, for all examples. Which "
        "weights does your second example see?",
        note="A fair method of its own (stochastic gradient descent), but not the one asked for.",
    ),
    Misconception(
        id="online-cumulative",
        title="The weights are updated after every example, with the sum of the gradients so far.",
        step="new_W",
        alike=("new_b",),
        rewrite=_with_examples,
        driver="online-cumulative",
        symptom="The change is several times the right one, and depends on the order of the "
        "examples.",
        look="Does the result depend on the order of the examples?",
        compare="Put a print into {line} and run one epoch. How often are the weights changed?",
        idea="First all gradients are collected, then the weights move. Which of your lines belong "
        "to the loop over the examples?",
        note="The update is indented one level too far.",
    ),
    Misconception(
        id="prediction-after-update",
        title="The predictions are those of the weights after the update.",
        step="Activ",
        rewrite=_as_it_is,
        driver="prediction-after-update",
        symptom="Every prediction and error is that of the next iteration.",
        look="To which weights does the prediction of an iteration belong?",
        compare="Print the first prediction and work it out from the weights that your function "
        "was given. Do they agree?",
        idea="An iteration first predicts, and then moves. At which of the two moments is your "
        "prediction noted down?",
        note="The forward pass is run again at the end of the loop.",
    ),
)
