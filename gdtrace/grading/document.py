"""The catalogue of mistakes as text: for the terminal, and as a page of the documentation.

``python -m gdtrace.grading.document docs/misconceptions.md`` writes the page anew.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from pathlib import Path
from textwrap import fill, indent

from attrs import evolve

from gdtrace.grading.misconception import Misconception
from gdtrace.grading.misconceptions import MISCONCEPTIONS, misconception, variants_of
from gdtrace.grading.mistake_page import Compared, compared_values
from gdtrace.presets import preset
from gdtrace.problems import Problem
from gdtrace.steps import Key
from gdtrace.trace import Trace
from gdtrace.training import train

PRESETS_SHOWN = ("tutorial-3-2-1", "logistic-neuron", "sigmoid-neuron", "two-two-two")

WIDTH = 100


def shown_on() -> dict[str, Problem]:
    """Return problems on which every mistake can be seen, on the first that it shows on.

    No problem that comes with gdtrace has the sum of errors for its cost, or the tangent.
    """
    first, recap = preset("tutorial-3-2-1"), preset("sigmoid-neuron")
    layers = [evolve(layer, activation="tanh") for layer in first.network.layers]
    problems = {name: preset(name) for name in PRESETS_SHOWN}
    problems[f"{recap.name}` with `reduction = sum"] = evolve(
        recap, training=evolve(recap.training, reduction="sum")
    )
    problems[f"{first.name}` with `activation = tanh"] = evolve(
        first, network=evolve(first.network, layers=layers)
    )
    return problems


def listed() -> str:
    """Return all mistakes in a line each."""
    from tabulate import tabulate

    rows = [[each.id, each.step, each.title] for each in MISCONCEPTIONS.values()]
    table = tabulate(
        rows,
        headers=["misconception", "step", "what it is"],
        tablefmt="simple",
        disable_numparse=True,
        maxcolwidths=[None, None, WIDTH - 53],
    )
    return f"{table}\n"


def described(id: str) -> str:
    """Return everything that is known of one mistake."""
    each = misconception(id)
    return "\n".join(
        [
            fill(f"{each.id}: {each.title}", WIDTH, break_on_hyphens=False),
            "",
            *(_beside(f"{name:<10}", text) for name, text in _texts(each) if text),
            "",
        ]
    )


def _texts(each: Misconception) -> Iterator[tuple[str, str]]:
    yield "step", each.step
    yield "where", "in all layers, or in one" if each.layered else "wherever it can happen"
    yield "symptom", each.symptom
    yield "look", each.look
    yield "compare", each.compare or "(the experiment of the step)"
    yield "idea", each.idea
    yield "note", each.note
    yield "counts as", "a convention, not a mistake" if each.convention else ""


def _beside(name: str, text: str) -> str:
    # A line that begins with a space is one of a program, and stays as it is.
    lines = [line if line[:1] == " " else fill(line, WIDTH - 10) for line in text.split("\n")]
    return name + indent("\n".join(lines), " " * 10).lstrip()


def page() -> str:
    """Return the page of the documentation, with the numbers of the tutorial's network."""
    traces = {name: train(each, iterations=2) for name, each in shown_on().items()}
    sections = [_section(each, traces) for each in MISCONCEPTIONS.values()]
    return "\n".join([HEAD, *sections])


HEAD = f"""\
# Known mistakes

<!-- Written by python -m gdtrace.grading.document docs/misconceptions.md: change the catalogue. -->

Every mistake below is a change of the equations, so that its numbers are computed and not
collected. `gdtrace misconceptions` lists them, `gdtrace misconceptions ID` shows the hints that
belong to one, and `gdtrace trace PROBLEM --mistake ID` puts its numbers beside the right ones.

The numbers are those of the first iteration of `{PRESETS_SHOWN[0]}`, or of another problem where
the mistake cannot be made or seen there: the first values that go wrong, and a gradient that they
spoil. The ratio is the wrong value divided by the right one.

There are {len(MISCONCEPTIONS)} of them, in the order of the derivation.
"""


def _section(each: Misconception, traces: dict[str, Trace]) -> str:
    head = [each.title, *_kind(each), each.symptom]
    texts = [fill(text, WIDTH, break_on_hyphens=False) for text in (*head, each.note)]
    parts = [f"## {each.id}", *texts[:-1], _numbers(each, traces), texts[-1]]
    return "\n\n".join(parts) + "\n"


def _kind(each: Misconception) -> Iterator[str]:
    if each.convention:
        yield "A convention: not wrong in itself."
    if each.needs_alias:
        yield "Only meant where two names for one array were seen."


def _numbers(each: Misconception, traces: dict[str, Trace]) -> str:
    """Return the table of the first values that a mistake changes anywhere."""
    for name, trace in traces.items():
        for index in (0, 1):
            for variant in variants_of(each, trace.program):
                wrong = [v for v in compared_values(trace, index, variant) if not v.same]
                # With one neuron, a count less one divides by 0; another problem shows more.
                if wrong and all(isfinite(value.wrong) for value in wrong):
                    where = f"`{name}`" + (f", iteration {index}" if index else "")
                    return "\n".join([f"| {where} | right | wrong | ratio |", *_table(wrong)])
    raise AssertionError(f"{each.id} shows nowhere")


def _table(wrong: Sequence[Compared]) -> Iterator[str]:
    """Yield two values of the first step that is wrong, and the last gradient after it."""
    yield "|---|---|---|---|"
    first = [each for each in wrong if each.ref.key == wrong[0].ref.key]
    gradients = [each for each in wrong if Key(each.ref.key).role in ("grad_W", "grad_b")]
    for each in dict.fromkeys([*first[:2], *gradients[-1:]]):
        example = f" of example {each.example}" if each.example else ""
        ratio = f"{each.wrong / each.right:.5g}" if each.right else ""
        yield f"| {each.symbol}{example} | {each.right:.6g} | {each.wrong:.6g} | {ratio} |"


def main(arguments: Iterable[str]) -> None:
    """Write the page to the files, or to standard output."""
    for file in arguments:
        Path(file).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
