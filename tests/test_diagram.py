import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from commands import output, refusal
from hypothesis import given, settings
from naming import any_names, names_of, preset_names

from gdtrace.lookup import find
from gdtrace.presets import PRESETS, preset
from gdtrace.render.diagram import svg
from gdtrace.sections.diagram import diagram_numbers, short
from gdtrace.training import train

SPACE = "{http://www.w3.org/2000/svg}"
LETTER = 0.6
"""The average width of a letter of DejaVu Sans, a wide font, in these words and numbers."""

FIRST_WEIGHT = {
    "tutorial-3-2-1": "W11",
    "tutorial-10-2-1": "W2,1",
    "single-weight": "w",
    "sigmoid-neuron": "w1",
    "logistic-neuron": "w2",
    "two-two-two": "W12",
    "by-hand-2-2-1": "W21",
}
PICTURES = [(name, kind) for name in FIRST_WEIGHT for kind in ("plain", "numbers", "path", "both")]


def picture(name, kind):
    """Return the diagram of a preset: plain, with numbers, with a path, or with both."""
    trace = train(preset(name), iterations=1)
    path = find(trace.names, FIRST_WEIGHT[name]) if kind in ("path", "both") else None
    numbers = diagram_numbers(trace, 0, path) if kind in ("numbers", "both") else None
    return svg(trace.names, numbers=numbers, path=path, title=name)


def words(text):
    """Return every text of a picture, in the order of the file."""
    return [each.text for each in ElementTree.fromstring(text).iter(f"{SPACE}text")]


def factors(text):
    """Return the factors that are written at the links: what is framed in white."""
    group = ElementTree.fromstring(text).find(f"{SPACE}g")
    found, framed = [], False
    for each in group:
        if framed and each.tag == f"{SPACE}text":
            found.append(each.text)
        framed = each.tag == f"{SPACE}rect" and each.get("fill") == "#ffffff"
    return sorted(found)


def boxes(text):
    """Yield the place of every text inside the network: left, upper, right, lower end, content."""
    for each in ElementTree.fromstring(text).find(f"{SPACE}g").iter(f"{SPACE}text"):
        x, y, size = (float(each.get(name)) for name in ("x", "y", "font-size"))
        half = LETTER * size * len(each.text) / 2
        yield x - half, y - 0.75 * size, x + half, y, each.text


def overlapping(text):
    """Return the pairs of texts that lie over each other."""
    return [
        (first[4], second[4])
        for first, second in combinations(boxes(text), 2)
        if first[0] < second[2]
        and second[0] < first[2]
        and first[1] < second[3]
        and second[1] < first[3]
    ]


def test_every_preset_is_drawn():
    """No preset goes without the checks of this file."""
    assert list(PRESETS) == list(FIRST_WEIGHT)


@pytest.mark.parametrize(("name", "kind"), PICTURES)
def test_no_label_lies_over_another_one(name, kind):
    """Symbols, numbers and factors can all be read."""
    assert [] == overlapping(picture(name, kind))


@pytest.mark.parametrize(("name", "kind"), PICTURES)
def test_a_picture_is_one_self_contained_file(name, kind):
    """Well-formed, ASCII, the same each time, without script, style sheet, link, id or font."""
    text = picture(name, kind)
    assert text == picture(name, kind)
    assert text.isascii()
    root = ElementTree.fromstring(text)
    tags = {each.tag.removeprefix(SPACE) for each in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "rect", "path", "polygon", "text"}
    attributes = {name for each in root.iter() for name in each.attrib}
    assert set() == attributes & {"id", "href", "class", "onload"}
    assert "sans-serif" == root.get("font-family")


@pytest.mark.parametrize(("name", "kind"), PICTURES)
def test_everything_lies_inside_the_picture(name, kind):
    """No shape and no text is cut off."""
    text = picture(name, kind)
    root = ElementTree.fromstring(text)
    width, height = (float(root.get(side)) for side in ("width", "height"))
    move = re.search(r"translate\((\S+) (\S+)\)", text)
    for left, upper, right, lower, _ in boxes(text):
        assert 0 <= left + float(move[1]) < right + float(move[1]) <= width
        assert 0 <= upper + float(move[2]) < lower + float(move[2]) <= height


@pytest.mark.parametrize("name", FIRST_WEIGHT)
def test_every_symbol_of_the_network_is_there_once(name):
    """Inputs, weights, biases, sums, outputs, targets and the error: each in its place, once."""
    names = preset_names(name)
    roles = re.compile(r"(X|W|b|SOP|Activ|Target|Error)(@\d+)?")
    symbols = [symbol for symbol, ref in names.table.items() if roles.fullmatch(ref.key)]
    written = words(svg(names))
    assert sorted(symbols) == sorted(word for word in written if word in symbols)


def test_numbers_stand_below_their_symbols():
    """The first iteration of the tutorial, with four significant digits."""
    written = words(picture("tutorial-3-2-1", "numbers"))
    below = {"X3": "4.1", "W11": "0.5488", "SOP1": "2.812", "Activ2": "0.9465", "Error": "0.3346"}
    assert below == {symbol: written[written.index(symbol) + 1] for symbol in below}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.54881350, "0.5488"),
        (-1.5, "-1.5"),
        (0.000466678, "0.0004667"),
        (4.6e-7, "4.6e-07"),
        (0.9999954, "0.999995"),
        (1.0, "1"),
        (199.96, "200"),
        (12345.6, "1.235e+04"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
    ],
)
def test_numbers_are_short_but_never_look_exact(value, text):
    """Four significant digits, or as many as tell a small number from a whole one."""
    assert text == short(value)


@pytest.mark.parametrize(
    ("name", "symbol", "written", "equation"),
    [
        ("tutorial-3-2-1", "W11", "g1 g2 g3 g4 g5", "∂Error/∂W11 = g5*g4*g3*g2*g1"),
        ("tutorial-3-2-1", "W42", "g1 g2 g3", "∂Error/∂W42 = g3*g2*g1"),
        ("single-weight", "w", "g1 g2 g3", "∂C/∂w = g3*g2*g1"),
        ("sigmoid-neuron", "b", "g1 g2 g3", "∂Cx/∂b = g3*g2*g1"),
        ("logistic-neuron", "w1", "dz g3", "∂L/∂w1 = g3*dz"),
        (
            "two-two-two",
            "W11",
            "g1 g1 g2 g2 g3 g3 g4 g5",
            "∂Error/∂W11 = sum over 2 paths of g5*g4*g3*g2*g1",
        ),
        (
            "two-two-two",
            "b2",
            "g1 g1 g2 g2 g3 g3 g4 g5",
            "∂Error/∂b2 = sum over 2 paths of g5*g4*g3*g2*g1",
        ),
    ],
)
def test_a_path_has_its_factors_at_its_links(name, symbol, written, equation):
    """Each factor stands where it arises, on every path, and the key has their product."""
    names = preset_names(name)
    text = svg(names, path=find(names, symbol))
    assert written.split() == factors(text)
    assert equation in words(text)


def test_the_key_says_what_each_factor_is():
    """The tutorial's summary of the chain to W11, with the numbers of the first iteration."""
    key = words(picture("tutorial-3-2-1", "both"))[-6:]
    assert [
        "∂Error/∂W11 = g5*g4*g3*g2*g1 = 0.0004667",
        "g1 = ∂Error/∂Predicted = 1.157",
        "g2 = ∂Predicted/∂SOP3 = 0.1725",
        "g3 = ∂SOP3/∂Activ1 = 0.4376",
        "g4 = ∂Activ1/∂SOP1 = 0.05345",
        "g5 = ∂SOP1/∂W11 = 0.1",
    ] == key


@pytest.mark.parametrize(
    ("name", "derivative"),
    [
        ("tutorial-3-2-1", "∂Error/∂W11"),
        ("single-weight", "∂C/∂w"),
        ("two-two-two", "∂Error/∂W12"),
        ("by-hand-2-2-1", "∂Error/∂W21"),
    ],
)
def test_the_factors_of_one_example_make_the_gradient(name, derivative):
    """Multiplied, and summed over the paths, they are what the trace has."""
    trace = train(preset(name), iterations=1)
    symbol = FIRST_WEIGHT[name]
    numbers = diagram_numbers(trace, 0, find(trace.names, symbol))
    assert short(trace[0].chains[symbol].gradient) == numbers[derivative]


def test_a_path_is_thicker_not_only_of_another_colour():
    """The connections and nodes of a path have lines that are at least twice as wide."""
    names = preset_names("tutorial-3-2-1")
    widths = {"plain": [], "path": []}
    for kind, path in (("plain", None), ("path", find(names, "W11"))):
        root = ElementTree.fromstring(svg(names, path=path))
        shapes = [*root.iter(f"{SPACE}path"), *root.iter(f"{SPACE}rect")]
        widths[kind] = [float(each.get("stroke-width", 0)) for each in shapes]
    assert {1.5, 0.8, 0.0} == set(widths["plain"])
    # W11, W41 and the way to Error; two neurons and Error.
    assert 3 + 3 == sum(width >= 3 for width in widths["path"])


@pytest.mark.parametrize(
    ("sizes", "path", "shown", "hidden"),
    [
        ((784, 30, 10), None, ["X1", "X3", "X784", "SOP30", "Predicted10"], ["X4", "X783", "SOP5"]),
        ((60, 14, 9), "W50_12", ["X50", "SOP12", "W50,12", "X60"], ["X49", "SOP11"]),
        ((10, 6, 6), None, ["X4", "X10", "SOP5", "Predicted5"], []),
        ((11, 7, 7), None, ["X3", "X11", "Predicted7"], ["X4", "SOP4", "Predicted4"]),
    ],
)
def test_a_large_layer_shows_its_first_units_and_its_last(sizes, path, shown, hidden):
    """Dots stand for the rest, the heading counts them all; a path's own units are shown."""
    names = names_of(*sizes)
    text = svg(names, path=find(names, path) if path else None)
    written = words(text)
    assert shown == [symbol for symbol in shown if symbol in written]
    assert [] == [symbol for symbol in hidden if symbol in written]
    assert {f"{sizes[0]} inputs", f"{sizes[2]} output neurons"} <= {*written}
    assert bool(hidden) == ("<circle" in text)
    assert [] == overlapping(text)


def test_with_many_paths_the_key_lists_the_first():
    """A key of three paths says how many more there are."""
    names = names_of(2, 3, 3, 2, use="layered")
    written = words(svg(names, path=find(names, "W1[1,1]")))
    assert "and 3 more paths" in written
    assert 3 == sum(word.startswith("through ") for word in written)
    assert "through Activ2[1], Predicted[2]:" in written


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("sigmoid-neuron", "C is the mean of Cx over all examples"),
        ("logistic-neuron", "J is the mean of L over all examples"),
    ],
)
def test_several_examples_are_spoken_of(name, note):
    """The picture is of one example; with numbers it says of which."""
    assert note == words(picture(name, "plain"))[-1]
    assert f"{note}; the numbers are those of the first" == words(picture(name, "both"))[-1]


@settings(max_examples=40, deadline=None)
@given(any_names(depth=4, widest=8))
def test_any_network_can_be_drawn(names):
    """Every depth, width and notation: well-formed, with a path of its first weight, too."""
    for path in (None, names.parameters[-1]):
        text = svg(names, path=path)
        assert ElementTree.fromstring(text).tag == f"{SPACE}svg"
        assert [] == overlapping(text)


def test_a_picture_speaks_to_those_who_cannot_see_it():
    """The title is the problem's name; the description has the layers, the product, the factors."""
    root = ElementTree.fromstring(picture("tutorial-3-2-1", "both"))
    assert "img" == root.get("role")
    assert "tutorial-3-2-1" == root.findtext(f"{SPACE}title")
    assert (
        "From left to right: 3 inputs; 2 hidden neurons, sigmoid; 1 output neuron, sigmoid; "
        "the error. ∂Error/∂W11 = g5*g4*g3*g2*g1 = 0.0004667. g1 = ∂Error/∂Predicted = 1.157."
    ) in root.findtext(f"{SPACE}desc")


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("a < b & \"c\" 'd'", "a < b & \"c\" 'd'"),
        ("</text><script>", "</text><script>"),
        ("日本 ∂", "日本 ∂"),
        ("bell \x07, half \ud800", "bell ?, half ?"),
    ],
)
def test_any_title_is_escaped(title, written):
    """What XML cannot have becomes a question mark; all else is written as it is."""
    text = svg(preset_names("single-weight"), title=title)
    assert text.isascii()
    assert written == words(text)[0]


def test_the_command_writes_the_picture(tmp_path):
    """To a file, or without -o to standard output; the same bytes."""
    command = ("diagram", "tutorial-3-2-1", "--at", "0", "--path", "w11")
    expected = picture("tutorial-3-2-1", "both").replace(
        "tutorial-3-2-1</t", "tutorial-3-2-1, iteration 0</t"
    )
    assert expected == output(*command)
    file = tmp_path / "a.svg"
    assert "" == output(*command, "-o", str(file))
    assert expected.encode() == file.read_bytes()


def test_the_command_takes_the_last_iteration_and_another_notation():
    """Numbers are of the iteration asked for, symbols of the notation asked for."""
    written = words(output("diagram", "by-hand-2-2-1", "--at", "last", "--notation", "layered"))
    assert "by-hand-2-2-1, iteration 9" == written[0]
    value = train(preset("by-hand-2-2-1"))["SOP1"][-1]
    assert short(value) == written[written.index("SOP1[1]") + 1]
    assert "by-hand-2-2-1, iteration 99" in output(
        "diagram", "by-hand-2-2-1", "--at", "last", "--iterations", "100"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            "--path X1",
            "--path X1: paths start at a weight or bias, such as W11; X1 is neither",
        ),
        ("--path SOPP1", "no symbol is called 'SOPP1'; did you mean SOP1 or SOP3 or SOP2?"),
        ("--at 0,1", "--at 0,1: a diagram shows one iteration, not 2"),
        (
            "--at 80000",
            "--at 80000: the problem has 80000 iterations, 0 to 79999; --iterations gives it more",
        ),
        ("-o a.png", "-o a.png: a diagram is written as SVG; give it a name that ends with .svg"),
        ("-o no/a.svg", "-o no/a.svg: cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(arguments, sentence):
    """Which symbol, which iteration, which ending: with the way out, and exit code 2."""
    assert f"Error: {sentence}" == refusal("diagram", "tutorial-3-2-1", *arguments.split())
