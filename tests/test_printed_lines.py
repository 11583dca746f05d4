import math
import re
from collections import Counter
from functools import partial

import printed
import pytest
from commands import output
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gdtrace
from gdtrace.notation import SIGNS
from gdtrace.presets import PRESETS
from strategies import cases, to_problem

STYLES = ("chain", "delta")
CHECKS = {
    "worked out again": printed.wrong_lines,
    "not zeros only": printed.vanished_values,
    "parentheses": printed.unprotected_negatives,
    "one spelling": printed.several_spellings,
    "width": printed.wide_lines,
}


def faults(text, without=()):
    """Return what every check finds wrong in a text; nothing else is on the page."""
    found = {name: list(check(text)) for name, check in CHECKS.items() if name not in without}
    return {name: lines for name, lines in found.items() if lines}


def middle(name):
    """Return the number of an iteration in the middle."""
    return str(PRESETS[name]().training.iterations // 2)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("when", ["0", "1", "middle", "last"])
@pytest.mark.parametrize("name", PRESETS)
def test_every_line_of_every_preset_can_be_worked_out_again(name, when, style):
    """What is printed gives what is printed, with one spelling a number, on 100 columns."""
    at = middle(name) if when == "middle" else when
    text = output("trace", name, "--at", at, "--style", style)
    assert {} == faults(text)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("digits", ["3", "12"])
@pytest.mark.parametrize("name", sorted({*PRESETS} - {"tutorial-10-2-1"}))
def test_lines_can_be_worked_out_again_whatever_the_number_of_digits(name, digits, style):
    """With few digits or many, what is printed gives what is printed."""
    text = output("trace", name, "--style", style, "--digits", digits)
    assert {} == faults(text)


@pytest.mark.parametrize(
    ("name", "style", "lines", "spellings"),
    [
        # 7 values forward, 4 factors, 8 products and 8 times two numbers in the update.
        ("tutorial-3-2-1", "chain", 35, 29),
        ("tutorial-3-2-1", "delta", 40, 32),
        ("by-hand-2-2-1", "chain", 29, 25),
        ("two-two-two", "delta", 45, 37),
        ("logistic-neuron", "delta", 55, 53),
    ],
)
def test_the_checks_of_this_file_read_all_lines(name, style, lines, spellings):
    """The number of lines that are worked out, and of lines whose numbers are looked up."""
    text = output("trace", name, "--style", style)
    assert lines == len(list(printed.worked_lines(text)))
    assert spellings == printed.Spellings(printed.pages(text)[0]).checked


@pytest.mark.parametrize(
    ("check", "old", "new"),
    [
        ("worked out again", "2.81228694\n", "2.81228695\n"),
        ("worked out again", "0.000466679\n", "0.000466680\n"),
        ("worked out again", "-0.000000467\n", "-0.000000466\n"),
        ("worked out again", "0.54881304 ", "0.54881303 "),
        ("worked out again", "(1 - 0.943336187)", "(1 - 0.943336188)"),
        ("worked out again", "(0.778476656 - 0.2)**2", "(0.778476656 - 0.2)**3"),
        ("not zeros only", "-0.000000467", "0.000000000 "),
        ("parentheses", "0.4*0.715189366", "0.4*-0.71518936"),
        ("parentheses", "0.1*0.548813504", "-.1*0.548813504"),
        ("one spelling", "W41, from before the update", "W42, from before the update"),
        ("one spelling", "1/(1 + exp(-2.81228694))", "1/(1 + exp(-2.81228693))"),
        ("one spelling", "0.1*0.548813504 +", "0.1*0.548813505 +"),
        ("one spelling", "0.437587211 - 0.001", "0.437587212 - 0.001"),
        ("one spelling", "0.001*0.000466679", "0.001*0.000466678"),
        ("width", "first weights: numpy", "the first weights: numpy"),
    ],
)
def test_a_wrong_page_is_found(check, old, new):
    """Each check goes red when one number of screen 1 is changed; the page itself is right."""
    text = output("trace", "tutorial-3-2-1")
    assert old in text
    assert check in faults(text.replace(old, new)), f"{check} does not see {new}"


def is_small(case):
    """Tell whether the page of a case is made in no time."""
    return len(case.x) * math.prod(case.sizes) <= 40


SMALL = partial(settings, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@SMALL(max_examples=20)
@given(
    case=cases().filter(is_small),
    style=st.sampled_from(STYLES),
    digits=st.sampled_from([3, 4, 6, 9, 12]),
)
def test_lines_of_random_networks_can_be_worked_out_again(case, style, digits, tmp_path_factory):
    """Any depth, activation, loss and number of examples, read back from a problem file."""
    file = tmp_path_factory.mktemp("problem") / "random.toml"
    file.write_text(gdtrace.to_toml(to_problem(case)), encoding="utf-8")
    text = output("trace", str(file), "--style", style, "--digits", str(digits))
    assert {} == faults(text, without=("width",))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("at", ["0", "last"])
@pytest.mark.parametrize("name", PRESETS)
def test_a_weight_that_moves_is_printed_before_and_after_in_different_digits(name, at, style):
    """Compared in the decimals of the later one; change has the sign of the exact move."""
    problem = gdtrace.problem(name)
    updates = gdtrace.train(problem, style=style)[-1 if at == "last" else 0].updates
    rows = list(printed.moved(output("trace", name, "--at", at, "--style", style)))
    assert [*updates] == [symbol for symbol, *_ in rows]
    for symbol, before, after, change in rows:
        exact = updates[symbol].after - updates[symbol].before
        same = printed.in_the_manner_of(after, float(before)) == after
        assert (exact == 0, symbol) == (same, symbol)
        assert exact * float(printed.number_in(change)) > 0 or same


@pytest.mark.parametrize("name", PRESETS)
def test_only_the_signs_of_the_table_are_outside_ascii(name):
    """Every sign has an ASCII spelling, and --ascii leaves none."""
    assert printed.signs(output("trace", name)) <= set(SIGNS)
    assert set() == printed.signs(output("trace", name, "--ascii"))


@pytest.mark.parametrize("name", PRESETS)
def test_ascii_says_the_same(name):
    """Only the signs change; lines may be broken elsewhere, columns have other widths."""
    text = output("trace", name)
    for sign, spelled in SIGNS.items():
        text = text.replace(sign, spelled)
    plain = output("trace", name, "--ascii")
    assert Counter(re.sub(r"--+|\s", "", text)) == Counter(re.sub(r"--+|\s", "", plain))


@pytest.mark.parametrize("symbol", ["SOP1", "g4:W11", "new_W11", "grad_W22", "Error"])
@pytest.mark.parametrize("digits", ["3", "9", "15"])
def test_values_shown_alone_can_be_worked_out_again(symbol, digits):
    """A table of one value over several iterations keeps the rules of a page."""
    text = output(
        "trace", "tutorial-3-2-1", "--at", "0:80000:20000", "--show", symbol, "--digits", digits
    )
    assert 4 == len(list(printed.worked_lines(text)))
    assert {} == faults(text, without=("one spelling",))
