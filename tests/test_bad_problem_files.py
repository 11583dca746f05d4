import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from problem_makers import GOOD, outcome, toml

from gdtrace.errors import ProblemError
from gdtrace.problem_changes import change
from gdtrace.problem_files import from_dict, parse_problem, to_dict
from gdtrace.problems import Problem

BAD = [
    (
        [("learning_rate = 1", "learning_rate = -1")],
        ["training.learning_rate: must be > 0, got -1"],
    ),
    (
        [("iterations = 10", "iterations = 2.7")],
        ["training.iterations: must be a whole number, got 2.7"],
    ),
    ([("inputs = 2", 'inputs = "2"')], ["network.inputs: must be a whole number, got '2'"]),
    (
        [("units = 1", "units = true")],
        ["network.layers[0].units: must be a whole number, got True"],
    ),
    ([("2]]", "nan]]")], ["data.x[0][1]: must be a finite number, got nan"]),
    ([("2]]", "-inf]]")], ["data.x[0][1]: must be a finite number, got -inf"]),
    ([("2]]", "true]]")], ["data.x[0][1]: must be a number, got True"]),
    ([("2]]", "2020-02-02]]")], ["data.x[0][1]: must be a number, got datetime.date(2020, 2, 2)"]),
    ([("2]]", "2, 3]]")], ["data.x: must have a column per input, 2, got 3"]),
    ([("2]]", "2], [1]]")], ["data.x[1]: must be as long as the first row, 2, got 1"]),
    ([("2]]", "2], [1, 3]]")], ["data.target: must have a row per example, 2, got 1"]),
    (
        [("iterations", "iteration")],
        [
            "training.iteration: no field is called 'iteration'; did you mean iterations?",
            "training.iterations: is missing",
        ],
    ),
    (
        [("inputs = 2", 'inputs = 2\n"a\\nb" = 1')],
        [r"""network."a\nb": no field is called 'a\nb'; there are inputs, layers, bias, loss"""],
    ),
    (
        [("[network]", "[netwrok]"), ("[[network.layers]]", "[[netwrok.layers]]")],
        ["netwrok: no field is called 'netwrok'; did you mean network?", "network: is missing"],
    ),
    (
        [("[[network.layers]]\nunits = 1", "layers = 3")],
        ["network.layers: must be a list of tables, got 3"],
    ),
    (
        [("[[network.layers]]\nunits = 1", "layers = [3]")],
        ["network.layers[0]: must be a table, got 3"],
    ),
    (
        [("[[network.layers]]\nunits = 1", "layers = []")],
        ["network.layers: must have at least the output layer, got none"],
    ),
    (
        [("[data]", "[display]\ndigits = 99\n[data]")],
        ["display.digits: must be from 3 to 17, got 99"],
    ),
    (
        [("iterations = 10", "iterations = 10\ninitial = 3")],
        ["training.initial: must be a table, got 3"],
    ),
    (
        [("iterations = 10", "iterations = 10\n[training.initial]\nweights = [[[1], [inf]]]")],
        ["training.initial.weights[0][1][0]: must be a finite number, got inf"],
    ),
    (
        [("iterations = 10", "seed = 1\niterations = 10\n[training.initial]\nweights = []")],
        ["training.seed: must be left out where initial parameters are given, got 1"],
    ),
    (
        [("2]]", f"0x1{'0' * 5000}]]")],
        ["data.x[0][1]: must be a finite number, got a number of thousands of digits"],
    ),
    ([("[[0.5, 2]]", "[" * 90 + "]" * 90)], [f"data.x[0][0]: must be a number, got {'[' * 59}..."]),
    (
        [("target = [[1]]\n", ""), ("units = 1", "unit = 1")],
        [
            "network.layers[0].unit: no field is called 'unit'; did you mean units?",
            "network.layers[0].units: is missing",
            "data.target: is missing",
        ],
    ),
]


@pytest.mark.parametrize(("replacements", "faults"), BAD)
def test_a_bad_file_is_told_where_and_why(replacements, faults):
    """Each fault has one line with the path of the value, under the name and the count."""
    noun = "fault" if len(faults) == 1 else "faults"
    with pytest.raises(ProblemError, match=rf"^bad\.toml: {len(faults)} {noun}\n") as caught:
        parse_problem(toml(*replacements), source="bad.toml")
    assert tuple(faults) == caught.value.faults


def test_all_faults_of_a_file_are_told_together_in_its_order():
    """Faults of all sections are found in one reading, and listed from the top of the file."""
    text = """
title = 3
[training]
iterations = 2.7
freeze = "b"
learning_rat = 1
[network]
bias = "no"
inputs = 3
[[network.layers]]
units = true
[[network.layers]]
activation = "sigmiod"
units = 3
size = 1
"""
    with pytest.raises(ProblemError, match=r"^title: ") as caught:
        parse_problem(text)
    assert (
        "title: must be a text in quotes, got 3",
        "training.iterations: must be a whole number, got 2.7",
        "training.freeze: must be a list of names, got 'b'",
        "training.learning_rat: no field is called 'learning_rat'; did you mean learning_rate?",
        "training.learning_rate: is missing",
        "network.bias: must be true or false, got 'no'",
        "network.layers[0].units: must be a whole number, got True",
        "network.layers[1].activation: no activation is called 'sigmiod'; did you mean sigmoid?",
        "network.layers[1].size: no field is called 'size'; there are units, activation",
        "data: is missing",
    ) == caught.value.faults


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a = \n", "Invalid value (at line 1, column 5)"),
        (
            "[data]\nx = 1\nx y\n",
            "Expected '=' after a key in a key/value pair (at line 3, column 3)",
        ),
        ("a = " + "[" * 9999, "brackets too deep"),
        ("a = " + "9" * 5000, "Exceeds the limit (4300 digits) for integer string conversion"),
    ],
    ids=["value", "key", "deep", "long"],
)
def test_what_is_not_toml_is_told_with_its_place(text, reason):
    """A syntax error names the file, the line and the column."""
    with pytest.raises(ProblemError, match=r"^f\.toml: not valid TOML: " + re.escape(reason)):
        parse_problem(text, source="f.toml")


@given(text=st.text())
def test_no_text_gives_anything_but_a_problem_error(text):
    """Whatever a file holds, the answer is a sentence."""
    with pytest.raises(ProblemError, match=r"(?s)not valid TOML|is missing"):
        parse_problem(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
PLACES = [[key] for key in ("network", "data", "training", "display", "name")] + [
    ["network", "inputs"],
    ["network", "layers"],
    ["network", "layers", 0],
    ["network", "loss"],
    ["network", "layers", 0, "activation"],
    ["data", "x"],
    ["data", "target"],
    ["data", "x", 0],
    ["training", "learning_rate"],
    ["training", "freeze"],
    ["training", "initial"],
    ["training", "seed"],
    ["training", "initial", "weights"],
    ["display", "digits"],
]


@given(place=st.sampled_from(PLACES), value=json_values)
def test_no_value_anywhere_gives_anything_but_a_problem_error(place, value):
    """Any value in any place makes a problem or an error of one line per fault."""
    data = to_dict(change(parse_problem(GOOD), {"digits": "5", "weights": "[[[1], [2]]]"}))
    table = data
    for part in place[:-1]:
        table = table[part]
    table[place[-1]] = value
    made = outcome(lambda: from_dict(data))
    assert isinstance(made, Problem | ProblemError)
    assert all(re.match(r"\S.*: \S", fault) for fault in getattr(made, "faults", ()))


@pytest.mark.parametrize("value", [3, [], None, "network"])
def test_plain_data_that_are_no_table_are_refused(value):
    """A problem is a table at the top."""
    message = rf"^h: 1 fault\nthe problem must be a table, got {re.escape(repr(value))}$"
    with pytest.raises(ProblemError, match=message):
        from_dict(value, source="h")
