import csv
import io
import json
import math
from contextlib import nullcontext

import pytest
from commands import output, refusal, run
from printed import pages, tables

import gdtrace
from gdtrace.presets import PRESETS
from gdtrace.render import FORMATS, rendered
from gdtrace.sections import Caption, Document, Entry, Row, Section

ENTRY = {
    "symbol": str,
    "key": str,
    "meaning": str,
    "formula": str,
    "substituted": str,
    "shown": str,
    "value": (float, type(None)),
}
DATA_FORMATS = ("csv", "json")


def document(value=0.5, shown="0.5", rows=True):
    """Return a small document by hand: one value of one iteration, a caption, a note."""
    entry = Entry(
        symbol="∂A/∂B",
        key="k",
        meaning="m",
        formula="A, or B",
        substituted="1*2",
        shown=shown,
        value=value,
    )
    made = [Row(["∂A/∂B = A", "", shown], (entry,)), Caption("a caption:")] if rows else []
    section = Section(
        title="title", columns=["equation", "with the numbers", "value"], rows=made, notes=["note"]
    )
    row = {name: getattr(entry, name) for name in ENTRY}
    data = {
        "iteration": 0,
        "values": {"A": value},
        "gradients": {},
        "before": {},
        "after": {},
        "rows": [row | {"value": value if math.isfinite(value) else None}] if rows else [],
    }
    if not math.isfinite(value):
        data["values"]["A"] = None
    return Document(
        schema="gdtrace/trace/v1",
        problem="p",
        notation="tutorial",
        pages=((section,),),
        iterations=(data,),
        warnings=("w",),
    )


def json_of(*arguments):
    """Return what the command gives to programs; NaN and Infinity are no JSON."""

    def refuse(name):
        raise AssertionError(f"{name} is not JSON")

    return json.loads(output("trace", *arguments, "--format", "json"), parse_constant=refuse)


def csv_of(*arguments):
    """Return the rows of the CSV."""
    return list(csv.DictReader(io.StringIO(output("trace", *arguments, "--format", "csv"))))


def is_number(value):
    """Tell whether JSON's value is a finite number, or null for one that is not."""
    return value is None or (type(value) in (int, float) and math.isfinite(value))


def is_value(value):
    """Tell whether a value is a number, or a list with one for every example."""
    return all(map(is_number, value)) if isinstance(value, list) else is_number(value)


def check_schema(data):
    """Assert that the data are a ``gdtrace/trace/v1`` document."""
    assert ["schema", "problem", "notation", "iterations", "warnings"] == list(data)
    assert "gdtrace/trace/v1" == data["schema"]
    assert isinstance(data["problem"], str)
    assert isinstance(data["notation"], str)
    assert all(isinstance(warning, str) for warning in data["warnings"])
    for iteration in data["iterations"]:
        assert ["iteration", "values", "gradients", "before", "after", "rows"] == list(iteration)
        assert type(iteration["iteration"]) is int
        assert all(map(is_value, iteration["values"].values()))
        for name in ("gradients", "before", "after"):
            assert all(map(is_number, iteration[name].values()))
            assert list(iteration["gradients"]) == list(iteration[name])
        for row in iteration["rows"]:
            assert list(ENTRY) == [name for name in row if name != "example"]
            assert all(isinstance(row[name], kind) for name, kind in ENTRY.items())
            assert "example" not in row or row["example"] >= 1


@pytest.mark.parametrize("style", ["chain", "delta"])
@pytest.mark.parametrize("name", PRESETS)
def test_json_of_every_preset_is_of_the_schema(name, style):
    """Keys, their order and their types are those that programs rely on."""
    data = json_of(name, "--style", style, "--at", "0,1")
    check_schema(data)
    assert [0, 1] == [iteration["iteration"] for iteration in data["iterations"]]
    assert [] == [warning for warning in data["warnings"] if "finite" in warning]


@pytest.mark.parametrize("name", ["tutorial-3-2-1", "two-two-two", "sigmoid-neuron"])
def test_json_has_the_floats_of_the_trace(name):
    """Full precision: every value, gradient and weight is the very float of the trace."""
    iteration = gdtrace.train(gdtrace.problem(name), iterations=2)[1]
    data = json_of(name, "--at", "1")["iterations"][0]
    values = {key: list(v) if isinstance(v, tuple) else v for key, v in iteration.values.items()}
    assert values == data["values"]
    for field, attribute in (("gradients", "gradient"), ("before", "before"), ("after", "after")):
        made = {symbol: getattr(update, attribute) for symbol, update in iteration.updates.items()}
        assert made == data[field]


def test_json_of_the_tutorial_has_the_names_that_were_agreed_on():
    """Inputs, sums, outputs, error, and the factors by their chains."""
    values = json_of("tutorial-3-2-1")["iterations"][0]["values"]
    names = {"X1", "SOP1", "Activ1", "Predicted", "Error", "g1", "g2"}
    names |= {"g3(W41)", "g3(W11)", "g4(W11)", "g5(W11)"}
    assert names <= set(values)
    assert 0.1 == values["g5(W11)"]
    assert values["Activ1"] == values["g3(W41)"]


@pytest.mark.parametrize("style", ["chain", "delta"])
@pytest.mark.parametrize("name", PRESETS)
def test_rows_have_the_strings_that_the_text_prints(name, style):
    """Each row's numbers and value stand on the page, in this order."""
    arguments = (name, "--style", style)
    text = output("trace", *arguments)
    cells = [
        "".join(cell.split())
        for page in pages(text)
        for table in tables(page)
        for row in table.rows
        for cell in row.values()
    ]
    place = 0
    products = style == "chain"
    for row in json_of(*arguments)["iterations"][0]["rows"]:
        wanted = [row["shown"]]
        # The numbers of a product stand in columns of their own.
        if not (products and row["key"].startswith("grad_")) and "change" not in row["key"]:
            wanted.insert(0, row["substituted"])
        for text in filter(None, wanted):
            assert "".join(text.split()) in cells[place:], row
            place = cells.index("".join(text.split()), place)


@pytest.mark.parametrize("name", PRESETS)
def test_csv_has_the_rows_of_json(name):
    """Read back with Python's csv module: the same rows, values as the same floats."""
    rows = csv_of(name, "--at", "0,1")
    expected = [
        {"iteration": iteration["iteration"], **row}
        for iteration in json_of(name, "--at", "0,1")["iterations"]
        for row in iteration["rows"]
    ]
    assert len(expected) == len(rows)
    for row, wanted in zip(rows, expected, strict=True):
        assert wanted["value"] == float(row["value"])
        texts = {key: str(value) for key, value in wanted.items() if key != "value"}
        assert texts == {key: row[key] for key in texts}
        assert set(row) - set(wanted) <= {"example"}


def test_csv_has_a_column_for_the_example_wherever_it_first_appears():
    """A value without examples may come before one with them."""
    rows = csv_of("sigmoid-neuron", "--show", "w1", "--show", "z")
    assert ["", "1", "2", "3", "4", "5"] == [row["example"] for row in rows]


@pytest.mark.parametrize(
    "arguments",
    [
        ("tutorial-3-2-1", "--show", "SOP1", "--show", "new_W11", "--at", "0,last"),
        ("sigmoid-neuron", "--show", "z", "--at", "0,1"),
    ],
)
def test_chosen_values_are_the_same_in_all_formats(arguments):
    """With --show, text, CSV and JSON have the same values in the same order."""
    [table] = tables(output("trace", *arguments))
    data = json_of(*arguments)
    check_schema(data)
    shown = [row["shown"] for iteration in data["iterations"] for row in iteration["rows"]]
    assert shown == [row["value"] for row in table.rows]
    assert shown == [row["shown"] for row in csv_of(*arguments)]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.0, 0.0, 5e-324, 1.7e308])
@pytest.mark.parametrize("plain", [True, False])
def test_renderers_never_raise_on_odd_values(form, value, plain):
    """NaN, infinities, a negative zero, the smallest and the largest float."""
    text = rendered(form)(document(value, repr(value)), plain)
    if form in ("text", *DATA_FORMATS):
        assert repr(value) in text
    assert text.endswith("\n")
    assert text.isascii() or not plain


@pytest.mark.parametrize("form", FORMATS)
def test_renderers_take_a_document_without_rows(form):
    """A table of which nothing is left, as where all parameters are frozen."""
    with nullcontext():
        assert rendered(form)(document(rows=False), False)


def test_an_unknown_format_names_those_that_there_are():
    """The message lists the table of formats."""
    with pytest.raises(gdtrace.GdtraceError, match="no format is called 'odt'; there are text, "):
        rendered("odt")


def diverging(tmp_path):
    """Return the name of a problem file whose values overflow."""
    file = tmp_path / "wild.toml"
    text = output(
        "problem", "tutorial-3-2-1", "--set", "learning_rate=1000", "--set",
        "layers[0].activation=identity", "--set", "layers[1].activation=identity",
    )  # fmt: skip
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_what_is_no_finite_number_is_null_with_a_warning(tmp_path):
    """JSON has no NaN and no infinities; the text and the CSV print them."""
    arguments = (diverging(tmp_path), "--at", "0,20,40,60")
    data = json_of(*arguments)
    check_schema(data)
    lost = [
        iteration["iteration"]
        for iteration in data["iterations"]
        if None in iteration["values"].values()
    ]
    warnings = [warning for warning in data["warnings"] if "not a finite number" in warning]
    assert lost
    assert all(any(w.startswith(f"iteration {index}:") for w in warnings) for index in lost)
    assert any("the training diverges" in warning for warning in data["warnings"])
    text = output("trace", *arguments)
    assert "nan" in text
    assert "\nNote: the values stop being finite numbers in iteration" in text
    assert {"nan", "inf", "-inf"} & {row["shown"] for row in csv_of(*arguments)}


@pytest.mark.parametrize(
    ("name", "options", "form"),
    [
        ("page.txt", (), "text"),
        ("page", (), "text"),
        ("page.json", (), "json"),
        ("PAGE.JSON", (), "json"),
        ("page.csv", (), "csv"),
        ("page.json", ("--format", "csv"), "csv"),
        ("page.csv", ("--format", "text"), "text"),
    ],
)
def test_a_files_ending_says_its_format_unless_one_is_asked_for(name, options, form, tmp_path):
    """-o FILE writes what the format would have printed, as UTF-8, and prints nothing."""
    file = tmp_path / name
    assert "" == output("trace", "by-hand-2-2-1", "-o", str(file), *options)
    expected = output("trace", "by-hand-2-2-1", "--format", form)
    assert expected == file.read_bytes().decode("utf-8")


def test_a_file_is_written_in_ascii_if_asked_for(tmp_path):
    """--ascii holds for files as well."""
    file = tmp_path / "page.json"
    output("trace", "logistic-neuron", "--ascii", "-o", str(file))
    data = json.loads(file.read_text(encoding="ascii"))
    assert "y_hat" in data["iterations"][0]["values"]


def test_a_dash_is_the_screen():
    """-o - prints, as elsewhere."""
    assert output("trace", "by-hand-2-2-1") == output("trace", "by-hand-2-2-1", "-o", "-")


@pytest.mark.parametrize(
    ("place", "reason"), [("", "Is a directory"), ("no/where.csv", "No such file or directory")]
)
def test_a_file_that_cannot_be_written_is_refused(place, reason, tmp_path):
    """The path and the reason in a sentence, code 2, nothing written."""
    path = tmp_path / place if place else tmp_path
    message = refusal("trace", "by-hand-2-2-1", "--format", "csv", "-o", str(path))
    assert f"Error: -o {path}: cannot be written: {reason}" == message
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("form", DATA_FORMATS)
def test_data_are_the_same_in_either_notation(form):
    """A notation changes names, never values."""
    values = [
        [row["value"] for row in csv_of("by-hand-2-2-1", "--notation", notation)]
        for notation in ("tutorial", "layered")
    ]
    assert values[0] == values[1]
    assert 0 == run("trace", "by-hand-2-2-1", "--format", form).exit_code
