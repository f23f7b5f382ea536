"""How large the layer is, unzipped, and what in it takes the room. `python -m benchmarks.layer FOLDER` prints it."""

import sys
from collections import Counter
from pathlib import Path


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
