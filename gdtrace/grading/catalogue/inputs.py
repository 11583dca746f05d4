"""Mistakes in the last factor of a chain: what a weight is multiplied by."""

from gdtrace.chains import per_unit
from gdtrace.expr import Expr, Num, Ref, Sum, at
from gdtrace.grading.constants import selection
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.rewriting import on, reading
from gdtrace.steps import EXAMPLES, Step, letter, primed

INTO = "dSOP_dW"


def _inputs(step: Step) -> Expr | None:
    if step.key.layer == 1:
        return None
    before = step.indices[-1]
    return Sum("i", selection(before, "i") * Ref("X", (EXAMPLES, "i")))


def _sums(step: Step) -> Expr | None:
    return None if step.key.layer == 1 else per_unit("SOP", step.key.layer - 1)


def _own_output(step: Step) -> Expr:
    return per_unit("Activ", step.key.layer)


def _first(step: Step) -> Expr:
    return at(step.expr, {letter(step.key.layer - 1): 0})


def _summed(step: Step) -> Expr:
    before = letter(step.key.layer - 1)
    return Sum(primed(before), at(step.expr, {before: primed(before)}))


MISTAKES = (
    Misconception(
        id="inputs-in-output-gradient",
        title="The inputs of the network stand in the gradients of a later layer.",
        step=INTO,
        alike=("grad_W", "new_W"),
        rewrite=on(INTO, change=_inputs),
        layered=True,
        symptom="The ratios of the output weights are X/Activ; the first layer is right.",
        look="What is multiplied by W41 in SOP3?",
        idea="A weight is moved in the measure of what travels through it. Where does this "
        "connection start?",
        note="The last factor of the chain to the first layer, used for all layers.",
    ),
    Misconception(
        id="sums-in-output-gradient",
        title="The sum of the hidden neuron stands in the gradient instead of its output.",
        step=INTO,
        alike=("grad_W", "new_W"),
        rewrite=on(INTO, change=_sums),
        layered=True,
        symptom="The ratios of the output weights are SOP/Activ.",
        look="Which value travels along this connection?",
        idea="A hidden neuron hands on one number. Is it the one before or the one after its "
        "activation?",
        note="Two variables with similar names.",
    ),
    Misconception(
        id="own-output-for-input",
        title="The output of the neuron stands where its input should.",
        step=INTO,
        alike=("dSOP_dActiv", "dActiv_dSOP", "grad_W", "new_W"),
        rewrite=reading([INTO], _own_output),
        layered=True,
        symptom="The gradients of all weights into one neuron are equal.",
        look="Different inputs, but equal gradients?",
        idea="A weight stands between what comes in and the sum. Which of the two numbers is it "
        "multiplied by?",
        note="The factor before the last one is taken twice.",
    ),
    Misconception(
        id="input-factor-missing",
        title="The last factor of the chain is missing: what the weight is multiplied by.",
        step=INTO,
        alike=("grad_W", "new_W"),
        rewrite=on(INTO, change=lambda step: Num(1)),
        layered=True,
        symptom="The gradients of all weights into one neuron are equal, with the ratio 1/X.",
        look="Different inputs, but equal gradients?",
        idea="The chain ends at the weight, not at the sum. What is the last arrow?",
        note="It is the gradient of the bias.",
    ),
    Misconception(
        id="first-input-for-every-weight",
        title="The first input is used for every weight.",
        step=INTO,
        alike=("grad_W", "new_W"),
        rewrite=on(INTO, change=_first),
        layered=True,
        symptom="The gradients of all weights into one neuron are equal; the first is right.",
        look="Which index should change here?",
        idea="Every weight has an input of its own. How does the program get from one to the next?",
        note="g3w[0] in a loop over the weights.",
    ),
    Misconception(
        id="gradients-summed",
        title="The gradients of a neuron's weights are added up to one number.",
        step="grad_W",
        alike=("dSOP_dW", "new_W"),
        rewrite=on("grad_W", change=_summed),
        layered=True,
        symptom="All weights into one neuron move by the same amount.",
        look="How many numbers should the gradient of so many weights contain?",
        compare="Print the shape of the gradient that {line} gives, and the shape of the weights. "
        "Which of the weights is the number meant for?",
        idea="A gradient says for every weight separately how steep the error is in its direction.",
        note="numpy.sum around the whole product; one of the epoch texts has it.",
    ),
    Misconception(
        id="input-twice",
        title="The gradient is multiplied by the input a second time.",
        step=INTO,
        alike=("grad_W", "new_W"),
        rewrite=on(INTO, change=lambda step: step.expr * step.expr),
        layered=True,
        symptom="Every weight has the ratio of its input; nothing shows for inputs of 1.",
        look="How often does the input stand in the product of your chain?",
        idea="The average of the gradients contains the inputs already. What is left to do in the "
        "update?",
        note="One of the epoch texts averages gradients that contain x, then multiplies by x in "
        "the update.",
    ),
)
