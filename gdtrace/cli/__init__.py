"""The command line. Data go to standard output, everything else to standard error."""

from importlib import import_module
from typing import Any

import click

from gdtrace._version import __version__
from gdtrace.cli.running import INTERRUPTED
from gdtrace.errors import GdtraceError

COMMANDS = (
    "certify",
    "check",
    "derive",
    "diagram",
    "exercises",
    "explain",
    "grade",
    "gradebook",
    "init",
    "misconceptions",
    "plot",
    "problem",
    "problems",
    "replay",
    "start",
    "trace",
)
"""Only the module of the command that is called is imported; it has the name of the command."""

ELSEWHERE = {"problem": "problems"}
"""The modules of those commands that have none of their own."""


class Commands(click.Group):
    """A group that answers a problem or a misspelt name given as a command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"gdtrace.cli.{ELSEWHERE.get(cmd_name, cmd_name)}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say what was meant."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise click.UsageError(_meant(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what gdtrace raises on purpose is a message, not a traceback."""
        try:
            return super().invoke(ctx)
        except GdtraceError as error:
            raise Refused(str(error)) from error
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            ctx.exit(INTERRUPTED)


class Refused(click.ClickException):
    """A message for the user; the exit code for wrong usage."""

    exit_code = 2


def _meant(word: str) -> str:
    from pathlib import Path

    from gdtrace.errors import nearest
    from gdtrace.presets import PRESETS

    if word in PRESETS or (word.endswith(".toml") and Path(word).exists()):
        return f"That is a problem. Try: gdtrace trace {word}"
    ways = [f"gdtrace {command}" for command in nearest(word, COMMANDS, limit=1)]
    ways += [f"gdtrace trace {preset}" for preset in nearest(word, PRESETS, limit=1)]
    if word == "help":
        ways = ["gdtrace --help"]
    way_out = f"Did you mean: {' or '.join(ways)}" if ways else "gdtrace --help lists them"
    return f"There is no command {word}. {way_out}"


EXAMPLES = """\b
Examples:
  gdtrace trace tutorial-3-2-1             every step of the first iteration
  gdtrace trace tutorial-3-2-1 --at last   ... and of the last one
  gdtrace diagram tutorial-3-2-1 -o 1.svg  the network with its symbols, to look at
  gdtrace plot tutorial-3-2-1 -o plot.png  prediction and error over time
  gdtrace explain tutorial-3-2-1 W11       one weight, factor by factor
  gdtrace derive tutorial-3-2-1            the equations without numbers
  gdtrace problems                         the networks that come with gdtrace
  gdtrace problem two-two-two > mine.toml  a start for a problem of your own
  gdtrace exercises                        functions to write yourself, course by course
  gdtrace start mine update-weight         copies an exercise into the folder mine
  gdtrace check train_step.py              where what you have written goes wrong first
  gdtrace grade --help                     marks what a whole class has handed in
  gdtrace init gradescope autograder       makes gdtrace the autograder of a course
"""


@click.group(
    cls=Commands,
    epilog=EXAMPLES,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, message="gdtrace %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Trace gradient descent step by step: every equation, its numbers, its value."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
