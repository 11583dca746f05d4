# output-gradients
# type hints of every kind
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Optional, TypeVar, Union

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
Array = npt.NDArray[np.float64]
Number = Union[int, float]


class Factors(NamedTuple):
    g1: float
    g2: float
    note: Optional[str] = None


def slope(f: Callable[[Any], Any], z: Number) -> Number:
    return f(z) * (1 - f(z))


def output_gradients(
    sig1: float, sig2: float, sop3: float, predicted: float, target: float
) -> Array:
    factors: Factors = Factors(2 * (predicted - target), slope(lambda z: 1 / (1 + np.exp(-z)), sop3))
    values: Sequence[float] = [sig1, sig2]
    return np.array(values) * factors.g1 * factors.g2
