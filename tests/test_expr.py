"""The expression tree: operators, references, free indices, substitution."""

import pytest
from attrs.exceptions import FrozenInstanceError

from gdtrace.expr import (
    Add,
    Call,
    Div,
    Elided,
    Expr,
    Mean,
    Mul,
    Neg,
    Num,
    Pow,
    Ref,
    Sub,
    Sum,
    at,
    children,
    free_indices,
    place,
    rebuild,
    references,
)

A, B, TWO = Ref("a"), Ref("b"), Num(2)
X, W, BIAS = Ref("X", ("n", "i")), Ref("W@1", ("i", "j")), Ref("b@1", ("j",))
TOTAL = Sum("i", X * W) + BIAS

NODES = [
    (A + B, Add(A, B), (A, B)),
    (A - B, Sub(A, B), (A, B)),
    (A * B, Mul(A, B), (A, B)),
    (A / B, Div(A, B), (A, B)),
    (A**TWO, Pow(A, TWO), (A, TWO)),
    (-A, Neg(A), (A,)),
    (Call("log", (A,)), Call("log", (A,)), (A,)),
    (Sum("i", X), Sum("i", X), (X,)),
    (Mean("n", X), Mean("n", X), (X,)),
    (A, Ref("a", ()), ()),
    (TWO, Num(2.0), ()),
    (Elided(3), Elided(3), ()),
]


@pytest.mark.parametrize(("written", "node", "operands"), NODES, ids=lambda value: repr(value)[:20])
def test_operators_build_nodes_over_their_operands(written, node, operands):
    """A rule written like mathematics is the tree of its operators, from left to right."""
    assert node == written
    assert operands == children(written)


def test_operators_bind_as_in_python():
    """A power is inside a product, a product inside a sum; equals stand to the left."""
    assert Sub(Sub(A, Mul(TWO, Pow(B, TWO))), A) == A - TWO * B**TWO - A


@pytest.mark.parametrize(("node", "_", "operands"), NODES, ids=lambda value: repr(value)[:20])
def test_rebuilding_changes_each_operand_once(node, _, operands):
    """The node stays what it is; a leaf stays itself."""
    rebuilt = rebuild(node, lambda operand: Neg(operand))
    assert type(node) is type(rebuilt)
    assert tuple(map(Neg, operands)) == children(rebuilt)


@pytest.mark.parametrize(("node", "_", "__"), NODES, ids=lambda value: repr(value)[:20])
def test_equal_trees_are_equal_keys(node, _, __):
    """A tree can stand in a dict or a set."""
    assert {node: 1} == {rebuild(node, lambda operand: operand): 1}


@pytest.mark.parametrize(
    ("node", "attribute"), [(A, "key"), (A + B, "left"), (TWO, "value"), (TOTAL.left, "body")]
)
def test_no_part_of_a_tree_can_be_changed(node, attribute):
    """A rewrite makes a new tree."""
    with pytest.raises(FrozenInstanceError, match="can't set attribute"):
        setattr(node, attribute, None)


def test_bare_nodes_carry_nothing_else():
    """An expression has no place for values or symbols."""
    with pytest.raises(AttributeError, match="'Expr' object has no attribute 'value'"):
        Expr().value = 1.0


def test_references_come_in_reading_order_with_repeats():
    """Every reference of a tree, as it is read."""
    assert [X, W, BIAS] == list(references(TOTAL))
    assert [A, B, A] == list(references(Call("cross_entropy", (A - B, -A))))
    assert [] == list(references(Num(1) + Elided(2)))


@pytest.mark.parametrize(
    ("expr", "free"),
    [
        (TOTAL, {"n", "j"}),
        (Mean("n", TOTAL), {"j"}),
        (X * W, {"n", "i", "j"}),
        (Sum("i", X) + X, {"n", "i"}),
        (Ref("W@1", (0, "j")), {"j"}),
        (Ref("W@1", (0, 1)), set()),
        (Num(1), set()),
        (-(X**TWO), {"n", "i"}),
    ],
    ids=str,
)
def test_free_indices_are_those_that_no_reduction_runs_over(expr, free):
    """A Sum or a Mean binds its letter inside itself only."""
    assert frozenset(free) == free_indices(expr)


@pytest.mark.parametrize(
    ("expr", "places", "expected"),
    [
        (X, {"i": 2}, Ref("X", ("n", 2))),
        (X, {"n": "i", "i": "n"}, Ref("X", ("i", "n"))),
        (X, {"k": 1}, X),
        (Ref("X", (0, "i")), {"i": 0}, Ref("X", (0, 0))),
        (X * W, {"n": 0, "j": 1}, Ref("X", (0, "i")) * Ref("W@1", ("i", 1))),
        (
            Sum("i", X * W) + BIAS,
            {"j": 1},
            Sum("i", X * Ref("W@1", ("i", 1))) + Ref("b@1", (1,)),
        ),
        (Call("tanh", (BIAS,)), {"j": 0}, Call("tanh", (Ref("b@1", (0,)),))),
        (-BIAS, {"j": 0}, -Ref("b@1", (0,))),
    ],
    ids=str,
)
def test_places_are_put_in_for_letters(expr, places, expected):
    """All letters are replaced at once, everywhere in the tree."""
    assert expected == at(expr, places)


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        (Ref("learning_rate"), ()),
        (Ref("W@1", (0, 1)), (0, 1)),
        (Ref("SOP@1", ("n", 1)), (slice(None), 1)),
    ],
    ids=str,
)
def test_the_place_of_a_value_in_its_array(ref, expected):
    """A number picks one place, a letter leaves its dimension whole."""
    assert expected == place(ref)
