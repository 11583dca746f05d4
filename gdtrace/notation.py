"""Notations: how each text spells its values. A table of templates, one per role.

``Names`` (in names.py) applies a notation to a network.
"""

import re
from collections.abc import Mapping

from attrs import field, frozen

from gdtrace.errors import unknown

SIGNS = {"∂": "d", "δ": "delta", "η": "eta", "∆": "change_", "ŷ": "y_hat", "α": "alpha"}
"""Every sign outside ASCII, and what it becomes where ASCII is asked for."""


@frozen(kw_only=True)
class Notation:
    """How one text writes its values; ``{u}`` and the like are explained in ``numbering.parts``.

    ``typeset``: how a symbol is set, where that differs from plain text: its base, what stands
    below it, what stands above it. ``one_neuron``: it has names for one neuron only.
    ``slope_by_output``: it writes the slope of an activation with the neuron's output, a*(1 - a),
    not with its sum.
    """

    name: str
    symbols: Mapping[str, str]
    typeset: Mapping[str, tuple[str, ...]] = field(factory=dict)
    derivative: str = "∂{top}/∂{bottom}"
    gradient: str = "∂{top}/∂{bottom}"
    change: str = "change of {parameter}"
    one_neuron: bool = False
    slope_by_output: bool = False


NOTATIONS: dict[str, Notation] = {
    "tutorial": Notation(
        name="tutorial",
        symbols={
            "X": "X{u}",
            "W": "W{row}{comma}{column}",
            "b": "b{neuron}",
            "SOP": "SOP{neuron}",
            "Activ": "Activ{neuron}",
            "Predicted": "Predicted{one_of}",
            "Target": "Target{one_of}",
            "Error": "Error",
            "Cost": "Cost",
            "delta": "delta{neuron}",
            "learning_rate": "learning_rate",
        },
        typeset={
            "X": ("X", "{u}"),
            "W": ("W", "{row}{comma}{column}"),
            "b": ("b", "{neuron}"),
            "SOP": ("SOP", "{neuron}"),
            "Activ": ("Activ", "{neuron}"),
            "Predicted": ("Predicted", "{one_of}"),
            "Target": ("Target", "{one_of}"),
            "delta": ("δ", "{neuron}"),
        },
    ),
    "recap": Notation(
        name="recap",
        symbols={
            "X": "x{one_of}",
            "W": "w{one_of}",
            "b": "b",
            "SOP": "z",
            "Predicted": "a",
            "Target": "y",
            "Error": "C{of_example}",
            "Cost": "C",
            "delta": "δ",
            "learning_rate": "η",
        },
        typeset={
            "X": ("x", "{one_of}"),
            "W": ("w", "{one_of}"),
            "Error": ("C", "{of_example}"),
        },
        change="∆{parameter}",
        one_neuron=True,
        slope_by_output=True,
    ),
    "logistic": Notation(
        name="logistic",
        symbols={
            "X": "x{one_of}",
            "W": "w{one_of}",
            "b": "b",
            "SOP": "z",
            "Predicted": "ŷ",
            "Target": "y",
            "Error": "L",
            "Cost": "J",
            "delta": "dz",
            "learning_rate": "α",
        },
        typeset={"X": ("x", "{one_of}"), "W": ("w", "{one_of}")},
        gradient="d{bottom}",
        one_neuron=True,
        slope_by_output=True,
    ),
    "layered": Notation(
        name="layered",
        symbols={
            "X": "X[{u}]",
            "W": "W{layer}[{from_unit},{u}]",
            "b": "b{layer}[{u}]",
            "SOP": "SOP{layer}[{u}]",
            "Activ": "Activ{layer}[{u}]",
            "Predicted": "Predicted[{u}]",
            "Target": "Target[{u}]",
            "Error": "Error",
            "Cost": "Cost",
            "delta": "delta{layer}[{u}]",
            "learning_rate": "learning_rate",
        },
        typeset={
            "X": ("X", "{u}"),
            "W": ("W", "{from_unit},{u}", "({layer})"),
            "b": ("b", "{u}", "({layer})"),
            "SOP": ("SOP", "{u}", "({layer})"),
            "Activ": ("Activ", "{u}", "({layer})"),
            "Predicted": ("Predicted", "{u}"),
            "Target": ("Target", "{u}"),
            "delta": ("δ", "{u}", "({layer})"),
        },
    ),
}


def notation(name: str) -> Notation:
    """Return a notation by its name."""
    if name not in NOTATIONS:
        raise unknown("notation", name, NOTATIONS)
    return NOTATIONS[name]


def ascii_text(text: str) -> str:
    """Return the text with every sign outside ASCII spelled out.

    >>> ascii_text("∂Error/∂W11 = δ*x1")
    'dError/dW11 = delta*x1'
    """
    for sign, spelled in SIGNS.items():
        text = text.replace(sign, spelled)
    return text


def identifier(symbol: str) -> str:
    """Return the spelling for command lines and Python: letters, digits and underscores.

    >>> identifier("W1,11"), identifier("∂Error/∂W1[2,3]"), identifier("g3(W41)")
    ('W1_11', 'dError_dW1_2_3', 'g3_W41')
    """
    return re.sub(r"[^0-9A-Za-z]+", "_", ascii_text(symbol)).strip("_")
