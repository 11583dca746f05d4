import math
import sys
import textwrap
import warnings
from collections import OrderedDict
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gdtrace.sandbox import harness
from gdtrace.sandbox.claims import Opaque, value

FILE = "mine.py"


def loaded(source):
    """Run a file in this process; return the submission and the reply."""
    submission = harness.Submission({})
    return submission, harness.load(submission, textwrap.dedent(source), FILE)


def reply(source, name, *arguments, observe=False):
    """Run a file, call one of its functions; return the reply."""
    submission, _ = loaded(source)
    codes = [harness.encode(argument) for argument in arguments]
    ask = harness.asking(submission, codes, observe)
    return harness.named(submission.namespace, name, ask)


def seen(source, name, *arguments):
    """Return what was observed: line, function, name, value, in place."""
    events = reply(source, name, *arguments, observe=True)["seen"]
    return [
        (line, where, variable, value(code), inplace)
        for line, _, where, variable, code, inplace in events
    ]


def same(one, other):
    """Say whether two values have the same types and the same bits."""
    return harness.encode(one) == harness.encode(other) or repr(harness.encode(one)) == repr(
        harness.encode(other)
    )


def test_the_harness_knows_nothing_of_gdtrace():
    """It imports nothing but the standard library and numpy."""
    lines = Path(harness.__file__).read_text(encoding="utf-8").splitlines()
    imports = [
        line.split()[1].split(".")[0] for line in lines if line.startswith(("import", "from"))
    ]
    assert "numpy" in imports
    assert set() == set(imports) - {"numpy"} - sys.stdlib_module_names
    assert not any("import gdtrace" in line or "from gdtrace" in line for line in lines)


# Values there and back.


@given(st.floats())
def test_floats_keep_every_bit(number):
    """A float comes back as it was: -0.0, the smallest, NaN and infinity too."""
    back = value(harness.encode(number))
    assert type(back) is float
    assert repr(number) == repr(back)


@given(
    arrays.arrays(
        dtype=st.sampled_from(sorted(harness.DTYPES)),
        shape=arrays.array_shapes(min_dims=0, min_side=0, max_dims=3, max_side=4),
    )
)
def test_arrays_keep_type_shape_and_bits(array):
    """An array comes back with its type, its shape and all of its numbers."""
    back = value(harness.encode(array))
    assert (array.dtype, array.shape) == (back.dtype, back.shape)
    assert numpy.array_equal(array, back, equal_nan=array.dtype.kind == "f")


@pytest.mark.parametrize(
    "given",
    [
        None,
        True,
        0,
        -(10**309),
        "text",
        numpy.float32(0.1),
        numpy.int8(-3),
        numpy.bool_(False),
        numpy.float64("nan"),
        (),
        [],
        {},
        (1, [2.0, {"dw": numpy.zeros((2, 1)), "db": 0.5}]),
        numpy.arange(6.0).reshape(2, 3).T,
    ],
    ids=repr,
)
def test_values_come_back_as_they_were(given):
    """Exact types survive: a numpy number is not a float, a tuple is not a list."""
    assert same(given, value(harness.encode(given)))


class Liar(float):
    """A number that would lie if it were asked."""

    def __repr__(self):
        raise AssertionError("no method of a value may be called")

    __eq__ = __ne__ = __float__ = __add__ = __hash__ = __repr__


class Names(dict):
    """A dict that would lie."""

    def __iter__(self):
        raise AssertionError("no method of a value may be called")

    keys = values = items = __len__ = __getitem__ = __iter__


class Row(list):
    """A list that would lie."""

    def __iter__(self):
        raise AssertionError("no method of a value may be called")

    __len__ = __getitem__ = __iter__


class Array(numpy.ndarray):
    """An array of another type."""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Liar(1.0), 1.0),
        (Names(dw=1.0, db=Liar(2.0)), {"dw": 1.0, "db": 2.0}),
        (OrderedDict(dw=(1, 2)), {"dw": (1, 2)}),
        (Row([1.0, 2.0]), [1.0, 2.0]),
        (numpy.zeros(2).view(Array), Opaque("Array")),
        (numpy.ma.masked_array([1.0]), Opaque("MaskedArray")),
        (numpy.array([None, 1]), Opaque("ndarray", dtype="object", shape=(2,))),
        (numpy.array(["a"]), Opaque("ndarray", dtype="str32", shape=(1,))),
        (numpy.zeros(2, complex), Opaque("ndarray", dtype="complex128", shape=(2,))),
        (1j, Opaque("complex")),
        ({1.0}, Opaque("set")),
        (test_the_harness_knows_nothing_of_gdtrace, Opaque("function")),
        ((x for x in "ab"), Opaque("generator")),
        (10**311, Opaque("int", "too large")),
        (10 ** (10**5), Opaque("int", "too large")),
        (numpy.zeros(200_000), Opaque("ndarray", "too large", "float64", (200_000,))),
        ([0.0] * 200_000, Opaque("list", "too large")),
        ({1: 2.0}, Opaque("dict", "keys that are not texts")),
    ],
    ids=lambda one: type(one).__name__,
)
def test_other_values_are_known_by_their_type(given, expected):
    """What is derived from a float or a container is taken for one; all else is only named."""
    assert expected == value(harness.encode(given))


def test_a_matrix_is_not_an_array():
    """numpy.matrix multiplies in its own way, so it is named, not taken for an array."""
    assert Opaque("matrix") == value(harness.encode(numpy.eye(2).view(numpy.matrix)))


def test_a_list_in_itself_ends():
    """A list that contains itself is cut at a depth, and at a number of items."""
    inner = []
    inner.extend([inner] * 1000)
    encoded = harness.encode(inner)
    assert len(repr(encoded)) < 10**7
    assert Opaque("list", "too deep") == value(encoded)[0][0][0][0]


def test_many_lists_have_one_limit():
    """The limit is for the whole value, not for each of its parts."""
    parts = value(harness.encode([[0.5] * 60_000, [0.5] * 60_000]))
    assert [0.5] * 60_000 == parts[0]
    assert Opaque("list", "too large") == parts[1]


@pytest.mark.parametrize(
    "code",
    [
        None,
        5,
        "float",
        [],
        ["none of these", 1],
        ["float", 1],
        ["float", True],
        ["int", 1.0],
        ["int", 10**320],
        ["bool", 1],
        ["str", 3],
        ["array", "float64", [2], [1.0]],
        ["array", "float64", [-1], []],
        ["array", "float64", [1], ["1"]],
        ["array", "float64", [1], [1]],
        ["array", "object", [1], [1.0]],
        ["array", "int8", [1], [300]],
        ["array", "float64", [1] * 40, [1.0]],
        ["scalar", "float64", [1.0]],
        ["list", "ab"],
        ["dict", [["a"]]],
        ["dict", [[1, ["none"]]]],
        ["opaque", "x", "", 3, None],
        ["opaque", "x", "", "", ["a"]],
        ["list", [["list", [["list", [["list", [["list", []]]]]]]]]],
    ],
    ids=repr,
)
def test_what_is_no_encoded_value_is_refused(code):
    """Nothing but what encode makes is decoded."""
    with pytest.raises(ValueError):  # noqa: PT011 - each has a message of its own
        value(code)


# Loading.


def names(source):
    """Return the names of a file's functions with their parameters."""
    return {
        each["name"]: (each["parameters"], each["required"], each["star"])
        for each in loaded(source)[1]["functions"]
    }


def test_functions_are_listed_as_they_are_defined():
    """Functions of the file, by any kind of definition, and none that is imported."""
    source = """\
        from functools import lru_cache, partial, wraps
        from os.path import join
        import numpy
        def first(a, b, c=1, *rest, d=2):
            return a


        update_w = lambda w, g, lr: (
            w - lr * g)
        @lru_cache
        def second(ähm): return ähm
        @numpy.vectorize
        def third(z):
            return z
        again = first
        class Fourth:
            def method(self): pass
            def __call__(self, a, b=1):
                return a
        fifth, sixth = partial(first, 1), Fourth()
        """
    assert {
        "first": (["a", "b", "c"], 2, True),
        "update_w": (["w", "g", "lr"], 3, False),
        "second": (["ähm"], 1, False),
        "third": (["z"], 1, False),
        "again": (["a", "b", "c"], 2, True),
        "fifth": (["b", "c"], 1, True),
        "sixth": (["a", "b"], 1, False),
    } == names(source)


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\r\n    return x\r\n",
        "from __future__ import annotations\ndef f(x: Undefined) -> None: return x\n",
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: float\n"
        "def f(x): return A(x).x",
        "if __name__ == '__main__':\n    raise ValueError\ndef f(x): return x\n",
        "state = []\ndef f(x):\n    state.append(x)\n    return state[-1]",
    ],
)
def test_honest_files_are_loaded(source):
    """Line ends of Windows, future imports, dataclasses and main blocks are no obstacle."""
    assert ["float", 2.5] == reply(source, "f", 2.5)["value"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "x = 1\ndef f(:\n",
            {"kind": "syntax", "type": "SyntaxError", "line": 2, "text": "def f(:"},
        ),
        ("x = 1\n  y = 2\n", {"kind": "syntax", "type": "IndentationError", "line": 2}),
        ("(" * 100_000, {"kind": "syntax"}),
        ("\0", {"kind": "syntax"}),
        (
            "def g():\n    return [][3]\n\ng()\n",
            {"kind": "exception", "type": "IndexError", "line": 2, "text": "return [][3]"},
        ),
        ("import sys\nsys.exit(0)\n", {"kind": "exception", "type": "SystemExit", "line": 2}),
        ("raise KeyboardInterrupt", {"kind": "exception", "type": "KeyboardInterrupt"}),
        ("raise MemoryError", {"kind": "memory", "type": "MemoryError", "line": 1}),
        ("name = input()", {"type": "EOFError", "line": 1, "text": "name = input()"}),
        ("import json\njson.loads('x')", {"type": "JSONDecodeError", "line": 2}),
    ],
    ids=lambda one: repr(one)[:30],
)
def test_files_that_fail_say_where(source, expected):
    """The type of the error and the file's own line, never a line of a library."""
    assert expected.items() <= loaded(source)[1]["failure"].items()


def test_only_what_is_defined_may_be_run():
    """Functions, imports and constants are there; nothing is computed, and lines stay."""
    source = (
        "from __future__ import annotations\nimport numpy\n"
        "x = numpy.array([0.1, -2.0])\nrate: float = 0.5\n"
        "w = train(x)\nlater = undefined\nprint('hello')\n"
        "for k in range(10**9):\n    x = x + 1\n"
        "def f(z): return z * x[1] * rate\ng = lambda z: z\n"
    )
    submission = harness.Submission({})
    answer = harness.load(submission, source, FILE, definitions_only=True)
    assert ["f", "g"] == [each["name"] for each in answer["functions"]]
    lines = [submission.namespace[name].__code__.co_firstlineno for name in ("f", "g")]
    assert [10, 11] == lines
    assert {"w", "later", "k"}.isdisjoint(submission.namespace)
    assert "printed" not in answer
    assert -2.0 == submission.namespace["f"](2.0)


# Calling.


def test_arguments_that_are_changed_are_named():
    """Only what differs afterwards counts; NaN is equal to itself."""
    source = "def f(a, b, c):\n    a[0] = 5.0\n    b = b + 1\n    c.append(1)\n"
    answer = reply(source, "f", numpy.zeros(2), numpy.array([math.nan]), [])
    assert [0, 2] == answer["mutated"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return w", [[[], 0]]),
        ("return w.copy(), w[1:]", [[[1], 0]]),
        ("return {'w': w.T, 'many': many}", [[["w"], 0], [["many"], 1], [["many", 0], 1]]),
        ("return [many[0]]", [[[0], 1]]),
        ("return w + 0", []),
        ("return [m + 0 for m in many]", []),
    ],
)
def test_parts_that_are_arguments_are_named(body, expected):
    """A view, the array itself, and what stands in a list of arrays."""
    answer = reply(f"def f(w, many):\n    {body}\n", "f", numpy.arange(3.0), [numpy.zeros((2, 2))])
    assert expected == answer.get("aliased", [])


def test_arguments_are_fresh_and_plain():
    """Each argument is an array or number of its own, laid out row by row."""
    source = "def f(a, b):\n    return (\
a is b, a.flags.c_contiguous and a.flags.owndata, type(b).__name__)"
    shared = numpy.ones((2, 3)).T
    assert ["bool", False] == reply(source, "f", shared, shared)["value"][1][0]
    assert ["bool", True] == reply(source, "f", shared, shared)["value"][1][1]
    assert ["str", "float"] == reply(source, "f", shared, 0.5)["value"][1][2]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return x.shape", {"type": "AttributeError", "line": 3, "text": "return x.shape"}),
        ("import json; json.loads('')", {"type": "JSONDecodeError", "line": 3}),
        ("return f(x)", {"type": "RecursionError", "line": 3}),
        ("raise SystemExit(0)", {"type": "SystemExit", "message": "0"}),
        ("raise KeyboardInterrupt", {"type": "KeyboardInterrupt"}),
        ("raise MemoryError", {"kind": "memory"}),
        ("raise NotImplementedError", {"type": "NotImplementedError", "kind": "exception"}),
        ("input('number: ')", {"type": "EOFError", "line": 3}),
    ],
)
def test_exceptions_of_a_call_say_where(body, expected):
    """Every exception is the call's own, with the submission's line."""
    found = reply(f"import numpy\ndef f(x):\n    {body}\n", "f", 1.0)["failure"]
    assert expected.items() <= found.items()


def test_generated_functions_have_no_lines():
    """What was not written in the file has no line there; its caller has."""
    source = "exec('def g():\\n\\n\\n    raise ValueError')\ndef f():\n    g()\n"
    assert 3 == reply(source, "f")["failure"]["line"]


def test_an_exception_that_cannot_be_printed():
    """A message that fails is left out."""
    source = "class Bad(Exception):\n    def __str__(self): raise SystemExit\ndef f(): raise Bad\n"
    assert ("Bad", "", 3) == tuple(
        reply(source, "f")["failure"][key] for key in ("type", "message", "line")
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [("", "f is not defined"), ("f = 3.0", "f is not a function but of type float")],
)
def test_a_function_that_is_not_there(source, message):
    """Says whether there is no such name, or something else of that name."""
    found = reply(source, "f")["failure"]
    assert ("missing", message) == (found["kind"], found["message"])


def test_prints_and_warnings_are_told():
    """The first line that was printed and its place; each call's own warnings."""
    source = """\
        import numpy
        def f(x):
            print()
            print("first", x)
            print("second")
            return numpy.exp(x)
        """
    submission, _ = loaded(source)
    warnings.simplefilter("default")
    for _ in range(2):
        answer = harness.call(submission, submission.namespace["f"], [["float", 1e4]])
        assert ("first 10000.0", 3) == (answer["printed"], answer["print_line"])
        assert [["RuntimeWarning", "overflow encountered in exp", 6]] == answer["warnings"]


def test_what_is_printed_is_bounded():
    """Of megabytes only the beginning is kept."""
    answer = reply("def f():\n    for _ in range(100): print('x' * 10**5)\n", "f")
    assert harness.MOST_PRINTED == answer["prints"]
    assert harness.LONGEST_TEXT == len(answer["printed"])


# Observing.


def test_plain_tuple_and_augmented_assignments_are_seen():
    """Each has the line that assigned it; a value of the same variable may come again."""
    source = """\
        def f(x):
            a = x + 1
            b, c = a, 2 * a
            b += 10
            d = e = c
            text = "no number"
            flag = True
            return b - c
        """
    assert [
        (2, "f", "a", 2.0, False),
        (3, "f", "b", 2.0, False),
        (3, "f", "c", 4.0, False),
        (4, "f", "b", 12.0, False),
        (5, "f", "d", 4.0, False),
        (5, "f", "e", 4.0, False),
        (8, "f", "return", 8.0, False),
    ] == seen(source, "f", 1.0)


def test_a_statement_over_several_lines_counts_as_its_first():
    """Where the numbers stand inside the statement does not matter."""
    source = """\
        def g(a,
              b):
            return (
                a
                - b
            )
        def f(x):
            y = g(
                x,
                1.0,
            )
            (p,
             q) = y, -y
            return y
        """
    assert [
        (3, "g", "return", 2.0, False),
        (8, "f", "y", 2.0, False),
        (12, "f", "p", 2.0, False),
        (12, "f", "q", -2.0, False),
        (14, "f", "return", 2.0, False),
    ] == seen(source, "f", 3.0)


def test_loops_show_every_value():
    """Each round of a loop shows what it assigned."""
    source = """\
        def f(n):
            total = 0.5
            for k in range(n):
                total = total * 2
            while total > 1:
                total -= 1.0
            return [total]
        """
    assert [
        (2, "total", 0.5),
        (3, "k", 0),
        (4, "total", 1.0),
        (3, "k", 1),
        (4, "total", 2.0),
        (6, "total", 1.0),
        (7, "return", [1.0]),
    ] == [(line, name, value) for line, _, name, value, _ in seen(source, "f", 2)]


def test_helpers_lambdas_and_recursion_are_seen():
    """Whatever function of the file runs is observed, the innermost value first."""
    source = """\
        square = lambda z: z * z
        def down(n):
            return n if n < 1 else down(n - 1)
        def f(x):
            y = square(x)
            return down(1)
        """
    assert [
        (1, "<lambda>", "return", 9.0, False),
        (5, "f", "y", 9.0, False),
        (3, "down", "return", 0, False),
        (3, "down", "return", 0, False),
        (6, "f", "return", 0, False),
    ] == seen(source, "f", 3.0)


def test_comprehensions_and_generators_show_only_their_results():
    """The same on every version of Python."""
    source = """\
        def each(xs):
            for x in xs:
                yield x * 2
        def f(xs):
            twice = [2 * x for x in xs]
            total = sum(x for x in xs)
            more = list(each(xs))
            return total
        """
    events = seen(source, "f", [1.0, 2.0])
    assert [
        (5, "f", "twice", [2.0, 4.0], False),
        (6, "f", "total", 3.0, False),
        (2, "each", "x", 1.0, False),
        (2, "each", "x", 2.0, False),
        (7, "f", "more", [2.0, 4.0], False),
        (8, "f", "return", 3.0, False),
    ] == events


def test_changes_in_place_are_seen_under_every_name():
    """An array with two names changes under both."""
    source = """\
        def f(w, n):
            old = w
            w[0] = w[0] + n
            w = w * 1
            return None
        """
    events = seen(source, "f", numpy.array([1.0, 2.0]), 1.0)
    assert [(2, "old", False), (3, "w", True), (3, "old", True), (4, "w", False)] == sorted(
        ((line, name, inplace) for line, _, name, _, inplace in events),
        key=lambda event: (event[0], event[1] != "w"),
    )
    assert [2.0, 2.0] == next(list(value) for line, _, name, value, _ in events if line == 3)


def test_an_equal_value_that_is_assigned_again_is_seen():
    """Another line that gives the same number is a line of its own."""
    source = "def f(w):\n    g = w[0] * 1\n    g = w[1] * 1\n"
    assert [2, 3] == [line for line, *_ in seen(source, "f", numpy.array([0.5, 0.5]))]


def test_an_exception_in_a_helper_is_no_end():
    """A caught exception neither stops the observing nor counts as a returned value."""
    source = """\
        def g():
            raise ValueError
        def f():
            try:
                g()
            except ValueError:
                a = 1.5
            return a
        """
    assert [(7, "a"), (8, "return")] == [(line, name) for line, _, name, *_ in seen(source, "f")]


def test_what_is_observed_is_bounded():
    """After many values, and for large ones, observing stops; the result is there."""
    source = (
        "def f(n):\n    big = list(range(1000))\n    for k in range(n):\n        k\n    return k"
    )
    answer = reply(source, "f", 100_000, observe=True)
    assert (harness.MOST_EVENTS, False) == (len(answer["seen"]), answer["seen_all"])
    assert ["int", 99_999] == answer["value"]
    assert {"k"} == {event[3] for event in answer["seen"]}


PROGRAM = """\
import numpy
def sigmoid(sop):
    return 1.0 / (1 + numpy.exp(-1 * sop))
def f(x, w):
    total = 0.0
    for k in range(3):
        total += sum(a * b for a, b in zip(x, w, strict=True))
        w[k % len(w)] = sigmoid(total)
    def inner():
        nonlocal total
        total = total / 3
        return total
    inner()
    x = x.reshape(-1, 1)
    return total, w, x
"""


@given(arrays.arrays(float, 2, elements=st.floats(-5, 5)), st.floats(-3, 3))
def test_observing_changes_no_number(x, weight):
    """With and without an observer the reply is the same, bit for bit."""
    w = numpy.array([weight, 0.25])
    plain, observed = (reply(PROGRAM, "f", x, w, observe=on) for on in (False, True))
    assert "value" in plain
    for key in ("value", "mutated", "aliased", "warnings"):
        assert repr(plain.get(key)) == repr(observed.get(key))
    assert "seen" not in plain
    assert [] != observed["seen"]


def test_tracing_and_warnings_are_as_before():
    """Debuggers and coverage go on, also after an exception; so do prints and warnings."""

    def tracer(frame, event, argument):
        return None

    filters, streams = list(warnings.filters), (sys.stdin, sys.stdout, sys.stderr)
    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        for name in ("f", "fails"):
            reply("def f(): return 1\ndef fails(): raise ValueError", name, observe=True)
            assert tracer is sys.gettrace()
    finally:
        sys.settrace(before)
    assert (filters, streams) == (list(warnings.filters), (sys.stdin, sys.stdout, sys.stderr))
