import pytest
from levels import each_level, needs_l2, start

from gdtrace.errors import IsolationError
from gdtrace.sandbox import canary
from gdtrace.sandbox.sandbox import Sandbox


@each_level
def test_a_whole_sandbox_passes(level):
    """Nothing is said where the canary is held off and the honest submission runs."""
    with start(level) as sandbox:
        assert level == sandbox.level
        assert None is sandbox.self_test()


@needs_l2
@pytest.mark.parametrize(
    ("layer", "could"),
    [
        ("landlock", "import gdtrace from its folder, read a file, list a folder"),
        ("seccomp", "start a process, open a connection"),
    ],
)
def test_a_layer_that_is_missing_is_noticed(layer, could):
    """Without files or system calls forbidden nothing is graded, and the message says why."""
    with Sandbox.start("L2", without=[layer]) as sandbox:
        message = f"the sandbox does not hold: a submission could {could}. Nothing was graded."
        with pytest.raises(IsolationError, match=message):
            sandbox.self_test()


def test_a_submission_that_may_do_everything_is_noticed(monkeypatch):
    """What each level has to hold off is tried, or the test would not mean much."""
    monkeypatch.setitem(canary.HELD_OFF, "L1", tuple(canary.TRIES))
    with (
        Sandbox.start("L1") as sandbox,
        pytest.raises(IsolationError, match=r"read a file, list a folder, .*start a process"),
    ):
        sandbox.self_test()


@each_level
@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def honest(x): return 2.0", "it gives 2.0, not 3.0"),
        ("import nothing_of_this_name", "ModuleNotFoundError: No module"),
        ("import os\nos._exit(3)", "exit status 3"),
    ],
)
def test_a_sandbox_that_stops_honest_submissions_is_noticed(level, source, why, monkeypatch):
    """Rather no marks than marks that an honest submission loses."""
    monkeypatch.setattr(canary, "HONEST", source)
    with (
        start(level) as sandbox,
        pytest.raises(IsolationError, match=f"stops what every submission may do: .*{why}"),
    ):
        sandbox.self_test()


@each_level
def test_a_canary_that_cannot_run_tells_nothing(level, monkeypatch):
    """Then nothing is graded either."""
    monkeypatch.setattr(canary, "SOURCE", "import os\nos._exit(0)")
    with start(level) as sandbox, pytest.raises(IsolationError, match="could not be tested"):
        sandbox.self_test()


@each_level
@pytest.mark.parametrize("body", ["os._exit(0)", "while True: pass"])
def test_a_try_without_an_exception_counts_as_done(level, body, monkeypatch):
    """Only what is refused is held off."""
    source = f"import os\ndef look(folder, package):\n    {body}\n"
    monkeypatch.setattr(canary, "SOURCE", source)
    monkeypatch.setattr(canary, "HELD_OFF", {level: ("look",)})
    with (
        start(level) as sandbox,
        sandbox.child(call_limit=0.2) as child,
        pytest.raises(IsolationError, match="could see the environment"),
    ):
        canary.test(child, child)
