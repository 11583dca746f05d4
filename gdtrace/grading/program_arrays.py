"""Two more ways to write the values of a program: nested lists, and numpy's arrays.

Nothing of gdtrace's own engines or printers is used: an expression is read node by node.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product

from gdtrace.expr import Call, Expr, Mean, Neg, Num, Ref, Sum, children, references
from gdtrace.grading.program_styles import At, Written, called, plain, sign, word
from gdtrace.steps import Key, Program, Step

Sizes = Mapping[str, int]


def nested_lists(shape: Sequence[int], texts: Sequence[str]) -> str:
    """Return a list of lists in this shape, the texts in C order."""
    if not shape:
        return texts[0]
    size = len(texts) // shape[0]
    rows = (nested_lists(shape[1:], texts[at * size : (at + 1) * size]) for at in range(shape[0]))
    return f"[{', '.join(rows)}]"


def lists(
    program: Program, sizes: Sizes, given: Mapping[At, str], wanted: Sequence[At], looped: bool
) -> Written:
    """Write one nested list for each key that is needed."""
    return _written(program, sizes, given, wanted, looped, _list_line)


def arrays(
    program: Program, sizes: Sizes, given: Mapping[At, str], wanted: Sequence[At], looped: bool
) -> Written:
    """Write one array of numpy for each key that is needed, with no loop over its elements."""
    made = _written(program, sizes, given, wanted, looped, _array_line)
    opened = [f"{name} = numpy.array({value})" for name, value in map(_sides, made.start)]
    return Written(opened, made.body, made.turn, made.spell, "numpy.array({})")


def _sides(line: str) -> tuple[str, str]:
    name, _, value = line.partition(" = ")
    return name, value


def _written(
    program: Program,
    sizes: Sizes,
    given: Mapping[At, str],
    wanted: Sequence[At],
    looped: bool,
    line: Callable[[Step, Sizes], str],
) -> Written:
    start = {key for key, _ in given}
    needed = _needed(program, start, {key for key, _ in wanted}, looped)
    missing = (needed & program.leaves.keys()) - start
    if missing:
        raise ValueError(f"{sorted(missing)} are needed and are neither given nor constant")
    steps = [each for each in program.steps if each.key in needed and each.key not in start]
    carried = [(old, new) for old, new in program.carry.items() if old in needed]
    return Written(
        [_filled(key, program, sizes, given) for key in sorted(needed & start)],
        [line(each, sizes) for each in steps],
        [(_element(old, ()), _element(new, ())) for old, new in carried],
        _element,
    )


def _needed(program: Program, start: set[str], wanted: set[str], looped: bool) -> set[str]:
    needed = set(wanted)
    while True:
        more = {
            ref.key
            for key in needed - start - program.leaves.keys()
            for ref in references(program.by_key[Key(key)].expr)
        }
        if looped:
            more |= {new for old, new in program.carry.items() if old in needed}
        if more <= needed:
            return needed
        needed |= more


def _filled(key: str, program: Program, sizes: Sizes, given: Mapping[At, str]) -> str:
    shape = [sizes[plain(index)] for index in program.indices(key)]
    texts = [given.get((key, places), "nan") for places in product(*map(range, shape))]
    return f"{_element(key, ())} = {nested_lists(shape, texts)}"


def _element(key: str, places: Sequence[str | int]) -> str:
    return f"the_{word(key)}" + "".join(f"[{_letter(place)}]" for place in places)


def _letter(place: str | int) -> str:
    return str(place).replace("'", "_other")


def _list_line(step: Step, sizes: Sizes) -> str:
    right = _list_text(step.expr, sizes)
    for index in reversed(step.indices):
        right = f"[{right} {_for(index, sizes)}]"
    return f"{_element(step.key, ())} = {right}"


def _list_text(expr: Expr, sizes: Sizes) -> str:
    match expr:
        case Num(value):
            return repr(float(value))
        case Ref(key, indices):
            return _element(key, indices)
        case Neg(body):
            return f"(-{_list_text(body, sizes)})"
        case Sum(index, body) | Mean(index, body):
            name = "mean" if isinstance(expr, Mean) else "sum"
            return f"{name}({_list_text(body, sizes)} {_for(index, sizes)})"
        case Call(name, operands):
            return called(name, [_list_text(operand, sizes) for operand in operands])
    left, right = (_list_text(part, sizes) for part in children(expr))
    return f"({left} {sign(expr)} {right})"


def _for(index: str, sizes: Sizes) -> str:
    return f"for {_letter(index)} in range({sizes[plain(index)]})"


def _array_line(step: Step, sizes: Sizes) -> str:
    shape = [sizes[plain(index)] for index in step.indices]
    right = _array_text(step.expr, step.indices)
    return f"{_element(step.key, ())} = numpy.broadcast_to({right}, {tuple(shape)})"


def _array_text(expr: Expr, order: tuple[str, ...]) -> str:
    """Return an expression whose value has an axis for each of the letters, in their order."""
    match expr:
        case Num(value):
            return repr(float(value))
        case Ref(key, indices):
            return _laid_out(key, indices, order)
        case Neg(body):
            return f"(-{_array_text(body, order)})"
        case Sum(index, body) | Mean(index, body):
            name = "mean" if isinstance(expr, Mean) else "sum"
            return f"numpy.{name}({_array_text(body, (*order, index))}, axis=-1)"
        case Call(name, operands):
            return f"each_{called(name, [_array_text(operand, order) for operand in operands])}"
    left, right = (_array_text(part, order) for part in children(expr))
    return f"({left} {sign(expr)} {right})"


def _laid_out(key: str, indices: Sequence[str | int], order: tuple[str, ...]) -> str:
    """Return an array turned so that its axes come in an order, with one of length 1 for others."""
    picked = ", ".join(str(index) if isinstance(index, int) else ":" for index in indices)
    name = _element(key, ()) + (f"[{picked}]" if picked else "")
    own = [index for index in indices if isinstance(index, str)]
    turned = [own.index(letter) for letter in order if letter in own]
    axes = ", ".join(":" if letter in own else "None" for letter in order)
    return f"numpy.transpose({name}, {turned})" + (f"[{axes}]" if axes else "")
