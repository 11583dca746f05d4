import ast
import os
import signal
import sys
from pathlib import Path

import pytest
from commands import Screen

import gdtrace.classes
from gdtrace.cli import class_progress
from gdtrace.cli.class_progress import progress, stopping


def test_a_terminal_has_a_bar(monkeypatch):
    """It goes to the end, with the number of submissions."""
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress() as report:
        for done in range(1, 41):
            report(done, 40)
    assert "Marking" in screen.getvalue()
    assert "100%" in screen.getvalue()


def test_elsewhere_there_is_a_line_every_ten_seconds(monkeypatch, capsys):
    """No more, and none at all for a short run."""
    now = iter([100.0, 101.0, 109.9, 110.0, 111.0, 119.9, 120.5])
    monkeypatch.setattr(class_progress, "monotonic", lambda: next(now))
    with progress() as report:
        for done in range(1, 7):
            report(done, 6)
    assert (
        "3 of 6 submissions marked after 10 seconds\n6 of 6 submissions marked after 20 seconds\n"
        == capsys.readouterr().err
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent in another way there")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_is_remembered(number, code):
    """Nothing is torn down in the middle; afterwards signals do what they did before."""
    before = signal.getsignal(number)
    with stopping() as asked:
        assert not asked()
        os.kill(os.getpid(), number)
        assert asked()
        assert code == asked.exit_code
    assert before == signal.getsignal(number)


def test_nothing_depends_on_the_clock_of_the_machine():
    """A clock that is put forward or back in the middle of a run makes no difference."""
    folder = Path(gdtrace.classes.__file__).parent
    wanted = {"time.time", "datetime", "localtime"}
    for file in [*folder.rglob("*.py"), Path(class_progress.__file__)]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        used = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        used |= {
            f"{node.module}.{each.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for each in node.names
        }
        assert not any(name in each for each in used for name in wanted), file
