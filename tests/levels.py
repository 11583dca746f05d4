"""The levels of isolation that tests run submissions at."""

import pytest

from gdtrace.sandbox.sandbox import Sandbox

LEVELS = ("L1", "L2")


def start(level):
    """Start a sandbox of a level; skip the test where the machine does not offer it."""
    sandbox = Sandbox.start("L1" if level == "L1" else "auto")
    if sandbox.level != level:
        missing = sandbox.missing
        sandbox.close()
        pytest.skip(f"no {level} here: {missing}")
    return sandbox
