"""Rewriting: programs are changed, sorted again, or left alone; never broken."""

import numpy as np
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wrong_programs import derived, is_proper, part, problems, sizes, values

from gdtrace.calculus import STYLES
from gdtrace.derivation import derive
from gdtrace.expr import Mean, Num, Ref, Sum, references
from gdtrace.grading.constants import (
    accumulated,
    constants,
    count,
    is_constant,
    others,
    reshaping,
    reversal,
    second,
    selection,
)
from gdtrace.grading.misconceptions import MISCONCEPTIONS, variants
from gdtrace.grading.outputs import fused_layer, in_outputs, loss_of, primitive
from gdtrace.grading.rewriting import (
    all_of,
    any_of,
    assembled,
    changed,
    factors,
    last_layer,
    on,
    product,
    reading,
)
from gdtrace.networks import Layer, Network
from gdtrace.presets import preset
from gdtrace.steps import Program, Step
from strategies import cases, to_problem

PROBLEMS = problems()
TUTORIAL = derived(PROBLEMS["tutorial-3-2-1"])
W2, NEW_W2 = Ref("W@2", ("j", "k")), Ref("new_W@2", ("j", "k"))
NOTHING = on("Cost", change=lambda step: None)
ONES = on("dSOP_dActiv", change=lambda step: Num(1))


def test_a_changed_step_takes_the_place_of_the_old_one():
    """Only the step with the role is another."""
    wrong = ONES(TUTORIAL, 0)
    different = [
        new.key for new, old in zip(wrong.steps, TUTORIAL.steps, strict=True) if new != old
    ]
    assert ["dSOP_dActiv@2"] == different
    assert Num(1) == wrong.by_key["dSOP_dActiv@2"].expr


def test_nothing_changed_is_no_rewrite():
    """A rewrite that finds nothing to change says so."""
    assert NOTHING(TUTORIAL, 0) is None
    assert ONES(TUTORIAL, 1) is None
    assert changed(TUTORIAL, ["Error"], 0, lambda step: step.expr) is None


def test_steps_are_sorted_again_when_they_read_what_is_made_later():
    """The new weights are made before they are read, and nothing else moves that need not."""
    wrong = changed(TUTORIAL, ["dSOP_dActiv"], 2, lambda step: NEW_W2)
    order = [step.key for step in wrong.steps]
    assert order.index("new_W@2") < order.index("dSOP_dActiv@2") < order.index("grad_W@1")
    assert [step.key for step in TUTORIAL.steps][:8] == order[:8]


def test_what_would_need_itself_is_refused():
    """The output's own gradient cannot use the weights that are made from it."""
    late = changed(TUTORIAL, ["dSOP_dW"], 2, lambda step: Ref("Activ@1", step.indices))
    assert late is None
    assert changed(TUTORIAL, ["SOP"], 2, lambda step: Sum("j", NEW_W2)) is None


def test_what_is_not_there_is_refused():
    """Part of an iteration lacks the new weights."""
    short = part(TUTORIAL, ["dError_dPredicted"], ["grad_W@1"])
    assert changed(short, ["dSOP_dActiv"], 2, lambda step: NEW_W2) is None


def test_a_view_that_is_read_is_one_no_longer():
    """Engines leave views out; what is needed has to be made."""
    delta = Ref("delta@1", ("n", "j"))
    wrong = changed(TUTORIAL, ["grad_W"], 1, lambda s: Mean("n", delta * Ref("X", ("n", "i"))))
    assert TUTORIAL.by_key["delta@1"].view
    made = ("delta@2", "dError_dActiv@1", "delta@1")
    assert [False] * 3 == [wrong.by_key[key].view for key in made]
    np.testing.assert_allclose(
        values(wrong, preset("tutorial-3-2-1"))["grad_W@1"],
        values(TUTORIAL, preset("tutorial-3-2-1"))["grad_W@1"],
    )


def test_equal_terms_are_counted():
    """A sum over an index on which nothing depends is the term times the number of places."""
    wrong = changed(TUTORIAL, ["SOP"], 1, lambda step: Sum("i", Num(2)))
    assert Num(2) * count("i") == wrong.by_key["SOP@1"].expr
    assert [[6.0, 6.0]] == values(wrong, preset("tutorial-3-2-1"))["SOP@1"].tolist()
    assert Num(2) == changed(TUTORIAL, ["Cost"], 0, lambda s: Mean("n", Num(2))).by_key["Cost"].expr


def test_readers_may_use_something_else():
    """Each reader gets the expression at its own indices, the step that of the first example."""
    problem = preset("sigmoid-neuron")
    activation = reading(["dSOP_dW"], lambda step: Ref("Activ@1", ("n", "j")))
    wrong = activation(derived(problem), 0)
    assert Ref("Activ@1", ("n", 0)) == wrong.by_key["dSOP_dW@1"].expr
    assert "dSOP_dW@1" not in {ref.key for ref in references(wrong.by_key["grad_W@1"].expr)}


def test_readers_at_one_place_use_something_else_there():
    """Where only the first output's path is followed, that output's activation is used."""
    program = derived(PROBLEMS["3-4-3-2"])
    one_path = MISCONCEPTIONS["one-path-only"].rewrite(program, 0)
    wrong = MISCONCEPTIONS["activation-for-weight"].rewrite(one_path, 0)
    read = list(references(wrong.by_key["grad_W@1"].expr))
    assert Ref("Activ@2", ("n", 0)) in read
    assert Ref("Activ@2", ("n", "k")) not in read


def test_rewrites_are_put_together():
    """All, or those that are possible."""
    cost = on("Cost", change=lambda step: Num(0))
    assert all_of(ONES, NOTHING)(TUTORIAL, 0) is None
    assert ONES(TUTORIAL, 0) == any_of(ONES, NOTHING)(TUTORIAL, 0)
    assert any_of(NOTHING, NOTHING)(TUTORIAL, 0) is None
    both = all_of(ONES, cost)(TUTORIAL, 0)
    assert [Num(1), Num(0)] == [both.by_key[key].expr for key in ("dSOP_dActiv@2", "Cost")]


def test_mistakes_that_contradict_each_other_give_no_program():
    """Equations that do not fit are no program, and no error."""
    step = TUTORIAL.by_key["Cost"]
    assert assembled(TUTORIAL, [evolve(step, expr=Ref("Error", ("n",)))]) is None


def test_factors_of_a_product():
    """A product is taken apart and put together again."""
    parts = [Num(1), Num(2), Num(3)]
    assert parts == factors(product(parts))


def test_values_that_follow_from_the_sizes():
    """Counts, masks and matrices that pick."""
    refs = [
        count("n"),
        second("j"),
        others("j"),
        reversal("j"),
        selection("j", "i"),
        accumulated("grad_W@1", ("i", "j")),
    ]
    program = Program({ref.key: ref.indices for ref in refs}, [], {}, "chain")
    found = [each.tolist() for each in constants(program, {"n": 4, "i": 2, "j": 3}).values()]
    expected = [
        4.0,
        [0.0, 1.0, 0.0],
        [1.0, 0.0, 1.0],
        [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]],
        [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]],
        [[0.0] * 3] * 2,
    ]
    assert expected == found


@pytest.mark.parametrize("shape", [(3, 2), (2, 2), (1, 4), (2, 5)])
def test_reshaping_reads_a_matrix_as_numpy_does(shape):
    """W.reshape(columns, rows), turned round so that it fits."""
    ref = reshaping("i", "j")
    program = Program({ref.key: ref.indices}, [], {}, "chain")
    [picks] = constants(program, dict(zip("ij", shape, strict=True))).values()
    weights = np.arange(float(np.prod(shape))).reshape(shape)
    expected = weights.reshape(shape[::-1]).T
    np.testing.assert_array_equal(np.einsum("ijkl,kl->ij", picks, weights), expected)


def test_no_key_of_a_program_is_taken_for_a_constant():
    """Only leaves that rewriting has added are."""
    for problem in problems().values():
        program = derived(problem)
        assert not any(map(is_constant, [*program.leaves, *program.by_key]))


@pytest.mark.parametrize("loss", ["squared_error", "half_squared_error", "cross_entropy"])
@pytest.mark.parametrize("style", STYLES)
def test_the_loss_is_recognised_in_parts_of_a_program(loss, style):
    """By the error, by its slope, or by the shorter formula for both."""
    program = derive(Network(inputs=2, layers=[Layer(2), Layer(1)], loss=loss), style=style)
    assert loss == loss_of(program)
    assert loss == loss_of(program.slice(["Cost"]))
    assert loss == loss_of(program.slice(["new_W@1", "new_W@2"]))
    assert "" == loss_of(program.slice(["Activ@2"]))
    assert (2 if loss == "cross_entropy" else 0) == fused_layer(program)
    assert 2 == last_layer(program)


def test_a_wrong_activation_reaches_the_error():
    """Cross-entropy is computed from the sum, which a wrong sigmoid must not escape."""
    problem = preset("logistic-neuron")
    program = derived(problem)
    usual, written = values(program, problem), values(in_outputs(program), problem)
    np.testing.assert_allclose(usual["Error"], written["Error"], rtol=1e-12)
    wrong = primitive("sigmoid", lambda z: Num(0.5), "Activ")(program, 0)
    np.testing.assert_allclose(values(wrong, problem)["Error"], np.log(2))


@pytest.mark.parametrize("name", PROBLEMS)
def test_chains_and_deltas_go_wrong_alike(name):
    """A mistake is one mistake in whichever way the gradients are written."""
    problem = PROBLEMS[name]
    found = {}
    for style in STYLES:
        found[style] = {each.id: each.program for each in variants(derived(problem, style))}
    assert found["chain"].keys() == found["delta"].keys()
    for id, program in found["chain"].items():
        delta = values(found["delta"][id], problem)
        for key, expected in values(program, problem).items():
            if key.startswith(("new_", "grad_", "Error", "Cost")):
                np.testing.assert_allclose(
                    delta[key], expected, rtol=1e-9, atol=1e-15, err_msg=f"{id} {key}"
                )


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", PROBLEMS)
def test_mistakes_give_programs_that_fit_together(name, style):
    """No sum runs over what does not depend on its index; every extra leaf has a value."""
    problem = PROBLEMS[name]
    program = derived(problem, style)
    found = variants(program, alias=True)
    for each in found:
        assert all(is_proper(step.expr) for step in each.program.steps), each.id
        extra = each.program.leaves.keys() - program.leaves.keys()
        assert extra == constants(each.program, sizes(problem)).keys(), each.id
        assert program.carry.items() <= each.program.carry.items()
        assert {step.key for step in program.steps} == {step.key for step in each.program.steps}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), style=st.sampled_from(STYLES), data=st.data())
def test_parts_of_programs_are_rewritten_or_left_alone(case, style, data):
    """Whatever is given and whatever is wanted, a rewrite gives a program or None."""
    program = derived(to_problem(case), style)
    keys = [step.key for step in program.steps]
    given_keys = data.draw(st.lists(st.sampled_from(keys), max_size=3, unique=True))
    wanted = data.draw(
        st.lists(st.sampled_from(keys), min_size=1, max_size=3).filter(
            lambda chosen: set(chosen) - set(given_keys)
        )
    )
    short = part(program, given_keys, wanted)
    for each in variants(short):
        assert short != each.program or each.misconception.driver
        assert {s.key for s in short.steps} == {s.key for s in each.program.steps}


@pytest.mark.parametrize(
    ("name", "every"), [("tutorial-3-2-1", 5), ("logistic-neuron", 2), ("3-4-3-2", 40)]
)
def test_mistakes_can_be_made_in_pairs(name, every):
    """A second mistake gives another program or None, whatever the first was."""
    firsts = variants(derived(PROBLEMS[name]))[::every]
    pairs = [each.rewrite(first.program, 0) for first in firsts for each in MISCONCEPTIONS.values()]
    found = [wrong for wrong in pairs if wrong is not None]
    assert len(found) > len(pairs) / 3
    assert all(is_proper(step.expr) for wrong in found for step in wrong.steps)


def test_a_step_of_another_kind_is_not_touched():
    """A rewrite goes by the role of a step."""
    extra = Step("Size", (), Num(1), "update", "for a test")
    program = evolve(TUTORIAL, steps=[*TUTORIAL.steps, extra])
    assert extra == ONES(program, 0).by_key["Size"]
