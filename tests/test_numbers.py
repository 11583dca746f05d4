import math

import pytest

from gdtrace.evaluation import evaluate
from gdtrace.expr import Call, Elided, Num, Ref
from gdtrace.numbers import Spelling, fixed, plain

A, B, C = Ref("A"), Ref("B"), Ref("C")
NAN, INF = math.nan, math.inf


def spelling(values, lines=None, *, decimals=9, significant=9, exact=False):
    """Return the spelling of values by name; those with a line are results."""
    found = {Ref(name): value for name, value in values.items()}
    made = {Ref(name): line for name, line in (lines or {}).items()}
    return Spelling(found.__getitem__, made.get, decimals, significant, exact)


def spelled(value, line, *, decimals=9, significant=9, exact=False, **given):
    """Return how the result of a line over given numbers is spelled, and why it is exempt."""
    page = spelling(
        {"result": value, **given},
        {"result": line},
        decimals=decimals,
        significant=significant,
        exact=exact,
    )
    shown = page.shown(Ref("result"))
    return shown.text, shown.exempt


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4.1, "4.1"),
        (2.0, "2"),
        (-2.0, "-2"),
        (0.0, "0"),
        (-0.0, "0"),
        (1e-12, "1e-12"),
        (1e6, "1000000"),
        (1e300, "1e+300"),
        (0.1 + 0.2, "0.30000000000000004"),
        (NAN, "nan"),
        (INF, "inf"),
        (-INF, "-inf"),
    ],
)
def test_plain_numbers_are_exact_and_short(value, text):
    """The shortest text that is read back as the same float; no .0, no minus before a zero."""
    assert text == plain(value)
    assert math.isnan(value) or value == float(text)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (2.8721161016, 8, "2.87211610"),
        (-0.00001, 3, "0.000"),
        (-0.0, 2, "0.00"),
        (0.5, 0, "0"),
        (1.5, 0, "2"),
        (9999999999.0, 1, "9999999999.0"),
        (12345678901.0, 2, "1.23e+10"),
        (-1.25e300, 3, "-1.250e+300"),
        (NAN, 3, "nan"),
        (INF, 3, "inf"),
    ],
)
def test_fixed_numbers_have_so_many_decimals(value, decimals, text):
    """Zeros at the end stay; what is very large has a power of ten."""
    assert text == fixed(value, decimals)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.1, 9, "0.1"),
        (-2.0, 9, "-2"),
        (0.5488135039273248, 9, "0.548813504"),
        (0.5488135039273248, 4, "0.5488"),
        (0.000123456789, 9, "0.000123457"),
        (1e-9, 9, "0.000000001"),
        (1.25e-12, 9, "1.25e-12"),
        (1 / 3e6, 9, "0.000000333"),
        (1e15, 9, "1000000000000000"),
        (1e16, 9, "1e+16"),
        (NAN, 9, "nan"),
    ],
)
def test_given_numbers_have_the_decimals_of_the_page(value, decimals, text):
    """Short ones as they are; of long ones so many decimals that three digits are left."""
    assert text == spelling({"A": value}, decimals=decimals).text(A)


@pytest.mark.parametrize(
    ("value", "line", "text"),
    [
        # Two times a number with nine decimals: its last digit can be off by one, so eight remain.
        (2 * 0.5784766562, Num(2) * A, "1.15695331"),
        (0.5784766562, A, "0.578476656"),
        (0.5784766562 - 0.5, A - Num(0.5), "0.078476656"),
        (0.5784766562**2, A ** Num(2), "0.334635242"),
    ],
)
def test_results_have_the_digits_that_come_out_again(value, line, text):
    """The most decimals for which the printed numbers give the printed value."""
    assert (text, "") == spelled(value, line, A=0.5784766562)


def test_a_result_has_fewer_digits_where_the_last_would_not_come_out():
    """7*0.123456781 is 0.864197467, not 0.864197470: the ninth decimal is left out."""
    assert ("0.86419747", "") == spelled(7 * 0.12345678148, Num(7) * A, A=0.12345678148)


@pytest.mark.parametrize(
    ("value", "line", "given", "text"),
    [
        (0.1 + 0.2, A + B, {"A": 0.1, "B": 0.2}, "0.3"),
        (1.1 * 1.1, A * A, {"A": 1.1}, "1.21"),
        (-0.0, A * B, {"A": -1.0, "B": 0.0}, "0"),
        (1 / 3, A / B, {"A": 1.0, "B": 3.0}, "0.333333333"),
        (2.5e11, A * B, {"A": 5e5, "B": 5e5}, "2.50000000e+11"),
    ],
)
def test_short_results_are_spelled_shortly(value, line, given, text):
    """A result of few digits has no zeros at its end; one that goes on has all of its digits."""
    assert (text, "") == spelled(value, line, **given)


@pytest.mark.parametrize(
    ("value", "line", "given", "shown"),
    [
        (0.1 * 3 - 0.3, A * Num(3) - B, {"A": 0.1, "B": 0.3}, ("5.6e-17", "rounding")),
        (1e-20, A * B, {"A": 1e-10, "B": 1e-10}, ("1e-20", "")),
        (4.2e-18, Num(1) / (Num(1) + Call("exp", (-A,))), {"A": -40.0}, ("4.2e-18", "")),
    ],
)
def test_what_only_rounding_leaves_is_said_to_be_that(value, line, given, shown):
    """A difference of equal numbers is noise; a small product or a small output is not."""
    text, exempt = spelled(value, line, decimals=17, significant=17, exact=True, **given)
    assert shown[1] == exempt
    assert float(shown[0]) == pytest.approx(float(text), rel=0.05)


@pytest.mark.parametrize(
    ("value", "line", "given", "shown"),
    [
        (0.0, Num(1) / (Num(1) + Call("exp", (-A,))), {"A": -800.0}, ("0", "saturated")),
        (36.5, -Call("log", (Num(1) - A,)), {"A": 1.0}, ("36.5000000", "saturated")),
        (0.25, A / B, {"A": 1.0, "B": 0.0}, ("0.250000000", "saturated")),
        (NAN, A * B, {"A": INF, "B": 0.0}, ("nan", "")),
        (INF, A * B, {"A": 1e308, "B": 10.0}, ("inf", "")),
        (-INF, A * B, {"A": -1e308, "B": 10.0}, ("-inf", "")),
        (7.125, A + Elided(20) + B, {"A": 1.0, "B": 2.0}, ("7.12500000", "elided")),
    ],
)
def test_lines_that_cannot_be_worked_out_say_so(value, line, given, shown):
    """Where a pocket calculator gives up, where terms are left out, where no number is left."""
    assert shown == spelled(value, line, **given)


@pytest.mark.parametrize("value", [1e-12, 3.5e-300, 5e-324, 123456789.125, 1e17, 1.7e308])
def test_the_last_resort_spells_every_number(value):
    """With all digits, a given number and a result are read back as the same float."""
    page = spelling({"A": value, "B": value}, {"B": A * Num(1)}, exact=True, decimals=17)
    assert (value, value) == (float(page.text(A)), float(page.text(B)))


def test_another_name_of_a_number_has_its_spelling():
    """A line that is only a reference is spelled as what it refers to."""
    page = spelling({"A": 0.2947217, "B": 0.2947217, "C": 2.0}, {"B": A * Num(1), "C": B})
    assert page.text(B) == page.text(C)


def test_spellings_do_not_depend_on_the_order_of_questions():
    """Asked for the last value first, a page has the same digits."""
    values = {"A": 0.5784766562, "B": 2 * 0.5784766562, "C": 4 * 0.5784766562}
    lines = {"B": Num(2) * A, "C": Num(2) * B}
    forwards, backwards = spelling(values, lines), spelling(values, lines)
    assert [forwards.text(ref) for ref in (A, B, C)] == [backwards.text(ref) for ref in (C, B, A)][
        ::-1
    ]


@pytest.mark.parametrize(
    ("after", "texts", "suffices"),
    [
        ({"p": 0.4, "q": 0.6}, ["0.400000000", "0.600000000"], True),
        ({"p": 0.5, "q": 0.6}, ["0.500000000", "0.600000000"], True),
        ({"p": 0.5 - 1e-12, "q": 0.6}, ["0.500000000", "0.600000000"], False),
        ({"p": 0.0, "q": 0.6}, ["0", "0.600000000"], True),
        ({"p": 1e-12, "q": 0.6}, ["0.000000000", "0.600000000"], False),
    ],
)
def test_moves_that_cannot_be_seen_ask_for_more_digits(after, texts, suffices):
    """Values under each other have the same decimals, and differ from before if they moved."""
    moves = {name: 0.5 - value for name, value in after.items()}
    page = spelling(
        {"before": 0.5, **after, **{f"move {name}": move for name, move in moves.items()}},
        {name: Ref("before") - Ref(f"move {name}") for name in after},
    )
    pairs = [(Ref(name), Ref("before")) for name in after]
    assert texts == page.together(pairs)
    assert suffices == page.suffices(1)


def test_a_column_that_cannot_be_worked_out_asks_for_more_digits():
    """0.8 - 0.5*0.1 is not 0.7: a gradient of one digit is not enough for any decimal."""
    page = spelling(
        {"w": 0.8, "gradient": 0.125, "new": 0.7375},
        {"gradient": A * Num(1), "new": Ref("w") - Num(0.5) * Ref("gradient")},
        decimals=1,
        significant=1,
    )
    page._known[Ref("gradient")] = type(page.shown(Ref("w")))("0.1")
    page.together([(Ref("new"), Ref("w"))])
    assert not page.suffices(1)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (A / B, NAN),
        (Call("exp", (Num(1000),)), NAN),
        (Call("log", (B,)), NAN),
        (A * Num(1e308) * Num(10), INF),
        (Call("tanh", (A,)), math.tanh(2)),
        (Call("relu", (-A,)), 0.0),
    ],
)
def test_working_out_never_raises(line, value):
    """Where Python's math raises, a pocket calculator shows an error: NaN."""
    found = evaluate(line, {A: 2.0, B: 0.0}.__getitem__)
    assert value == found or (math.isnan(value) and math.isnan(found))
