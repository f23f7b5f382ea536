"""Fuzzing on all cores:

python -m tests.fuzz --webhooks 200000 --cards 100000 --answers 50000 --seed 1
"""

import argparse
import json
import os
import sys
import time

from tests.fuzz.campaign import Tally, everywhere
from tests.fuzz.found import pieces
from tests.fuzz.targets import TARGETS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    for name in TARGETS:
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=0, metavar="INPUTS")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="all cores if it isn't said")
    chosen = parser.parse_args()
    tallies = [_told(name, getattr(chosen, name), chosen) for name in TARGETS if getattr(chosen, name)]
    return 1 if any(tally.failures for tally in tallies) else 0


def _told(name: str, count: int, chosen: argparse.Namespace) -> Tally:
    began = time.monotonic()
    tally = everywhere(TARGETS[name], chosen.seed, count, chosen.processes)
    print(tally.line(name) + f" ({time.monotonic() - began:.0f} s)", flush=True)
    for cause, inputs in tally.failed.items():
        print(f"  {cause}\n    {json.dumps({'target': name, 'input': pieces(inputs[0])})[:2_000]}", flush=True)
    return tally


if __name__ == "__main__":
    sys.exit(main())
