"""``gdtrace explain``: pages read back from their text, and worked out again."""

import csv
import io
import json
import math
import re
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy
import pytest
from attrs import field, frozen
from commands import output, process, refusal
from hypothesis import given, settings
from printed import in_the_manner_of, is_exempt, worked_out
from test_pages import FAR, PROBLEMS, S, T, toml

import gdtrace
from gdtrace.lookup import find
from gdtrace.notation import identifier
from gdtrace.presets import PRESETS
from gdtrace.problem_files import load_problem
from gdtrace.render import rendered
from gdtrace.sections.explained import explain_document
from oracles import backpropagate, cost
from strategies import cases, to_problem

SCREEN_2 = (Path(__file__).parent / "data" / "screen-2.txt").read_text(encoding="utf-8")

MORE = {
    **PROBLEMS,
    "nine outputs": toml([(2, S), (9, S)], [[0.5, -1]], [[0, 1, 0, 0, 0, 0, 0, 0, 1]]),
    "one unit layers": toml([(1, S), (1, T), (1, "relu"), (1, S)], [[0.5]], [[1]]),
    "forty examples": toml(
        [(2, T), (1, S)],
        [[k / 40, 1 - k / 7] for k in range(40)],
        [[k % 2] for k in range(40)],
        loss="cross_entropy",
    ),
    "saturated 0": toml([(2, S), (1, S)], [[0.5, 1]], [[0]], loss="cross_entropy", more=FAR),
    "saturated 1": toml([(2, S), (1, S)], [[0.5, 1]], [[1]], loss="cross_entropy", more=FAR),
    "no move": toml([(2, T), (1, "identity")], [[0.5, -0.25]], [[1]], rate=1e-300),
}
DIVERGED = ("diverging",)


# Reading a page back: nothing here knows of gdtrace.


@frozen
class Equation:
    """``left = right = right …`` of a page, with the words beside each right side."""

    left: str
    rights: list[tuple[str, str]] = field(factory=list)

    @property
    def texts(self):
        """The right sides; the two of ``2*(0.5 - 0) = 1`` apart."""
        return [part for right, _ in self.rights for part in right.split(" = ")]

    @property
    def numbers(self):
        """The right sides that are numbers and signs only."""
        return [text for text in self.texts if is_numeric(text)]


@frozen
class Block:
    """A title and the equations below it."""

    title: str
    lines: tuple[str, ...]

    @property
    def equations(self):
        """The equations, broken lines joined."""
        found = []
        for line in self.lines:
            text = line.strip()
            if text.startswith("In example "):
                continue
            if " times as much as " in text and not text.startswith("= "):
                # Words that have no room beside their number stand below it.
                right, said = found[-1].rights.pop()
                found[-1].rights.append((right, f"{said} {text}".strip()))
            elif text.startswith("= "):
                found[-1].rights.append(remark(text[2:]))
            elif re.match(r"    \S.*? = ", line):
                left, _, right = text.partition(" = ")
                found.append(Equation(left, [remark(right)]))
            elif found:
                text, said = remark(text)
                before, _ = found[-1].rights.pop()
                found[-1].rights.append((f"{before} {text}", said))
        return found


def remark(text):
    """Separate the words beside a calculation from it."""
    text, *said = re.split(r"\s{2,}", text, maxsplit=1)
    return text, "".join(said)


def is_numeric(text):
    """Tell whether a calculation has no symbols left."""
    known = r"\b(?:exp|log|tanh|max|if|else|nan|inf)\b|\de[+-]?\d"
    return re.search(r"[^\W\d_]", re.sub(known, "", said_off(text))) is None


def said_off(text):
    """Leave out what a number says of itself."""
    return text.replace(" (saturated)", "").replace(" (rounding)", "")


def blocks(text):
    """Return the blocks of a page."""
    parts = [part.split("\n") for part in text.rstrip("\n").split("\n\n")]
    return [Block(title, tuple(lines)) for title, *lines in parts]


def block(text, start):
    """Return the one block whose title starts so."""
    (found,) = (part for part in blocks(text) if part.title.startswith(start))
    return found


def factor_blocks(text):
    """Return the blocks of the factors: g1 and so on, or a delta that stands for two of them."""
    return [part for part in blocks(text) if re.match(r"\S+ = ∂", part.title)]


def sentences(text, start):
    """Return the words of a block in one line."""
    return " ".join(line.strip() for line in block(text, start).lines)


def differing(expression, shown):
    """Return what is wrong with a line of numbers and the value after it, or nothing."""
    if is_exempt(expression, shown):
        return ""
    value, found = float(shown), worked_out(expression)
    if not math.isfinite(found):
        return ""
    again = in_the_manner_of(shown, found)
    return "" if float(again) == value else f"{expression} is {again}, not {shown}"


def wrong_equations(text):
    """Yield every line of numbers that does not give the value printed after it."""
    for part in blocks(text):
        for equation in part.equations:
            for right, _ in equation.rights:
                pieces = right.split(" = ")
                if len(pieces) == 2:
                    yield differing(*pieces)
            singles = [
                right
                for right, said in equation.rights
                if is_numeric(right) and " = " not in right and not said.startswith("example ")
            ]
            for expression, shown in pairwise(singles):
                yield differing(expression, shown)


def factors_of(text):
    """Return the value of every factor, by its name and example ("" where there is one)."""
    found = {}
    for part in factor_blocks(text):
        name = part.title.partition(" = ")[0]
        for equation in part.equations:
            if equation.left == name:
                for right, said in equation.rights:
                    value = said_off(right.split(" = ")[-1])
                    if re.fullmatch(r"-?[\d.]+(?:e[+-]?\d+)?|-?inf|nan", value):
                        example = "".join(re.findall(r"^example \d+", said))
                        found[name, example] = value
    return found


def in_parentheses(text):
    """Write a number as a factor."""
    return f"({text})" if text.startswith("-") else text


def squeezed(text):
    """Return a calculation without blanks."""
    return text.replace(" ", "")


def wrong_products(text):
    """Yield what is wrong with the block of the gradient: its factors, products and their sum."""
    title, equations = block(text, "The gradient:").title, block(text, "The gradient:").equations
    factors, total = factors_of(text), equations[-1]
    if title.startswith("The gradient: the product of"):
        names = total.texts[0].split("*")
        put_in = "*".join(in_parentheses(factors[name, ""]) for name in names)
        if squeezed(put_in) != squeezed(total.texts[1]):
            yield f"{put_in} is not {total.texts[1]}"
        return
    products = []
    for equation in equations[:-1]:
        example = "".join(re.findall(r"^example \d+", equation.left))
        known = [value for (_, of), value in factors.items() if of in ("", example)]
        for number in re.split(r"(?<!\*)\*(?!\*)", squeezed(equation.texts[0])):
            if number.strip("()") not in known:
                yield f"{number} is no factor of {equation.left}"
        products.append(said_off(equation.texts[-1]))
    put_in = "+".join([products[0], *map(in_parentheses, products[1:])])
    terms = re.sub(r"^\((.*)\)/\d+$", r"\1", squeezed(total.texts[0])).removesuffix("+...")
    if terms != put_in:
        yield f"{put_in} is not {total.texts[0]}"


def gradient_in(text):
    """Return the gradient of a page as it is printed."""
    return said_off(block(text, "The gradient:").equations[-1].texts[-1])


def wrong_update(text):
    """Yield what is wrong with the update: it has the gradient of the page, and the weight."""
    (update,) = block(text, "The update").equations
    weight = block(text, "A check").lines[0].split(" = ")[1].split()[0]
    before, _, step = update.texts[1].partition(" - ")
    rate, _, gradient = step.partition("*")
    if (before, gradient) != (weight, in_parentheses(gradient_in(text))):
        yield f"{update.texts[1]} is not {weight} less {rate} times {gradient_in(text)}"


def wrong_check(text):
    """Yield what is wrong with the arithmetic of the check: difference, step, ratio, gradient."""
    rows = [re.findall(r"\S+ = (\S+)", line) for line in block(text, "A check").lines[:2]]
    (weight, before), (larger, after) = [[Decimal(number) for number in row] for row in rows]
    said = sentences(text, "A check").partition("has ")[2]
    if not all(number.is_finite() for number in (weight, larger, before, after)):
        if said:
            yield f"nothing can be said: {said}"
        return
    if f"the gradient is {gradient_in(text)}" not in said_off(said):
        yield f"another gradient: {said}"
    if before == after:
        if "has not changed in the decimals that are shown" not in f"has {said}":
            yield f"no change: {said}"
        return
    changed, step, ratio = re.search(
        r"changed by (\S+), \S+ by (\S+)\. Their ratio is (\S+);", said
    ).groups()
    if abs(larger - weight - Decimal(step)) > abs(weight) * Decimal("1e-15") + Decimal("1e-18"):
        yield f"{larger} - {weight} is not {step}"
    if (after - before, (after - before) / Decimal(step)) != (Decimal(changed), Decimal(ratio)):
        yield f"{after} - {before} is not {changed}, or the ratio not {ratio}"


def wrong_words(text):
    """Yield what is wrong with the words: the signs of the gradient, of the move, of a factor."""
    said, gradient = sentences(text, "In words"), float(gradient_in(text))
    (update,) = block(text, "The update").equations
    before, after = update.texts[1].partition(" - ")[0], said_off(update.texts[-1])
    signs = {
        "The gradient is positive:": math.inf > gradient > 0,
        "The gradient is negative:": -math.inf < gradient < 0,
        "The gradient is 0:": gradient == 0,
        "The gradient is no finite number:": not math.isfinite(gradient),
    }
    if math.isfinite(gradient):
        signs |= {" smaller, by": gradient > 0 and "too little" not in said}
        signs |= {" larger, by": gradient < 0 and "too little" not in said}
        signs |= {f" larger {weight_in(text)} makes ": gradient != 0}
    for words, right in signs.items():
        if (words in said) != right:
            yield f"{gradient}: {said}"
    if " smaller, by" in said and not float(after) <= float(before):
        yield f"{before} does not become smaller: {after}"
    if " larger, by" in said and not float(after) >= float(before):
        yield f"{before} does not become larger: {after}"
    for part in factor_blocks(text):
        for right, beside in (each for equation in part.equations for each in equation.rights):
            if " times as much as " in beside or " changes as much as " in beside:
                if (float(said_off(right)) < 0) != beside.endswith(", the other way"):
                    yield f"{right}: {beside}"
            elif beside and " does not change with " in beside and float(right) != 0:
                yield f"{right}: {beside}"


def weight_in(text):
    """Return the weight that a page is about."""
    return re.search(r" depends on (.+?), iteration ", text)[1]


def wide_lines(text):
    """Yield lines that are wider than a page."""
    return (line for line in text.split("\n") if len(line) > 100)


CHECKS = (wrong_equations, wrong_products, wrong_update, wrong_check, wrong_words, wide_lines)


def faults(text):
    """Return all that is wrong with a page about a weight."""
    return [fault for check in CHECKS for fault in check(text) if fault]


# What the numbers should be, by hand.


def setting(trace, index):
    """Return what every oracle takes, at the start of an iteration."""
    problem, values = trace.problem, trace.at(index)
    layers = range(1, len(problem.network.layers) + 1)
    return {
        "weights": [numpy.array(values[f"W@{layer}"]) for layer in layers],
        "biases": [numpy.array(values[f"b@{layer}"]) for layer in layers]
        if problem.network.bias
        else None,
        "activations": [layer.activation for layer in problem.network.layers],
        "loss": problem.network.loss,
        "x": problem.data.x,
        "target": problem.data.target,
        "reduction": problem.training.reduction,
    }


def by_hand(trace, index, ref):
    """Return the gradient of one weight, and the ratio of the check, as the oracle has them."""
    given = setting(trace, index)
    role, layer = ref.key.split("@")
    kind = "weights" if role == "W" else "biases"
    found = backpropagate(**given)
    gradient = found[f"grad_{kind}"][int(layer) - 1][ref.indices]
    before = cost(**given)
    given[kind][int(layer) - 1][ref.indices] += 0.001
    return float(gradient), float(cost(**given) - before) / 0.001


def against_the_oracle(text, trace, index, ref):
    """Yield what differs from the oracle: the gradient to its digits, the ratio loosely."""
    gradient, ratio = by_hand(trace, index, ref)
    shown = gradient_in(text)
    last = abs(float(Decimal(1).scaleb(Decimal(shown).as_tuple().exponent)))
    if abs(float(shown) - gradient) > max(1.5 * last, 1e-3 * abs(gradient)):
        yield f"the gradient is {gradient}, not {shown}"
    said = re.search(r"Their ratio is (\S+);", text)
    if said and abs(float(said[1]) - ratio) > 1e-4 * abs(ratio) + 1e-9:
        yield f"the ratio is {ratio}, not {said[1]}"
    if said and abs(float(said[1]) - gradient) > 0.02 * abs(gradient) + 1e-3:
        yield f"the ratio {said[1]} is far from the gradient {gradient}"


@cache
def trained(name, style, iterations=8):
    """Return the trace of a preset."""
    return gdtrace.train(gdtrace.problem(name), iterations=iterations, style=style)


def page(trace, symbol, index=0):
    """Return a page as text."""
    return rendered("text")(explain_document(trace, symbol, index), False)


def some(parameters):
    """Return the first and the last parameter, and those in the middle of the first ones."""
    places = (0, -1, len(parameters) // 2, 1 % len(parameters))
    return list(dict.fromkeys(parameters[place] for place in places))


@pytest.fixture
def file(tmp_path):
    """Return what writes a problem of the table and returns the name of its file."""

    def write(name):
        path = tmp_path / f"{name.replace(' ', '-')}.toml"
        path.write_text(MORE[name].replace("'", '"'), encoding="utf-8")
        return str(path)

    return write


# The agreed screen.


def test_screen_2_is_printed_to_the_letter():
    """The page about W11 is the one that was agreed on."""
    assert SCREEN_2 == output("explain", "tutorial-3-2-1", "W11")


def test_screen_2_is_what_a_terminal_gets():
    """As a process, byte for byte; nothing on standard error."""
    done = process("explain", "tutorial-3-2-1", "W11", PYTHONIOENCODING="utf-8")
    text = done.stdout.decode("utf-8").replace("\r\n", "\n")
    assert (SCREEN_2, b"", 0) == (text, done.stderr, done.returncode)


def test_a_page_can_be_ascii():
    """With --ascii every sign is spelled out, and nothing else changes."""
    text = output("explain", "tutorial-3-2-1", "W11", "--ascii")
    assert text.isascii()
    assert SCREEN_2.replace("∂", "d") == text


def test_the_agreed_page_keeps_the_rules():
    """The page has all that the checks look for: five factors, a product, an update."""
    assert [] == faults(SCREEN_2)
    assert ["g1", "g2", "g3", "g4", "g5"] == [name for name, _ in factors_of(SCREEN_2)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("= 1.15695331 ", "= 1.15695332 "),
        ("2*(0.778476656 - 0.2)", "2*(0.778476656 - 0.3)"),
        ("= 0.000466679\n\nThe", "= 0.000466678\n\nThe"),
        ("*0.437587211*", "*0.437587212*"),
        ("= 0.54881304", "= 0.54881305"),
        ("0.001*0.000466679", "0.001*0.000466678"),
        ("by 0.000000466658, W11", "by 0.000000466659, W11"),
        ("ratio is 0.000466658", "ratio is 0.000466659"),
        ("0.549813504 ", "0.549813505 "),
        ("is positive", "is negative"),
        ("W11 smaller,", "W11 larger,"),
        ("as much as Activ1", "as much as Activ1, the other way"),
        ("In words\n", "In words" + " " * 100 + "\n"),
    ],
)
def test_the_checks_see_a_wrong_page(old, new):
    """One wrong digit, sign or word on the page of W11 is a fault."""
    assert 1 == SCREEN_2.count(old)
    assert [] != faults(SCREEN_2.replace(old, new))


# Pages that are worked out again.


@pytest.mark.parametrize("index", [0, 7])
@pytest.mark.parametrize("style", ["chain", "delta"])
@pytest.mark.parametrize("name", PRESETS)
def test_pages_of_presets_work_out_again(name, style, index):
    """Several weights, the first and a later iteration, both styles: every line, every word."""
    trace = trained(name, style)
    for ref in some(trace.names.parameters):
        text = page(trace, trace.names.symbol(ref), index)
        assert [] == faults(text)
        assert [] == list(against_the_oracle(text, trace, index, ref))


@settings(max_examples=12, deadline=None)
@given(case=cases())
def test_pages_of_random_networks_work_out_again(case):
    """Any sizes, activations, losses, biases and frozen parameters."""
    trace = gdtrace.train(to_problem(case), iterations=1)
    for ref in some(trace.names.parameters)[:2] if trace.names.parameters else []:
        text = page(trace, trace.names.symbol(ref))
        assert [] == faults(text)
        assert [] == list(against_the_oracle(text, trace, 0, ref))


@pytest.mark.parametrize("name", [name for name in MORE if name not in ("all frozen", *DIVERGED)])
def test_pages_of_unusual_problems_work_out_again(name, file):
    """Deep, wide, saturated, zero, huge, tiny, forty examples: every line, every word."""
    trace = gdtrace.train(load_problem(file(name)), iterations=2)
    ref = trace.names.parameters[-1]
    assert [] == faults(page(trace, trace.names.symbol(ref), 1))


@pytest.mark.parametrize("index", range(4))
def test_a_diverged_page_claims_nothing(index, file):
    """NaN and inf are printed as they are; the words say that the training has diverged."""
    trace = gdtrace.train(load_problem(file("diverging")), iterations=4)
    text = page(trace, "W11", index)
    assert [] == faults(text)
    assert ("the training has diverged" in sentences(text, "In words")) == bool(index)
    assert "nan times" not in text
    assert "inf times" not in text


@pytest.mark.parametrize(
    ("problem", "symbol", "reaches", "title"),
    [
        ("tutorial-3-2-1", "W41", "W41 reaches Error along one path.", "the product of the three"),
        ("two-two-two", "W11", "along two paths.", "a product for every path, and their sum"),
        (
            "sigmoid-neuron",
            "b",
            "In every example b",
            "a product for every example, and their mean",
        ),
    ],
)
def test_a_page_says_what_is_multiplied_and_added(problem, symbol, reaches, title):
    """One product, a sum over paths, a mean over examples: as many lines, and that title."""
    text = output("explain", problem, symbol)
    gradient = block(text, "The gradient:")
    assert reaches in text
    assert gradient.title.startswith(f"The gradient: {title}")
    parts = [line for line in gradient.equations if not line.left.startswith("∂")]
    assert {"tutorial-3-2-1": 0, "two-two-two": 2, "sigmoid-neuron": 5}[problem] == len(parts)


def test_paths_and_examples_are_summed_and_divided(file):
    """Two examples with three paths each: six products, and their sum divided by two."""
    text = output("explain", file("cross-entropy of three"), "W11")
    gradient = block(text, "The gradient:")
    assert gradient.title.endswith("every path in every example, and their sum divided by 2")
    assert 7 == len(gradient.equations)
    assert gradient.equations[-1].texts[0].endswith("/2")


def test_a_sum_over_examples_is_called_one(file):
    """With the reduction "sum" nothing is divided, and no mean is spoken of."""
    gradient = block(output("explain", file("sum"), "W31"), "The gradient:")
    assert "The gradient: a product for every example, and their sum" == gradient.title
    assert "/12" not in gradient.equations[-1].texts[0]


def test_a_bias_has_the_factor_1():
    """The product of five factors has five numbers; that of a bias is 1."""
    *products, _ = block(output("explain", "sigmoid-neuron", "b"), "The gradient:").equations
    assert ["1"] * 5 == [line.texts[0].split("*")[0] for line in products]
    assert [3] * 5 == [len(line.texts[0].split("*")) for line in products]


def test_examples_that_are_left_out_are_counted(file):
    """Of forty examples four are shown, and the page says so."""
    name = file("forty examples")
    weight, value = (" ".join(output("explain", name, each).split()) for each in ("W11", "SOP1"))
    assert "The first 4 of 40 examples are shown." in weight
    assert "How it is worked out, in the first 4 of 40 examples SOP1 =" in value


def test_a_move_too_small_for_a_float_is_no_move(file):
    """The words do not claim that a weight becomes larger while the page shows the same number."""
    said = sentences(output("explain", file("no move"), "W11"), "In words")
    assert "W11 stays as it is." in said


@pytest.mark.parametrize("name", ["zero weights", "dead relus", "saturated 0", "saturated 1"])
def test_a_gradient_of_0_moves_nothing(name, file):
    """A dead or saturated neuron: the gradient is 0, the weight stays."""
    said = sentences(output("explain", file(name), "W11"), "In words")
    assert said.startswith("The gradient is 0: a small change of W11 does not change Error.")
    assert "The update leaves W11 as it is." in said


@pytest.mark.parametrize(
    ("symbol", "sentence"),
    [
        ("W11", "W21 and W31 share g1 to g4 with W11; their g5 is X2 and X3."),
        ("W31", "W11 and W21 share g1 to g4 with W31; their g5 is X1 and X2."),
        ("W41", "W42 shares g1 and g2 with W41; its g3 is Activ2."),
    ],
)
def test_weights_of_the_same_neuron_are_named(symbol, sentence):
    """They share all factors but the last, and the page says what their last one is."""
    assert sentence in sentences(output("explain", "tutorial-3-2-1", symbol), "In words")


def test_a_delta_is_not_counted_among_the_numbered_factors(file):
    """Where one factor stands for g1 and g2, the shared ones are named apart."""
    said = sentences(output("explain", file("cross-entropy of three"), "W12"), "In words")
    assert "W22 shares delta4, g3 and g4 with W12; its g5 is X2." in said


# Any other value.


@pytest.mark.parametrize(
    ("problem", "symbol", "lines"),
    [
        ("tutorial-3-2-1", "SOP3", ["SOP3: sum of products, the output neuron.",
            "    SOP3 = Activ1*W41 + Activ2*W42", "         = 1.25681103",
            "    Predicted = 1/(1 + exp(-SOP3))"]),
        ("tutorial-3-2-1", "sop3", ["SOP3: sum of products, the output neuron."]),
        ("tutorial-3-2-1", "g4:W11", ["g4(W11) is ∂Activ1/∂SOP1: slope of the activation, "
            "hidden neuron 1.", "                  = 0.053453025"]),
        ("tutorial-3-2-1", "Error", ["Error: error of the prediction.",
            "          = (0.778476656 - 0.2)**2", "          = 0.33463524"]),
        ("tutorial-3-2-1", "X1", ["X1: given.", "    X1 = 0.1",
            "    SOP2 = X1*W12 + X2*W22 + X3*W32"]),
        ("tutorial-3-2-1", "Target", ["Target: given.", "    Target = 0.2"]),
        ("tutorial-3-2-1", "Predicted", ["              = 0.778476656",
            "    ∂Error/∂Predicted = 2*(Predicted - Target)"]),
        ("tutorial-3-2-1", "learning_rate", ["learning_rate: given.",
            "    new W41 = W41 - learning_rate*(∂Error/∂W41)", "    and in more equations"]),
        ("tutorial-3-2-1", "delta3", ["           = 1.15695331*0.172450752"]),
        ("two-two-two", "b1", ["b1: given, hidden neuron 1; it is not learned.",
            "    SOP1 = X1*W11 + X2*W21 + b1"]),
        ("sigmoid-neuron", "z",
            ["      = 0.2*0.35 + (-1.3)*(-0.8) + 0.15 = 1.26      example 1",
            "    a = 1/(1 + exp(-z))"]),
        ("sigmoid-neuron", "y", ["    y = 0                   example 1"]),
        ("sigmoid-neuron", "delta", ["δ: error reaching the sum of products, the neuron."]),
    ],
)  # fmt: skip
def test_any_value_can_be_explained(problem, symbol, lines):
    """What it is, how it is worked out, where it is used."""
    text = output("explain", problem, symbol)
    assert [] == [line for line in lines if line not in text.split("\n")]
    assert [] == [fault for fault in wrong_equations(text) if fault]


@pytest.mark.parametrize("symbol", ["new_W11", "grad_W11", "change_W11", "w11", "dError/dW11"])
def test_what_belongs_to_a_weight_explains_the_weight(symbol):
    """Its gradient, its change and its new value are all on the weight's page."""
    assert SCREEN_2 == output("explain", "tutorial-3-2-1", symbol)


@pytest.mark.parametrize("name", PRESETS)
def test_every_symbol_can_be_explained(name):
    """Every symbol of the trace, as it is and as it can be typed; every line works out again."""
    trace = trained(name, "")
    pages = {}
    for symbol, ref in trace.names.table.items():
        role = ref.key.partition("_")[0]
        if role in ("grad", "change", "new") and ref.indices != (0, 0):
            continue
        if ref in trace.names.parameters:
            continue
        assert ref == find(trace.names, identifier(symbol))
        pages[symbol] = page(trace, symbol, 1)
    for symbol, text in pages.items():
        assert "iteration 1" in text.split("\n")[0], symbol
        assert [] == [fault for fault in wrong_equations(text) if fault], symbol
        assert [] == list(wide_lines(text)), symbol


@pytest.mark.parametrize("name", PRESETS)
def test_where_a_value_is_used_it_stands(name):
    """Every equation under "Where it is used" names the value on its right."""
    trace = trained(name, "")
    for symbol, ref in trace.names.table.items():
        if ref.key.partition("@")[0] in ("X", "Target", "SOP", "Activ", "learning_rate"):
            used = [part for part in blocks(page(trace, symbol)) if part.title.startswith("Where")]
            assert [] != used, symbol
            for equation in used[0].equations:
                assert re.search(rf"(?<!\w){re.escape(symbol)}(?!\w)", equation.texts[0]), symbol


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tutorial-3-2-1"], "Error: Which value? For example: gdtrace explain tutorial-3-2-1 W11"),
        (["tutorial-3-2-1", "delta"],
            "Error: no symbol is called 'delta'; did you mean delta3 or delta2 or delta1?"),
        (["tutorial-3-2-1", "g3"],
            "Error: g3 is not the same in all chains; choose: g3:W41, g3:W42, g3:W11, g3:W12"),
        (["two-two-two", "g3:W11"],
            "Error: g3:W11 differs from path to path; choose: g3:W11:1, g3:W11:2"),
        (["by-hand-2-2-1", "W11", "--at", "1,2"],
            "Error: --at 1,2: explain takes one iteration, such as --at 10"),
        (["by-hand-2-2-1", "W11", "--at", "10"],
            "Error: --at 10: the problem has 10 iterations, 0 to 9; --iterations gives it more"),
    ],
)  # fmt: skip
def test_what_cannot_be_explained_is_refused(arguments, message):
    """One sentence says what is wrong and what to type instead; exit code 2."""
    assert message == refusal("explain", *arguments)


def test_the_last_iteration_can_be_asked_for():
    """``--at last`` is the last one of the problem; the check starts from its weights."""
    text = output("explain", "by-hand-2-2-1", "W11", "--at", "last")
    assert "iteration 9" in text.split("\n")[0]
    assert [] == faults(text)


# The same for programs.


SYMBOLS = [
    ("tutorial-3-2-1", "W11"),
    ("two-two-two", "W11"),
    ("sigmoid-neuron", "w1"),
    ("logistic-neuron", "b"),
    ("sigmoid-neuron", "z"),
    ("tutorial-3-2-1", "X1"),
]


@pytest.mark.parametrize(("problem", "symbol"), SYMBOLS)
def test_json_and_csv_have_the_rows_of_the_text(problem, symbol):
    """Every value with its equation, all digits; what is shown is on the page, in that order."""
    text = output("explain", problem, symbol, "--at", "1")
    (data,) = json.loads(output("explain", problem, symbol, "--at", "1", "--format", "json"))[
        "iterations"
    ]
    table = output("explain", problem, symbol, "--at", "1", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert 1 == data["iteration"]
    assert [row["symbol"] for row in data["rows"]] == [row["symbol"] for row in rows]
    assert [row["value"] for row in data["rows"]] == [float(row["value"]) for row in rows]
    place = 0
    for row in data["rows"]:
        value, shown = row["value"], said_off(row["shown"])
        assert float(shown) == pytest.approx(value, rel=1e-2)
        place = text.index(f"= {shown}", place) + 1


def test_json_has_full_precision():
    """The numbers are the trace's, to the last bit."""
    trace = trained("tutorial-3-2-1", "")
    data = json.loads(output("explain", "tutorial-3-2-1", "W11", "--format", "json"))
    rows = {row["symbol"]: row["value"] for row in data["iterations"][0]["rows"]}
    assert "gdtrace/explain/v1" == data["schema"]
    for symbol in ("∂Error/∂W11", "new W11"):
        assert float(trace[symbol][0]) == rows[symbol]


def test_json_of_a_diverged_iteration_is_valid(file):
    """NaN and infinities are null, and a warning says so."""
    text = output("explain", file("diverging"), "W11", "--at", "3", "--format", "json")
    data = json.loads(text, parse_constant=pytest.fail)
    assert [] != data["warnings"]
    assert None in [row["value"] for row in data["iterations"][0]["rows"]]
