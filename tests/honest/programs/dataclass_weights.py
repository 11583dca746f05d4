# update-weight
# keeps its numbers in dataclasses, one of them frozen
from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    grad: float
    rate: float = 0.1

    def change(self):
        return self.rate * self.grad


@dataclass
class Weight:
    value: float
    history: list[float] = field(default_factory=list)

    def move(self, step: Step) -> "Weight":
        self.history.append(self.value)
        self.value = self.value - step.change()
        return self


def update_w(w, grad, learning_rate):
    return Weight(w).move(Step(grad, learning_rate)).value
