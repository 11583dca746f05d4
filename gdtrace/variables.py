"""What the variables of generated Python are called: as the lecture calls the values."""

from collections.abc import Callable

from gdtrace.expr import Ref
from gdtrace.names import Names
from gdtrace.notation import identifier
from gdtrace.steps import EXAMPLES


def variable(names: Names) -> Callable[[Ref], str]:
    """Return what names a variable; with several examples each has its number."""

    def name(ref: Ref) -> str:
        letters = names.program.indices(ref.key)
        spelled = identifier(names.symbol(ref))
        if not names.several_examples or EXAMPLES not in letters:
            return spelled
        return f"{spelled}_example{int(ref.indices[letters.index(EXAMPLES)]) + 1}"

    return name
