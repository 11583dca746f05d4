"""Mistakes in the derivative of the activation."""

from collections.abc import Callable

from gdtrace.calculus import ONE, sigmoid
from gdtrace.chains import per_unit
from gdtrace.expr import Call, Expr, Mul, Num, Pow, Ref, references
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.outputs import fused_layer
from gdtrace.grading.rewriting import Change, Rewrite, hidden, on, output, substituted
from gdtrace.steps import EXAMPLES, Program, Step

SLOPE = "dActiv_dSOP"
CURVED = ("sigmoid", "tanh")


def sloped(form: Callable[[Expr], Expr]) -> Rewrite:
    """Return the rewrite that has another formula of a for the slope of the sigmoid."""
    return where_used(on(SLOPE, change=_formed(form)))


def _formed(form: Callable[[Expr], Expr]) -> Change:
    """Return the change of the usual slope of the sigmoid to another formula of a."""

    def change(step: Step) -> Expr | None:
        z = next(references(step.expr), None)
        usual = z is not None and step.expr == Mul(sigmoid(z), ONE - sigmoid(z))
        return form(sigmoid(z)) if z is not None and usual else None

    return change


def _with_calls(form: Callable[[Call], Expr]) -> Rewrite:
    def other(expr: Expr) -> Expr | None:
        return form(expr) if isinstance(expr, Call) and expr.name in CURVED else None

    return where_used(on(SLOPE, change=lambda step: substituted(step.expr, other)))


def where_used(rewrite: Rewrite) -> Rewrite:
    """Leave out the layer whose slope goes into a shorter formula, and is not computed."""

    def used(program: Program, layer: int) -> Program | None:
        fused = fused_layer(program)
        if fused and layer in (0, fused):
            return None if layer else _below(rewrite, program, fused)
        return rewrite(program, layer)

    return used


def _below(rewrite: Rewrite, program: Program, top: int) -> Program | None:
    done = None
    for layer in range(1, top):
        done = rewrite(done or program, layer) or done
    return done


def _twice(call: Call) -> Expr:
    return Call(call.name, (call,))


def _root_of_squared_tanh(expr: Expr) -> Expr | None:
    match expr:
        case Pow(Call("tanh") as call, Num(2)):
            return call
        case _:
            return None


def _not_squared(step: Step) -> Expr:
    return substituted(step.expr, _root_of_squared_tanh)


def _first_sum(step: Step) -> Expr:
    sums = per_unit("SOP", step.key.layer)
    first = Ref(sums.key, (EXAMPLES, 0))
    return substituted(step.expr, lambda e: first if e == sums else None)


IN_THE_CHAIN = ("dError_dPredicted", "dSOP_dActiv", "delta", "dSOP_dW", "grad_W")
"""What a wrong slope cannot be told from, where an exercise shows whole products only."""

MISTAKES = (
    Misconception(
        id="slope-of-the-activation",
        title="The derivative is taken at the activation instead of the sum.",
        step=SLOPE,
        alike=IN_THE_CHAIN,
        rewrite=_with_calls(_twice),
        layered=True,
        symptom="For the sigmoid g2 and g4 lie between 0.196 and 0.235, whatever the sum is.",
        look="What is the largest value that your derivative can take, and where does it take it?",
        idea="The slope belongs to a place on the curve. On which axis is this place given: that "
        "of the sum, or that of the output?",
        note="sigmoid_sop_deriv(sig1): the helper applies the sigmoid once more.",
    ),
    Misconception(
        id="slope-without-sigmoid",
        title="The sum stands in the derivative where the activation should.",
        step=SLOPE,
        alike=IN_THE_CHAIN,
        rewrite=_with_calls(lambda call: call.arguments[0]),
        layered=True,
        symptom="z*(1 - z): negative for sums above 1 or below 0; training soon diverges.",
        look="Can the slope of the sigmoid be negative?",
        idea="The short formula for the slope is written in the output of the neuron. Which of the "
        "two numbers, the sum or the output, does your program put in?",
        note="A helper that takes the activation, a*(1 - a), is right if it is called with it. "
        "Where the sum is to be passed, it is this mistake.",
    ),
    Misconception(
        id="slope-is-activation",
        title="One of the two factors is missing from the derivative of the sigmoid.",
        step=SLOPE,
        alike=IN_THE_CHAIN,
        rewrite=sloped(lambda a: a),
        layered=True,
        symptom="The ratio is 1/(1 - a): the slope rises with the sum instead of falling again.",
        look="Is your derivative symmetric around zero, as the curve is?",
        idea="The sigmoid is steepest in the middle and flat at both ends. Is your derivative flat "
        "at both ends?",
        note="In a hidden layer the second factor of g4 has been forgotten.",
    ),
    Misconception(
        id="hidden-slope-is-activation",
        title="One of the two factors is missing from the derivative of the hidden neurons' "
        "sigmoid.",
        step=SLOPE,
        alike=("dSOP_dActiv", "grad_W"),
        rewrite=hidden(SLOPE, change=_formed(lambda a: a)),
        symptom="The ratio is 1/(1 - a) in all hidden layers; the output layer is right.",
        look="Is your derivative symmetric around zero, as the curve is?",
        idea="The sigmoid is steepest in the middle and flat at both ends. Is your derivative flat "
        "at both ends?",
        note="The loop over the hidden layers has a formula of its own. With one hidden layer it "
        "is slope-is-activation there.",
    ),
    Misconception(
        id="slope-is-one-minus-activation",
        title="One of the two factors is missing from the derivative of the sigmoid.",
        step=SLOPE,
        alike=IN_THE_CHAIN,
        rewrite=sloped(lambda a: ONE - a),
        layered=True,
        symptom="The ratio is 1/a: the slope falls with the sum everywhere.",
        look="Is your derivative symmetric around zero, as the curve is?",
        idea="The sigmoid is steepest in the middle and flat at both ends. Is your derivative flat "
        "at both ends?",
        note="The other factor than in slope-is-activation.",
    ),
    Misconception(
        id="slope-plus-for-minus",
        title="A sign in the derivative of the sigmoid is the other one.",
        step=SLOPE,
        alike=IN_THE_CHAIN,
        rewrite=sloped(lambda a: a * (ONE + a)),
        layered=True,
        symptom="a*(1 + a): the slope rises with the sum, up to 2.",
        look="Is your derivative symmetric around zero, as the curve is?",
        idea="The sigmoid is steepest in the middle and flat at both ends. Is your derivative flat "
        "at both ends?",
        note="Remembered, not derived.",
    ),
    Misconception(
        id="slope-sign",
        title="The derivative of the sigmoid has the other sign.",
        step=SLOPE,
        alike=(
            "dError_dPredicted",
            "dSOP_dActiv",
            "delta",
            "dSOP_dW",
            "grad_W",
            "grad_b",
            "learning_rate",
        ),
        rewrite=sloped(lambda a: a * (a - ONE)),
        layered=True,
        symptom="The slope is negative everywhere; its size is right.",
        look="Does the sigmoid ever fall?",
        idea="A rising curve has slopes of one sign only. Which one?",
        note="The terms of a difference exchanged. In two layers of a chain it cancels.",
    ),
    Misconception(
        id="slope-activation-squared",
        title="The derivative of the sigmoid is taken as the square of its value.",
        step=SLOPE,
        alike=IN_THE_CHAIN,
        rewrite=sloped(lambda a: a * a),
        layered=True,
        symptom="The ratio is a/(1 - a).",
        look="Is your derivative symmetric around zero, as the curve is?",
        idea="The sigmoid is steepest in the middle and flat at both ends. Is your derivative flat "
        "at both ends?",
        note="Half remembered: two factors, but twice the same.",
    ),
    Misconception(
        id="slope-product-squared",
        title="The derivative of the sigmoid is multiplied twice.",
        step=SLOPE,
        alike=IN_THE_CHAIN,
        rewrite=sloped(lambda a: (a * (ONE - a)) ** Num(2)),
        layered=True,
        symptom="The ratio is the slope itself, at most 1/4.",
        look="How often does your chain go through this activation?",
        idea="Every link of the chain gives one factor. How many links does an activation have?",
        note="The helper's result is multiplied by the formula again.",
    ),
    Misconception(
        id="tanh-slope-not-squared",
        title="The square is missing from the derivative of the hyperbolic tangent.",
        step=SLOPE,
        rewrite=where_used(on(SLOPE, change=_not_squared)),
        layered=True,
        symptom="1 - a: above 1 for negative sums.",
        look="Is your derivative symmetric around zero, as the curve is?",
        idea="The tangent is steepest in the middle and flat at both ends. Is your derivative flat "
        "at both ends?",
        note="Only where a layer has tanh.",
    ),
    Misconception(
        id="output-slope-missing",
        title="The slope of the output neuron's activation is missing from the chain.",
        step=SLOPE,
        alike=IN_THE_CHAIN,
        rewrite=where_used(output(SLOPE, change=lambda step: Num(1))),
        symptom="All gradients have one ratio, 1/g2, at least 4 for a sigmoid.",
        look="Which factor of the chain is missing between the prediction and its sum?",
        compare="Make the sum of the output neuron 0.001 larger. By how much does the prediction "
        "grow, and where does your chain take care of it?",
        idea="Count the arrows from the error back to the weight: every arrow gives one factor.",
        note="With cross-entropy it is right that no slope is left over; the habit is carried over "
        "to the squared error.",
    ),
    Misconception(
        id="hidden-slope-missing",
        title="The slope of the hidden neurons' activation is missing from the chain.",
        step=SLOPE,
        alike=("dSOP_dActiv",),
        rewrite=hidden(SLOPE, change=lambda step: Num(1)),
        layered=True,
        symptom="The gradients of each hidden neuron have one ratio, 1/g4; the output layer is "
        "right.",
        look="Count the arrows from Error back to W11: is there one factor for every arrow?",
        compare="Make the sum of one hidden neuron 0.001 larger. By how much does its output grow, "
        "and where does your chain take care of it?",
        idea="A chain has as many factors as it has links. Say them aloud, from the error back to "
        "the weight: what does each of them depend on?",
        note="The most frequent omission in the hidden layer.",
    ),
    Misconception(
        id="first-sum-for-every-neuron",
        title="Every hidden neuron's slope is taken at the sum of the first one.",
        step=SLOPE,
        alike=("dSOP_dActiv",),
        rewrite=hidden(SLOPE, change=_first_sum),
        layered=True,
        symptom="The first hidden neuron is right, the others are not.",
        look="The second block repeats the first. Did every index change?",
        compare="Change a weight into the first hidden neuron only. Should the slope of the second "
        "one change? Does it in {line}?",
        idea="Every neuron has a sum of its own, and its slope is taken there.",
        note="Copy and paste.",
    ),
)
