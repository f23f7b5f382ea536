"""What may and may not stand in this repository."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

TOP_LEVEL = {
    *("functions", "layers", "infra", "tests", "events", "sandbox", "benchmarks", "docs", ".ci"),
    *("pyproject.toml", "README.md", "Makefile", "CHANGELOG.md", ".gitignore"),
    *("requirements.lock", "requirements-dev.lock", "requirements-cloud.lock"),
}
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-cloud.lock", "layers/common/requirements.lock"]

# Written in pieces, so that this file doesn't find itself.
REGISTRIES = [
    "py" + "pi.",
    "pythonhosted" + ".",
    "registry.npm" + "js",
    "npmjs" + ".",
    "npm.pkg" + ".",
    "artifact" + "ory",
]
MARKS = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return [ROOT / name for name in names.stdout.split("\0") if name and (ROOT / name).is_file()]


def lines_with(words: list[str], paths: list[Path], flags: re.RegexFlag) -> list[str]:
    """`file:line` of each line that holds one of the words."""
    pattern = re.compile("|".join(rf"(?<![\w-]){re.escape(word)}" for word in words), flags)
    found = []
    for path in paths:
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.name}:{number}")
    return found


@pytest.fixture(scope="module")
def files() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    return tracked()


def test_the_top_level_holds_only_what_the_design_names(files: list[Path]) -> None:
    entries = {path.relative_to(ROOT).parts[0] for path in files}

    assert entries <= TOP_LEVEL


def test_no_file_names_a_package_registry(files: list[Path]) -> None:
    assert lines_with(REGISTRIES, files, re.IGNORECASE) == []


def test_nothing_is_left_for_later_in_the_source(files: list[Path]) -> None:
    assert (
        lines_with(MARKS, [path for path in files if path.suffix in {".py", ".yaml", ".toml", ".md", ".sh"}], re.NOFLAG)
        == []
    )


def test_a_planted_registry_and_a_planted_mark_are_found(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(f"url = 'https://{REGISTRIES[0]}org/simple'\n\n# {MARKS[0]}: later\n", encoding="utf-8")

    assert lines_with(REGISTRIES, [planted], re.IGNORECASE) == ["planted.py:1"]
    assert lines_with(MARKS, [planted], re.NOFLAG) == ["planted.py:3"]


def test_every_locked_package_carries_its_hashes() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(
            r"^[a-z0-9][^\n]*== ?[^\n]*$(?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?$)*", text, re.MULTILINE
        )

        assert pins
        assert [pin.splitlines()[0] for pin in pins if "--hash=" not in pin] == []


def test_what_runs_is_locked_alike_for_running_here_running_in_lambda_and_testing() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9][\w.-]*==[\w.]+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert pins("layers/common/requirements.lock") < pins("requirements.lock") < pins("requirements-dev.lock")


def test_what_the_layer_holds_does_not_depend_on_the_python_that_builds_it() -> None:
    lock = (ROOT / "layers" / "common" / "requirements.lock").read_text(encoding="utf-8")

    assert "python_version" not in lock
    assert "python_full_version" not in lock
