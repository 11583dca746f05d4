import pytest

from gdtrace.errors import UnknownNameError
from gdtrace.names import fold
from gdtrace.notation import NOTATIONS, SIGNS, ascii_text, identifier, notation


def test_the_notations_are_those_of_the_texts():
    """Each is found under its own name."""
    assert ["tutorial", "recap", "logistic", "layered"] == list(NOTATIONS)
    assert list(NOTATIONS) == [notation(name).name for name in NOTATIONS]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("tutoril", r"^no notation is called 'tutoril'; did you mean tutorial\?$"),
        ("xyz", "^no notation is called 'xyz'; there are tutorial, recap, logistic, layered$"),
    ],
)
def test_an_unknown_notation_is_told_the_others(name, message):
    """A misspelt name is answered with the nearest, one like none with all."""
    with pytest.raises(UnknownNameError, match=message):
        notation(name)


@pytest.mark.parametrize(
    ("symbol", "plain", "spelled"),
    [
        ("W11", "W11", "W11"),
        ("W1,11", "W1,11", "W1_11"),
        ("W1[2,3]", "W1[2,3]", "W1_2_3"),
        ("∂Error/∂W1[2,3]", "dError/dW1[2,3]", "dError_dW1_2_3"),
        ("g3(W41)", "g3(W41)", "g3_W41"),
        ("new W11", "new W11", "new_W11"),
        ("∆w1", "change_w1", "change_w1"),
        ("δ", "delta", "delta"),
        ("η", "eta", "eta"),
        ("ŷ", "y_hat", "y_hat"),
        ("α", "alpha", "alpha"),
    ],
)
def test_symbols_have_a_plain_spelling_and_one_for_the_command_line(symbol, plain, spelled):
    """ASCII keeps brackets and commas; an identifier has letters, digits and underscores only."""
    assert plain == ascii_text(symbol)
    assert spelled == identifier(symbol)


def test_every_sign_of_a_notation_has_an_ascii_spelling():
    """No template needs a sign that the table of signs lacks."""
    for made in NOTATIONS.values():
        for text in (*made.symbols.values(), made.derivative, made.gradient, made.change):
            assert ascii_text(text).isascii()
    assert all(spelled.isascii() for spelled in SIGNS.values())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("w1_11", "W1,11"), ("W1[11]", "W1,11"), ("dError/dw11", "∂Error/∂W11"), ("Y_HAT", "ŷ")],
)
def test_spellings_of_one_symbol_fold_to_the_same(typed, meant):
    """Case, brackets and commas do not matter; ASCII stands for the sign."""
    assert fold(meant) == fold(typed)


@pytest.mark.parametrize(("typed", "other"), [("Δw1", "w1"), ("W11", "W1,1"), ("µ", "")])
def test_what_is_not_the_same_does_not_fold_to_the_same(typed, other):
    """A sign without an ASCII spelling still counts; so does a separator between digits."""
    assert fold(other) != fold(typed)
