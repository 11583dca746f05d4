"""Judges submissions of the tests: sets of inputs are worked out once, processes are shared."""

import json
from functools import cache
from pathlib import Path
from unittest import mock

import pytest

from gdtrace.grading.cases import Case
from gdtrace.grading.check import check_file
from gdtrace.grading.exercise_files import all_exercises, exercise
from gdtrace.grading.judge import judge
from gdtrace.grading.judging import Origin
from gdtrace.grading.locate import locate
from gdtrace.grading.probes import probes
from gdtrace.sandbox.child import Child

ROOT = Path(__file__).parents[2]
SUBMISSIONS = ROOT / "tests" / "submissions"
INDEX = json.loads((SUBMISSIONS / "index.json").read_text(encoding="utf-8"))
EXERCISES = [each.id for each in all_exercises()]


@cache
def prepared(id, seed=0):
    """Return an exercise and its sets of inputs."""
    asked = exercise(id)
    return asked, probes(asked, seed)


def shown(id):
    """Return every mistake that shows in an exercise, by its name."""
    _, sets = prepared(id)
    return {each.id: each for probe in sets for each in probe.variants}


def declared(mistake):
    """Return the roles of the steps that may be named: the first wrong one, or one like it."""
    return {mistake.misconception.step, *mistake.misconception.alike}


def mistaken_cases(id, name):
    """Return what a mistake gives for all sets of inputs of an exercise."""
    found = []
    for probe in prepared(id)[1]:
        names = [each.id for each in probe.variants]
        wrong = probe.mistaken[names.index(name)] if name in names else probe.expected
        calls = tuple(call.sets for call in probe.calls)
        found.append(Case(probe.task, probe.given, probe.expected, wrong, calls))
    return found


@cache
def located_by_numbers(id):
    """Return by mistake what explains its numbers, without any lines."""
    return {name: locate(mistaken_cases(id, name)) for name in shown(id)}


def judged(source, id, function="", *, seed=0, name="mine.py", hints=3):
    """Return the report on one function of a source."""
    with Child.start() as child:
        child.load(source, name)
        return in_child(child, id, function, seed=seed, name=name, hints=hints)


def in_child(child, id, function="", *, seed=0, name="mine.py", hints=3):
    """Return the report on one function of what a process has loaded."""
    asked, sets = prepared(id, seed)
    origin = Origin(file=name, seed=seed, hints=hints)
    return judge(asked, sets, child, function or asked.function, origin)


def entries(folder):
    """Return a file's name, its entry in the index and one of its exercises, for all of them."""
    return [
        pytest.param(name, entry, id, id=f"{name}-{id}")
        for name, entry in INDEX[folder].items()
        for id in entry["exercises"]
    ]


@cache
def checked(folder, name, id):
    """Return the report on one function of a file, as the command gives it."""
    start = Child.start
    with mock.patch.object(Child, "start", lambda *process: start(*process, call_limit=1.0)):
        return check_file(SUBMISSIONS / folder / name, exercise_id=id, hints=3)
