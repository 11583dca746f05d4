"""Class runs by the command: what everybody gets, again and again, whatever dies on the way."""

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from a_class import (
    ASSIGNMENT,
    BROKEN,
    HALF,
    LEAVES,
    RIGHT,
    SLOW,
    UPHILL,
    assignment,
    book,
    children,
    ended,
    family,
    finished,
    killed,
    recorded,
    rows,
    started,
    until,
    written,
)
from commands import run
from processes import runs

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at the processes of Linux")

CLASS = {"ada": RIGHT, "bob": UPHILL, "cy": HALF, "dan": BROKEN, "eve": LEAVES, "zoe": RIGHT}
SLOWLY = {f"s{number}": f"{SLOW}# {number}\n" for number in range(7)} | {"up": SLOW + UPHILL}


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """Return a class that takes some seconds, and its gradebook of an undisturbed run."""
    folder = tmp_path_factory.mktemp("slow")
    written(folder / "in", SLOWLY)
    assignment(folder)
    assert 0 == finished(folder, "--jobs", "2")[0]
    return folder, book(folder)


@pytest.fixture
def place(tmp_path):
    """Return a folder with a class."""
    written(tmp_path / "in", CLASS)
    assignment(tmp_path)
    return tmp_path


def test_everybody_gets_a_mark_in_every_exercise(place):
    """What cannot be read or run is 0 with a reason; like sources get like marks."""
    (place / "in" / "max.py").write_bytes(b"x = '\xff'\n")
    code, out, err = finished(place)
    assert (0, "") == (code, err)
    found = rows(place)
    expected = {
        "ada": ("4", "passed", "6", "passed"),
        "bob": ("4", "passed", "0", "failed"),
        "cy": ("0", "not_run", "6", "passed"),
        "dan": ("0", "not_run", "0", "not_run"),
        "eve": ("0", "not_run", "0", "not_run"),
        "max": ("0", "not_run", "0", "not_run"),
        "zoe": ("4", "passed", "6", "passed"),
    }
    assert [(each, id) for each in expected for id in ("error", "update-weight")] == [
        each[:2] for each in found
    ]
    assert [mark for each in expected.values() for mark in (each[:2], each[2:])] == [
        each[2:] for each in found
    ]
    assert "7 students, 14 marks: 6 right, 1 wrong, 1 missing, 6 could not be run." in out
    assert "1 x plus-for-minus: " in out
    assert "gradebook.csv" in out


def test_the_gradebook_is_the_same_for_any_number_of_graders_and_any_order(place):
    """Byte for byte; the order of the files on the disk does not matter either."""
    assert 0 == finished(place, "--jobs", "1")[0]
    shutil.move(place / "in", place / "before")
    written(place / "in", dict(reversed(CLASS.items())))
    assert 0 == finished(place, "--jobs", "3", out="again")[0]
    assert book(place) == book(place, "again")


def test_a_run_that_has_ended_is_gone_on_with(place):
    """Only what is new is marked; the journal has the rest."""
    assert 0 == finished(place)[0]
    before = book(place)
    written(place / "in", {"new": RIGHT + "# new\n"})
    code, out, _ = finished(place, "--resume")
    assert (0, "7 students") == (code, out[:10])
    after = book(place)
    assert before == b"".join(
        each for each in after.splitlines(True) if not each.startswith(b"new")
    )


@linux
@pytest.mark.parametrize("depth", [1, 2, 3], ids=["graders", "zygotes", "children"])
def test_whatever_is_killed_is_replaced(slow, depth):
    """Graders, their zygotes and their children, each once for a submission: no mark changes."""
    folder, undisturbed = slow
    out = f"killed{depth}"

    def one_killed():
        generation = [process.pid]
        for _ in range(depth):
            generation = [each for one in generation for each in children(one)]
        return any(killed(each) for each in generation[:1])

    with started(folder, "--jobs", "1", out=out) as process:
        for marked in range(4):
            until(lambda least=marked: recorded(folder / out) >= least)
            until(one_killed)
        code, _, err = ended(process)
    assert (0, undisturbed) == (code, book(folder, out)), err


@linux
def test_a_run_that_was_killed_goes_on(slow):
    """Nothing of it is left running; the gradebook is that of an undisturbed run."""
    folder, undisturbed = slow
    with started(folder, "--jobs", "1", out="dead") as process:
        until(lambda: recorded(folder / "dead"))
        below = family(process.pid)
        process.kill()
    until(lambda: not any(runs(each) for each in below))
    some = recorded(folder / "dead")
    assert 0 < some < len(SLOWLY)
    code, _, err = finished(folder, "--resume", out="dead")
    assert (0, undisturbed) == (code, book(folder, "dead")), err


@linux
@pytest.mark.parametrize("level", ["L1", "auto"])
def test_a_run_that_was_killed_leaves_no_submission_running(tmp_path, level):
    """Also one that would run for ever, however well it is kept apart."""
    written(tmp_path / "in", {"ada": RIGHT.replace("return w", "while True: pass\n    return w")})
    assignment(tmp_path, ASSIGNMENT + "limits = {case = 50}\n")
    journal = tmp_path / "out" / "journal.sqlite"
    with started(tmp_path, "--isolation", level) as process:
        # Supervisor, grader, and whatever the submission runs in; the right programs are through.
        below = until(lambda: journal.exists() and busy(process.pid))
        process.kill()
    until(lambda: not any(runs(each) for each in below), 20)


def busy(pid):
    """Return the processes below one, if the last of them has computed for some seconds."""
    found = family(pid)
    times = [Path(f"/proc/{each}/stat") for each in found]
    try:
        used = [int(each.read_text().rpartition(")")[2].split()[11]) for each in times]
    except OSError:
        return []
    return found if found and used[-1] > 2 * os.sysconf("SC_CLK_TCK") else []


@linux
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_says_how_to_go_on(slow, number, code):
    """Its graders are gone, what is marked is kept, and the words it prints work."""
    folder, undisturbed = slow
    out = f"stopped{code}"
    with started(folder, "--jobs", "1", out=out) as process:
        until(lambda: recorded(folder / out))
        below = family(process.pid)
        process.send_signal(number)
        found, printed, err = ended(process, 20)
    assert (code, "") == (found, printed)
    assert "Stopped. What is marked is kept; go on with:\n  gdtrace grade " in err
    assert err.rstrip().endswith("--resume")
    assert not (folder / out / "gradebook.csv").exists()
    until(lambda: not any(runs(each) for each in below))
    words = err.rstrip().splitlines()[-1].split()[1:]
    assert 0 == run(*words).exit_code
    assert undisturbed == book(folder, out)


@linux
def test_a_second_stop_ends_at_once(slow):
    """Whoever presses Ctrl-C twice does not wait; the graders end all the same."""
    folder, _ = slow
    journal = folder / "twice" / "journal.sqlite"
    with started(folder, "--jobs", "1", out="twice") as process:
        below = until(lambda: journal.exists() and family(process.pid))
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        assert 130 == ended(process, 10)[0]
    until(lambda: not any(runs(each) for each in below))


@linux
def test_two_runs_do_not_write_into_one_folder(slow):
    """The second is refused while the first one goes on undisturbed."""
    folder, undisturbed = slow
    with started(folder, "--jobs", "1", out="shared") as first:
        until(lambda: recorded(folder / "shared"))
        code, out, err = finished(folder, "--resume", out="shared")
        assert (2, "") == (code, out)
        assert "another run writes into this folder" in err
        assert 0 == ended(first)[0]
    assert undisturbed == book(folder, "shared")
