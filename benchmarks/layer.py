"""The layer for this machine, and how large it is. `python -m benchmarks.layer FOLDER` prints what takes the room."""

import os
import platform
import subprocess
import sys
from collections import Counter
from pathlib import Path

from benchmarks.measure import StepFailed

ROOT = Path(__file__).resolve().parents[1]


def build_layer(folder: Path) -> Path:
    """The layer's folder `python`, by the script that makes it for Lambda. Raise `StepFailed` with its complaint."""
    version = "{}.{}".format(*sys.version_info[:2])
    environment = {**os.environ, "LAYER_PYTHON": version, "LAYER_ARCH": platform.machine()}
    command = [sys.executable, str(ROOT / "layers" / "common" / "build_layer.py"), str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        raise StepFailed(done.stderr[-2000:])
    return folder / "python"


def layer_size(folder: Path) -> dict[str, int]:
    """Bytes by top package, the largest first. `folder` is the layer's `python`."""
    sizes: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            sizes[path.relative_to(folder).parts[0]] += path.stat().st_size
    return dict(sizes.most_common())


def main(folder: Path) -> None:
    sizes = layer_size(folder)
    for name, size in sizes.items():
        print(f"{size / 1e6:8.2f} MB  {name}")
    print(f"{sum(sizes.values()) / 1e6:8.2f} MB  together")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
