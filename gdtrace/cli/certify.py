"""The command that proves that exercises can tell: every known mistake shows in the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from gdtrace.cli.options import output_option

if TYPE_CHECKING:
    from gdtrace.grading.certificate import Certificate

EPILOG = """\b
Examples:
  gdtrace certify
  gdtrace certify train-step
  gdtrace certify train-step --seed 2026
"""


@click.command(epilog=EPILOG, short_help="Prove that exercises can tell known mistakes.")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the sets of inputs."
)
@output_option
@click.pass_context
def certify(context: click.Context, *, ids: Sequence[str], seed: int, output: str | None) -> None:
    """Show for exercises which known mistakes their sets of inputs detect.

    Without an ID for all of them. ID may be the folder of an exercise of your own. The exit code
    is 1 if a known mistake stays undetected.
    """
    from gdtrace.cli.output import write
    from gdtrace.grading.certificate import certify as certified
    from gdtrace.grading.exercise_files import all_exercises, exercise

    asked = [exercise(each) for each in ids] if ids else all_exercises()
    found = [certified(each, seed) for each in asked]
    text = _page(found[0]) if len(ids) == 1 else _table(found)
    write(lambda plain: text, output, use_ascii=False)
    if not all(each.holds for each in found):
        context.exit(1)


def _table(found: Sequence[Certificate]) -> str:
    from tabulate import tabulate

    rows = [
        [
            each.exercise,
            len(each.known),
            len(each.known) - len(each.undetected),
            sum(len(group.ids) for group in each.alike),
            f"{each.smallest:.1e}",
            each.weakest,
        ]
        for each in found
    ]
    headers = [
        "exercise",
        "known mistakes",
        "detected",
        "not told apart",
        "smallest separation",
        "of",
    ]
    table = tabulate(rows, headers=headers, disable_numparse=True)
    seed = found[0].seed if found else 0
    return (
        f"{table}\n\nSeparation: by how many tolerances a mistake moves the numbers, at least "
        f"(seed {seed}).\n"
    )


def _page(found: Certificate) -> str:
    detected = len(found.known) - len(found.undetected)
    lines = [
        f"{found.exercise}: {detected} of {len(found.known)} known mistakes are detected "
        f"(seed {found.seed})",
        "",
        f"The smallest separation is {found.smallest:.1e} tolerances, of {found.weakest}.",
    ]
    if found.undetected:
        lines += ["", "Not detected:", *(f"  {each}" for each in found.undetected)]
    if found.alike:
        lines += ["", "Not told apart:"]
        for group in found.alike:
            lines += [f"  {', '.join(group.ids)}", f"      {group.why}"]
    if found.silent:
        lines += ["", "Without any effect on what is returned here:"]
        lines += [f"  {each}" for each in found.silent]
    lines += ["", "Known mistakes that are detected:"]
    lines += [f"  {each}" for each in found.known if each not in found.undetected]
    return "\n".join(lines) + "\n"
