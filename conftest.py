"""For all tests: folders and signals are the same wherever they run."""

import os
import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def heeds_ctrl_c() -> None:
    """Let Ctrl-C reach what the tests start; in the background a shell switches it off."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def own_tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's own tables out of the tests, and the tests' out of theirs."""
    before = os.environ.get("GDTRACE_CACHE")
    os.environ["GDTRACE_CACHE"] = str(tmp_path_factory.mktemp("tables"))
    yield
    if before is None:
        del os.environ["GDTRACE_CACHE"]
    else:
        os.environ["GDTRACE_CACHE"] = before
