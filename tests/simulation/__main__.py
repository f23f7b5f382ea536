"""`python -m tests.simulation --seed 7 --trace`: the story of one run."""

import argparse
import sys
import time
import traceback

from tests.simulation.choices import Seeded
from tests.simulation.run import run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--trace", action="store_true")
    chosen = parser.parse_args()
    failed = 0
    began = time.perf_counter()
    struck = None
    for seed in range(chosen.seed, chosen.seed + chosen.seeds):
        outcome = run(Seeded(seed), print if chosen.trace else None)
        struck = outcome.struck if struck is None else struck + outcome.struck
        if outcome.violations:
            failed += 1
            print(seed, *outcome.violations[:2], sep="\n   ")
            for error in outcome.errors[:1]:
                traceback.print_exception(error, limit=-4)
    took = time.perf_counter() - began
    print(f"{chosen.seeds} seeds, {failed} violated, {chosen.seeds / took:.1f} a second")
    print(dict(struck or {}))
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
