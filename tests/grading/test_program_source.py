from itertools import product

import numpy
import pytest

from gdtrace.derivation import derive
from gdtrace.engine.interpret import interpret
from gdtrace.expr import Mul, Ref, Sum
from gdtrace.grading.program_source import STYLES, Places, source
from gdtrace.leaves import leaves
from gdtrace.presets import preset
from gdtrace.steps import EXAMPLES, Program, Step, letter

PRESETS = ("tutorial-3-2-1", "logistic-neuron", "two-two-two")


def sizes_of(problem):
    """Return the size of every index letter."""
    layers = {letter(layer): size for layer, size in enumerate(problem.network.sizes)}
    return {EXAMPLES: problem.examples, **layers}


def whole(program, sizes, key, **options):
    """Return the places of a whole value, in its own shape."""
    shape = tuple(sizes[index] for index in program.indices(key))
    return Places(shape, tuple((key, at) for at in product(*map(range, shape))), **options)


def made(text, function):
    """Return the function that a source defines."""
    space = {}
    exec(compile(text, "made", "exec"), space)
    return space[function]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("way", ["chain", "delta"])
@pytest.mark.parametrize("name", PRESETS)
def test_it_computes_what_the_equations_say(name, way, style):
    """Every value of one iteration is that of the reference engine."""
    problem = preset(name)
    program, sizes, given = derive(problem.network, style=way), sizes_of(problem), leaves(problem)
    arguments = {key.replace("@", ""): whole(program, sizes, key) for key in program.leaves}
    keys = [step.key for step in program.steps]
    text = source(
        program,
        sizes,
        arguments,
        tuple(whole(program, sizes, key) for key in keys),
        "everything",
        style=style,
    )
    expected = interpret(program, given, views=True)
    returned = made(text, "everything")(*(given[key] for key in program.leaves))
    for key, value in zip(keys, returned, strict=True):
        numpy.testing.assert_allclose(value, expected[key], rtol=1e-12, err_msg=key)


@pytest.mark.parametrize("style", STYLES)
def test_iterations_carry_the_new_weights(style):
    """The predictions of all iterations, and the weights after the last one."""
    problem = preset("tutorial-3-2-1")
    program, sizes, given = derive(problem.network), sizes_of(problem), leaves(problem)
    neurons = {
        f"w{j + 1}": Places((3,), tuple(("W@1", (i, j)) for i in range(3))) for j in range(2)
    }
    text = source(
        program,
        sizes,
        {
            "x": whole(program, sizes, "X"),
            "target": Places((), (("Target", (0, 0)),)),
            **neurons,
            "w3": Places((2,), (("W@2", (0, 0)), ("W@2", (1, 0)))),
            "learning_rate": whole(program, sizes, "learning_rate"),
            "iterations": "iterations",
        },
        {
            "predictions": Places((), (("Activ@2", (0, 0)),), each=True),
            "weights": [whole(program, sizes, "new_W@1"), whole(program, sizes, "new_W@2")],
        },
        "train",
        style=style,
    )
    w1, w2, w3 = given["W@1"][:, 0], given["W@1"][:, 1], given["W@2"][:, 0]
    returned = made(text, "train")(given["X"], 0.2, w1, w2, w3, 0.5, 3)

    state, predictions = {**given, "learning_rate": numpy.array(0.5)}, []
    for _ in range(3):
        values = interpret(program, state)
        predictions.append(values["Activ@2"].item())
        state |= {old: values[new] for old, new in program.carry.items()}
    numpy.testing.assert_allclose(returned["predictions"], predictions, rtol=1e-12)
    numpy.testing.assert_allclose(returned["weights"][0], state["W@1"], rtol=1e-12)
    numpy.testing.assert_allclose(returned["weights"][1], state["W@2"], rtol=1e-12)


@pytest.mark.parametrize("style", STYLES)
def test_what_is_given_is_not_computed(style):
    """A number that is an argument is taken from there, also where an equation makes it."""
    problem = preset("tutorial-3-2-1")
    text = source(
        derive(problem.network),
        sizes_of(problem),
        {"sop1": Places((), (("SOP@1", (0, 0)),)), "sop2": Places((), (("SOP@1", (0, 1)),))},
        Places((2,), (("Activ@1", (0, 0)), ("Activ@1", (0, 1)))),
        "sigmoid",
        style=style,
    )
    expected = [0.5, 1 / (1 + numpy.exp(-2.0))]
    assert made(text, "sigmoid")(0.0, 2.0) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("style", STYLES)
def test_constants_numbers_and_second_letters_are_written(style):
    """A rewritten program may read a constant leaf, one place, or a second index of a letter."""
    every = Sum("i'", Ref("X", ("n", "i'")))
    masked = Mul(Mul(every, Ref("X", ("n", 0))), Ref("mask(i)", ("i",)))
    step = Step("Y", ("n", "i"), masked, "forward", "masked")
    rewritten = Program({"X": ("n", "i"), "mask(i)": ("i",)}, [step], {}, "chain")
    sizes = {"n": 1, "i": 2}
    text = source(
        rewritten,
        sizes,
        {"x": Places((2,), (("X", (0, 0)), ("X", (0, 1))))},
        Places((2,), (("Y", (0, 0)), ("Y", (0, 1)))),
        "masked",
        constants={"mask(i)": numpy.array([1.0, 10.0])},
        style=style,
    )
    assert [10.0, 100.0] == list(made(text, "masked")([2.0, 3.0]))


@pytest.mark.parametrize("style", STYLES)
def test_a_leaf_that_nobody_gives_is_named(style):
    """What is needed must be an argument or a constant."""
    problem = preset("tutorial-3-2-1")
    program, sizes = derive(problem.network), sizes_of(problem)
    with pytest.raises(ValueError, match=r"W@1.* needed and .* neither given nor constant"):
        source(
            program,
            sizes,
            {"x": whole(program, sizes, "X")},
            whole(program, sizes, "SOP@1"),
            "f",
            style=style,
        )
