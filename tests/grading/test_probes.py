import numpy
import pytest

from gdtrace.grading.drawing import BUNDLE, candidates
from gdtrace.grading.exercise_files import exercise, exercise_ids
from gdtrace.grading.probes import probes
from gdtrace.grading.tasks import tasks
from gdtrace.steps import Key

ALL = [pytest.param(each, id=each) for each in exercise_ids()]


@pytest.mark.parametrize("name", ALL)
def test_nothing_in_the_sets_of_inputs_is_special(name):
    """No neuron is saturated, no input is 0 or 1 or like another, weights have both signs."""
    asked = exercise(name)
    for probe in probes(asked, 0):
        ordinary = len(probe.expected) - sum(map(len, asked.extremes.values()))
        given = {key: value[:ordinary] for key, value in probe.given.items()}
        for key, value in given.items():
            if Key(key).role == "SOP":
                assert (numpy.abs(value) < 2).all()
        if "X" in given:
            for row in given["X"].reshape(ordinary, -1):
                assert len(set(row.tolist())) == len(row)
                assert not {0.0, 1.0} & set(row.tolist())
        for key, value in given.items():
            for row in value.reshape(ordinary, -1):
                if Key(key).role == "W" and len(row) > 1:
                    assert row.min() < 0 < row.max()
                    assert len(set(numpy.abs(row).tolist())) > 0.8 * len(row)


@pytest.mark.parametrize("name", ALL)
def test_learning_rates_differ_and_are_no_simple_fractions(name):
    """At 1/2 or 1 or 1/n different mistakes give the same numbers."""
    for probe in probes(exercise(name), 0):
        if "learning_rate" in probe.given:
            rates = set(probe.given["learning_rate"].tolist())
            assert len(rates) >= 2
            assert not rates & {0.5, 1.0, 1 / 3, 0.25}


@pytest.mark.parametrize("name", ["neuron-epoch", "propagate", "optimize"])
def test_examples_can_be_told_from_features(name):
    """Three examples or more, not as many as features; with labels, both of them."""
    for probe in probes(exercise(name), 0):
        sets, examples, features = probe.given["X"].shape
        assert 3 <= examples != features
        labels = probe.given["Target"].reshape(sets, -1)
        if set(labels.ravel().tolist()) <= {0.0, 1.0}:
            assert all(set(row.tolist()) == {0.0, 1.0} for row in labels)


@pytest.mark.parametrize("name", ALL)
def test_a_seed_always_gives_the_same_and_another_gives_others(name):
    """Students with seeds of their own get other numbers, as many of them."""
    one, again, other = (probes(exercise(name), seed) for seed in (5, 5, 6))
    for first, second, third in zip(one, again, other, strict=True):
        for key, value in first.given.items():
            assert numpy.array_equal(value, second.given[key])
        assert first.expected.shape == third.expected.shape
        assert not numpy.array_equal(first.expected, third.expected)


def test_the_second_set_of_a_bundle_has_another_target_only():
    """So a wrong value that hangs on the target is told from one that does not."""
    for task in tasks(exercise("train-step")):
        given = candidates(task, 0)
        for key in ("X", "W@1", "W@2"):
            assert numpy.array_equal(given[key][0::BUNDLE], given[key][1::BUNDLE])
        assert (given["Target"][0::BUNDLE] != given["Target"][1::BUNDLE]).all()


def test_the_third_set_of_a_bundle_has_the_same_sum_in_the_output_neuron():
    """So a wrong prediction is told from a wrong derivative of the error."""
    for task in tasks(exercise("train-step")):
        given = candidates(task, 0)
        total = task.rounds(task.program, given)[0]["SOP@2"]
        assert numpy.allclose(total[0::BUNDLE], total[2::BUNDLE], rtol=1e-12)
        assert (given["X"][0::BUNDLE] != given["X"][2::BUNDLE]).any()


def test_arguments_have_the_shapes_that_the_exercise_asks_for():
    """Numbers are floats, vectors are arrays, and each call has its own."""
    first, second = probes(exercise("train-step"), 0)
    for probe, inputs in ((first, 3), (second, 10)):
        x, target, w1, w2, w3, rate = probe.arguments(probe.calls[0])
        assert [(inputs,), (inputs,), (inputs,), (2,)] == [each.shape for each in (x, w1, w2, w3)]
        assert [float, float] == [type(target), type(rate)]


def test_element_by_element_functions_meet_every_shape():
    """Numbers, a vector, a matrix, and the extremes one by one."""
    (probe,) = probes(exercise("sigmoid"), 0)
    shapes = [numpy.shape(probe.arguments(call)[0]) for call in probe.calls]
    assert [(), (), (3,), (2, 3), (), ()] == shapes
    assert [-1000.0, 1000.0] == [probe.arguments(call)[0] for call in probe.calls[-2:]]
