"""The command that shows the known mistakes: all of them in a line each, or one in full."""

import click

from gdtrace.cli.options import output_option


@click.command(
    short_help="List the known mistakes, or show one.",
    epilog="""\b
Examples:
  gdtrace misconceptions
  gdtrace misconceptions factor-2-missing
  gdtrace trace tutorial-3-2-1 --mistake factor-2-missing
""",
)
@click.argument("id", metavar="[ID]", required=False)
@output_option
def misconceptions(id: str | None, output: str | None) -> None:
    """List the mistakes that gdtrace knows, in the order of the derivation; or show the one ID.

    For teachers: the texts say what the mistake is.
    """
    from gdtrace.cli.output import write
    from gdtrace.grading.document import described, listed

    text = described(id) if id else listed()
    write(lambda _: text, output, use_ascii=False)
