import keyword

import pytest
from attrs import evolve
from hypothesis import given, settings
from naming import any_names, names_of, preset_names

from gdtrace.errors import NotationError
from gdtrace.notation import NOTATIONS, identifier
from gdtrace.presets import PRESETS
from gdtrace.training import train

GRADIENT, CHANGE = "∂Error/∂{}", "change of {}"

# The weights of 10-2-1, whose rows have two digits.
TEN = "W1,1 W1,2 W2,1 W2,2 W3,1 W3,2 W4,1 W4,2 W5,1 W5,2 W6,1 W6,2 W7,1 W7,2 W8,1 W8,2 W9,1 W9,2"
TEN += " W10,1 W10,2 W11,1 W11,2"
TEN_LAYERED = " ".join(f"W1[{i},1] W1[{i},2]" for i in range(1, 11)) + " W2[1,1] W2[2,1]"

# One hidden layer of two neurons and one output; without the inputs and the weights.
INSIDE = """SOP1 SOP2 Activ1 Activ2 SOP3 Predicted Target Error learning_rate ∂Error/∂Predicted
    ∂Predicted/∂SOP3 ∂Activ1/∂SOP1 ∂Activ2/∂SOP2 ∂Error/∂Activ1 ∂Error/∂Activ2
    delta1 delta2 delta3"""
INSIDE_LAYERED = """SOP1[1] SOP1[2] Activ1[1] Activ1[2] SOP2[1] Predicted Target Error learning_rate
    ∂Error/∂Predicted ∂Predicted/∂SOP2[1] ∂Activ1[1]/∂SOP1[1] ∂Activ1[2]/∂SOP1[2]
    ∂Error/∂Activ1[1] ∂Error/∂Activ1[2] delta1[1] delta1[2] delta2[1]"""

NEURON = "Target learning_rate SOP1 Predicted Error Cost ∂Error/∂Predicted ∂Predicted/∂SOP1 delta1"
NEURON_LAYERED = """X[1] X[2] Target learning_rate SOP1[1] Predicted Error Cost
    ∂Error/∂Predicted ∂Predicted/∂SOP1[1] delta1[1]"""
RECAP = "x1 x2 y η z a Cx C ∂Cx/∂a ∂a/∂z δ"
LOGISTIC = "x1 x2 y α z ŷ L J ∂L/∂ŷ ∂ŷ/∂z dz"

# Values, frozen parameters, learned parameters, how their gradients and their changes are spelled.
SYMBOLS = {
    ("tutorial-3-2-1", "tutorial"): (
        "X1 X2 X3 " + INSIDE,
        "W11 W12 W21 W22 W31 W32 W41 W42",
        GRADIENT,
        CHANGE,
    ),
    ("tutorial-3-2-1", "layered"): (
        "X[1] X[2] X[3] " + INSIDE_LAYERED,
        "W1[1,1] W1[1,2] W1[2,1] W1[2,2] W1[3,1] W1[3,2] W2[1,1] W2[2,1]",
        GRADIENT,
        CHANGE,
    ),
    ("tutorial-10-2-1", "tutorial"): (
        "X1 X2 X3 X4 X5 X6 X7 X8 X9 X10 " + INSIDE,
        TEN,
        GRADIENT,
        CHANGE,
    ),
    ("tutorial-10-2-1", "layered"): (
        "X[1] X[2] X[3] X[4] X[5] X[6] X[7] X[8] X[9] X[10] " + INSIDE_LAYERED,
        TEN_LAYERED,
        GRADIENT,
        CHANGE,
    ),
    ("single-weight", "tutorial"): (
        NEURON.replace("Cost ", "") + " X1",
        "W11",
        GRADIENT,
        CHANGE,
    ),
    ("single-weight", "recap"): ("x y η z a C ∂C/∂a ∂a/∂z δ", "w", "∂C/∂{}", "∆{}"),
    ("single-weight", "logistic"): ("x y α z ŷ L ∂L/∂ŷ ∂ŷ/∂z dz", "w", "d{}", CHANGE),
    ("single-weight", "layered"): (
        NEURON_LAYERED.replace("X[2] ", "").replace("Cost", ""),
        "W1[1,1]",
        GRADIENT,
        CHANGE,
    ),
    ("sigmoid-neuron", "tutorial"): ("X1 X2 " + NEURON, "W11 W21 b1", "∂Cost/∂{}", CHANGE),
    ("sigmoid-neuron", "recap"): (RECAP, "w1 w2 b", "∂C/∂{}", "∆{}"),
    ("sigmoid-neuron", "logistic"): (LOGISTIC, "w1 w2 b", "d{}", CHANGE),
    ("sigmoid-neuron", "layered"): (
        NEURON_LAYERED,
        "W1[1,1] W1[2,1] b1[1]",
        "∂Cost/∂{}",
        CHANGE,
    ),
    ("logistic-neuron", "tutorial"): (
        "X1 X2 ∂Error/∂SOP1 " + NEURON,
        "W11 W21 b1",
        "∂Cost/∂{}",
        CHANGE,
    ),
    ("logistic-neuron", "recap"): (RECAP + " ∂Cx/∂z", "w1 w2 b", "∂C/∂{}", "∆{}"),
    ("logistic-neuron", "logistic"): (LOGISTIC + " ∂L/∂z", "w1 w2 b", "d{}", CHANGE),
    ("logistic-neuron", "layered"): (
        NEURON_LAYERED + " ∂Error/∂SOP1[1]",
        "W1[1,1] W1[2,1] b1[1]",
        "∂Cost/∂{}",
        CHANGE,
    ),
    ("two-two-two", "tutorial"): (
        """X1 X2 Target1 Target2 learning_rate b1 b2 b3 b4 SOP1 SOP2 Activ1 Activ2 SOP3 SOP4
        Predicted1 Predicted2 Error ∂Error/∂Predicted1 ∂Error/∂Predicted2 ∂Predicted1/∂SOP3
        ∂Predicted2/∂SOP4 ∂Activ1/∂SOP1 ∂Activ2/∂SOP2 ∂Error/∂Activ1 ∂Error/∂Activ2
        delta1 delta2 delta3 delta4""",
        "W11 W12 W21 W22 W31 W32 W41 W42",
        GRADIENT,
        CHANGE,
    ),
    ("two-two-two", "layered"): (
        """X[1] X[2] Target[1] Target[2] learning_rate b1[1] b1[2] b2[1] b2[2]
        SOP1[1] SOP1[2] Activ1[1] Activ1[2] SOP2[1] SOP2[2] Predicted[1] Predicted[2] Error
        ∂Error/∂Predicted[1] ∂Error/∂Predicted[2] ∂Predicted[1]/∂SOP2[1] ∂Predicted[2]/∂SOP2[2]
        ∂Activ1[1]/∂SOP1[1] ∂Activ1[2]/∂SOP1[2] ∂Error/∂Activ1[1] ∂Error/∂Activ1[2]
        delta1[1] delta1[2] delta2[1] delta2[2]""",
        "W1[1,1] W1[1,2] W1[2,1] W1[2,2] W2[1,1] W2[1,2] W2[2,1] W2[2,2]",
        GRADIENT,
        CHANGE,
    ),
    ("by-hand-2-2-1", "tutorial"): (
        "X1 X2 " + INSIDE,
        "W11 W12 W21 W22 W31 W32",
        GRADIENT,
        CHANGE,
    ),
    ("by-hand-2-2-1", "layered"): (
        "X[1] X[2] " + INSIDE_LAYERED,
        "W1[1,1] W1[1,2] W1[2,1] W1[2,2] W2[1,1] W2[2,1]",
        GRADIENT,
        CHANGE,
    ),
}


def test_every_preset_is_in_the_table_under_every_notation():
    """What is not in the table is a network of several neurons in a notation of one."""
    left_out = {(name, use) for name in PRESETS for use in NOTATIONS}.difference(SYMBOLS)
    several = [name for name in PRESETS if "neuron" not in name and name != "single-weight"]
    assert {(name, use) for name in several for use in ("recap", "logistic")} == left_out


@pytest.mark.parametrize(("name", "use"), SYMBOLS)
def test_presets_have_the_symbols_of_their_texts(name, use):
    """The values are spelled as written out here; each parameter has a gradient and an update."""
    values, learned, gradient, change = SYMBOLS[name, use]
    each = ("{}", gradient, change, "new {}")
    parameters = [template.format(symbol) for symbol in learned.split() for template in each]
    assert sorted([*values.split(), *parameters]) == sorted(preset_names(name, use).table)


@pytest.mark.parametrize(
    ("sizes", "symbols"),
    [
        ((10, 2, 1), "W1,1 W10,2 W11,1 W11,2"),
        ((9, 9, 1), "W11 W99 W10,1 W10,9"),
        ((8, 9, 1), "W11 W89 W91 W99"),
        ((8, 2, 2), "W11 W82 W9,1 W10,2"),
        ((3, 10, 1), "W1,1 W3,10 W4,1 W4,10"),
        ((10, 11, 1), "W1,11 W11,1 W11,11"),
        ((3, 2, 2, 1), "W11 W32 W41 W52 W61 W62"),
        ((12, 1), "W1,1 W11,1 W12,1"),
    ],
)
def test_numbers_of_weights_run_on_and_have_a_comma_from_two_digits_on(sizes, symbols):
    """Digits stand side by side only where every row and column of that matrix has one."""
    table = names_of(*sizes).table
    for symbol in symbols.split():
        assert symbol in table


def test_the_comma_keeps_apart_what_would_be_one_symbol():
    """In 10-11-1, W1,11 and W11,1 are two weights that both would be W111."""
    table = names_of(10, 11, 1).table
    assert ("W@1", (0, 10)) == (table["W1,11"].key, table["W1,11"].indices)
    assert ("W@2", (0, 0)) == (table["W11,1"].key, table["W11,1"].indices)


@settings(max_examples=50, deadline=None)
@given(names=any_names(depth=3))
def test_digits_stand_side_by_side_only_if_each_number_of_the_matrix_has_one(names):
    """A weight's symbol without a comma is W and two digits."""
    for symbol, ref in names.table.items():
        if names.notation.name == "tutorial" and ref.key.startswith("W") and "," not in symbol:
            assert len("W11") == len(symbol)


@settings(max_examples=60, deadline=None)
@given(names=any_names())
def test_symbols_are_one_to_one(names):
    """No two values share a symbol, and the table's reference is spelled as its symbol."""
    assert list(names.table) == [names.symbol(ref) for ref in names.table.values()]
    assert len(names.table) == len(set(names.table.values()))


@settings(max_examples=60, deadline=None)
@given(names=any_names())
def test_identifiers_are_variables_of_python_one_for_each_symbol(names):
    """The scalar engine's source uses them: valid names, no keywords, no two alike."""
    spelled = [identifier(symbol) for symbol in names.table]
    assert len(spelled) == len(set(spelled))
    assert all(name.isidentifier() and name.isascii() for name in spelled)
    assert not any(map(keyword.iskeyword, spelled))


@pytest.mark.parametrize("template", ["W{row}{column}", "X{u}"])
def test_a_notation_that_spells_two_values_alike_is_refused(monkeypatch, template):
    """The message names the symbol, both meanings and the way out."""
    spoiled = evolve(NOTATIONS["tutorial"], symbols=NOTATIONS["tutorial"].symbols | {"W": template})
    monkeypatch.setitem(NOTATIONS, "tutorial", spoiled)
    clash = {
        "W{row}{column}": r"W111 would mean both W@1\[1,11\] and W@2\[1,1\]",
        "X{u}": r"X1 would mean both X\[1\] and W@1\[1,1\]",
    }[template]
    message = f"^in the tutorial notation {clash}; use the notation layered$"
    with pytest.raises(NotationError, match=message):
        names_of(10, 11, 1).check()


@pytest.mark.parametrize("use", ["recap", "logistic"])
def test_notations_of_one_neuron_refuse_several(use):
    """The message counts the neurons and names the notations that have names for them."""
    message = (
        f"^the {use} notation names one neuron, this network has 3; "
        "use the notation tutorial or layered$"
    )
    with pytest.raises(NotationError, match=message):
        preset_names("tutorial-3-2-1", use)


@pytest.mark.parametrize(
    ("name", "use", "order"),
    [
        ("tutorial-3-2-1", "tutorial", "W41 W42 W11 W21 W31 W12 W22 W32"),
        ("logistic-neuron", "logistic", "w1 w2 b"),
        ("two-two-two", "tutorial", "W31 W32 W41 W42 W11 W21 W12 W22"),
    ],
)
def test_parameters_are_listed_as_the_error_reaches_them(name, use, order):
    """The output layer comes first, neuron by neuron, a bias after its weights; no frozen one."""
    names = preset_names(name, use)
    assert order.split() == [names.symbol(ref) for ref in names.parameters]


def test_examples_are_never_part_of_a_symbol():
    """One name stands for the values of all examples; only the cost joins them."""
    one, several = (names_of(2, 1, several_examples=some).table for some in (False, True))
    assert {"Cost"} == {name for name in several.keys() - one if "∂" not in name}


def test_a_program_whose_variables_would_clash_is_not_trained(monkeypatch):
    """The scalar engine's variables are the symbols: one would overwrite the other in silence."""
    spoiled = evolve(NOTATIONS["tutorial"], symbols=NOTATIONS["tutorial"].symbols | {"X": "W{u}1"})
    monkeypatch.setitem(NOTATIONS, "tutorial", spoiled)
    with pytest.raises(NotationError, match=r"^in the tutorial notation W11 would mean both"):
        train("tutorial-3-2-1", engine="scalar")
