"""Names of networks that need no data: made by hand, or drawn at random."""

from hypothesis import strategies as st

from gdtrace.derivation import derive
from gdtrace.names import Names
from gdtrace.networks import Layer, Network
from gdtrace.notation import NOTATIONS, notation
from gdtrace.presets import preset
from gdtrace.training import prepare


def names_of(*sizes, use="tutorial", several_examples=False, style="", freeze=(), **network):
    """Return the names of a network of these sizes, the inputs first."""
    made = Network(inputs=sizes[0], layers=[Layer(units) for units in sizes[1:]], **network)
    program = derive(made, style=style, freeze=freeze)
    return Names(notation(use), made, program, several_examples)


def preset_names(name, use=""):
    """Return the names of a preset, in its own notation or another."""
    return prepare(preset(name), notation=use)[0]


@st.composite
def any_names(draw, *, depth=5, widest=12):
    """Draw the names of networks with 1 to 5 layers and up to 12 units, in a notation that fits."""
    width = st.integers(1, widest)
    sizes = draw(st.lists(width, min_size=2, max_size=depth + 1))
    fitting = [each for each, made in NOTATIONS.items() if sizes[1:] == [1] or not made.one_neuron]
    return names_of(
        *sizes,
        use=draw(st.sampled_from(fitting)),
        several_examples=draw(st.booleans()),
        style=draw(st.sampled_from(["chain", "delta"])),
        bias=draw(st.booleans()),
        loss=draw(st.sampled_from(["squared_error", "cross_entropy"])),
    )
