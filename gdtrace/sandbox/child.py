"""Runs a submission in a process of its own, within limits of time, and asks it for values."""

import io
import json
import os
import re
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any, Self

from attrs import define, evolve, field

from gdtrace.sandbox.claims import (
    Arguments,
    Failure,
    Loaded,
    Reply,
    Returned,
    loaded,
    named,
    returned,
)
from gdtrace.sandbox.process import Ended, Late, Unruly
from gdtrace.sandbox.starter import Starter, Transport

LOAD_LIMIT, CALL_LIMIT, BUDGET = 10.0, 5.0, 60.0
"""Seconds for running a file, for one call, and for everything of one submission."""

START_LIMIT = 60.0
"""So many seconds may an interpreter with numpy take to start on a busy machine."""

GRACE = 1.0
"""So many seconds after its limit the process is killed, if it has not ended by itself."""

RESTARTS = 3
"""So many processes are started anew for the calls of one function."""

LONGEST_TEXT = 200
LONE = re.compile(rb"\\u[dD]")
LOSES = ("crashed", "protocol", "timeout")
"""Failures after which it is not known which of several calls was running."""

READY = b'{"ready": true}'

Siblings = Mapping[str, tuple[str, str]]


@define(eq=False, repr=False)
class Spent:
    """How many seconds were spent of a budget."""

    seconds: float = 0.0


@define(eq=False, repr=False)
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
    _ended_by: Counter[str] = field(factory=Counter, init=False)
    _spent: Spent = field(factory=Spent, init=False)
    _holds: bool = field(default=True, init=False)
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
        child = cls(Starter.start(isolation, without=without, children="few"), **limits)
        child._own = True
        return child.begun()

    def begun(self) -> Self:
        """Return this child; where its process takes long to start, that has begun."""
        if self._starter.is_known:
            self._process = self._starter.process(self.budget)
        return self

    def is_starting(self) -> bool:
        """Say whether there is time for something else until its first process is ready."""
        return not self._used and self._starter.is_starting()

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
        # As Python counts lines: a form feed ends none.
        self._lines = list(io.StringIO(self._source, newline=None))
        self._siblings = dict(siblings or {})
        self._definitions_only, self._spent = False, Spent()
        self._holds = True
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
        self,
        function: str | Sequence[str],
        arguments: Sequence[Arguments],
        *,
        observe: bool = False,
    ) -> list[Returned | Failure]:
        """Call a function with each list of arguments; return one record for each call.

        There may be a function for each call. With ``observe`` the records have the numbers that
        local variables held.
        """
        calls = named(function, arguments)
        found: dict[int, Returned | Failure] = {}
        waiting = list(range(len(calls)))
        while waiting:
            name = calls[waiting[0]][0]
            stop = self._stopped(name)
            if stop is not None:
                found[waiting.pop(0)] = stop
                continue
            results = list(self._batch([calls[place] for place in waiting], observe))
            done, waiting = waiting[: len(results)], waiting[len(results) :]
            found.update(zip(done, results, strict=True))
            if self._process is None and done:
                name = calls[done[-1]][0]
                self._ended_by[name] += 1
                # It must not use up the time of the others.
                waiting.sort(key=lambda place: calls[place][0] == name)
        return [found[place] for place in range(len(calls))]

    def apart(self) -> Self:
        """Return another child with the same file: what this one is asked, that one never sees.

        It is started when it is first asked; both spend the same budget.
        """
        other = copy(self)
        other._process, other._own, other._ready = None, False, False
        other._ended_by = Counter()
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
        parts = {
            "source": self._source,
            "name": self._name,
            "definitions_only": self._definitions_only,
            "siblings": self._siblings,
        }
        head = _head("load", self.load_limit)
        (reply,) = self._replies(head, json.dumps(parts)[1:-1], 1)
        return reply if isinstance(reply, Failure) else loaded(reply)

    def _stopped(self, name: str) -> Failure | None:
        """Return why a function cannot be called; a process that has ended is replaced."""
        if isinstance(self.loaded, Failure):
            return self.loaded
        if self._spent.seconds >= self.budget:
            return Failure(kind="skipped", message=self._used_up("not run"))
        if self._ended_by[name] > RESTARTS:
            return Failure(kind="skipped", message="not run, because earlier calls failed")
        if self._process is not None:
            return None
        again = self._load()
        if isinstance(again, Failure):
            self._ended_by[name] += 1
            return again
        return None

    def _batch(
        self, calls: Sequence[tuple[str, str]], observe: bool
    ) -> Iterator[Returned | Failure]:
        """Yield what the calls returned; fewer than asked for if the process has ended."""
        head = _head("call", self.call_limit, observe=observe, hold=self._holds)
        written = {name: json.dumps(name) for name, _ in calls}
        texts = ", ".join(f"[{written[name]}, {text}]" for name, text in calls)
        for reply in self._replies(head, f'"calls": [{texts}]', len(calls)):
            yield reply if isinstance(reply, Failure) else returned(reply, self._text)

    def _text(self, file: str, line: int) -> str:
        lines = self._lines
        known = file == self._name and 0 < line <= len(lines)
        return lines[line - 1].strip()[:LONGEST_TEXT] if known else ""

    def _replies(self, head: Mapping[str, Any], rest: str, due: int) -> Iterator[Reply | Failure]:
        """Send a request, as its head and its other members; yield the replies that are due.

        They are fewer if the process has ended.
        """
        process = self._process
        if process is None or not self._is_ready(process):
            yield self._lost("start", "no process with numpy could be started")
            return
        process.send(f"{json.dumps(head)[:-1]}, {rest}}}\n".encode(), due)
        while due and self._process is not None:
            replies = self._reply(process, head, due)
            if not isinstance(replies, Failure):
                yield from replies
                due -= len(replies)
            elif self._may_be_another(replies, due):
                return
            else:
                yield replies

    def _may_be_another(self, failure: Failure, due: int) -> bool:
        """Say whether a failure may be that of a later call, whose replies are asked for again.

        Replies that were held back are lost with the process; then none is held back any more.
        """
        held, self._holds = self._holds and due > 1, False
        return held and failure.kind in LOSES and self._spent.seconds < self.budget

    def _is_ready(self, process: Transport) -> bool:
        try:
            self._ready = self._ready or process.receive(START_LIMIT) == READY
        except (Ended, Late, Unruly):
            return False
        return self._ready

    def _reply(
        self, process: Transport, head: Mapping[str, Any], due: int
    ) -> list[Reply] | Failure:
        """Return the replies of one line, or why there is none."""
        limit, left = head["limit"] + GRACE, self.budget - self._spent.seconds
        begun = time.monotonic()
        try:
            line = process.receive(min(limit, left))
            replies = _parsed(line, head["token"], due)
            if any("last" in each for each in replies):
                self._end()
            return replies
        except Late:
            message = f"stopped after {head['limit']:g} seconds"
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


def _parsed(line: bytes, token: str, due: int) -> list[Reply]:
    # The harness writes ASCII; other bytes could stand for halves of characters.
    message = json.loads(line.decode("ascii"))
    if LONE.search(line):
        # Halves of characters cannot be printed.
        message = json.loads(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace"))
    if not isinstance(message, dict) or message.get("token") != token:
        raise ValueError("not a reply to this request")
    replies = message.get("replies")
    if not isinstance(replies, list) or not 0 < len(replies) <= due:
        raise ValueError("not as many replies as were asked for")
    if not all(isinstance(each, dict) for each in replies):
        raise ValueError("not a reply")
    return replies


def _head(do: str, limit: float, **parts: bool) -> dict[str, Any]:
    # A reply that does not repeat the token was not made by the harness for this request.
    return {"do": do, "limit": limit, "token": os.urandom(8).hex(), **parts}
