"""Mistakes in the error, and in its derivative by the prediction."""

from gdtrace.calculus import TWO
from gdtrace.chains import ERROR_SLOPE
from gdtrace.expr import Expr, Mul
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.rewriting import factors, on, product
from gdtrace.steps import Step


def _without_two(step: Step) -> Expr | None:
    left = [each for each in factors(step.expr) if each != TWO]
    return product(left) if isinstance(step.expr, Mul) and left else None


MISTAKES = (
    Misconception(
        id="factor-2-missing",
        title="A constant factor is missing from the derivative of the error.",
        step=ERROR_SLOPE,
        rewrite=on(ERROR_SLOPE, change=_without_two),
        symptom="All gradients have the ratio 1/2, from g1 on.",
        look="Differentiate exactly the error that you print, including its exponent.",
        compare="Take a prediction and a target of your own, for example 0.8 and 0.2, and work out "
        "Error. Make the prediction 0.001 larger and work out Error again. Divide the change of "
        "Error by 0.001. What does {line} give for your prediction and your target?",
        idea="g1 says how fast Error grows when Predicted grows. Error is the square of a "
        "difference. Which rule gives the slope of a square, and what does it do with the "
        "exponent?",
        note="Many texts define the error with a half in front, where this is right. Whoever "
        "copies the derivative from there makes this mistake.",
    ),
)
