"""What the variables of generated Python are called: as the lecture calls the values."""

from gdtrace.expr import Ref
from gdtrace.names import Names
from gdtrace.notation import identifier
from gdtrace.steps import EXAMPLES


def variable(names: Names, ref: Ref) -> str:
    """Return the variable of a value; with several examples each has its number.

    >>> from gdtrace.presets import preset
    >>> from gdtrace.training import prepare
    >>> variable(prepare(preset("two-two-two"))[0], Ref("grad_W@1", (0, 1)))
    'dError_dW12'
    """
    letters = names.program.indices(ref.key)
    spelled = identifier(names.symbol(ref))
    if not names.several_examples or EXAMPLES not in letters:
        return spelled
    return f"{spelled}_example{int(ref.indices[letters.index(EXAMPLES)]) + 1}"
