"""What a reader asks to have recorded: symbols and keys, found in the program."""

from collections.abc import Iterable

from gdtrace.errors import EngineError
from gdtrace.expr import Ref
from gdtrace.lookup import find
from gdtrace.names import Names


def wanted(names: Names, record: object) -> list[Ref]:
    """Return the values that symbols such as SOP1, or keys such as SOP@1, stand for.

    Raises
    ------
    UnknownNameError
        For a symbol that does not exist, with the nearest ones.
    """
    if isinstance(record, str) or not isinstance(record, Iterable):
        example = record if isinstance(record, str) else "Error"
        raise EngineError(f'record takes a list of symbols, such as record=["{example}"]')
    return [_found(names, str(text)) for text in record]


def _found(names: Names, text: str) -> Ref:
    program = names.program
    is_key = text in program.leaves or text in program.by_key
    # No symbol has an @: to spell all symbols of a large network takes a while.
    if is_key and ("@" in text or text not in names.table):
        return Ref(text, program.indices(text))
    return find(names, text)
