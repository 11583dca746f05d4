"""Known mistakes in one task, by their names; the wrong programs are made when somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from gdtrace.steps import Program

if TYPE_CHECKING:
    from gdtrace.grading.misconception import Misconception
    from gdtrace.grading.misconceptions import Variant


@frozen(eq=False, repr=False)
class Wrong:
    """The wrong programs that the known mistakes make of one program, each made once."""

    program: Program
    _made: dict[str, Variant] = field(factory=dict, init=False)

    def all(self) -> list[Variant]:
        """Return every variant, in the order of the derivation."""
        from gdtrace.grading.misconceptions import variants

        self._made.update({each.id: each for each in variants(self.program)})
        return list(self._made.values())

    def of(self, mistake: Mistake) -> Variant:
        """Return the variant of one mistake; those of others are not made for it."""
        if mistake.id not in self._made:
            from gdtrace.grading.misconceptions import variants_of

            made = variants_of(mistake.misconception, self.program)
            self._made.update({each.id: each for each in made})
        return self._made[mistake.id]


@frozen(eq=False, repr=False)
class Mistake:
    """One known mistake in a task: in one layer, or (layer 0) wherever it can happen.

    ``off``: with the tutorial's numbers, which returned value is the first new parameter that it
    makes wrong, and in which decimal at the learning rates 0.001 and 0.5.
    """

    name: str
    layer: int
    wrong: Wrong
    off: tuple[int, int, int] | None = None

    @property
    def id(self) -> str:
        """Its name, with the layer if it is in one layer only."""
        return f"{self.name}@{self.layer}" if self.layer else self.name

    @property
    def misconception(self) -> Misconception:
        """What is known about it."""
        from gdtrace.grading.misconceptions import misconception

        return misconception(self.name)

    @property
    def program(self) -> Program:
        """The wrong program."""
        return self.wrong.of(self).program


def mistakes(wrong: Wrong) -> list[Mistake]:
    """Return every mistake that can be made in a program."""
    return [Mistake(each.misconception.id, each.layer, wrong) for each in wrong.all()]
