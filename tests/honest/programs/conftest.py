"""Keeps pytest away from the programs: they are run in the sandbox only."""

collect_ignore_glob = ["*.py"]
