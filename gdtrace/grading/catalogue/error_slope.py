"""Mistakes in the derivative of the error by the prediction, g1."""

from collections.abc import Callable

from gdtrace.calculus import LOSSES, ONE, TWO
from gdtrace.chains import ERROR_SLOPE, per_unit
from gdtrace.expr import Expr, Mul, Ref
from gdtrace.grading.catalogue.error import halved, in_error, without_half
from gdtrace.grading.catalogue.update import updated
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.outputs import fused_layer, loss_of, predicted, target
from gdtrace.grading.rewriting import (
    Rewrite,
    all_of,
    any_of,
    changed,
    factors,
    last_layer,
    on,
    product,
    substituted,
)
from gdtrace.steps import Key, Program, Step

SQUARED, HALF, ENTROPY = "squared_error", "half_squared_error", "cross_entropy"


def _of_loss(loss: str, rewrite: Rewrite) -> Rewrite:
    return lambda program, layer: rewrite(program, layer) if loss_of(program) == loss else None


def derived(form: Callable[[str, Ref, Ref], Expr | None]) -> Rewrite:
    """Return the rewrite with another derivative of the error.

    A shorter formula for the derivatives of error and activation together is written out.
    """

    def rewrite(program: Program, layer: int) -> Program | None:
        p, t = predicted(program), target(program)
        wrong = form(loss_of(program), p, t)
        if wrong is None:
            return None
        new = {ERROR_SLOPE: wrong}
        if fused_layer(program):
            new[f"delta@{fused_layer(program)}"] = wrong * (p * (ONE - p))
        return changed(program, {Key(key).role for key in new}, 0, lambda s: new.get(s.key))

    return rewrite


def _without_two(step: Step) -> Expr | None:
    left = [each for each in factors(step.expr) if each != TWO]
    return product(left) if isinstance(step.expr, Mul) and left else None


def _negated_delta(program: Program, layer: int) -> Program | None:
    last = fused_layer(program)
    return changed(program, ["delta"], last, lambda step: -step.expr) if last else None


def _slope_kept(program: Program, layer: int) -> Program | None:
    last, p = fused_layer(program), predicted(program)
    kept = p * (ONE - p)
    return changed(program, ["delta"], last, lambda step: step.expr * kept) if last else None


def _unbracketed(program: Program, layer: int) -> Program | None:
    """Let the slope of the activation multiply the target only."""
    last, p, t = last_layer(program), predicted(program), target(program)
    slope, first = per_unit("dActiv_dSOP", last), Ref(ERROR_SLOPE, p.indices)
    wrong = {SQUARED: TWO * p - t * slope, HALF: p - t * slope}.get(loss_of(program))
    if wrong is None:
        return None

    def together(expr: Expr) -> Expr | None:
        parts = factors(expr)
        if slope not in parts or first not in parts:
            return None
        return product([*(each for each in parts if each not in (slope, first)), wrong])

    roles = {step.key.role for step in program.steps}
    return changed(program, roles, 0, lambda step: substituted(step.expr, together))


def _of_entropy(form: Callable[[Ref, Ref], Expr]) -> Rewrite:
    return derived(lambda loss, p, t: form(p, t) if loss == ENTROPY else None)


FLIPPED = any_of(_negated_delta, on(ERROR_SLOPE, change=lambda step: -step.expr))
HALVED = on(ERROR_SLOPE, change=_without_two)
DOUBLED = _of_loss(HALF, on(ERROR_SLOPE, change=lambda step: TWO * step.expr))

MISTAKES = (
    Misconception(
        id="factor-2-missing",
        title="A constant factor is missing from the derivative of the error.",
        step=ERROR_SLOPE,
        alike=("dSOP_dActiv", "dActiv_dSOP", "dSOP_dW", "grad_W", "learning_rate"),
        rewrite=HALVED,
        symptom="All gradients have the ratio 1/2, from g1 on.",
        look="Differentiate exactly the error that you print, including its exponent.",
        compare="Take a prediction and a target of your own, for example 0.8 and 0.2, and work out "
        "Error. Make the prediction 0.001 larger and work out Error again. Divide the change of "
        "Error by 0.001. What does {line} give for your prediction and your target?",
        idea="g1 says how fast Error grows when Predicted grows. Error is the square of a "
        "difference. Which rule gives the slope of a square, and what does it do with the "
        "exponent?",
        note="Many texts define the error with a half in front, where this is right. Whoever "
        "copies the derivative from there makes this mistake. At the learning rate 1/2 it equals "
        "a learning rate that is used twice.",
    ),
    Misconception(
        id="factor-2-extra",
        title="A constant factor too many is in the derivative of the error.",
        step=ERROR_SLOPE,
        alike=("dActiv_dSOP", "delta", "grad_W", "grad_b", "learning_rate"),
        rewrite=DOUBLED,
        symptom="All gradients have the ratio 2.",
        look="What does the half in front of the error do to its derivative?",
        idea="The derivative of a square brings a factor to the front. Is there another constant "
        "in front of this error, and what becomes of the two?",
        note="The derivative belongs to the definition without the half.",
    ),
    Misconception(
        id="target-minus-predicted",
        title="The difference in the derivative of the error is the wrong way round.",
        step=ERROR_SLOPE,
        alike=(
            "dSOP_dActiv",
            "dActiv_dSOP",
            "delta",
            "dSOP_dW",
            "grad_W",
            "grad_b",
            "learning_rate",
        ),
        rewrite=FLIPPED,
        symptom="All gradients have the ratio -1, from g1 on; the error rises.",
        look="If the prediction is too high, which way must it move?",
        idea="The derivative is positive where the error grows with the prediction. Does it grow "
        "with the prediction when the prediction is too high?",
        note="For the square itself the order of the difference does not matter; for its "
        "derivative it does. Together with a plus in the update it is a convention.",
    ),
    Misconception(
        id="target-minus-predicted-with-plus",
        title="Target minus prediction, with a plus in the update.",
        step=ERROR_SLOPE,
        rewrite=all_of(FLIPPED, updated(lambda w, rate, g: w + rate * g)),
        convention=True,
        symptom="The new weights are right, all gradients have the ratio -1.",
        look="You use the convention target minus output; your update makes up for it.",
        idea="Two signs are the other way round, and cancel. Which of the two ways does your "
        "lecture use?",
        note="Not a mistake: the older literature writes the delta rule so.",
    ),
    Misconception(
        id="error-as-derivative",
        title="The error itself stands in the place of its derivative.",
        step=ERROR_SLOPE,
        alike=("dActiv_dSOP", "delta"),
        rewrite=derived(lambda loss, p, t: LOSSES[loss].error(p, t) if loss else None),
        symptom="For the squared error the ratio is (p - t)/2; g1 is never negative.",
        look="Can this factor ever be negative?",
        idea="How large the error is, and how fast it changes, are two questions. Which one does "
        "the chain ask?",
        note="It learns as long as predictions are too high, and never moves a low one up.",
    ),
    Misconception(
        id="difference-parentheses",
        title="The slope of the activation multiplies the target only, not the whole difference.",
        step=ERROR_SLOPE,
        alike=("Activ", "dActiv_dSOP", "delta"),
        rewrite=_unbracketed,
        symptom="No fixed ratio: it depends on the target, and is 1/slope where the target is 0.",
        look="Put the brackets in and evaluate with a target of zero.",
        compare="Take a target of zero and a prediction of your own. Which factors of the chain "
        "are left in what {line} gives?",
        idea="Multiplication binds more tightly than subtraction. What is multiplied by the slope "
        "here: one number, or a difference?",
        note="The recap prints it so, a - y times the slope.",
    ),
    Misconception(
        id="inner-minus-forgotten",
        title="The inner derivative is missing in the second term of the cross-entropy's slope.",
        step=ERROR_SLOPE,
        alike=("Activ", "delta"),
        rewrite=_of_entropy(lambda p, t: -(t / p + (ONE - t) / (ONE - p))),
        symptom="Right for label 1, negated for label 0, in the derivative only.",
        look="What is the inner derivative in the second term?",
        compare="Take a label of 0 and a prediction of your own, and work out the loss. Make the "
        "prediction 0.001 larger and work it out again. Does the loss grow or fall, and which sign "
        "does {line} give?",
        idea="The second term is a logarithm of a difference. What does the chain rule add to the "
        "derivative of the logarithm?",
        note="With all labels 1 it does not show.",
    ),
    Misconception(
        id="slope-kept-with-cross-entropy",
        title="The slope of the activation is multiplied once more, after it has cancelled.",
        step="delta",
        rewrite=_slope_kept,
        symptom="Every example has a ratio of its own, a*(1 - a), at most 1/4.",
        look="Multiply the two neighbouring factors as symbols before you put numbers in.",
        compare="Write the derivative of the loss by the prediction, and that of the prediction by "
        "its sum, below each other. Which parts cancel, and is one of them still in {line}?",
        idea="The short difference already stands for two links of the chain. Which two?",
        note="Carried over from the squared error.",
    ),
    Misconception(
        id="half-squared-error",
        title="The error is defined with a half, and derived accordingly.",
        step="Error",
        rewrite=all_of(_of_loss(SQUARED, HALVED), in_error(halved)),
        convention=True,
        symptom="Error and all gradients have the ratio 1/2.",
        look="You use the error with a half in front.",
        idea="Both definitions have the same minimum. Which of them does this exercise use?",
        note="Not a mistake in itself; the learning rate means something else then.",
    ),
    Misconception(
        id="whole-squared-error",
        title="The error is defined without a half, and derived accordingly.",
        step="Error",
        rewrite=all_of(DOUBLED, in_error(without_half)),
        convention=True,
        symptom="Error and all gradients have the ratio 2.",
        look="You use the error without the half in front.",
        idea="Both definitions have the same minimum. Which of them does this exercise use?",
        note="Not a mistake in itself; the learning rate means something else then.",
    ),
)
