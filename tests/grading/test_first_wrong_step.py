"""The first wrong step of every known mistake is located, from the numbers alone."""

from functools import cache

import pytest
from graded import EXERCISES, declared, located_by_numbers, prepared, shown

from gdtrace.grading.cases import Case
from gdtrace.grading.locate import locate
from gdtrace.grading.misconceptions import misconception
from gdtrace.grading.verdicts import checks, explained
from gdtrace.steps import Key

LEAST = 0.75
"""Of the mistakes in steps that an exercise has, so many are located in just this step."""


SLOPE_OF_ALL = {
    "slope-activation-squared",
    "slope-is-activation",
    "slope-is-one-minus-activation",
    "slope-of-the-activation",
    "slope-plus-for-minus",
    "slope-product-squared",
    "slope-without-sigmoid",
    "sigmoid-parentheses",
    "tanh-for-sigmoid",
}
"""In hidden-gradients these make g2 wrong too. A wrong g4 of both neurons explains all numbers as
well, and hides g2: that g1 and g2 are right does not show, and is not so."""


@cache
def explanations(id):
    """Return by mistake the sets of inputs with what it gives, and what explains that."""
    _, sets = prepared(id)
    own = {name: cases(sets, name) for name in shown(id)}
    return {name: (each, locate(each)) for name, each in own.items()}


@cache
def located(id):
    """Return by mistake the roles of all steps that are located."""
    return {name: roles(located_by_numbers(id)[name]) for name in shown(id)}


def cases(sets, name):
    """Return what a mistake gives for all sets of inputs."""
    found = []
    for probe in sets:
        names = [each.id for each in probe.variants]
        wrong = probe.mistaken[names.index(name)] if name in names else probe.expected
        calls = tuple(call.sets for call in probe.calls)
        found.append(Case(probe.task, probe.given, probe.expected, wrong, calls))
    return found


def roles(explanations):
    """Return the roles of all steps that may be wrong."""
    return {Key(key).role for each in explanations for key, _ in each.free.patterns}


@pytest.mark.parametrize("id", EXERCISES)
def test_the_first_wrong_step_of_every_mistake_is_located(id):
    """No step is located that the record of the mistake does not declare."""
    own = shown(id)
    missed = [name for name, found in located(id).items() if not found]
    assert [] == missed
    astray = {
        name: (found, declared(own[name]))
        for name, found in located(id).items()
        if not found <= declared(own[name])
    }
    assert {} == astray


@pytest.mark.parametrize("id", EXERCISES)
def test_most_mistakes_are_located_in_their_own_step(id):
    """The others show only in what follows, or look like another step: their records say so."""
    steps = {step.key.role for step in prepared(id)[1][0].task.program.steps}
    own = {name: each.misconception.step for name, each in shown(id).items()}
    exact = [step in located(id)[name] for name, step in own.items() if step in steps]
    print(f"{id}: {len(own)} mistakes, step asked for {len(exact)}, itself located {sum(exact)}")
    assert sum(exact) >= LEAST * len(exact)


@pytest.mark.parametrize("id", EXERCISES)
def test_what_a_mistake_leaves_right_keeps_its_points(id, monkeypatch):
    """It shows, if what is wrong is one number or formula in all sets of inputs."""
    asked, _ = prepared(id)
    points = {name: points_of(asked, *own) for name, own in explanations(id).items()}
    monkeypatch.setattr("gdtrace.grading.verdicts._told", lambda *_: True)
    fewer = {
        name for name, own in explanations(id).items() if points[name] != points_of(asked, *own)
    }
    assert fewer == (SLOPE_OF_ALL if id == "hidden-gradients" else set())


def points_of(asked, sets, found):
    """Return the points of every part of an exercise."""
    names = dict(zip(asked.arguments, asked.arguments, strict=True))
    return [each.score for each in checks(explained(sets, found[0], found), asked.parts, names)]


def test_a_declared_set_is_no_larger_than_it_has_to_be():
    """Some exercise locates each of its steps."""
    seen = {}
    for id in EXERCISES:
        for name, found in located(id).items():
            seen.setdefault(name.partition("@")[0], set()).update(found)
    for name, found in seen.items():
        known = misconception(name)
        assert {*known.alike} <= found, name
        assert known.step not in known.alike
