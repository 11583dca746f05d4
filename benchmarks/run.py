"""Times gdtrace next to programs that record less or nothing, and writes what came out.

    python benchmarks/run.py [--quick] [--out FOLDER] [--only PART ...]

The exit code is 0 unless something fails to run; a bar that is missed is printed as missed.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).resolve().parent
PARTS = ("tasks", "memory", "growth", "startup", "checking", "grading")


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="coarser figures, in 40 s at most")
    parser.add_argument(
        "--out", type=Path, default=HERE / "results", help="folder of the results; made if missing"
    )
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, default=PARTS, help="measure only these parts"
    )
    # For the tests: a share of all iterations, and a single round.
    parser.add_argument("--scale", type=float, default=1.0, help=argparse.SUPPRESS)
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Measure, write the tables and say where they are."""
    options = arguments(given)
    start = perf_counter()
    sys.path.insert(0, str(HERE.parent))
    from benchmarks.processor import machine, use_one_core

    # Before anything imports numpy, whose BLAS counts the cores when it is loaded.
    cores = use_one_core()
    from benchmarks import plots, report
    from benchmarks.everything import measure

    results = measure(
        machine(cores), set(options.only), quick=options.quick, scale=options.scale, start=start
    )
    written = [*report.write(results, options.out), *plots.write(results.growth, options.out)]
    print(report.bars(results.bars))
    print(f"\n{perf_counter() - start:.0f} s; written: {', '.join(map(str, written))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
