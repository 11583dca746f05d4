import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest
from levels import BEST, each_level, needs_l2, start
from processes import all_gone, as_nobody, runs

from gdtrace.errors import IsolationError
from gdtrace.sandbox import forked, zygote
from gdtrace.sandbox.claims import Failure, Loaded, Returned
from gdtrace.sandbox.sandbox import Sandbox

IGNORES = """\
import os, signal, time
for each in range(1, 65):
    try:
        signal.signal(each, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
def pid():
    return os.getpid()
def wait():
    while True:
        time.sleep(60)
def spin():
    while True:
        pass
"""


@pytest.fixture
def sandbox():
    """Yield a sandbox with forked children, and close it after the test."""
    with Sandbox.start("L2") as sandbox:
        yield sandbox


def one(child, source, name, *arguments):
    """Run a file, call a function of it once; return what came of that."""
    loaded = child.load(textwrap.dedent(source), "mine.py")
    assert isinstance(loaded, Loaded), loaded
    return child.calls(name, [list(arguments)])[0]


# Levels.


def test_the_best_level_is_taken_and_what_is_missing_is_said():
    """Only one of them can be: the best level, or a sentence about what it lacks."""
    with Sandbox.start() as sandbox:
        assert BEST == sandbox.level
        assert (sandbox.level == "L2") == (sandbox.missing == "")


@each_level
def test_a_level_can_be_asked_for(level):
    """Neither more nor less; it stands in the child too."""
    with start(level) as sandbox, sandbox.child() as child:
        assert (level, level, "") == (sandbox.level, child.isolation, child.missing)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Landlock is Linux's")
def test_without_landlock_there_is_less_and_it_is_said(monkeypatch):
    """The zygote says what is missing; what is required is not replaced by less."""
    monkeypatch.setattr(forked, "command", _without_landlock)
    why = "this kernel has no Landlock, or does not use it"
    with Sandbox.start() as sandbox, sandbox.child() as child:
        assert ("L1", why) == (sandbox.level, sandbox.missing)
        assert 2 == one(child, "def f(): return 2", "f").value
    with pytest.raises(IsolationError, match=f"L2 is required, but L1 is all there is: {why}"):
        Sandbox.start("require:L2")


def _without_landlock(*arguments):
    """Return a command in which the kernel seems to know no Landlock."""
    changed = [*forked_command(*arguments)]
    place = changed.index("-c") + 1
    patch = 'sys.modules["gdtrace.sandbox.landlock"].version = lambda: 0\nfor name in [name'
    changed[place] = changed[place].replace("for name in [name", patch)
    return changed


forked_command = forked.command


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a zygote is Linux's")
def test_a_zygote_that_cannot_start_gives_the_lower_level(monkeypatch):
    """It is said, like anything else that is missing."""
    monkeypatch.setattr(forked, "command", lambda *_: [sys.executable, "-c", ""])
    with Sandbox.start() as sandbox:
        assert "L1" == sandbox.level
        assert "could not be started" in sandbox.missing


@needs_l2
def test_a_zygote_that_is_killed_while_it_starts_lowers_no_level(monkeypatch):
    """By whomever, twice: the third one says what the machine offers."""
    dead = [[sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]] * 2
    monkeypatch.setattr(
        forked, "command", lambda *words: dead.pop() if dead else forked_command(*words)
    )
    with Sandbox.start() as sandbox, sandbox.child() as child:
        assert ("L2", "", []) == (sandbox.level, sandbox.missing, dead)
        assert 1 == one(child, "def f(): return 1", "f").value


# What a child is.


@needs_l2
def test_a_child_has_one_descriptor_of_its_own(sandbox):
    """Besides /dev/null three times: nothing of the zygote, the grader or other children."""
    source = """\
        import os
        def f():
            found = []
            for fd in range(4096):
                try:
                    os.fstat(fd)
                    found.append(fd)
                except OSError:
                    pass
            return found
        """
    with sandbox.child() as first, sandbox.child() as second:
        assert [0, 1, 2, 3] == one(first, source, "f").value
        assert [0, 1, 2, 3] == one(second, source, "f").value


@needs_l2
def test_a_child_has_its_own_session_and_folder(sandbox):
    """No terminal, no folder of the grader, no environment."""
    with sandbox.child() as child:
        found = one(child, "import os\ndef f(): return os.getcwd(), len(os.environ)", "f")
        assert ("/", 0) == found.value
        pid = one(child, IGNORES, "pid").value
        assert pid == os.getsid(pid)


@each_level
def test_a_process_has_limits(level):
    """Of memory, files, and the time that the grader allows."""
    source = """\
        import resource
        def f():
            names = "AS", "FSIZE", "NOFILE", "CORE", "MEMLOCK", "CPU"
            return [list(resource.getrlimit(getattr(resource, "RLIMIT_" + name))) for name in names]
        """
    with start(level) as sandbox, sandbox.child(budget=7) as child:
        expected = [[value, value] for value in (2**31, 0, 32, 0, 0, 9)]
        assert expected == one(child, source, "f").value


@each_level
def test_too_much_memory_is_an_error_of_its_own(level):
    """Eight gigabytes are not there; the next call is answered."""
    source = "import numpy\ndef f(n):\n    return numpy.ones(n).size\n"
    with start(level) as sandbox, sandbox.child() as child:
        assert "memory" == one(child, source, "f", 10**9).kind
        assert 10 == child.calls("f", [[10]])[0].value


@needs_l2
def test_privileges_are_gone(sandbox):
    """No capability, none to get back, and nobody may look into the process."""
    with sandbox.child() as child:
        pid = one(child, IGNORES, "pid").value
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        status = dict(line.split(":\t", 1) for line in lines)
    held = [int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")]
    assert [0, 0, 0, 0] == held
    assert ("1", "2") == (status["NoNewPrivs"], status["Seccomp"])
    if os.getuid() == 0:
        assert 0 == int(status["CapBnd"], 16)


@needs_l2
def test_the_zygote_has_one_thread(sandbox):
    """A process with more may not be forked safely."""
    with sandbox.child() as child:
        one(child, IGNORES, "pid")
        pid = sandbox._starter._zygote.pid
        assert 1 == len(os.listdir(f"/proc/{pid}/task"))


@needs_l2
def test_children_know_nothing_of_each_other(sandbox):
    """What one leaves behind, in memory or in modules, the next does not find."""
    leaves = "import numpy\nnumpy.exp = lambda x: 42\nimport math\nmath.left = 1\ndef f(): return 1"
    finds = "import math, numpy\ndef f(): return float(numpy.exp(0.0)), hasattr(math, 'left')"
    with sandbox.child() as first:
        assert 1 == one(first, leaves, "f").value
    with sandbox.child() as second:
        assert (1.0, False) == one(second, finds, "f").value


@needs_l2
def test_a_child_is_fresh_for_every_file(sandbox):
    """Also if the same child is asked to load another."""
    with sandbox.child() as child:
        assert 1 == one(child, "import math\nmath.left = 1\ndef f(): return 1", "f").value
        finds = "import math\ndef f(): return hasattr(math, 'left')"
        assert not one(child, finds, "f").value


@needs_l2
def test_children_draw_different_random_numbers(sandbox):
    """A forked process would draw the same as its siblings."""
    source = "import random, numpy\ndef f(): return random.random(), float(numpy.random.rand())"
    found = []
    for _ in range(3):
        with sandbox.child() as child:
            found.append(one(child, source, "f").value)
    assert 3 == len({first for first, _ in found}) == len({second for _, second in found})


@each_level
@pytest.mark.parametrize(
    "source",
    [
        "import matplotlib.pyplot as plt\nfrom mpl_toolkits.mplot3d import Axes3D\n"
        "from matplotlib import animation, cm\n"
        "fig, (a, b) = plt.subplots(1, 2)\nfig, axes = plt.subplots(2, 2, figsize=(3, 3))\n"
        "axes[0, 1].plot([1], [2], label='x')\nfor ax in axes.flat:\n    ax.set_title('t')\n"
        "line, = plt.plot([1])\nn, bins, patches = plt.hist([1])\nplt.rcParams['x'] = 1\n"
        "with plt.style.context('x'):\n    plt.show(); plt.savefig('a.png')\n"
        "fig, ax = plt.subplots()\nax.imshow([[1]]); ax.x = 3\ndef f(): return 1\n",
        "import threading\nlock = threading.Lock()\n"
        "def f():\n    with lock:\n        return threading.active_count()\n",
        "import sys, os\nsys.stdout = open(os.devnull, 'w')\nprint('x')\ndef f(): return 1\n",
        "import numpy.linalg, numpy.fft, numpy.random, numpy.polynomial, numpy.ma, numpy.testing\n"
        "def f():\n    return int(numpy.linalg.det(numpy.eye(3)))\n",
        "import abc, collections, copy, dataclasses, decimal, enum, fractions, functools, heapq\n"
        "import itertools, json, math, operator, random, re, statistics, string, textwrap, time\n"
        "import typing, warnings, datetime, pprint, csv, io, contextlib, types, bisect, array, os\n"
        "import pathlib, hashlib, struct, logging, argparse, unittest, timeit, queue, secrets\n"
        "def f():\n    time.sleep(0.001)\n    return int(decimal.Decimal(1))\n",
    ],
    ids=["plots", "locks", "devnull", "numpy", "library"],
)
def test_what_honest_programs_need_works(level, source):
    """Plots that draw nothing, locks, numpy and the standard library."""
    with start(level) as sandbox, sandbox.child() as child:
        assert 1 == one(child, source, "f").value


@each_level
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("import pandas", "only numpy and what comes with Python can be imported here"),
        ("import gdtrace", "only numpy and what comes with Python can be imported here"),
        ("open('weights.csv')", "no files, programs or network can be used here"),
        ("input()", "the program waits for input()"),
    ],
)
def test_what_is_not_there_is_said(level, line, words):
    """A student can tell why a program that runs at home does not run here."""
    with start(level) as sandbox, sandbox.child() as child:
        failure = child.load(f"x = 1\n{line}\ndef f(): return 1\n", "mine.py")
        assert ("exception", 2) == (failure.kind, failure.line)
        assert words in failure.message


POOL = (
    "from concurrent.futures import ThreadPoolExecutor\n"
    "def f():\n    with ThreadPoolExecutor() as e:\n        return sum(e.map(int, '01'))\n"
)


def test_threads_work_where_nothing_keeps_them_off():
    """A process of its own may have them; it is one among many for the system."""
    with start("L1") as sandbox, sandbox.child() as child:
        assert 1 == one(child, POOL, "f").value


@needs_l2
def test_no_thread_can_be_started():
    """Not even one: thousands would take what the machine has for processes of others."""
    with start("L2") as sandbox, sandbox.child() as child:
        child.load(POOL, "mine.py")
        (failure,) = child.calls("f", [[]])
        assert "no threads can be started here; a loop" in failure.message


# Time.


@each_level
def test_everything_together_has_a_budget(level):
    """What takes long in small pieces ends too, and what is left is not run."""
    source = "import time\ndef f(x):\n    time.sleep(0.2)\n    return x\n"
    with start(level) as sandbox, sandbox.child(budget=0.7) as child:
        child.load(source, "mine.py")
        found = child.calls("f", [[float(k)] for k in range(8)])
        kinds = ["value" if isinstance(each, Returned) else each.kind for each in found]
        assert sorted(kinds, key=["value", "timeout", "skipped"].index) == kinds
        assert {"value", "timeout", "skipped"} == set(kinds)
        message = "because everything together took 0.7 seconds"
        assert {f"stopped, {message}", f"not run, {message}"} == {
            each.message for each in found if isinstance(each, Failure)
        }


@each_level
@pytest.mark.parametrize("name", ["wait", "spin"])
def test_no_signal_has_to_be_obeyed_to_be_stopped(level, name):
    """The grader keeps the time, and the process is killed whatever it ignores."""
    with start(level) as sandbox, sandbox.child(call_limit=0.3) as child:
        pid = one(child, IGNORES, "pid").value
        begun = time.monotonic()
        assert "timeout" == child.calls(name, [[]])[0].kind
        assert time.monotonic() - begun < 5
        assert all_gone([pid])


@each_level
def test_the_watcher_is_awake_for_a_shorter_limit(level):
    """A file may take long; after it a call has less time."""
    with start(level) as sandbox, sandbox.child(load_limit=30, call_limit=0.3) as child:
        found = one(child, "def f(x):\n    while x:\n        x += 1\n    return x\n", "f", 1)
        assert ("timeout", (2, 3), "stopped after 0.3 seconds") == (
            found.kind,
            found.loop,
            found.message,
        )


# Ends.


@each_level
def test_nothing_is_left(level, tmp_path, monkeypatch):
    """No process, no file in the folder for such, no descriptor."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with start(level) as sandbox:
        with sandbox.child() as child:
            one(child, IGNORES, "pid")
        descriptors = len(os.listdir("/proc/self/fd")) if level == "L2" else 0
        pids = []
        for _ in range(3):
            with sandbox.child() as child:
                pids.append(one(child, IGNORES, "pid").value)
        assert all_gone(pids)
        assert descriptors in (0, len(os.listdir("/proc/self/fd")))
        if level == "L2":
            pids.append(sandbox._starter._zygote.pid)
    assert all_gone(pids)
    assert [] == list(tmp_path.iterdir())


GRADER = """\
import sys, time
from gdtrace.sandbox.sandbox import Sandbox
sandbox = Sandbox.start("L2")
child = sandbox.child(call_limit=100, budget=100)
child.load(sys.argv[1], "mine.py")
pid = child.calls("pid", [[]])[0].value
print(sandbox._starter._zygote.pid, pid, flush=True)
if sys.argv[2] == "idle":
    time.sleep(100)
child.calls(sys.argv[2], [[]])
"""


@needs_l2
@pytest.mark.parametrize("busy", ["idle", "wait", "spin"])
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_grader_that_is_killed_takes_all_with_it(busy, ending):
    """The zygote notices, and its children die with it, whatever they do."""
    command = [sys.executable, "-c", GRADER, IGNORES, busy]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as grader:
        pids = [int(pid) for pid in grader.stdout.readline().split()]
        assert [True, True] == [runs(pid) for pid in pids]
        if busy != "idle":
            time.sleep(0.1)
        grader.send_signal(ending)
    assert all_gone(pids)


@needs_l2
def test_a_zygote_that_is_killed_is_no_fault_of_a_submission(sandbox):
    """Its children die with it; the next child has another one."""
    with sandbox.child(call_limit=20) as child:
        pid = one(child, IGNORES, "pid").value
        old = sandbox._starter._zygote.pid
        os.kill(old, signal.SIGKILL)
        assert all_gone([pid])
        assert "start" == child.calls("pid", [[]])[0].kind
        assert isinstance(child.calls("pid", [[]])[0], Returned)
    with sandbox.child() as child:
        assert 1 == one(child, "def f(): return 1", "f").value
    assert old != sandbox._starter._zygote.pid


@needs_l2
def test_between_children_a_zygote_is_replaced_unnoticed(sandbox):
    """Nothing is lost if it ends while nothing runs."""
    with sandbox.child() as child:
        one(child, IGNORES, "pid")
    os.kill(sandbox._starter._zygote.pid, signal.SIGKILL)
    with sandbox.child() as child:
        assert 1 == one(child, "def f(): return 1", "f").value


@needs_l2
def test_a_child_that_is_killed_has_crashed(sandbox):
    """By whomever: the calls after it are answered by another."""
    with sandbox.child() as child:
        pid = one(child, IGNORES, "pid").value
        os.kill(pid, signal.SIGKILL)
        (found,) = child.calls("pid", [[]])
        assert ("crashed", "SIGKILL") == (found.kind, found.type)
        assert isinstance(child.calls("pid", [[]])[0], Returned)


@needs_l2
def test_a_layer_that_fails_lets_nothing_run():
    """Without no_new_privs the kernel refuses the next layers: the child ends at once."""
    with Sandbox.start("L2", without=["privileges"]) as sandbox, sandbox.child() as child:
        assert "start" == child.load("def f(): return 1", "mine.py").kind


@needs_l2
def test_layers_have_names():
    """An ablation names them."""
    expected = {"landlock", "seccomp", "rlimits", "capabilities"}
    assert expected <= set(zygote.LAYERS)


@needs_l2
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_it_works_without_root():
    """Another user has the same sandbox."""
    printed = as_nobody(
        "from gdtrace.sandbox.sandbox import Sandbox\n"
        "import os\n"
        "with Sandbox.start('require:L2') as sandbox:\n"
        "    sandbox.self_test()\n"
        "    print(os.getuid(), sandbox.level)\n"
    )
    if printed is None:
        pytest.skip("no interpreter with numpy is there for other users")
    assert "65534 L2\n" == printed
