"""Whole pages: what they say in words, what they leave out, what they cannot show."""

import re

import pytest
from commands import output, run
from printed import (
    Spellings,
    in_the_manner_of,
    pages,
    tables,
    unprotected_negatives,
    vanished_values,
    wrong_lines,
)

HEAD = "[network]\ninputs = {}\nbias = {}\nloss = {!r}\n"
CHECKS = (wrong_lines, vanished_values, unprotected_negatives)


def toml(layers, x, target, *, rate=0.5, bias="true", loss="squared_error", more=""):
    """Return a problem file; a layer is (units, activation)."""
    made = "".join(
        f"[[network.layers]]\nunits = {units}\nactivation = {name!r}\n" for units, name in layers
    )
    head = HEAD.format(len(x[0]), bias, loss)
    data = f"[data]\nx = {x}\ntarget = {target}\n"
    return f"{head}{made}{data}[training]\nlearning_rate = {rate}\niterations = 5\n{more}"


S, T, R, I = "sigmoid", "tanh", "relu", "identity"  # noqa: E741
TWELVE = [[k / 8, 1 - k / 4] for k in range(12)]
ZEROS = "[training.initial]\nweights = [[[0, 0], [0, 0]], [[0], [0]]]\n"
FAR = "[training.initial]\nweights = [[[60, 20], [30, -50]], [[80], [-90]]]\n"
PROBLEMS = {
    "deep": toml([(2, R), (2, T), (2, I), (1, S)], [[0.5, -0.25]], [[1]]),
    "deep sigmoid": toml([(2, S)] * 3 + [(1, S)], [[0.5, -0.25]], [[1]]),
    "wide": toml([(20, R), (10, S)], [[k / 100 - 0.1 for k in range(30)]], [[0, 1] * 5]),
    "twelve examples": toml(
        [(2, T), (1, S)], TWELVE, [[k % 2] for k in range(12)], loss="cross_entropy"
    ),
    "sum": toml([(2, T), (1, I)], TWELVE, [[1]] * 12, rate=0.01, more='reduction = "sum"\n'),
    "cross-entropy of three": toml(
        [(3, R), (3, S)], [[0.5, -0.25], [1, 2]], [[1, 0, 0.5], [0, 1, 1]], loss="cross_entropy"
    ),
    "one weight": toml([(1, S), (1, S)], [[0.5]], [[1]], bias="false"),
    "one parameter free": toml(
        [(2, S), (1, S)], [[0.5, 2]], [[1]], more='freeze = ["W@1", "W@2", "b@2"]\n'
    ),
    "all frozen": toml(
        [(2, S), (1, S)], [[0.5, 2]], [[1]], more='freeze = ["W@1", "b@1", "W@2", "b@2"]\n'
    ),
    "large inputs": toml([(2, S), (1, S)], [[1e6, -2e6]], [[1]]),
    "tiny inputs": toml([(2, S), (1, S)], [[1e-12, 3e-12]], [[1]]),
    "zero inputs": toml([(2, S), (1, S)], [[0, 0]], [[1]]),
    "zero weights": toml([(2, S), (1, S)], [[0.5, 1]], [[1]], more=ZEROS),
    "dead relus": toml([(2, R), (1, R)], [[0.5, 1]], [[1]], more=ZEROS),
    "far weights": toml([(2, S), (1, S)], [[0.5, 1]], [[1]], more=FAR),
    "small rate": toml([(2, S), (1, S)], [[0.5, 1]], [[1]], rate=1e-9),
    "large rate": toml([(2, S), (1, S)], [[0.5, 1]], [[1]], rate=1000),
    "diverging": toml([(2, I), (1, I)], [[0.5, 1]], [[1]], rate=1e200),
    "one output of many": toml([(2, S), (12, S)], [[0.5, -1]], [[0] * 12]),
    "symbols of two digits": toml([(11, S), (1, S)], [[0.1] * 9], [[1]]),
}


@pytest.fixture
def file(tmp_path):
    """Return what writes a problem of the table and returns the name of its file."""

    def write(name):
        path = tmp_path / f"{name.replace(' ', '-')}.toml"
        path.write_text(PROBLEMS[name].replace("'", '"'), encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize("style", ["chain", "delta"])
@pytest.mark.parametrize("name", PROBLEMS)
def test_pages_of_unusual_problems_keep_the_rules(name, style, file):
    """Deep, wide, frozen, saturated, zero, huge, tiny: every line works out, no 0.000."""
    text = output("trace", file(name), "--style", style)
    assert [] == [fault for check in CHECKS for fault in check(text)]
    assert [] == [fault for page in pages(text) for fault in Spellings(page).faults]


@pytest.mark.parametrize("notation", ["tutorial", "layered"])
@pytest.mark.parametrize("name", ["deep", "cross-entropy of three", "twelve examples"])
def test_every_notation_names_every_network(name, notation, file):
    """The lines work out whatever the symbols look like, or the notation says it cannot."""
    result = run("trace", file(name), "--notation", notation)
    if result.exit_code:
        assert "use the notation layered" in result.stderr
    else:
        assert [] == list(wrong_lines(result.stdout))


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("tutorial-3-2-1", ["3 inputs, 2 hidden neurons, 1 output neuron, no bias;"]),
        ("single-weight", ["1 input, 1 neuron, no bias; sigmoid(z) = 1/(1 + exp(-z))"]),
        ("sigmoid-neuron", ["2 inputs, 1 neuron, a bias;", "C = mean(Cx) over 5 examples,"]),
        ("two-two-two", ["not learned: b1, b2, b3, b4", "first weights: given,"]),
    ],
)
def test_the_head_says_what_the_network_is(name, sentences):
    """Sizes, bias, activation, cost, where the weights come from, what is not learned."""
    head = " ".join(output("trace", name).partition("\n\n1.")[0].split())
    assert [] == [sentence for sentence in sentences if sentence not in head]


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        ("by-hand-2-2-1", "by-hand-2-2-1: iteration 0, the first of 10"),
        ("by-hand-2-2-1 --at 1", "by-hand-2-2-1: iteration 1 of 10, after 1 update"),
        ("by-hand-2-2-1 --at 5", "by-hand-2-2-1: iteration 5 of 10, after 5 updates"),
        ("by-hand-2-2-1 --at last", "by-hand-2-2-1: iteration 9, the last of 10"),
        ("by-hand-2-2-1 --iterations 1", "by-hand-2-2-1: iteration 0, the only one"),
    ],
)
def test_the_title_says_which_iteration_it_is(arguments, title):
    """Counted from 0, with the number of updates before it."""
    assert title == output("trace", *arguments.split()).split("\n")[0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("by-hand-2-2-1", "less by 0.018 (this is where iteration 1 starts)"),
        ("by-hand-2-2-1 --at last", "(the training ends here)"),
        ("by-hand-2-2-1 --set learning_rate=1e-300", "the same (this is where iteration 1 starts)"),
        ("by-hand-2-2-1 --set learning_rate=100 --set target=[[0.7]]", "more by "),
    ],
)
def test_the_last_line_says_what_the_update_did(arguments, sentence):
    """Less, more or the same, and where the new weights are used."""
    last = output("trace", *arguments.split()).rstrip("\n").split("\n\nNote")[0].split("\n")[-1]
    assert last.startswith("Error with the weights after: ")
    assert sentence in last


def test_the_error_before_and_after_meets_the_next_iterations():
    """What iteration 0 ends with is what iteration 1 starts from, as far as both are printed."""
    first, second = output("trace", "tutorial-3-2-1", "--at", "0,1").split("\n\n\n")
    after = re.search(r"weights after:  (\S+),", first)
    before = re.search(r"weights before: (\S+)\n", second)
    assert after[1] == in_the_manner_of(after[1], float(before[1]))


def test_large_layers_are_elided_with_a_count_and_a_way_to_see_them(file):
    """Each "... more" names a symbol that --show prints."""
    name = file("wide")
    text = output("trace", name)
    said = r"^\.\.\. (\d+) more .* are not shown; to see one: --show (\S+)$"
    left_out = re.findall(said, text, re.MULTILINE)
    assert left_out
    assert all(int(number) > 0 for number, _ in left_out)
    for _, symbol in {*left_out}:
        assert output("trace", name, "--show", symbol), symbol
    assert len(text.splitlines()) < 400


def test_a_sum_that_is_elided_is_written_out_when_it_is_asked_for(file):
    """--show prints every term, so that the line works out again."""
    name = file("wide")
    assert "..." in output("trace", name)
    text = output("trace", name, "--show", "SOP1")
    assert "..." not in text
    assert [] == list(wrong_lines(text))


def test_frozen_parameters_are_not_updated(file):
    """Only what is learned has a gradient and a row in the update; nothing learned: no rows."""
    text = output("trace", file("one parameter free"))
    updates = next(t for t in tables(text.rstrip("\n")) if t.last.startswith("change"))
    assert ["b1", "b2"] == [next(iter(row.values())) for row in updates.rows]
    text = output("trace", file("all frozen"))
    updates = [t for t in tables(text.rstrip("\n")) if t.last.startswith("change")]
    assert [] == [row for table in updates for row in table.rows]
    assert ", the same (" in text


def test_saturated_neurons_are_named(file):
    """A note says which neurons pass hardly anything on."""
    text = output("trace", file("large inputs"))
    assert "Note: hidden neuron 1 is saturated" in text


def test_paths_are_named_by_the_neurons_they_pass():
    """With two outputs a hidden weight has two products and their sum."""
    text = output("trace", "two-two-two")
    chains = next(t for t in tables(text.rstrip("\n")) if "through" in t.columns)
    assert ["Predicted1", "Predicted2", "sum"] == [row["through"] for row in chains.rows[4:7]]


def test_a_row_has_every_word_of_its_cells(file):
    """Long formulas go on in the next line and lose nothing: joined, they are the whole one."""
    text = output("trace", file("cross-entropy of three"), "--style", "delta")
    forward = next(t for t in tables(text) if t.columns[0] == "equation")
    equations = ["".join(row["equation"].split()) for row in forward.rows]
    assert all(equation.count("(") == equation.count(")") for equation in equations)
    error = next(equation for equation in equations if equation.startswith("Error="))
    assert 6 == error.count("log(")
