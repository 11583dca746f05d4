"""Every experiment of level 2 is done with numbers, as a student would who reads it."""

import re

import numpy
import pytest
from attrs import evolve
from graded import EXERCISES, judged, located_by_numbers, mistaken_cases, prepared, shown

from gdtrace.calculus import LOSSES
from gdtrace.chains import per_unit
from gdtrace.expr import Ref
from gdtrace.grading.comparing import differs
from gdtrace.grading.diagnose import Diagnosis
from gdtrace.grading.evaluation import at
from gdtrace.grading.settling import settled
from gdtrace.grading.story import Story, finding
from gdtrace.steps import EXAMPLES, Program

STEP = 0.001
NUDGE = re.compile(
    r"Make (?P<by>the prediction|.+?) 0\.001 larger.*Divide the change of (?P<value>.+?) by 0\.001"
)


def told(id, name):
    """Return what a student reads whose numbers are those of a mistake."""
    cases = mistaken_cases(id, name)
    return finding(
        Story(
            function=prepared(id)[0].function,
            cases=tuple(cases),
            parameters={},
            known=1,
            located=settled(located_by_numbers(id)[name], cases, ()),
            diagnosis=Diagnosis(((shown(id)[name],),)),
        )
    )


def own_numbers(task):
    """Return values of all steps, of numbers that a student might take."""
    random = numpy.random.RandomState(1)
    sizes = {
        key: [task.sizes[each] for each in task.whole.indices(key)] for key in task.whole.leaves
    }
    leaves = {key: random.uniform(0.2, 0.9, (2, *size)) for key, size in sizes.items()}
    return task.evaluation.values(textbook(task), leaves, {})


def textbook(task):
    """Return the derivation with the error written with the prediction."""
    last = len(task.network.layers)
    target = next(ref for ref in task.whole.by_key["Error"].reads if ref.key == "Target")
    loss = LOSSES[task.network.loss].error(per_unit("Activ", last), target)
    error = task.whole.by_key["Error"]
    if task.network.loss != "cross_entropy":
        return task.whole
    # The sum over the outputs is left as it is.
    loss = evolve(error.expr, body=loss) if hasattr(error.expr, "body") else loss
    steps = [evolve(step, expr=loss) if step is error else step for step in task.whole.steps]
    return Program(task.whole.leaves, steps, task.whole.carry, task.whole.style)


def quotient(task, values, value, by):
    """Do the experiment: work out, move, work out again, divide."""
    whole = textbook(task)
    leaves = {key: values[key] for key in whole.leaves}

    def moved(number, _):
        changed = numpy.array(number)
        changed[(slice(None), *by.indices)] += STEP
        return changed

    again = task.evaluation.values(whole, leaves, {by.key: moved})
    return (at(again[value.key], value) - at(values[value.key], value)) / STEP


def places(task):
    """Return every place of a program, of the first example."""
    for key in [*task.program.by_key, *task.program.leaves]:
        indices = task.program.indices(key)
        for place in numpy.ndindex(*(task.sizes[each] for each in indices)):
            if EXAMPLES not in indices or not place[indices.index(EXAMPLES)]:
                yield Ref(str(key), tuple(place))


def symbols(task):
    """Return what everything that can be worked out forward is called."""
    forward = [step.key for step in task.whole.steps if step.part == "forward"]
    found = {}
    for key in [*forward, *task.whole.leaves]:
        shape = [task.sizes[each] for each in task.whole.indices(key)]
        for place in numpy.ndindex(*shape):
            ref = Ref(str(key), tuple(place))
            found.setdefault(task.names.symbol(ref), ref)
    output = f"Activ@{len(task.network.layers)}"
    return {**found, "the prediction": Ref(output, (0, 0)), "the activation": Ref(output, (0, 0))}


def done(task, known, compare):
    """Return the steps whose right number an experiment gives, where a mistake has another one."""
    read = NUDGE.search(compare)
    names = symbols(task)
    for name, each in task.arguments.items():
        if len(task.program.steps) == 1:
            names.setdefault(name, each.refs[0])
    if read["value"] not in names or read["by"] not in names:
        return []
    values = own_numbers(task)
    number = quotient(task, values, names[read["value"]], names[read["by"]])
    given = {key: values[key] for key in task.program.leaves}
    right = task.rounds(task.program, given)[0]
    wrong = task.rounds(known.program, given)[0]
    return [
        ref
        for ref in places(task)
        if ref.key in right
        and numpy.allclose(number, at(right[ref.key], ref), rtol=1e-2, atol=1e-6)
        and ref.key in wrong
        and differs(at(wrong[ref.key], ref), number, 1e-9).all()
    ]


@pytest.mark.parametrize("id", EXERCISES)
def test_an_experiment_gives_the_right_number_of_the_wrong_step(id):
    """What is moved and watched can be worked out forward; their quotient is what is asked for."""
    probe = prepared(id)[1][0]
    here = {each.id: each for each in probe.variants}
    failed, tried = {}, 0
    for name, known in shown(id).items():
        said = told(id, name)
        if not NUDGE.search(said.compare) or known.misconception.driver:
            continue
        tried += 1
        found = done(probe.task, here[name], said.compare) if name in here else []
        if not {ref.key for ref in found} & {*said.keys}:
            failed[name] = (said.compare, said.keys, found)
    print(f"{id}: {len(shown(id))} mistakes, {tried} experiments")
    assert {} == failed


PROPAGATE = """\
import numpy


def propagate(w, b, X, Y):
    A = 1 / (1 + numpy.exp(-(numpy.dot(w.T, X) + b)))
    cost = -(Y * numpy.log(A) + (1 - Y) * numpy.log(1 - A)).mean()
    dz = 2 * (A - Y)
    return {"dw": numpy.dot(X, dz.T) / X.shape[1], "db": dz.mean()}, cost
"""

STEP_IN_ONE = """\
import numpy


def sigmoid(z):
    return 1 / (1 + numpy.exp(-z))


def train_step(x, target, w1, w2, w3, lr):
    h = sigmoid(numpy.array([x @ w1, x @ w2]))
    p = sigmoid(h @ w3)
    d = 2 * (p - target) * p * (1 - p)
    b = d * w3 * h * (1 - h)
    return w1 - lr * b[0] * x, w2 - lr * b[1] * x, w3 - lr * d * {}
"""


def test_what_nothing_depends_on_is_not_moved():
    """Nothing is worked out from dz: what is moved is that by which it is the derivative."""
    said = judged(PROPAGATE, "propagate").finding.compare
    assert said.startswith("Take numbers of your own and work out L. Make z 0.001 larger")


def test_a_weight_is_moved_not_its_input():
    """That an output grows as fast as itself says nothing about a gradient."""
    said = judged(STEP_IN_ONE.format("h ** 2"), "train-step").finding.compare
    assert said.startswith("Work out SOP3 with numbers of your own. Make W41 0.001 larger")


@pytest.mark.parametrize("hints", [1, 2])
def test_there_is_no_experiment_where_none_would_show_it(hints):
    """The gradient may be right and the update wrong: nothing is said, and nothing promised."""
    report = judged(STEP_IN_ONE.format("h / 2"), "train-step", hints=hints)
    assert report.finding.compare == ""
    assert "To see" not in str(report)


def test_the_next_level_is_the_next_that_says_more():
    """Level 2 is not promised where it is as level 1."""
    report = judged(STEP_IN_ONE.format("(-h)"), "train-step", hints=1)
    assert report.finding.compare == ""
    assert "To see the likely mistake, add --hints 3" in str(report)
