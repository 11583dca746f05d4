"""The problems that come with gdtrace; each is made when it is asked for."""

from collections.abc import Callable

from gdtrace.errors import unknown
from gdtrace.networks import Layer, Network
from gdtrace.problems import Data, Display, Initial, Problem, Training

WAY_OUT = "'gdtrace problems' lists them all"

# The five examples of both single neurons, and their targets.
FIVE_X = ((0.2, -1.3), (1.5, 0.4), (-0.7, 0.9), (0.3, 2.1), (-1.1, -0.6))
FIVE_TARGETS = ((0.0,), (1.0,), (0.0,), (1.0,), (1.0,))


def tutorial_3_2_1() -> Problem:
    """Three inputs, two hidden neurons, one output."""
    return _tutorial(
        (0.1, 0.4, 4.1),
        name="tutorial-3-2-1",
        title="3 inputs, 2 hidden neurons, 1 output",
        source="hidden-layer tutorial, first listing",
    )


def tutorial_10_2_1() -> Problem:
    """Ten inputs, two hidden neurons, one output."""
    return _tutorial(
        (0.1, 0.4, 4.1, 4.3, 1.8, 2.0, 0.01, 0.9, 3.8, 1.6),
        name="tutorial-10-2-1",
        title="10 inputs, 2 hidden neurons, 1 output",
        # The listing overwrites the weights that its hidden gradients still need.
        source="hidden-layer tutorial, end, corrected",
    )


def _tutorial(x: tuple[float, ...], *, name: str, title: str, source: str) -> Problem:
    return Problem(
        network=Network(inputs=len(x), layers=(Layer(2), Layer(1)), bias=False),
        data=Data(x=x, target=(0.2,)),
        training=Training(learning_rate=0.001, iterations=80000, seed=0),
        name=name,
        title=title,
        source=source,
    )


def single_weight() -> Problem:
    """One input, one weight, no bias: the smallest problem there is."""
    return Problem(
        network=Network(inputs=1, layers=(Layer(1),), bias=False, loss="half_squared_error"),
        data=Data(x=(1.5,), target=(0.3,)),
        training=Training(learning_rate=0.5, iterations=100, initial=Initial(weights=(((0.8,),),))),
        display=Display(notation="recap", style="delta"),
        name="single-weight",
        title="one neuron with 1 input and no bias",
        source="gradient descent recap, first section",
    )


def sigmoid_neuron() -> Problem:
    """One sigmoid neuron with half the squared error, over five examples."""
    return _five_examples(
        loss="half_squared_error",
        notation="recap",
        name="sigmoid-neuron",
        title="one neuron, 5 examples, half squared error",
        source="gradient descent recap, last section",
    )


def logistic_neuron() -> Problem:
    """One sigmoid neuron with cross-entropy, over five examples."""
    return _five_examples(
        loss="cross_entropy",
        notation="logistic",
        name="logistic-neuron",
        title="one neuron, 5 examples, cross-entropy",
        source="Neural Networks 101, epoch 2",
    )


def _five_examples(*, loss: str, notation: str, name: str, title: str, source: str) -> Problem:
    return Problem(
        network=Network(inputs=2, layers=(Layer(1),), loss=loss),
        data=Data(x=FIVE_X, target=FIVE_TARGETS),
        training=Training(
            learning_rate=0.7,
            iterations=5000,
            initial=Initial(weights=(((0.35,), (-0.8,)),), biases=((0.15,),)),
        ),
        display=Display(notation=notation, style="delta"),
        name=name,
        title=title,
        source=source,
    )


def two_two_two() -> Problem:
    """Two inputs, two hidden neurons, two outputs, biases that stay."""
    weights = (((0.15, 0.25), (0.2, 0.3)), ((0.4, 0.5), (0.45, 0.55)))
    biases = ((0.35, 0.35), (0.6, 0.6))
    return Problem(
        network=Network(inputs=2, layers=(Layer(2), Layer(2)), loss="half_squared_error"),
        data=Data(x=(0.05, 0.1), target=(0.01, 0.99)),
        training=Training(
            learning_rate=0.5,
            iterations=10000,
            freeze=("b@1", "b@2"),
            initial=Initial(weights=weights, biases=biases),
        ),
        name="two-two-two",
        title="2 outputs, biases that are not learned",
        source="a widely read 2-2-2 worked example",
    )


def by_hand_2_2_1() -> Problem:
    """Two inputs, two hidden neurons, one output, numbers for the blackboard."""
    # Each of 0.1 … 0.9 once, so that no number can be taken for another one. Found by search: the
    # whole first iteration, worked out with four decimals, gives the right four decimals.
    weights = (((-0.5, 0.4), (0.3, -0.2)), ((0.8,), (0.9,)))
    return Problem(
        network=Network(inputs=2, layers=(Layer(2), Layer(1)), bias=False),
        data=Data(x=(0.7, 0.6), target=(0.1,)),
        training=Training(learning_rate=0.5, iterations=10, initial=Initial(weights=weights)),
        display=Display(digits=4),
        name="by-hand-2-2-1",
        title="friendly numbers for the blackboard",
        source="gdtrace; updates show in 4 decimals",
    )


PRESETS: dict[str, Callable[[], Problem]] = {
    "tutorial-3-2-1": tutorial_3_2_1,
    "tutorial-10-2-1": tutorial_10_2_1,
    "single-weight": single_weight,
    "sigmoid-neuron": sigmoid_neuron,
    "logistic-neuron": logistic_neuron,
    "two-two-two": two_two_two,
    "by-hand-2-2-1": by_hand_2_2_1,
}


def preset(name: str) -> Problem:
    """Return one of the problems that come with gdtrace.

    >>> preset("tutorial-3-2-1").network.sizes
    (3, 2, 1)

    Raises
    ------
    UnknownNameError
        With the nearest names.
    """
    if name not in PRESETS:
        raise unknown("problem", name, PRESETS, WAY_OUT)
    return PRESETS[name]()
