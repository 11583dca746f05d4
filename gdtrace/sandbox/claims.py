"""What a submission claims to be and to return: records made of a harness's replies.

Whatever comes from the process of a submission is a claim: every part of it is checked, and what
is not as it should be is no reply at all.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from attrs import evolve, field, frozen

Kind = TypeVar("Kind")
Reply = Mapping[str, Any]
Text = Callable[[str, int], str]
"""Gives the text of a line of a file."""

KINDS = ("exception", "timeout", "memory", "crashed", "protocol", "syntax", "missing")
"""How a submission can fail; ``start`` and ``skipped`` are no fault of it."""


@frozen
class Opaque:
    """A value that is not made of numbers, known by its type only.

    ``why`` says what is wrong where the type alone does not: "too large", "too deep" or "keys that
    are not texts". ``dtype`` and ``shape`` are those of arrays.
    """

    type: str
    why: str = ""
    dtype: str = ""
    shape: tuple[int, ...] | None = None


@frozen
class Function:
    """A function that the file defines: its positional parameters, and the lines it takes.

    The first ``required`` parameters have no default; with ``star`` any number may follow.
    """

    name: str
    parameters: tuple[str, ...]
    required: int
    star: bool
    line: int
    end: int


@frozen
class Warned:
    """A warning, such as numpy's RuntimeWarning, and the line of the submission it came from."""

    type: str
    message: str
    line: int | None = None


@frozen
class Alias:
    """A part of the returned value that is, or shares memory with, an argument.

    ``way`` leads to the part: () is the value itself, (0,) its first item.
    """

    way: tuple[int | str, ...]
    argument: int


@frozen
class Seen:
    """A number or array that a line gave to a local variable, or returned as ``return``.

    ``inplace`` says that the array or list stayed the same object, and its content changed.
    """

    line: int
    function: str
    name: str
    value: Any
    inplace: bool = False
    text: str = ""


@frozen(kw_only=True)
class Output:
    """What was printed and warned of: the first line that was printed, and where from.

    ``prints`` counts the letters that were printed, up to 16 KiB.
    """

    printed: str = ""
    prints: int = 0
    print_line: int | None = None
    warnings: tuple[Warned, ...] = ()


@frozen(kw_only=True)
class Failure:
    """Why there is no value.

    Parameters
    ----------
    kind : str
        "exception", "timeout", "memory", "crashed" (the process ended), "protocol" (it sent what
        is no reply), "syntax", "missing" (no such function), "skipped" (not run, because of
        earlier failures) or "start" (the grader could not start a process).
    type, message : str
        Of an exception: its type and its message.
    line, text : int or None, str
        The innermost line of the submission that is involved.
    loop : pair of int or None
        Of a timeout: the first and last line of the loop that was running.
    """

    kind: str
    message: str = ""
    type: str = ""
    line: int | None = None
    text: str = ""
    loop: tuple[int, int] | None = None


@frozen(kw_only=True)
class Loaded(Output):
    """A file that was run: its functions, by name, in the order of definition.

    ``stopped`` tells that running the file took too long; then only what it defines was run.
    """

    functions: Mapping[str, Function] = field(factory=dict)
    stopped: Failure | None = None


@frozen(kw_only=True)
class Returned(Output):
    """What one call returned, and what it did besides.

    Parameters
    ----------
    value : Python or numpy value, or Opaque
    mutated : tuple of int
        The positions of the arguments that the call has changed.
    aliased : tuple of Alias
    seen : tuple of Seen
        The local variables, if the call was observed.
    seen_all : bool
        Whether nothing was left out of ``seen``.
    """

    value: Any
    mutated: tuple[int, ...] = ()
    aliased: tuple[Alias, ...] = ()
    seen: tuple[Seen, ...] = ()
    seen_all: bool = True


def loaded(reply: Reply) -> Loaded | Failure:
    """Return the record for the reply to a load."""
    return _checked(lambda: _failure(reply) or _loaded(reply))


def returned(reply: Reply, text: Text) -> Returned | Failure:
    """Return the record for the reply to a call; ``text`` knows the lines of the submission."""
    return _checked(lambda: _failure(reply) or _returned(reply, text))


def _checked(make: Callable[[], Kind]) -> Kind | Failure:
    try:
        return make()
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        return Failure(kind="protocol", message=f"not a reply: {error}"[:200])


def _is(value: object, kind: type[Kind]) -> Kind:
    if type(value) is not kind:
        raise ValueError(f"{type(value).__name__} where a {kind.__name__} is due")
    return value


def _number(value: object) -> int | None:
    return None if value is None else _is(value, int)


def _items(value: object) -> list[Any]:
    found: list[Any] = _is(value, list)
    return found


def _failure(reply: Reply) -> Failure | None:
    if "failure" not in reply:
        return None
    found = dict(_is(reply["failure"], dict))
    line, loop = _number(found.pop("line", None)), found.pop("loop", None)
    texts = {
        key: _is(found[key], str) for key in ("kind", "type", "message", "text") if key in found
    }
    if texts["kind"] not in KINDS:
        raise ValueError(f"no failure is of kind {texts['kind']}")
    first_last = None if loop is None else (_is(loop[0], int), _is(loop[1], int))
    return Failure(line=line, loop=first_last, **texts)


def _loaded(reply: Reply) -> Loaded:
    made = [_function(each) for each in _items(reply["functions"])]
    return Loaded(functions={each.name: each for each in made}, **_output(reply))


def _function(code: Reply) -> Function:
    return Function(
        name=_is(code["name"], str),
        parameters=tuple(_is(each, str) for each in _items(code["parameters"])),
        required=_is(code["required"], int),
        star=_is(code["star"], bool),
        line=_is(code["line"], int),
        end=_is(code["end"], int),
    )


def _output(reply: Reply) -> dict[str, Any]:
    warned = [(_is(a, str), _is(b, str), _number(c)) for a, b, c in _items(reply["warnings"])]
    return {
        "printed": _is(reply["printed"], str),
        "prints": _is(reply["prints"], int),
        "print_line": _number(reply["print_line"]),
        "warnings": tuple(Warned(*each) for each in warned),
    }


def _returned(reply: Reply, text: Text) -> Returned:
    return Returned(
        value=value(reply["value"]),
        mutated=tuple(_is(each, int) for each in _items(reply["mutated"])),
        aliased=tuple(_alias(way, argument) for way, argument in _items(reply["aliased"])),
        seen=tuple(_seen(event, text) for event in _items(reply["seen"])),
        seen_all=_is(reply["seen_all"], bool),
        **_output(reply),
    )


def _alias(way: object, argument: object) -> Alias:
    steps = _items(way)
    if not all(type(step) in (int, str) for step in steps):
        raise ValueError("a way is made of positions and names")
    return Alias(tuple(steps), _is(argument, int))


def _seen(event: Any, text: Text) -> Seen:
    line, file, function, name, code, inplace = event
    seen = Seen(_is(line, int), _is(function, str), _is(name, str), value(code))
    return evolve(seen, inplace=_is(inplace, bool), text=text(_is(file, str), line))


def value(code: Any) -> Any:
    """Return the value that a harness has encoded.

    Raises
    ------
    ValueError
        If it is not an encoded value.
    """
    from gdtrace.sandbox.harness import decode

    return decode(code, Opaque)


def sendable(arguments: Sequence[Any]) -> list[Any]:
    """Return arguments as they are sent to a harness.

    Raises
    ------
    TypeError
        If one of them is not made of numbers, arrays, texts, lists, tuples and dicts of them.
    """
    from gdtrace.sandbox.harness import decode, encode

    codes = [encode(argument) for argument in arguments]
    try:
        for code in codes:
            decode(code)
    except ValueError:
        raise TypeError("arguments are numbers, texts, arrays, and lists of them") from None
    return codes
