import re

import pytest
from hypothesis import given, settings
from naming import any_names, names_of, preset_names

from gdtrace.chains import chain, paths
from gdtrace.errors import AmbiguousSymbolError, UnknownNameError
from gdtrace.expr import Ref
from gdtrace.lookup import find
from gdtrace.notation import identifier
from gdtrace.presets import PRESETS


def choices(names, text):
    """Return what an ambiguous symbol can mean, as the message spells it."""
    with pytest.raises(AmbiguousSymbolError, match=r"choose|can mean") as raised:
        find(names, text)
    listed = re.split("choose: |can mean ", str(raised.value))[1]
    return [each for each in re.split(", | or ", listed) if each != "..."]


def means(names, text, ref):
    """Tell whether a text finds a reference, or is answered with choices that do."""
    try:
        return find(names, text) == ref
    except AmbiguousSymbolError:
        return ref in [find(names, choice) for choice in choices(names, text)]


@settings(max_examples=40, deadline=None)
@given(names=any_names())
def test_every_spelling_of_every_symbol_is_found(names):
    """The symbol itself finds its value; in ASCII or small letters, or it is among the choices."""
    for symbol, ref in names.table.items():
        assert ref == find(names, symbol)
        for typed in (identifier(symbol), symbol.lower(), identifier(symbol).upper()):
            assert means(names, typed, ref)


@settings(max_examples=30, deadline=None)
@given(names=any_names(depth=3, widest=4))
def test_every_factor_of_every_chain_is_found(names):
    """A factor's own symbol leads to where its value is made."""
    for parameter in names.parameters:
        for path in paths(names.network, parameter):
            for link in chain(names.network, parameter, path):
                symbol = names.link(link, parameter, path)
                found = find(names, symbol)
                assert names.program.resolve(link.ref) == names.program.resolve(found)


@settings(max_examples=30, deadline=None)
@given(names=any_names(depth=3, widest=4))
def test_bare_factors_are_answered_with_choices_that_can_be_typed(names):
    """Every choice has no sign that a shell would take for its own, and finds another value."""
    numbers = {
        link.number for p in names.parameters for link in chain(names.network, p) if link.number
    }
    for number in numbers:
        try:
            find(names, f"g{number}")
        except AmbiguousSymbolError:
            listed = choices(names, f"g{number}")
            assert 1 < len(listed) == len({find(names, choice) for choice in listed})
            assert all(re.fullmatch("[A-Za-z0-9_:,]+", choice) for choice in listed)


@pytest.mark.parametrize(
    ("typed", "key", "indices"),
    [
        ("SOP1", "SOP@1", ("n", 0)),
        ("sop3", "SOP@2", ("n", 0)),
        ("w11", "W@1", (0, 0)),
        ("W42", "W@2", (1, 0)),
        ("Predicted", "Activ@2", ("n", 0)),
        ("Activ3", "Activ@2", ("n", 0)),
        ("activ3", "Activ@2", ("n", 0)),
        ("dError/dW11", "grad_W@1", (0, 0)),
        ("dError_dW11", "grad_W@1", (0, 0)),
        ("grad W11", "grad_W@1", (0, 0)),
        ("new_W11", "new_W@1", (0, 0)),
        ("change of W11", "change_W@1", (0, 0)),
        ("learning rate", "learning_rate", ()),
        ("g1", "dError_dPredicted", ("n", 0)),
        ("G2", "dActiv_dSOP@2", ("n", 0)),
        ("g3(W41)", "Activ@1", ("n", 0)),
        ("g3:W41", "Activ@1", ("n", 0)),
        ("g3_W41", "Activ@1", ("n", 0)),
        ("g3:w42", "Activ@1", ("n", 1)),
        ("g3(W11)", "W@2", (0, 0)),
        ("g3(W32)", "W@2", (1, 0)),
        ("g4:W21", "dActiv_dSOP@1", ("n", 0)),
        ("g5(W31)", "X", ("n", 2)),
    ],
)
def test_what_a_reader_of_the_tutorial_types_is_found(typed, key, indices):
    """Case, brackets, ASCII and Activ3 for Predicted are forgiven; a factor is where it is made."""
    names = preset_names("tutorial-3-2-1")
    assert Ref(key, indices) == names.program.resolve(find(names, typed))


@pytest.mark.parametrize(
    ("typed", "key", "indices"),
    [
        ("g1(W31)", "dError_dPredicted", ("n", 0)),
        ("g1:W41", "dError_dPredicted", ("n", 1)),
        ("g3(W11|1)", "W@2", (0, 0)),
        ("g3(W11|2)", "W@2", (0, 1)),
        ("g3:W11:2", "W@2", (0, 1)),
        ("g3:w12:1", "W@2", (1, 0)),
        ("g4(W11)", "dActiv_dSOP@1", ("n", 0)),
        ("g4:W11:2", "dActiv_dSOP@1", ("n", 0)),
        ("activ4", "Activ@2", ("n", 1)),
    ],
)
def test_a_path_names_the_factors_of_a_weight_that_reaches_several_outputs(typed, key, indices):
    """The outputs passed are counted from 1, after a bar or a colon; not needed where all agree."""
    names = preset_names("two-two-two")
    assert Ref(key, indices) == names.program.resolve(find(names, typed))


@pytest.mark.parametrize(
    ("name", "typed", "listed"),
    [
        ("tutorial-3-2-1", "g3", "g3:W41 g3:W42 g3:W11 g3:W12"),
        ("tutorial-3-2-1", "g4", "g4:W11 g4:W12"),
        ("tutorial-3-2-1", "g5", "g5:W11 g5:W21 g5:W31"),
        ("tutorial-10-2-1", "g3", "g3:W11_1 g3:W11_2 g3:W1_1 g3:W1_2"),
        ("logistic-neuron", "g3", "g3:w1 g3:w2 g3:b"),
        ("two-two-two", "g1", "g1:W31 g1:W41"),
        ("two-two-two", "g3", "g3:W31 g3:W32 g3:W11:1 g3:W11:2 g3:W12:1 g3:W12:2"),
        ("two-two-two", "g3:W11", "g3:W11:1 g3:W11:2"),
    ],
)
def test_an_ambiguous_factor_lists_each_value_once(name, typed, listed):
    """A choice is the first chain that has the value, spelled for the command line."""
    assert listed.split() == choices(preset_names(name), typed)


def test_a_long_list_of_choices_is_cut():
    """After eight choices there are dots."""
    with pytest.raises(AmbiguousSymbolError, match=r"g5:W8_1, \.\.\.$"):
        find(preset_names("tutorial-10-2-1"), "g5")


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        (
            "tutorial-3-2-1",
            "g3",
            "g3 is not the same in all chains; choose: g3:W41, g3:W42, g3:W11, g3:W12",
        ),
        (
            "two-two-two",
            "g3(W11)",
            "g3(W11) differs from path to path; choose: g3:W11:1, g3:W11:2",
        ),
        ("tutorial-3-2-1", "g6", "no chain of this network has a factor g6"),
        ("tutorial-3-2-1", "g4(W41)", "the chain to W41 has no factor g4(W41)"),
        ("two-two-two", "g3:W11:3", "the chain to W11 has no factor g3:W11:3"),
        (
            "tutorial-3-2-1",
            "g3(SOP1)",
            "g3(SOP1): chains lead to weights and biases that are learned, not to SOP1",
        ),
        (
            "two-two-two",
            "g3(b1)",
            "g3(b1): chains lead to weights and biases that are learned, not to b1",
        ),
        ("tutorial-3-2-1", "Predictd", "no symbol is called 'Predictd'; did you mean Predicted?"),
        (
            "tutorial-3-2-1",
            "learning_rat",
            "no symbol is called 'learning_rat'; did you mean learning_rate?",
        ),
        ("sigmoid-neuron", "Δw1", "no symbol is called 'Δw1'; did you mean w1?"),
        (
            "sigmoid-neuron",
            "g3()",
            "no symbol is called 'g3()'; there are x1, x2, y, η, b, w1, w2, z, a, Cx, C, δ",
        ),
    ],
)
def test_what_means_nothing_is_answered_with_a_way_out(name, typed, message):
    """The message names the text as typed, and the nearest symbols, the choices or the reason."""
    with pytest.raises(UnknownNameError, match=f"^{re.escape(message)}$"):
        find(preset_names(name), typed)


@pytest.mark.parametrize(
    ("typed", "key"), [("g1", "dError_dPredicted"), ("g2", "dActiv_dSOP@1"), ("g3:w2", "X")]
)
def test_factors_that_cross_entropy_takes_together_are_found_all_the_same(typed, key):
    """With one output g1 and g2 are printed, and found, though no chain multiplies them."""
    names = preset_names("logistic-neuron")
    found = names.program.resolve(find(names, typed))
    assert key == found.key
    assert "n" == found.indices[0]


def test_factors_taken_together_for_several_outputs_are_explained():
    """The message says which factor stands for both."""
    names = names_of(2, 2, loss="cross_entropy")
    message = "^no chain of this network has a factor g1; g1 and g2 are taken together in delta1$"
    with pytest.raises(UnknownNameError, match=message):
        find(names, "g1")


@pytest.mark.parametrize("name", PRESETS)
def test_frozen_parameters_have_a_value_but_no_chain(name):
    """The symbols of all parameters are found; only those of the learned ones have factors."""
    names = preset_names(name)
    learned = set(names.parameters)
    for symbol, ref in names.table.items():
        if ref.key[0] in "Wb" and ref in learned:
            assert chain(names.network, ref)
        elif ref.key[0] in "Wb":
            with pytest.raises(UnknownNameError, match=f"are learned, not to {symbol}$"):
                find(names, f"g3({symbol})")


def test_looking_up_a_factor_does_not_walk_all_paths():
    """A deep network with 250,000 paths answers at once, for a factor it has or has not."""
    names = names_of(12, 12, 12, 12, 12, 2, use="layered")
    assert ["g1:W5_1_1", "g1:W5_1_2"] == choices(names, "g1")
    assert "g11:W1_1_1:1,1,1,1" == choices(names, "g11")[0]
    assert "g4(W4[1,1]|2)" == names.numbered(4, Ref("W@4", (0, 0)), (1,))
    with pytest.raises(UnknownNameError, match=r"factor g12$"):
        find(names, "g12")
