"""Which value, let free, explains all the numbers."""

import numpy
import pytest
from attrs import evolve
from graded import prepared

from gdtrace.grading.cases import Case
from gdtrace.grading.locate import begin, locate
from gdtrace.grading.verdicts import checks, explained


def cases(id, change):
    """Return what a function returns whose values are changed on the way."""
    _, sets = prepared(id)
    found = []
    for probe in sets:
        wrong = probe.task.run(probe.task.program, probe.given, lambda _: change)
        calls = tuple(call.sets for call in probe.calls)
        found.append(Case(probe.task, probe.given, probe.expected, wrong, calls))
    return found


def free(explanations):
    """Return the keys of each explanation."""
    return [{key for key, _ in each.free.patterns} for each in explanations]


@pytest.mark.parametrize(
    ("key", "factor"),
    [("dError_dPredicted", 0.5), ("dActiv_dSOP@2", 1.7), ("SOP@2", 0.9), ("dActiv_dSOP@1", 3.0)],
)
def test_a_changed_value_is_among_the_explanations(key, factor):
    """One wrong value is found again, whatever it was."""
    found = locate(cases("train-step", {key: lambda value, _: value * factor}))
    assert {key} in free(found)


@pytest.mark.parametrize(
    ("id", "key"), [("train-step", "SOP@2"), ("backprop", "delta@2"), ("optimize", "grad_W@1")]
)
def test_what_is_done_beforehand_changes_nothing(id, key):
    """The same explanations with the same numbers, whatever the function returned meanwhile."""
    made = cases(id, {key: lambda value, _: value * 0.9})
    again = [evolve(case, rights={}) for case in made]
    begin([evolve(case, returned=case.expected, rights=case.rights) for case in again])
    assert all(case.rights for case in again[:1])
    found = locate(made)
    assert found
    for one, other in zip(found, locate(again), strict=True):
        assert (one.free, one.natural) == (other.free, other.natural)
        assert [each.tolist() for each in one.numbers] == [each.tolist() for each in other.numbers]


def test_two_changed_values_are_found_together():
    """Where no single value explains the numbers, two do."""

    def second(value, _):
        changed = numpy.array(value)
        changed[..., 1] = 0.3
        return changed

    change = {"dError_dPredicted": lambda value, _: value / 2, "dActiv_dSOP@1": second}
    found = locate(cases("train-step", change))
    assert {"dError_dPredicted", "dActiv_dSOP@1"} in free(found)


@pytest.mark.parametrize("other", ["dActiv_dSOP@1", "dSOP_dActiv@2", "dSOP_dW@1"])
@pytest.mark.parametrize("one", ["dError_dPredicted", "dActiv_dSOP@2"])
def test_two_factors_are_found_though_one_has_another_sign(one, other):
    """On the way to it a product of the two is nothing, and tells nothing about the second."""
    change = {one: lambda value, _: -value, other: lambda value, _: 1 - value**2}
    found = locate(cases("train-step", change))
    assert any(each in free(found) for each in ({one, other}, {"dActiv_dSOP@2", "dActiv_dSOP@1"}))


def test_weights_that_stay_are_explained_by_nothing_but_the_update():
    """A derivative of zero would explain them too, and counts for nothing."""
    asked, _ = prepared("train-step")
    own = cases("train-step", {"dError_dPredicted": lambda value, _: value * 0})
    found = locate(own)
    assert all(key.startswith("new_") for keys in free(found) for key in keys)
    verdicts = checks(explained(own, found[0]), asked.parts, dict.fromkeys(asked.arguments, "w"))
    assert ["not_judged"] * 5 + ["failed"] == [each.status for each in verdicts]
    assert sum(each.score for each in verdicts) == 0


def test_a_wrong_learning_rate_costs_the_update_only():
    """The gradients are right."""
    asked, _ = prepared("train-step")
    own = cases("train-step", {"learning_rate": lambda value, _: -value})
    found = next(each for each in locate(own) if each.free.key == "learning_rate")
    verdicts = checks(explained(own, found), asked.parts, dict.fromkeys(asked.arguments, "w"))
    assert [2, 2, 2, 1, 1, 0] == [each.score for each in verdicts]
    assert "FIRST WRONG STEP: update" == verdicts[-1].verdict


def test_a_wrong_number_of_examples_hides_nothing_before_it():
    """One factor in the cost and in all gradients leaves the forward pass and dz to be seen."""
    by_it = {key: lambda value, _: value * 0.6 for key in ("Cost", "grad_W@1", "grad_b@1")}
    wrong = cases("propagate", by_it)
    found = locate(wrong)
    assert {*by_it} in free(found)
    asked, _ = prepared("propagate")
    verdicts = checks(explained(wrong, found[0]), asked.parts, {})
    assert [1, 0, 2, 0, 0] == [each.score for each in verdicts]


def test_numbers_that_are_none_are_explained_by_nothing():
    """NaN follows from anything."""
    own = [
        evolve(case, returned=case.returned * numpy.nan) for case in cases("output-gradients", {})
    ]
    assert all(key.startswith("grad_") for keys in free(locate(own)) for key in keys)
