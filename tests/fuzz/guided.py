"""Fuzzing led by coverage: what reaches new code is kept, and changed further. Needs atheris, which no lock holds.

python -m tests.fuzz.guided cards -max_total_time=120

Behind the target come libFuzzer's own options. It ends at the first failure, and leaves its input as a file `crash-…`.
"""

import logging
import sys
import tempfile
from pathlib import Path
from random import Random

try:
    import atheris
except ImportError:
    sys.exit("pip install atheris first, in an environment of its own")

with atheris.instrument_imports(include=["tandem"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    logging.disable(logging.CRITICAL)
    target = TARGETS[sys.argv[1]]()

    def changed(data: bytes, most: int, seed: int) -> bytes:
        """Every other time a new input that knows the format, since bytes alone seldom stay one."""
        return target.make(Random(seed))[:most] if seed % 2 else atheris.Mutate(data, most)

    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(target.seeds()):
            (Path(corpus) / str(number)).write_bytes(seed)
        options = [sys.argv[0], "-timeout=4", "-rss_limit_mb=768", "-max_len=20000", *sys.argv[2:], corpus]
        atheris.Setup(options, lambda data: target.run(data) and None, custom_mutator=changed)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
