"""A process with one submission, for machines whose kernel cannot do more.

It runs in an interpreter of its own that knows nothing of gdtrace but a few files of this folder.
"""

import os

from gdtrace.sandbox import harness, limits, plots


def main(seconds: str) -> None:
    """Serve the grader through standard input and output."""
    requests, line = harness.connect()
    limits.limit(int(seconds))
    plots.install()
    harness.prepare()
    os.environ.clear()
    harness.work(requests, line)
