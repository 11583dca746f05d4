"""Engines: three ways to the same rows, what they do with overflow, and follow-through."""

from itertools import islice, pairwise

import numpy as np
import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings

import oracles
from gdtrace.calculus import STYLES
from gdtrace.derivation import derive
from gdtrace.engine import blocks
from gdtrace.engine.columns import Columns
from gdtrace.engine.interpret import interpret
from gdtrace.engine.machine import Machine
from gdtrace.errors import EngineError, UnknownNameError
from gdtrace.expr import Ref, references, replaced
from gdtrace.networks import Layer, Network
from gdtrace.notation import identifier
from gdtrace.presets import PRESETS, preset
from gdtrace.problems import Data, Initial, Problem, Training
from gdtrace.steps import Program, Step
from gdtrace.training import prepare, train
from strategies import QUICK, cases, to_problem


def everything(trace):
    """Return the values of all keys over all iterations."""
    keys = [*trace.program.leaves, *trace.program.by_key]
    return {key: trace.key(key) for key in keys}


def assert_traces_agree(expected, actual):
    """Compare every value that both traces have, to the rounding of the largest of its kind."""
    largest = max(np.abs(expected.rows).max(), 1.0)
    for key, values in everything(actual).items():
        np.testing.assert_allclose(
            values, expected.key(key), rtol=1e-12, atol=1e-12 * largest, err_msg=key
        )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_engines_and_styles_agree(case):
    """Chain or delta, interpreted or generated: each value of each iteration is the same."""
    problem = to_problem(case)
    expected = train(problem, iterations=3, style="delta", engine="interpret")
    # A diverging run enlarges the rounding without bounds.
    assume(np.abs(expected.rows).max() < 1e3)
    for style in STYLES:
        for engine in QUICK:
            assert_traces_agree(expected, train(problem, iterations=3, style=style, engine=engine))


@pytest.mark.parametrize("engine", QUICK)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", PRESETS)
def test_engines_agree_on_the_presets(name, style, engine):
    """Twenty iterations of every preset."""
    expected = train(preset(name), iterations=20, style="delta", engine="interpret")
    actual = train(preset(name), iterations=20, style=style, engine=engine)
    assert_traces_agree(expected, actual)


@pytest.mark.parametrize("engine", QUICK)
def test_engines_agree_on_larger_networks(engine):
    """Sums of more than eight terms, several outputs, several examples, hundreds of columns."""
    random = np.random.RandomState(7)
    problem = Problem(
        network=Network(inputs=20, layers=[Layer(11, "tanh"), Layer(3)], loss="cross_entropy"),
        data=Data(x=random.rand(9, 20), target=(random.rand(9, 3) > 0.5).astype(float)),
        training=Training(learning_rate=0.1, iterations=5, seed=3),
    )
    expected = train(problem, engine="interpret", style="delta")
    assert_traces_agree(expected, train(problem, engine=engine, style="chain"))


def tutorial_lists(trace, k):
    """Return one iteration under the names of the listing's record."""
    symbols = {"sop1": "SOP1", "sop2": "SOP2", "sop3": "SOP3", "sig1": "Activ1", "sig2": "Activ2"}
    symbols |= {"predicted": "Predicted", "err": "Error", "g1": "g1", "g2": "g2"}
    columns = {"g4": ("dActiv_dSOP@1", 0), "grad_hidden_output": ("grad_W@2", slice(None), 0)}
    for unit in (0, 1):
        columns[f"grad_hidden{unit + 1}_input"] = ("grad_W@1", slice(None), unit)
        columns[f"w{unit + 1}"] = ("new_W@1", slice(None), unit)
    columns["w3"] = ("new_W@2", slice(None), 0)
    found = {name: trace[symbol][k].item() for name, symbol in symbols.items()}
    for name, (key, *place) in columns.items():
        found[name] = trace.key(key)[k][tuple(place)].tolist()
    return found


def test_scalar_engine_is_the_tutorials_listing():
    """A thousand iterations of tutorial-3-2-1, to the last bit of every variable."""
    problem = preset("tutorial-3-2-1")
    trace = train(problem, iterations=1000, engine="scalar")
    first = trace.at(0)
    start = (*first["W@1"].T.tolist(), first["W@2"][:, 0].tolist())
    listing = oracles.tutorial_listing(problem.data.x[0], 0.2, *start, 0.001, 1000)
    for k, expected in enumerate(listing):
        assert expected == tutorial_lists(trace, k)


def net(activations, *, rate, loss="squared_error", weight=0.75, bias=True, x=(0.5, 0.25)):
    """Make a small problem whose weights are all alike."""
    units = [2] * (len(activations) - 1) + [1]
    sizes = [len(x), *units]
    return Problem(
        network=Network(
            inputs=len(x), layers=list(map(Layer, units, activations)), bias=bias, loss=loss
        ),
        data=Data(x=x, target=[1.0]),
        training=Training(
            learning_rate=rate,
            iterations=30,
            initial=Initial(weights=[np.full(shape, weight) for shape in pairwise(sizes)]),
        ),
    )


DIVERGING = {
    "identity": net(("identity", "identity"), rate=50.0),
    "identity, huge weights": net(("identity", "identity"), rate=0.1, weight=1e200),
    "relu": net(("relu", "identity"), rate=1e200),
    "relu, one layer": net(("relu",), rate=1e300),
    "tanh under identity": net(("tanh", "identity"), rate=1e150, loss="half_squared_error"),
    "sigmoid under identity": net(("sigmoid", "identity"), rate=1e10),
    "squares that overflow": net(("identity",), rate=1e200, weight=1e153, bias=False),
}


@pytest.mark.parametrize("engine", ["scalar", "array"])
@pytest.mark.parametrize("name", DIVERGING)
def test_engines_overflow_alike(name, engine):
    """Infinities and NaN stand in the same places; what is finite agrees."""
    expected = train(DIVERGING[name], engine="interpret")
    actual = train(DIVERGING[name], engine=engine)
    assert not np.isfinite(expected.rows).all()
    for key in expected.columns.keys:
        np.testing.assert_allclose(
            actual.key(key), expected.key(key), rtol=1e-9, equal_nan=True, err_msg=key
        )


@pytest.mark.parametrize("engine", QUICK)
@pytest.mark.parametrize("name", DIVERGING)
def test_divergence_is_reported_with_its_first_iteration(name, engine):
    """``diverged`` is the first row with a NaN or an infinity, and a warning says so."""
    trace = train(DIVERGING[name], engine=engine)
    rows = train(DIVERGING[name], engine="interpret").rows.tolist()
    bad = [k for k, row in enumerate(rows) if not np.isfinite(row).all()]
    assert bad[0] == trace.diverged
    assert (
        f"the values stop being finite numbers in iteration {bad[0]}: "
        "the training diverges; a smaller learning rate may help",
    ) == trace.warnings


def test_divergence_in_the_last_update_is_noticed():
    """New weights that are infinite belong to the iteration that made them."""
    problem = net(("identity",), rate=1e300, weight=1e10)
    trace = train(problem, iterations=1)
    assert np.isfinite(trace.rows).all()
    assert 0 == trace.diverged


@pytest.mark.parametrize("engine", QUICK)
def test_finite_training_has_no_warning(engine):
    """Saturated but finite is not diverged, even for sums of a thousand."""
    for weight in (-2000.0, 2000.0):
        problem = net(("sigmoid",), rate=0.5, loss="cross_entropy", weight=weight)
        trace = train(problem, iterations=3, engine=engine)
        assert trace.diverged is None
        assert () == trace.warnings


@pytest.mark.parametrize("engine", QUICK)
def test_sigmoid_of_a_large_negative_sum_is_zero(engine):
    """The exponential function overflows, the sigmoid does not."""
    trace = train(net(("sigmoid",), rate=0.5, weight=-2000.0), iterations=2, engine=engine)
    assert [0.0, 0.0] == trace["Predicted"].tolist()
    assert [1.0, 1.0] == trace["Error"].tolist()


def variable(ref):
    """Name a value in generated source."""
    return identifier(f"{ref.key} {ref.indices}")


@pytest.mark.parametrize("engine", QUICK)
@pytest.mark.parametrize("style", STYLES)
def test_leaves_are_not_changed(engine, style):
    """An engine hands on new arrays; the ones that it was given keep their numbers."""
    trace = train(preset("two-two-two"), iterations=1, style=style)
    leaves = {key: np.array(trace.at(0)[key]) for key in trace.program.leaves}
    kept = {key: values.copy() for key, values in leaves.items()}
    machine = Machine.of(prepare(preset("two-two-two"), style=style)[1], engine, variable)
    machine.block(machine.columns)(leaves, np.empty((5, machine.columns.width)))
    for key, values in kept.items():
        np.testing.assert_array_equal(leaves[key], values, err_msg=key)


def test_given_arrays_are_not_changed():
    """A problem copies the arrays that it is made of; interpret reads its leaves and no more."""
    x, weights = np.array([[0.5, 0.25]]), np.array([[0.5], [0.75]])
    problem = Problem(
        network=Network(inputs=2, layers=[Layer(1)], bias=False),
        data=Data(x=x, target=[[1.0]]),
        training=Training(learning_rate=1.0, iterations=5, initial=Initial(weights=[weights])),
    )
    train(problem)
    leaves = {"X": x, "Target": [[1.0]], "learning_rate": 1.0, "W@1": weights}
    interpret(derive(problem.network), leaves, views=True)
    assert [[0.5, 0.25]] == x.tolist()
    assert [[0.5], [0.75]] == weights.tolist()
    assert (True, True) == (x.flags.writeable, weights.flags.writeable)


@pytest.mark.parametrize("engine", QUICK)
@pytest.mark.parametrize("style", STYLES)
def test_arrays_handed_out_are_read_only(engine, style):
    """Nobody can change a trace, neither by its columns nor by one iteration's values."""
    trace = train(preset("sigmoid-neuron"), iterations=3, style=style, engine=engine)
    handed_out = {"rows": trace.rows, **trace.after, **everything(trace)}
    handed_out |= {f"first {key}": values for key, values in trace.at(0).items()}
    handed_out |= {f"last {key}": values for key, values in trace.at(2).items()}
    handed_out |= {symbol: trace[symbol] for symbol in trace.names.table}
    assert [] == [name for name, values in handed_out.items() if values.flags.writeable]
    with pytest.raises(ValueError, match="read-only"):
        trace["w1"][0] = 1.0


@pytest.mark.parametrize("engine", QUICK)
@pytest.mark.parametrize(
    "problem",
    [preset("tutorial-3-2-1"), preset("logistic-neuron"), *DIVERGING.values()],
    ids=["tutorial-3-2-1", "logistic-neuron", *DIVERGING],
)
def test_blocks_make_no_difference(problem, engine, monkeypatch):
    """A run cut into blocks, even in the middle of a divergence, has the rows of one block."""
    whole = train(problem, iterations=11, engine=engine)
    monkeypatch.setattr(blocks, "MOST_ITERATIONS", 3)
    monkeypatch.setattr(blocks, "INTERPRETED", 3)
    in_blocks = train(problem, iterations=11, engine=engine)
    np.testing.assert_array_equal(in_blocks.rows, whole.rows)
    for key, values in whole.after.items():
        np.testing.assert_array_equal(in_blocks.after[key], values)


def test_a_long_run_crosses_blocks():
    """The rows on both sides of the boundary are one step of the equations apart."""
    last = blocks.MOST_ITERATIONS + 1
    trace = train(preset("tutorial-3-2-1"), iterations=last + 1)
    for k in (blocks.MOST_ITERATIONS - 1, blocks.MOST_ITERATIONS):
        before, after = trace.at(k), trace.at(k + 1)
        np.testing.assert_array_equal(after["W@1"], before["new_W@1"])
        np.testing.assert_array_equal(
            after["W@1"], before["W@1"] - before["learning_rate"] * before["grad_W@1"]
        )


def wide(units):
    """Make a problem with so many neurons in each of two layers."""
    return Problem(
        network=Network(inputs=1, layers=[Layer(units), Layer(1)], bias=False),
        data=Data(x=[0.5], target=[1.0]),
        training=Training(learning_rate=1.0, iterations=1),
    )


@pytest.mark.parametrize(
    ("units", "engine"), [(1, "scalar"), (20, "scalar"), (60, "array"), (400, "array")]
)
def test_engine_is_chosen_by_the_size(units, engine):
    """Few values: generated Python; many: generated numpy. Both can be asked for by name."""
    assert engine == train(wide(units)).engine
    assert "interpret" == train(wide(units), engine="interpret").engine
    assert "array" == train(wide(units), engine="array").engine


def test_scalar_engine_refuses_large_networks():
    """The source would take longer to compile than to run; the message names the way out."""
    message = (
        r"^the scalar engine takes at most 4000 values in an iteration, this problem has \d+; "
        "use the engine array$"
    )
    with pytest.raises(EngineError, match=message):
        train(wide(1000), engine="scalar")


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("scaler", r"did you mean scalar\?"),
        ("jax", "there are auto, interpret, scalar, array, numba"),
        ("", "there are auto, interpret, scalar, array, numba"),
    ],
)
def test_unknown_engines_are_refused(name, rest):
    """A misspelt engine is answered with the nearest one, any other with the list."""
    with pytest.raises(UnknownNameError, match=f"^no engine is called {name!r}; {rest}$"):
        train(wide(1), engine=name)


@pytest.mark.parametrize("iterations", [0, -1])
def test_at_least_one_iteration(iterations):
    """No trace is empty."""
    message = f"^iterations: must be at least 1, got {iterations}$"
    with pytest.raises(ValueError, match=message):
        train(wide(1), iterations=iterations)


def readers_of(program, key):
    """Walk the references: everything that is computed from a key, itself included."""
    found = {key}
    for step in program.steps:
        if any(ref.key in found for ref in references(step.expr)):
            found.add(step.key)
    return found


def start_of(trace):
    """Return the leaves of the first iteration."""
    return {key: trace.at(0)[key] for key in trace.program.leaves}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["tutorial-3-2-1", "two-two-two", "sigmoid-neuron"])
def test_overrides_are_followed_through(name, style):
    """Another value for one step changes the steps that are computed from it, and no others."""
    trace = train(preset(name), iterations=1, style=style)
    program, leaves = trace.program, start_of(trace)
    plain = interpret(program, leaves, views=True)
    for key in program.by_key:
        other = interpret(program, leaves, overrides={key: plain[key] + 0.5}, views=True)
        changed = {each for each in plain if not np.array_equal(plain[each], other[each])}
        assert readers_of(program, key) == changed


def test_overrides_with_the_same_value_change_nothing():
    """Going on with the right value gives the right values."""
    trace = train(preset("two-two-two"), iterations=1)
    program, leaves = trace.program, start_of(trace)
    plain = interpret(program, leaves)
    again = interpret(
        program, leaves, overrides={key: plain[key] for key in program.by_key if key in plain}
    )
    for key, values in plain.items():
        np.testing.assert_array_equal(again[key], values)


def turned(program):
    """Write the gradient of W@1 with its indices the other way round."""
    gradient = program.by_key["grad_W@1"]
    i, j = gradient.indices
    new = replaced_in(program, "new_W@1", Ref("grad_W@1", (i, j)), Ref("grad_W@1", (j, i)))
    return rewritten(program, evolve(gradient, indices=(j, i)), new)


def too_late(program):
    """Let the hidden gradients use the output weights from after the update."""
    j, k = program.by_key["dSOP_dActiv@2"].indices
    return rewritten(
        program,
        replaced_in(program, "dSOP_dActiv@2", Ref("W@2", (j, k)), Ref("new_W@2", (j, k))),
    )


def with_sizes(program):
    """Add a step that steers nothing, and reads the weights from after the update."""
    new = Ref("new_W@2", program.indices("new_W@2"))
    size = Step("Size", new.indices, new * new, "update", "square of the new weight")
    return Program(program.leaves, (*program.steps, size), program.carry, program.style)


def replaced_in(program, key, old, new):
    """Return a step with one reference in the place of another."""
    step = program.by_key[key]
    return evolve(step, expr=replaced(step.expr, lambda ref: new if ref == old else ref))


def rewritten(program, *changed):
    """Return the program with other steps, in an order in which all are made before read."""
    program = program.slice([*program.carry.values(), "Cost"])
    left = [{step.key: step for step in changed}.get(step.key, step) for step in program.steps]
    known, steps = set(program.leaves), []
    while left:
        ready = next(s for s in left if all(ref.key in known for ref in references(s.expr)))
        left.remove(ready)
        steps.append(ready)
        known.add(ready.key)
    return evolve(program, steps=steps)


@pytest.mark.parametrize("engine", ["scalar", "array"])
@pytest.mark.parametrize("rewrite", [turned, too_late, with_sizes])
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["tutorial-3-2-1", "two-two-two", "by-hand-2-2-1"])
def test_engines_run_programs_that_were_rewritten(name, style, rewrite, engine):
    """Whatever the equations say is what runs, not what they say in a network as it should be."""
    _, columns = prepare(preset(name), style=style)
    leaves = start_of(train(preset(name), iterations=1, style=style))
    other = Columns(rewrite(columns.program), columns.sizes)
    found, stored = {}, {}
    for each in ("interpret", engine):
        machine = Machine.of(other, each, variable)
        columns_of = machine.columns
        rows = np.empty((5, columns_of.width))
        found[each] = machine.block(columns_of)(leaves, rows)
        if "Size" in columns_of.keys:
            stored[each] = rows[:, columns_of.slot("Size")]
    plain = Machine.of(columns, "interpret", variable)
    usual = plain.block(columns)(leaves, np.empty((5, columns.width)))
    assert (rewrite is too_late) != np.array_equal(usual["W@1"], found["interpret"]["W@1"])
    for key, values in found["interpret"].items():
        np.testing.assert_allclose(found[engine][key], values, rtol=1e-12, err_msg=key)
    if rewrite is with_sizes:
        assert {"interpret", engine} == set(stored)
        for each, rows in stored.items():
            np.testing.assert_allclose(rows[-1], found[each]["W@2"].ravel() ** 2, err_msg=each)


def test_unknown_overrides_are_refused():
    """A misspelt step is not ignored; a leaf is changed where the leaves are given."""
    trace = train(preset("tutorial-3-2-1"), iterations=1)
    with pytest.raises(UnknownNameError, match=r"^no step is called 'SOP1'; did you mean SOP@1"):
        interpret(trace.program, start_of(trace), overrides={"SOP1": 1.0})


def test_interpret_leaves_views_out_unless_asked():
    """Steps that no other step reads are computed on request."""
    trace = train(preset("tutorial-3-2-1"), iterations=1)
    views = {step.key for step in trace.program.steps if step.view}
    assert {"delta@1", "delta@2", "dError_dActiv@1", "change_W@1", "change_W@2"} == views
    assert views.isdisjoint(interpret(trace.program, start_of(trace)))
    assert views <= set(interpret(trace.program, start_of(trace), views=True))


@pytest.mark.parametrize("engine", QUICK)
def test_every_value_is_one_step_away_from_the_rows(engine):
    """What is not stored is worked out from what is: all iterations at once as well as one."""
    trace = train(preset("two-two-two"), iterations=4, engine=engine)
    for k in range(4):
        for key, values in trace.at(k).items():
            np.testing.assert_array_equal(trace.key(key)[k], values, err_msg=key)


def test_new_parameters_are_the_next_iterations():
    """A row holds the parameters from before its update; the update of the last one is kept too."""
    problem = preset("by-hand-2-2-1")
    short, long = train(problem, iterations=3), train(problem, iterations=4)
    for new, old in [("new_W@1", "W@1"), ("new_W@2", "W@2")]:
        np.testing.assert_array_equal(short.key(new), long.key(old)[1:])


def test_everything_frozen_still_runs():
    """A problem without anything to learn repeats its first iteration."""
    problem = preset("by-hand-2-2-1")
    frozen = evolve(problem, training=evolve(problem.training, freeze=("W@1", "W@2")))
    for engine in QUICK:
        trace = train(frozen, iterations=3, engine=engine)
        assert 1 == len(np.unique(trace.rows, axis=0))


def test_constants_have_no_columns():
    """What is 1 in every iteration, the slope of the identity, is no column and still a value."""
    trace = train(net(("identity", "identity"), rate=0.1), iterations=2)
    assert "dActiv_dSOP@1" not in trace.columns.keys
    assert [[1.0, 1.0], [1.0, 1.0]] == trace.key("dActiv_dSOP@1")[:, 0].tolist()


@pytest.mark.parametrize("name", PRESETS)
def test_engines_are_repeatable(name):
    """The same problem gives the same bytes."""
    first, second = (train(preset(name), iterations=10).rows.tobytes() for _ in range(2))
    assert first == second


def test_iterating_goes_through_all_iterations():
    """A trace is a sequence of its iterations."""
    trace = train(preset("by-hand-2-2-1"))
    assert 10 == len(trace)
    assert [0, 1, 2] == [iteration.index for iteration in islice(trace, 3)]
    assert 9 == trace[-1].index
