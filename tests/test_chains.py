"""Chains: the factors from the error to a parameter, and the paths between them."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from gdtrace.chains import chain, most_paths, paths
from gdtrace.derivation import derive
from gdtrace.engine.interpret import interpret
from gdtrace.expr import Ref, place
from gdtrace.networks import Layer, Network
from gdtrace.training import train
from strategies import cases, to_problem


def network(*sizes, **options):
    """Make a network from its numbers of inputs and units."""
    return Network(inputs=sizes[0], layers=list(map(Layer, sizes[1:])), **options)


def described(links):
    """Write factors as "g3 W@2[0,1]"."""
    return [f"g{link.number} {link.ref.key}{list(link.ref.indices)}" for link in links]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [((3, 1), 1), ((3, 2, 1), 1), ((2, 2, 2), 2), ((3, 2, 4, 1), 4), ((1, 5, 4, 3, 2), 24)],
    ids=str,
)
def test_paths_from_the_first_weights_are_the_most(sizes, expected):
    """As many as there are ways through the units after the first layer."""
    net = network(*sizes)
    assert expected == most_paths(net)
    assert expected == len(list(paths(net, Ref("W@1", (0, 0)))))


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        (Ref("W@3", (0, 0)), [()]),
        (Ref("b@3", (1,)), [()]),
        (Ref("W@2", (0, 0)), [(0,), (1,)]),
        (Ref("b@1", (1,)), [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]),
    ],
    ids=str,
)
def test_paths_pass_one_unit_of_every_later_layer(parameter, expected):
    """The parameter's own unit is not part of its path."""
    assert expected == list(paths(network(1, 2, 3, 2), parameter))


CHAINS = {
    "output weight": (
        "squared_error",
        Ref("W@2", (1, 0)),
        (),
        ["g1 dError_dPredicted['n', 0]", "g2 dActiv_dSOP@2['n', 0]", "g3 dSOP_dW@2['n', 1]"],
    ),
    "hidden weight": (
        "squared_error",
        Ref("W@1", (2, 1)),
        (0,),
        [
            "g1 dError_dPredicted['n', 0]",
            "g2 dActiv_dSOP@2['n', 0]",
            "g3 dSOP_dActiv@2[1, 0]",
            "g4 dActiv_dSOP@1['n', 1]",
            "g5 dSOP_dW@1['n', 2]",
        ],
    ),
    "output bias": (
        "half_squared_error",
        Ref("b@2", (0,)),
        (),
        ["g1 dError_dPredicted['n', 0]", "g2 dActiv_dSOP@2['n', 0]", "g3 dSOP_db@2[]"],
    ),
    "cross-entropy, output weight": (
        "cross_entropy",
        Ref("W@2", (1, 0)),
        (),
        ["g0 delta@2['n', 0]", "g3 dSOP_dW@2['n', 1]"],
    ),
    "cross-entropy, hidden bias": (
        "cross_entropy",
        Ref("b@1", (1,)),
        (0,),
        [
            "g0 delta@2['n', 0]",
            "g3 dSOP_dActiv@2[1, 0]",
            "g4 dActiv_dSOP@1['n', 1]",
            "g5 dSOP_db@1[]",
        ],
    ),
}


@pytest.mark.parametrize(("loss", "parameter", "path", "expected"), CHAINS.values(), ids=CHAINS)
def test_factors_are_numbered_from_the_error(loss, parameter, path, expected):
    """g1 is next to the error; where g1 and g2 are taken together, the next one is still g3."""
    assert expected == described(chain(network(3, 2, 1, loss=loss), parameter, path))


def test_a_path_leads_through_its_units():
    """Each factor stands at the units that the path passes."""
    expected = [
        "g1 dError_dPredicted['n', 1]",
        "g2 dActiv_dSOP@3['n', 1]",
        "g3 dSOP_dActiv@3[2, 1]",
        "g4 dActiv_dSOP@2['n', 2]",
        "g5 dSOP_dActiv@2[0, 2]",
        "g6 dActiv_dSOP@1['n', 0]",
        "g7 dSOP_dW@1['n', 3]",
    ]
    assert expected == described(chain(network(4, 2, 3, 2), Ref("W@1", (3, 0)), (2, 1)))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_factors_multiply_to_the_gradient(case):
    """Summed over all paths and taken over the examples, the products are the gradient."""
    problem = to_problem(case)
    names = train(problem, iterations=1, style="delta").names
    program = derive(problem.network, style="delta", reduction=case.reduction, freeze=case.freeze)
    leaves = train(problem, iterations=1).at(0)
    values = interpret(program, {key: leaves[key] for key in program.leaves}, views=True)
    for parameter in names.parameters:
        products = [
            np.prod([np.broadcast_to(values[r.key][place(r)], len(case.x)) for r in refs], axis=0)
            for refs in factors(problem.network, parameter)
        ]
        taken = {"mean": np.mean, "sum": np.sum}[case.reduction](np.sum(products, axis=0))
        expected = values[f"grad_{parameter.key}"][parameter.indices]
        floor = 1e-12 * max(1.0, np.abs(products).max())
        np.testing.assert_allclose(taken, expected, rtol=1e-9, atol=floor)


def factors(net, parameter):
    """Return the references of the factors, one list per path."""
    return [[link.ref for link in chain(net, parameter, path)] for path in paths(net, parameter)]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_records_hold_the_same_chains(case):
    """The factors of a chain record multiply to its gradient too, and are named apart."""
    iteration = train(to_problem(case), iterations=1)[0]
    for symbol in iteration.chains:
        record = iteration.chains[symbol]
        ways = [
            np.prod([np.broadcast_to(f.value, len(case.x)) for f in way], axis=0)
            for way in record.paths
        ]
        taken = {"mean": np.mean, "sum": np.sum}[case.reduction](np.sum(ways, axis=0))
        floor = 1e-12 * max(1.0, np.abs(ways).max())
        np.testing.assert_allclose(taken, record.gradient, rtol=1e-9, atol=floor)
        for way in record.paths:
            assert len(way) == len({factor.symbol for factor in way})
