"""Mistakes in the forward pass: the sum of products, and what becomes of it."""

from gdtrace.expr import Add, Expr, Mean, Ref, Sum
from gdtrace.grading.constants import reshaping, reversal
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.rewriting import all_of, on, substituted
from gdtrace.steps import Step, letter, primed


def _averaged(step: Step) -> Expr:
    return substituted(step.expr, lambda e: Mean(e.index, e.body) if isinstance(e, Sum) else None)


def _without_bias(step: Step) -> Expr | None:
    return step.expr.left if isinstance(step.expr, Add) else None


def _crossed(step: Step) -> Expr | None:
    before = letter(step.key.layer - 1)
    return None if step.key.layer == 1 else _with_weights(step, before, primed(before))


def _with_weights(step: Step, before: str, other: str) -> Expr:
    key, unit = f"W@{step.key.layer}", letter(step.key.layer)
    weight = Sum(other, reversal(before) * Ref(key, (other, unit)))
    return substituted(step.expr, lambda e: weight if e == Ref(key, (before, unit)) else None)


def _reshaped(step: Step) -> Expr:
    key, row, column = f"W@{step.key.layer}", letter(step.key.layer - 1), letter(step.key.layer)
    read = reshaping(row, column) * Ref(key, (primed(row), primed(column)))
    weight = Sum(primed(row), Sum(primed(column), read))
    return substituted(step.expr, lambda e: weight if e == Ref(key, (row, column)) else None)


def _old_bias(step: Step) -> Expr:
    return Ref(step.key.removeprefix("new_"), step.indices)


LEFT_OUT = on("SOP", change=_without_bias)

MISTAKES = (
    Misconception(
        id="mean-of-products",
        title="The sum of products is divided by the number of its terms.",
        step="SOP",
        alike=("Activ", "dError_dPredicted"),
        rewrite=on("SOP", change=_averaged),
        layered=True,
        symptom="SOP has the ratio 1/inputs.",
        look="How large is your SOP: what happens to it if every input is given twice?",
        compare="Take a neuron with two inputs and choose all numbers yourself, small whole ones. "
        "Work out its sum of products with pencil and paper. What does {line} give?",
        idea="A neuron collects what arrives on all its connections. Does a further connection "
        "make the others weaker?",
        note="numpy.mean or numpy.average in the place of numpy.sum.",
    ),
    Misconception(
        id="weights-crossed",
        title="The weights meet the wrong activations.",
        step="SOP",
        alike=("Activ", "dError_dPredicted"),
        rewrite=on("SOP", change=_crossed),
        layered=True,
        symptom="SOP3 is slightly off; nothing can be seen where the activations are equal.",
        look="Write SOP3 with its numbers: which activation meets which weight?",
        compare="Give the hidden neurons two very different outputs of your own and set one of the "
        "weights behind them to zero. Which neuron should fall silent, and which one does in "
        "{line}?",
        idea="Every weight belongs to one connection, and every connection starts at one neuron. "
        "Follow one of them with your finger.",
        note="Hard to see by the results, as hidden outputs are often nearly equal. The numbering "
        "of the tutorial (W41, W42) invites it.",
    ),
    Misconception(
        id="bias-left-out",
        title="The bias is not in the sum.",
        step="SOP",
        rewrite=LEFT_OUT,
        layered=True,
        symptom="Inputs that are all zero give the output of the sum zero; the bias moves without "
        "effect.",
        look="Change the bias by one: what changes?",
        compare="Give the neuron inputs that are all zero and a bias of your own. What does {line} "
        "give, and does it depend on the bias?",
        idea="The bias is what a neuron adds even if nothing arrives. Where does it enter the "
        "forward pass?",
        note="One of the epoch texts has it so: it updates a bias that its forward pass never "
        "reads.",
    ),
    Misconception(
        id="no-bias",
        title="There is no bias: it is neither in the sum nor updated.",
        step="SOP",
        alike=("new_b",),
        rewrite=all_of(LEFT_OUT, on("new_b", change=_old_bias)),
        symptom="The output for inputs that are all zero never moves.",
        look="What can your network answer when all inputs are zero?",
        compare="Give the network inputs that are all zero, and change the bias. What changes?",
        idea="Without a bias a neuron that gets nothing has no choice. Which parameters does this "
        "network have?",
        note="On tasks such as OR the prediction for (0, 0) stays where it is for ever.",
    ),
    Misconception(
        id="weights-reshaped",
        title="The weights are read with rows and columns exchanged.",
        step="SOP",
        alike=("Activ", "dError_dPredicted"),
        rewrite=on("SOP", change=_reshaped),
        layered=True,
        symptom="Right where a layer has one neuron or one input, or symmetric weights; in a "
        "square layer it is the transposed matrix.",
        look="The number of rows of your weights should be the number of what?",
        compare="Take two inputs and two neurons, and let only one weight differ from zero. Which "
        "neuron should receive something, and which one does in {line}?",
        idea="A matrix has one direction for where a weight comes from and one for where it goes "
        "to. Reshaping makes the sizes fit; does it keep every number at its connection?",
        note="reshape used to silence an error about shapes.",
    ),
)
