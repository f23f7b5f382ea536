"""Whoever adds a provider writes what is in `added`, and a line in `ports/provider.py` (docs/decisions/0022)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDED = Path(__file__).parent / "added"
LINE = '    ICLOUD = "icloud", (CONTACTS,)\n'
ONE_MORE = '    SHELF = "shelf", (CONTACTS,)\n'


def test_three_files_and_one_line_make_a_provider_that_passes_its_suite_and_syncs(tmp_path: Path) -> None:
    tandem = tmp_path / "layers/common/tandem"
    shutil.copytree(ROOT / "layers/common/tandem", tandem, ignore=shutil.ignore_patterns("__pycache__"))
    names = (tandem / "ports/provider.py").read_text()
    assert names.count(LINE) == 1
    (tandem / "ports/provider.py").write_text(names.replace(LINE, LINE + ONE_MORE))
    (tandem / "providers/shelf").mkdir()
    shutil.copy(ADDED / "contacts.py", tandem / "providers/shelf/contacts.py")
    shutil.copy(ADDED / "opener.py", tandem / "bootstrap/accounts/shelf.py")
    suite = tmp_path / "test_contract.py"
    shutil.copy(ADDED / "contract.py", suite)

    ended = _pytest(tandem.parent, suite)

    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-2000:]
    assert " passed" in ended.stdout


def _pytest(layer: Path, suite: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own, which finds that layer and no other."""
    where = ["--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml"), "-o", f"pythonpath={ROOT} {layer}"]
    options = ["-q", "-n0", "-p", "no:cacheprovider", "-p", "tests.conftest", *where]
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            *options,
            "--rootdir",
            str(ROOT),
            "-c",
            str(ROOT / "pyproject.toml"),
            str(suite),
        ],
        cwd=ROOT,
        env={**ours, "PYTHONPATH": str(layer), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
