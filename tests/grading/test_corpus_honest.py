"""The submissions are what their index says, by formulas that know nothing of gdtrace."""

import contextlib
import copy
import io
import json
import types
import warnings
from pathlib import Path
from unittest import mock

import numpy
import pytest
from by_hand import ANSWERS, FUNCTIONS, agrees, inputs

SUBMISSIONS = Path(__file__).parent.parent / "submissions"
INDEX = json.loads((SUBMISSIONS / "index.json").read_text(encoding="utf-8"))
NEVER_END = ("timeout", "import-loop")


def called(text, function, calls):
    """Return what a function of a module returns for each call, or the exception."""
    module = types.ModuleType("submission")
    with (
        contextlib.redirect_stdout(io.StringIO()),
        mock.patch("sys.stdin", io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        try:
            exec(compile(text, "submission", "exec"), module.__dict__)
            found = getattr(module, function)
            return [found(*copy.deepcopy(call)) for call in calls]
        except Exception as error:
            return error


def verdict(path, exercise, seed=0):
    """Say whether every call of an exercise's function gives the right numbers."""
    calls = inputs(exercise, seed)
    with numpy.errstate(all="ignore"):
        returned = called(path.read_bytes(), FUNCTIONS[exercise], calls)
    if isinstance(returned, Exception):
        return False
    expected = [ANSWERS[exercise](*call) for call in calls]
    return all(agrees(exercise, r, e) for r, e in zip(returned, expected, strict=True))


def entries(folder):
    """Return a file's name, its entry in the index and one of its exercises, for all of them."""
    return [
        pytest.param(name, entry, exercise, id=f"{name}-{exercise}")
        for name, entry in INDEX[folder].items()
        for exercise in entry["exercises"]
    ]


@pytest.mark.parametrize(("name", "entry", "exercise"), entries("right"))
def test_right_submissions_are_right(name, entry, exercise):
    """Every function of a right submission agrees with the formulas."""
    assert verdict(SUBMISSIONS / "right" / name, exercise)
    assert verdict(SUBMISSIONS / "right" / name, exercise, seed=1)


@pytest.mark.parametrize(("name", "entry", "exercise"), entries("wrong"))
def test_wrong_submissions_are_wrong_where_the_index_says(name, entry, exercise):
    """A wrong function fails or differs; the others, and those with a mere note, agree."""
    if entry.get("detector") in NEVER_END:
        pytest.skip("it does not end")
    expected = exercise not in entry["wrong"] or entry.get("values") == "right"
    assert expected == verdict(SUBMISSIONS / "wrong" / name, exercise)


@pytest.mark.parametrize("folder", ["right", "wrong"])
def test_the_index_has_every_file(folder):
    """No submission is left out, and none is missing."""
    assert sorted(INDEX[folder]) == sorted(p.name for p in (SUBMISSIONS / folder).glob("*.py"))


def test_every_exercise_has_right_and_wrong_submissions():
    """There are at least two right ones and two wrong ones of each."""
    for exercise in FUNCTIONS:
        right = [name for name, entry in INDEX["right"].items() if exercise in entry["exercises"]]
        wrong = [name for name, entry in INDEX["wrong"].items() if exercise in entry["wrong"]]
        assert len(right) >= 2, exercise
        assert len(wrong) >= 2, exercise


def test_wrong_lines_exist():
    """A line that the index names is there and assigns or returns something."""
    for name, entry in INDEX["wrong"].items():
        lines = (SUBMISSIONS / "wrong" / name).read_text(encoding="utf-8").splitlines()
        for number in entry.get("line", []):
            assert "=" in lines[number - 1] or "return" in lines[number - 1], (name, number)
