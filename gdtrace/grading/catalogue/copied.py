"""Mistakes of copy and paste: the second hidden neuron still has parts of the first."""

from gdtrace.expr import Expr, Num, at, replaced
from gdtrace.grading.constants import others, second
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.rewriting import Change, Rewrite, hidden, on
from gdtrace.steps import Step, letter

AGAIN = "The second block repeats the first. Did every index change?"


def for_second(*roles: str, change: Change) -> Rewrite:
    """Return the rewrite that changes the steps for the second neuron of a hidden layer only."""

    def mixed(step: Step) -> Expr | None:
        wrong, unit = change(step), letter(step.key.layer)
        return others(unit) * step.expr + second(unit) * wrong if wrong is not None else None

    return hidden(*roles, change=mixed)


def _second_of_matrix(wrong: Expr) -> Rewrite:
    """Return the rewrite that changes the weights behind the second neuron, on the way back."""

    def change(step: Step) -> Expr:
        before = step.indices[0]
        return others(before) * step.expr + second(before) * wrong

    return on("dSOP_dActiv", change=change)


def _of_first(step: Step) -> Expr:
    return at(step.expr, {letter(step.key.layer): 0})


def _from_first_weights(step: Step) -> Expr:
    """Start the update at the first neuron's weights, with the gradient of the second."""
    old = step.key.removeprefix("new_")
    return replaced(
        step.expr, lambda ref: at(ref, {letter(step.key.layer): 0}) if ref.key == old else ref
    )


MISTAKES = (
    Misconception(
        id="second-sum-with-first-weights",
        title="The sum of the second hidden neuron is made with the weights of the first.",
        step="SOP",
        alike=("Activ",),
        rewrite=for_second("SOP", change=_of_first),
        layered=True,
        symptom="SOP2 equals SOP1; the weights of the second neuron have no effect.",
        look=AGAIN,
        compare="Change a weight into the second hidden neuron only. Should its sum change? Does "
        "it in {line}?",
        idea="Every neuron has weights of its own; the inputs are what the neurons share.",
        note="Copy and paste.",
    ),
    Misconception(
        id="second-activation-of-first-sum",
        title="The second hidden neuron's output is made from the sum of the first.",
        step="Activ",
        alike=("SOP",),
        rewrite=for_second("Activ", change=_of_first),
        layered=True,
        symptom="Activ2 equals Activ1.",
        look=AGAIN,
        compare="Change a weight into the second hidden neuron only. Should its output change? "
        "Does it in {line}?",
        idea="A neuron decides on its own sum how active it is.",
        note="Copy and paste.",
    ),
    Misconception(
        id="second-slope-missing",
        title="The slope of the second hidden neuron's activation is missing from its chain.",
        step="dActiv_dSOP",
        alike=("dSOP_dActiv", "grad_W"),
        rewrite=for_second("dActiv_dSOP", change=lambda step: Num(1)),
        layered=True,
        symptom="The first hidden neuron is right; the second has the ratio 1/g4.",
        look="Compare the chains of the two hidden neurons: do they have equally many factors?",
        idea="Both hidden neurons are reached by the same kind of path. Say its links aloud for "
        "the second one.",
        note="hidden-slope-missing, in one block only.",
    ),
    Misconception(
        id="second-weight-missing",
        title="The weight on the way back is missing from the chain of the second hidden neuron.",
        step="dSOP_dActiv",
        alike=("dActiv_dSOP",),
        rewrite=_second_of_matrix(Num(1)),
        layered=True,
        symptom="The first hidden neuron is right; the second has the ratio 1/W42.",
        look="Compare the chains of the two hidden neurons: do they have equally many factors?",
        idea="Both hidden neurons are reached by the same kind of path. Say its links aloud for "
        "the second one.",
        note="weight-factor-missing, in one block only.",
    ),
    Misconception(
        id="second-gradients-of-first-neuron",
        title="The second hidden neuron has the gradients of the first.",
        step="grad_W",
        alike=("dSOP_dActiv", "dActiv_dSOP"),
        rewrite=for_second("grad_W", "grad_b", change=_of_first),
        layered=True,
        symptom="The gradients of both hidden neurons are equal.",
        look=AGAIN,
        compare="Print the gradients of both hidden neurons. Which factors should they share, and "
        "which ones not?",
        idea="The two chains part at the output neuron. From there on every factor belongs to one "
        "hidden neuron.",
        note="Copy and paste, or a variable that is used again.",
    ),
    Misconception(
        id="second-update-of-first-weights",
        title="The update of the second hidden neuron starts from the weights of the first.",
        step="new_W",
        alike=("grad_W",),
        rewrite=for_second("new_W", "new_b", change=_from_first_weights),
        layered=True,
        symptom="The new weights of the second neuron are near those of the first.",
        look=AGAIN,
        compare="Set the learning rate to zero. What should the new weights of both neurons be, "
        "and what does {line} give?",
        idea="A step starts where this neuron's weights are.",
        note="Copy and paste.",
    ),
)
