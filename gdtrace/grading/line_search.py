"""Searching the lines of a submission that made free values, without ever naming a wrong one.

A wrong value may be the same number as a right one: an old weight, an output. Then a line that
holds it need not be wrong, and is named only if it does no more than copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy
from attrs import field, frozen

from gdtrace.engine.arrays import Array
from gdtrace.grading.cases import Case
from gdtrace.grading.evaluation import Mask
from gdtrace.grading.free import Free
from gdtrace.grading.lines import Line, Watched, close, holding
from gdtrace.grading.right_values import Known, Right
from gdtrace.steps import EXAMPLES, Key

COPY = re.compile(r"\w+\s*=\s*[A-Za-z_][\w.]*(\[[^\]]*\])*(\.copy\(\))?")
"""A line that gives a value another name."""

LOOPS = ("for ", "while ")
"""A counter may have any small number, and the lists of a loop are made elsewhere."""

Found = tuple[int, Line]

Keys = tuple[str, ...]
"""What a value is called in the network of each case: an output layer has not the same number."""


def lines_of(
    free: Free,
    cases: Sequence[Case],
    own: Sequence[Known],
    right: Sequence[Right],
    seen: Sequence[Watched],
) -> list[Line]:
    """Return the lines where the free values were made; empty unless all of them were seen.

    Parameters
    ----------
    own : sequence of dict of key to array
        The submission's values, for each case.
    right : sequence of Right
        The right ones, for each case.
    seen : sequence of Watched
        What was seen in each case.
    """
    if free.key == "learning_rate":
        return []
    innocent = {
        keys: tuple(
            _innocent(free, key, case, made, due)
            for key, case, made, due in zip(keys, cases, own, right, strict=True)
        )
        for keys in _keys(free, cases)
    }
    for inside in (True, False):
        search = _Search(
            free, tuple(cases), tuple(own), tuple(right), innocent, tuple(seen), inside
        )
        found = search.lines()
        if found:
            return found
    return []


def _keys(free: Free, cases: Sequence[Case]) -> Iterator[Keys]:
    masks = [[*free.masks(case.task)] for case in cases]
    for place, key in enumerate(masks[0]):
        yield tuple(key if key in own else own[place] for own in masks)


@frozen(eq=False, repr=False)
class _Innocent:
    """Values of a case that are right: those that had to be computed, and mere copies of them."""

    needed: Array
    copied: Array
    extra: Array


def _innocent(free: Free, key: str, case: Case, own: Known, right: Right) -> _Innocent:
    """Sort the values that do not follow from a free one."""
    masks, program = free.masks(case.task), case.task.program
    later = case.task.following(key)
    groups: dict[str, list[Array]] = {"needed": [], "copied": [], "extra": [*right.unneeded]}
    for name, value in own.items():
        if name in later:
            continue
        step = program.by_key.get(Key(name))
        kind = "copied" if step is not None and step.alias is not None else "needed"
        others = value[..., ~masks[name]] if name in masks else value
        groups[kind].append(others.reshape(*value.shape[:2], -1))
    empty = numpy.zeros((*next(iter(own.values())).shape[:2], 0))
    return _Innocent(
        **{kind: numpy.concatenate([empty, *each], axis=2) for kind, each in groups.items()}
    )


@frozen(eq=False, repr=False)
class _Search:
    free: Free
    cases: tuple[Case, ...]
    own: tuple[Known, ...]
    right: tuple[Right, ...]
    innocent: Mapping[Keys, tuple[_Innocent, ...]]
    seen: tuple[Watched, ...]
    inside: bool
    _masks: list[dict[str, Mask]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        masks = [self.free.masks(case.task) for case in self.cases]
        object.__setattr__(self, "_masks", masks)

    def lines(self) -> list[Line]:
        """Return a line or more for every free key; nothing if one of them has none."""
        found: list[Line] = []
        for keys in self.innocent:
            own = self._of_key(keys)
            if not own:
                return []
            found += [line for _, line in own]
        return sorted(dict.fromkeys(found), key=lambda each: each.number)

    def _of_key(self, keys: Keys) -> list[Found]:
        masks = [each[key] for key, each in zip(keys, self._masks, strict=True)]
        whole = self._line(keys, masks)
        pieces = self._pieces(keys, masks)
        if whole is None or (pieces and max(pieces)[0] < whole[0]):
            return pieces
        return [whole]

    def _pieces(self, keys: Keys, masks: Sequence[Mask]) -> list[Found]:
        """Return a line for each neuron's part of a value that never stood in one variable."""
        indices = self.cases[0].task.program.indices(keys[0])
        for axis in range(len(indices) - 1, -1, -1):
            if indices[axis] == EXAMPLES or len({mask.shape[axis] for mask in masks}) > 1:
                continue
            found = [self._line(keys, parts) for parts in _parts(masks, axis)]
            if found and None not in found:
                return [each for each in found if each is not None]
        return []

    def _line(self, keys: Keys, masks: Sequence[Mask]) -> Found | None:
        parts = [
            made[key][..., mask] for key, made, mask in zip(keys, self.own, masks, strict=True)
        ]
        wanted = [
            [part[list(sets)] for sets in case.calls]
            for case, part in zip(self.cases, parts, strict=True)
        ]
        found = [
            each
            for each in holding(wanted, self.seen, own=self.inside)
            if not each[1].text.startswith(LOOPS)
        ]
        if self._among(keys, parts, "needed") or self._among(keys, parts, "copied"):
            if not self.inside:
                return None
            copies = [each for each in found if COPY.fullmatch(each[1].text)]
            copied = self._among(keys, parts, "copied")
            # What had to be computed was computed somewhere: its only line is right.
            tried = found if len(found) > 1 else copies
            found = (not copied and copies) or self._leading_astray(keys, tried)
        elif self._among(keys, parts, "extra") and len(found) > 1:
            found = [each for each in found if COPY.fullmatch(each[1].text)]
        return found[0] if found else None

    def _leading_astray(self, keys: Keys, found: Sequence[Found]) -> list[Found]:
        """Return the lines of which nothing right is made; a block that was copied has them."""
        wrong = any(mine is not due.known for mine, due in zip(self.own, self.right, strict=True))
        if not wrong:
            return []
        from gdtrace.grading.readers import Readers

        readers = Readers(
            self.cases,
            self.cases[0].task.following(keys[0]),
            self.own,
            tuple(each.known for each in self.right),
            self.seen,
        )
        astray = [each for each in found if readers.lead_astray(each[1])]
        # Two values that go into one wrong value: either may be the wrong one.
        return astray if len(astray) == 1 else []

    def _among(self, keys: Keys, parts: Sequence[Array], kind: str) -> bool:
        """Say whether all numbers of a value are among the right ones, in every set of inputs."""
        return all(
            _each_among(part, getattr(innocent, kind))
            for part, innocent in zip(parts, self.innocent[keys], strict=True)
        )


def _each_among(part: Array, known: Array) -> bool:
    """Say whether each of some values is one of the known ones in all sets and iterations."""
    same = close(part[..., None], known[..., None, :])
    return bool(numpy.asarray(same.all(axis=(0, 1))).any(axis=1).all())


def _parts(masks: Sequence[Mask], axis: int) -> Iterator[list[Mask]]:
    """Yield the parts of masks at each place of an axis."""
    for place in range(masks[0].shape[axis]):
        parts = []
        for mask in masks:
            only = numpy.zeros_like(mask)
            where = [slice(None)] * axis + [place]
            only[tuple(where)] = mask[tuple(where)]
            parts.append(only)
        if parts[0].any():
            yield parts
