"""Steps and programs: what fits together, what is refused, and slices."""

import pytest

from gdtrace.calculus import STYLES
from gdtrace.derivation import derive
from gdtrace.errors import ProgramError, UnknownNameError
from gdtrace.expr import Call, Mean, Num, Ref, Sum, references
from gdtrace.networks import Layer, Network
from gdtrace.steps import Key, Program, Step, letter

X, W, BIAS = Ref("X", ("n", "i")), Ref("W@1", ("i", "j")), Ref("b@1", ("j",))
LEAVES = {"X": ("n", "i"), "W@1": ("i", "j"), "b@1": ("j",), "learning_rate": ()}
SOP = Ref("SOP@1", ("n", "j"))


def step(ref, expr, *, view=False):
    """Make a step of the forward pass."""
    return Step(ref.key, ref.indices, expr, "forward", "for a test", view)


TOTAL = step(SOP, Sum("i", X * W) + BIAS)
ACTIVE = step(Ref("Activ@1", ("n", "j")), Call("sigmoid", (SOP,)))
COST = step(Ref("Cost"), Mean("n", Sum("j", Ref("Activ@1", ("n", "j")))))


def program(*steps, carry=()):
    """Make a program of steps over the leaves above."""
    return Program(LEAVES, steps, dict(carry), "delta")


SMALL = Network(inputs=3, layers=[Layer(2), Layer(1)])


@pytest.mark.parametrize(
    ("key", "role", "layer"),
    [("SOP@1", "SOP", 1), ("grad_W@12", "grad_W", 12), ("Error", "Error", 0)],
)
def test_a_key_is_a_role_and_a_layer(key, role, layer):
    """What belongs to no layer has the layer 0."""
    assert (role, layer) == (Key(key).role, Key(key).layer)
    assert key == Key(key)


def test_letters_are_different_for_every_layer():
    """Any depth has its letters, and n is kept for the examples."""
    letters = [letter(layer) for layer in range(40)]
    assert ["i", "j", "k", "l", "m", "p"] == letters[:6]
    assert 40 == len(set(letters))
    assert "n" not in letters


def test_a_step_is_shown_as_its_equation():
    """The equation in index notation, for messages."""
    assert "SOP@1[n,j] = Add(Sum(i, Mul(X[n,i], W@1[i,j])), b@1[j])" == str(TOTAL)
    assert "Activ@1[n,j] = sigmoid(SOP@1[n,j])" == str(ACTIVE)
    assert "half = Div(Num(1), Num(2))" == str(step(Ref("half"), Num(1) / Num(2)))


FAULTS = {
    "made twice": (
        [TOTAL, TOTAL],
        "SOP@1 is made twice",
    ),
    "a leaf made again": (
        [step(W, Num(1) * W)],
        "W@1 is made twice",
    ),
    "read before made": (
        [ACTIVE, TOTAL],
        "Activ@1 reads SOP@1, which is not made before it",
    ),
    "reads itself": (
        [step(SOP, SOP + BIAS)],
        "SOP@1 reads SOP@1, which is not made before it",
    ),
    "not there": (
        [step(SOP, Sum("i", X * Ref("V@1", ("i", "j"))))],
        "SOP@1 reads V@1, which is not made before it",
    ),
    "swapped indices": (
        [step(SOP, Sum("i", X * Ref("W@1", ("j", "i"))))],
        "SOP@1 reads W@1[j,i], but its indices are ['i', 'j']",
    ),
    "an index too few": (
        [step(SOP, Sum("i", X * Ref("W@1", ("i",))))],
        "SOP@1 reads W@1[i], but its indices are ['i', 'j']",
    ),
    "a number too many": (
        [step(SOP, Sum("i", X * Ref("W@1", ("i", "j", 0))))],
        "SOP@1 reads W@1[i,j,0], but its indices are ['i', 'j']",
    ),
    "a second letter for another dimension": (
        [step(SOP, Sum("i'", X * Ref("W@1", ("j'", "i'"))))],
        "SOP@1 reads W@1[j',i'], but its indices are ['i', 'j']",
    ),
    "a loose second letter": (
        [step(SOP, Sum("i", X * Ref("W@1", ("i", "j'"))))],
        "SOP@1 has no index j' on its left-hand side",
    ),
    "a loose index": (
        [step(SOP, X * W)],
        "SOP@1 has no index i on its left-hand side",
    ),
    "loose indices": (
        [step(Ref("Cost"), X * W)],
        "Cost has no index i, j, n on its left-hand side",
    ),
    "unknown primitive": (
        [TOTAL, step(Ref("Activ@1", ("n", "j")), Call("sigmoyd", (SOP,)))],
        "Activ@1: no primitive is called 'sigmoyd'; did you mean sigmoid?",
    ),
    "unknown primitive deep inside": (
        [TOTAL, step(Ref("Cost"), Mean("n", Sum("j", -Call("logg", (SOP,)))))],
        "Cost: no primitive is called 'logg'; did you mean log?",
    ),
}


@pytest.mark.parametrize(("steps", "message"), FAULTS.values(), ids=FAULTS)
def test_equations_that_do_not_fit_are_refused(steps, message):
    """The first line names the fault; below stand the equations around it."""
    with pytest.raises(ProgramError, match="-->") as caught:
        program(*steps)
    assert message == str(caught.value).splitlines()[0]


@pytest.mark.parametrize(
    "body",
    [
        Sum("i", X * Ref("W@1", ("i", 0))),
        Sum("i", X * Ref("W@1", (0, "j"))),
        Sum("i'", Ref("X", ("n", "i'")) * Ref("W@1", ("i'", "j"))),
        Sum("i", X * Sum("j'", Ref("W@1", ("i", "j'")))),
    ],
    ids=str,
)
def test_an_index_may_be_a_place_or_a_second_letter(body):
    """A number stands for one place, and i' runs over the same dimension as i."""
    assert body == program(step(SOP, body)).by_key["SOP@1"].expr


def test_the_fault_is_shown_between_its_neighbours():
    """Two equations before and two after, an arrow at the one that is wrong."""
    steps = [step(Ref(f"v{number}"), Num(number)) for number in range(7)]
    steps[3] = step(Ref("v3"), Ref("v9"))
    with pytest.raises(ProgramError, match=r"^v3 reads v9, which is not") as caught:
        program(*steps)
    assert [
        "    v1 = Num(1)",
        "    v2 = Num(2)",
        "--> v3 = v9",
        "    v4 = Num(4)",
        "    v5 = Num(5)",
    ] == str(caught.value).splitlines()[1:]


@pytest.mark.parametrize(
    ("old", "new"), [("b@1", "new_b@1"), ("b@2", "SOP@1"), ("b@1", "SOP@1"), ("X", "W@1")]
)
def test_carry_needs_two_values_of_one_shape(old, new):
    """A new parameter becomes an old one only if both exist and have the same indices."""
    message = f"^{new} cannot become {old}: they must exist and be of one shape$"
    with pytest.raises(ProgramError, match=message):
        program(TOTAL, carry={old: new})


def test_carry_of_one_shape_is_accepted():
    """A parameter of the same shape is handed on."""
    moved = step(Ref("new_b@1", ("j",)), BIAS - Ref("learning_rate") * BIAS)
    assert {"b@1": "new_b@1"} == program(moved, carry={"b@1": "new_b@1"}).carry


def test_indices_are_known_for_leaves_and_steps():
    """The letters of a value are its shape; an unknown key names the nearest."""
    made = program(TOTAL, ACTIVE)
    assert (("i", "j"), ("n", "j"), ()) == tuple(
        map(made.indices, ["W@1", "SOP@1", "learning_rate"])
    )
    with pytest.raises(UnknownNameError, match=r"^no key is called 'SOP@2'; did you mean SOP@1\?$"):
        made.indices("SOP@2")


@pytest.mark.parametrize(
    ("targets", "steps", "leaves"),
    [
        (["SOP@1"], ["SOP@1"], ["X", "b@1", "W@1"]),
        (["Activ@1"], ["SOP@1", "Activ@1"], ["X", "b@1", "W@1"]),
        (["X"], [], ["X"]),
        ([], [], []),
        (
            ["dError_dPredicted"],
            ["SOP@1", "Activ@1", "SOP@2", "Activ@2", "dError_dPredicted"],
            ["X", "Target", "b@1", "W@1", "b@2", "W@2"],
        ),
    ],
    ids=str,
)
def test_a_slice_has_what_its_targets_need(targets, steps, leaves):
    """Nothing more, in the same order; and it is a checked program of its own."""
    sliced = derive(SMALL).slice(targets)
    assert (steps, leaves) == ([step.key for step in sliced.steps], list(sliced.leaves))
    assert {} == sliced.carry


@pytest.mark.parametrize("style", STYLES)
def test_every_slice_is_closed(style):
    """A slice reads nothing that it does not have, and keeps the carry of what it updates."""
    whole = derive(SMALL, style=style)
    for target in whole.by_key:
        sliced = whole.slice([target])
        known = {*sliced.leaves, *sliced.by_key}
        assert {ref.key for step in sliced.steps for ref in references(step.expr)} <= known
        assert {new for new in whole.carry.values() if new in known} == {*sliced.carry.values()}


@pytest.mark.parametrize(
    ("ref", "made"),
    [
        (Ref("dSOP_dActiv@2", (1, 0)), Ref("W@2", (1, 0))),
        (Ref("dSOP_dW@2", ("n", 1)), Ref("Activ@1", ("n", 1))),
        (Ref("dSOP_dW@1", (0, 2)), Ref("X", (0, 2))),
        (Ref("SOP@1", (0, 1)), Ref("SOP@1", (0, 1))),
        (Ref("X", (0, 1)), Ref("X", (0, 1))),
    ],
    ids=str,
)
def test_bare_references_are_followed_to_where_the_value_is_made(ref, made):
    """A factor that only renames a value is that value, at the same place."""
    assert made == derive(SMALL).resolve(ref)


def test_chains_of_bare_references_are_followed_to_their_end():
    """The output of an identity layer is its sum, also as the factor of a weight."""
    network = Network(inputs=1, layers=[Layer(2, "identity"), Layer(1)])
    assert Ref("SOP@1", (0, 1)) == derive(network).resolve(Ref("dSOP_dW@2", (0, 1)))


def test_the_body_of_a_step_at_a_place():
    """The right-hand side with the places of the left-hand side put in."""
    body = program(TOTAL).body(Ref("SOP@1", (0, 1)))
    assert Sum("i", Ref("X", (0, "i")) * Ref("W@1", ("i", 1))) + Ref("b@1", (1,)) == body


def test_programs_are_checked_when_they_are_made(monkeypatch):
    """No program exists without having passed the check, sliced and derived ones included."""
    checked = []
    check = Program.check
    monkeypatch.setattr(Program, "check", lambda self: checked.append(self) or check(self))
    whole = derive(SMALL)
    sliced = whole.slice(["Cost"])
    assert [whole, sliced] == checked
