import pytest

from gdtrace.grading.certificate import ALWAYS, PRODUCT, certify
from gdtrace.grading.exercise_files import exercise, exercise_ids

ALL = [pytest.param(each, id=each) for each in exercise_ids()]


@pytest.mark.parametrize("name", ALL)
def test_every_known_mistake_of_every_exercise_shows(name):
    """With room to spare: a thousand tolerances at least."""
    found = certify(exercise(name))
    assert () == found.undetected
    assert found.smallest > 1e3
    assert len(found.known) >= 3


@pytest.mark.parametrize("name", ["update-weight", "train-step", "propagate"])
def test_another_seed_is_as_strong(name):
    """Seeds of single students detect the same mistakes, and cannot tell the same ones apart."""
    one, other = certify(exercise(name), 0), certify(exercise(name), 77)
    assert one.known == other.known
    assert () == other.undetected
    assert {each.ids for each in one.alike} == {each.ids for each in other.alike}


def test_what_cannot_be_told_apart_is_so_by_nature():
    """No two mistakes are alike only by the choice of the inputs."""
    for name in exercise_ids():
        assert {each.why for each in certify(exercise(name)).alike} <= {ALWAYS, PRODUCT}, name


def test_a_flipped_sign_and_a_plus_are_one_thing_from_new_weights_alone():
    """The classical pair: the sign of the error's derivative, and that of the update."""
    groups = [set(each.ids) for each in certify(exercise("train-step")).alike]
    assert any({"target-minus-predicted", "plus-for-minus"} <= each for each in groups)


def test_what_has_no_effect_here_is_listed():
    """With one example the mean is the sum."""
    found = certify(exercise("train-step"))
    assert "sum-for-mean" in found.silent
    assert not set(found.silent) & set(found.known)
