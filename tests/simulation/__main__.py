"""`python -m tests.simulation --seed 7 --trace`: the story of one run; and many runs, and runs that were kept."""

import argparse
import os
import signal
import sys
import traceback
from dataclasses import replace
from pathlib import Path

from tests.simulation.story.again import SECONDS, play, shortest
from tests.simulation.story.choices import Seeded
from tests.simulation.story.failure import COMMAND, failure_of, lines
from tests.simulation.story.planted import prepared
from tests.simulation.story.replay import Replay, path_of, read, write
from tests.simulation.story.run import Outcome, run
from tests.simulation.story.soak import soak


def main() -> int:
    chosen = _parser().parse_args()
    if chosen.replay:
        return _kept(chosen)
    return _one(chosen) if chosen.seeds == 1 else _many(chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="the seed, or the first of many (0)")
    parser.add_argument("--seeds", type=int, default=1, help="how many, on all cores; 0: until Ctrl-C")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="play a run that was kept")
    parser.add_argument("--bug", metavar="NAME", help="plant this bug first, see tests/simulation/bugs")
    parser.add_argument("--trace", action="store_true", help="tell the story")
    parser.add_argument("--shrink", action="store_true", help="make a failed run shorter, and keep it as a file")
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"how long to shrink ({SECONDS})")
    return parser


def _one(chosen: argparse.Namespace) -> int:
    outcome = run(Seeded(chosen.seed), print if chosen.trace else None, prepared(chosen.bug))
    _tell(f"--seed {chosen.seed}" + _with(chosen.bug), outcome)
    if outcome.violations and chosen.shrink:
        replay = _as_replay(outcome, chosen.seed, chosen.bug)
        _shrink(replay, path_of(replay), chosen.seconds)
    return int(bool(outcome.violations))


def _kept(chosen: argparse.Namespace) -> int:
    replay = read(chosen.replay)
    replay = replace(replay, bug=chosen.bug or replay.bug)
    outcome = play(replay, print if chosen.trace else None)
    _tell(f"--replay {chosen.replay}" + _with(chosen.bug), outcome)
    if outcome.violations and chosen.shrink:
        _shrink(replace(replay, invariant=outcome.violations[0].invariant), chosen.replay, chosen.seconds)
    return int(bool(outcome.violations))


def _many(chosen: argparse.Namespace) -> int:
    soaking = soak(chosen.seed, chosen.seeds, chosen.bug)
    soaking.tell_kinds()
    if chosen.shrink and soaking.failed:
        seed = min(one.seed for one in soaking.failed)
        replay = _as_replay(run(Seeded(seed), prepare=prepared(chosen.bug)), seed, chosen.bug)
        _shrink(replay, path_of(replay), chosen.seconds)
    print(soaking.summary())
    return int(bool(soaking.failed))


def _with(bug: str | None) -> str:
    return f" --bug {bug}" if bug else ""


def _as_replay(outcome: Outcome, seed: int, bug: str | None) -> Replay:
    found = outcome.violations[0]
    return Replay(found.invariant, found.what, outcome.record, seed, bug)


def _tell(where: str, outcome: Outcome) -> None:
    if outcome.violations:
        print(*lines(failure_of(where, outcome)), sep="\n")
        for error in outcome.errors[:1]:
            traceback.print_exception(error, limit=-4)
        return
    faults = f"{outcome.struck.total()} faults of {len(outcome.struck)} kinds"
    print(
        f"{where}: {outcome.steps} steps, {outcome.calls:,} calls, {outcome.writes} writes, {faults}: nothing violated"
    )
    print(f"    trace   {outcome.trace}")


def _shrink(replay: Replay, path: Path, seconds: float) -> None:
    print(f"shrinking for at most {seconds} seconds ...", flush=True)
    short = shortest(replay, seconds)
    write(path, short)
    print(f"{len(replay.record) - 1} steps became {len(short.record) - 1}: {path}")
    print(f"    again   {COMMAND} --replay {path} --trace")


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # sets are walked through in another order each time otherwise
        again = [sys.executable, "-m", "tests.simulation", *sys.argv[1:]]
        os.execve(sys.executable, again, os.environ | {"PYTHONHASHSEED": "0"})
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # whoever pipes the story into `head` has heard enough
    sys.exit(main())
