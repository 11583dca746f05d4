"""Runs a submission in a process of its own, within limits of time, and asks it for values."""

import json
import os
import re
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any, Self

from attrs import define, evolve, field

from gdtrace.sandbox.claims import Failure, Loaded, Reply, Returned, loaded, returned, sendable
from gdtrace.sandbox.process import Ended, Late, Unruly
from gdtrace.sandbox.starter import Starter, Transport

LOAD_LIMIT, CALL_LIMIT, BUDGET = 10.0, 5.0, 60.0
"""Seconds for running a file, for one call, and for everything of one submission."""

START_LIMIT = 60.0
"""So many seconds may an interpreter with numpy take to start on a busy machine."""

GRACE = 1.0
"""So many seconds after its limit the process is killed, if it has not ended by itself."""

RESTARTS = 3
LONGEST_TEXT = 200
LONE = re.compile(rb"\\u[dD]")
READY = b'{"ready": true}'

Siblings = Mapping[str, tuple[str, str]]


@define
class Spent:
    """How many seconds were spent of a budget."""

    seconds: float = 0.0


@define
class Child:
    r"""A process for one submission; use it in a ``with`` block, which ends it.

    >>> with Child.start() as child:
    ...     loaded = child.load("def double(x):\n    return 2*x\n", "double.py")
    ...     child.calls("double", [[1.5], [4]])[0].value
    3.0

    Parameters
    ----------
    load_limit, call_limit : float
        Seconds for running the file, and for one call. A file that is stopped, also because of a
        long loop outside of all functions, is run again without what it computes.
    """

    _starter: Starter = field()
    load_limit: float = field(default=LOAD_LIMIT, kw_only=True)
    call_limit: float = field(default=CALL_LIMIT, kw_only=True)
    budget: float = field(default=BUDGET, kw_only=True)
    loaded: Loaded | Failure = field(
        default=Failure(kind="skipped", message="no file was loaded"), init=False
    )
    _process: Transport | None = field(default=None, init=False)
    _own: bool = field(default=False, init=False)
    _used: bool = field(default=False, init=False)
    _ready: bool = field(default=False, init=False)
    _restarts: int = field(default=RESTARTS, init=False)
    _spent: Spent = field(factory=Spent, init=False)
    _is_apart: bool = field(default=False, init=False)
    _source: str = field(default="", init=False)
    _lines: list[str] = field(factory=list, init=False)
    _name: str = field(default="submission.py", init=False)
    _definitions_only: bool = field(default=False, init=False)
    _siblings: Siblings = field(factory=dict, init=False)

    @classmethod
    def start(
        cls, isolation: str = "auto", *, without: Iterable[str] = (), **limits: float
    ) -> Self:
        """Start a process; it gets ready while the caller does something else."""
        child = cls(Starter.start(isolation, without=without), **limits)
        child._own = True
        return child.begun()

    def begun(self) -> Self:
        """Return this child; where its process takes long to start, that has begun."""
        if self._starter.is_known:
            self._process = self._starter.process(self.budget)
        return self

    @property
    def isolation(self) -> str:
        """How far the submission is kept apart: ``L1`` or ``L2``."""
        return self._starter.level

    @property
    def missing(self) -> str:
        """What this machine lacks for a higher level, in a sentence; empty if nothing."""
        return self._starter.missing

    def load(
        self,
        source: str,
        name: str,
        *,
        siblings: Siblings | None = None,
        forgive: Collection[str] = ("timeout",),
    ) -> Loaded | Failure:
        """Run a submission's file; return its functions, or why it could not be run.

        Parameters
        ----------
        source, name : str
        siblings : mapping of str to pair of str
            The other files that this one may import, by that name: name of the file and source.
        forgive : collection of str
            The kinds of failures after which the file is run again without what it computes.
        """
        self._source, self._name = source.removeprefix("\ufeff"), name
        self._lines = self._source.splitlines()
        self._siblings = dict(siblings or {})
        self._definitions_only, self._spent = False, Spent()
        if self._used:
            # Nothing of another submission may be left.
            self._restart()
        self._used = True
        self.loaded = first = self._load()
        if isinstance(first, Failure) and first.kind in forgive:
            self._definitions_only = True
            again = self._load()
            self.loaded = evolve(again, stopped=first) if isinstance(again, Loaded) else first
        return self.loaded

    def calls(
        self, function: str, arguments: Sequence[Sequence[Any]], *, observe: bool = False
    ) -> list[Returned | Failure]:
        """Call a function with each list of arguments; return one record for each call.

        With ``observe`` the records have the numbers that local variables held.
        """
        requests = [_call(function, each, self.call_limit, observe) for each in arguments]
        found: list[Returned | Failure] = []
        while len(found) < len(requests):
            stop = self._stopped()
            if stop is not None:
                found.append(stop)
            else:
                found.extend(self._batch(requests[len(found) :]))
        return found

    def apart(self) -> Self:
        """Return another child with the same file: what this one is asked, that one never sees.

        It is started when it is first asked; its time counts from what this one has left. All that
        are apart from it have their time together.
        """
        other = copy(self)
        other._is_apart = True
        if not self._is_apart:
            other._spent = Spent(self._spent.seconds)
        other._process, other._own, other._ready = None, False, False
        other._restarts = RESTARTS + 1
        return other

    def close(self) -> None:
        """End the process."""
        self._end()
        if self._own:
            self._starter.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _end(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None

    def _restart(self) -> None:
        self._end()
        self._process, self._ready = self._starter.process(self.budget), False

    def _load(self) -> Loaded | Failure:
        first = self._load_once()
        if isinstance(first, Failure) and first.kind == "start":
            # What starts the processes may have ended since the last time; then another does it.
            return self._load_once()
        return first

    def _load_once(self) -> Loaded | Failure:
        if self._process is None:
            self._restart()
        request = _request(
            "load",
            self.load_limit,
            source=self._source,
            name=self._name,
            definitions_only=self._definitions_only,
            siblings=self._siblings,
        )
        for reply in self._replies([request]):
            return reply if isinstance(reply, Failure) else loaded(reply)
        raise AssertionError("a request has a reply or a failure")

    def _stopped(self) -> Failure | None:
        """Return why no call is possible; a process that has ended is replaced by another."""
        if isinstance(self.loaded, Failure):
            return self.loaded
        if self._spent.seconds >= self.budget:
            return Failure(kind="skipped", message=self._used_up("not run"))
        if self._process is not None:
            return None
        if self._restarts == 0:
            return Failure(kind="skipped", message="not run, because earlier calls failed")
        self._restarts -= 1
        again = self._load()
        return again if isinstance(again, Failure) else None

    def _batch(self, requests: list[dict[str, Any]]) -> Iterator[Returned | Failure]:
        for reply in self._replies(requests):
            yield reply if isinstance(reply, Failure) else returned(reply, self._text)

    def _text(self, file: str, line: int) -> str:
        lines = self._lines
        known = file == self._name and 0 < line <= len(lines)
        return lines[line - 1].strip()[:LONGEST_TEXT] if known else ""

    def _replies(self, requests: list[dict[str, Any]]) -> Iterator[Reply | Failure]:
        """Yield the replies, until the process has ended."""
        process = self._process
        if process is None or not self._is_ready(process):
            yield self._lost("start", "no process with numpy could be started")
            return
        process.send(json.dumps(request).encode() + b"\n" for request in requests)
        for request in requests:
            reply = self._reply(process, request)
            if isinstance(reply, Mapping) and reply.get("last"):
                self._end()
            yield reply
            if self._process is None:
                return

    def _is_ready(self, process: Transport) -> bool:
        try:
            self._ready = self._ready or process.receive(START_LIMIT) == READY
        except (Ended, Late, Unruly):
            return False
        return self._ready

    def _reply(self, process: Transport, request: dict[str, Any]) -> Reply | Failure:
        limit, left = request["limit"] + GRACE, self.budget - self._spent.seconds
        begun = time.monotonic()
        try:
            line = process.receive(min(limit, left))
            return _parsed(line, request["token"])
        except Late:
            message = f"stopped after {request['limit']:g} seconds"
            return self._lost("timeout", message if limit < left else self._used_up("stopped"))
        except Ended:
            return self._lost("crashed", "")
        except (Unruly, ValueError, RecursionError):
            return self._lost("protocol", "the process sent something that is no reply")
        finally:
            # What the grader does meanwhile is not the submission's time.
            self._spent.seconds += time.monotonic() - begun

    def _used_up(self, what: str) -> str:
        return f"{what}, because everything together took {self.budget:g} seconds"

    def _lost(self, kind: str, message: str) -> Failure:
        """End the process, and say why."""
        process, self._process = self._process, None
        status = process.end() if process is not None else ""
        if process is not None and process.fault:
            return Failure(kind="start", message=process.fault)
        if status == "SIGXCPU":
            return Failure(kind="timeout", message=self._used_up("stopped"))
        if kind != "crashed":
            return Failure(kind=kind, message=message)
        message = f"the process ended: {status}" if status else "the process closed its connection"
        return Failure(kind=kind, message=message, type=status)


def _parsed(line: bytes, token: str) -> Reply:
    # The harness writes ASCII; other bytes could stand for halves of characters.
    reply = json.loads(line.decode("ascii"))
    if LONE.search(line):
        # Halves of characters cannot be printed.
        reply = json.loads(json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace"))
    if not isinstance(reply, dict) or reply.pop("token", None) != token:
        raise ValueError("not a reply to this request")
    return reply


def _request(do: str, limit: float, **parts: Any) -> dict[str, Any]:
    # A reply that does not repeat the token was not made by the harness for this request.
    return {"do": do, "limit": limit, "token": os.urandom(8).hex(), **parts}


def _call(function: str, arguments: Sequence[Any], limit: float, observe: bool) -> dict[str, Any]:
    return _request(
        "call", limit, function=function, arguments=sendable(arguments), observe=observe
    )
