"""Class runs on the workers of a Dask scheduler, two of them, on this machine."""

import os
import signal
import socket
import subprocess
import sys

import pytest
from a_class import (
    SLOW,
    UPHILL,
    assignment,
    book,
    ended,
    family,
    finished,
    recorded,
    started,
    until,
    written,
)
from processes import runs

pytest.importorskip("distributed")

from gdtrace.classes.dask_graders import dask
from gdtrace.errors import GraderError, OptionError

QUIET = {
    "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical",
    "DASK_DISTRIBUTED__WORKER__DAEMON": "False",
}
SLOWLY = {f"s{number}": f"{SLOW}# {number}\n" for number in range(11)} | {"up": SLOW + UPHILL}


def started_dask(*words):
    """Start a part of Dask."""
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        env={**os.environ, **QUIET},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """Start a scheduler and two workers without nannies; return its port and the workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = ["--host", "127.0.0.1", "--no-dashboard"]
    boss = started_dask("scheduler", *own, "--port", str(port))
    folder = str(tmp_path_factory.mktemp("dask"))
    until(lambda: answers(port))
    more = [*own, "--nthreads", "1", "--no-nanny", "--local-directory", folder]
    workers = [started_dask("worker", f"tcp://127.0.0.1:{port}", *more) for _ in range(2)]
    yield port, workers
    for each in (*workers, boss):
        each.terminate()
        each.wait(20)


def answers(port):
    """Say whether somebody listens."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the processes of Linux")
def test_a_worker_that_is_killed_costs_no_mark(scheduler, tmp_path):
    """Everybody is marked, each exactly once, as by graders of one's own; nothing is left over."""
    port, workers = scheduler
    written(tmp_path / "in", SLOWLY)
    assignment(tmp_path)
    with started(tmp_path, "--executor", f"dask://127.0.0.1:{port}") as process:
        # A zygote and a child below each of them.
        until(lambda: recorded(tmp_path / "out") >= 2 and all(family(each.pid) for each in workers))
        both = [[each.pid, *family(each.pid)] for each in workers]
        os.kill(workers[0].pid, signal.SIGKILL)
        workers[0].wait()
        until(lambda: not any(runs(each) for each in both[0]))
        code, out, err = ended(process, 90)
    assert (0, "12 students, 24 marks") == (code, out[:21]), err
    assert len(SLOWLY) == recorded(tmp_path / "out")
    assert 0 == finished(tmp_path, out="local")[0]
    assert book(tmp_path, "local") == book(tmp_path)
    workers[1].terminate()
    workers[1].wait(20)
    until(lambda: not any(runs(each) for each in both[1]))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("dask://10.0.0.1:8786", r"10\.0\.0\.1 is another machine, so .* certificates"),
        ("dask://example.org:8786", "another machine"),
        ("dask://127.0.0.1", "is local or dask://HOST:PORT"),
        ("dask://127.0.0.1:port", "is local or dask://HOST:PORT"),
        ("tcp://127.0.0.1:8786", "is local or dask://HOST:PORT"),
        ("dask://127.0.0.1:8786/x", "is local or dask://HOST:PORT"),
        ("dask://me@127.0.0.1:8786", "is local or dask://HOST:PORT"),
        ("", "is local or dask://HOST:PORT"),
    ],
)
def test_nothing_goes_to_other_machines_in_the_open(address, said):
    """Workers unpickle what they are sent, so that strangers must not reach them."""
    with pytest.raises(OptionError, match=said):
        dask(address)


class Scheduler:
    """A client that says where the scheduler and the workers are."""

    def __init__(self, *addresses):
        self.addresses = addresses

    def wait_for_workers(self, count, timeout):
        """Say that there are some."""
        if len(self.addresses) < 2:
            raise TimeoutError

    def scheduler_info(self, n_workers):
        """Return the addresses."""
        return {"address": self.addresses[0], "workers": dict.fromkeys(self.addresses[1:])}


@pytest.mark.parametrize(
    ("addresses", "encrypted", "said"),
    [
        (["tcp://127.0.0.1:1"], False, "has no workers; start some: dask worker"),
        (
            ["tcp://10.0.0.5:1", "tcp://127.0.0.1:2"],
            False,
            r"10\.0\.0\.5:1 can be reached from other",
        ),
        (
            ["tcp://127.0.0.1:1", "tcp://10.0.0.5:2"],
            False,
            r"10\.0\.0\.5:2 can be reached from other",
        ),
        (["tcp://127.0.0.1:1", "tcp://[::1]:2"], False, ""),
        (["tls://10.0.0.5:1", "tls://10.0.0.6:2"], True, ""),
    ],
)
def test_a_scheduler_that_strangers_reach_is_refused(addresses, encrypted, said):
    """Whatever address it was named by; and one without workers is told from a slow one."""
    from gdtrace.classes.dask_graders import _workers

    if not said:
        assert 1 == _workers(Scheduler(*addresses), "t", encrypted=encrypted)
        return
    with pytest.raises(GraderError, match=said):
        _workers(Scheduler(*addresses), "t", encrypted=encrypted)
