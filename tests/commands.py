"""Runs the command line: inside this process for most tests, as a process for the rest."""

import io
import os
import subprocess
import sys
from functools import cache

from click.testing import CliRunner

from gdtrace.cli import main


def run(*arguments):
    """Run a command inside this process; whatever it raises by mistake is raised here."""
    result = CliRunner().invoke(main, list(arguments), prog_name="gdtrace")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@cache
def output(*arguments):
    """Return what a command prints when all goes well: nothing on standard error."""
    result = run(*arguments)
    assert ("", 0) == (result.stderr, result.exit_code)
    return result.stdout


def refusal(*arguments):
    """Return the last line that a refused command prints; nothing on standard output, code 2."""
    result = run(*arguments)
    assert ("", 2) == (result.stdout, result.exit_code)
    assert "Traceback" not in result.stderr
    return result.stderr.rstrip("\n").split("\n")[-1]


def process(*arguments, command="gdtrace", **environment):
    """Run a command as a process of its own and return its bytes, unchecked."""
    names = {**os.environ, "PYTHONWARNINGS": "error", **environment}
    return subprocess.run(
        [sys.executable, "-m", command, *arguments],
        env=names,
        capture_output=True,
        check=False,
        timeout=60,
    )


class Screen(io.StringIO):
    """Standard error that is a terminal."""

    def isatty(self):
        """Say that it is one."""
        return True
