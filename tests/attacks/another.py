"""Runs attacks as whoever this process is, and prints what became of them as JSON.

``python another.py FOLDER NAME ...``; the folder is empty and may be written to.
"""

import json
import os
import sys
from pathlib import Path

from attacking import attacks, outcome, world
from attrs import asdict

from gdtrace.sandbox.sandbox import Sandbox


def main(folder: str, names: list[str]) -> None:
    """Run the attacks of these names in one sandbox."""
    os.environ["GDTRACE_CACHE"] = f"{folder}/cache"
    known, inner = attacks(), Path(folder, "world")
    inner.mkdir()
    with world(inner) as around, Sandbox.start("require:L2") as sandbox:
        found = {name: asdict(outcome(sandbox, around, known[name])) for name in names}
    json.dump({"uid": os.getuid(), "outcomes": found}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
