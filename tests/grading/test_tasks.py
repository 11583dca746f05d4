import numpy
import pytest
from attrs import evolve

from gdtrace.engine.interpret import interpret
from gdtrace.errors import ExerciseError
from gdtrace.grading.drawing import candidates
from gdtrace.grading.exercise_files import all_exercises, exercise, exercise_ids
from gdtrace.grading.tasks import tasks
from gdtrace.steps import Key

ALL = [pytest.param(each, id=each) for each in exercise_ids()]


@pytest.mark.parametrize("name", ALL)
def test_all_sets_at_once_are_the_same_as_one_after_the_other(name):
    """The grader's evaluation gives, to the bit, what the reference engine gives for each set."""
    for task in tasks(exercise(name)):
        given = candidates(task, 0)
        together = task.rounds(task.program, given)[0]
        for row in range(0, len(next(iter(given.values()))), 17):
            alone = interpret(task.program, {key: value[row] for key, value in given.items()})
            for key, value in alone.items():
                assert numpy.array_equal(value, together[key][row]), key


@pytest.mark.parametrize("name", ALL)
def test_given_values_belong_together(name):
    """What an exercise gives in the middle of the chain comes from one forward pass."""
    for task in tasks(exercise(name)):
        given = candidates(task, 3)
        for key in given:
            if Key(key).role == "Activ" and f"SOP@{Key(key).layer}" in given:
                total = given[f"SOP@{Key(key).layer}"]
                assert numpy.allclose(1 / (1 + numpy.exp(-total)), given[key], rtol=1e-12)


def test_every_part_of_every_exercise_has_places():
    """A part that means no step of its exercise could never be wrong."""
    for each in all_exercises():
        for task in tasks(each):
            for part in each.parts:
                assert task.places(part.steps), (each.id, part.title)


def test_every_step_of_an_exercise_with_parts_belongs_to_one():
    """Otherwise a wrong step would cost no points."""
    for each in all_exercises():
        for task in tasks(each):
            covered = {ref for part in each.parts for ref in task.places(part.steps)}
            missing = {ref.key for ref in task.places(["*"])} - {ref.key for ref in covered}
            assert not each.parts or missing == set(), each.id


def test_a_returned_value_that_cannot_be_worked_out_is_refused():
    """The message names what no argument gives."""
    asked = evolve(exercise("output-gradients"), arguments={"sig": "Activ@1[:]"})
    with pytest.raises(ExerciseError, match="given by no argument"):
        tasks(asked)


def test_everything_that_does_not_fit_the_equations_is_named_at_once():
    """One line for each fault, with its place in the file."""
    own = exercise("output-gradients")
    asked = evolve(
        own,
        arguments={"a": "SOP4", "b": "W@2[:,9]", "c": "Target"},
        returns="delta@3",
        parts=(evolve(own.parts[0], steps=("SOPP@1", "g9")), own.parts[1]),
    )
    with pytest.raises(ExerciseError) as found:
        tasks(asked)
    first, *faults = str(found.value).splitlines()
    assert "output-gradients: 5 faults" == first
    assert ["arguments.a", "arguments.b", "returns", "parts[0].steps", "parts[0].steps"] == [
        each.partition(":")[0] for each in faults
    ]


def test_iterations_hand_new_weights_on():
    """The second prediction is that of a second exercise with the first one's weights."""
    task = tasks(exercise("train"))[0]
    given = {key: value[:1] for key, value in candidates(task, 0).items()}
    first, second = task.rounds(task.program, given)[:2]
    again = {**given, "W@1": first["new_W@1"], "W@2": first["new_W@2"]}
    assert numpy.array_equal(second["Activ@2"], task.rounds(task.program, again)[0]["Activ@2"])
