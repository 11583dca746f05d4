import pytest

from gdtrace.grading.exercise_files import all_exercises, parse_exercise
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


OWN = """\
title = "Some iterations"
track = "mine"
function = "train_step"
points = 3
{accepts}
[problem]
name = "single-weight"
iterations = {iterations}
{sizes}
[arguments]
x = "X[i]"
target = "Target"
w = "W@1[:,1]"
learning_rate = "learning_rate"

[returns]
w = "new_W@1[:,1]"
predicted = "Activ@1[{each}]"
"""


@pytest.mark.parametrize(
    "values",
    [
        {"iterations": 3},
        {"iterations": 3, "each": "iteration"},
        {"accepts": 'accepts = ["first", "tuple"]'},
        {"accepts": 'accepts = ["dict"]'},
        {"iterations": "[1, 2]", "sizes": "sizes = [[1, 1], [3, 1]]"},
    ],
    ids=str,
)
def test_right_programs_are_right_in_exercises_of_your_own(tmp_path, values):
    """However many iterations a function runs, and however it returns its values."""
    usual = {"iterations": 1, "each": "n,j", "accepts": "", "sizes": ""}
    text = OWN.format(**{**usual, **values})
    own = parse_exercise(text, id="mine", folder=tmp_path)
    for style, source in right_programs([own]).items():
        with Child.start() as child:
            report = check_source(child, source, "a.py", exercises=[own], every=True)
        assert 3 == report.score, f"{style}\n{report}"


def test_right_programs_differ():
    """The styles are not one program under several names."""
    assert len(STYLES) == len({*right_programs(EXERCISES[-1:]).values()}) == 3
