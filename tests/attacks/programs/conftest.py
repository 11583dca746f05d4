"""Keeps pytest away from the attacks: they are run in the sandbox only."""

collect_ignore_glob = ["*.py", "*/*.py"]
