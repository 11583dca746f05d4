"""PyTorch, eagerly: automatic differentiation, the gradients of every iteration read out."""

from importlib import import_module
from typing import Any

from benchmarks.arrays import Outcome, Run, given, named
from benchmarks.peers import not_installed
from gdtrace.problems import Problem

NAME = "PyTorch, eager"
RECORDS = "gradients"
SCALABLE = True


def missing() -> str:
    """Return why this contestant cannot run here, or nothing."""
    return not_installed("torch")


def make(problem: Problem, iterations: int) -> Run:
    """Return the loop; tensors of float64 as in numpy, on one thread."""
    torch: Any = import_module("torch")
    torch.set_num_threads(1)
    start = given(problem)
    x, target = torch.tensor(start.x), torch.tensor(start.target)

    def run() -> Outcome:
        weights = [torch.tensor(values, requires_grad=True) for values in start.weights]
        biases = [torch.tensor(values, requires_grad=True) for values in start.biases]
        parameters = [*weights, *biases]
        record = []
        for _ in range(iterations):
            activ = x
            for layer, weight in enumerate(weights):
                sop = activ @ weight
                activ = torch.sigmoid(sop + biases[layer] if biases else sop)
            cost = ((activ - target) ** 2).sum() * (start.slope / 2 / start.examples)
            cost.backward()
            record.append([parameter.grad for parameter in parameters])
            with torch.no_grad():
                for parameter in parameters:
                    parameter -= start.rate * parameter.grad
                    # The record keeps this gradient; the next one gets memory of its own.
                    parameter.grad = None
        finals = ([values.detach().numpy() for values in part] for part in (weights, biases))
        return Outcome(named(*finals), record)

    return run
