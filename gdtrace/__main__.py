"""Runs the command line: the command gdtrace, and python -m gdtrace."""

import gc

from gdtrace.cli import main


def run() -> None:
    """Run the command line in a process of its own."""
    # A command ends soon, and has little garbage: to look for it often takes longer than it saves.
    gc.set_threshold(100_000)
    try:
        main(prog_name="gdtrace")
    finally:
        # Nor is it worth it at the end: Python would look through all modules once more.
        gc.freeze()


if __name__ == "__main__":
    run()
