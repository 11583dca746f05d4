"""Each layer is needed: without it an attack succeeds that fails with all of them."""

import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from attacking import PLACES, attacks, descendants, graded, outcome, world
from levels import start

from gdtrace.grading.check import check
from gdtrace.sandbox import child as children
from gdtrace.sandbox.sandbox import Sandbox

ATTACKS = attacks()
ROOT_ONLY = pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 1)() != 0, reason="only root has privileges to lose"
)

ABLATIONS = [
    (["landlock"], "steal/secret_file", "leak"),
    (["landlock"], "steal/solutions_on_disk", "points"),
    (["landlock"], "steal/import_the_grader", "points"),
    (["landlock"], "dos/large_file", "file"),
    (["seccomp"], "dos/daemon", "survivor"),
    (["seccomp"], "dos/fork_bomb", "survivor"),
    (["seccomp"], "dos/network", "message"),
    (["seccomp"], "dos/other_writes", "file"),
    (["seccomp"], "kernel/sockets", "hole"),
    (["rlimits"], "dos/much_memory", "hole"),
    (["descriptors"], "steal/inherited_files", "hole"),
]
"""Layers that are left out, an attack, and the harm that it does then."""

DEEPER = [
    pytest.param(["seccomp"], "capabilities", "kernel/identity", marks=ROOT_ONLY),
    (["seccomp", "landlock"], "privileges", "kernel/promises"),
    (["seccomp"], "undumpable", "kernel/promises"),
    (["seccomp"], "deathsig", "kernel/promises"),
    (["seccomp"], "session", "kernel/promises"),
]
"""Layers whose absence shows where another one is missing, too."""


@pytest.fixture(scope="module")
def around(tmp_path_factory):
    """Yield a world that is tidied up after attacks that succeed."""
    start("L2").close()
    with world(tmp_path_factory.mktemp("world")) as around:
        yield around
        for place in PLACES:
            for path in Path(place).glob(f"*{around.marker}*"):
                path.unlink()


def attacked(around, name, without):
    """Return the harm that an attack does without some layers."""
    before = descendants()
    with Sandbox.start("require:L2", without=without) as sandbox:
        found = outcome(sandbox, around, ATTACKS[name])
    for pid in descendants() - before:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)
    return found.harm


@pytest.mark.parametrize(("without", "name", "harm"), ABLATIONS)
def test_without_a_layer_an_attack_succeeds(without, name, harm, around):
    """What the tests of attacks see is seen, and this layer is what holds it off."""
    assert () == attacked(around, name, [])
    assert harm in attacked(around, name, without)


@pytest.mark.parametrize(("without", "layer", "name"), DEEPER)
def test_a_layer_below_another_holds_by_itself(without, layer, name, around):
    """Where the first has a hole, the second is still there."""
    assert () == attacked(around, name, without)
    assert "hole" in attacked(around, name, [*without, layer])


FORGED = """\
import json
import os

WRITE = os.write


def update_w(w, grad, learning_rate):
    number = w - learning_rate * grad
    shape = list(getattr(number, "shape", ()))
    value = ["float", float(number)] if not shape else None
    value = value or ["array", "float64", shape, number.ravel().tolist()]
    message = {"replies": [{"value": value}], "token": "0123456789abcdef"}
    WRITE(3, json.dumps(message).encode() + b"\\n")
    # The reply of the harness itself goes nowhere.
    os.write = lambda number, data: len(data)
"""


def test_without_tokens_made_up_replies_are_believed(tmp_path, monkeypatch):
    """A reply counts only if it repeats what was sent with this very request."""
    file = tmp_path / "student.py"
    file.write_text(FORGED)
    with start("L2") as sandbox:
        assert ("not_run", "protocol", 0) == graded(sandbox, file, "update-weight", {})[:3]
        parsed = children._parsed
        monkeypatch.setattr(
            children,
            "_parsed",
            lambda line, token, due: parsed(line, json.loads(line)["token"], due),
        )
        assert ("passed", "", 1) == graded(sandbox, file, "update-weight", {})[:3]


@pytest.mark.parametrize("name", ["steal/frames", "steal/garbage"])
def test_who_sees_the_expected_numbers_can_return_them(name, around, monkeypatch):
    """In the process of the grader, where learners check functions, the answers are found."""
    names: dict[str, object] = {}
    monkeypatch.setattr(sys, "path", [*sys.path])
    exec(around.source(name), names)
    assert "passed" == check("update-weight", names["update_w"]).status
