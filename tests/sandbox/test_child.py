import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy
import pytest
from levels import needs_l2

from gdtrace.sandbox.child import RESTARTS, Child
from gdtrace.sandbox.claims import Failure, Loaded, Opaque, Returned
from gdtrace.sandbox.process import ending, environment
from gdtrace.sandbox.starter import Starter


@pytest.fixture(params=["L1", pytest.param("L2", marks=needs_l2)])
def level(request):
    """Run a test at every level that this machine offers."""
    return request.param


@pytest.fixture
def child(level):
    """Yield a process with short limits, and end it after the test."""
    with Child.start(level, load_limit=3.0, call_limit=0.5) as child:
        yield child


def load(child, source):
    """Run a file; return what was loaded."""
    return child.load(textwrap.dedent(source), "mine.py")


def results(child, source, name, arguments, **options):
    """Run a file, and call one of its functions."""
    assert isinstance(load(child, source), Loaded)
    return child.calls(name, arguments, **options)


STEP = """\
import numpy

def sigmoid(sop):
    return 1.0 / (1 + numpy.exp(-1 * sop))

def step(x, w, rate=0.1):
    print("one step")
    predicted = sigmoid(numpy.sum(x * w))
    w -= rate * x * predicted
    return {"w": w, "predicted": predicted}
"""


def test_a_call_returns_values_and_what_it_did_besides(child, level):
    """The whole record of one call, over the pipes."""
    x, w = numpy.array([1.0, 2.0]), numpy.array([0.5, -0.25])
    (found,) = results(child, STEP, "step", [[x, w]])
    assert isinstance(found, Returned)
    assert 0.5 == found.value["predicted"]
    assert type(found.value["predicted"]) is numpy.float64
    assert [0.45, -0.35] == found.value["w"].tolist()
    assert [0.5, -0.25] == w.tolist()
    assert ((1,), "one step", 9, 7) == (
        found.mutated,
        found.printed,
        found.prints,
        found.print_line,
    )
    assert [(("w",), 1)] == [(alias.way, alias.argument) for alias in found.aliased]
    assert level == child.isolation


def test_functions_are_listed(child):
    """The record of a file that was run."""
    loaded = load(child, STEP)
    assert ["sigmoid", "step"] == list(loaded.functions)
    step = loaded.functions["step"]
    assert (("x", "w", "rate"), 2, False) == (step.parameters, step.required, step.star)
    assert loaded is child.loaded
    assert loaded.stopped is None


def test_lines_are_observed_with_their_text(child):
    """Local variables cross as numbers, with the line as the file has it."""
    (found,) = results(child, STEP, "step", [[numpy.ones(2), numpy.zeros(2)]], observe=True)
    assert [
        (4, "sigmoid", "return", "return 1.0 / (1 + numpy.exp(-1 * sop))"),
        (8, "step", "predicted", "predicted = sigmoid(numpy.sum(x * w))"),
        (9, "step", "w", "w -= rate * x * predicted"),
        (10, "step", "return", 'return {"w": w, "predicted": predicted}'),
    ] == [(seen.line, seen.function, seen.name, seen.text) for seen in found.seen]
    assert found.seen_all
    assert found.seen[2].inplace


def test_many_calls_are_answered_in_order(child):
    """More than fits into a pipe, both ways."""
    calls = [[numpy.full(2000, float(k))] for k in range(60)]
    found = results(child, "def f(x):\n    return x, len(x)\n", "f", calls)
    assert [float(k) for k in range(60)] == [each.value[0][-1] for each in found]


def test_globals_are_kept_between_calls(child):
    """One file is one program."""
    source = "n = 0\ndef f():\n    global n\n    n += 1\n    return n\n"
    assert [1, 2, 3] == [each.value for each in results(child, source, "f", [[]] * 3)]


@pytest.mark.parametrize(
    "source",
    [
        "\ufeffdef f(x):\r\n    y = x\r\n    return y\r\n",
        "from __future__ import annotations\ndef f(x: Later):\n    return x\n",
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: 'float'\n"
        "def f(x): return A(x).x\n",
        "import sys\ndef f(x):\n    return x\nif __name__ == '__main__':\n    quit()\n",
        "def f(größe):\n    print('größe ±')\n    return größe\n",
        "import sys\nassert not any(name.startswith('gdtrace') for name in sys.modules)\n"
        "def f(x): return x\n",
        "import os\nassert 'HOME' not in os.environ\ndef f(x): return x\n",
    ],
)
def test_honest_files_run(child, source):
    """Byte-order marks, Windows lines, main blocks, dataclasses, letters of any language."""
    (found,) = results(child, source, "f", [[0.1]])
    assert 0.1 == found.value


def test_input_is_refused(child):
    """Nobody types: the program is told so at once."""
    failure = load(child, "x = 1\nname = input('Your name? ')\n")
    assert ("EOFError", 2) == (failure.type, failure.line)
    assert failure.message.startswith("the program waits for input()")


def test_leaving_early_is_an_exception(child):
    """exit() and quit() are there, as in any program."""
    failure = load(child, "print('bye')\nexit()\n")
    assert ("exception", "SystemExit", 2) == (failure.kind, failure.type, failure.line)


@pytest.mark.parametrize(
    ("source", "kind", "type", "line"),
    [
        ("def f(:\n", "syntax", "SyntaxError", 1),
        ("(" * 10_000, "syntax", None, None),
        ("x = [1][2]", "exception", "IndexError", 1),
        ("import sys\nsys.exit(0)", "exception", "SystemExit", 2),
        ("import os\nos._exit(0)", "crashed", "exit status 0", None),
        ("import os\nos.abort()", "crashed", "SIGABRT", None),
        ("import os\nos.closerange(0, 100)", "crashed", None, None),
        ("input('name? ')", "exception", "EOFError", 1),
        ("raise MemoryError", "memory", "MemoryError", 1),
    ],
)
def test_files_that_cannot_be_run(child, source, kind, type, line):
    """Each has its kind; a call gets the same answer; nothing hangs."""
    failure = load(child, source)
    assert kind == failure.kind
    assert type in (None, failure.type)
    assert line in (None, failure.line)
    assert [failure, failure] == child.calls("f", [[1], [2]])


LOOPS = """\
import numpy

w = numpy.array([0.5])

def f(x):
    return x * w[0]

for k in range(10):
    w[0] = f(w[0])

k = 0
while k < 10**9:
    w = w - 0.001 * f(w)
    k = k + 1

def late(x):
    return 2 * x
"""


def test_a_loop_outside_of_functions_is_stopped(child):
    """Its lines are named, and the functions can be called all the same."""
    loaded = load(child, LOOPS)
    assert ("timeout", (12, 14)) == (loaded.stopped.kind, loaded.stopped.loop)
    assert (12, "while k < 10**9:") == (loaded.stopped.line, loaded.stopped.text)
    assert loaded.stopped.message.startswith("stopped after 10000 rounds of a loop")
    assert ["f", "late"] == list(loaded.functions)
    assert 1.0 == child.calls("f", [[2.0]])[0].value


def test_short_loops_outside_of_functions_are_run(child):
    """Loops in loops, in conditions and in functions run to their end; lines stay right."""
    source = """\
        total = 0
        if True:
            for k in range(100):
                for j in range(90):
                    total += 1
        def f():
            n = 0
            while n < 50_000:
                n += 1
            return n + total
        assert f() == 59_000
        [][total]
        """
    failure = load(child, source)
    assert ("IndexError", 12) == (failure.type, failure.line)


def test_a_file_that_sleeps_is_stopped():
    """Waiting is not a loop; the limit of loading holds."""
    with Child.start(load_limit=0.4) as child:
        loaded = load(child, "import time\ntime.sleep(60)\ndef f(): return 1\n")
        assert ("timeout", 2, None) == (
            loaded.stopped.kind,
            loaded.stopped.line,
            loaded.stopped.loop,
        )
        assert "time.sleep(60)" == loaded.stopped.text
        assert [1] == [each.value for each in child.calls("f", [[]])]


def test_a_function_that_the_file_calls_and_never_ends():
    """The line of the file itself is named, not the loop inside the function."""
    with Child.start(load_limit=0.4) as child:
        loaded = load(child, "def f():\n    while True:\n        pass\nf()\n")
        assert (4, "f()", None) == (loaded.stopped.line, loaded.stopped.text, loaded.stopped.loop)
        assert ["f"] == list(loaded.functions)


def test_a_call_that_takes_too_long_is_stopped(child):
    """The loop's lines are named, and the calls after it are answered by another process."""
    source = """\
        def helper(x):
            return x + 1
        def f(x):
            while x > 0:
                x = helper(x)
            return x
        """
    found = results(child, source, "f", [[-1.0], [1.0], [-2.0]])
    assert [-1.0, -2.0] == [found[0].value, found[2].value]
    assert ("timeout", (4, 5)) == (found[1].kind, found[1].loop)
    assert found[1].line in (4, 5)
    assert "stopped after 0.5 seconds" == found[1].message


def test_there_is_an_end_to_starting_again(child):
    """After a few processes the remaining calls are not run, and say so."""
    started = time.monotonic()
    found = results(child, "import os\ndef f(x):\n    os._exit(3)\n", "f", [[1]] * 9)
    assert ["crashed"] * (1 + RESTARTS) + ["skipped"] * (8 - RESTARTS) == [e.kind for e in found]
    assert "exit status 3" == found[0].type
    assert time.monotonic() - started < 10


def test_a_function_that_never_ends_costs_no_other_its_calls(child):
    """Each has processes of its own to lose, and what never ends is asked last."""
    source = """\
        def bad(x):
            while True: pass
        def good(x):
            return 2 * x
        """
    load(child, source)
    names = ["bad", "bad", "good", "bad", "bad", "bad", "good"]
    found = child.calls(names, [[float(place)] for place in range(7)])
    assert [4.0, 12.0] == [found[place].value for place in (2, 6)]
    assert ["timeout"] * 4 == [found[place].kind for place in (0, 1, 3, 4)]
    assert "skipped" == found[5].kind


WORST = [
    ("os._exit(0)", "crashed"),
    ("os.kill(os.getpid(), 11)", "crashed"),
    ("os.closerange(0, 100)", "crashed"),
    ("sys.exit(0)", "exception"),
    ("raise KeyboardInterrupt", "exception"),
    ("[write(fd, b'x' * 10 + bytes([10])) for fd in range(3, 12) if is_pipe(fd)]", "protocol"),
    ("[flood(fd) for fd in range(3, 12) if is_pipe(fd)]", "protocol"),
    ("[os.read(fd, 10**6) for fd in range(3, 12) if is_pipe(fd)]", "timeout"),
    ("sys._current_frames = None\n    while True: pass", "timeout"),
    ("import threading; threading.Event.wait = 1; x = 9**9**9", "timeout"),
]

WORST_SOURCE = """\
import os, stat, sys
def is_pipe(fd):
    try:
        mode = os.fstat(fd).st_mode
        return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
    except OSError:
        return False
def write(fd, data):
    try:
        return os.write(fd, data)
    except OSError:
        return 0
def flood(fd):
    while write(fd, b'x' * 10**6): pass
def f(x):
    if x: return x
    {body}
    return x
"""


@pytest.mark.parametrize(("body", "kind"), WORST)
def test_the_worst_calls_are_answered(child, body, kind):
    """Whatever a call does to its process, there is an answer in time, and to the next call."""
    started = time.monotonic()
    found = results(child, WORST_SOURCE.format(body=body), "f", [[0], [5]])
    assert kind == found[0].kind
    assert 5 == child.calls("f", [[5]])[0].value
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(("body", "kind"), WORST)
def test_the_worst_call_among_others_is_the_one_that_is_named(child, body, kind):
    """Replies that wait to be sent together are lost with the process, and asked for again."""
    found = results(child, WORST_SOURCE.format(body=body), "f", [[1], [2], [0], [3]])
    assert [1, 2, 3] == [found[place].value for place in (0, 1, 3)]
    assert kind == found[2].kind


def test_a_reply_that_is_made_up_is_not_believed(child):
    """Without the token of the request it is none, however good it looks."""
    source = """\
        import os, json
        def f():
            forged = {"replies": [{"value": ["float", 1.0]}], "token": "0" * 16}
            for fd in range(3, 12):
                try:
                    os.write(fd, json.dumps(forged).encode() + bytes([10]))
                except OSError:
                    pass
            return 2.0
        """
    (found,) = results(child, source, "f", [[]])
    assert "protocol" == found.kind


def test_a_made_up_reply_instead_of_one_is_not_believed(child):
    """The same where the harness never gets to reply."""
    source = """\
        import os, json
        def f():
            for fd in range(3, 12):
                try:
                    forged = {"replies": [{"value": ["float", 1.0]}]}
                    os.write(fd, json.dumps(forged).encode() + bytes([10]))
                except OSError:
                    pass
            os._exit(0)
        """
    (found,) = results(child, source, "f", [[]])
    assert ("protocol", "the process sent something that is no reply") == (
        found.kind,
        found.message,
    )


def test_replies_that_are_too_long_are_not_read(child, monkeypatch):
    """There is a limit to the bytes of a reply, whatever they say."""
    monkeypatch.setattr("gdtrace.sandbox.process.LONGEST_LINE", 100_000)
    monkeypatch.setattr("gdtrace.sandbox.forked.LONGEST_LINE", 100_000)
    source = "def f(n):\n    return [0.123456789] * n\n"
    found = results(child, source, "f", [[1000], [50_000]])
    assert 1000 == len(found[0].value)
    assert ("protocol", "the process sent something that is no reply") == (
        found[1].kind,
        found[1].message,
    )


def test_replies_of_the_wrong_form_are_refused(child):
    """A submission that replaces the harness's own functions only claims something else."""
    source = """\
        import json
        plain = json.dumps
        def f(claim):
            claimed = json.loads(claim)
            json.dumps = lambda line: plain({**line, "replies": [claimed]})
            return 1.0
        """
    parts = [
        {"seen": [[1, 2]]},
        {"warnings": 3},
        {"mutated": "no"},
        {"aliased": [[[[]], 0]]},
        {"seen_all": 1},
        {"prints": "many"},
    ]
    claims = [
        {},
        {"value": 5},
        {"value": ["object", []]},
        *({"value": ["float", 1.0], **part} for part in parts),
        {"failure": 3},
        {"failure": {"kind": "right"}},
    ]
    (right,) = results(child, source, "f", [[json.dumps({"value": ["float", 2.0]})]])
    assert 2.0 == right.value
    found = [child.calls("f", [[json.dumps(claim)]])[0] for claim in claims]
    assert ["protocol"] * len(claims) == [each.kind for each in found]


@pytest.mark.parametrize(
    "body",
    [
        "os.write(1, b'forged\\n' * 10)",
        "os.write(2, b'forged\\n' * 10**6)",
        "print('x' * 10**7)",
        "sys.__stdout__.write('x'); sys.__stdout__.flush()",
        "sys.stdout.close(); sys.stdout = None",
        "os.close(0); os.close(1); os.close(2)",
        "os.system('echo forged')",
        "sys.stderr.write('x' * 10**7)",
        "sys.stdout.buffer.write(b'x'); sys.stdout.reconfigure(encoding='ascii'); print('σ')",
    ],
)
def test_output_never_disturbs_the_replies(child, body):
    """Print whatever, close whatever: the calls after it are answered."""
    source = f"import os, sys\ndef f(x):\n    {body}\n    return x\n"
    found = results(child, source, "f", [[1.0], [2.0]])
    assert 1.0 == found[0].value
    assert isinstance(found[1], Returned | Failure)


def test_values_that_are_no_numbers_are_named(child):
    """Generators, functions, huge numbers, arrays of objects; lists of arrays are values."""
    source = """\
        import numpy
        def f(kind):
            if kind == 0: return (x for x in [1])
            if kind == 1: return f
            if kind == 2: return 10**10**4
            if kind == 3: return numpy.array([None])
            return [numpy.eye(2), numpy.zeros(3, "float32")]
        """
    found = [each.value for each in results(child, source, "f", [[k] for k in range(5)])]
    assert [
        Opaque("generator"),
        Opaque("function"),
        Opaque("int", "too large"),
        Opaque("ndarray", "", "object", (1,)),
    ] == found[:4]
    assert ["float64", "float32"] == [each.dtype.name for each in found[4]]


def test_arguments_that_cannot_be_sent_are_refused(child):
    """The grader's own mistakes are errors, not findings."""
    load(child, STEP)
    with pytest.raises(TypeError, match="arguments are numbers, texts, arrays"):
        child.calls("step", [[numpy.array([None])]])


def test_numbers_cross_bit_for_bit(child):
    """Of floats nothing is lost on the way there and back."""
    numbers = [-0.0, 5e-324, 1.7976931348623157e308, float("nan"), float("-inf"), 0.1]
    found = results(child, "def f(x): return x\n", "f", [[numbers], [numpy.array(numbers)]])
    assert [repr(x) for x in numbers] == [repr(x) for x in found[0].value]
    assert numpy.array(numbers).tobytes() == found[1].value.tobytes()


def test_half_a_character_is_replaced(child):
    """Whatever text comes back can be printed."""
    source = "def f():\n    print('\\udcff')\n    return '\\ud83d', 'σ', '\\U0001F600'\n"
    (found,) = results(child, source, "f", [[]])
    assert ("?", "σ", "\U0001f600") == found.value
    assert "?" == found.printed


@pytest.mark.parametrize("isolation", ["L1", pytest.param("auto", marks=needs_l2)])
def test_while_a_process_starts_there_is_time_for_something_else(isolation):
    """An interpreter that imports numpy has begun; a zygote that has said what it can is ready."""
    with Child.start(isolation) as child:
        assert child.is_starting()
        load(child, "def f(): return 1")
        assert not child.is_starting()


@needs_l2
@pytest.mark.parametrize("children", ["few", "many"])
def test_children_answer_alike_whether_or_not_there_will_be_many(children):
    """What is done beforehand saves time, and changes nothing."""
    with Starter.start("require:L2", children=children) as starter:
        command = Path(f"/proc/{starter._zygote.pid}/cmdline").read_text(encoding="utf-8")
        assert children == command.split("\0")[-2]
        child = Child(starter)
        (found,) = results(child, "def f(x): return [x, -x]", "f", [[1.5]])
        assert [1.5, -1.5] == found.value
        child.close()


def test_a_python_without_numpy_is_the_graders_failure(monkeypatch):
    """It is said that no process could be started; nothing is said about the submission."""
    monkeypatch.setattr("gdtrace.sandbox.process.START", "raise SystemExit")
    with Child.start() as child:
        assert "start" == child.load("def f(): return 1", "mine.py").kind
        assert "start" == child.calls("f", [[]])[0].kind


def test_no_process_is_left():
    """What a submission has started ends with it, where it can start anything."""
    child = Child.start("L1")
    source = """\
        import subprocess, sys
        def f():
            return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid
        """
    (found,) = results(child, source, "f", [[]])
    child.close()
    deadline = time.monotonic() + 5
    while alive(found.value) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not alive(found.value)


def alive(pid):
    """Say whether a process runs; one that waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_folder_is_removed():
    """Files that a submission writes go with it, where it can write any; it begins empty."""
    child = Child.start("L1")
    source = """\
        import os
        assert os.listdir() == []
        def f():
            open('note.txt', 'w').close()
            return os.getcwd()
        """
    (found,) = results(child, source, "f", [[]])
    assert Path(found.value, "note.txt").exists()
    child.close()
    assert not Path(found.value).exists()


def test_another_file_can_be_loaded_after_a_crash(child):
    """A child can be used for several files, one after the other."""
    load(child, "import os\nos._exit(1)")
    (found,) = results(child, "def f(): return 1", "f", [[]])
    assert 1 == found.value


def test_a_child_apart_has_the_same_file_and_shares_nothing(child):
    """What the one is asked the other never sees; each can be closed by itself."""
    source = "seen = []\ndef f(x):\n    seen.append(x)\n    return seen\n"
    assert [[1.0]] == [each.value for each in results(child, source, "f", [[1.0]])]
    other = child.apart()
    assert child.loaded is other.loaded
    assert [[5.0]] == [each.value for each in other.calls("f", [[5.0]])]
    other.close()
    assert [[1.0, 2.0]] == [each.value for each in child.calls("f", [[2.0]])]


def test_a_child_apart_spends_the_same_budget():
    """Whatever is asked of either: a submission has its time once."""
    source = "import time\ndef f(x):\n    time.sleep(x)\n    return x\n"
    with Child.start(budget=4.0) as child:
        (found,) = results(child, source, "f", [[2.0]])
        assert 2.0 == found.value
        other = child.apart()
        (found,) = other.calls("f", [[3.0]])
        assert ("timeout", True) == (found.kind, "everything together" in found.message)
        other.close()
        (found,) = child.calls("f", [[0.0]])
        assert "skipped" == found.kind


def test_a_child_apart_of_a_file_that_failed_is_not_started(child):
    """It gives the same answer."""
    failure = load(child, "def f(:\n")
    with child.apart() as other:
        assert [failure] == other.calls("f", [[1]])


def test_the_environment_is_emptied():
    """Only what an interpreter needs is kept."""
    kept = environment({"HOME": "/home", "SECRET": "x", "LD_LIBRARY_PATH": "/lib"})
    assert "/lib" == kept["LD_LIBRARY_PATH"]
    assert {"HOME", "SECRET"}.isdisjoint(kept)


@pytest.mark.parametrize(
    ("status", "expected"), [(3, "exit status 3"), (-11, "SIGSEGV"), (-200, "signal 200")]
)
def test_ends_have_names(status, expected):
    """The name of a signal, or the number that was given."""
    assert expected == ending(status)


def test_starting_needs_no_numpy_here():
    """The parent can start a child before it imports numpy itself."""
    code = (
        "import sys; from gdtrace.sandbox.child import Child\n"
        "with Child.start() as child:\n"
        "    child.load('def f(): return 1', 'mine.py')\n"
        "    print('numpy' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert "False" == done.stdout.strip()
