import pytest

from gdtrace.grading.exercise_files import all_exercises
from gdtrace.grading.one_source import check_source
from gdtrace.grading.program_source import STYLES
from gdtrace.grading.right_programs import right_programs
from gdtrace.sandbox.child import Child

EXERCISES = all_exercises()


@pytest.mark.parametrize("seed", [0, 20260])
@pytest.mark.parametrize("style", STYLES)
def test_right_programs_are_right_in_every_exercise(style, seed):
    """Full points, no finding and nothing to note, whatever the style."""
    text = right_programs(EXERCISES)[style]
    with Child.start() as child:
        report = check_source(child, text, "a.py", exercises=EXERCISES, every=True, seed=seed)
    assert [each.id for each in EXERCISES] == [each.exercise for each in report.reports]
    wrong = [str(each) for each in report.reports if each.score != each.max_score]
    assert [] == wrong
    assert () == report.notes + sum((each.notes for each in report.reports), ())


def test_right_programs_differ():
    """The styles are not one program under several names."""
    assert len(STYLES) == len({*right_programs(EXERCISES[-1:]).values()}) == 3
