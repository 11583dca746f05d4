"""Mistakes in how the errors and the gradients of several examples are taken together."""

from collections.abc import Callable

from gdtrace.calculus import ONE
from gdtrace.expr import Expr, Mean, Sum
from gdtrace.grading.constants import count
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.rewriting import Rewrite, all_of, on
from gdtrace.steps import EXAMPLES

GRADIENTS = ("grad_W", "grad_b")


def taken(kind: type[Mean] | type[Sum], form: Callable[[Expr], Expr], *roles: str) -> Rewrite:
    """Return the rewrite with another form of the mean or sum over the examples, of its body."""

    def change(expr: Expr) -> Expr | None:
        return form(expr.body) if isinstance(expr, kind) and expr.index == EXAMPLES else None

    return on(*roles, change=lambda step: change(step.expr))


def mean(each: Expr) -> Expr:
    """Write the mean over the examples."""
    return Mean(EXAMPLES, each)


def total(each: Expr) -> Expr:
    """Write the sum over the examples."""
    return Sum(EXAMPLES, each)


def _by_inputs(each: Expr) -> Expr:
    return total(each) / count("i")


def _by_one_less(each: Expr) -> Expr:
    return total(each) / (count(EXAMPLES) - ONE)


def _twice(each: Expr) -> Expr:
    return mean(each) / count(EXAMPLES)


SUMMED = taken(Mean, total, *GRADIENTS)
AVERAGED = taken(Sum, mean, *GRADIENTS)

IN_THE_CHAIN = ("dError_dPredicted", "dActiv_dSOP", "delta", "grad_b")
"""What a wrong mean cannot be told from: one factor in all gradients."""

MISTAKES = (
    Misconception(
        id="cost-summed",
        title="The cost is the sum of the errors instead of their mean.",
        step="Cost",
        alike=("Error",),
        rewrite=taken(Mean, total, "Cost"),
        symptom="The cost has the ratio n, the number of examples.",
        look="Double the data by copying them: should the cost change?",
        idea="A cost that is to be compared between data sets must not grow with their length.",
        note="Shows in the reported cost only.",
    ),
    Misconception(
        id="cost-averaged",
        title="The cost is the mean of the errors instead of their sum.",
        step="Cost",
        rewrite=taken(Sum, mean, "Cost"),
        symptom="The cost has the ratio 1/n.",
        look="How does this exercise take the errors of the examples together?",
        idea="Read the definition of the cost again: what is done with the errors of all examples?",
        note="Shows in the reported cost only.",
    ),
    Misconception(
        id="cost-averaged-twice",
        title="The cost is divided by the number of examples twice.",
        step="Cost",
        alike=("Error",),
        rewrite=taken(Mean, _twice, "Cost"),
        symptom="The cost has the ratio 1/n.",
        look="Which of your lines divide by the number of examples?",
        idea="Taking a mean is one division. Which function has done it already?",
        note="numpy.mean and a factor 1/m.",
    ),
    Misconception(
        id="sum-for-mean",
        title="The gradients of the examples are added up and not averaged.",
        step="grad_W",
        alike=IN_THE_CHAIN,
        rewrite=SUMMED,
        symptom="All gradients have the ratio n, the number of examples; with one example nothing "
        "shows.",
        look="Double the data set by copying it: should the step change?",
        idea="The cost is a mean over the examples. What does that say about its derivative?",
        note="An exercise may allow it as a convention.",
    ),
    Misconception(
        id="mean-for-sum",
        title="The gradients of the examples are averaged and not added up.",
        step="grad_W",
        rewrite=AVERAGED,
        symptom="All gradients have the ratio 1/n; with one example nothing shows.",
        look="How does this exercise take the gradients of the examples together?",
        idea="The cost is a sum over the examples. What does that say about its derivative?",
        note="An exercise may allow it as a convention.",
    ),
    Misconception(
        id="mean-twice",
        title="The gradients are divided by the number of examples twice.",
        step="grad_W",
        alike=IN_THE_CHAIN,
        rewrite=taken(Mean, _twice, *GRADIENTS),
        symptom="All gradients have the ratio 1/n; with one example nothing shows.",
        look="Double the data set by copying it: should the step change?",
        idea="Taking a mean is one division. Which of your lines divide by the number of examples?",
        note="numpy.mean and a factor 1/m.",
    ),
    Misconception(
        id="divided-by-inputs",
        title="The gradients are divided by the number of inputs.",
        step="grad_W",
        alike=("dError_dPredicted", "dSOP_dActiv", "dActiv_dSOP", "delta", "dSOP_dW", "grad_b"),
        rewrite=taken(Mean, _by_inputs, *GRADIENTS),
        symptom="All gradients have the ratio n/inputs.",
        look="Which length are you dividing by?",
        compare="Print the number that {line} divides by. Is it the number of rows or of columns "
        "of your data?",
        idea="A mean over the examples has as many terms as there are examples. What does the "
        "length of one example count?",
        note="The recap calls both numbers n. Hidden by data with as many examples as inputs.",
    ),
    Misconception(
        id="divided-by-inputs-throughout",
        title="The cost and the gradients are divided by the number of inputs.",
        step="Cost",
        alike=("grad_W", "grad_b"),
        rewrite=all_of(taken(Mean, _by_inputs, "Cost"), taken(Mean, _by_inputs, *GRADIENTS)),
        symptom="Cost and gradients have the ratio n/inputs.",
        look="Which length are you dividing by?",
        compare="Print the number that {line} divides by. Is it the number of rows or of columns "
        "of your data?",
        idea="A mean over the examples has as many terms as there are examples. What does the "
        "length of one example count?",
        note="m is the wrong side of the shape of X. Hidden by data with as many examples as "
        "inputs.",
    ),
    Misconception(
        id="divided-by-one-less",
        title="The gradients are divided by one less than the number of examples.",
        step="grad_W",
        alike=IN_THE_CHAIN,
        rewrite=taken(Mean, _by_one_less, *GRADIENTS),
        symptom="All gradients have the ratio n/(n - 1).",
        look="Which length are you dividing by?",
        compare="Print the number that {line} divides by, and count your examples.",
        idea="A mean of so many terms is their sum divided by how many there are.",
        note="From the variance of statistics, or a length that is counted from 0.",
    ),
    Misconception(
        id="summed-throughout",
        title="Errors and gradients of the examples are added up.",
        step="Cost",
        alike=("grad_W", "grad_b"),
        rewrite=all_of(taken(Mean, total, "Cost"), SUMMED),
        convention=True,
        symptom="Cost and gradients have the ratio n.",
        look="You take the sum over the examples.",
        idea="Sum and mean have the same minimum. Which of them does this exercise use?",
        note="Not a mistake in itself; the learning rate means something else then.",
    ),
    Misconception(
        id="averaged-throughout",
        title="Errors and gradients of the examples are averaged.",
        step="Cost",
        rewrite=all_of(taken(Sum, mean, "Cost"), AVERAGED),
        convention=True,
        symptom="Cost and gradients have the ratio 1/n.",
        look="You take the mean over the examples.",
        idea="Sum and mean have the same minimum. Which of them does this exercise use?",
        note="Not a mistake in itself; the learning rate means something else then.",
    ),
)
