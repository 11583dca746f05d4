"""Runs the command line: python -m gdtrace."""

from gdtrace.cli import main

main(prog_name="gdtrace")
