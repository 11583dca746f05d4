"""A process that runs the harness: lines go in, lines come out, and it always ends."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

LONGEST_LINE = 8 * 2**20
"""A reply with more bytes than this is not read."""

KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What an interpreter and numpy may need of the environment."""

ONE_THREAD = dict.fromkeys(("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
"""Lets numpy start no threads of its own: they would keep busy cores that others need."""

SET = {**ONE_THREAD, "MPLBACKEND": "Agg"}

# Imported, not run as scripts: a module is compiled once and kept. The names stand for packages of
# a few files; the real ones, with all the rest, are never imported there.
START = """
import sys
from types import ModuleType
packages, here, module, *arguments = sys.argv[1:]
sys.path.append(packages)
import numpy
sys.path.pop()
for name in ("gdtrace", "gdtrace.sandbox"):
    sys.modules[name] = ModuleType(name)
    sys.modules[name].__path__ = [here]
main = __import__("gdtrace.sandbox." + module, fromlist=["main"]).main
for name in [name for name in sys.modules if name.startswith("gdtrace")]:
    del sys.modules[name]
sys.argv[:] = [""]
main(*arguments)
"""


class Ended(Exception):
    """The process sends nothing any more; the message says what is known of its end."""


class Late(Exception):
    """The process has not answered in time."""


class Unruly(Exception):
    """The process sends what was not asked for."""


class Process:
    """A running harness.

    Threads read and write, so that neither side ever waits for a full pipe, on any system.
    """

    fault = ""
    """Why the grader is to blame if there is no answer."""

    def __init__(self, seconds: int = 60) -> None:
        # Not before it is needed: with a zygote it never is.
        from tempfile import TemporaryDirectory

        self._folder = TemporaryDirectory(prefix="gdtrace-", ignore_cleanup_errors=True)
        self._popen = subprocess.Popen(
            command("alone", str(seconds)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder.name,
            env=environment(os.environ),
            bufsize=0,
            # A group of its own: what a submission starts ends with it.
            start_new_session=True,
        )
        self._lines: SimpleQueue[bytes | Exception] = SimpleQueue()
        # Each has one writer only: the thread that sends, and the one that reads.
        self._asked, self._answered = 1, 0
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def send(self, line: bytes, most: int) -> None:
        """Send a line, which will be answered by so many lines at most."""
        self._asked += most
        Thread(target=self._write, args=(line,), daemon=True).start()

    def receive(self, seconds: float) -> bytes:
        """Return the next line.

        Raises
        ------
        Ended, Late, Unruly
            If there is none.
        """
        try:
            line = self._lines.get(timeout=max(seconds, 0))
        except Empty:
            raise Late from None
        if isinstance(line, Exception):
            raise line
        return line

    def end(self) -> str:
        """End the process and whatever it started; return how it ended by itself, if it did."""
        status = self._settled()
        kill(self._popen)
        self._popen.wait()
        self._reader.join(1)
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None and not self._reader.is_alive():
                with contextlib.suppress(OSError):
                    pipe.close()
        self._folder.cleanup()
        return "" if status is None else ending(status)

    def _settled(self) -> int | None:
        """Return the exit status, with a moment's patience if the process closed its side."""
        if self._reader.is_alive():
            return self._popen.poll()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._popen.wait(0.5)
        return None

    def _write(self, data: bytes) -> None:
        pipe, rest = self._popen.stdin, memoryview(data)
        # A process that has ended is noticed by whoever waits for its reply.
        with contextlib.suppress(OSError, ValueError):
            while pipe is not None and rest:
                rest = rest[pipe.write(rest) or 0 :]

    def _read(self) -> None:
        pipe, rest = self._popen.stdout, b""
        parts: list[bytes] = []
        with contextlib.suppress(OSError, ValueError):
            while pipe is not None and (chunk := pipe.read(2**16)):
                parts.append(chunk)
                if b"\n" in chunk:
                    *lines, rest = b"".join(parts).split(b"\n")
                    parts = [rest]
                    for line in lines:
                        self._lines.put(line)
                    self._answered += len(lines)
                if self._answered > self._asked or sum(map(len, parts)) > LONGEST_LINE:
                    self._lines.put(Unruly())
                    return
        self._lines.put(Ended())


def command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module: no site, nothing of the user's, no byte code."""
    spec = find_spec("numpy")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("numpy is not installed")
    packages, here = Path(spec.origin).parents[1], Path(__file__).parent
    options = ["-I", "-S", "-B", "-u", "-X", "utf8", "-c", START]
    return [sys.executable, *options, str(packages), str(here), module, *arguments]


def environment(outer: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the process, with nothing of the user's in it."""
    return {**{name: outer[name] for name in KEPT if name in outer}, **SET}


def kill(popen: subprocess.Popen[bytes]) -> None:
    """Kill a process and its group."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            popen.kill()
        else:
            os.killpg(popen.pid, signal.SIGKILL)


def ending(status: int) -> str:
    """Return how a process ended: "exit status 3", "SIGSEGV"."""
    try:
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"
    except ValueError:
        return f"signal {-status}"
