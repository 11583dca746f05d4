"""For all tests: the tables that the grader keeps between runs lie in a folder of this run."""

import os
from collections.abc import Iterator

import pytest


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
