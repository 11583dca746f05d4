"""Mistakes in the error that is reported."""

from collections.abc import Callable

from gdtrace.calculus import LOSSES, ONE, TWO, log
from gdtrace.expr import Expr, Mul, Num, Pow, Sum
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.outputs import computed, in_outputs, target
from gdtrace.grading.rewriting import Rewrite, changed, last_layer, on, substituted
from gdtrace.steps import Program, letter


def in_error(change: Callable[[Expr], Expr | None]) -> Rewrite:
    """Return the rewrite that changes parts of the error."""
    return on("Error", change=lambda step: substituted(step.expr, change))


def halved(expr: Expr) -> Expr | None:
    """Return half of a square that stands alone."""
    return ONE / TWO * expr if isinstance(expr, Pow) else None


def without_half(expr: Expr) -> Expr | None:
    """Return what is halved."""
    return expr.right if isinstance(expr, Mul) and expr.left == ONE / TWO else None


def _only_halved(expr: Expr) -> Expr | None:
    # What is halved already stays as it is: nothing below it is looked at.
    return expr if without_half(expr) else halved(expr)


def _root(expr: Expr) -> Expr | None:
    return expr.left if isinstance(expr, Pow) and expr.right == TWO else None


def _absolute(expr: Expr) -> Expr | None:
    return expr ** Num(0.5) if _root(expr) else None


def _entropy(form: Callable[[Expr, Expr], Expr]) -> Rewrite:
    """Return the rewrite that reports something else than the cross-entropy."""

    def rewrite(program: Program, layer: int) -> Program | None:
        p, t = computed(program), target(program)
        right = Sum(letter(last_layer(program)), LOSSES["cross_entropy"].error(p, t))
        wrong = Sum(right.index, form(p, t))
        written = in_outputs(program)
        return changed(
            written, ["Error"], layer, lambda step: wrong if step.expr == right else None
        )

    return rewrite


MISTAKES = (
    Misconception(
        id="error-not-squared",
        title="The reported error is the difference, not its square.",
        step="Error",
        rewrite=in_error(_root),
        symptom="The gradients are right, the error is not; it can be negative.",
        look="Your gradients fit another error than the one that you report.",
        idea="Should a prediction that is too low have a negative error? What does the definition "
        "do with the difference?",
        note="Shows in the reported error only, and moves no weight.",
    ),
    Misconception(
        id="error-absolute",
        title="The reported error is the distance, not its square.",
        step="Error",
        rewrite=in_error(_absolute),
        symptom="The gradients are right, the error is the root of the right one.",
        look="Your gradients fit another error than the one that you report.",
        idea="Make the difference twice as large. By how much should the error grow?",
        note="Shows in the reported error only. abs() is taken for the error itself.",
    ),
    Misconception(
        id="error-halved",
        title="The reported error has a factor that its definition has not.",
        step="Error",
        rewrite=in_error(_only_halved),
        symptom="The error has the ratio 1/2; the gradients are right.",
        look="Which definition of the error is given, and which one do you report?",
        idea="Some texts put a constant in front of the square, so that the derivative looks "
        "simpler. Which definition is this exercise's?",
        note="From the other of the two usual definitions.",
    ),
    Misconception(
        id="error-half-missing",
        title="A factor of the definition is missing from the reported error.",
        step="Error",
        rewrite=in_error(without_half),
        symptom="The error has the ratio 2; the gradients are right.",
        look="Which definition of the error is given, and which one do you report?",
        idea="Some texts put a constant in front of the square, so that the derivative looks "
        "simpler. Which definition is this exercise's?",
        note="From the other of the two usual definitions.",
    ),
    Misconception(
        id="cross-entropy-minus-between",
        title="The two terms of the cross-entropy are not added.",
        step="Error",
        alike=("Cost",),
        rewrite=_entropy(lambda p, t: -(t * log(p) - (ONE - t) * log(ONE - p))),
        symptom="Right for label 1, negated for label 0.",
        look="Check the loss for an example with label 0.",
        compare="Take a label of 0 and a prediction of your own. Which of the two terms is left, "
        "and which sign does it have in {line}?",
        idea="For each label one of the two terms is switched off. Should a loss ever be negative?",
        note="One of the epoch texts prints it so.",
    ),
    Misconception(
        id="cross-entropy-sign-missing",
        title="The sign in front of the cross-entropy is missing.",
        step="Error",
        alike=("Cost",),
        rewrite=_entropy(lambda p, t: t * log(p) + (ONE - t) * log(ONE - p)),
        symptom="Negated for both labels.",
        look="Should a loss grow or fall when the prediction gets worse?",
        idea="What is the sign of the logarithm of a number between 0 and 1?",
        note="The log-likelihood, which is to be made large, is taken for the loss.",
    ),
    Misconception(
        id="cross-entropy-one-term",
        title="One of the two terms of the cross-entropy is missing.",
        step="Error",
        alike=("Cost",),
        rewrite=_entropy(lambda p, t: -(t * log(p))),
        symptom="Right for label 1, zero for label 0.",
        look="Check the loss for an example with label 0.",
        idea="A wrong prediction should cost something whatever the label is. What does yours cost "
        "if the label is 0?",
        note="The form for several classes, applied to a single output.",
    ),
)
