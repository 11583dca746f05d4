"""Children of a zygote, as the grader sees them: lines go in, lines come out, and they always end.

The grader and the zygote talk through a socket of their own. Every child has another one; only
what comes through that is from a submission.
"""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Any

from attrs import define

from gdtrace.sandbox import kernel
from gdtrace.sandbox.process import (
    LONGEST_LINE,
    Ended,
    Late,
    Unruly,
    command,
    ending,
    environment,
)

START_LIMIT = 60.0
"""So many seconds may an interpreter with numpy take to start on a busy machine."""

PATIENCE = 10.0
"""So many seconds may the zygote take to say that a child has ended that was killed."""

CHUNK = 2**16
GONE = "the process that starts all others has ended"


class Gone(Exception):
    """The zygote does not answer any more."""


@define(eq=False, repr=False)
class Told:
    """What the zygote has said of a child."""

    pidfd: int = -1
    status: int | None = None


class Zygote:
    """A process that forks a child for every submission.

    Parameters
    ----------
    without : tuple of str
        Layers that children do without. Only tests use that, to see that each is needed.
    children : str
        ``many`` or ``few`` of them.
    """

    def __init__(self, without: tuple[str, ...] = (), children: str = "many") -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            number, grader = theirs.fileno(), os.getpid()
            self._popen = subprocess.Popen(
                command("zygote", str(number), str(grader), ",".join(without), children),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=environment(os.environ),
                pass_fds=(number,),
                # Ctrl-C in a terminal is for the grader.
                start_new_session=True,
            )
        self._lock = Lock()
        self._children: dict[int, Told] = {}
        self._last = 0
        self._missing: str | None = None
        self.alive = True

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._popen.pid

    def is_running(self) -> bool:
        """Say whether children can be forked."""
        return self.alive and self._popen.poll() is None

    def is_ready(self) -> bool:
        """Say without waiting whether it is known what the machine lacks."""
        return self._missing is not None or readable(self._control, 0)

    def missing(self) -> str:
        """Return what the machine lacks for children that are kept apart; empty if nothing.

        Raises
        ------
        Gone
            If it has ended without a word: somebody else may have killed it.
        """
        self._hear(lambda: self._missing is not None, START_LIMIT)
        return self._missing or ""

    def fork(self, seconds: int) -> "Forked":
        """Start a child that may compute for so many seconds; it need not be ready yet."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs, self._lock:
            self._last += 1
            number = self._last
            self._children[number] = Told()
            asked = json.dumps({"number": number, "seconds": seconds}).encode()
            try:
                socket.send_fds(self._control, [asked], [theirs.fileno()])
            except OSError:
                self.alive = False
        return Forked(self, number, ours)

    def started(self, number: int) -> int:
        """Return the descriptor that stands for a child.

        Raises
        ------
        Gone
            If the zygote has ended.
        """
        told = self._children[number]
        self._hear(lambda: told.pidfd >= 0, START_LIMIT)
        return told.pidfd

    def ended(self, number: int) -> int:
        """Return the status of a child that is about to end, and forget it.

        Raises
        ------
        Gone
            If the zygote has ended.
        """
        told = self._children[number]
        self._hear(lambda: told.status is not None, PATIENCE)
        return told.status or 0

    def forget(self, number: int) -> None:
        """Let go of what stands for a child."""
        told = self._children.pop(number, None)
        if told is not None and told.pidfd >= 0:
            os.close(told.pidfd)

    def close(self) -> None:
        """End the process; its children end with it."""
        self._control.close()
        # It has nothing to put in order, and its interpreter would take its time.
        self._popen.kill()
        self._popen.wait()
        self.alive = False
        for number in list(self._children):
            self.forget(number)

    def _hear(self, enough: Callable[[], bool], seconds: float) -> None:
        """Listen until there is enough."""
        until = time.monotonic() + seconds
        with self._lock:
            while not enough():
                if not self.alive or not readable(self._control, until):
                    raise Gone
                self._note()

    def _note(self) -> None:
        try:
            message, descriptors, *_ = socket.recv_fds(self._control, CHUNK, 1)
        except OSError:
            message, descriptors = b"", []
        if not message:
            self.alive = False
            return
        told: dict[str, Any] = json.loads(message)
        if "missing" in told:
            self._missing = told["missing"]
        child = self._children.get(told.get("number", 0))
        for pidfd in descriptors:
            if child is None:
                os.close(pidfd)
            else:
                child.pidfd = pidfd
        if child is not None and "status" in told:
            child.status = told["status"]


def readable(stream: socket.socket, until: float) -> bool:
    """Wait until a socket has something to read; say whether it has in time."""
    poll = select.poll()
    poll.register(stream, select.POLLIN)
    return bool(poll.poll(max(until - time.monotonic(), 0) * 1000))


class Forked:
    """A running harness in a child of a zygote.

    One thread does everything: it writes what there is to write whenever it waits for an answer.
    """

    fault = ""
    """Why the grader is to blame if there is no answer."""

    def __init__(self, zygote: Zygote, number: int, stream: socket.socket) -> None:
        self._zygote, self._number, self._stream = zygote, number, stream
        self._stream.setblocking(False)
        self._poll = select.poll()
        self._lines: deque[bytes] = deque()
        self._parts: list[bytes] = []
        self._size = 0
        self._rest = memoryview(b"")
        self._asked, self._answered = 1, 0
        self._closed = self._unruly = False

    def send(self, line: bytes, most: int) -> None:
        """Send a line, which will be answered by so many lines at most."""
        self._asked += most
        self._rest = memoryview(b"".join([self._rest, line]))
        self._write()

    def receive(self, seconds: float) -> bytes:
        """Return the next line.

        Raises
        ------
        Ended, Late, Unruly
            If there is none.
        """
        until = time.monotonic() + max(seconds, 0)
        while not self._lines:
            if self._unruly:
                raise Unruly
            if self._closed:
                raise Ended
            events = select.POLLIN | (select.POLLOUT if self._rest else 0)
            self._poll.register(self._stream, events)
            ready = self._poll.poll(max(until - time.monotonic(), 0) * 1000)
            if not ready:
                raise Late
            if ready[0][1] & select.POLLOUT:
                self._write()
            if ready[0][1] & ~select.POLLOUT:
                self._read()
        return self._lines.popleft()

    def end(self) -> str:
        """End the process; return how it ended by itself, if it did."""
        try:
            return self._end()
        except Gone:
            self.fault = GONE
            self._zygote.alive = False
            return ""
        finally:
            self._zygote.forget(self._number)
            self._stream.close()

    def _end(self) -> str:
        pidfd = self._zygote.started(self._number)
        poll = select.poll()
        poll.register(pidfd, select.POLLIN)
        # A moment's patience if it has closed its side.
        by_itself = bool(poll.poll(500 if self._closed else 0))
        with contextlib.suppress(ProcessLookupError):
            kernel.pidfd_send_signal(pidfd, signal.SIGKILL)
        status = self._zygote.ended(self._number)
        return ending(status) if by_itself else ""

    def _write(self) -> None:
        # A process that has ended is noticed by whoever waits for its reply.
        try:
            while self._rest:
                self._rest = self._rest[self._stream.send(self._rest) :]
        except BlockingIOError:
            pass
        except OSError:
            self._rest = memoryview(b"")

    def _read(self) -> None:
        try:
            chunk = self._stream.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            self._closed = True
            return
        self._parts.append(chunk)
        self._size += len(chunk)
        if b"\n" in chunk:
            *lines, rest = b"".join(self._parts).split(b"\n")
            self._parts, self._size = [rest], len(rest)
            self._lines.extend(lines)
            self._answered += len(lines)
        if self._answered > self._asked or self._size > LONGEST_LINE:
            self._unruly = True
