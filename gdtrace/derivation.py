"""Network -> Program: the only file that differentiates.

The *delta* style hands ∂Error/∂SOP back from layer to layer. The *chain* style writes each
gradient as the product of the factors on every path from the weight to the error, in the order
g5*g4*g3*g2*g1. Both read the same factor steps, and agree to rounding.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import mul

from gdtrace.calculus import LOSSES, REDUCTIONS, STYLES, apply, slope
from gdtrace.chains import ERROR_SLOPE, links, most_paths, per_unit, per_weight
from gdtrace.errors import unknown
from gdtrace.expr import Expr, Num, Ref, Sum
from gdtrace.networks import Network
from gdtrace.steps import EXAMPLES, Program, Step, letter

MOST_PATHS = 8
"""With more paths than this from a weight to the error, a product per path is no way to compute."""


def derive(
    network: Network,
    *,
    style: str = "",
    reduction: str = "mean",
    freeze: Iterable[str] = (),
) -> Program:
    """Derive the equations of one iteration of gradient descent.

    >>> from gdtrace.networks import Layer
    >>> program = derive(Network(inputs=3, layers=[Layer(2), Layer(1)], bias=False))
    >>> [step.key for step in program.steps][:4]
    ['SOP@1', 'Activ@1', 'SOP@2', 'Activ@2']

    Parameters
    ----------
    network : Network
    style : str
        ``chain`` or ``delta``; empty: chain if no weight has more than eight paths to the error.
    reduction : str
        How the examples' gradients are taken together: ``mean`` or ``sum``.
    freeze : iterable of str
        Keys of the parameters that stay as they are, such as ``b@1``.

    Returns
    -------
    Program
        Checked: every value is made once, before it is read, in one shape.
    """
    if not isinstance(network, Network):
        raise TypeError(
            f"derive takes a network, such as problem.network, not a {type(network).__name__}"
        )
    if reduction not in REDUCTIONS:
        raise unknown("reduction", reduction, REDUCTIONS)
    chosen = style or default_style(network)
    if chosen not in STYLES:
        raise unknown("style", chosen, STYLES)
    frozen_keys = frozenset(freeze)
    for key in sorted(frozen_keys.difference(parameter_keys(network))):
        raise unknown("parameter", key, parameter_keys(network))
    moving = [key for key in parameter_keys(network) if key not in frozen_keys]
    steps = [
        *_forward(network, reduction),
        *_factors(network),
        *_deltas(network, view=chosen == "chain"),
        *(_gradient(network, key, chosen, reduction) for key in moving),
        *(step for key in moving for step in _update(network, key)),
    ]
    return Program(_leaves(network), steps, {key: f"new_{key}" for key in moving}, chosen)


def default_style(network: Network) -> str:
    """Return the style in which a network is derived unless one is asked for."""
    return "chain" if most_paths(network) <= MOST_PATHS else "delta"


def parameter_keys(network: Network) -> list[str]:
    """Return the keys of all parameters, the output layer's first, as the error reaches them."""
    roles = ("W", "b") if network.bias else ("W",)
    return [f"{role}@{layer}" for layer in range(len(network.layers), 0, -1) for role in roles]


def _step(ref: Ref, expr: Expr, part: str, meaning: str, *, view: bool = False) -> Step:
    return Step(ref.key, tuple(map(str, ref.indices)), expr, part, meaning, view)


def _leaves(network: Network) -> dict[str, tuple[str, ...]]:
    refs = [
        _output(0),
        _target(network),
        Ref("learning_rate"),
        *(_parameter("", key) for key in reversed(parameter_keys(network))),
    ]
    return {ref.key: tuple(map(str, ref.indices)) for ref in refs}


def _forward(network: Network, reduction: str) -> Iterator[Step]:
    last = len(network.layers)
    for number, layer in enumerate(network.layers, 1):
        before = letter(number - 1)
        total: Expr = Sum(before, _output(number - 1) * per_weight("W", number))
        if network.bias:
            total = total + _parameter("", f"b@{number}")
        yield _step(per_unit("SOP", number), total, "forward", "sum of products")
        meaning = "prediction" if number == last else "output of the neuron"
        activated = apply(layer.activation, per_unit("SOP", number))
        yield _step(per_unit("Activ", number), activated, "forward", meaning)
    each = Sum(letter(last), _error(network))
    yield _step(Ref("Error", (EXAMPLES,)), each, "forward", "error of the prediction")
    cost = REDUCTIONS[reduction](EXAMPLES, Ref("Error", (EXAMPLES,)))
    yield _step(Ref("Cost"), cost, "forward", f"{reduction} of the errors of all examples")


def _error(network: Network) -> Expr:
    loss, last = LOSSES[network.loss], len(network.layers)
    if loss.stable:
        return loss.stable(per_unit("SOP", last), _target(network))
    return loss.error(per_unit("Activ", last), _target(network))


def _factors(network: Network) -> Iterator[Step]:
    loss, last = LOSSES[network.loss], len(network.layers)
    fused = loss.delta is not None
    first = Ref(ERROR_SLOPE, (EXAMPLES, letter(last)))
    slope_of_loss = loss.slope(per_unit("Activ", last), _target(network))
    yield _step(first, slope_of_loss, "backward", "slope of the error", view=fused)
    for number in range(last, 0, -1):
        activation = network.layers[number - 1].activation
        local = slope(activation, per_unit("SOP", number))
        unused = fused and number == last
        ref = per_unit("dActiv_dSOP", number)
        yield _step(ref, local, "backward", "slope of the activation", view=unused)
        if number > 1:
            yield _step(
                per_weight("dSOP_dActiv", number),
                per_weight("W", number),
                "backward",
                "the weight on the way, from before the update",
            )
        into = Ref(f"dSOP_dW@{number}", (EXAMPLES, letter(number - 1)))
        yield _step(into, _output(number - 1), "backward", "what the weight is multiplied by")
        if network.bias:
            yield _step(
                Ref(f"dSOP_db@{number}"), Num(1), "backward", "the sum grows as its bias", view=True
            )


def _deltas(network: Network, *, view: bool) -> Iterator[Step]:
    loss, last = LOSSES[network.loss], len(network.layers)
    both = Ref(ERROR_SLOPE, (EXAMPLES, letter(last))) * per_unit("dActiv_dSOP", last)
    meaning = "error reaching the sum of products"
    if loss.delta:
        short = loss.delta(per_unit("Activ", last), _target(network))
        yield _step(per_unit("delta", last), short, "backward", meaning)
        product = per_unit("delta_product", last)
        yield _step(product, both, "backward", "the same, factor by factor", view=True)
    else:
        yield _step(per_unit("delta", last), both, "backward", meaning, view=view)
    for number in range(last - 1, 0, -1):
        onward = per_unit("delta", number + 1) * per_weight("dSOP_dActiv", number + 1)
        reaching = per_unit("dError_dActiv", number)
        back = Sum(letter(number + 1), onward)
        yield _step(reaching, back, "backward", "error reaching the neuron's output", view=view)
        both = reaching * per_unit("dActiv_dSOP", number)
        yield _step(per_unit("delta", number), both, "backward", meaning, view=view)


def _gradient(network: Network, key: str, style: str, reduction: str) -> Step:
    role, _, number = key.partition("@")
    layer = int(number)
    if style == "chain":
        each = _chain(network, role, layer)
    elif role == "W":
        each = per_unit("delta", layer) * Ref(f"dSOP_dW@{layer}", (EXAMPLES, letter(layer - 1)))
    else:
        each = per_unit("delta", layer)
    taken = REDUCTIONS[reduction](EXAMPLES, each)
    return _step(_parameter("grad_", key), taken, "gradient", "gradient of the parameter")


def _chain(network: Network, role: str, layer: int) -> Expr:
    """Multiply the factors of the chain to a parameter of the layer, and sum over all paths."""
    last = len(network.layers)
    factors = [ref for ref in links(network, role, layer) if ref.key != f"dSOP_db@{layer}"]
    each: Expr = reduce(mul, factors[1:], factors[0])
    for number in range(last, layer, -1):
        each = Sum(letter(number), each)
    return each


def _update(network: Network, key: str) -> Iterator[Step]:
    rate, gradient = Ref("learning_rate"), _parameter("grad_", key)
    yield _step(
        _parameter("change_", key),
        -(rate * gradient),
        "update",
        "change of the parameter",
        view=True,
    )
    new = _parameter("", key) - rate * gradient
    yield _step(_parameter("new_", key), new, "update", "parameter after the update")


def _output(layer: int) -> Ref:
    """Return what a layer hands to the next; layer 0 hands on the inputs."""
    return per_unit("Activ", layer) if layer else Ref("X", (EXAMPLES, letter(0)))


def _parameter(prefix: str, key: str) -> Ref:
    role, _, number = key.partition("@")
    layer = int(number)
    if role == "W":
        return per_weight(f"{prefix}W", layer)
    return Ref(f"{prefix}b@{layer}", (letter(layer),))


def _target(network: Network) -> Ref:
    return Ref("Target", (EXAMPLES, letter(len(network.layers))))
