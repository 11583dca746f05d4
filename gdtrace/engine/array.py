"""Numpy source generated from the equations: the engine of larger layers and many examples.

What an iteration needs for the new parameters runs in a loop, every value written straight into
its row. What it does not need is done for all rows of a block at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain

import numpy
from attrs import field, frozen

from gdtrace.engine.columns import Array, Block, Columns, is_slim, steering
from gdtrace.engine.interpret import evaluate
from gdtrace.engine.recorded import ROW, over_rows
from gdtrace.engine.vectorise import Listing, write
from gdtrace.expr import place, references
from gdtrace.notation import identifier


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

    @inside.default
    def _in_the_loop(self) -> tuple[str, ...]:
        columns = self.columns
        chosen = set(steering(columns))
        for key in reversed(columns.needed):
            expr = columns.views.vectorised(key)
            if key in chosen or not is_slim(expr):
                chosen |= {key, *(ref.key for ref in references(expr))}
        return tuple(key for key in columns.needed if key in chosen)

    @later.default
    def _after_the_loop(self) -> tuple[str, ...]:
        return tuple(key for key in self.columns.needed if key not in self.inside)

    @kept.default
    def _whole_blocks(self) -> tuple[str, ...]:
        views = self.columns.views
        read = {ref.key for key in self.later for ref in references(views.vectorised(key))}
        wanted = {ref.key for ref in self.columns.stored} | read
        carry = self.columns.program.carry
        wanted |= {old for old, new in carry.items() if new in wanted}
        return tuple(key for key in (*carry, *self.inside) if key in wanted)


def source(plan: Plan) -> tuple[str, Listing]:
    """Return the source of a function that runs iterations into arrays, and the arrays it needs.

    What has rows is written straight into the next of them. A parameter without rows hands on its
    array, and gets the old one to write into.
    """
    carry = plan.columns.program.carry
    listing = Listing(plan.columns)
    for key in plan.inside:
        write(listing, key)
    rows = {"_": "range(count)"}
    rows |= {identifier(key): f"rows_{identifier(key)}" for key in _with_rows(plan)}
    rows |= {identifier(carry[key]): f"next_{identifier(key)}" for key in carry if key in plan.kept}
    swaps = [
        "{0}, {1} = {1}, {0}".format(identifier(old), identifier(carry[old]))
        for old in _handed_on(plan)
    ]
    arguments = ["count", *list(rows.values())[1:], *map(identifier, _unkept(plan))]
    arguments += [*listing.scratch, *listing.numbers, *listing.ones]
    body = "\n        ".join([*listing.lines, *swaps])
    text = f"""\
def run({", ".join(arguments)}):
    for {", ".join(rows)}, in zip({", ".join(rows.values())}):
        {body or "pass"}
    return [{", ".join(map(identifier, _handed_on(plan)))}]
"""
    return text, listing


def _with_rows(plan: Plan) -> list[str]:
    renewed = plan.columns.program.carry.values()
    return [key for key in plan.kept if key not in renewed]


def _handed_on(plan: Plan) -> list[str]:
    """Return the parameters whose values the next iteration overwrites."""
    return [key for key in plan.columns.program.carry if key not in plan.kept]


def _unkept(plan: Plan) -> list[str]:
    """Return the keys that have one array for all iterations."""
    leaves, carry = plan.columns.program.leaves, plan.columns.program.carry
    next_rows = {carry[key] for key in carry if key in plan.kept}
    made = [key for key in plan.inside if key not in next_rows and key not in plan.kept]
    return [*(key for key in leaves if key not in plan.kept), *made]


def engine(columns: Columns) -> Block:
    """Return what runs a block of iterations into its rows."""
    plan = Plan(columns)
    text, listing = source(plan)
    namespace = {**vars(numpy)}
    exec(compile(text, "<array engine>", "exec"), namespace)
    function: Callable[..., list[Array]] = namespace["run"]
    fixed: dict[str, Array] = {
        **{name: numpy.array(value) for name, value in listing.numbers.items()},
        **{name: numpy.ones(size) for name, size in listing.ones.items()},
        **{name: numpy.empty(shape) for name, shape in listing.scratch.items()},
    }

    def run(leaves: Mapping[str, Array], rows: Array) -> dict[str, Array]:
        blocks = {key: _block(columns, key, rows) for key in _with_rows(plan)}
        own = {
            key: numpy.empty(columns.shape(key)) if key not in leaves else leaves[key]
            for key in _unkept(plan)
        }
        own |= {key: leaves[key].copy() for key in _handed_on(plan)}
        after = {key: numpy.empty(columns.shape(key)) for key in columns.parameters}
        given: dict[str, object] = {**fixed, **{identifier(key): own[key] for key in own}}
        for key, block in blocks.items():
            given[f"rows_{identifier(key)}"] = _each(block)
        for key in after.keys() & blocks.keys():
            blocks[key][0] = leaves[key]
            given[f"next_{identifier(key)}"] = chain(_each(blocks[key][1:]), (after[key],))
        with numpy.errstate(all="ignore"):
            after |= zip(_handed_on(plan), function(count=len(rows), **given), strict=True)
            _fill(plan, {**leaves, **blocks}, after, rows)
        return {**leaves, **after}

    return run


def _block(columns: Columns, key: str, rows: Array) -> Array:
    """Return where a key's values of all iterations stand: in the rows, or beside them."""
    shape = (len(rows), *columns.shape(key))
    return rows[:, columns.slot(key)].reshape(shape) if columns.stores(key) else numpy.empty(shape)


def _each(block: Array) -> Iterable[Array]:
    """Return the arrays of the iterations, to be written into; of single numbers as well."""
    if block.ndim > 1:
        return block
    return [block[place : place + 1].reshape(()) for place in range(len(block))]


def _fill(plan: Plan, known: Mapping[str, Array], after: Mapping[str, Array], rows: Array) -> None:
    """Do what is done for a block at once, and copy what is stored in part."""
    columns = plan.columns
    values = dict(known)
    for key in columns.program.leaves.keys() - columns.program.carry.keys():
        values[key] = numpy.broadcast_to(known[key], (len(rows), *columns.shape(key)))
    for old, new in columns.program.carry.items():
        if new in plan.kept:
            values[new] = numpy.concatenate([known[old][1:], after[old][None]])
    sizes = {**columns.sizes, ROW: len(rows)}
    for key in plan.later:
        expr, indices = columns.views.vectorised(key), (ROW, *columns.program.indices(key))
        values[key] = evaluate(over_rows(expr), indices, values, sizes)
    for ref in columns.stored:
        if not (ref.key in known and columns.stores(ref.key)):
            rows[:, columns.slot(ref)] = values[ref.key][(slice(None), *place(ref))].reshape(
                len(rows), -1
            )
