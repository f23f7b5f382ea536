"""`python -m tests.simulation.bugs --table`: look for every planted bug anew, and write down how long it took."""

import argparse
import sys

from tests.simulation.bugs import BUGS
from tests.simulation.bugs.search import SECONDS, SEEDS, search_all
from tests.simulation.bugs.table import write_table


def main() -> int:
    chosen = _parser().parse_args()
    missed = 0
    for found in search_all(chosen.names or BUGS, chosen.seeds, chosen.seconds):
        missed += found.replay is None
        print(_line(found.bug, found.replay, chosen.seeds), flush=True)
    if chosen.table:
        write_table()
    return int(missed > 0)


def _line(name: str, replay: object, seeds: int) -> str:
    if replay is None:
        return f"{name}: none of {seeds} seeds caught it"
    return f"{name}: seed {replay.seed}, {len(replay.record) - 1} steps, {replay.invariant}: {replay.about}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.bugs", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these; all where none is named")
    parser.add_argument("--seeds", type=int, default=SEEDS, help=f"how many are tried for each ({SEEDS})")
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"how long each is made shorter ({SECONDS})")
    parser.add_argument("--table", action="store_true", help="write the table into docs/simulation.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
