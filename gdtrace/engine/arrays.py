"""Arrays: what engines and graders calculate with."""

import numpy
from numpy.typing import NDArray

Array = NDArray[numpy.float64]
