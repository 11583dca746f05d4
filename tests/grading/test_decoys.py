"""Decoys: like the right values, and no way to tell."""

import numpy
import pytest

from gdtrace.grading.decoys import decoy, shuffled
from gdtrace.sandbox.claims import encoded

GIVEN = [0.5, 0.25, numpy.array([1.0, -2.0]), [numpy.ones(2), numpy.zeros((2, 2))]]


def test_only_what_was_worked_out_is_another():
    """The rest a submission knows, and would miss."""
    found = decoy(GIVEN, [1, 3], 7, 0)
    assert found[0] is GIVEN[0]
    assert found[2] is GIVEN[2]
    assert found[1] != GIVEN[1]
    assert (found[3][0] != GIVEN[3][0]).all()


def test_a_decoy_has_the_type_of_the_value():
    """Otherwise that would tell."""
    found = decoy([0.5, numpy.float64(0.5), *GIVEN[2:]], range(4), 7, 0)
    assert [float, numpy.float64, numpy.ndarray, list] == [type(each) for each in found]
    assert [numpy.ndarray] * 2 == [type(each) for each in found[3]]


def test_decoys_are_as_often_more_as_less():
    """By a fifth at least, and the same every time; numbers of one value still fit each other."""
    factors = [decoy([1.0], [0], 7, group)[0] for group in range(400)]
    assert factors == [decoy([1.0], [0], 7, group)[0] for group in range(400)]
    assert 150 < sum(each > 1 for each in factors) < 250
    assert all(abs(numpy.log(each)) > 0.19 for each in factors)
    ratio = decoy(GIVEN, [2], 7, 0)[2] / GIVEN[2]
    assert ratio[0] == pytest.approx(ratio[1])


def test_the_order_hangs_on_the_seed():
    """It is the same for the same calls, in whatever order these come."""
    calls = [encoded([float(each)]) for each in range(20)]
    first = shuffled(calls, 1)
    assert first == shuffled(calls[::-1], 1)
    assert first != shuffled(calls, 2)
    assert sorted(each.text for each in first) == sorted(each.text for each in calls)
