"""A process that has numpy and the harness ready, and forks a child for every submission.

It runs in an interpreter of its own that knows nothing of gdtrace but a few files of this folder.
A child gives up whatever it does not need, layer by layer, before it reads the submission. The
zygote itself reads nothing of what a submission sends.
"""

import gc
import json
import os
import select
import socket
import sys
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy

from gdtrace.sandbox import harness, kernel, landlock, limits, plots, readable, seccomp

INHERITED = ("privileges", "capabilities")
"""What the zygote gives up itself, once for all children."""

LAYERS = (
    *INHERITED,
    "session",
    "undumpable",
    "deathsig",
    "landlock",
    "descriptors",
    "rlimits",
    "seccomp",
)
"""What keeps a child apart, in this order; only tests leave one out."""

SOCKET = 3
"""The only descriptor of a child besides those of /dev/null."""

FAILED = 70
"""The exit status of a child that could not be restricted: it has run nothing."""

MANY = "many"
ROUNDS = 10
"""From so many on, Python runs a function faster: it has written down what types it works on."""

WARM = """\
import math
import numpy as np
def f(x):
    return (math.pi, [np.exp(-each) for each in x]) if type(x) is list else -x
"""


class Missing(Exception):
    """What this machine lacks for keeping submissions apart; the message is a sentence's end."""


class Layers:
    """What is needed to restrict children: made once, used by each."""

    def __init__(self, without: list[str], library: list[str]) -> None:
        self.without = without
        self.zygote = os.getpid()
        self.rules = -1
        self.filter = _filter()
        if "landlock" not in without:
            self.rules = _rules(library)

    def give_up(self) -> None:
        """Give up the rights of root, and for ever all ways to get them."""
        # Where memory runs out, the largest child is the first to go: they inherit this.
        score = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
        os.write(score, b"1000")
        os.close(score)
        if "privileges" not in self.without:
            kernel.setting(kernel.NO_NEW_PRIVILEGES, 1)
        if "capabilities" not in self.without:
            kernel.drop_capabilities()

    def restrict(self, stream: int, seconds: int) -> None:
        """Give up everything but a stream, and so many seconds of computing."""
        steps: dict[str, Callable[[], Any]] = {
            "session": os.setsid,
            "undumpable": lambda: kernel.setting(kernel.DUMPABLE, 0),
            "deathsig": self._die_with_zygote,
            "landlock": lambda: landlock.restrict(self.rules),
            "descriptors": lambda: os.closerange(SOCKET + 1, os.sysconf("SC_OPEN_MAX")),
            "rlimits": lambda: limits.limit(seconds),
        }
        for layer in steps:
            if layer == "descriptors" and stream != SOCKET:
                # Not earlier: this number may have been that of the rules.
                os.dup2(stream, SOCKET, inheritable=False)
            if layer not in self.without:
                steps[layer]()

    def filter_calls(self) -> None:
        """Let the kernel filter the calls of all threads; no other can be started then."""
        if "seccomp" not in self.without:
            seccomp.install(seccomp.for_process(self.filter, os.getpid()))

    def _die_with_zygote(self) -> None:
        kernel.setting(kernel.DEATH_SIGNAL, 9)
        if os.getppid() != self.zygote:
            # It has died before the setting was made.
            os._exit(FAILED)


def _filter() -> bytes:
    machine = os.uname().machine
    try:
        kernel.setting(kernel.GET_SECCOMP)
    except OSError:
        raise Missing("this kernel does not filter system calls") from None
    if machine not in seccomp.ARCHITECTURES or sys.byteorder != "little":
        raise Missing(f"there is no filter of system calls for {machine}")
    return seccomp.packed(seccomp.program(machine))


def _rules(library: list[str]) -> int:
    version = landlock.version()
    if not version:
        raise Missing("this kernel has no Landlock, or does not use it")
    folder = os.path.dirname(str(numpy.__file__))
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        allowed = readable.readable(library, folder, maps.read())
    return landlock.ruleset(version, allowed, [os.devnull])


class Zygote:
    """Forks children on demand, and reports how they end."""

    def __init__(self, control: socket.socket, grader: int, layers: Layers) -> None:
        self.control, self.grader, self.layers = control, grader, layers
        self.children: dict[int, tuple[int, int]] = {}
        """Process and number of each child, by the descriptor that stands for it."""

    def run(self) -> None:
        """Do what the grader asks for, until it is gone."""
        poll = select.poll()
        for each in (self.grader, self.control.fileno()):
            poll.register(each, select.POLLIN)
        while True:
            for ready, _ in poll.poll():
                if ready == self.grader:
                    return
                if ready in self.children:
                    poll.unregister(ready)
                    self._ended(ready)
                    continue
                started = self._asked()
                if started is None:
                    return
                poll.register(started, select.POLLIN)

    def _asked(self) -> int | None:
        """Fork a child; return the descriptor that stands for it, None if the grader is gone."""
        message, streams, *_ = socket.recv_fds(self.control, 4096, 1)
        if not message:
            return None
        asked = json.loads(message)
        pid = os.fork()
        if pid == 0:
            self._child(streams[0], asked["seconds"])
        os.close(streams[0])
        child = kernel.pidfd_open(pid)
        self.children[child] = pid, asked["number"]
        self._tell({"number": asked["number"], "pid": pid}, [child])
        return child

    def _child(self, stream: int, seconds: int) -> None:
        """Serve the grader in a child; never returns."""
        try:
            self.layers.restrict(stream, seconds)
            reseed()
            # A thread keeps to what it was started with: files and rights are given up by now.
            requests, line = os.fdopen(SOCKET, "rb"), harness.Line(SOCKET)
            harness.work(requests, line, self.layers.filter_calls)
        finally:
            os._exit(FAILED)

    def _ended(self, child: int) -> None:
        pid, number = self.children.pop(child)
        os.close(child)
        _, status, usage = os.wait4(pid, 0)
        seconds = usage.ru_utime + usage.ru_stime
        self._tell(
            {
                "number": number,
                "status": os.waitstatus_to_exitcode(status),
                "seconds": seconds,
                "memory": usage.ru_maxrss,
            }
        )

    def _tell(self, told: dict[str, Any], descriptors: list[int] | None = None) -> None:
        socket.send_fds(self.control, [json.dumps(told).encode()], descriptors or [])


def reseed() -> None:
    """Draw other random numbers than the children before; Python's own does so by itself."""
    drawn = sys.modules.get("numpy.random")
    if drawn is not None:
        drawn.seed()


def warm() -> None:
    """Do once what every child will do, so that they find it done."""
    codes = [harness.encode(each) for each in (2.0, numpy.zeros(2), [numpy.zeros((2, 2))])]
    for _ in range(ROUNDS):
        submission = harness.Submission({})
        harness.load(submission, WARM, "warm.py")
        for code, observe in product(codes, (False, True)):
            reply = harness.named(
                submission.namespace, "f", harness.asking(submission, [code], observe)
            )
            json.loads(json.dumps(reply))
    sys.modules.pop("submission", None)


def main(control: str, grader: str, without: str, children: str) -> None:
    """Serve a grader, known by its process, through a socket.

    ``without`` names layers that are left out, separated by commas; only tests do that. Where
    ``children`` are ``many``, it is worth doing beforehand what each of them would do.
    """
    own = socket.socket(fileno=int(control))
    try:
        process = kernel.pidfd_open(int(grader))
        if os.getppid() != int(grader):
            return
        layers = Layers(without.split(","), [path for path in sys.path if path])
        plots.install()
        harness.prepare()
        if children == MANY:
            warm()
        os.environ.clear()
        layers.give_up()
    except (Missing, OSError) as error:
        own.send(json.dumps({"missing": str(error)}).encode())
        return
    # Otherwise a collection in a child would write to all that it shares with the others.
    gc.freeze()
    own.send(json.dumps({"missing": ""}).encode())
    Zygote(own, process, layers).run()
