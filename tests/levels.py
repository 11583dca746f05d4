"""The levels of isolation: those that tests run submissions at, and what this machine offers."""

import pytest

from gdtrace.sandbox.sandbox import Sandbox

LEVELS = ("L1", "L2")

with Sandbox.start() as sandbox:
    BEST, MISSING = sandbox.level, sandbox.missing

needs_l2 = pytest.mark.skipif(BEST < "L2", reason=f"isolation L2 is not offered: {MISSING}")


def start(level):
    """Start a sandbox of a level; skip the test where the machine does not offer it."""
    if level > BEST:
        pytest.skip(f"no {level} here: {MISSING}")
    return Sandbox.start(level)


each_level = pytest.mark.parametrize("level", ["L1", pytest.param("L2", marks=needs_l2)])
"""Runs a test at every level."""

NOTE = f"Note: isolation {BEST} only: {MISSING}.\n" if MISSING else ""
"""What ``gdtrace check`` says on this machine besides the report."""


def as_at_l2(text):
    """Return what a machine with L2 prints where this one prints a text."""
    shown = text.removeprefix(NOTE).replace(f"(isolation {BEST})", "(isolation L2)")
    return shown.replace(f'"isolation": "{BEST}"', '"isolation": "L2"')
