"""Mistakes in the chain through the layers: the weights on the way, and the paths."""

from collections.abc import Callable

from gdtrace.calculus import sigmoid
from gdtrace.chains import per_unit
from gdtrace.expr import Call, Expr, Mean, Num, Ref, Sum, at, children
from gdtrace.grading.constants import reversal
from gdtrace.grading.misconception import Misconception
from gdtrace.grading.rewriting import Rewrite, changed, on, reading, substituted
from gdtrace.steps import EXAMPLES, Program, Step, letter, primed

ON_THE_WAY = "dSOP_dActiv"


def _after_update(step: Step) -> Expr:
    return Ref(f"new_W@{step.key.layer}", step.indices)


def _activation(program: Program, step: Step) -> Expr:
    """Return the output of the layer before; a part of a program may have its sums only."""
    layer = step.key.layer - 1
    output, total = per_unit("Activ", layer), per_unit("SOP", layer)
    slope = program.by_key.get(per_unit("dActiv_dSOP", layer).key)
    known = output.key in program.leaves or output.key in program.by_key
    if known or total.key not in program.leaves or slope is None or not _sigmoidal(slope.expr):
        return output
    return sigmoid(total)


def _sigmoidal(expr: Expr) -> bool:
    named = isinstance(expr, Call) and expr.name == "sigmoid"
    return named or any(map(_sigmoidal, children(expr)))


def _for_weight(program: Program, layer: int) -> Program | None:
    return reading([ON_THE_WAY], lambda step: _activation(program, step))(program, layer)


def _reversed(step: Step) -> Expr:
    before, unit = step.indices
    other = primed(before)
    return Sum(other, reversal(before) * Ref(f"W@{step.key.layer}", (other, unit)))


def _first_weight(step: Step) -> Expr:
    return Ref(f"W@{step.key.layer}", (0, step.indices[1]))


def over_paths(form: Callable[[Sum], Expr]) -> Rewrite:
    """Return the rewrite that takes the paths from a layer to the error together otherwise."""

    def other(expr: Expr, over: str) -> Expr | None:
        if not isinstance(expr, Sum) or expr.index == EXAMPLES:
            return None
        within = Sum(expr.index, substituted(expr.body, lambda e: other(e, over)))
        return form(within) if over in ("", expr.index) else within

    def rewrite(program: Program, layer: int) -> Program | None:
        # The paths that leave a layer pass through the neurons of the next one.
        over = letter(layer + 1) if layer else ""
        roles = ("dError_dActiv", "grad_W", "grad_b")
        return changed(
            program, roles, 0, lambda step: substituted(step.expr, lambda e: other(e, over))
        )

    return rewrite


AFTER_UPDATE = on(ON_THE_WAY, change=_after_update)

MISTAKES = (
    Misconception(
        id="already-updated-weights",
        title="Already-updated weights in the hidden gradients.",
        step=ON_THE_WAY,
        alike=("dActiv_dSOP",),
        rewrite=AFTER_UPDATE,
        layered=True,
        symptom="The output layer is exact; the hidden ratios are 1 - lr*gradient/weight, so they "
        "come closer to 1 with a smaller learning rate.",
        look="At what moment do the weights in this factor belong: before or after this step's "
        "update?",
        compare="Print the weights that {line} reads, and the weights that made the prediction. "
        "Are they the same numbers?",
        idea="All factors of one step belong to the weights that made this prediction.",
        note="Usually the output weights are updated first and then read for the hidden gradients. "
        "With small learning rates it looks like rounding.",
    ),
    Misconception(
        id="already-updated-through-alias",
        title="Already-updated weights in the hidden gradients, through a second name for one "
        "array.",
        step=ON_THE_WAY,
        alike=("dActiv_dSOP",),
        rewrite=AFTER_UPDATE,
        layered=True,
        needs_alias=True,
        symptom="As already-updated-weights; old and new weights share their memory.",
        look="At what moment do the weights in this factor belong: before or after this step's "
        "update?",
        compare="Put print({name}) after {before} and again after {after}, and run one step.\n"
        "Should {name} have changed between the two lines?",
        idea="An assignment gives an array one more name; it does not make a second array. Try:\n"
        "    a = numpy.array([1.0, 2.0])\n"
        "    b = a\n"
        "    a[0] = 9.0\n"
        "    print(b)\n"
        "All factors of one step belong to the weights that made this prediction.",
        note="The listing with ten inputs of the hidden-layer tutorial has this mistake: its old "
        "weights are the array that is then written into. A shallow copy of a list of arrays and a "
        "slice do the same.",
    ),
    Misconception(
        id="activation-for-weight",
        title="The sum is derived by the weight where it should be derived by the activation.",
        step=ON_THE_WAY,
        alike=("dActiv_dSOP", "grad_W"),
        rewrite=_for_weight,
        layered=True,
        symptom="The hidden ratios are Activ_j/W_j; the output layer is right.",
        look="SOP3 is a sum of products. By which of its symbols do you derive it here?",
        idea="The chain to the output weight and the chain to the hidden layer part at this sum. "
        "By which of its two operands does each of them derive it?",
        note="A g3 from the chain of the output weights, used again. The tutorial has one name for "
        "the two derivatives.",
    ),
    Misconception(
        id="weight-factor-missing",
        title="The weight on the way back is missing from the chain.",
        step=ON_THE_WAY,
        alike=("dActiv_dSOP",),
        rewrite=on(ON_THE_WAY, change=lambda step: Num(1)),
        layered=True,
        symptom="The hidden ratios are 1/W_j; the output layer is right.",
        look="How does the output notice a change of Activ1?",
        idea="A change of a hidden output reaches the next sum through one connection. What does "
        "the connection do to it?",
        note="Forgotten more easily than a slope, as it is no derivative that one works out.",
    ),
    Misconception(
        id="chain-weights-swapped",
        title="The weights on the way back belong to the other neurons.",
        step=ON_THE_WAY,
        alike=("dActiv_dSOP",),
        rewrite=on(ON_THE_WAY, change=_reversed),
        layered=True,
        symptom="With two hidden neurons the ratios of the two are reciprocal.",
        look="Follow one hidden neuron to the output.",
        idea="The way back goes through the same connections as the way forward. Which weight lies "
        "between this neuron and the output?",
        note="The names W41 and W42 turn the order of the indices round.",
    ),
    Misconception(
        id="first-weight-for-every-neuron",
        title="The weight of the first hidden neuron is used for all of them.",
        step=ON_THE_WAY,
        alike=("dActiv_dSOP",),
        rewrite=on(ON_THE_WAY, change=_first_weight),
        layered=True,
        symptom="The first hidden neuron is right, the others are not.",
        look="The second block repeats the first. Did every index change?",
        idea="Every hidden neuron has a connection of its own to the output.",
        note="Copy and paste.",
    ),
    Misconception(
        id="mean-over-paths",
        title="The paths to the error are averaged.",
        step="dError_dActiv",
        alike=("dSOP_dActiv", "dActiv_dSOP", "dSOP_dW", "grad_W"),
        rewrite=over_paths(lambda paths: Mean(paths.index, paths.body)),
        layered=True,
        symptom="The ratio is 1/outputs, one for a whole layer.",
        look="Do separate paths add or average?",
        compare="Take two outputs and change one hidden activation a little. Work out by how much "
        "each of the two errors changes. By how much does the whole error change?",
        idea="A hidden neuron influences the error through every output. What happens to the whole "
        "if there is one more way?",
        note="Nothing shows with one output.",
    ),
    Misconception(
        id="one-path-only",
        title="Only one of the paths to the error is followed.",
        step="dError_dActiv",
        alike=("dSOP_dActiv", "dActiv_dSOP"),
        rewrite=over_paths(lambda paths: at(paths.body, {paths.index: 0})),
        layered=True,
        symptom="The hidden gradients depend on the first output only.",
        look="On how many ways does a change of this neuron reach the error?",
        compare="Change the target of the last output only. Should the gradients of the hidden "
        "neurons change? Do they?",
        idea="Every output that a neuron feeds into is a way to the error of its own.",
        note="Nothing shows with one output.",
    ),
)
