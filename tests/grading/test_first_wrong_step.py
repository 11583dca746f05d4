"""The first wrong step of every known mistake is located, from the numbers alone."""

from functools import cache

import pytest
from graded import EXERCISES, declared, located_by_numbers, prepared, shown

from gdtrace.grading.misconceptions import misconception
from gdtrace.steps import Key

LEAST = 0.75
"""Of the mistakes in steps that an exercise has, so many are located in just this step."""


@cache
def located(id):
    """Return by mistake the roles of all steps that are located."""
    return {name: roles(located_by_numbers(id)[name]) for name in shown(id)}


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
