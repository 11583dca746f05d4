"""Right submissions, however they are written, get full points and no finding."""

import pytest
from graded import EXERCISES, ROOT, checked, entries, judged


@pytest.mark.parametrize(("name", "entry", "exercise"), entries("right"))
def test_what_is_right_gets_full_points(name, entry, exercise):
    """There is no false alarm, and nothing to note."""
    report = checked("right", name, exercise)
    assert ("right", report.max_score) == (report.verdict, report.score), str(report)
    assert report.finding is None
    assert () == report.notes


@pytest.mark.parametrize("seed", [0, 7, 20260])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_solutions_are_right_with_every_seed(exercise, seed):
    """The reference solutions get full points, also on other sets of inputs."""
    source = (ROOT / "solutions" / f"{exercise}.py").read_text(encoding="utf-8")
    report = judged(source, exercise, seed=seed)
    assert ("right", report.max_score) == (report.verdict, report.score), str(report)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_starters_are_not_written_yet(exercise):
    """What a student begins with is no crash and no mistake."""
    source = (ROOT / "exercises" / exercise / "starter.py").read_text(encoding="utf-8")
    report = judged(source, exercise)
    assert ("not written yet", 0) == (report.verdict, report.score)


@pytest.mark.parametrize(
    "made",
    [
        "def made(sign, w, grad, learning_rate):\n    return w - sign * learning_rate * grad\n\n\n"
        "update_w = functools.partial(made, 1)\n",
        "class Step:\n    def __call__(self, w, grad, learning_rate):\n"
        "        return w - learning_rate * grad\n\n\nupdate_w = Step()\n",
        "class Number(float):\n    pass\n\n\ndef update_w(w, grad, learning_rate):\n"
        "    new = w - learning_rate * grad\n    return new if numpy.ndim(new) else Number(new)\n",
    ],
    ids=["partial", "object", "number"],
)
def test_what_is_called_need_not_be_a_function(made):
    """Whatever can be called as asked is judged, and what is derived from a float is one."""
    report = judged(f"import functools\n\nimport numpy\n\n\n{made}", "update-weight")
    assert ("right", 1) == (report.verdict, report.score), str(report)
