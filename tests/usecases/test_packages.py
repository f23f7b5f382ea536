"""The packages of the use cases stand one upon the other: each imports from those below it alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tandem.usecases

ROOT = Path(tandem.usecases.__file__).parent
BOTTOM, TOP = "world", ("reconcile", "work_on", "application")
PACKAGES = (
    "runs",
    "cases",
    "telling",
    "listening",
    "matching",
    "writing",
    "undoing",
    "deciding",
    "listing",
    "seeing",
    "connecting",
    "previewing",
    "leaving",
    "live",
)
"""From the bottom to the top. `world` is below them all; what puts them together is above."""
ORDER = (BOTTOM, *PACKAGES, *TOP)


def imported(code: str) -> Iterator[str]:
    """The packages and modules of the use cases that this code imports, each by its first name."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tandem.usecases"):
            rest = (node.module or "").split(".")[2:]
            yield from rest[:1] or [alias.name for alias in node.names]


def upward(package: str, code: str) -> list[str]:
    """What it imports from above itself."""
    return [one for one in imported(code) if ORDER.index(one) > ORDER.index(package)]


def sources() -> list[tuple[str, Path]]:
    """Each module, with the package that it stands in, or its own name."""
    paths = [path for path in sorted(ROOT.rglob("*.py")) if path != ROOT / "__init__.py"]
    return [(path.relative_to(ROOT).with_suffix("").parts[0], path) for path in paths]


def test_each_package_imports_from_those_below_it_alone() -> None:
    found = {path.name: above for package, path in sources() if (above := upward(package, path.read_text("utf-8")))}

    assert found == {}


def test_every_package_has_its_place_in_the_order() -> None:
    assert {package for package, _ in sources()} == set(ORDER)


@pytest.mark.parametrize(
    "code",
    [
        "from tandem.usecases.writing.carry_out import carry_out",
        "from tandem.usecases.writing import make_items",
        "def late():\n    from tandem.usecases.deciding.release import release",
    ],
)
def test_a_planted_import_from_above_is_found(code: str) -> None:
    assert upward("cases", code) != []


def test_no_package_holds_more_than_twenty_modules() -> None:
    """One that grows beyond is hard to read: it is time to part it."""
    sizes = {package: len(list((ROOT / package).glob("*.py"))) for package in PACKAGES}

    assert {package for package, size in sizes.items() if size > 20} == set()
