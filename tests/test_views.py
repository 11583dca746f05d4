"""Scalar views: one equation at chosen places, for people and for machines."""

import math

import numpy as np
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdtrace.calculus import ACTIVATIONS, STYLES
from gdtrace.derivation import derive
from gdtrace.expr import Ref, Sum, references
from gdtrace.formula import PYTHON, spell
from gdtrace.networks import Layer, Network
from gdtrace.presets import PRESETS, preset
from gdtrace.steps import Program, Step, letter
from gdtrace.training import train
from gdtrace.views import Views, is_elided
from strategies import cases, to_problem


def views_of(
    sizes, *, activation="sigmoid", examples=1, style="chain", loss="squared_error", **how
):
    """Make the views of a network without biases."""
    layers = [Layer(units, activation) for units in sizes[1:]]
    network = Network(inputs=sizes[0], layers=layers, bias=False, loss=loss)
    letters = {letter(layer): size for layer, size in enumerate(sizes)}
    return Views(derive(network), {"n": examples, **letters}, **how)


def written(view, text):
    """Print the view of a value such as ``SOP@1 0 1``."""
    key, *places = text.split()
    return spell(view(Ref(key, tuple(map(int, places)))), short)


def short(ref):
    """Spell a reference by its key and places: X.0.1, W@1.2.0; letters stay letters."""
    return ref.key.replace("dError_dPredicted", "dE") + "".join(
        f".{place}" for place in ref.indices
    )


FORMULAS = [
    ("SOP@1 0 1", "X.0.0*W@1.0.1 + X.0.1*W@1.1.1 + X.0.2*W@1.2.1"),
    ("SOP@2 0 0", "Activ@1.0.0*W@2.0.0 + Activ@1.0.1*W@2.1.0"),
    ("Activ@1 0 1", "1/(1 + exp(-SOP@1.0.1))"),
    ("Error 0", "(Activ@2.0.0 - Target.0.0)**2"),
    ("dError_dPredicted 0 0", "2*(Activ@2.0.0 - Target.0.0)"),
    ("dActiv_dSOP@1 0 1", "sigmoid(SOP@1.0.1)*(1 - sigmoid(SOP@1.0.1))"),
    ("dSOP_dActiv@2 1 0", "W@2.1.0"),
    ("grad_W@2 1 0", "Activ@1.0.1*dActiv_dSOP@2.0.0*dE.0.0"),
    (
        "grad_W@1 2 1",
        "X.0.2*dActiv_dSOP@1.0.1*W@2.1.0*dActiv_dSOP@2.0.0*dE.0.0",
    ),
    ("new_W@1 2 1", "W@1.2.1 - learning_rate*grad_W@1.2.1"),
    ("change_W@1 2 1", "-learning_rate*grad_W@1.2.1"),
]

OPERANDS = [
    ("Activ@1 0 1", "1/(1 + exp(-SOP@1.0.1))"),
    ("dActiv_dSOP@1 0 1", "Activ@1.0.1*(1 - Activ@1.0.1)"),
    ("SOP@2 0 0", "Activ@1.0.0*W@2.0.0 + Activ@1.0.1*W@2.1.0"),
]


@pytest.mark.parametrize(("value", "text"), FORMULAS)
def test_formulas_of_the_tutorials_network(value, text):
    """What the lecture writes: sums written out, names followed to where the value is made."""
    assert text == written(views_of((3, 2, 1)).formula, value)


@pytest.mark.parametrize(("value", "text"), OPERANDS)
def test_operands_of_the_tutorials_network(value, text):
    """What a person works out: a call whose value is known already is that value."""
    assert text == written(views_of((3, 2, 1)).operands, value)


def test_slopes_are_written_by_the_output_where_a_lecture_does():
    """a*(1 - a) instead of sigmoid(z)*(1 - sigmoid(z))."""
    views = views_of((3, 2, 1), slope_by_output=True)
    assert "Activ@1.0.1*(1 - Activ@1.0.1)" == written(views.formula, "dActiv_dSOP@1 0 1")
    assert "1/(1 + exp(-SOP@1.0.1))" == written(views.formula, "Activ@1 0 1")


@pytest.mark.parametrize(
    ("activation", "formula", "operands"),
    [
        ("tanh", "1 - tanh(SOP@1.0.0)**2", "1 - Activ@1.0.0**2"),
        ("relu", "(1 if SOP@1.0.0 > 0 else 0)", "(1 if SOP@1.0.0 > 0 else 0)"),
        ("identity", "1", "1"),
    ],
)
def test_slopes_of_other_activations(activation, formula, operands):
    """A slope that can be had from the output is worked out from the output."""
    views = views_of((1, 1), activation=activation)
    assert formula == written(views.formula, "dActiv_dSOP@1 0 0")
    assert operands == written(views.operands, "dActiv_dSOP@1 0 0")


def test_names_are_followed_to_where_a_value_is_made():
    """A machine reads the sum of an identity layer; a person still reads the neuron's output."""
    views = views_of((2, 2, 1), activation="identity")
    assert Ref("SOP@1", (0, 1)) == views.home(Ref("dSOP_dW@2", (0, 1)))
    assert "SOP@1.0.0*W@2.0.0 + SOP@1.0.1*W@2.1.0" == written(views.source, "SOP@2 0 0")
    assert "Activ@1.0.0*W@2.0.0 + Activ@1.0.1*W@2.1.0" == written(views.formula, "SOP@2 0 0")


def test_the_mean_of_several_examples_stays_a_mean_for_people():
    """A formula says mean(...), the operands are one example after the other."""
    views = views_of((1, 1), examples=3)
    assert "mean(Error.n)" == written(views.formula, "Cost")
    assert "(Error.0 + Error.1 + Error.2)/3" == written(views.operands, "Cost")
    assert Ref("Error", (0,)) == views_of((1, 1)).home(Ref("Cost"))


def test_what_one_example_contributes():
    """The body of a mean at one example: its share of the gradient."""
    views = views_of((2, 1), examples=3)
    share = views.of_example(Ref("grad_W@1", (1, 0)), 2)
    assert "X.2.1*dActiv_dSOP@1.2.0*dE.2.0" == spell(share, short)


@pytest.mark.parametrize(
    ("inputs", "elided", "terms"), [(12, False, 12), (13, True, 3), (784, True, 3)]
)
def test_long_sums_are_elided_for_people(inputs, elided, terms):
    """The first two terms and the last one; a machine adds them all."""
    views = views_of((inputs, 1))
    ref = Ref("SOP@1", (0, 0))
    for view in (views.formula, views.operands):
        assert elided == is_elided(view(ref))
        assert 2 * terms == len(list(references(view(ref))))
    assert 2 * inputs == len(list(references(views.source(ref))))
    assert not is_elided(views.source(ref))


def test_elided_sums_are_printed_with_dots():
    """So that a reader sees that there is more."""
    expected = "X.0.0*W@1.0.0 + X.0.1*W@1.1.0 + ... + X.0.12*W@1.12.0"
    assert expected == written(views_of((13, 1)).formula, "SOP@1 0 0")


def test_sums_can_be_left_whole():
    """Without a limit nothing is elided."""
    views = views_of((40, 1), most_terms=None)
    assert not is_elided(views.formula(Ref("SOP@1", (0, 0))))


def test_cross_entropy_is_run_in_its_stable_form():
    """A person reads the logs, a machine runs what does not overflow."""
    views = views_of((1, 1), loss="cross_entropy")
    error = Ref("Error", (0,))
    expected = "-(Target.0.0*log(Activ@1.0.0) + (1 - Target.0.0)*log(1 - Activ@1.0.0))"
    assert expected == spell(views.formula(error), short)
    assert "log1p" in spell(views.source(error), lambda ref: ref.key[0], PYTHON)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_source_reads_only_what_an_engine_keeps(activation, style):
    """No view, no other name, no constant: only given data and stored columns."""
    trace = train(problem_of(activation), iterations=1, style=style)
    kept = {*trace.program.leaves, *trace.columns.keys}
    for key in (*trace.columns.results, *trace.program.carry.values()):
        for ref in trace.columns.places(key):
            assert {read.key for read in references(trace.columns.views.source(ref))} <= kept


def problem_of(activation):
    """Return a preset with another activation in its layers."""
    problem = preset("two-two-two")
    layers = [evolve(layer, activation=activation) for layer in problem.network.layers]
    return evolve(problem, network=evolve(problem.network, layers=layers))


def python_value(views, ref, values):
    """Print a value's source and run it with the recorded values; the same functions as math's."""
    names = {}

    def variable(read):
        names[f"v{len(names)}"] = float(values[read.key][read.indices])
        return f"v{len(names) - 1}"

    text = spell(views.source(ref), variable, PYTHON)
    return float(eval(text, vars(math) | names))


def assert_source_gives_the_rows(trace, k):
    """Evaluate every stored value of an iteration from the others, to the last bit."""
    values = trace.at(k)
    for key in (*trace.columns.results, *trace.program.carry.values()):
        for ref in trace.columns.places(key):
            recorded = float(values[key][ref.indices])
            assert recorded == python_value(trace.columns.views, ref, values), ref


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", PRESETS)
def test_printed_python_evaluates_to_the_recorded_value(name, style):
    """The formula that is printed is the one that was run."""
    trace = train(preset(name), iterations=3, style=style, engine="scalar")
    for k in range(3):
        assert_source_gives_the_rows(trace, k)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_printed_python_evaluates_to_the_recorded_value_of_any_network(case):
    """Whatever the layers, losses and reductions are."""
    for style in STYLES:
        trace = train(to_problem(case), iterations=1, style=style, engine="scalar")
        assert_source_gives_the_rows(trace, 0)


def total_of(terms):
    """Write the sum of so many terms as a program, and return its scalar source."""
    step = Step("total", (), Sum("i", Ref("x", ("i",))), "forward", "for a test")
    program = Program({"x": ("i",)}, [step], {}, "delta")
    return Views(program, {"i": terms}).source(Ref("total"))


@pytest.mark.parametrize("terms", [1, 2, 3, 7, 8, 9, 10, 15, 16, 17, 40, 127])
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_sums_are_added_in_the_order_of_numpy(terms, data):
    """Printed, run and compared with numpy.sum: to the last bit, for every number of terms."""
    numbers = st.floats(-1e6, 1e6) | st.floats(-1, 1)
    values = data.draw(st.lists(numbers, min_size=terms, max_size=terms))
    text = spell(total_of(terms), lambda ref: f"x[{ref.indices[0]}]", PYTHON)
    assert float(np.sum(np.array(values))) == eval(text, {"x": values})


def test_reading_order_is_from_left_to_right():
    """A person adds up as the line is written, however long it is."""
    views = views_of((9, 1))
    assert "(" not in written(views.formula, "SOP@1 0 0")
    assert "(" not in written(views.operands, "SOP@1 0 0")
    assert "(" in written(views.source, "SOP@1 0 0")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("SOP@1", "sum_i(X.n.i*W@1.i.j)"),
        ("Activ@1", "1/(1 + exp(-SOP@1.n.j))"),
        ("dActiv_dSOP@1", "Activ@1.n.j*(1 - Activ@1.n.j)"),
        ("new_W@2", "W@2.j.k - learning_rate*grad_W@2.j.k"),
    ],
)
def test_whole_equations_keep_their_letters(key, text):
    """What runs over arrays has no places put in."""
    assert text == spell(views_of((3, 2, 1)).vectorised(key), short)
