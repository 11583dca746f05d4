"""Whatever a process sends, the grader reads a record or rejects it: nothing else, and soon."""

import json
import os
import warnings
from random import Random

import pytest
from attrs import asdict
from levels import LEVELS, start
from messages import SOURCE, TOKEN, changed, replies

from gdtrace.sandbox.child import _parsed
from gdtrace.sandbox.claims import Failure, Loaded, Returned, loaded, returned

MESSAGES = int(os.environ.get("GDTRACE_MESSAGES", "10000"))
"""So many messages are read; a million take some minutes."""

LONGEST, LARGEST, MOST = 500, 10**320, 2000
"""A text of a record has so many letters at most, a number is so large, a list so long."""


def text(file, line):
    """Return the text of a line, as the grader does."""
    lines = SOURCE.splitlines()
    return lines[line - 1] if file == "mine.py" and 0 < line <= len(lines) else ""


def unfit(part):
    """Yield what is in a record and cannot be written down, or has no bounds."""
    if isinstance(part, str):
        whole = part.encode("utf-8", "replace").decode() == part
        yield from [] if whole and len(part) <= LONGEST else [part]
    elif isinstance(part, int | float):
        yield from [] if not abs(part) > LARGEST else [part]
    elif isinstance(part, dict | list | tuple):
        yield from [] if len(part) <= MOST else [part]
        items = [*part, *part.values()] if isinstance(part, dict) else part
        for each in items:
            yield from unfit(each)


DUE = 3
"""So many replies are waited for."""


def records(kind, line):
    """Read a line as the grader does; None if it is rejected."""
    try:
        replies = _parsed(line, TOKEN, DUE)
    except (ValueError, RecursionError):
        return None
    return [loaded(each) if kind == "load" else returned(each, text) for each in replies]


def test_what_the_harness_replies_is_read():
    """Unchanged, every reply is a record, and none a violation of the protocol."""
    for kind, line in replies():
        found = records(kind, json.dumps(line).encode())
        assert len(line["replies"]) == len(found)
        assert all(isinstance(each, Failure | Loaded | Returned) for each in found)
        assert "protocol" not in [getattr(each, "kind", "") for each in found]


def test_more_replies_than_calls_are_rejected():
    """None is no answer either."""
    (kind, line) = replies()[-1]
    for own in ([], line["replies"] * 2, {"0": line["replies"][0]}, [[]], [None]):
        assert records(kind, json.dumps({**line, "replies": own}).encode()) is None


def test_changed_messages_are_records_or_rejected():
    """No exception, no warning, no text that cannot be written down, nothing without bounds."""
    random, seeds = Random(20260), replies()
    others = [reply for _, line in seeds for reply in [line, *line["replies"]]]
    kinds = set()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(MESSAGES):
            kind, reply = random.choice(seeds)
            line = changed(random, reply, others)
            for found in records(kind, line) or ():
                assert isinstance(found, Failure | Loaded | Returned), line
                kinds.add(type(found).__name__ + getattr(found, "kind", ""))
                assert not [*unfit(asdict(found))], line
    # The messages are neither all right nor all wrong.
    assert kinds >= {"Loaded", "Returned", "Failureprotocol", "Failureexception"}


SENDS = """\
import json
import os

MESSAGES = json.loads(MESSAGES)
plain = json.dumps


def f(k):
    sent = MESSAGES[int(k)].encode("latin-1")
    json.dumps = lambda reply: type("Sent", (), {"encode": lambda self: sent})()
    return k
"""


@pytest.mark.parametrize("level", LEVELS)
def test_messages_of_a_real_process_are_read_or_rejected(level):
    """Whatever comes through the connection; the calls of the next child are answered."""
    random, seeds = Random(7), replies()
    others = [line for _, line in seeds]
    # Without a zygote it takes long to start a process.
    count = 60 if level == "L2" else 4
    lines = [changed(random, random.choice(seeds)[1], others) for _ in range(count)]
    texts = json.dumps(json.dumps([line.decode("latin-1") for line in lines]))
    with start(level) as sandbox:
        for k in range(0, len(lines), 4):
            with sandbox.child(call_limit=2.0) as child:
                child.load(SENDS.replace("(MESSAGES)", f"({texts})"), "mine.py")
                found = [child.calls("f", [[float(n)]])[0] for n in range(k, k + 4)]
            assert all(isinstance(each, Failure | Returned) for each in found)
        with sandbox.child() as child:
            child.load(SOURCE, "mine.py")
            assert isinstance(child.calls("step", [[1.0, 2.0]])[0], Returned)
