"""What is said about a wrong step when no known mistake fits: an experiment, and the idea.

Placeholders: ``{value}`` is the symbol of the value that the experiment watches (Activ2), ``{by}``
that of the value that it moves (SOP2), ``{symbol}`` that of the step itself (∂Activ2/∂SOP2),
``{name}`` the short one (g4), ``{line}`` the line of the submission. A step that is no derivative
is itself what is watched.
"""

from attrs import frozen

from gdtrace.errors import unknown


@frozen(eq=False, repr=False)
class StepHint:
    """The experiment (level 2) and the idea (level 3) of one kind of step."""

    compare: str
    idea: str


_NUDGE = (
    "Take a {by} of your own, for example 0.5, and work out {value}. Make {by} 0.001 larger and "
    "work out {value} again. Divide the change of {value} by 0.001."
)

_FORWARD = (
    "Make {by} 0.001 larger and do the forward pass again. Divide the change of {value} by 0.001. "
    "What does {line} give for the same numbers?"
)

_BEHIND = (
    "Take numbers of your own and work out {value}. Make {by} 0.001 larger and work out everything "
    "behind it again. Divide the change of {value} by 0.001. What does {line} give?"
)

STEP_HINTS: dict[str, StepHint] = {
    "SOP": StepHint(
        compare="Choose small whole numbers of your own for what comes in and for the weights, and "
        "work out {value} with pencil and paper. What does {line} give for them?",
        idea="{value} collects what arrives at one neuron: every value that comes in, each "
        "multiplied by the weight of its own connection.",
    ),
    "Activ": StepHint(
        compare="Work out {value} for a {by} of 0, for a large and for a very negative one. What "
        "does {line} give for these three, and between which bounds should {value} lie?",
        idea="The activation turns the sum of one neuron into its output. It needs nothing but "
        "this sum.",
    ),
    "Error": StepHint(
        compare="Take a prediction and a target of your own, for example 0.8 and 0.2, and work out "
        "{value} by its definition. What does {line} give for the same two numbers?",
        idea="{value} says how far the prediction is from the target. It vanishes where the two "
        "are equal, and grows to both sides.",
    ),
    "Cost": StepHint(
        compare="Work out the error of every example by itself, and take them together by the "
        "definition. What does {line} give? And if every example is given twice?",
        idea="{value} takes the errors of all examples together, to a single number.",
    ),
    "dError_dPredicted": StepHint(
        compare="Take a prediction and a target of your own, for example 0.8 and 0.2, and work out "
        "{value}. Make the prediction 0.001 larger and work out {value} again. Divide the change "
        "of {value} by 0.001. What does {line} give for your prediction and your target?",
        idea="{name} says how fast {value} grows when the prediction grows.",
    ),
    "dActiv_dSOP": StepHint(
        compare=f"{_NUDGE} What does {{line}} give, and what do you need to know to work it out?",
        idea="{name} says how fast the output of one neuron grows when the sum of this neuron "
        "grows.",
    ),
    "dSOP_dActiv": StepHint(
        compare="Work out {value} with numbers of your own. Make {by} 0.001 larger and work out "
        "{value} again. Divide the change of {value} by 0.001. What does {line} give, and which of "
        "your numbers is it?",
        idea="{name} says how fast a sum grows when one of the values that come in grows. All "
        "factors of one step belong to the weights that made this prediction.",
    ),
    "dSOP_dW": StepHint(
        compare="Work out {value} with numbers of your own. Make {by} 0.001 larger and work out "
        "{value} again. Divide the change of {value} by 0.001. What does {line} give, and which of "
        "your numbers is it?",
        idea="{name} says how fast a sum grows when one of its weights grows.",
    ),
    "dSOP_db": StepHint(
        compare="Work out {value} with numbers of your own. Make {by} 0.001 larger and work out "
        "{value} again. Divide the change of {value} by 0.001. What does {line} give?",
        idea="{name} says how fast a sum grows when its bias grows.",
    ),
    "delta": StepHint(
        compare=_BEHIND,
        idea="{symbol} says how fast {value} grows when the sum of one neuron grows. Every link "
        "between the two gives one factor.",
    ),
    "dError_dActiv": StepHint(
        compare=_BEHIND,
        idea="A neuron's output reaches {value} through every neuron of the next layer. Each of "
        "these ways has its part in {symbol}.",
    ),
    "grad_W": StepHint(
        compare=_FORWARD,
        idea="{symbol} is the product of the factors on the way from the error back to the weight. "
        "Are all of them in it, each for the right neuron and each only once?",
    ),
    "grad_b": StepHint(
        compare=_FORWARD,
        idea="The chain to a bias passes the same links as that to a weight of the same neuron. "
        "Only the last one is another.",
    ),
    "new_W": StepHint(
        compare="Choose a weight, a gradient and a learning rate of your own, for example 0.5, 2 "
        "and 0.1. Which way should the weight move, and by how much? What does {line} give?",
        idea="A step starts at the old weight, goes against the gradient, and is as long as "
        "gradient and learning rate say.",
    ),
    "new_b": StepHint(
        compare="Choose a bias, a gradient and a learning rate of your own, for example 0.5, 2 "
        "and 0.1. Which way should the bias move, and by how much? What does {line} give?",
        idea="A bias is moved like a weight: it starts at its old value and goes against its "
        "gradient.",
    ),
}


def step_hint(role: str) -> StepHint:
    """Return what can be said about a kind of step.

    >>> step_hint("dActiv_dSOP").idea.format(name="g4")
    'g4 says how fast the output of one neuron grows when the sum of this neuron grows.'
    """
    if role not in STEP_HINTS:
        raise unknown("kind of step", role, STEP_HINTS)
    return STEP_HINTS[role]
