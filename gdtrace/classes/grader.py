"""A grader: marks submissions on request, in a process that is used for nothing else.

Requests and replies are texts: nothing that came from a student is ever unpickled. A grader is
started as ``python -m gdtrace.classes.grader``, or is the worker of another executor that calls
``graded``.
"""

from __future__ import annotations

import atexit
import os
import sys
import traceback
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, BinaryIO

from attrs import frozen

from gdtrace._version import __version__
from gdtrace.classes.assignment import Assignment, identity, parse_assignment
from gdtrace.classes.work import Work, worked
from gdtrace.errors import ClassRunError, GdtraceError, IsolationError
from gdtrace.grading.not_checked import what_failed
from gdtrace.grading.report_store import record, text
from gdtrace.intake.records import SourceFile

if TYPE_CHECKING:
    from gdtrace.sandbox.sandbox import Sandbox

TRIES = 4
"""So often a submission is marked before the result is blank: the sandbox may have been killed."""

WAY_OUT = (
    "Nothing was marked. To mark all the same, with submissions that could read what this machine "
    "holds: --isolation require:L1"
)

_one_at_a_time = Lock()
_sandboxes: dict[str, Sandbox] = {}


@frozen(kw_only=True)
class Order:
    """What all submissions of a class run have in common.

    Parameters
    ----------
    assignment, folder : str
        The text of the assignment's file, and the folder from which its paths are seen.
    isolation : str
        As in ``Sandbox.start``.
    version : str
        Of gdtrace.
    identity : str
        Of the assignment, so that two machines are sure to mean the same exercises.
    """

    assignment: str
    folder: str
    isolation: str
    version: str
    identity: str


@frozen(kw_only=True)
class Request:
    """The files of one submission, to be marked."""

    order: Order
    files: tuple[SourceFile, ...]


@frozen(kw_only=True)
class Reply:
    """The work on a submission; or why this grader marks nothing, how it failed, or died."""

    work: Work | None = None
    refused: str = ""
    failed: str = ""
    died: str = ""
    trace: str = ""


def order(assignment: Assignment, isolation: str) -> Order:
    """Return what graders have to know of an assignment."""
    return Order(
        assignment=assignment.text,
        folder=str(assignment.folder.absolute()),
        isolation=isolation,
        version=__version__,
        identity=text(identity(assignment)),
    )


def graded(request: str) -> str:
    """Mark a submission: the text of a ``Request`` gives the text of a ``Reply``."""
    asked = record(request, Request)
    with _one_at_a_time:
        try:
            assignment = _assignment(asked.order)
            work = _worked(assignment, asked)
        except IsolationError as error:
            return text(Reply(refused=f"{error}. {WAY_OUT}"))
        except GdtraceError as error:
            return text(Reply(refused=str(error)))
        except Exception as error:
            return text(Reply(failed=what_failed(error), trace=traceback.format_exc()))
    return text(Reply(work=work))


@cache
def _assignment(order: Order) -> Assignment:
    """Return the assignment, if this machine has the same gdtrace and the same exercises."""
    if order.version != __version__:
        raise ClassRunError(
            f"a grader has gdtrace {__version__}, the class run {order.version}: install the same "
            "version on all machines"
        )
    made = parse_assignment(order.assignment, folder=Path(order.folder))
    if text(identity(made)) != order.identity:
        raise ClassRunError(
            f"a grader finds other exercises in {order.folder} than the class run: copy that "
            "folder to all machines"
        )
    return made


def _worked(assignment: Assignment, asked: Request) -> Work:
    for _ in range(TRIES):
        work = worked(_sandbox(asked.order.isolation), assignment, asked.files)
        if work.trace or not work.blank:
            break
        _close()
    return work


def _sandbox(isolation: str) -> Sandbox:
    """Return this process's sandbox; a new one has proved that it keeps submissions apart."""
    for name, made in _sandboxes.items():
        # What was asked for as "auto" has a level, and after the proof that is asked for.
        if isolation in (name, made.level):
            return made
    for left in reversed(range(TRIES)):
        try:
            return _new(isolation)
        except IsolationError:
            # What it starts may have been killed, and that is no lack of the machine.
            if not left:
                raise
    raise AssertionError("there is a sandbox or an error")


def _new(isolation: str) -> Sandbox:
    from gdtrace.sandbox.sandbox import Sandbox

    made = Sandbox.start(isolation)
    try:
        made.self_test()
    except BaseException:
        made.close()
        raise
    _sandboxes[isolation] = made
    return made


@atexit.register
def _close() -> None:
    while _sandboxes:
        _sandboxes.popitem()[1].close()


def main() -> None:
    """Answer the requests on standard input, a line each, until it ends."""
    # Whatever else writes to standard output must not be taken for a reply.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests = sys.stdin.buffer
    sys.stdin = open(os.devnull)  # noqa: SIM115
    lines: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_read, args=(requests, lines), daemon=True).start()
    while line := lines.get():
        replies.write(graded(line.decode("ascii")).encode("ascii") + b"\n")
        replies.flush()


def _read(requests: BinaryIO, lines: SimpleQueue[bytes]) -> None:
    """Take the requests; with the process that sends them this one ends, in the middle of work."""
    for line in requests:
        lines.put(line)
    _close()
    os._exit(0)


if __name__ == "__main__":
    main()
