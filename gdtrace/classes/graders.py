"""Several graders on this machine: processes that are replaced when they die.

A pool of the standard library loses whatever is under way when one of its processes dies.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from queue import SimpleQueue
from threading import Thread, Timer

from attrs import define, field, frozen

from gdtrace.classes.assignment import Assignment
from gdtrace.sandbox.process import ONE_THREAD, ending

COMMAND = ("-P", "-m", "gdtrace.classes.grader")
"""With -P nothing is imported from the folder in which the class is marked."""

PATIENCE, START_LIMIT = 4, 120.0
"""A grader may take so many times the limit of a submission, and so many seconds to start."""

END_LIMIT = 2.0
"""After so many seconds a grader that should end is killed."""

Submit = Callable[[str, str], "Future[str]"]
"""Has a request marked, the text after a name of its own."""


@frozen
class Graders:
    """Graders that are at work, and how many there are."""

    submit: Submit
    count: int


Executor = Callable[[int], AbstractContextManager[Graders]]
"""Starts graders for so many submissions; another kind of executor is another such function."""


class GraderDied(Exception):
    """A grader has died while it marked a submission."""


def cores() -> int:
    """Return how many graders can work at once."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def local(jobs: int | None, assignment: Assignment) -> Executor:
    """Return what starts graders on this machine: as many as asked for, or as there are cores."""
    # With a limit for everything that a submission may do; what takes longer is a fault of ours.
    patience = PATIENCE * assignment.limits.submission + START_LIMIT

    def start(submissions: int) -> AbstractContextManager[Graders]:
        return started(min(jobs or cores(), submissions), patience)

    return start


@contextmanager
def started(jobs: int, patience: float) -> Iterator[Graders]:
    """Give so many graders; at the end there is none left.

    Parameters
    ----------
    jobs : int
    patience : float
        After so many seconds without a reply a grader is taken for dead.
    """
    waiting: SimpleQueue[_Task | None] = SimpleQueue()
    graders = [_Grader(waiting, patience) for _ in range(jobs)]

    def submit(name: str, request: str) -> Future[str]:
        task = _Task(request)
        waiting.put(task)
        return task.future

    try:
        for each in graders:
            each.thread.start()
        yield Graders(submit, jobs)
    finally:
        for each in graders:
            each.end()
        for _ in graders:
            waiting.put(None)
        for each in graders:
            each.join()


@define
class _Task:
    request: str
    future: Future[str] = field(factory=Future)


@define(eq=False)
class _Grader:
    """A thread with a process that marks."""

    _waiting: SimpleQueue[_Task | None]
    _patience: float
    thread: Thread = field(init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _ended: bool = field(default=False, init=False)
    _late: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        self.thread = Thread(target=self._run, daemon=True)

    def end(self) -> None:
        """End the process; nobody waits for its reply any more."""
        self._ended = True
        process = self._process
        if process is not None and process.stdin is not None:
            # It ends what runs in its sandbox, and then itself.
            with contextlib.suppress(OSError):
                process.stdin.close()

    def join(self) -> None:
        """Wait for the end; kill the process if it does not end by itself."""
        self.thread.join(END_LIMIT)
        process = self._process
        if process is not None and self.thread.is_alive():
            process.kill()
        self.thread.join()

    def _run(self) -> None:
        while (task := self._waiting.get()) is not None and not self._ended:
            try:
                task.future.set_result(self._reply(task.request))
            except Exception as error:
                task.future.set_exception(error)
        self._stop()

    def _reply(self, request: str) -> str:
        reply = self._asked(request)
        if not reply.endswith(b"\n"):
            how = self._stop()
            if self._late:
                raise TimeoutError(f"the grader did not answer within {self._patience:g} seconds")
            raise GraderDied(f"the grader ended ({how})")
        return reply.decode("ascii")

    def _asked(self, request: str) -> bytes:
        """Return the line that the process answers with; something shorter if it has died."""
        process = self._process = self._process or _started()
        if process.stdin is None or process.stdout is None:
            raise AssertionError("a grader has pipes")
        self._late = False
        clock = Timer(self._patience, self._give_up, (process,))
        clock.daemon = True
        clock.start()
        try:
            process.stdin.write(request.encode("ascii") + b"\n")
            process.stdin.flush()
            return process.stdout.readline()
        except (OSError, ValueError):
            return b""
        finally:
            clock.cancel()

    def _give_up(self, process: subprocess.Popen[bytes]) -> None:
        self._late = True
        process.kill()

    def _stop(self) -> str:
        """End the process, if there is one; return how it ended by itself."""
        process, self._process = self._process, None
        if process is None:
            return ""
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(END_LIMIT)
        status = process.poll()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        return "no reply" if status is None else ending(status)


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # There are as many graders as cores.
        env={**os.environ, **ONE_THREAD},
        # Ctrl-C is for the run: it ends its graders itself.
        start_new_session=True,
    )
