import os
import signal
import sys
import time

import pytest
from a_class import children, until
from processes import runs

from gdtrace.classes import graders
from gdtrace.classes.graders import GraderDied, started

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at the processes of Linux")

ECHO = "import sys\nfor line in sys.stdin:\n    {}\n    print(line.strip() * 2, flush=True)\n"


@pytest.fixture
def echo(monkeypatch):
    """Return what makes graders of another program."""

    def use(action="pass"):
        monkeypatch.setattr(graders, "COMMAND", ("-c", ECHO.format(action)))

    return use


def test_requests_are_answered_whoever_asks_first(echo):
    """Each future has the answer to its own request."""
    echo()
    with started(3, 60) as made:
        futures = [made.submit(str(number), f"{number}-") for number in range(20)]
        assert [f"{number}-{number}-\n" for number in range(20)] == [
            each.result(30) for each in futures
        ]


def test_a_grader_that_dies_is_replaced(echo):
    """Whoever was waiting is told how it ended, and nobody else."""
    echo("if 'die' in line: sys.exit(3)")
    with started(1, 60) as made:
        first, second, third = [made.submit("", each) for each in ("a", "die", "b")]
        assert "aa\n" == first.result(30)
        with pytest.raises(GraderDied, match=r"the grader ended .exit status 3."):
            second.result(30)
        assert "bb\n" == third.result(30)


def test_a_grader_that_does_not_answer_is_given_up(echo):
    """In time, and without another try; the next one is marked."""
    echo("import time; time.sleep(60 * ('hang' in line))")
    with started(1, 1.0) as made:
        first, second = made.submit("", "hang"), made.submit("", "b")
        with pytest.raises(TimeoutError, match="did not answer within 1 seconds"):
            first.result(30)
        assert "bb\n" == second.result(30)


@linux
def test_graders_end_with_whoever_started_them(echo):
    """Also in the middle of work."""
    echo("import time; time.sleep(60)")
    begun = time.monotonic()
    before = set(children(os.getpid()))
    with started(2, 60) as made:
        for _ in range(4):
            made.submit("", "x")
        own = until(lambda: len(found := set(children(os.getpid())) - before) == 2 and found)
    assert not any(map(runs, own))
    assert 20 > time.monotonic() - begun


@linux
def test_ctrl_c_in_a_terminal_is_for_the_run_alone(echo):
    """Graders are in groups of their own."""
    echo("import os; line = str(os.getpgid(0))")
    with started(1, 60) as made:
        group = made.submit("", "x").result(30)
    assert group[: len(group) // 2] != str(os.getpgid(0))


@linux
def test_a_grader_is_killed_by_any_signal(echo):
    """How it ended is named."""
    echo("import os; os.kill(os.getpid(), 9)")
    with started(1, 60) as made, pytest.raises(GraderDied, match=signal.SIGKILL.name):
        made.submit("", "x").result(30)
