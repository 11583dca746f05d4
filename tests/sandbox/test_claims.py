"""Records made of replies: remembered to the last bit, and only if they are short."""

import math

import pytest

from gdtrace.sandbox.claims import SHORT, Failure, Returned, returned

LINES = "{}:{}".format


def record(code, **parts):
    """Return the record for a reply with an encoded value."""
    return returned({"value": code, **parts}, LINES)


def array(*numbers):
    """Return an encoded array."""
    return ["array", "float64", [len(numbers)], list(numbers)]


def test_what_is_returned_again_is_the_same_record():
    """What was read from it is there already."""
    first = record(array(0.1, 0.2))
    first.known["form"] = "numbers"
    assert first is record(array(0.1, 0.2))
    assert record(array(0.1, 0.2)).known == {"form": "numbers"}


ALIKE = [
    (["float", 0.0], ["float", -0.0]),
    (["float", 1.0], ["float", math.nextafter(1.0, 2.0)]),
    (["int", 1], ["bool", True]),
    (["list", [["int", 1]]], ["tuple", [["int", 1]]]),
    (["str", "1"], ["int", 1]),
    (["array", "float64", [2, 1], [1.0, 2.0]], ["array", "float64", [1, 2], [1.0, 2.0]]),
    (["array", "float64", [1], [1.0]], ["array", "float32", [1], [1.0]]),
    (["opaque", "A", "", "", None], ["opaque", "B", "", "", None]),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_values_that_are_nearly_the_same_are_not_taken_for_each_other(one, other):
    """In any order; each keeps what it is."""
    found = [record(each).value for each in (one, other, one, other)]
    assert repr(found[0]) == repr(found[2]) != repr(found[1]) == repr(found[3])


def test_a_number_where_a_float_is_due_stays_no_reply():
    """Also if a right one, equal to it, came before."""
    assert isinstance(record(["float", 1.0]), Returned)
    assert "protocol" == record(["float", 1]).kind
    assert "protocol" == record(["float", True]).kind


def test_what_a_call_did_besides_is_never_remembered():
    """It belongs to one submission: what it printed, and its own lines."""
    plain = record(["float", 2.5])
    said = record(["float", 2.5], printed="hello", prints=5)
    assert said is not plain
    assert ("", "hello") == (plain.printed, said.printed)
    seen = [[1, "a.py", "f", "w", ["float", 2.5], False]]
    one, other = (record(["float", 2.5], seen=seen) for _ in range(2))
    assert one is not other
    assert "a.py:1" == one.seen[0].text


def test_long_values_are_not_remembered():
    """A class of thousands would fill the memory with them."""
    size = SHORT // 9
    assert record(array(*[0.5] * size)) is not record(array(*[0.5] * size))


DEEP = ["int", 1]
for _ in range(3_000):
    DEEP = ["list", [DEEP]]


@pytest.mark.parametrize("code", [DEEP, None, [], {}, ["float", {}], ["no"], ["int", 10**5000]])
def test_what_is_no_value_is_no_reply(code):
    """Whatever it is, and each time."""
    for _ in range(2):
        found = record(code)
        assert isinstance(found, Failure)
        assert "protocol" == found.kind


def test_a_reply_without_a_value_is_none():
    """Also if it has one part."""
    assert "protocol" == returned({"printed": "x"}, LINES).kind
