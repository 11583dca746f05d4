import hashlib
import hmac
from pathlib import Path

import pytest

from gdtrace.classes.assignment import digest, identity, load_assignment, parse_assignment
from gdtrace.errors import ProblemError
from gdtrace.grading.exercise_files import exercise

ONE = 'exercises = [{id = "update-weight", points = 10}]\n'
OWN = """\
title = "One step"
track = "mine"
function = "{function}"
points = 3

[problem]
name = "single-weight"

[arguments]
x = "X[i]"
target = "Target"
w = "W@1[:,1]"
learning_rate = "learning_rate"

[returns]
w = "new_W@1[:,1]"
"""

BAD = [
    ("", ["exercises: is missing"]),
    ("exercises = []", ["exercises: must have at least one exercise, got none"]),
    ('exercises = "error"', ["exercises: must be a list of tables, got 'error'"]),
    ('exercises = ["error"]', ["exercises[0]: must be a table, got 'error'"]),
    (
        'exercises = [{id = "eror", point = 2}]',
        [
            "exercises[0].point: no field is called 'point'; did you mean points?",
        ],
    ),
    (
        'exercises = [{id = "eror"}]',
        ["exercises[0].id: no exercise is called 'eror'; did you mean error?"],
    ),
    ("exercises = [{points = 2}]", ["exercises[0].id: is missing"]),
    ('exercises = [{id = "error", points = 0}]', ["exercises[0].points: must be > 0, got 0"]),
    (
        'exercises = [{id = "error", points = 3.333}]',
        ["exercises[0].points: must have 2 decimals at most, got 3.333"],
    ),
    (
        'exercises = [{id = "error", tolerance = 1}]',
        ["exercises[0].tolerance: must be between 0 and 1, got 1"],
    ),
    (
        'exercises = [{id = "error"}, {id = "error"}]',
        ["exercises[1].id: must not be that of exercises[0], got 'error'"],
    ),
    (ONE + 'secrt = "abcdefgh"', ["secrt: no field is called 'secrt'; did you mean secret?"]),
    (
        ONE + 'secret = "abc"',
        ["secret: must have at least 8 letters, so that nobody guesses it, got 3 letters"],
    ),
    (ONE + "secret = 5", ["secret: must be a text in quotes, got 5"]),
    (ONE + "version = 0", ["version: must be at least 1, got 0"]),
    (ONE + "hints = 4", ["hints: must be from 0 to 3, got 4"]),
    (
        ONE + "limits = {case = 0, lod = 1}",
        [
            "limits.case: must be > 0, got 0",
            "limits.lod: no field is called 'lod'; did you mean load?",
        ],
    ),
]


def parsed(text):
    """Return the assignment of a text, in no folder in particular."""
    return parse_assignment(text, folder=Path("nowhere"))


@pytest.mark.parametrize(("text", "faults"), BAD)
def test_each_fault_names_its_field_and_the_way_out(text, faults):
    """All faults are listed, each with its place, the value given and the rule."""
    with pytest.raises(ProblemError, match=r"\w") as caught:
        parsed(text)
    assert tuple(faults) == caught.value.faults


def test_what_is_left_out_is_as_usual():
    """Points are those of the exercise; everything else has a value that suits most classes."""
    made = parsed('exercises = [{id = "train-step"}, {id = "error", points = 2.5}]')
    assert [("train-step", 10), ("error", 2.5)] == [
        (each.id, each.points) for each in made.exercises
    ]
    assert ("", "", 1, 1, 12.5) == (
        made.title,
        made.secret,
        made.version,
        made.hints,
        made.max_score,
    )
    assert (5.0, 10.0, 60.0) == (made.limits.case, made.limits.load, made.limits.submission)


def test_the_tolerance_of_an_exercise_goes_before_that_of_all():
    """An exercise that asks for nothing of its own has its usual tolerance."""
    text = 'exercises = [{id = "error"}, {id = "sigmoid", tolerance = 1e-3}]\n'
    own = [each.exercise.tolerance for each in parsed(text).exercises]
    overall = [each.exercise.tolerance for each in parsed(text + "tolerance = 1e-5").exercises]
    assert ([1e-9, 1e-3], [1e-5, 1e-3]) == (own, overall)


def test_the_seed_is_that_of_the_secret():
    """It is keyed by the secret, and depends on the version and the exercises."""
    said = b"gdtrace assignment\n1\nupdate-weight"
    expected = int.from_bytes(hmac.digest(b"tell nobody", said, hashlib.sha256)[:16], "big")
    assert expected == parsed(ONE + 'secret = "tell nobody"').seed
    others = [
        'secret = "tell somebody"',
        'secret = "tell nobody"\nversion = 2',
        "",
    ]
    seeds = {expected, *(parsed(ONE + other).seed for other in others)}
    assert 4 == len(seeds)


def test_without_a_secret_the_published_sets_of_inputs_are_taken():
    """They are those of gdtrace check."""
    assert 0 == parsed(ONE).seed


def test_the_secret_does_not_show():
    """An assignment in a message or a log does not tell it."""
    assert "tell nobody" not in repr(parsed(ONE + 'secret = "tell nobody"'))


def test_exercises_of_your_own_are_found_from_the_folder_of_the_file(tmp_path):
    """By folder or by file; what comes with gdtrace goes before a folder of the same name."""
    for name in ("mine", "error", "deeper/other"):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        text = OWN.format(function=folder.name)
        (folder / "exercise.toml").write_text(text, encoding="utf-8")
    file = tmp_path / "a.toml"
    file.write_text(
        'exercises = [{id = "mine"}, {id = "deeper/other/exercise.toml"}, {id = "error"}]',
        encoding="utf-8",
    )
    made = load_assignment(file)
    assert ("mine", "other", "error") == made.ids
    assert (3, 3, 1) == tuple(each.points for each in made.exercises)
    assert exercise("error") == made.exercises[2].exercise


def test_two_exercises_that_look_for_one_function_are_refused(tmp_path):
    """A submission could not answer both."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "exercise.toml").write_text(OWN.format(function="error"), encoding="utf-8")
    with pytest.raises(ProblemError, match=r"\[1\]\.id: mine looks for the function error"):
        parse_assignment('exercises = [{id = "error"}, {id = "mine"}]', folder=tmp_path)


def test_an_exercise_with_faults_is_named(tmp_path):
    """Its own faults are shown at the place where it is asked for."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "exercise.toml").write_text("points = 1", encoding="utf-8")
    with pytest.raises(ProblemError, match=r"exercises\[0\]\.id: mine: title: is missing"):
        parse_assignment('exercises = [{id = "mine"}]', folder=tmp_path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("asignment.toml", r"no file .*asignment\.toml; did you mean .*assignment\.toml\?"),
        ("other.txt", r"no file .*other\.txt; write one with exercises = \["),
        ("", "is a directory; give a file in it"),
        ("latin.toml", "not UTF-8, at byte 9; save it as UTF-8"),
        ("broken.toml", r"broken\.toml: not valid TOML"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_with_the_way_out(tmp_path, name, message):
    """Which file, what is wrong with it, and what to do."""
    (tmp_path / "assignment.toml").write_text(ONE, encoding="utf-8")
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    (tmp_path / "broken.toml").write_text("exercises = [", encoding="utf-8")
    with pytest.raises(ProblemError, match=message):
        load_assignment(tmp_path / name)


def test_marks_depend_on_no_more_and_no_less_than_the_identity():
    """Whatever may change a mark changes it; the title does not."""
    base = identity(parsed(ONE))
    assert base == identity(parsed(ONE + 'title = "Week 3"'))
    for changed in (
        ONE.replace("10", "11"),
        ONE + "version = 2",
        ONE + 'secret = "abcdefgh"',
        ONE + "tolerance = 1e-3",
        ONE + "hints = 2",
        ONE + "limits = {submission = 9}",
        'exercises = [{id = "error", points = 10}]',
    ):
        assert base != identity(parsed(changed))


def test_an_exercise_is_the_same_wherever_it_lies():
    """Its folder is no part of it."""
    from attrs import evolve

    error = exercise("error")
    assert digest(error) == digest(evolve(error, folder=Path("elsewhere")))
    assert digest(error) != digest(evolve(error, tolerance=1e-3))


def test_an_exercise_that_does_not_fit_its_equations_is_found_at_once(tmp_path):
    """Not when the first submission is marked."""
    (tmp_path / "mine").mkdir()
    text = OWN.format(function="train_step").replace('target = "Target"\n', "")
    (tmp_path / "mine" / "exercise.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemError, match=r"exercises\[0\]\.id: mine: returns: .* needs Target"):
        parse_assignment('exercises = [{id = "mine"}]', folder=tmp_path)
