"""`python -m benchmarks.arrivals`: print the tables; with `--write`, put them into docs/scale.md instead."""

import argparse
import sys
from pathlib import Path

from benchmarks.arrivals.paper import written
from benchmarks.arrivals.report import blocks

PAPER = Path(__file__).resolve().parents[2] / "docs" / "scale.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.arrivals", description=__doc__)
    parser.add_argument("--write", action="store_true")
    tables = blocks()
    if parser.parse_args().write:
        PAPER.write_text(written(PAPER.read_text(encoding="utf-8"), tables), encoding="utf-8")
    else:
        print("\n\n".join(f"{name}\n\n{text}" for name, text in tables.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
