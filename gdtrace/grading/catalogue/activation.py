"""Mistakes in the activation: what a neuron makes of its sum."""

from gdtrace.calculus import ONE, exp, tanh
from gdtrace.expr import Call, Expr, Mul, Num, Ref
from gdtrace.grading.catalogue.slope import SLOPE, where_used
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.outputs import in_outputs, primitive
from gdtrace.grading.rewriting import Rewrite, all_of, hidden, on, output
from gdtrace.steps import Step


def _uphill(z: Expr) -> Expr:
    return ONE / (ONE + exp(z))


def _unbracketed(z: Expr) -> Expr:
    return ONE / ONE + exp(-z)


def _own_slope_of_tanh(step: Step) -> Expr | None:
    z = Ref(f"SOP@{step.key.layer}", step.indices)
    usual = Mul(Call("sigmoid", (z,)), ONE - Call("sigmoid", (z,)))
    return ONE - tanh(z) ** Num(2) if step.expr == usual else None


def _sum_itself(step: Step) -> Expr | None:
    z = step.expr.arguments if isinstance(step.expr, Call) else ()
    return z[0] if len(z) == 1 else None


def _outputs_first(rewrite: Rewrite) -> Rewrite:
    """Let the error be computed from the output before the output is changed."""
    return lambda program, layer: rewrite(in_outputs(program), layer)


MISTAKES = (
    Misconception(
        id="sigmoid-sign",
        title="The sign in the exponent of the sigmoid is the other one.",
        step="Activ",
        alike=("SOP", "dError_dPredicted", "delta"),
        rewrite=_outputs_first(primitive("sigmoid", _uphill)),
        layered=True,
        symptom="Every output a becomes 1 - a. The slope of the sigmoid does not change, as it is "
        "symmetric.",
        look="What should your sigmoid return for a large positive number?",
        compare="Call your sigmoid with a few numbers from very negative to very positive, and "
        "draw what {line} gives. Does the curve rise or fall?",
        idea="The more arrives at a neuron, the more active it should be. What does the "
        "exponential function do for large arguments, and on which side of the fraction is it?",
        note="At 0 it is right, so that a single check at 0 does not find it.",
    ),
    Misconception(
        id="sigmoid-parentheses",
        title="The denominator of the sigmoid lacks its parentheses, also in its derivative.",
        step="Activ",
        alike=("dError_dPredicted", "dSOP_dActiv", "dActiv_dSOP", "delta", "dSOP_dW", "grad_W"),
        rewrite=_outputs_first(primitive("sigmoid", _unbracketed)),
        layered=True,
        symptom="Outputs above 1.",
        look="Try your sigmoid at zero. Which range may its values have?",
        compare="Work out each operation of {line} one by one for a number of your own. Which one "
        "does Python do first?",
        idea="Division binds more tightly than addition. What is divided by what in a sigmoid?",
        note="The derivative calls the same helper and is therefore wrong as well.",
    ),
    Misconception(
        id="sigmoid-parentheses-forward",
        title="The denominator of the sigmoid lacks its parentheses.",
        step="Activ",
        alike=("SOP", "dError_dPredicted", "dActiv_dSOP", "delta"),
        rewrite=_outputs_first(primitive("sigmoid", _unbracketed, "Activ")),
        layered=True,
        symptom="Outputs above 1; the slopes are right.",
        look="Try your sigmoid at zero. Which range may its values have?",
        compare="Work out each operation of {line} one by one for a number of your own. Which one "
        "does Python do first?",
        idea="Division binds more tightly than addition. What is divided by what in a sigmoid?",
        note="The forward pass is written out; the derivative is made of a right sigmoid.",
    ),
    Misconception(
        id="tanh-for-sigmoid",
        title="The hyperbolic tangent takes the place of the sigmoid, also in its derivative.",
        step="Activ",
        alike=(
            "SOP",
            "dError_dPredicted",
            "dSOP_dActiv",
            "dActiv_dSOP",
            "delta",
            "dSOP_dW",
            "grad_W",
        ),
        rewrite=_outputs_first(primitive("sigmoid", tanh)),
        layered=True,
        symptom="An output of 0 for the sum 0; negative outputs for negative sums.",
        look="Evaluate your activation at zero and compare with the plot of the lecture.",
        compare="Call your activation with a very negative number. Which value does it approach, "
        "and which one does the sigmoid of the lecture approach?",
        idea="Both functions look like an S, but they live between different bounds. Between which "
        "bounds should an output lie here?",
        note="The derivative has the shape a*(1 - a) with the tangent's a.",
    ),
    Misconception(
        id="tanh-for-sigmoid-forward",
        title="The hyperbolic tangent takes the place of the sigmoid in the forward pass.",
        step="Activ",
        alike=("SOP", "dError_dPredicted", "dActiv_dSOP", "delta"),
        rewrite=_outputs_first(primitive("sigmoid", tanh, "Activ")),
        layered=True,
        symptom="An output of 0 for the sum 0; the slopes are those of the sigmoid.",
        look="Evaluate your activation at zero and compare with the plot of the lecture.",
        compare="Call your activation with a very negative number. Which value does it approach, "
        "and which one does the sigmoid of the lecture approach?",
        idea="Both functions look like an S, but they live between different bounds. Between which "
        "bounds should an output lie here?",
        note="Forward pass and derivative belong to different functions.",
    ),
    Misconception(
        id="tanh-with-its-own-slope",
        title="The network is computed with the hyperbolic tangent instead of the sigmoid.",
        step="Activ",
        alike=("dError_dPredicted", "dActiv_dSOP"),
        rewrite=_outputs_first(
            all_of(on(SLOPE, change=_own_slope_of_tanh), primitive("sigmoid", tanh, "Activ"))
        ),
        layered=True,
        symptom="An output of 0 for the sum 0; everything fits together, for another network.",
        look="Evaluate your activation at zero and compare with the plot of the lecture.",
        compare="Call your activation with a very negative number. Which value does it approach, "
        "and which one does the sigmoid of the lecture approach?",
        idea="Both functions look like an S, but they live between different bounds. Between which "
        "bounds should an output lie here?",
        note="Consistent, but not the network that was asked for.",
    ),
    Misconception(
        id="hidden-without-activation",
        title="The hidden neurons hand on their sums without an activation.",
        step="Activ",
        alike=("SOP",),
        rewrite=hidden("Activ", change=_sum_itself),
        layered=True,
        symptom="Activ equals SOP exactly, in the hidden layers.",
        look="Two columns of your trace are equal. Should they be?",
        compare="Print the sum and the output of one hidden neuron for a large positive input. How "
        "do they differ?",
        idea="A neuron first adds up and then decides how active it is. Where does your program "
        "do the second?",
        note="The slopes are still those of the sigmoid.",
    ),
    Misconception(
        id="hidden-linear",
        title="The hidden neurons have no activation, neither forward nor backward.",
        step="Activ",
        alike=("dActiv_dSOP",),
        rewrite=all_of(
            hidden("Activ", change=_sum_itself), hidden(SLOPE, change=lambda step: Num(1))
        ),
        layered=True,
        symptom="Activ equals SOP exactly, and the hidden slopes are 1.",
        look="Two columns of your trace are equal. Should they be?",
        compare="Print the sum and the output of one hidden neuron for a large positive input. How "
        "do they differ?",
        idea="Layers that only add up are together no more than one layer. What has to stand "
        "between them?",
        note="Consistent: the hidden neurons are linear ones.",
    ),
    Misconception(
        id="output-without-activation",
        title="The output neuron hands on its sum without an activation.",
        step="Activ",
        alike=("dError_dPredicted", "delta"),
        rewrite=_outputs_first(output("Activ", change=_sum_itself)),
        symptom="Predicted equals the last SOP exactly.",
        look="Can your prediction leave the range of the activation?",
        compare="Make all weights of the output neuron very large. Which values can your "
        "prediction take, and which ones should it?",
        idea="The output neuron is a neuron like the others: first the sum, then the activation.",
        note="The slopes are still those of the sigmoid.",
    ),
    Misconception(
        id="output-linear",
        title="The output neuron has no activation, neither forward nor backward.",
        step="Activ",
        alike=("dActiv_dSOP",),
        rewrite=_outputs_first(
            all_of(
                output("Activ", change=_sum_itself),
                where_used(output(SLOPE, change=lambda step: Num(1))),
            )
        ),
        symptom="Predicted equals the last SOP exactly, and g2 is 1.",
        look="Can your prediction leave the range of the activation?",
        compare="Make all weights of the output neuron very large. Which values can your "
        "prediction take, and which ones should it?",
        idea="The output neuron is a neuron like the others: first the sum, then the activation.",
        note="Consistent: the output neuron is a linear one.",
    ),
)
