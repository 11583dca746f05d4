import json
import re

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st
from problem_makers import outcome

from gdtrace.errors import GdtraceError, ProblemError, UnknownNameError
from gdtrace.presets import preset
from gdtrace.problem_changes import change, with_seed
from gdtrace.problem_files import to_dict
from gdtrace.problems import Problem


def test_a_seed_takes_the_place_of_initial_parameters():
    """Drawing anew drops the given parameters and leaves the rest."""
    start = preset("two-two-two")
    drawn = with_seed(start, 7)
    assert (7, None) == (drawn.training.seed, drawn.training.initial)
    assert start == evolve(drawn, training=start.training)
    assert start.training == evolve(drawn.training, seed=None, initial=start.training.initial)
    with pytest.raises(
        ProblemError, match=r"^training\.seed: must be from 0 to 4294967295, got -1$"
    ):
        with_seed(start, -1)


CHANGES = [
    ("learning_rate", "0.25", lambda p: p.training.learning_rate, 0.25),
    ("training.learning_rate", "0.25", lambda p: p.training.learning_rate, 0.25),
    ("learning_rate", " 1 ", lambda p: p.training.learning_rate, 1.0),
    ("learning_rate", ".5", lambda p: p.training.learning_rate, 0.5),
    ("learning_rate", "1.", lambda p: p.training.learning_rate, 1.0),
    ("learning_rate", "+.5E-1", lambda p: p.training.learning_rate, 0.05),
    ("learning_rate", "1e-3", lambda p: p.training.learning_rate, 0.001),
    ("iterations", "1_000", lambda p: p.training.iterations, 1000),
    ("loss", "squared_error", lambda p: p.network.loss, "squared_error"),
    ("loss", '"squared_error"', lambda p: p.network.loss, "squared_error"),
    ("reduction", "sum", lambda p: p.training.reduction, "sum"),
    ("network.layers[0].activation", "tanh", lambda p: p.network.layers[0].activation, "tanh"),
    ("network.layers.1.activation", "relu", lambda p: p.network.layers[1].activation, "relu"),
    ("layers[1].activation", "relu", lambda p: p.network.layers[1].activation, "relu"),
    ("data.x[0][1]", "-2", lambda p: p.data.x, ((0.05, -2.0),)),
    ("x", "[[1, 2]]", lambda p: p.data.x, ((1.0, 2.0),)),
    ("x[0]", "[1, 2]", lambda p: p.data.x, ((1.0, 2.0),)),
    ("freeze", "[]", lambda p: p.training.freeze, ()),
    ("freeze", "['W@1']", lambda p: p.training.freeze, ("W@1",)),
    ("freeze[1]", "W@1", lambda p: p.training.freeze, ("b@1", "W@1")),
    ("biases", "[[1, 2], [3, 4]]", lambda p: p.training.initial.biases, ((1, 2), (3, 4))),
    ("weights[1][0][1]", "9", lambda p: p.training.initial.weights[1], ((0.4, 9), (0.45, 0.55))),
    ("notation", "layered", lambda p: p.notation, "layered"),
    ("display.style", "chain", lambda p: p.display.style, "chain"),
    ("style", "", lambda p: p.display.style, ""),
    ("digits", "5", lambda p: p.display.digits, 5),
    ("title", "1 = 2\n", lambda p: p.title, "1 = 2"),
    ("title", "3\nname = 4", lambda p: p.title, "3\nname = 4"),
]


@pytest.mark.parametrize(("path", "text", "read", "value"), CHANGES)
def test_any_field_can_be_changed_by_its_path(path, text, read, value):
    """A full path or its unique end, and a TOML value or bare words, change that field only."""
    start = preset("two-two-two")
    changed = change(start, {path: text})
    assert value == read(changed)
    assert start == preset("two-two-two")


def test_every_field_of_every_record_can_be_set():
    """Setting each field to what it is changes nothing: no field is out of reach."""
    start = change(preset("two-two-two"), {"digits": "5", "style": "chain", "notation": "layered"})
    sections = to_dict(start)
    inline = {
        f"{section}.{key}": json.dumps(value)
        for section in ("network", "data", "training", "display")
        for key, value in sections[section].items()
        if key not in ("layers", "initial")
    }
    inline |= {f"initial.{k}": json.dumps(v) for k, v in sections["training"]["initial"].items()}
    inline |= {key: json.dumps(sections[key]) for key in ("name", "title", "source")}
    assert start == change(start, inline)
    missing = {f.name for f in fields(Problem)} - {path.split(".")[0] for path in inline}
    assert {"training"} <= {path.split(".")[0] for path in inline}
    assert set() == missing


def test_several_changes_are_made_together():
    """Only the outcome has to be a problem: sizes and what hangs on them can change at once."""
    changed = change(
        preset("two-two-two"),
        {"layers[0].units": "3", "layers[0].activation": "tanh", "seed": "4", "freeze": "[]"},
    )
    assert (2, 3, 2) == changed.network.sizes
    assert ("tanh", 4, None) == (
        changed.network.layers[0].activation,
        changed.training.seed,
        changed.training.initial,
    )


def test_given_weights_take_the_place_of_a_seed():
    """A problem is either drawn or given, whichever was said last."""
    changed = change(preset("tutorial-3-2-1"), {"weights": "[[[1,2],[3,4],[5,6]],[[7],[8]]]"})
    assert changed.training.seed is None
    assert ((7.0,), (8.0,)) == changed.training.initial.weights[1]


def test_a_seeded_network_can_be_resized():
    """Where parameters are drawn, they are drawn for the new size."""
    changed = change(preset("tutorial-3-2-1"), {"network.layers[0].units": "3"})
    assert (3, 3, 1) == changed.network.sizes


def test_a_leaf_is_enough_where_there_is_one():
    """In a network of one layer, its fields need no path."""
    changed = change(preset("single-weight"), {"activation": "tanh"})
    assert "tanh" == changed.network.layers[0].activation


REFUSED = [
    ({"learning_rate": "-1"}, "training.learning_rate: must be > 0, got -1"),
    ({"learning_rate": "nan"}, "training.learning_rate: must be a finite number, got nan"),
    ({"learning_rate": "fast"}, "training.learning_rate: must be a number, got 'fast'"),
    ({"bias": "True"}, "network.bias: must be true or false, got 'True'"),
    (
        {"activation": "tanh"},
        "activation: must say which of 2 fields it means: network.layers[0].activation, "
        "network.layers[1].activation",
    ),
    (
        {"network.layers[0].units": "3"},
        "training.initial.weights[0]: must have 2 rows (from) and 3 columns (to), got 2 and 2\n"
        "training.initial.weights[1]: must have 3 rows (from) and 2 columns (to), got 2 and 2\n"
        "training.initial.biases[0]: must have 3 numbers, got 2",
    ),
    ({"x[0][9]": "1"}, "data.x[0]: has 2 elements, counted from 0, got [9]"),
    ({"x[0][0][0]": "1"}, "data.x[0][0]: must be a list to have an element [0], got 0.05"),
    (
        {"seed": "1", "weights[0]": "[[1]]"},
        "training.initial.weights: must be given as a whole where it was left out, got [0]",
    ),
    ({"seed": "1", "biases": "[[1, 2], [3, 4]]"}, "training.initial.weights: is missing"),
    (
        {"layers": "[1, 2]"},
        "network.layers[0]: must be a table, got 1\nnetwork.layers[1]: must be a table, got 2",
    ),
    ({"x": "[[1,"}, "data.x: must be a list of rows of numbers, got '[[1,'"),
    ({"x": "[" * 9999}, f"data.x: must be a list of rows of numbers, got '{'[' * 58}..."),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED)
def test_a_change_that_makes_no_problem_is_told_like_a_file(changes, message):
    """A value that breaks a rule has the same line as in a file."""
    with pytest.raises(ProblemError, match=": ") as caught:
        change(preset("two-two-two"), changes)
    assert message == str(caught.value)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("learnin_rate", "no field is called 'learnin_rate'; did you mean learning_rate?"),
        (
            "training.learnin_rate",
            "no field is called 'training.learnin_rate'; did you mean training.learning_rate?",
        ),
        (
            "layers[7].units",
            "no field is called 'layers[7].units'; "
            "did you mean network.layers[1].units or network.layers[0].units?",
        ),
    ],
)
def test_an_unknown_field_names_the_nearest(path, message):
    """A misspelt path is answered with the fields like it, spelled as fully as it was."""
    with pytest.raises(UnknownNameError, match=f"^{re.escape(message)}$"):
        change(preset("two-two-two"), {path: "3"})


def test_a_field_like_none_is_answered_with_the_fields():
    """A section is no field; where no name is like it, those that there are begin to be listed."""
    message = "^no field is called 'training'; there are inputs, layers, units, activation, bias, "
    with pytest.raises(UnknownNameError, match=message):
        change(preset("two-two-two"), {"training": "3"})


PATHS = st.from_regex(r"\A(x|layers|freeze|weights)(\[\d\]|\.\w+){0,3}\Z")


@given(path=st.text(max_size=8) | PATHS, text=st.text(max_size=8))
def test_no_change_gives_anything_but_an_error_of_ours(path, text):
    """Whatever stands around the = on the command line, the answer is a problem or a sentence."""
    made = outcome(lambda: change(preset("two-two-two"), {path: text, "x": "[[1, 2]]"}))
    assert isinstance(made, Problem | GdtraceError)
    assert str(made)
