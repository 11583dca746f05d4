from some_marks import ASSIGNMENT, report, wrong

from gdtrace.classes.results import UNSTEADY, handed_in, results
from gdtrace.classes.work import Work
from gdtrace.intake.records import Entry, SourceFile, Submission

WORK = Work(reports=(wrong(), report("train-step")), notes=("A note of the grader.",), seconds=2.0)


def entry(student, source="x = 1\n", name="mine.py", notes=()):
    """Return what a student has handed in: one file."""
    return Entry(student, Submission(name, (SourceFile(name, source),), notes))


def given(entries, unsteady=False):
    """Return what students get, all of them for the same work."""
    handed = handed_in(entries, {})
    works = {each.key: WORK for each in handed if each.key}
    return results(handed, works, set(works) if unsteady else set(), ASSIGNMENT)


def test_like_sources_get_like_marks_under_their_own_names():
    """Everybody has a row of their own, by name; nothing says that another one is alike."""
    found = given([entry("zoe", name="z.py"), entry("ada", name="a.py")])
    assert [("ada", "a.py"), ("zoe", "z.py")] == [(each.student, each.file) for each in found]
    assert [["a.py"] * 2, ["z.py"] * 2] == [
        [mark.report.file for mark in each.marks] for each in found
    ]
    assert [(1, 10), (1, 10)] == [tuple(mark.score for mark in each.marks) for each in found]
    assert "ada" not in str(found[1])


def test_notes_of_intake_and_of_the_grader_are_kept():
    """And that another run gave another result."""
    (found,) = given([entry("ada", notes=("A note of intake.",))])
    assert ("A note of intake.", "A note of the grader.") == found.notes
    assert UNSTEADY == given([entry("ada")], unsteady=True)[0].notes[-1]


def test_what_cannot_be_read_has_no_points_and_a_reason():
    """Unless it is this machine that cannot read: that is blank."""
    entries = [Entry("ada", None, "a.py: is not UTF-8"), Entry("bob", None, "EIO", ours=True)]
    ada, bob = given(entries)
    assert [(0, "not_run")] * 2 == [(each.score, each.status) for each in ada.marks]
    assert ("a.py: is not UTF-8.",) == ada.marks[0].report.finding.where
    assert [(None, "error")] * 2 == [(each.score, each.status) for each in bob.marks]
    assert (0, None) == (ada.score, bob.score)
    assert [2, 10] == [each.max_score for each in ada.marks]
