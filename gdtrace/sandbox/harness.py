"""What runs beside a submission: it loads it, calls its functions and says what they returned.

It must not know the rest of gdtrace, nor any expected value: whatever is in this process, the
submission can read and change. It is one file, so that all that runs there can be read in one go.
What it sends back is a claim, as bounded texts and numbers; the other side judges it.
"""

import ast
import builtins
import io
import json
import linecache
import math
import os
import sys
import threading
import warnings
from _thread import start_new_thread
from collections.abc import Callable
from functools import cached_property, partial
from importlib.machinery import ModuleSpec
from opcode import opmap
from time import monotonic
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import IO, Any

import numpy

Code = list[Any]
Reply = dict[str, Any]
Names = dict[str, Any]
Siblings = dict[str, tuple[str, str]]
"""The other files of a submission by the names they are imported by: name of the file, source."""

Function = Callable[..., Any]
Known = dict[str, tuple[Any, Any, Code]]
"""What is known of the local variables: value, content as it was, encoded content."""

MOST_NUMBERS = 100_000
"""A value with more numbers than this is not sent back."""

DEEPEST = 4
"""A list may hold lists, and so on, this often."""

LONGEST_TEXT = 200
MOST_BITS = 1030
"""Whole numbers of at most 310 digits are sent back."""

MOST_PRINTED = 16 * 1024
MOST_EVENTS = 2_000
MOST_SEEN = 64
"""A local variable with more numbers than this is not observed."""

MOST_WARNINGS = 10
MOST_FUNCTIONS = 1_000

MOST_ROUNDS = 10_000
"""A loop outside of all functions is stopped after so many; counted, so that all machines agree."""

DTYPES = {
    **dict.fromkeys(("float16", "float32", "float64"), float),
    **dict.fromkeys(("int8", "int16", "int32", "int64"), int),
    **dict.fromkeys(("uint8", "uint16", "uint32", "uint64"), int),
    "bool": bool,
}
"""The types of array that are sent back, and what their items are in Python."""

NAMES = {numpy.dtype(name): name for name in DTYPES}
"""The names of these types, as numpy is slow to tell them."""

SCALARS = {kind for kind in numpy.sctypeDict.values() if numpy.dtype(kind).name in DTYPES}
UNCHANGING = {int, float, *SCALARS}
"""Types whose values stay what they are; most local variables hold one."""

HIDDEN = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"}
"""Later versions of Python have no frames for these; observing must not depend on the version."""

MAKES_ARRAYS = {"array", "asarray", "zeros", "ones", "full", "eye", "arange", "linspace", "float"}
BUILT = (ast.UnaryOp, ast.BinOp, ast.List, ast.Tuple, ast.Dict)
COUNTER = "__count_a_round__"
PLAINER: dict[type, Callable[[Any], Any]] = {
    tuple: lambda value: tuple(tuple.__iter__(value)),
    list: lambda value: list(list.__iter__(value)),
    dict: lambda value: dict(dict.items(value)),
    float: float.__float__,
}
"""What values of derived types are taken for, and how."""

BACKWARD = frozenset(code for name, code in opmap.items() if "BACKWARD" in name)
"""What a loop ends with, as bytes of a code object; other bytes may look like it."""

WRAPPED = ("__wrapped__", "pyfunc")
"""Where a decorator, such as functools.wraps, and numpy.vectorize keep the function."""

GENERATES = 0x20 | 0x80 | 0x200
"""The flags of generators and coroutines: what they yield looks like a returned value."""


# Values, as lists of texts and numbers.


class Room:
    """How many more numbers may be sent."""

    def __init__(self, numbers: int) -> None:
        self.left = numbers

    def take(self, numbers: int) -> bool:
        """Say whether there is room for so many numbers, and take it if so."""
        if numbers > self.left:
            return False
        self.left -= numbers
        return True


def encode(value: Any, most: int = MOST_NUMBERS) -> Code:
    """Return a value as nested lists of texts and numbers, by its exact type.

    No method of the value is called. What is not a number, text, array or a container of them is
    only named by its type.
    """
    return _encoded(value, Room(most), 0)


def _encoded(value: Any, room: Room, depth: int) -> Code:
    kind = type(value)
    if not room.take(1):
        return _opaque(value, "too large")
    if type(kind) is not type:
        # What such a type equals is its own matter.
        return _derived(value, kind, room, depth)
    if value is None:
        return ["none"]
    if kind in (float, bool):
        return [kind.__name__, value]
    if kind in SCALARS:
        return ["scalar", dtype_name(value), value.item()]
    if kind is int:
        fits = value.bit_length() <= MOST_BITS and room.take(value.bit_length() // 64)
        return ["int", value] if fits else _opaque(value, "too large")
    if kind is str:
        short = value[:LONGEST_TEXT]
        return ["str", short] if room.take(len(short) // 8) else _opaque(value, "too large")
    if kind is numpy.ndarray:
        return _array(value, room)
    if kind in (list, tuple, dict):
        return _container(value, room, depth + 1)
    return _derived(value, kind, room, depth)


def _derived(value: Any, kind: type, room: Room, depth: int) -> Code:
    """Return a named tuple as a tuple, an OrderedDict as a dict: made one by no method of its own.

    What is derived from none of these is only named.
    """
    line = type_line(kind)
    plainer = next((base for base in PLAINER if any(base is each for each in line)), None)
    return _opaque(value) if plainer is None else _encoded(PLAINER[plainer](value), room, depth)


def type_line(kind: type) -> tuple[type, ...]:
    """Return a type and all that it is derived from, without asking the type itself."""
    line: tuple[type, ...] = type.__dict__["__mro__"].__get__(kind)
    return line


def _array(value: Any, room: Room) -> Code:
    name = dtype_name(value)
    if name not in DTYPES:
        return _opaque(value, "", name, value.shape)
    if not room.take(value.size):
        return _opaque(value, "too large", name, value.shape)
    return ["array", name, list(value.shape), value.ravel().tolist()]


def _container(value: Any, room: Room, depth: int) -> Code:
    if depth > DEEPEST:
        return _opaque(value, "too deep")
    if len(value) > room.left:
        return _opaque(value, "too large")
    if type(value) is not dict:
        return [type(value).__name__, [_encoded(item, room, depth) for item in value]]
    if not all(type(key) is str and len(key) <= LONGEST_TEXT for key in value):
        return _opaque(value, "keys that are not texts")
    if not room.take(sum(map(len, value)) // 8):
        return _opaque(value, "too large")
    return ["dict", [[key, _encoded(item, room, depth)] for key, item in value.items()]]


def _opaque(
    value: object, why: str = "", dtype: str = "", shape: tuple[int, ...] | None = None
) -> Code:
    sizes = None if shape is None else list(shape)
    return ["opaque", type_name(type(value)), why, dtype[:LONGEST_TEXT], sizes]


def dtype_name(value: Any) -> str:
    """Return the name of the type of an array or scalar, whatever the order of its bytes."""
    found = NAMES.get(value.dtype)
    return value.dtype.name if found is None else found


def type_name(kind: type) -> str:
    """Return the name of a type, without asking the type itself."""
    name: str = type.__dict__["__name__"].__get__(kind)
    return name[:LONGEST_TEXT]


def decode(code: Any, opaque: Any = None, depth: int = 0) -> Any:
    """Return the value that ``encode`` was given; ``opaque`` makes what stands for the others.

    Raises
    ------
    ValueError
        If it is nothing that ``encode`` returns.
    """
    try:
        return _DECODERS[code[0]](code, opaque, depth)
    except (TypeError, KeyError, IndexError, ArithmeticError, AttributeError) as error:
        raise ValueError(f"not an encoded value: {type(error).__name__}") from None


def _of_type(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ValueError(f"{type_name(type(value))} where a {kind.__name__} is due")
    return value


def _decoded_text(text: Any) -> str:
    if len(_of_type(text, str)) > LONGEST_TEXT:
        raise ValueError("a text with too many letters")
    return str(text)


def _decoded_int(number: Any) -> int:
    if _of_type(number, int).bit_length() > MOST_BITS:
        raise ValueError("a number with too many digits")
    return int(number)


def _decoded_array(code: Code, opaque: Any, depth: int) -> Any:
    _, dtype, shape, flat = code
    sizes = set(map(type, _of_type(shape, list)))
    if not sizes <= {int} or len(shape) > 32 or min(shape, default=0) < 0:
        raise ValueError("the shape of an array is made of whole numbers")
    if math.prod(shape) != len(_of_type(flat, list)):
        raise ValueError("the numbers do not fill the array")
    if not set(map(type, flat)) <= {DTYPES[dtype]}:
        raise ValueError(f"not all numbers are of type {dtype}")
    if dtype == "float64":
        found = numpy.array(flat, dtype=float)
    else:
        with numpy.errstate(over="raise"):
            found = numpy.array(flat, dtype=dtype)
    if len(shape) != 1:
        # It owns its numbers, like an array that a program has made itself.
        found.resize(shape, refcheck=False)
    return found


def _decoded_items(code: Code, opaque: Any, depth: int) -> list[Any]:
    if depth >= DEEPEST:
        raise ValueError("too deep")
    return [decode(item, opaque, depth + 1) for item in _of_type(code[1], list)]


def _decoded_dict(code: Code, opaque: Any, depth: int) -> dict[str, Any]:
    keys = [_decoded_text(key) for key, _ in code[1]]
    items = _decoded_items(["", [item for _, item in code[1]]], opaque, depth)
    return dict(zip(keys, items, strict=True))


def _decoded_opaque(code: Code, opaque: Any, depth: int) -> Any:
    _, name, why, dtype, shape = code
    whole = shape if shape is None else tuple(map(_decoded_int, shape))
    return opaque(*map(_decoded_text, (name, why, dtype)), whole)


_DECODERS = {
    "none": lambda code, *_: None,
    "bool": lambda code, *_: _of_type(code[1], bool),
    "int": lambda code, *_: _decoded_int(code[1]),
    "float": lambda code, *_: _of_type(code[1], float),
    "str": lambda code, *_: _decoded_text(code[1]),
    "scalar": lambda code, *_: _decoded_array(["", code[1], [], [code[2]]], None, 0)[()],
    "array": _decoded_array,
    "list": _decoded_items,
    "tuple": lambda *arguments: tuple(_decoded_items(*arguments)),
    "dict": _decoded_dict,
    "opaque": _decoded_opaque,
}


# Where in the submission something happens.


class Submission:
    """The names that a submission defines, and where its lines are."""

    def __init__(self, namespace: Names) -> None:
        self.namespace = namespace
        self._statements: dict[str, dict[int, int]] = {}

    def owns(self, frame: FrameType) -> bool:
        """Say whether a frame runs lines of the submission, not of a library."""
        code = frame.f_code
        return frame.f_globals is self.namespace and code.co_filename != "<string>"

    def frames(self, frame: FrameType | None) -> list[FrameType]:
        """Return the frames of the submission, the innermost first."""
        found = []
        while frame is not None:
            if self.owns(frame):
                found.append(frame)
            frame = frame.f_back
        return found

    def first_line(self, file: str, line: int) -> int:
        """Return the line in which the statement begins that has this line."""
        if file not in self._statements:
            self._statements[file] = first_lines(tree_of(file))
        return self._statements[file].get(line, line)


def tree_of(file: str) -> ast.Module:
    """Return the syntax tree of a file whose lines Python knows; an empty one if it does not."""
    try:
        return ast.parse("".join(linecache.getlines(file)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def first_lines(tree: ast.AST) -> dict[int, int]:
    """Return the first line of every line's statement; inner statements count."""
    first: dict[int, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
            first.update(dict.fromkeys(range(node.lineno, last + 1), node.lineno))
    return first


def loop_around(tree: ast.AST, line: int, lines: range) -> tuple[int, int] | None:
    """Return the first and last line of the outermost loop that has this line, within lines."""
    loops = [
        (node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, (ast.For, ast.While)) and node.lineno in lines
    ]
    return min((loop for loop in loops if loop[0] <= line <= loop[1]), default=None)


def lines_of(code: CodeType) -> range:
    """Return the lines that belong to a code object, functions inside it too."""
    lines = [line for *_, line in code.co_lines() if line]
    inner = [lines_of(each) for each in code.co_consts if isinstance(each, CodeType)]
    first = min([code.co_firstlineno, *lines])
    return range(first, max([first, *lines, *(each.stop - 1 for each in inner)]) + 1)


def place(file: str, line: int) -> Reply:
    """Return the number of a line and its text."""
    return {"line": line, "text": linecache.getline(file, line).strip()[:LONGEST_TEXT]}


def whereabouts(frames: list[FrameType]) -> Reply:
    """Return the place where running code is, and the loop that it is in, if any.

    Of several functions the innermost that is in a loop says where: what it calls is called often.
    """
    for each in frames:
        tree = tree_of(each.f_code.co_filename)
        loop = loop_around(tree, each.f_lineno, lines_of(each.f_code))
        if loop:
            return {**place(each.f_code.co_filename, each.f_lineno), "loop": list(loop)}
    return place(frames[0].f_code.co_filename, frames[0].f_lineno) if frames else {}


def failure(error: BaseException, submission: Submission) -> Reply:
    """Describe an exception: its type, its message and the submission's own line."""
    kind = "memory" if isinstance(error, MemoryError) else "exception"
    try:
        message = str(error)[:500]
    except BaseException:
        message = ""
    found = {"kind": kind, "type": type_name(type(error)), "message": message}
    step = error.__traceback__
    while step is not None:
        if submission.owns(step.tb_frame):
            found.update(place(step.tb_frame.f_code.co_filename, step.tb_lineno))
        step = step.tb_next
    return {"failure": found}


# What a submission prints and warns of.


class Printed(io.TextIOBase):
    """Stands where print writes to; keeps the beginning, and the line that printed first."""

    encoding = "utf-8"

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.text = ""
        self.line: int | None = None

    def write(self, text: str) -> int:
        """Keep a text if there is room."""
        if self.line is None:
            frames = self.submission.frames(sys._getframe(1))
            self.line = frames[0].f_lineno if frames else 0
        self.text += text[: MOST_PRINTED - len(self.text)]
        return len(text)

    @cached_property
    def buffer(self) -> io.BytesIO:
        """Take what is written as bytes, and forget it."""
        return io.BytesIO()

    def writable(self) -> bool:
        """Say that one may print."""
        return True

    def reconfigure(self, **_: object) -> None:
        """Do nothing: what is printed here has no encoding."""


class NoInput(io.TextIOBase):
    """Stands where input reads from."""

    def readline(self, *_: object) -> Any:
        """Refuse: nobody is there to type."""
        raise EOFError("the program waits for input(), but nobody types anything here")

    read = readline


class Captured:
    """Keeps what is printed and warned of inside a block; afterwards all is as it was."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.printed = Printed(submission)
        self.warned: list[Code] = []
        # Entering forgets which warnings have been shown, so that every call shows its own.
        self.own_warnings = warnings.catch_warnings()

    def __enter__(self) -> "Captured":
        self.before = sys.stdin, sys.stdout, sys.stderr
        self.own_warnings.__enter__()
        warnings.showwarning = self._warn
        streams: Any = NoInput(), self.printed, Printed(self.submission)
        sys.stdin, sys.stdout, sys.stderr = streams
        return self

    def __exit__(self, *error: Any) -> None:
        sys.stdin, sys.stdout, sys.stderr = self.before
        self.own_warnings.__exit__(*error)

    def _warn(self, message: Any, category: type, *_: Any, **__: Any) -> None:
        frames = self.submission.frames(sys._getframe(1))
        seen = [type_name(category), str(message)[:LONGEST_TEXT], _line(frames)]
        if seen not in self.warned and len(self.warned) < MOST_WARNINGS:
            self.warned.append(seen)

    def reply(self) -> Reply:
        """Return what was printed and warned of, as it is sent; nothing where nothing was."""
        found: Reply = {"warnings": self.warned} if self.warned else {}
        text = self.printed.text
        if text:
            lines = (line for line in text.splitlines() if line.strip())
            found |= {"printed": next(lines, "")[:LONGEST_TEXT], "prints": len(text)}
            found |= {"print_line": self.printed.line or None}
        return found


def _line(frames: list[FrameType]) -> int | None:
    return frames[0].f_lineno if frames else None


# The values that local variables hold while a function runs.


class Observer:
    """Notes the numbers in local variables after each line of the submission."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.events: list[Code] = []
        self.full = False

    def enter(self, frame: FrameType, event: str, argument: Any) -> Any:
        """Begin to observe a function; Python calls this for every function that starts."""
        try:
            code = frame.f_code
            if self.full or code.co_name in HIDDEN or not self.submission.owns(frame):
                return None
            return self._stepper(frame)
        except Exception:
            return None

    def _stepper(self, frame: FrameType) -> Any:
        known, line = snapshot(frame, {}), frame.f_lineno

        def step(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal known, line
            try:
                if self.full:
                    frame.f_trace = None
                    return None
                if event != "exception":
                    known = self._changes(frame, line, known)
                if event == "return" and not frame.f_code.co_flags & GENERATES:
                    self._note(frame, line, "return", seen_code(argument), False)
                line = frame.f_lineno
            except Exception:
                self.full = True
            return step

        return step

    def _changes(self, frame: FrameType, line: int, known: Known) -> Known:
        now = snapshot(frame, known)
        for name, seen in now.items():
            before = known.get(name)
            if seen is not before:
                self._note(frame, line, name, seen[2], before is not None and seen[0] is before[0])
        return now

    def _note(
        self, frame: FrameType, line: int, name: str, code: Code | None, inplace: bool
    ) -> None:
        if code is None or code[1:] == [[]]:
            return
        if len(self.events) >= MOST_EVENTS:
            self.full = True
            sys.settrace(None)
            return
        first = self.submission.first_line(frame.f_code.co_filename, line)
        place_of = [first, frame.f_code.co_filename, frame.f_code.co_name[:LONGEST_TEXT]]
        self.events.append([*place_of, name[:LONGEST_TEXT], code, inplace])


def snapshot(frame: FrameType, before: Known) -> Known:
    """Return the content of every local variable that holds numbers; what is as before, is kept."""
    found: Known = {}
    for name, value in list(frame.f_locals.items()):
        known = before.get(name)
        if known is None or known[0] is not value:
            content = contents(value)
        else:
            content = known[1] if type(value) in UNCHANGING else contents(value)
            if content == known[1]:
                found[name] = known
                continue
        code = seen_code(value)
        if code is not None:
            found[name] = value, content, code
    return found


def contents(value: Any) -> Any:
    """Return what is another thing as soon as the content of a value is."""
    if type(value) is numpy.ndarray and value.size <= 2 * MOST_SEEN:
        # As bytes: NaN equals itself there, and -0.0 does not equal 0.0.
        return value.tobytes()
    return repr(seen_code(value))


def seen_code(value: Any) -> Code | None:
    """Return the encoded value if it is made of a few numbers only, otherwise None."""
    if type(value) in (str, bool) or value is None or callable(value):
        return None
    code = encode(value, MOST_SEEN + 8)
    return code if _numeric(code) else None


def _numeric(code: Code) -> bool:
    if code[0] in ("list", "tuple"):
        return all(map(_numeric, code[1]))
    if code[0] == "dict":
        return all(_numeric(item) for _, item in code[1])
    return code[0] in ("int", "float", "scalar", "array")


# The three things that a submission can be asked.


def load(
    submission: Submission,
    source: str,
    name: str,
    *,
    definitions_only: bool = False,
    siblings: Siblings | None = None,
) -> Reply:
    """Run a submission's file as a module; return a reply that lists its functions.

    With ``definitions_only`` just imports, functions, classes and constants are run. ``siblings``
    are the other files of the submission, which this one may import.
    """
    find_siblings(siblings or {}, definitions_only=definitions_only)
    module = ModuleType("submission")
    module.__file__ = name
    sys.modules["submission"] = module
    submission.namespace = module.__dict__
    keep_lines(name, source)
    with Captured(submission) as captured:
        try:
            code = compiled(source, name, definitions_only=definitions_only)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return _syntax(error, source)
        try:
            module.__dict__[COUNTER] = counter(name)
            exec(code, module.__dict__)
        except TooManyRounds as error:
            return {"failure": error.args[0]}
        except BaseException as error:
            return failure(error, submission)
        files = {name, *(file for file, _ in (siblings or {}).values())}
        return {**functions(submission, files), **captured.reply()}


def keep_lines(name: str, source: str) -> None:
    """Let Python know the lines of a file that is on no disk."""
    linecache.cache[name] = (len(source), None, source_lines(source), name)


def source_lines(source: str) -> list[str]:
    """Return the lines of a source as Python counts them: a form feed ends none."""
    return list(io.StringIO(source, newline=None))


def compiled(source: str, name: str, *, definitions_only: bool) -> CodeType:
    """Return the code of a file; rounds of its loops count."""
    if definitions_only:
        return compile(definitions(ast.parse(source, name)), name, "exec")
    code: CodeType = compile(source, name, "exec")
    if BACKWARD.isdisjoint(code.co_code):
        # No loop outside of all functions: no tree is needed, which takes longer to make.
        return code
    return compile(counted(ast.parse(source, name)), name, "exec")


class SiblingFinder:
    """Finds the other files of the submission, as texts; asked after all that Python has itself."""

    def __init__(self, siblings: Siblings, definitions_only: bool) -> None:
        self.siblings, self.definitions_only = siblings, definitions_only

    def find_spec(self, module: str, *_: object) -> ModuleSpec | None:
        """Say whether a module is one of the files."""
        return ModuleSpec(module, self) if module in self.siblings else None  # type: ignore[arg-type]

    def create_module(self, _: ModuleSpec) -> None:
        """Let Python make the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the file."""
        name, source = self.siblings[module.__name__]
        module.__file__ = name
        keep_lines(name, source)
        module.__dict__[COUNTER] = counter(name)
        exec(compiled(source, name, definitions_only=self.definitions_only), module.__dict__)


def find_siblings(siblings: Siblings, *, definitions_only: bool) -> None:
    """Let these files be imported from now on, and no others."""
    others = [each for each in sys.meta_path if not isinstance(each, SiblingFinder)]
    for each in sys.meta_path:
        if isinstance(each, SiblingFinder):
            for module in each.siblings:
                sys.modules.pop(module, None)
    sys.meta_path[:] = [*others, SiblingFinder(siblings, definitions_only)]


class TooManyRounds(BaseException):
    """Ends a file whose loop outside of all functions goes on; no except of its own holds it."""


def counter(name: str) -> Callable[[int, int], None]:
    """Return the function that every round of a loop calls, with the lines of the loop."""
    rounds: dict[int, int] = {}

    def count(first: int, last: int) -> None:
        rounds[first] = rounds.get(first, 0) + 1
        if rounds[first] > MOST_ROUNDS:
            message = f"stopped after {MOST_ROUNDS} rounds of a loop outside of all functions"
            found = {"kind": "timeout", "type": "", "message": message, "loop": [first, last]}
            raise TooManyRounds({**found, **place(name, first)})

    return count


def counted(tree: ast.Module) -> ast.Module:
    """Return a file's syntax tree, in which each round of a loop outside of functions counts."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        if isinstance(node, (ast.For, ast.While)):
            node.body.insert(0, _count(node))
        waiting.extend(child for child in ast.iter_child_nodes(node) if _holds_loops(child))
    return tree


def _holds_loops(node: ast.AST) -> bool:
    return isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case))


def _count(loop: ast.For | ast.While) -> ast.stmt:
    lines: list[ast.expr] = [ast.Constant(loop.lineno), ast.Constant(loop.end_lineno)]
    count = ast.Expr(ast.Call(ast.Name(COUNTER, ast.Load()), lines, []))
    for each in ast.walk(count):
        ast.copy_location(each, loop)
    return count


def _syntax(error: Exception, source: str) -> Reply:
    line = getattr(error, "lineno", None)
    lines = source_lines(source)
    text = lines[line - 1].strip() if line and line <= len(lines) else ""
    message = getattr(error, "msg", None) or str(error)
    found = {"kind": "syntax", "type": type_name(type(error)), "message": message[:500]}
    return {"failure": {**found, "line": line, "text": text[:LONGEST_TEXT]}}


def definitions(tree: ast.Module) -> ast.Module:
    """Return a file's syntax tree without the statements that compute something."""
    kept = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    body: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, kept):
            body.append(node)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and simple(node.value):
            body.append(_attempt(node))
    return ast.fix_missing_locations(ast.Module(body, []))


def _attempt(node: ast.stmt) -> ast.stmt:
    # A constant may need a value that was not computed; the others are still wanted.
    handler = ast.ExceptHandler(ast.Name("Exception", ast.Load()), None, [ast.Pass()])
    attempt = ast.Try([node], [handler], [], [])
    for each in (attempt, handler, *ast.walk(handler)):
        ast.copy_location(each, node)
    return attempt


def simple(node: ast.AST | None) -> bool:
    """Say whether an expression is a constant, an array made of constants, or a function."""
    if isinstance(node, (ast.Constant, ast.Name, ast.Attribute, ast.Lambda)):
        return True
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        inner = [*node.args, *(keyword.value for keyword in node.keywords)]
        return name in MAKES_ARRAYS and all(map(simple, inner))
    parts = [] if node is None else list(ast.iter_child_nodes(node))
    return isinstance(node, BUILT) and all(
        simple(part) for part in parts if isinstance(part, ast.expr)
    )


def functions(submission: Submission, files: set[str]) -> Reply:
    """Return what the files define and the first one has, in the order of definition."""
    found = []
    for key, value in list(submission.namespace.items()):
        inner, taken = called(value)
        if inner is not None and inner.__code__.co_filename in files:
            found.append(described(key[:LONGEST_TEXT], inner, taken))
    return {"functions": found[:MOST_FUNCTIONS]}


def called(value: Any) -> tuple[FunctionType | None, int]:
    """Return the function that runs when a value is called, and how many arguments it has got.

    That is one more for an object whose class says what calling it does: the object itself.
    """
    if type(value) is partial:
        if value.keywords:
            # What is left to be given hangs on names; a call shows whether it fits.
            return None, 0
        inner, taken = called(value.func)
        return inner, taken + len(value.args)
    inner = plain(value)
    if inner is not None:
        return inner, 0
    names_of = type.__dict__["__dict__"].__get__
    own = [names_of(kind).get("__call__") for kind in type_line(type(value))[:-1]]
    of_class = next((each for each in own if each is not None), None)
    return (of_class, 1) if type(of_class) is FunctionType else (None, 0)


def plain(value: Any) -> FunctionType | None:
    """Return the function itself, also of what a decorator or numpy.vectorize made of it."""
    for _ in range(DEEPEST):
        if type(value) is FunctionType:
            break
        names = getattr(value, "__dict__", {})
        value = next((names[name] for name in WRAPPED if name in names), None)
    return value if type(value) is FunctionType else None


def described(key: str, value: FunctionType, taken: int) -> Reply:
    """Return what is said of a function: its name and its parameters."""
    code, defaults = value.__code__, value.__defaults__ or ()
    names = code.co_varnames[taken : code.co_argcount]
    return {
        "name": key,
        "parameters": [each[:LONGEST_TEXT] for each in names],
        "required": max(0, len(names) - len(defaults)),
        "star": bool(code.co_flags & 4),
    }


def call(
    submission: Submission, function: Function, codes: list[Code], *, observe: bool = False
) -> Reply:
    """Call a function with encoded arguments; return a reply with what it returned or raised.

    What there is nothing of is left out.
    """
    arguments = [decode(code) for code in codes]
    before = [_content(argument) for argument in arguments]
    observer = Observer(submission) if observe else None
    with Captured(submission) as captured:
        try:
            asked = observed(function, observer) if observer else function
            value = asked(*arguments)
            reply: Reply = {"value": encode(value)}
            mutated = [i for i, now in enumerate(arguments) if _content(now) != before[i]]
            aliased = aliases(value, arguments)
        except BaseException as error:
            reply, mutated, aliased = failure(error, submission), [], []
    if mutated:
        reply["mutated"] = mutated
    if aliased:
        reply["aliased"] = aliased
    if observer:
        reply |= {"seen": observer.events, "seen_all": not observer.full}
    return reply | captured.reply()


def named(names: Names, name: str, ask: Callable[[Function], Reply]) -> Reply:
    """Return what ``ask`` replies about the function of this name, or that there is none."""
    if name in names and callable(names[name]):
        return ask(names[name])
    given = type_name(type(names[name])) if name in names else ""
    rule = f"is not a function but of type {given}" if given else "is not defined"
    return {"failure": {"kind": "missing", "type": given, "message": f"{name} {rule}"}}


def observed(function: Function, observer: Observer) -> Function:
    """Return the function with an observer that looks on while it runs."""

    def ask(*arguments: Any) -> Any:
        before = sys.gettrace()
        sys.settrace(observer.enter)
        try:
            return function(*arguments)
        finally:
            sys.settrace(before)

    return ask


def _content(value: Any) -> Any:
    """Return what stands for the content of an argument; None if that cannot change.

    For it NaN equals itself, and -0.0 does not equal 0.0.
    """
    if type(value) is numpy.ndarray:
        return value.dtype, value.shape, value.tobytes()
    return None if type(value) in UNCHANGING else repr(encode(value))


def aliases(value: Any, arguments: list[Any]) -> list[Code]:
    """Return which parts of a value are, or share memory with, which arguments.

    A part is named by its way into the value: [] is the value itself, [0] its first item.
    """
    pairs: list[Code] = []
    parts: list[tuple[Code, Any]] = []
    _collect(parts, value, [], DEEPEST)
    for index, argument in enumerate(arguments if parts else ()):
        if type(argument) in UNCHANGING:
            continue
        inner: list[tuple[Code, Any]] = []
        _collect(inner, argument, [], DEEPEST)
        found = [[way, index] for way, part in parts if any(_same(part, one) for _, one in inner)]
        pairs.extend(found)
    return pairs[:MOST_SEEN]


def _collect(parts: list[tuple[Code, Any]], value: Any, way: Code, depth: int) -> None:
    """Add the parts of a value that can be changed, each with its way, the value itself first."""
    kind = type(value)
    if type(kind) is not type:
        # What such a type equals is its own matter.
        return
    if kind is numpy.ndarray or kind in (list, dict):
        parts.append((way, value))
    # Long lists are data, not a handful of results.
    if depth and kind in (list, tuple, dict) and len(value) <= MOST_SEEN:
        items = value.items() if kind is dict else enumerate(value)
        for key, item in items:
            if type(key) in (int, str):
                _collect(parts, item, [*way, key], depth - 1)


def _same(one: Any, other: Any) -> bool:
    if one is other or not type(one) is type(other) is numpy.ndarray:
        return one is other
    # Two arrays that both have memory of their own share none.
    owners = one.base is None and other.base is None
    return not owners and bool(numpy.may_share_memory(one, other))


# The process of its own.

NO_FILES = "no files, programs or network can be used here"
ADVICE = {
    "BlockingIOError": NO_FILES,
    "FileNotFoundError": NO_FILES,
    "ModuleNotFoundError": "only numpy and what comes with Python can be imported here",
    "OSError": NO_FILES,
    "PermissionError": NO_FILES,
}
"""What to say of exceptions that come from the limits of this process, by type."""

MOMENT = 5e-3
"""So many seconds are replies held back, to send several as one."""

NO_THREAD = "can't start new thread"
NO_THREADS = "no threads can be started here; a loop returns the same numbers"


class Line:
    """The way back to the grader: lines of replies, one reply for every call, then no other."""

    def __init__(self, replies: int) -> None:
        self.replies = replies
        self.lock = threading.Lock()

    def send(self, message: Reply) -> None:
        """Send one line."""
        data = memoryview(json.dumps(message).encode() + b"\n")
        while data:
            data = data[os.write(self.replies, data) :]


def connect() -> tuple[IO[bytes], Line]:
    """Move the way to the grader out of the submission's reach; return both of its ends."""
    requests, replies = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    return os.fdopen(requests, "rb"), Line(replies)


def asking(submission: Submission, codes: list[Code], observe: bool) -> Callable[[Function], Reply]:
    """Return a function that calls another one with these arguments."""
    return lambda function: call(submission, function, codes, observe=observe)


def serve(requests: IO[bytes], line: Line, confine: Callable[[], None]) -> None:
    """Answer requests until there are none."""
    submission, watcher = Submission({}), Watcher(line)
    # The last thread that may be started here is running by now.
    confine()
    line.send({"ready": True})
    for text in requests:
        request = json.loads(text)
        if request["do"] == "load":
            submission = Submission({})
            watcher.begin(request, submission)
            options = {key: request[key] for key in ("definitions_only", "siblings")}
            watcher.finish(load(submission, request["source"], request["name"], **options))
        else:
            watcher.sent = monotonic()
            for name, codes in request["calls"]:
                watcher.begin(request, submission)
                ask = asking(submission, codes, request["observe"])
                watcher.finish(named(submission.namespace, name, ask))
        watcher.flush()


def advised(reply: Reply) -> Reply:
    """Say in a failure what a submission cannot do here, where that may be the reason."""
    if "failure" not in reply:
        return reply
    found = reply["failure"]
    no_thread = found.get("message", "").endswith(NO_THREAD)
    advice = NO_THREADS if no_thread else ADVICE.get(found.get("type", ""))
    message = f"{found.get('message', '')} ({advice})"
    return {**reply, "failure": {**found, "message": message}} if advice else reply


class Watcher:
    """A thread that ends the process when a request takes too long, and says where it was.

    It sleeps until the time of a request is up, then looks which request it is by now: a request
    that is answered in time costs nothing. What it calls cannot be replaced by a submission.
    """

    def __init__(self, line: Line) -> None:
        self.line = line
        self.watched = threading.get_ident()
        self.request: Reply = {}
        self.submission = Submission({})
        self.held: list[Reply] = []
        self.sent = monotonic()
        self.due = self.wakes = math.inf
        self.bell = threading.Lock()
        self.bell.acquire()
        # Not by threading, which waits until the thread runs.
        start_new_thread(self._watch, ())

    def begin(self, request: Reply, submission: Submission) -> None:
        """Watch a request from now on."""
        with self.line.lock:
            self.request, self.submission = request, submission
            self.due = monotonic() + request["limit"]
            if self.due < self.wakes and self.bell.locked():
                self.bell.release()

    def finish(self, reply: Reply) -> None:
        """Take the reply, unless the time is up; send all that are held after a moment."""
        with self.line.lock:
            self.due = math.inf
            self.held.append(advised(reply))
            if not self.request.get("hold") or monotonic() - self.sent > MOMENT:
                self._send()

    def flush(self) -> None:
        """Send what is held."""
        with self.line.lock:
            self._send()

    def _send(self) -> None:
        if self.held:
            self.line.send({"token": self.request["token"], "replies": self.held})
            self.held, self.sent = [], monotonic()

    def _watch(self) -> None:
        while True:
            with self.line.lock:
                left = self.due - monotonic()
                if left <= 0:
                    self._stop()
                self.wakes = self.due
            self.bell.acquire(timeout=min(left, threading.TIMEOUT_MAX))

    def _stop(self) -> None:
        """End the process, and say where it was."""
        frames = self.submission.frames(sys._current_frames().get(self.watched))
        # While a file is loaded, the line of the file itself matters, not what it calls.
        here = whereabouts(frames[-1:] if self.request["do"] == "load" else frames)
        message = f"stopped after {self.request['limit']:g} seconds"
        found = {"kind": "timeout", "type": "", "message": message, **here}
        self.held.append({"failure": found, "last": True})
        self._send()
        os._exit(1)


def prepare() -> None:
    """Define what Python defines in a module that it is started without."""
    vars(builtins).update(exit=sys.exit, quit=sys.exit)


def work(requests: IO[bytes], line: Line, confine: Callable[[], None] = lambda: None) -> None:
    """Serve the grader, and end the process.

    ``confine`` is called when everything is ready, and before anything is read.
    """
    serve(requests, line, confine)
    # Threads of the submission and what it has registered for the end do not matter any more.
    os._exit(0)
