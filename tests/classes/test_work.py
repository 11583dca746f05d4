import pytest
from a_class import BROKEN, HALF, LEAVES, RIGHT, UPHILL
from attrs import evolve
from some_marks import wrong

from gdtrace.classes import work as work_module
from gdtrace.classes.assignment import parse_assignment
from gdtrace.classes.work import scaled, worked
from gdtrace.intake.records import SourceFile
from gdtrace.sandbox.claims import Failure
from gdtrace.sandbox.sandbox import Sandbox


@pytest.fixture(scope="module")
def sandbox():
    """Return one sandbox for all tests."""
    with Sandbox.start() as made:
        yield made


def assigned(
    folder, text='exercises = [{id = "error", points = 4}, {id = "update-weight", points = 6}]'
):
    """Return an assignment."""
    return parse_assignment(text, folder=folder)


def marked(sandbox, folder, *sources):
    """Return what the files of a submission get, called a.py, b.py and so on."""
    files = [SourceFile(f"{name}.py", each) for name, each in zip("abcd", sources, strict=False)]
    return worked(sandbox, assigned(folder), files)


def scores(work):
    """Return the score and the status of every exercise."""
    return [(each.exercise, each.score, each.status) for each in work.reports]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (RIGHT, [("error", 4, "passed"), ("update-weight", 6, "passed")]),
        (UPHILL, [("error", 4, "passed"), ("update-weight", 0, "failed")]),
        (HALF, [("error", 0, "not_run"), ("update-weight", 6, "passed")]),
        (BROKEN, [("error", 0, "not_run"), ("update-weight", 0, "not_run")]),
        (LEAVES, [("error", 0, "not_run"), ("update-weight", 0, "not_run")]),
        ("", [("error", 0, "not_run"), ("update-weight", 0, "not_run")]),
    ],
)
def test_every_exercise_has_the_points_of_the_assignment(sandbox, tmp_path, source, expected):
    """What is missing or cannot be run is no point, what is right all of them."""
    found = marked(sandbox, tmp_path, source)
    assert expected == scores(found)
    assert [4, 6] == [each.max_score for each in found.reports]
    assert not found.blank


def test_exercises_may_be_in_several_files(sandbox, tmp_path):
    """Each function is taken from the file that defines it; one of them may be broken."""
    error, update = RIGHT.split("\n\n")
    both = marked(sandbox, tmp_path, update, error, "x = (")
    assert [("error", 4, "passed"), ("update-weight", 6, "passed")] == scores(both)
    assert ["b.py", "a.py"] == [each.file for each in both.reports]


def test_a_function_in_none_of_several_files_is_missed_there(sandbox, tmp_path):
    """The files are named, and nothing else suffers."""
    found = marked(sandbox, tmp_path, HALF, "x = 1\n")
    assert [("error", 0, "not_run"), ("update-weight", 6, "passed")] == scores(found)
    assert ("None of the files defines error: a.py, b.py.",) == found.reports[0].finding.where


def test_the_seed_of_a_secret_is_kept(sandbox, tmp_path):
    """With a secret no report tells the seed; without one it is that of check."""
    files = [SourceFile("a.py", RIGHT)]
    text = 'exercises = [{id = "error"}]\n'
    told = worked(sandbox, assigned(tmp_path, text), files).reports[0]
    kept = worked(sandbox, assigned(tmp_path, text + 'secret = "abcdefgh"'), files).reports[0]
    assert (0, None) == (told.seed, kept.seed)
    assert "from seed 0" in str(told)
    assert "seed" not in str(kept)


def test_what_fails_in_gdtrace_is_blank_for_this_submission(sandbox, tmp_path, monkeypatch):
    """No points are taken for it; a programmer can see where it happened."""

    def broken(*_, **__):
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(work_module, "check_source", broken)
    found = marked(sandbox, tmp_path, RIGHT)
    assert [("error", None, "error"), ("update-weight", None, "error")] == scores(found)
    assert found.blank
    assert "a mistake of ours" in found.trace
    assert "a mistake of ours" in found.reports[0].finding.where[0]


@pytest.mark.parametrize("kind", ["start", "error"])
def test_a_sandbox_that_fails_in_the_middle_is_no_mistake_of_the_student(
    sandbox, tmp_path, monkeypatch, kind
):
    """Even one call without a process makes the marks blank, whatever was made of the others."""
    from gdtrace.sandbox.child import Child

    calls = Child.calls

    def some(child, function, given, **options):
        return [
            *calls(child, function, given[:-1], **options),
            Failure(kind=kind, message="no more"),
        ]

    monkeypatch.setattr(Child, "calls", some)
    assert {(None, "error")} == {each[1:] for each in scores(marked(sandbox, tmp_path, UPHILL))}


def test_a_child_that_was_killed_from_outside_is_tried_again(sandbox, tmp_path, monkeypatch):
    """Who kills itself does so every time; what the system killed once is not held against it."""
    from gdtrace.sandbox.child import Child

    calls, killed = Child.calls, []

    def once(child, function, given, **options):
        if not killed:
            killed.append(function)
            return [Failure(kind="crashed", message="ended", type="SIGKILL")] * len(given)
        return calls(child, function, given, **options)

    monkeypatch.setattr(Child, "calls", once)
    assert [4, 6] == [each.score for each in marked(sandbox, tmp_path, RIGHT).reports]
    assert killed
    always = [Failure(kind="crashed", message="ended", type="SIGKILL")]
    monkeypatch.setattr(Child, "calls", lambda child, function, given, **_: always * len(given))
    assert {"not_run"} == {each.status for each in marked(sandbox, tmp_path, RIGHT).reports}


def test_who_kills_itself_gets_no_more_time(sandbox, tmp_path, monkeypatch):
    """It is tried again only as long as there is some left."""
    from gdtrace.sandbox.child import Child

    load, loads = Child.load, []
    monkeypatch.setattr(Child, "load", lambda *a, **k: loads.append(0) or load(*a, **k))
    ends = (
        "import os, time\n\n\ndef error(a, b):\n    time.sleep(%s)\n    os.kill(os.getpid(), 9)\n"
    )
    text = 'exercises = [{id = "error"}]\nlimits = {submission = 0.5, case = 5}'
    asked = assigned(tmp_path, text)
    assert ["not_run"] == [each.status for each in worked(sandbox, asked, files(ends % 1)).reports]
    assert 1 == len(loads)
    worked(sandbox, assigned(tmp_path, text.replace("0.5", "30")), files(ends % 0))
    assert 3 == len(loads)


def files(source):
    """Return a submission of one file."""
    return [SourceFile("a.py", source)]


def test_parts_have_their_share_of_the_points():
    """The parts of a scaled report add up to its score, and all of it is all."""
    report = wrong(exercise="train-step")
    whole = scaled(report, report.max_score * 3)
    assert [each.score * 3 for each in report.checks] == [each.score for each in whole.checks]
    assert report.score * 3 == whole.score
    third = scaled(evolve(report, score=report.max_score), 1 / 3)
    assert third.max_score == third.score == 1 / 3
    assert scaled(evolve(report, score=None), 5).score is None


@pytest.mark.parametrize("points", [7.77, 3.3, 0.07, 100])
def test_points_have_two_decimals_and_add_up(points):
    """The parts, their most and the score are hundredths; nothing is lost by rounding."""
    first = wrong(exercise="train-step").checks[0]
    parts = [evolve(first, score=score, max_score=most) for score, most in [(2, 2), (0, 6), (1, 3)]]
    before = wrong(exercise="train-step", checks=tuple(parts), score=3, max_score=11)
    report = scaled(before, points)
    scores = [each.score for each in report.checks]
    most = [each.max_score for each in report.checks]
    assert [*scores, *most, report.score] == [round(x, 2) for x in [*scores, *most, report.score]]
    assert (report.score, points) == (round(sum(scores), 2), round(sum(most), 2))
