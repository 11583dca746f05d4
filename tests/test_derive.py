"""``gdtrace derive``: the derivation of the trace's page, without its numbers."""

import csv
import io
import json
import re
from itertools import takewhile

import pytest
from commands import output, refusal
from printed import pages, tables
from test_pages import PROBLEMS

import gdtrace
from gdtrace.presets import PRESETS

STYLES = ("chain", "delta")
HEADS = {
    "chain": [
        "1. Forward: from the inputs to the",
        "2. Backward: one factor for every link between the error and a weight",
        "3. Chains: the gradient of a weight is the product of the factors on its path",
        "4. Update: every",
    ],
    "delta": [
        "1. Forward: from the inputs to the",
        "2. Backward: how the error depends on the sum of every neuron",
        "3. Gradients: the delta of the neuron times what the",
        "4. Update: every",
    ],
}
TWO_FACTORS = re.compile(r"the product of these two, .*")


@pytest.fixture
def file(tmp_path):
    """Return what writes a problem of the table of odd pages and returns the name of its file."""

    def write(name):
        path = tmp_path / f"{name.replace(' ', '-')}.toml"
        path.write_text(PROBLEMS[name].replace("'", '"'), encoding="utf-8")
        return str(path)

    return write


def of(text, part):
    """Return the table below the title that starts with a number."""
    _, section = text.rstrip("\n").split(f"\n\n{part}. ")
    return tables(section)[0]


def firsts(table, *columns):
    """Return the cells of some columns, without the rows of a second example or path."""
    rows = [row for row in table.rows if row.get("example", "1") in ("", "1")]
    cells = [tuple(squeezed(row[column]) for column in columns) for row in rows]
    return [cell for cell in cells if any(cell)]


def squeezed(cell):
    """Return a cell without blanks: long ones are broken in other places."""
    return "".join(cell.split())


def floats_of(problem):
    """Return every number of a problem that no equation has of itself."""
    trace = gdtrace.train(problem, iterations=1)
    values = [float(value) for array in trace.at(0).values() for value in array.flat]
    return {value for value in values if value != int(value)}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", PRESETS)
def test_a_derivation_has_no_numbers(name, style):
    """No value of the trace is printed, and nothing with a decimal point."""
    text = output("derive", name, "--style", style)
    assert [] == re.findall(r"(?<![\w.])\d+\.\d+", text)
    printed = {float(number) for number in re.findall(r"(?<![\w.,\[])\d+(?![\w\]])", text)}
    assert set() == printed & floats_of(gdtrace.problem(name))
    # Only those of the formulas, the parts, and how many of what there are.
    assert printed <= {0, 1, 2, 3, 4, 5, 10}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", PRESETS)
def test_a_derivation_has_the_parts_of_the_page(name, style):
    """Forward, backward, gradients, update, under the titles of the trace's page."""
    text, page = (output(command, name, "--style", style) for command in ("derive", "trace"))
    titles = re.findall(r"^\d\. .*$", text, re.MULTILINE)
    assert titles == re.findall(r"^\d\. .*$", page, re.MULTILINE)[: len(titles)]
    for start, title in zip(HEADS[style], titles, strict=True):
        assert title.startswith(start)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", PRESETS)
def test_a_derivation_has_the_equations_of_the_page(name, style):
    """The same symbols and formulas in the same order as with the numbers."""
    text, page = (output(command, name, "--style", style) for command in ("derive", "trace"))
    forward = [cell for (cell,) in firsts(of(text, 1), "equation")]
    assert forward == [cell for (cell,) in firsts(of(page, 1), "equation") if cell]
    backward = [row for row in firsts(of(text, 2), "derivative", "formula") if row[0]]
    assert backward == [row for row in firsts(of(page, 2), "derivative", "formula") if row[0]]
    captions = [line for line in of(text, 2).captions if not TWO_FACTORS.match(line)]
    assert captions == [line for line in of(page, 2).captions if not TWO_FACTORS.match(line)]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", PRESETS)
def test_a_derivation_has_the_weights_of_the_page(name, style):
    """Each weight that is learned has a gradient and an update, in the page's order."""
    text, page = (output(command, name, "--style", style) for command in ("derive", "trace"))
    for part in (3, 4):
        ours, theirs = of(text, part), of(page, part)
        assert ours.columns[0] == theirs.columns[0]
        weights = [row[ours.columns[0]] for row in theirs.rows if row[ours.columns[0]]]
        assert weights == [row[ours.columns[0]] for row in ours.rows if row[ours.columns[0]]]


@pytest.mark.parametrize("name", PRESETS)
def test_gradients_in_the_style_of_deltas_are_the_pages(name):
    """The formula of the trace's page stands on the right of each gradient."""
    text, page = (output(command, name, "--style", "delta") for command in ("derive", "trace"))
    (made,) = (of(text, 3),)
    right = [squeezed(row["gradient"]).partition("=")[2] for row in made.rows]
    whole = [squeezed(row["formula"]) for row in of(page, 3).rows if row["formula"]]
    examples = gdtrace.problem(name).examples
    # With several examples the page also has each example's own product.
    assert right == (whole[1::2] if examples > 1 else whole)


@pytest.mark.parametrize(
    ("problem", "weight", "gradient", "factors"),
    [
        ("tutorial-3-2-1", "W11", "∂Error/∂W11=g5*g4*g3*g2*g1",
            "X1*(∂Activ1/∂SOP1)*W41*(∂Predicted/∂SOP3)*(∂Error/∂Predicted)"),
        ("tutorial-3-2-1", "W42", "∂Error/∂W42=g3*g2*g1",
            "Activ2*(∂Predicted/∂SOP3)*(∂Error/∂Predicted)"),
        ("sigmoid-neuron", "w1", "∂C/∂w1=mean(g3*g2*g1)", "mean(x1*(∂a/∂z)*(∂Cx/∂a))"),
        ("sigmoid-neuron", "b", "∂C/∂b=mean(g3*g2*g1)", "mean(1*(∂a/∂z)*(∂Cx/∂a))"),
        ("logistic-neuron", "w2", "dw2=mean(g3*dz)", "mean(x2*dz)"),
    ],
)  # fmt: skip
def test_chains_are_written_with_names_and_with_factors(problem, weight, gradient, factors):
    """Of several examples it is the mean of the products, as the cost is the mean of errors."""
    table = of(output("derive", problem, "--style", "chain"), 3)
    place = [row[table.columns[0]] for row in table.rows].index(weight)
    row = table.rows[place]
    # A long product goes on in the rows below, which have no weight of their own.
    more = takewhile(lambda row: not row[table.columns[0]], table.rows[place + 1 :])
    product = "".join(each["with its factors"] for each in (row, *more))
    assert (gradient, factors) == (squeezed(row["gradient"]), squeezed(product))


def test_paths_are_added_up():
    """A hidden weight of a network with two outputs has two products and a plus between them."""
    text = output("derive", "two-two-two")
    lines = text.partition("\nW11  ")[2].partition("\nW21")[0].split("\n")
    assert "Predicted1  ∂Error/∂W11 = g5*g4*g3*g2*g1 +  X1*(∂Activ1/∂SOP1)*W31" in lines[0]
    assert "W41*(∂Predicted2/∂SOP4)" in "".join(lines[1:])


def test_an_output_keeps_its_name_where_it_is_the_sum(file):
    """The factor that is ∂SOP4/∂W4 is the neuron's output, with identity as with any other."""
    text = output("derive", file("deep"))
    assert "∂SOP4[1]/∂W4[1,1]    Activ3[1]" in text
    assert re.search(r"∂Error/∂W4\[1,1\] = g3\*g2\*g1 +Activ3\[1\]\*", text)


@pytest.mark.parametrize(
    ("problem", "equation"),
    [
        ("tutorial-3-2-1", "new W11 = W11 - learning_rate*(∂Error/∂W11)"),
        ("sigmoid-neuron", "new b = b - η*(∂C/∂b)"),
        ("logistic-neuron", "new w1 = w1 - α*dw1"),
    ],
)
def test_every_weight_moves_against_its_gradient(problem, equation):
    """The update is written with the gradient as one symbol."""
    assert equation in [row["equation"] for row in of(output("derive", problem), 4).rows]


def test_what_is_not_learned_has_no_gradient(file):
    """Frozen biases stand in the sums only; where all is frozen the tables are empty."""
    text = output("derive", "two-two-two")
    assert "+ b1" in text
    assert "new b1" not in text
    empty = output("derive", file("all frozen"))
    assert [] == [*of(empty, 3).rows, *of(empty, 4).rows]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", [name for name in PROBLEMS if name != "all frozen"])
def test_derivations_of_unusual_problems_fit_a_page(name, style, file):
    """Large layers are elided, with a command that shows what is not there; no line is wide."""
    text = output("derive", path := file(name), "--style", style)
    assert 1 == len(pages(text))
    assert [] == [line for line in text.split("\n") if len(line) > 100]
    assert len(text.split("\n")) < 450
    assert "--show" not in text
    assert "more examples" not in text
    for symbol in re.findall(r"to see one: gdtrace explain PROBLEM (\S+)$", text, re.MULTILINE):
        assert output("explain", path, symbol)


def test_a_wide_network_is_elided(file):
    """Of 20 neurons four are derived and the others are counted."""
    text = output("derive", file("wide"))
    assert "... 16 more neurons are not shown; to see one: gdtrace explain PROBLEM SOP20" in text
    assert "X1*W1,1 + X2*W2,1 + ... + X30*W30,1 + b1" in text


@pytest.mark.parametrize("name", PRESETS)
def test_a_derivation_can_be_ascii(name):
    """With --ascii every sign is spelled out."""
    text = output("derive", name, "--ascii")
    assert text.isascii()
    assert "?" not in text


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", PRESETS)
def test_json_and_csv_have_the_rows_of_the_text(name, style):
    """Every equation of the page, in its order, and no number."""
    text = output("derive", name, "--style", style)
    data = json.loads(output("derive", name, "--style", style, "--format", "json"))
    table = output("derive", name, "--style", style, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert "gdtrace/derive/v1" == data["schema"]
    assert rows == data["iterations"][0]["rows"]
    assert {"symbol", "key", "meaning", "formula"} == set(rows[0])
    equations = [cell for (cell,) in firsts(of(text, 1), "equation")]
    whole = [squeezed(f"{row['symbol']}={row['formula']}") for row in rows]
    assert equations == whole[: len(equations)]
    updates = [squeezed(row["equation"]) for row in of(text, 4).rows if row["equation"]]
    assert updates == [equation.replace("new_", "new") for equation in whole[-len(updates) :]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Error: Which problem? gdtrace problems lists them. "
            "For example: gdtrace derive tutorial-3-2-1"),
        (["tutorial-3-2"], "Error: no problem is called 'tutorial-3-2'; did you mean "),
        (["tutorial-3-2-1", "--style", "chains"], "Error: "),
        (["tutorial-3-2-1", "--format", "docx"], "Error: no format is called 'docx'; there are "),
    ],
)  # fmt: skip
def test_what_cannot_be_derived_is_refused(arguments, message):
    """One sentence says what is wrong; exit code 2."""
    assert refusal("derive", *arguments).startswith(message)
