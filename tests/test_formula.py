"""The printer: parentheses by precedence, negative numbers, calls, and Python that evaluates."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtrace.evaluation import evaluate
from gdtrace.expr import (
    Add,
    Call,
    Div,
    Elided,
    Expr,
    Mean,
    Mul,
    Neg,
    Num,
    Pow,
    Ref,
    Sub,
    Sum,
)
from gdtrace.formula import PYTHON, TEXT, number, spell

A, B, C = Ref("a"), Ref("b"), Ref("c")
ONE, TWO = Num(1), Num(2)
SLOPE, MINUS, SMALL = Ref("∂E/∂a"), Ref("-2"), Ref("1e-05")


def call(name, *arguments):
    """Write a primitive of some arguments."""
    return Call(name, arguments)


def key(ref):
    """Spell a reference by its key, with its places."""
    return f"{ref.key}{list(ref.indices)}" if ref.indices else ref.key


PRINTED = [
    (A + B + C, "a + b + c"),
    (A + (B + C), "a + (b + c)"),
    (A - B - C, "a - b - c"),
    (A - (B - C), "a - (b - c)"),
    (A - (B + C), "a - (b + c)"),
    (A + (B - C), "a + (b - c)"),
    (A + B * C, "a + b*c"),
    ((A + B) * C, "(a + b)*c"),
    (A * (B + C), "a*(b + c)"),
    (A * B * C, "a*b*c"),
    (A * (B * C), "a*(b*c)"),
    (A / B / C, "a/b/c"),
    (A / (B * C), "a/(b*c)"),
    (A * B / C, "a*b/c"),
    (A * (B / C), "a*(b/c)"),
    (A**TWO, "a**2"),
    (A * B**TWO, "a*b**2"),
    ((A * B) ** TWO, "(a*b)**2"),
    ((A**B) ** C, "(a**b)**c"),
    (A ** (B**C), "a**b**c"),
    (A ** (B + C), "a**(b + c)"),
    ((A - B) ** TWO, "(a - b)**2"),
    (ONE / TWO * (A - B) ** TWO, "1/2*(a - b)**2"),
    (-A, "-a"),
    (-(A + B), "-(a + b)"),
    (-(A * B), "-a*b"),
    (-(A * B + C), "-(a*b + c)"),
    (Neg(-A), "-(-a)"),
    (-(A**TWO), "-a**2"),
    ((-A) ** TWO, "(-a)**2"),
    (A * -B, "a*(-b)"),
    (-A * B, "(-a)*b"),
    (-A + B, "-a + b"),
    (A + -B, "a + (-b)"),
    (A - -B, "a - (-b)"),
    (A ** (-B), "a**(-b)"),
    (MINUS + A, "-2 + a"),
    (A + MINUS, "a + (-2)"),
    (A * MINUS, "a*(-2)"),
    (MINUS * A, "(-2)*a"),
    (MINUS**TWO, "(-2)**2"),
    (-MINUS, "-(-2)"),
    (SMALL * A, "1e-05*a"),
    (A * SLOPE, "a*(∂E/∂a)"),
    (A + SLOPE, "a + (∂E/∂a)"),
    (SLOPE + A, "∂E/∂a + a"),
    (SLOPE * SLOPE, "(∂E/∂a)*(∂E/∂a)"),
    (SLOPE, "∂E/∂a"),
    (call("exp", -A), "exp(-a)"),
    (call("exp", -MINUS), "exp(-(-2))"),
    (call("exp", MINUS), "exp(-2)"),
    (call("log", ONE - A), "log(1 - a)"),
    (call("tanh", A) ** TWO, "tanh(a)**2"),
    (call("relu", A), "max(0, a)"),
    (call("relu", A - B), "max(0, a - b)"),
    (call("positive", MINUS), "(1 if -2 > 0 else 0)"),
    (call("sigmoid", A) * (ONE - call("sigmoid", A)), "sigmoid(a)*(1 - sigmoid(a))"),
    (ONE / (ONE + call("exp", -A)), "1/(1 + exp(-a))"),
    (Mean("n", A + B), "mean(a + b)"),
    (Mean("n", A) * TWO, "mean(a)*2"),
    (Sum("n", -A), "sum(-a)"),
    (A + B + Elided(3) + C, "a + b + ... + c"),
    (Ref("W", (1, 0)) * Num(2.5), "W[1, 0]*2.5"),
    (Num(0.1) + Num(-3), "0.1 + (-3)"),
]


@pytest.mark.parametrize(("expr", "text"), PRINTED, ids=[text for _, text in PRINTED])
def test_formulas_are_printed_with_the_parentheses_they_need(expr, text):
    """No more than those, and never a minus sign right after another sign."""
    assert text == spell(expr, key)


@pytest.mark.parametrize(
    ("name", "text", "python"),
    [
        ("exp", "exp(z)", "exp(z)"),
        ("tanh", "tanh(z)", "tanh(z)"),
        ("sigmoid", "sigmoid(z)", "sigmoid(z)"),
        ("identity", "z", "identity(z)"),
        ("relu", "max(0, z)", "(0.0 if z <= 0 else z)"),
        ("positive", "(1 if z > 0 else 0)", "(1.0 if z > 0 else 0.0)"),
    ],
)
def test_each_dialect_has_its_calls(name, text, python):
    """People read the text; a machine runs the Python."""
    made = call(name, Ref("z"))
    assert (text, python) == (spell(made, key, TEXT), spell(made, key, PYTHON))


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (0.5, "0.5"), (-3.0, "-3"), (1e-05, "1e-05"), (0.1, "0.1")]
)
def test_constants_are_spelled_shortly(value, text):
    """2, not 2.0."""
    assert text == number(value)


def test_what_is_no_formula_is_refused():
    """A node that nobody can print is a defect of the program, and says which it is."""
    with pytest.raises(TypeError, match="Expr is not part of a scalar view"):
        spell(Expr(), key)


def trees(leaves):
    """Draw trees of a few operators."""

    def larger(inner):
        return st.one_of(
            st.builds(Add, inner, inner),
            st.builds(Sub, inner, inner),
            st.builds(Mul, inner, inner),
            st.builds(Div, inner, inner),
            st.builds(Neg, inner),
            st.builds(Pow, inner, st.just(TWO)),
            st.builds(lambda part: call("tanh", part), inner),
            st.builds(lambda part: call("relu", part), inner),
        )

    return st.recursive(leaves, larger, max_leaves=8)


numbers = st.floats(-9, 9).map(lambda value: Num(round(value, 3)))
names = st.sampled_from([Ref(name) for name in "abc"])
VALUES = {"a": -0.7, "b": 1.3, "c": 2.5e-05}


def same(expected, actual):
    """Compare bit for bit; NaN is NaN."""
    return expected == actual or (math.isnan(expected) and math.isnan(actual))


def run(text):
    """Evaluate a text as Python does, NaN where it refuses to."""
    space = {"exp": math.exp, "log": math.log, "tanh": math.tanh, **VALUES}
    try:
        return float(eval(text, space))
    except (OverflowError, ZeroDivisionError):
        return math.nan


@given(expr=trees(numbers | names))
def test_python_evaluates_to_the_value_of_the_tree(expr):
    """Printed and run again, any tree has its value to the last bit: the grouping is kept."""
    expected = evaluate(expr, lambda ref: VALUES[ref.key])
    assert same(expected, run(spell(expr, key, PYTHON)))


@given(expr=trees(numbers | names))
def test_text_evaluates_with_numbers_put_in(expr):
    """So does the line that a person reads, with negative numbers in place of the symbols."""
    expected = evaluate(expr, lambda ref: VALUES[ref.key])
    assert same(expected, run(spell(expr, lambda ref: repr(VALUES[ref.key]))))


@given(expr=trees(numbers | names))
def test_no_sign_stands_next_to_another(expr):
    """Negative operands are in parentheses."""
    text = spell(expr, lambda ref: repr(VALUES[ref.key])).replace("e-05", "")
    assert not any(pair in text.replace(" ", "") for pair in ("--", "+-", "*-", "/-"))
