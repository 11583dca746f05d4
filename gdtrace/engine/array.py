"""Numpy source generated from the equations: the engine of larger layers and many examples.

What an iteration needs for the new parameters runs in a loop, every value written straight into
its row. What it does not need is done for all rows of a block at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from math import prod

import numpy
from attrs import field, frozen

from gdtrace.engine.arrays import Array
from gdtrace.engine.columns import Block, Columns, is_slim, steering
from gdtrace.engine.interpret import evaluate
from gdtrace.engine.recorded import ROW, over_rows
from gdtrace.engine.updates import LETTER, Update, update
from gdtrace.engine.vectorise import Listing, axes, listing, write, write_as
from gdtrace.expr import place, references
from gdtrace.notation import identifier

AT_ONCE = 512
"""So many rows of a block are filled at once, so that little memory is needed besides them."""


@frozen
class Plan:
    """What becomes of every key that is needed.

    ``inside`` the loop run those that steer the training, and what sums up more than its operands
    hold; ``later`` those that are done for a block at once. ``kept`` are the keys whose values of
    all iterations of a block are wanted: in the rows if they have columns, else beside them.
    """

    columns: Columns
    inside: tuple[str, ...] = field(init=False)
    later: tuple[str, ...] = field(init=False)
    kept: tuple[str, ...] = field(init=False)
    update: Update | None = field(init=False)

    @inside.default
    def _in_the_loop(self) -> tuple[str, ...]:
        columns, renewed = self.columns, {*self.columns.program.carry.values()}
        chosen = set(steering(columns))
        for key in reversed(columns.needed):
            expr = columns.views.vectorised(key)
            read = {ref.key for ref in references(expr)}
            if key in chosen or not is_slim(expr) or read & renewed:
                chosen |= {key, *read}
        return tuple(key for key in columns.needed if key in chosen)

    @later.default
    def _after_the_loop(self) -> tuple[str, ...]:
        return tuple(key for key in self.columns.needed if key not in self.inside)

    @kept.default
    def _whole_blocks(self) -> tuple[str, ...]:
        views = self.columns.views
        read = {ref.key for key in self.later for ref in references(views.vectorised(key))}
        wanted = {ref.key for ref in self.columns.stored} | read
        made = (*self.columns.program.carry, *self.inside)
        return tuple(key for key in made if key in wanted)

    @update.default
    def _all_at_once(self) -> Update | None:
        return update(self.columns)

    @property
    def handed_on(self) -> list[str]:
        """The parameters whose values the next iteration overwrites."""
        return [key for key in self.columns.program.carry if key not in self.kept]

    @property
    def next_rows(self) -> list[str]:
        """The parameters whose new values are written into the next row, one by one."""
        return (
            [] if self.update else [key for key in self.columns.program.carry if key in self.kept]
        )

    @property
    def single(self) -> list[str]:
        """The keys that have one array for all iterations."""
        carry = self.columns.program.carry
        rows = {carry[key] for key in carry if key in self.kept}
        keys = (*self.columns.program.leaves, *self.inside)
        return [key for key in keys if key not in rows and key not in self.kept]


def source(plan: Plan) -> tuple[str, Listing]:
    """Return the source of a function that runs iterations into arrays, and the arrays it needs.

    What has rows is written straight into the next of them. A parameter without rows hands on its
    array, and gets the old one to write into.
    """
    carry, made = plan.columns.program.carry, listing(plan.columns)
    for key in plan.inside:
        if not (plan.update and key in carry.values()):
            write(made, key)
    rows = {"_": "range(count)"}
    rows |= {identifier(key): f"rows_{identifier(key)}" for key in plan.kept}
    rows |= {identifier(carry[key]): f"next_{identifier(key)}" for key in plan.next_rows}
    if plan.update:
        made.sizes[LETTER] = plan.update.size
        write_as(made, "new_parameters", plan.update.expr, (LETTER,))
        rows |= {name: f"rows_{name}" for name in ("parameters", "gradients", "new_parameters")}
    swaps = [
        "{0}, {1} = {1}, {0}".format(identifier(old), identifier(carry[old]))
        for old in plan.handed_on
    ]
    arguments = ["count", *list(rows.values())[1:], *map(identifier, plan.single)]
    arguments += [*made.scratch, *made.numbers, *made.full, *made.shares]
    body = "\n        ".join([*made.lines, *swaps])
    text = f"""\
def run({", ".join(arguments)}):
    for {", ".join(rows)}, in zip({", ".join(rows.values())}):
        {body or "pass"}
    return [{", ".join(map(identifier, plan.handed_on))}]
"""
    return text, made


def fixed(made: Listing) -> dict[str, Array]:
    """Return the arrays that a listing works in, but for its values."""

    def shape(letters: Iterable[str]) -> list[int]:
        return [made.sizes[letter] for letter in letters]

    return {
        **{name: numpy.array(value) for name, value in made.numbers.items()},
        **{name: numpy.full(shape(at), value) for name, (at, value) in made.full.items()},
        **{name: numpy.empty(shape(letters)) for name, letters in made.scratch.items()},
    }


def engine(columns: Columns) -> Block:
    """Return what runs a block of iterations into its rows."""
    plan = Plan(columns)
    text, made = source(plan)
    namespace = {**vars(numpy)}
    exec(compile(text, "<array engine>", "exec"), namespace)
    function: Callable[..., list[Array]] = namespace["run"]

    def run(leaves: Mapping[str, Array], rows: Array) -> dict[str, Array]:
        blocks = {key: _block(columns, key, rows) for key in plan.kept}
        after, flat = _room(plan)
        # Arrays of its own for every call: several threads may ask one trace.
        given = fixed(made) | dict(_arrays(plan, leaves))
        given |= {name: leaves[key] / size for name, (key, size) in made.shares.items()}
        given = {name: numpy.squeeze(values) for name, values in given.items()}
        iterators = dict(_rows(plan, leaves, blocks, after))
        if plan.update:
            iterators |= _flat_rows(plan.update, rows, flat)
        with numpy.errstate(all="ignore"):
            handed_on = function(count=len(rows), **given, **iterators)
            for key, values in zip(plan.handed_on, handed_on, strict=True):
                after[key] = values.reshape(columns.shape(key))
            _fill(plan, {**leaves, **blocks}, rows)
        return {**leaves, **after}

    return run


def _room(plan: Plan) -> tuple[dict[str, Array], Array]:
    """Return arrays for the parameters after a block, and the one in which all of them lie."""
    columns, place = plan.columns, 0
    sizes = {key: prod(columns.shape(key)) for key in columns.parameters}
    flat = numpy.empty(sum(sizes.values()))
    after = {}
    for key, size in sizes.items():
        after[key] = flat[place : place + size].reshape(columns.shape(key))
        place += size
    return after, flat


def _arrays(plan: Plan, leaves: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
    """Yield the arrays of what has no rows; those of parameters are written to."""
    for key in plan.single:
        if key in plan.handed_on:
            yield identifier(key), leaves[key].copy()
        elif key in leaves:
            yield identifier(key), leaves[key]
        else:
            yield identifier(key), numpy.empty(plan.columns.shape(key))


def _rows(
    plan: Plan,
    leaves: Mapping[str, Array],
    blocks: Mapping[str, Array],
    after: Mapping[str, Array],
) -> Iterator[tuple[str, Iterable[Array]]]:
    """Yield, for what has rows, the arrays of one iteration after the other."""
    sizes = plan.columns.sizes
    for key, block in blocks.items():
        shape = [sizes[letter] for letter in axes(plan.columns, key)]
        shaped = block.reshape(len(block), *shape)
        yield f"rows_{identifier(key)}", _each(shaped)
        if key in plan.columns.program.carry:
            block[0] = leaves[key]
        if key in plan.next_rows:
            yield f"next_{identifier(key)}", chain(_each(shaped[1:]), (numpy.squeeze(after[key]),))


def _flat_rows(update: Update, rows: Array, flat: Array) -> dict[str, Iterable[Array]]:
    """Return the same for all parameters and all gradients at once."""
    parameters = rows[:, update.parameters]
    return {
        "rows_parameters": parameters,
        "rows_gradients": rows[:, update.gradients],
        "rows_new_parameters": chain(parameters[1:], (flat,)),
    }


def _each(block: Array) -> Iterable[Array]:
    """Return the arrays of the iterations, to be written into; of single numbers as well."""
    if block.ndim > 1:
        return block
    return (block[place : place + 1].reshape(()) for place in range(len(block)))


def _block(columns: Columns, key: str, rows: Array) -> Array:
    """Return where a key's values of all iterations stand: in the rows, or beside them."""
    shape = (len(rows), *columns.shape(key))
    return rows[:, columns.slot(key)].reshape(shape) if columns.stores(key) else numpy.empty(shape)


def _fill(plan: Plan, known: Mapping[str, Array], rows: Array) -> None:
    """Do what is done for a block at once, and copy what is stored in part."""
    columns, kept = plan.columns, set(plan.kept)
    constants = columns.program.leaves.keys() - kept
    left = [ref for ref in columns.stored if not (ref.key in kept and columns.stores(ref.key))]
    for start in range(0, len(rows) if left else 0, AT_ONCE):
        part = slice(start, min(start + AT_ONCE, len(rows)))
        values = {key: known[key][part] for key in kept}
        for key in constants:
            values[key] = numpy.broadcast_to(known[key], (part.stop - start, *known[key].shape))
        sizes = {**columns.sizes, ROW: part.stop - start}
        for key in plan.later:
            expr, indices = columns.views.vectorised(key), (ROW, *columns.program.indices(key))
            values[key] = evaluate(over_rows(expr), indices, values, sizes)
        for ref in left:
            found = values[ref.key][(slice(None), *place(ref))]
            rows[part, columns.slot(ref)] = found.reshape(part.stop - start, -1)
