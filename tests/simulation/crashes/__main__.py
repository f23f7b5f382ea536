"""`python -m tests.simulation.crashes`: die everywhere; `--table` writes the numbers into docs/simulation.md."""

import argparse
import sys
import time

from tests.simulation.crashes.enumeration import summary
from tests.simulation.crashes.scenarios import SCENARIOS
from tests.simulation.crashes.spread import enumerate_all, enumerate_one
from tests.simulation.crashes.table import put_into_page


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.crashes")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--only", default="", help="scenarios whose name has this, one after the other in this process")
    chosen = parser.parse_args()
    began = time.perf_counter()
    wanted = [name for name in SCENARIOS if chosen.only in name]
    here = chosen.only != ""
    outcomes = {name: enumerate_one(name) for name in wanted} if here else enumerate_all(wanted)
    for one in outcomes.values():
        print(f"{one.name}: {one.survived} of {one.crashes}, pairs {one.pairs_survived} of {one.pairs}")
        print(*(f"   {failure[:2000]}\n" for failure in one.failures[:3]), sep="", end="")
    print(*summary(list(outcomes.values())), f"{time.perf_counter() - began:.0f} seconds", sep="\n")
    if chosen.table:
        put_into_page(list(outcomes.values()))
    return int(any(one.failures for one in outcomes.values()))


if __name__ == "__main__":
    sys.exit(main())
