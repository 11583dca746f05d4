import numpy
import pytest

from gdtrace.derivation import derive
from gdtrace.errors import ExerciseError
from gdtrace.expr import Ref
from gdtrace.grading.bindings import bound, chosen, layers_bound
from gdtrace.names import Names
from gdtrace.networks import Layer, Network
from gdtrace.notation import notation

NETWORK = Network(inputs=3, layers=[Layer(2), Layer(1)], bias=False)
PROGRAM = derive(NETWORK)
NAMES = Names(notation("tutorial"), NETWORK, PROGRAM, False)
ONE = {"n": 1, "i": 3, "j": 2, "k": 1}
FOUR = {**ONE, "n": 4}


def binding(text, sizes=ONE):
    """Return what a text means in the tutorial's network."""
    return bound(text, NAMES, PROGRAM, sizes)


@pytest.mark.parametrize(
    ("text", "shape", "refs"),
    [
        ("Target", (), [Ref("Target", (0, 0))]),
        ("learning_rate", (), [Ref("learning_rate")]),
        ("X[i]", (3,), [Ref("X", (0, i)) for i in range(3)]),
        ("W@1[:,2]", (3,), [Ref("W@1", (i, 1)) for i in range(3)]),
        ("W@1[2,:]", (2,), [Ref("W@1", (1, j)) for j in range(2)]),
        ("W@1[3,1]", (), [Ref("W@1", (2, 0))]),
        ("W@2[j]", (2,), [Ref("W@2", (j, 0)) for j in range(2)]),
        ("W@2[j,k]", (2, 1), [Ref("W@2", (j, 0)) for j in range(2)]),
        ("SOP@1[:]", (2,), [Ref("SOP@1", (0, j)) for j in range(2)]),
        ("SOP@1[2]", (), [Ref("SOP@1", (0, 1))]),
        ("SOP2", (), [Ref("SOP@1", (0, 1))]),
        ("W41", (), [Ref("W@2", (0, 0))]),
        ("g1", (), [Ref("dError_dPredicted", (0, 0))]),
    ],
)
def test_a_text_picks_places_in_the_shape_of_its_letters(text, shape, refs):
    """Letters and colons are axes; a place counted from 1, or a letter left out, is none."""
    assert shape == binding(text).shape
    assert refs == binding(text).refs


def test_the_order_of_letters_is_the_order_of_axes():
    """X[i,n] has one column for each example."""
    values = {"X": numpy.arange(12.0).reshape(1, 4, 3)}
    assert numpy.array_equal(values["X"][0].T, binding("X[i,n]", FOUR).take(values)[0])


def test_all_layers_become_a_list():
    """Letters of the first layer stand for those of every layer."""
    shapes = [each.shape for each in layers_bound("W@*[i,j]", NAMES, PROGRAM, ONE)]
    turned = [each.shape for each in layers_bound("W@*[j,i]", NAMES, PROGRAM, ONE)]
    assert [(3, 2), (2, 1)] == shapes
    assert [(2, 3), (1, 2)] == turned


def test_a_value_of_every_iteration_is_marked():
    """The word iteration is no axis of the program."""
    assert binding("Activ@2[iteration]").each
    assert binding("Activ@2[iteration]").shape == ()


@pytest.mark.parametrize(
    ("text", "sizes", "message"),
    [
        ("W@1", ONE, r"the index i has 3 places and is left out"),
        ("X[i]", FOUR, r"the index n has 4 places and is left out"),
        ("W@1[:,3]", ONE, r"'3' is no place of the index j; write :, j, or a number from 1 to 2"),
        ("W@1[:,0]", ONE, r"'0' is no place of the index j"),
        ("W@1[:]", ONE, r"W@1\[:\]: the indices are \[i,j\]"),
        ("SOP9", ONE, r"no symbol is called .SOP9."),
        ("g3", ONE, r"g3: .*not the same in all chains"),
    ],
)
def test_what_means_no_single_array_is_refused(text, sizes, message):
    """The message says which index is at fault, or which symbols there are."""
    with pytest.raises(ExerciseError, match=message):
        binding(text, sizes)


def test_a_part_names_roles_keys_or_places():
    """Places are counted from 1, and every example belongs to them."""
    assert {"SOP@1", "SOP@2"} == {ref.key for ref in chosen("SOP@*", PROGRAM, ONE)}
    assert [Ref("SOP@1", (n, 1)) for n in range(4)] == [*chosen("SOP@1[2]", PROGRAM, FOUR)]
    assert [Ref("W@1", (i, 0)) for i in range(3)] == [*chosen("W@1[:,1]", PROGRAM, ONE)]
    with pytest.raises(ExerciseError, match=r"the indices are \[i,j\]"):
        list(chosen("W@1[1]", PROGRAM, ONE))
