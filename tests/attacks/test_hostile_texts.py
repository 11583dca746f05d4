"""Texts that are made to keep the grader busy are read in no time, or refused."""

import json
import time

import pytest

from gdtrace.errors import SubmissionError
from gdtrace.grading.submissions import names_used
from gdtrace.intake import notebooks, texts

SECONDS = 3.0
"""Each of these takes hours where the time grows with the square of the length."""

DEEP = {
    "minus": "x = " + "-" * 100_000 + "1",
    "brackets": "(" * 100_000,
    "attributes": "a" + ".a" * 100_000,
    "sums": "1" + "+1" * 100_000,
    "elif": "if x:\n pass\n" + "elif x:\n pass\n" * 15_000,
    "lambda": "x = " + "lambda:" * 30_000 + "1",
    "calls": "f" + "()" * 100_000,
    "texts": "f'{" * 500,
    "warning": "x = '\\d'\n",
}


@pytest.mark.parametrize("name", DEEP)
def test_programs_that_are_nested_deeply_are_read_or_not(name):
    """Python's own parser gives up in several ways; none of them is an error of the grader's."""
    assert {} == names_used(DEEP[name], ["f"])


def test_a_file_of_very_many_definitions_is_read_at_once():
    """What a function uses is followed from there only, each name once."""
    size = 12_000
    source = "a0 = 1\n" + "".join(f"a{k} = a{k - 1}\n" for k in range(1, size))
    started = time.monotonic()
    found = names_used(source, [f"a{size - 1}"])
    assert time.monotonic() - started < SECONDS
    assert {f"a{k}" for k in range(size)} == found[f"a{size - 1}"]


def test_functions_may_use_each_other_in_a_circle():
    """Each name is followed once."""
    found = names_used("def f():\n    g()\ndef g():\n    f()\n    h()\n", ["f", "k"])
    assert {"f": {"f", "g", "h"}} == found


@pytest.mark.parametrize(
    "cell",
    ["\n" * 250_000 + ")", " " * 250_000 + ")", "a, " * 80_000 + ")", "%%" + " " * 250_000 + ")"],
)
def test_cells_of_blanks_are_read_at_once(cell):
    """No pattern goes back and forth in them."""
    whole = {"cells": [{"cell_type": "code", "source": [cell]}], "metadata": {}}
    started = time.monotonic()
    notebooks.code(json.dumps(whole), "a.ipynb")
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize(
    "text",
    ["'\"" * 100_000 + "é", "é" * 250_000, "é " * 120_000, "\n" * 250_000, "#\r" * 100_000],
)
def test_odd_signs_are_found_at_once(text):
    """In any text that is short enough to be read."""
    started = time.monotonic()
    try:
        texts.odd_signs(texts.checked(text, "mine.py"), "mine.py")
    except SubmissionError as error:
        assert "at most" in str(error)  # noqa: PT017
    assert time.monotonic() - started < SECONDS
