import numpy
import pytest
from graded import EXERCISES, ROOT, judged

from gdtrace.grading import locate as locating
from gdtrace.grading.cases import Case
from gdtrace.grading.exercise_files import exercise
from gdtrace.grading.free import Free, hypotheses
from gdtrace.grading.hulls import promising
from gdtrace.grading.probes import probes
from gdtrace.grading.right_values import right_values
from gdtrace.grading.solving import answers


def cases(sets, mistake=None):
    """Return what a function gives that makes a known mistake, or none."""
    return [
        Case(
            probe.task,
            probe.given,
            probe.expected,
            probe.expected if mistake is None else probe.mistaken[mistake],
            tuple(call.sets for call in probe.calls),
        )
        for probe in sets
    ]


def told(explanations):
    """Return what explanations say, with their numbers."""
    return [
        (each.free, each.natural, [numbers.tolist() for numbers in each.numbers])
        for each in explanations
    ]


@pytest.mark.parametrize("name", ["train-step", "hidden-gradients", "neuron-gradients", "error"])
def test_what_is_not_tried_would_have_explained_nothing(name, monkeypatch):
    """Every known mistake is located as if all hypotheses had been tried."""
    sets = probes(exercise(name), 1)
    for mistake in range(0, len(sets[0].mistaken), 4):
        quick = told(locating.locate(cases(sets, mistake)))
        with monkeypatch.context() as patch:
            patch.setattr(locating, "promising", lambda frees, *_: frees)
            assert told(locating.locate(cases(sets, mistake))) == quick


@pytest.mark.parametrize("name", ["train-step", "backprop", "forward-pass", "neuron-epoch"])
def test_what_a_hypothesis_gives_lies_in_its_hull(name):
    """Wherever its numbers are, far from the samples too."""
    draw = numpy.random.default_rng(7).normal
    task = probes(exercise(name), 0)[0].task
    for free in hypotheses(task)[::5]:
        (case, *_) = cases(probes(exercise(name), 0))
        right = right_values(case, free)
        start = free.start(task, right.rounds)
        for size in (0.01, 1, 5):
            moved = start + size * draw(size=start.shape)
            made = answers([free], case, right.program, moved[None, None])[0, 0]
            again = Case(task, case.given, case.expected, made, case.calls, case.rights)
            assert [free] == promising([free], again, right.program, right.rounds)


def test_most_hypotheses_are_not_tried():
    """A slip in one neuron leaves few values that may be wrong."""
    sets = probes(exercise("train-step"), 0)
    names = [each.name for each in sets[0].variants]
    (case, *_) = cases(sets, names.index("factor-2-missing"))
    frees = [free for free in hypotheses(case.task) if not free.alone]
    right = right_values(case, frees[0])
    left = promising(frees, case, right.program, right.rounds)
    assert Free((("dError_dPredicted", (None, None)),)) in left
    assert len(left) < len(frees) / 2


def test_a_program_with_kinks_has_no_hulls():
    """A relu may show in other ranges what samples do not."""
    sets = probes(exercise("backprop"), 0)
    (case, *_) = cases(sets)
    task = case.task
    (case.rights["analytic", tuple(task.program.by_key)],) = (False,)
    frees = hypotheses(task)
    assert frees == promising(frees, case, task.program, [])


HUGE = """\
import numpy

def huge(value):
    if isinstance(value, dict):
        return {name: huge(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(huge, value))
    return numpy.full(numpy.shape(value), SIZE) if numpy.shape(value) else SIZE

own = FUNCTION

def FUNCTION(*values):
    return huge(own(*values))
"""


@pytest.mark.parametrize("size", ["1e200", "-1.7e308"])
@pytest.mark.parametrize("name", EXERCISES)
def test_numbers_of_any_size_are_judged(name, size):
    """Their squares and differences may be no numbers; the grader's arithmetic says nothing."""
    solution = (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    huge = HUGE.replace("FUNCTION", exercise(name).function).replace("SIZE", size)
    report = judged(f"{solution}\n{huge}", name)
    assert ("failed", 0) == (report.status, report.score)
