"""Builds the layer for the Python and the processor that Lambda runs it on, whatever this machine has.

`python3 build_layer.py FOLDER` fills FOLDER/python; the environment may name another Python or processor: LAYER_PYTHON,
LAYER_ARCH. With LAYER_COMPILED=required it fails where the files can't be compiled ahead: /opt can't be written, so
Lambda would compile them anew at each cold start.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from slim_models import slim

HERE = Path(__file__).resolve().parent
LOCK = HERE / "requirements.lock"
PYTHON = os.environ.get("LAYER_PYTHON", "3.14")
ARCH = os.environ.get("LAYER_ARCH", "aarch64")
IS_COMPILED = os.environ.get("LAYER_COMPILED") == "required"

NEWEST_GLIBC = 34  # Amazon Linux 2023, which Lambda's Python runs on since 3.12 (docs.aws.amazon.com/linux, 2026-11)
INSTALLERS_OWN = {"INSTALLER", "RECORD", "REQUESTED", "WHEEL", "direct_url.json", "top_level.txt"}
# Type stubs, C headers, and the page that Powertools can show of an API that isn't ours.
UNUSED_FILES = ("*.pyi", "*.h", "swagger-ui*")
SPOKEN = ("root", "de", "en")
"""The languages of the console: Babel brings a thousand, in 30 MB."""
UNUSED_FOLDERS = {"tests", "test"}


def main(folder: Path) -> None:
    target, interpreter = folder / "python", next(_interpreters(), None)
    if interpreter is None:
        _complain()
    shutil.rmtree(target, ignore_errors=True)
    _install(target)
    shutil.copytree(HERE / "tandem", target / "tandem", ignore=shutil.ignore_patterns("__pycache__"))
    for path in list(_unused(target)):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    slim(target / "botocore" / "data")
    if interpreter is not None:
        _compile(target, interpreter)


def _install(target: Path) -> None:
    platforms = [f"--platform=manylinux_2_{minor}_{ARCH}" for minor in range(NEWEST_GLIBC, 4, -1)]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    chosen = [*platforms, f"--platform=manylinux2014_{ARCH}", f"--python-version={PYTHON}", "--implementation=cp"]
    locked = ["--only-binary=:all:", "--require-hashes", "--no-deps", "--no-compile", f"--requirement={LOCK}"]
    subprocess.run([*command, *chosen, *locked, f"--target={target}"], check=True)  # noqa: S603  # no shell, our words


def _unused(target: Path) -> Iterator[Path]:
    yield target / "bin"
    yield from (path for path in target.rglob("*") if path.is_dir() and path.name in UNUSED_FOLDERS)
    yield from (path for pattern in UNUSED_FILES for path in target.rglob(pattern))
    locales = (target / "babel" / "locale-data").glob("*.dat")
    yield from (path for path in locales if path.stem.partition("_")[0] not in SPOKEN)
    yield from (path for path in target.glob("*.dist-info/*") if path.name in INSTALLERS_OWN)


def _compile(target: Path, interpreter: str) -> None:
    """The files are never changed in Lambda, so they needn't be compared with their sources: unchecked hashes."""
    options = ["-q", "--invalidation-mode", "unchecked-hash", "-s", str(target.parent), "-p", "/opt"]
    subprocess.run([interpreter, "-m", "compileall", *options, str(target)], check=True)  # noqa: S603  # as above


def _interpreters() -> Iterator[str]:
    """Those on this machine that are exactly the layer's Python: another one's compiled files are worth nothing."""
    question = "import sys; print('%s %d.%d' % (sys.implementation.name, *sys.version_info[:2]))"
    for candidate in (sys.executable, shutil.which(f"python{PYTHON}")):
        if candidate:
            answer = subprocess.run([candidate, "-c", question], capture_output=True, text=True, check=False)  # noqa: S603
            if answer.stdout.strip() == f"cpython {PYTHON}":
                yield candidate


def _complain() -> None:
    sentence = f"There is no Python {PYTHON} on this machine, so the layer's files are not compiled ahead."
    if IS_COMPILED:
        sys.exit(f"{sentence} Install it, or let SAM build in a container: make deploy SAM_BUILD=--use-container")
    sys.stderr.write(f"{sentence} Don't deploy it: each cold start would compile them anew.\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
