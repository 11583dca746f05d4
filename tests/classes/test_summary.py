from pathlib import Path

from attrs import evolve
from some_marks import report, wrong

from gdtrace.classes.marks import Graded, mark
from gdtrace.classes.overrides import Override, counted
from gdtrace.classes.run import Outcome
from gdtrace.classes.summary import summary
from gdtrace.classes.work import failed, not_run
from gdtrace.grading.report import Finding


def graded(student, *reports):
    """Return what a student got."""
    return Graded(
        student=student, file="a.py", marks=tuple(mark(student, each) for each in reports)
    )


def lines(*given, overrides=None, unsteady=()):
    """Return the lines of the summary."""
    final = tuple(counted(each, overrides or {}) for each in given)
    outcome = Outcome(graded=final, unsteady=unsteady)
    return summary(outcome, Path("out")).splitlines()


def missed():
    """Return the report on a function that is not there."""
    from some_marks import ASSIGNMENT

    return not_run(ASSIGNMENT.exercises[1], Finding(kind="missing"), hints=1)


def blank():
    """Return a report without a score."""
    from some_marks import ASSIGNMENT

    return failed(ASSIGNMENT.exercises[1], "a mistake")


def by_hand(student, score):
    """Return a manual mark."""
    return Override(student=student, exercise="train-step", score=score, reason="seen by hand")


RIGHT = graded("ada", report(), report("train-step"))
WRONG = graded("bob", wrong(), missed())


def test_a_class_in_a_few_lines():
    """How many, how good, the most common mistake, and where the files are."""
    assert [
        "2 students, 4 marks: 2 right, 1 wrong, 1 missing.",
        "6.5 of 12 points on average.",
        "Most common mistakes:",
        "  1 x plus-for-minus: The step goes uphill: the sign of the update is the other one.",
        "To look at: out/class.html. The marks are in out/gradebook.csv.",
    ] == [each.replace("\\", "/") for each in lines(RIGHT, WRONG)]


def test_the_three_most_common_mistakes_are_named():
    """By how often, then by name; two in one function count one each."""
    ids = ["b", "b", "b", "c + d", "c", "a", "e"]
    many = [graded(f"s{number}", wrong(id="")) for number in range(len(ids))]
    named = [
        evolve(each, marks=(evolve(each.marks[0], misconception=id),))
        for each, id in zip(many, ids, strict=True)
    ]
    found = lines(*named)
    start = found.index("Most common mistakes:") + 1
    assert ["  3 x b", "  2 x c", "  1 x a"] == found[start:-1]


def test_blanks_are_listed_and_count_for_nothing():
    """Nobody's average is spoiled by a mistake of ours; a manual mark fills the blank."""
    empty = graded("cy", report(), blank())
    found = lines(RIGHT, empty)
    assert "2 students, 4 marks: 3 right, 1 blank." == found[0]
    assert "12 of 12 points on average." == found[1]
    assert found[2].startswith("Blank, because gdtrace itself failed: cy. --resume tries")
    given = {("cy", "train-step"): by_hand("cy", 4.0)}
    filled = lines(RIGHT, empty, overrides=given)
    assert "9 of 12 points on average." == filled[1]
    assert not any(each.startswith("Blank") for each in filled)


def test_only_some_of_many_names_are_listed():
    """A page is a page."""
    many = [graded(f"s{number:02}", report(), blank()) for number in range(30)]
    assert "s11 and 18 more." in lines(*many)[1]
    assert "the first ones count: ada." in lines(RIGHT, unsteady=("ada",))[2]


def test_no_student_is_no_average():
    """Nothing is divided by 0."""
    assert "1 student, 1 mark: 1 blank." == lines(graded("cy", blank()))[0]
