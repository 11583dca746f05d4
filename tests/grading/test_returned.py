"""Reading what a function returned: which forms are the asked one."""

import numpy
import pytest
from graded import prepared

from gdtrace.grading.returned import Misfit, read


def form(id):
    """Return what an exercise asks for in its first set of inputs."""
    return prepared(id)[1][0].task.form


TWO = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


@pytest.mark.parametrize(
    "given",
    [
        (TWO[0], TWO[1]),
        TWO,
        numpy.array(TWO),
        (numpy.array(TWO[0]), TWO[1]),
        {"grad_hidden1": TWO[0], "grad_hidden2": numpy.array(TWO[1])},
    ],
)
def test_forms_that_will_do(given):
    """Tuples, lists, a matrix with a row for each value, and names."""
    assert [1, 2, 3, 4, 5, 6] == read(form("hidden-gradients"), given, equivalent=False).tolist()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (numpy.array(TWO).T, "an array of shape (3, 2)"),
        (TWO[0], "a list of 3 numbers"),
        ({"a": 1.0}, "a dict with the names a"),
        ((TWO[0], "4 5 6"), "a value of type str"),
        (([TWO[0]], TWO[1]), "an array of shape (1, 3)"),
        (None, "None"),
        ((True, TWO[1]), "a value of type bool"),
    ],
)
def test_forms_that_will_not(given, words):
    """What came is said in words."""
    found = read(form("hidden-gradients"), given, equivalent=False)
    assert isinstance(found, Misfit)
    assert words == found.given


def test_the_value_that_does_not_fit_is_told():
    """By its name, else by its place."""
    asked = form("backprop")
    first = numpy.zeros(asked.items[0].shape)
    assert "value 2 of 2" == read(asked, [first, "text"], equivalent=False).name
    named = form("hidden-gradients")
    assert named.items[1].name == read(named, (TWO[0], TWO[1][:2]), equivalent=False).name != ""


def test_equivalent_shapes_are_read_where_they_are_allowed():
    """A column will do for a vector."""
    column = numpy.array([[1.0], [2.0]])
    assert [1, 2] == read(form("output-gradients"), column, equivalent=True).tolist()
    assert isinstance(read(form("output-gradients"), column, equivalent=False), Misfit)
