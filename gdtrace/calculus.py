"""The rule table: each primitive's textbook form, its local derivative, its stable value.

A line can be checked against a textbook. A new activation is one entry in ``ACTIVATIONS``, a new
loss one entry in ``LOSSES``; every other file reads the tables. Nothing here knows of networks.
"""

import math
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any, cast

from attrs import frozen

from gdtrace.errors import unknown
from gdtrace.expr import Call, Expr, Mean, Num, Ref, Sum

Form = Callable[..., Expr]


@frozen(kw_only=True, eq=False, repr=False)
class Rule:
    """One primitive of one or more arguments.

    ``textbook`` is what it stands for, in other primitives (None: it is elementary). ``slope`` is
    its local derivative by its first argument. ``text`` is how a formula spells it. ``python``
    and ``numpy`` say how its value is computed where spelling out the textbook form would not do:
    because it is elementary, or because the textbook form overflows. ``{0}`` is the first
    argument; names are those of the modules ``math`` and ``numpy``. ``latex`` and ``mathml`` are
    for primitives that are not written as their name with parentheses. One that ``saturates``
    has hardly any slope far from 0.
    """

    textbook: Form | None = None
    slope: Form | None = None
    text: str = ""
    python: str = ""
    numpy: str = ""
    latex: str = ""
    mathml: str = ""
    saturates: bool = False


@frozen(kw_only=True, eq=False, repr=False)
class Loss:
    """What an output costs.

    ``error`` and ``slope`` are the textbook form for one output p and its target t, and its
    derivative by p. ``activations`` are those it may follow (empty: any). ``delta`` is the
    derivative by the SOP where error and activation simplify, and ``stable`` the error as a
    primitive of the SOP and the target that stays finite where the textbook form does not.
    """

    error: Form
    slope: Form
    activations: tuple[str, ...] = ()
    delta: Form | None = None
    stable: Form | None = None


ONE, TWO = Num(1), Num(2)


def exp(z: Expr) -> Expr:
    """Write exp(z)."""
    return Call("exp", (z,))


def log(z: Expr) -> Expr:
    """Write the natural logarithm of z."""
    return Call("log", (z,))


def sigmoid(z: Expr) -> Expr:
    """Write sigmoid(z)."""
    return Call("sigmoid", (z,))


def tanh(z: Expr) -> Expr:
    """Write tanh(z)."""
    return Call("tanh", (z,))


def _binary_cross_entropy(p: Expr, t: Expr) -> Expr:
    return -(t * log(p) + (ONE - t) * log(ONE - p))


ELEMENTARY: dict[str, Rule] = {
    "exp": Rule(
        text="exp({0})",
        latex="{{e^{{{0}}}}}",
        mathml="<msup><mi>e</mi><mrow>{0}</mrow></msup>",
    ),
    "log": Rule(text="log({0})", latex=r"\log({0})"),
    # The slope of relu; at 0 itself the usual convention is 0.
    "positive": Rule(
        text="(1 if {0} > 0 else 0)",
        python="(1.0 if {0} > 0 else 0.0)",
        numpy="1.0*({0} > 0)",
        latex="[{0} > 0]",
        mathml="<mrow><mo>[</mo>{0}<mo>&gt;</mo><mn>0</mn><mo>]</mo></mrow>",
    ),
    # -(t*log(sigmoid(z)) + (1 - t)*log(1 - sigmoid(z))), multiplied out so that no log sees a 0.
    "cross_entropy": Rule(
        textbook=lambda z, t: _binary_cross_entropy(sigmoid(z), t),
        text="cross_entropy({0}, {1})",
        python="(max({0}, 0.0) - {0}*{1} + log1p(exp(-abs({0}))))",
        numpy="(maximum({0}, 0.0) - {0}*{1} + log1p(exp(-abs({0}))))",
    ),
}

ACTIVATIONS: dict[str, Rule] = {
    "sigmoid": Rule(
        textbook=lambda z: ONE / (ONE + exp(-z)),
        slope=lambda z: sigmoid(z) * (ONE - sigmoid(z)),
        text="sigmoid({0})",
        saturates=True,
    ),
    "tanh": Rule(
        slope=lambda z: ONE - tanh(z) ** TWO,
        text="tanh({0})",
        saturates=True,
        latex=r"\tanh({0})",
    ),
    "relu": Rule(
        slope=lambda z: Call("positive", (z,)),
        text="max(0, {0})",
        # Written so that a NaN stays one.
        python="(0.0 if {0} <= 0 else {0})",
        numpy="maximum({0}, 0.0)",
        latex=r"\max(0, {0})",
        mathml='<mi>max</mi><mrow><mo stretchy="false">(</mo><mn>0</mn><mo>,</mo>{0}'
        '<mo stretchy="false">)</mo></mrow>',
    ),
    "identity": Rule(
        textbook=lambda z: z,
        slope=lambda z: ONE,
        text="{0}",
    ),
}

REDUCTIONS: dict[str, type[Mean] | type[Sum]] = {"mean": Mean, "sum": Sum}
"""How the errors and the gradients of several examples are taken together."""

STYLES = ("chain", "delta")
"""How gradients are written: a product of factors for each path, or a delta for each neuron."""

LOSSES: dict[str, Loss] = {
    "squared_error": Loss(
        error=lambda p, t: (p - t) ** TWO,
        slope=lambda p, t: TWO * (p - t),
    ),
    "half_squared_error": Loss(
        error=lambda p, t: ONE / TWO * (p - t) ** TWO,
        slope=lambda p, t: p - t,
    ),
    "cross_entropy": Loss(
        error=_binary_cross_entropy,
        slope=lambda p, t: -(t / p - (ONE - t) / (ONE - p)),
        activations=("sigmoid",),
        delta=lambda p, t: p - t,
        stable=lambda z, t: Call("cross_entropy", (z, t)),
    ),
}


def rule(name: str) -> Rule:
    """Return the rule of a primitive."""
    if name in ACTIVATIONS:
        return ACTIVATIONS[name]
    if name in ELEMENTARY:
        return ELEMENTARY[name]
    raise unknown("primitive", name, [*ELEMENTARY, *ACTIVATIONS])


def textbook(call: Call) -> Expr:
    """Return what a primitive stands for; an elementary one stands for itself.

    >>> textbook(Call("identity", (Num(3.0),)))
    Num(value=3.0)
    """
    form = rule(call.name).textbook
    return form(*call.arguments) if form else call


def apply(name: str, z: Ref) -> Expr:
    """Return an activation of z as an equation has it; the identity only renames z."""
    call = Call(name, (z,))
    expanded = textbook(call)
    return expanded if isinstance(expanded, Ref) else call


def scalar_function(name: str) -> Callable[..., float]:
    """Return the value for floats of a primitive that is computed without its textbook form."""
    return _compiled(name, rule(name).python, math)


def array_function(name: str) -> Callable[..., Any]:
    """Return the value for arrays of a primitive that is computed without its textbook form."""
    import numpy

    return _compiled(name, rule(name).numpy, numpy)


@cache
def _compiled(name: str, template: str, module: ModuleType) -> Callable[..., Any]:
    if not template:
        return cast(Callable[..., Any], getattr(module, name))
    arguments = [f"a{place}" for place in range(10) if f"{{{place}}}" in template]
    source = f"lambda {', '.join(arguments)}: {template.format(*arguments)}"
    return cast(Callable[..., Any], eval(source, vars(module) | {"max": max, "abs": abs}))


def slope(name: str, z: Ref) -> Expr:
    """Return the local derivative of an activation at z."""
    form = rule(name).slope
    if form is None:
        raise unknown("differentiable primitive", name, ACTIVATIONS)
    return form(z)
