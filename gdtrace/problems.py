"""Problems: a network with data, a learning rate, initial parameters and iterations.

The records mirror the sections of a problem file. Each checks itself; a message names the value
by its path in the problem. Nothing here reads files, and numpy is only needed to draw numbers.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import field, frozen

from gdtrace.calculus import REDUCTIONS, STYLES
from gdtrace.display import DisplaysItself
from gdtrace.fields import (
    as_numbers,
    as_tuple,
    as_whole,
    checked,
    choice,
    examples,
    field_faults,
    is_a,
    is_vector,
    list_of,
    matrix,
    names,
    optional,
    positive,
    raise_faults,
    text,
    vector,
    whole,
)
from gdtrace.fitting import Matrix, Vector, fitting_faults
from gdtrace.networks import Network
from gdtrace.notation import NOTATIONS

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

LARGEST_SEED = 2**32 - 1


@frozen(kw_only=True)
class Data:
    """The examples: what goes in, and what should come out.

    >>> Data(x=[0.1, 0.4, 4.1], target=[0.2])
    Data(x=((0.1, 0.4, 4.1),), target=((0.2,),))

    Parameters
    ----------
    x : nested sequence or array, shape (n, i)
        One row per example; numbers in a row are one example.
    target : nested sequence or array, shape (n, j)
        One row per example; numbers in a row are one per example, or one example's.
    """

    x: Matrix = field(converter=as_numbers, metadata=checked(examples))
    target: Matrix = field(converter=as_numbers, metadata=checked(examples))

    def __attrs_post_init__(self) -> None:
        raise_faults(field_faults(self, "data."))
        if is_vector(self.x):
            object.__setattr__(self, "x", (self.x,))
        if is_vector(self.target):
            rows = (self.target,) if len(self.x) == 1 else tuple((t,) for t in self.target)
            object.__setattr__(self, "target", rows)
        raise_faults(_data_faults(self))


@frozen(kw_only=True)
class Initial:
    """The parameters before the first iteration; biases that are left out start at 0.

    >>> Initial(weights=[[[0.5], [0.7]]]).weights
    (((0.5,), (0.7,)),)

    Parameters
    ----------
    weights : sequence of nested sequences or arrays, each of shape (i, j)
        One matrix per layer, from the layer before (rows) to this one (columns).
    biases : sequence of sequences or arrays, each of shape (j,)
        One vector per layer.
    """

    weights: tuple[Matrix, ...] = field(
        converter=as_numbers, metadata=checked(list_of(matrix, "matrices, one per layer"))
    )
    biases: tuple[Vector, ...] = field(
        default=(),
        converter=as_numbers,
        metadata=checked(list_of(vector, "lists of numbers, one per layer")),
    )

    def __attrs_post_init__(self) -> None:
        raise_faults(field_faults(self, "training.initial."))


@frozen(kw_only=True)
class Training:
    """How the parameters start and move.

    >>> Training(learning_rate=0.5, iterations=10).seed
    0

    Parameters
    ----------
    learning_rate : float
        What a gradient is multiplied by before it is subtracted.
    iterations : int
        How many times all parameters are updated.
    reduction : str
        Whether the cost is the ``mean`` or the ``sum`` over the examples.
    freeze : sequence of str
        The parameters that stay as they are, such as ``b@1``.
    seed : int
        Draws the initial parameters. 0 where neither it nor ``initial`` is given.
    initial : Initial
        The initial parameters, instead of a seed.
    """

    learning_rate: float = field(converter=as_numbers, metadata=checked(positive))
    iterations: int = field(converter=as_whole, metadata=checked(whole(1)))
    reduction: str = field(default="mean", metadata=checked(choice("reduction", REDUCTIONS)))
    freeze: tuple[str, ...] = field(default=(), converter=as_tuple, metadata=checked(names))
    initial: Initial | None = field(default=None, metadata=checked(optional(is_a(Initial))))
    seed: int | None = field(converter=as_whole, metadata=checked(optional(whole(0, LARGEST_SEED))))

    @seed.default
    def _seed_without_initial(self) -> int | None:
        return 0 if self.initial is None else None

    def __attrs_post_init__(self) -> None:
        raise_faults(field_faults(self, "training."), _training_faults(self))


@frozen(kw_only=True)
class Display:
    """How the problem is best read; it changes no value.

    Parameters
    ----------
    notation : str
        ``tutorial``, ``recap``, ``logistic``, ``layered``, or "" to go by the network.
    style : str
        ``chain`` or ``delta``, or "" to go by the number of paths.
    digits : int
        How many significant digits a number has at most.
    """

    notation: str = field(default="", metadata=checked(choice("notation", NOTATIONS, blank=True)))
    style: str = field(default="", metadata=checked(choice("style", STYLES, blank=True)))
    digits: int = field(default=9, converter=as_whole, metadata=checked(whole(3, 17)))

    def __attrs_post_init__(self) -> None:
        raise_faults(field_faults(self, "display."))


@frozen(kw_only=True)
class Problem(DisplaysItself):
    """Everything that a run needs, checked to fit together.

    >>> from gdtrace.networks import Layer
    >>> problem = Problem(
    ...     network=Network(inputs=2, layers=[Layer(1)]),
    ...     data=Data(x=[[0.5, 0.25], [0.75, 1.5]], target=[0, 1]),
    ...     training=Training(learning_rate=0.5, iterations=10),
    ... )
    >>> problem.examples, problem.notation
    (2, 'tutorial')

    Raises
    ------
    ProblemError
        One fault per line, each with the path of the value that is wrong.
    """

    network: Network = field(metadata=checked(is_a(Network)))
    data: Data = field(metadata=checked(is_a(Data)))
    training: Training = field(metadata=checked(is_a(Training)))
    display: Display = field(default=Display(), metadata=checked(is_a(Display)))
    name: str = field(default="", metadata=checked(text))
    title: str = field(default="", metadata=checked(text))
    source: str = field(default="", metadata=checked(text))

    def __attrs_post_init__(self) -> None:
        raise_faults(field_faults(self, ""), fitting_faults(self))

    @property
    def examples(self) -> int:
        """How many examples the data have."""
        return len(self.data.x)

    @property
    def notation(self) -> str:
        """The notation asked for, else the tutorial's as far as it reaches: one hidden layer."""
        return self.display.notation or ("tutorial" if len(self.network.layers) <= 2 else "layered")


def initial_parameters(problem: Problem) -> "dict[str, NDArray[float64]]":
    """Return the parameters before the first iteration, in arrays of their own.

    >>> from gdtrace.presets import preset
    >>> initial_parameters(preset("tutorial-3-2-1"))["W@2"]
    array([[0.43758721],
           [0.891773  ]])

    Returns
    -------
    dict of str to ndarray
        ``W@1`` of shape (i, j) and ``b@1`` of shape (j,), and so on layer by layer.
    """
    import numpy as np

    initial = problem.training.initial
    if initial is None:
        return _drawn_parameters(problem)
    given: dict[str, Matrix | Vector] = {}
    given |= {f"W@{i}": values for i, values in enumerate(initial.weights, start=1)}
    given |= {f"b@{i}": values for i, values in enumerate(initial.biases, start=1)}
    return {
        key: np.array(given[key], dtype=np.float64) if key in given else np.zeros(shape)
        for key, shape in problem.network.shapes.items()
    }


def _drawn_parameters(problem: Problem) -> "dict[str, NDArray[float64]]":
    import numpy as np

    # The tutorials draw with numpy.random.seed and rand; the same numbers, without global state.
    random = np.random.RandomState(problem.training.seed)
    drawn = {key: np.zeros(shape) for key, shape in problem.network.shapes.items()}
    for key, values in drawn.items():
        if key.startswith("W"):
            for unit in range(values.shape[1]):
                values[:, unit] = random.rand(values.shape[0])
    return drawn


def _data_faults(data: Data) -> Iterator[str]:
    if len(data.target) != len(data.x):
        yield f"data.target: must have a row per example, {len(data.x)}, got {len(data.target)}"


def _training_faults(training: Training) -> Iterator[str]:
    if training.initial is None and training.seed is None:
        yield "training.seed: must be given where no initial parameters are, got None"
    elif training.initial is not None and training.seed is not None:
        yield (
            "training.seed: must be left out where initial parameters are given, "
            f"got {training.seed}"
        )
