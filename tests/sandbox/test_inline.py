import sys

import numpy

from gdtrace.sandbox.claims import Failure, Returned
from gdtrace.sandbox.inline import Inline

RATE = 0.5


def helper(a, b):
    """Help."""
    return a - b


def step(w, x):
    """Change an argument, call a helper, and print."""
    print("working")
    g1 = helper(x, 1.0)
    w[0] = w[0] - RATE * g1
    return w, numpy.exp(1000.0 * g1)


def broken(x):
    """Fail in a helper."""
    return helper(x, None)


def test_functions_of_this_process_are_asked_in_the_same_way(capsys):
    """The same records: value, changed arguments, prints, warnings, lines with their text."""
    w = numpy.array([1.0, 2.0])
    inline = Inline({"step": step})
    (found,) = inline.calls("step", [[w, 2.0]], observe=True)
    assert isinstance(found, Returned)
    assert ([0.5, 2.0], numpy.inf) == (found.value[0].tolist(), found.value[1])
    assert [1.0, 2.0] == w.tolist()
    assert ((0,), "working") == (found.mutated, found.printed)
    assert ["overflow encountered in exp"] == [each.message for each in found.warnings]
    assert [
        ("helper", "return", "return a - b"),
        ("step", "g1", "g1 = helper(x, 1.0)"),
        ("step", "w", "w[0] = w[0] - RATE * g1"),
        ("step", "return", "return w, numpy.exp(1000.0 * g1)"),
    ] == [(seen.function, seen.name, seen.text) for seen in found.seen]
    assert ("", "") == tuple(capsys.readouterr())
    assert "L0" == inline.isolation


def test_exceptions_have_the_line_of_the_function():
    """The innermost line of the module that the function is from."""
    (found,) = Inline({"f": broken}).calls("f", [[1.0]])
    assert isinstance(found, Failure)
    assert ("TypeError", "return a - b") == (found.type, found.text)


def test_any_callable_is_called():
    """Also one that Python did not compile, of which less is known."""
    inline = Inline({"exp": numpy.exp, "step": step})
    assert ["step"] == list(inline.loaded.functions)
    assert ("w", "x") == inline.loaded.functions["step"].parameters
    assert 1.0 == inline.calls("exp", [[0.0]], observe=True)[0].value
    assert "missing" == inline.calls("log", [[0.0]])[0].kind


def test_a_tracer_of_somebody_else_goes_on():
    """Coverage and debuggers are not disturbed."""
    events = []

    def tracer(frame, event, argument):
        events.append(frame.f_code.co_name)

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        Inline({"f": helper}).calls("f", [[2.0, 1.0]], observe=True)
        helper(1.0, 1.0)
    finally:
        sys.settrace(before)
    assert "helper" == events[-1]
