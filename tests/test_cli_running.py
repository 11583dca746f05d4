"""Commands while they run: the engine, the progress bar, Ctrl-C, memory."""

import os
import select
import signal
import subprocess
import sys
import time

import pytest
from commands import Screen, output, run

from gdtrace.cli import running

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals and signals")


@pytest.mark.parametrize("engine", ["interpret", "scalar", "array"])
@pytest.mark.parametrize("command", [["trace"], ["explain", "W11"], ["trace", "--show", "g1"]])
def test_the_engine_can_be_chosen_and_prints_the_same_page(command, engine):
    """In the digits of a page all engines agree."""
    name, *rest = command
    asked = output(name, "tutorial-3-2-1", *rest, "--at", "9", "--engine", engine)
    assert output(name, "tutorial-3-2-1", *rest, "--at", "9") == asked


def test_a_plot_takes_the_engine(tmp_path):
    """The picture is made with the engine asked for."""
    path = tmp_path / "plot.png"
    arguments = ["--iterations", "20", "--engine", "array", "-o", str(path)]
    assert 0 == run("plot", "tutorial-3-2-1", *arguments).exit_code
    assert path.read_bytes().startswith(b"\x89PNG")


def on_a_terminal(*arguments, until=None, send=None):
    """Run a command with standard error on a terminal; return its output, errors and exit code.

    ``send`` is a signal that is sent when the text ``until`` has appeared.
    """
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "gdtrace", *arguments], stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    seen, deadline = b"", time.monotonic() + 120
    while time.monotonic() < deadline:
        readable, _, _ = select.select([ours], [], [], 0.1)
        try:
            seen += os.read(ours, 4096) if readable else b""
        except OSError:
            break
        if send and until.encode() in seen:
            process.send_signal(send)
            send = None
    written, _ = process.communicate(timeout=60)
    os.close(ours)
    return written.decode(), seen.decode(), process.returncode


LONG = ["trace", "tutorial-3-2-1", "--engine", "scalar", "--at", "last", "--iterations"]


@posix
def test_a_long_run_shows_a_bar_on_a_terminal():
    """On standard error; the page on standard output is the same as without."""
    page, shown, code = on_a_terminal(*LONG, "3000000")
    assert 0 == code
    assert "Training  [" in shown
    assert "100%" in shown
    assert page.startswith("tutorial-3-2-1: iteration 2999999, the last of 3000000\n")


@pytest.mark.parametrize(("seconds", "shown"), [(1.9, ""), (2.1, "Training")])
def test_a_short_run_shows_no_bar(monkeypatch, seconds, shown):
    """Half of it takes half of the time that a run may take without one."""
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    clock = iter([100.0, 100.0 + seconds / 2])
    monkeypatch.setattr(running, "monotonic", lambda: next(clock))
    with running.progress() as report:
        report(50, 100)
    assert shown in screen.getvalue()
    assert bool(shown) == bool(screen.getvalue())


@posix
def test_a_long_run_into_a_pipe_shows_no_bar():
    """What is not a terminal gets no bar."""
    done = subprocess.run(
        [sys.executable, "-m", "gdtrace", *LONG, "3000000"], capture_output=True, timeout=120
    )
    assert (b"", 0) == (done.stderr, done.returncode)


@posix
def test_ctrl_c_shows_what_was_traced():
    """The page of the last iteration that was done; the exit code is that of an interruption."""
    page, shown, code = on_a_terminal(*LONG, "100000000", until="Training", send=signal.SIGINT)
    assert 130 == code
    assert "Traceback" not in shown
    done = int(shown.split("Stopped after ")[1].split()[0])
    assert f"Stopped after {done} of 100000000 iterations." in shown
    assert page.startswith(f"tutorial-3-2-1: iteration {done - 1} of 100000000, ")
    assert f"Note: the run was stopped after {done} of 100000000 iterations" in page


@posix
def test_ctrl_c_before_anything_was_traced_is_quiet(monkeypatch):
    """One word, and the exit code of an interruption."""

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("gdtrace.training.run", interrupted)
    result = run("trace", "tutorial-3-2-1")
    assert ("", "Stopped.\n", 130) == (result.stdout, result.stderr, result.exit_code)


def test_a_very_long_run_needs_little_memory(monkeypatch):
    """Only what is shown is recorded; the page is the same."""
    expected = output("trace", "tutorial-3-2-1", "--at", "0,70,last", "--iterations", "100")
    shown = output("trace", "tutorial-3-2-1", "--at", "::7", "--show", "W11", "--iterations", "100")
    monkeypatch.setattr(running, "MOST_RECORDED", 50)
    monkeypatch.setattr(running, "MOST_REPEATED", 50)
    output.cache_clear()
    assert expected == output("trace", "tutorial-3-2-1", "--at", "0,70,last", "--iterations", "100")
    assert shown == output(
        "trace", "tutorial-3-2-1", "--at", "::7", "--show", "W11", "--iterations", "100"
    )
