"""Words around numbers agree with the numbers."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtrace.sections.words import change_in_words, count_word, listed, roughly


@pytest.mark.parametrize(
    ("number", "word"), [(0, "no"), (1, "one"), (5, "five"), (10, "ten"), (11, "11"), (184, "184")]
)
def test_small_numbers_are_words(number, word):
    """Up to ten a number is a word, from there on digits."""
    assert word == count_word(number)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], ""),
        (["W11"], "W11"),
        (["W11", "W21"], "W11 and W21"),
        (["W11", "W21", "W31"], "W11, W21 and W31"),
    ],
)
def test_words_are_joined_as_in_a_sentence(words, sentence):
    """Commas between all but the last two."""
    assert sentence == listed(words)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.15695331, "about 1.16"),
        (0.172450752, "about 0.172"),
        (0.1, "0.1"),
        (-0.25, "0.25"),
        (4.1, "4.1"),
        (80.0, "80"),
        (1000000.0, "1000000"),
        (1234567.0, "about 1234567"),
        (1e-12, "1e-12"),
        (4.588e-06, "about 0.00000459"),
        (6.760001695e198, "about 6.76e+198"),
        (1.23456e-20, "about 1.23e-20"),
    ],
)
def test_sizes_are_rough_and_say_so(value, text):
    """Three digits; "about" stands where, and only where, that is not all of the number."""
    assert text == roughly(value)


@given(st.floats(1e-300, 1e300) | st.floats(-1e300, -1e-300))
def test_a_rough_size_is_the_size(value):
    """To half a percent; without "about" exactly; never a sign."""
    text = roughly(value)
    number = float(text.removeprefix("about "))
    assert number == pytest.approx(abs(value), rel=0.006)
    assert text.startswith("about ") or number == abs(value)
    assert "-" not in re.sub("e-", "", text)


@pytest.mark.parametrize(
    ("factor", "sentence"),
    [
        (0.0, "Error does not change with W11"),
        (-0.0, "Error does not change with W11"),
        (1.0, "Error changes as much as W11"),
        (-1.0, "Error changes as much as W11, the other way"),
        (2.0, "Error changes 2 times as much as W11"),
        (-0.123456, "Error changes about 0.123 times as much as W11, the other way"),
        (math.nan, "no finite number"),
        (math.inf, "no finite number"),
        (-math.inf, "no finite number"),
    ],
)
def test_a_derivative_is_said_in_words(factor, sentence):
    """Its size, and "the other way" where it is negative; nothing is claimed of NaN and inf."""
    assert sentence == change_in_words("Error", "W11", factor)
