"""What a submission claims to be and to return: records made of a harness's replies.

Whatever comes from the process of a submission is a claim: every part of it is checked, and what
is not as it should be is no reply at all.
"""

import json
import marshal
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar

from attrs import field, frozen

Kind = TypeVar("Kind")
Reply = Mapping[str, Any]
Text = Callable[[str, int], str]
"""Gives the text of a line of a file."""

KINDS = ("exception", "timeout", "memory", "crashed", "protocol", "syntax", "missing")
"""How a submission can fail; ``start`` and ``skipped`` are no fault of it."""

LONGEST, MOST, LARGEST = 500, 2_000, 10**9
"""A text has so many letters at most, a list so many items; a count or line is no larger."""

SHORT, COMMON = 1_000, 4_000
"""So many bytes has a value that is worth remembering, and so many of them are remembered."""


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


@frozen(eq=False, repr=False)
class Function:
    """A function that the file defines, and its positional parameters.

    The first ``required`` parameters have no default; with ``star`` any number may follow.
    """

    name: str
    parameters: tuple[str, ...]
    required: int
    star: bool


@frozen(eq=False, repr=False)
class Warned:
    """A warning, such as numpy's RuntimeWarning, and the line of the submission it came from."""

    type: str
    message: str
    line: int | None = None


@frozen(eq=False, repr=False)
class Alias:
    """A part of the returned value that is, or shares memory with, an argument.

    ``way`` leads to the part: () is the value itself, (0,) its first item.
    """

    way: tuple[int | str, ...]
    argument: int


@frozen(eq=False, repr=False)
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


@frozen(kw_only=True, eq=False, repr=False)
class Output:
    """What was printed and warned of: the first line that was printed, and where from.

    ``prints`` counts the letters that were printed, up to 16 KiB.
    """

    printed: str = ""
    prints: int = 0
    print_line: int | None = None
    warnings: tuple[Warned, ...] = ()


@frozen(kw_only=True, eq=False, repr=False)
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


@frozen(kw_only=True, eq=False, repr=False)
class Loaded(Output):
    """A file that was run: its functions, by name, in the order of definition.

    ``stopped`` tells that running the file took too long; then only what it defines was run.
    """

    functions: Mapping[str, Function] = field(factory=dict)
    stopped: Failure | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Returned(Output):
    """What one call returned, and what it did besides.

    Most of a class return the same: then this is the same record, and ``known`` is what was read
    from it before.

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
    known: dict[Any, Any] = field(factory=dict)


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


def _text(value: object) -> str:
    text = _is(value, str)
    if len(text) > LONGEST:
        raise ValueError(f"a text of {len(text)} letters")
    return text


def _count(value: object) -> int:
    number = _is(value, int)
    if not 0 <= number <= LARGEST:
        raise ValueError("a number out of bounds")
    return number


def _number(value: object) -> int | None:
    return None if value is None else _count(value)


def _items(value: object) -> list[Any]:
    found: list[Any] = _is(value, list)
    if len(found) > MOST:
        raise ValueError(f"a list of {len(found)} items")
    return found


def _failure(reply: Reply) -> Failure | None:
    if "failure" not in reply:
        return None
    found = dict(_is(reply["failure"], dict))
    line, loop = _number(found.pop("line", None)), found.pop("loop", None)
    texts = {key: _text(found[key]) for key in ("kind", "type", "message", "text") if key in found}
    if texts["kind"] not in KINDS:
        raise ValueError(f"no failure is of kind {texts['kind']}")
    first_last = None if loop is None else (_count(loop[0]), _count(loop[1]))
    return Failure(line=line, loop=first_last, **texts)


def _loaded(reply: Reply) -> Loaded:
    made = [_function(each) for each in _items(reply["functions"])]
    return Loaded(functions={each.name: each for each in made}, **_parts(reply, _OUTPUT))


def _function(code: Reply) -> Function:
    return Function(
        name=_text(code["name"]),
        parameters=tuple(_text(each) for each in _items(code["parameters"])),
        required=_count(code["required"]),
        star=_is(code["star"], bool),
    )


def _warnings(items: object) -> tuple[Warned, ...]:
    found = [(_text(a), _text(b), _number(c)) for a, b, c in _items(items)]
    return tuple(Warned(*each) for each in found)


_OUTPUT: Mapping[str, Callable[[Any], Any]] = {
    "printed": _text,
    "prints": _count,
    "print_line": _number,
    "warnings": _warnings,
}
"""The parts of a reply about what was printed, and what they are read with."""


def _parts(reply: Reply, readers: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """Return the parts that a reply has; most have none of those that can be left out."""
    return {name: readers[name](part) for name, part in reply.items() if name in readers}


def _returned(reply: Reply, text: Text) -> Returned:
    if len(reply) == 1:
        # The same text for the same value, to the last bit, and it takes no time.
        written = marshal.dumps(reply["value"], 2)
        if len(written) <= SHORT:
            return _remembered(written)
    seen = tuple(_seen(event, text) for event in _items(reply.get("seen", [])))
    return Returned(value=value(reply["value"]), seen=seen, **_parts(reply, _RETURNED))


@lru_cache(COMMON)
def _remembered(written: bytes) -> Returned:
    return Returned(value=value(marshal.loads(written)))


def _alias(way: object, argument: object) -> Alias:
    steps = _items(way)
    return Alias(tuple(map(_step, steps)), _count(argument))


def _aliases(items: object) -> tuple[Alias, ...]:
    return tuple(_alias(way, argument) for way, argument in _items(items))


_RETURNED: Mapping[str, Callable[[Any], Any]] = {
    **_OUTPUT,
    "mutated": lambda items: tuple(map(_count, _items(items))),
    "aliased": _aliases,
    "seen_all": lambda flag: _is(flag, bool),
}
"""The parts of a reply to a call that may be left out, and what they are read with."""


def _step(step: object) -> int | str:
    return _text(step) if isinstance(step, str) else _count(step)


def _seen(event: Any, text: Text) -> Seen:
    line, file, function, name, code, inplace = event
    words, written = text(_text(file), _count(line)), _is(inplace, bool)
    return Seen(line, _text(function), _text(name), value(code), written, words)


def value(code: Any) -> Any:
    """Return the value that a harness has encoded.

    Raises
    ------
    ValueError
        If it is not an encoded value.
    """
    return _harness().decode(code, Opaque)


@cache
def _harness() -> Any:
    # Not before it is needed: a command that only fails need not wait for it.
    from gdtrace.sandbox import harness

    return harness


@frozen
class Encoded:
    """The arguments of one call as a harness is sent them: encoded once, for many submissions."""

    text: str


Arguments = Sequence[Any] | Encoded
"""The arguments of one call, in their order."""


def named(function: str | Sequence[str], arguments: Sequence[Arguments]) -> list[tuple[str, str]]:
    """Return the calls: the function of each, and its arguments as they are sent.

    ``function`` is one for all calls, or one for each.
    """
    names = [function] * len(arguments) if isinstance(function, str) else function
    return [(name, encoded(each).text) for name, each in zip(names, arguments, strict=True)]


def encoded(arguments: Arguments) -> Encoded:
    """Return arguments as they are sent to a harness.

    Raises
    ------
    TypeError
        If one of them is not made of numbers, arrays, texts, lists, tuples and dicts of them.
    """
    if isinstance(arguments, Encoded):
        return arguments
    codes = [_harness().encode(argument) for argument in arguments]
    if not all(map(_is_whole, codes)):
        raise TypeError("arguments are numbers, texts, arrays, and lists of them")
    return Encoded(json.dumps(codes))


def _is_whole(code: Any) -> bool:
    """Say whether nothing of an encoded value is known by its type only."""
    kind, *parts = code
    if kind in ("list", "tuple"):
        return all(map(_is_whole, parts[0]))
    if kind == "dict":
        return all(_is_whole(item) for _, item in parts[0])
    return bool(kind != "opaque")
