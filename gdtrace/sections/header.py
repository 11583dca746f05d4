"""The head of a page: which iteration of which problem, and what everything stands for."""

import re
from collections.abc import Iterator

from attrs import evolve

from gdtrace.calculus import rule
from gdtrace.errors import count
from gdtrace.expr import Call, Ref
from gdtrace.formula import spell
from gdtrace.networks import Layer
from gdtrace.numbering import place_name
from gdtrace.problems import Problem
from gdtrace.sections import Section
from gdtrace.sections.page import Page
from gdtrace.sections.width import WIDEST
from gdtrace.sections.words import listed

MOST_OUTPUTS = 4
"""With more outputs than this the head of a page names only the first and the last."""


def header_section(page: Page, problem: Problem, index: int, total: int) -> Section:
    """Return the title and the lines that say what the network is and how it is trained."""
    lines = [_network(page), _training(page, problem), [_legend(page)]]
    return _section(f"{problem.name or 'problem'}: {which(index, total)}", lines)


def network_section(page: Page, problem: Problem) -> Section:
    """Return the title and the lines of a derivation, in which no number is given."""
    trained = [*_objective(page), *_not_learned(page, problem)]
    lines = [_network(page), _with_commas(trained), [_legend(page)]]
    return _section(f"{problem.name or 'problem'}: the derivation", lines)


def _section(title: str, lines: list[list[str]]) -> Section:
    return Section(title=title, notes=[line for parts in lines for line in _filled(parts)])


def which(index: int, total: int) -> str:
    """Say which iteration it is.

    >>> which(0, 80000)
    'iteration 0, the first of 80000'
    >>> which(10, 80000)
    'iteration 10 of 80000, after 10 updates'
    """
    if index == 0:
        return "iteration 0, the only one" if total == 1 else f"iteration 0, the first of {total}"
    if index == total - 1:
        return f"iteration {index}, the last of {total}"
    return f"iteration {index} of {total}, after {count(index, 'update')}"


def _filled(parts: list[str]) -> list[str]:
    """Set parts side by side, as many as fit on a line."""
    lines = [""]
    for piece in (piece for part in parts for piece in re.split(r"(?<= )(?=\+ )", part)):
        if lines[-1] and len(lines[-1]) + len(piece.rstrip()) > WIDEST:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _network(page: Page) -> list[str]:
    network = page.names.network
    *hidden, outputs = network.sizes[1:]
    layers = [count(size, "hidden neuron") for size in hidden[:1]]
    if len(hidden) > 1:
        layers = [
            f"{len(hidden)} hidden layers of {listed([str(size) for size in hidden])} neurons"
        ]
    last = "1 neuron" if network.sizes[1:] == (1,) else count(outputs, "output neuron")
    bias = "a bias" if network.sizes[1:] == (1,) else "a bias for every neuron"
    parts = [count(network.inputs, "input"), *layers, last, bias if network.bias else "no bias"]
    return [*(f"{part}, " for part in parts[:-1]), f"{parts[-1]}; ", *_activations(page)]


def _activations(page: Page) -> list[str]:
    layers = page.names.network.layers
    if len({layer.activation for layer in layers}) == 1:
        every = "" if page.names.network.sizes[1:] == (1,) else "every neuron: "
        return [f"{every}{_definition(layers[0])}"]
    hidden = [
        f"hidden layer {number}: {_definition(layer)}"
        for number, layer in enumerate(layers[:-1], 1)
    ]
    if len(hidden) == 1:
        hidden = [hidden[0].replace("hidden layer 1", "hidden neurons")]
    return [*(f"{part}, " for part in hidden), f"output: {_definition(layers[-1])}"]


def _definition(layer: Layer) -> str:
    z = Ref("z")
    form = rule(layer.activation).textbook
    right = form(z) if form else Call(layer.activation, (z,))
    text = spell(right, lambda ref: ref.key)
    left = f"{layer.activation}(z)"
    return left if text == left else f"{left} = {text}"


def _training(page: Page, problem: Problem) -> list[str]:
    training = problem.training
    parts = [*_objective(page), *_targets(page)]
    rate = Ref("learning_rate")
    parts.append(f"{page.symbol(rate)} = {page.shown(rate)}")
    seed = training.seed
    parts.append("first weights: given" if seed is None else f"first weights: numpy seed {seed}")
    parts += _not_learned(page, problem)
    return _with_commas(parts)


def _not_learned(page: Page, problem: Problem) -> Iterator[str]:
    if problem.training.freeze:
        yield f"not learned: {', '.join(_frozen(page, problem.training.freeze))}"


def _with_commas(parts: list[str]) -> list[str]:
    return [*(f"{part}, " for part in parts[:-1]), parts[-1]]


def _objective(page: Page) -> Iterator[str]:
    error = Ref("Error", (0,))
    short = evolve(page.views, most_terms=MOST_OUTPUTS)
    yield f"{page.symbol(error)} = {spell(short.formula(error), page.symbol)}"
    if page.examples > 1:
        cost = Ref("Cost")
        yield f"{page.symbol(cost)} = {page.formula(cost)} over {page.examples} examples"


def _targets(page: Page) -> Iterator[str]:
    refs = list(page.refs("Target"))
    if page.examples == 1 and len(refs) <= MOST_OUTPUTS:
        for ref in refs:
            yield f"{page.symbol(ref)} = {page.shown(ref)}"


def _frozen(page: Page, keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        refs = list(page.refs(key))
        symbols = [page.symbol(ref) for ref in refs]
        yield (
            ", ".join(symbols) if len(symbols) <= MOST_OUTPUTS else f"{symbols[0]} to {symbols[-1]}"
        )


def _legend(page: Page) -> str:
    names = page.names
    outputs = [Ref(f"Activ@{names.last}", (0, unit)) for unit in range(names.network.sizes[-1])]
    symbols = [page.symbol(ref) for ref in outputs]
    if names.notation.one_neuron:
        total = page.symbol(Ref(f"SOP@{names.last}", (0, 0)))
        target = page.symbol(Ref("Target", (0, 0)))
        output = f"{symbols[0]} the output of the neuron"
        return f"{total} is the sum of products, {output}, {target} its target"
    own = [names.own_symbol(ref) for ref in outputs]
    if len(symbols) > MOST_OUTPUTS:
        symbols, own = [f"{symbols[0]} to {symbols[-1]}"], [f"{own[0]} to {own[-1]}"]
    if len(outputs) == 1:
        where = place_name(names.network, names.last, 0)
        return f"{symbols[0]} is the output of {where} ({own[0]})"
    return f"{listed(symbols)} are the outputs of the output neurons ({listed(own)})"
