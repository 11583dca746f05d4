"""The derivation: which equations a network has, in which order, in which style."""

import pytest

from gdtrace.calculus import LOSSES, STYLES
from gdtrace.derivation import default_style, derive, parameter_keys
from gdtrace.errors import UnknownNameError
from gdtrace.expr import Mean, Ref, Sum, references
from gdtrace.networks import Layer, Network

SMALL = Network(inputs=3, layers=[Layer(2), Layer(1)], bias=False)
TWO_OUTPUTS = Network(inputs=2, layers=[Layer(2), Layer(2)])


def keys(program, part=""):
    """Return the keys of a program's steps, or of those of one part."""
    return [step.key for step in program.steps if part in ("", step.part)]


def factors(expr):
    """Return the references of a product, from left to right, below its sums and means."""
    return [ref.key for ref in references(expr)]


def test_the_tutorials_network_has_these_equations():
    """Forward, factors from the error back, deltas as views, gradients, updates."""
    assert [
        *("SOP@1", "Activ@1", "SOP@2", "Activ@2", "Error", "Cost"),
        *("dError_dPredicted", "dActiv_dSOP@2", "dSOP_dActiv@2", "dSOP_dW@2"),
        *("dActiv_dSOP@1", "dSOP_dW@1"),
        *("delta@2", "dError_dActiv@1", "delta@1"),
        *("grad_W@2", "grad_W@1"),
        *("change_W@2", "new_W@2", "change_W@1", "new_W@1"),
    ] == keys(derive(SMALL))


@pytest.mark.parametrize("units", [1, 2, 7])
@pytest.mark.parametrize("inputs", [1, 30])
def test_the_list_is_as_long_for_every_width(inputs, units):
    """Index notation: the number of equations depends on the depth alone."""
    net = Network(inputs=inputs, layers=[Layer(units), Layer(3)], bias=False)
    assert keys(derive(SMALL, style="delta")) == keys(derive(net, style="delta"))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("grad_W@2", ["dSOP_dW@2", "dActiv_dSOP@2", "dError_dPredicted"]),
        (
            "grad_W@1",
            ["dSOP_dW@1", "dActiv_dSOP@1", "dSOP_dActiv@2", "dActiv_dSOP@2", "dError_dPredicted"],
        ),
        ("grad_b@2", ["dActiv_dSOP@2", "dError_dPredicted"]),
        ("grad_b@1", ["dActiv_dSOP@1", "dSOP_dActiv@2", "dActiv_dSOP@2", "dError_dPredicted"]),
    ],
)
def test_chains_are_multiplied_from_the_weight_to_the_error(key, expected):
    """The tutorial's order, g5*g4*g3*g2*g1, so that figures agree to the last bit."""
    program = derive(TWO_OUTPUTS, style="chain")
    assert expected == factors(program.by_key[key].expr)


def test_chains_sum_over_the_paths_inside_the_mean():
    """First all paths of one example, then the examples."""
    expr = derive(TWO_OUTPUTS, style="chain").by_key["grad_W@1"].expr
    assert (Mean, "n") == (type(expr), expr.index)
    assert (Sum, "k") == (type(expr.body), expr.body.index)


def test_deltas_are_handed_back_from_layer_to_layer():
    """In the delta style a gradient is the delta of its unit times what came in."""
    steps = derive(TWO_OUTPUTS, style="delta").by_key
    delta, into = Ref("delta@2", ("n", "k")), Ref("dSOP_dActiv@2", ("j", "k"))
    assert Sum("k", delta * into) == steps["dError_dActiv@1"].expr
    assert Mean("n", delta * Ref("dSOP_dW@2", ("n", "j"))) == steps["grad_W@2"].expr
    assert Mean("n", delta) == steps["grad_b@2"].expr


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("bias", [True, False])
def test_no_step_reads_a_view(loss, style, bias):
    """A view is computed when somebody asks; only another view may read it."""
    steps = derive(Network(inputs=2, layers=[Layer(2)] * 3, bias=bias, loss=loss), style=style)
    views = {step.key for step in steps.steps if step.view}
    read = {ref.key for s in steps.steps if not s.view for ref in references(s.expr)}
    assert views.isdisjoint(read)
    assert views.isdisjoint(steps.carry.values())


@pytest.mark.parametrize(
    ("style", "views"),
    [
        ("chain", {"delta@2", "dError_dActiv@1", "delta@1", "change_W@2", "change_W@1"}),
        ("delta", {"change_W@2", "change_W@1"}),
    ],
)
def test_the_style_says_which_steps_are_run(style, views):
    """What the other style computes is there as a view."""
    assert views == {step.key for step in derive(SMALL, style=style).steps if step.view}


def test_hidden_gradients_read_the_weights_from_before_the_update():
    """No time is hidden: W@2 and new_W@2 are different keys, and only W@2 is read backwards."""
    program = derive(TWO_OUTPUTS)
    assert Ref("W@2", ("j", "k")) == program.by_key["dSOP_dActiv@2"].expr
    read = {ref.key for step in program.steps for ref in references(step.expr)}
    assert [] == [key for key in read if key.startswith("new_")]


@pytest.mark.parametrize(("reduction", "node"), [("mean", Mean), ("sum", Sum)], ids=["mean", "sum"])
def test_examples_are_taken_together_by_the_reduction(reduction, node):
    """The cost and every gradient by the same one."""
    for style in STYLES:
        program = derive(TWO_OUTPUTS, style=style, reduction=reduction)
        reduced = [
            program.by_key["Cost"],
            *(program.by_key[key] for key in keys(program, "gradient")),
        ]
        assert {(node, "n")} == {(type(step.expr), step.expr.index) for step in reduced}


@pytest.mark.parametrize(
    ("sizes", "style"),
    [((3, 2, 1), "chain"), ((9, 9, 8), "chain"), ((9, 9, 9), "delta"), ((1, 1, 3, 3), "delta")],
    ids=str,
)
def test_more_than_eight_paths_are_computed_by_deltas(sizes, style):
    """A product per path is no way to compute a large network, unless it is asked for."""
    net = Network(inputs=sizes[0], layers=list(map(Layer, sizes[1:])))
    assert style == default_style(net)
    assert style == derive(net).style
    assert list(STYLES) == [derive(net, style=each).style for each in STYLES]


def test_parameters_come_as_the_error_reaches_them():
    """The output layer's first; a network without biases has none."""
    assert ["W@2", "b@2", "W@1", "b@1"] == parameter_keys(TWO_OUTPUTS)
    assert ["W@2", "W@1"] == parameter_keys(SMALL)


def test_every_moving_parameter_is_carried():
    """A new parameter becomes the old one of the next iteration, unless it is frozen."""
    program = derive(TWO_OUTPUTS, freeze=["b@1", "W@2"])
    assert {"b@2": "new_b@2", "W@1": "new_W@1"} == program.carry
    assert {"X", "Target", "learning_rate", "W@1", "b@1", "W@2", "b@2"} == set(program.leaves)


def test_cross_entropy_flows_from_the_simplified_delta():
    """Gradients start at p - t; the product of the factors is a view beside it."""
    net = Network(inputs=2, layers=[Layer(1)], loss="cross_entropy")
    steps = derive(net).by_key
    assert Ref("Activ@1", ("n", "j")) - Ref("Target", ("n", "j")) == steps["delta@1"].expr
    assert ["dError_dPredicted", "dActiv_dSOP@1"] == factors(steps["delta_product@1"].expr)
    assert (False, True) == (steps["delta@1"].view, steps["delta_product@1"].view)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"style": "chian"}, r"no style is called 'chian'; did you mean chain\?"),
        ({"style": "x"}, "no style is called 'x'; there are chain, delta"),
        ({"reduction": "meen"}, r"no reduction is called 'meen'; did you mean mean\?"),
        ({"reduction": ""}, "no reduction is called ''; there are mean, sum"),
        ({"freeze": ["W@3"]}, r"no parameter is called 'W@3'; did you mean W@2 or W@1\?"),
        ({"freeze": ["b@1"]}, r"no parameter is called 'b@1'; did you mean W@1\?"),
    ],
    ids=str,
)
def test_unknown_options_are_refused(options, message):
    """A misspelt option is answered with the nearest one; here no neuron has a bias."""
    with pytest.raises(UnknownNameError, match=f"^{message}$"):
        derive(SMALL, **options)


def test_derive_takes_a_network():
    """A problem, which has a network, is answered with what to hand over."""
    with pytest.raises(
        TypeError, match=r"^derive takes a network, such as problem\.network, not a str$"
    ):
        derive("tutorial-3-2-1")
