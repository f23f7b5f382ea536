"""The architecture as a test: which ring may import which, and how long a module and a handler may be."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYER = ROOT / "layers" / "common"

DOMAIN = frozenset({"domain"})
PORTS = DOMAIN | {"home", "ports"}
STATE = PORTS | {"state"}
ALLOWED = {
    "domain": DOMAIN,
    "home": DOMAIN,
    "ports": PORTS,
    "state": STATE,
    "usecases": STATE | {"usecases"},
    "providers": PORTS | {"providers"},
    "local": STATE | {"local"},
    "aws": STATE | {"aws"},
    "console": STATE | {"console", "usecases"},
    "cli": STATE | {"cli", "up"},
    "functions": frozenset({"bootstrap", "settings"}),
}
"""Ring to the rings that it may import. The roots of composition, where rings meet, may import any."""
ROOTS = frozenset({"bootstrap", "settings", "phone", "system", "up", ""})
HANDLERS_MAY = frozenset({"aws_lambda_powertools"})
ERRORS = "tandem.domain.errors"
"""What a handler answers by: it may know the errors, and nothing else behind `bootstrap`."""
STANDS_IN = frozenset({"tandem.up", "tandem.cli.serving"})
"""The command starts the stand-ins to try the product with; nothing else of the product knows of them."""


@dataclass(frozen=True, slots=True)
class Import:
    """`source`, a module of ours, imports `target`."""

    source: str
    target: str
    line: int


def ring(module: str) -> str | None:
    """The ring that a module belongs to, None for what is no part of the product."""
    package, _, rest = module.partition(".")
    if package == "functions":
        return "functions"
    return rest.partition(".")[0] if package == "tandem" else None


def fault(found: Import) -> str | None:
    """What is wrong with an import, None if nothing is."""
    source, target = ring(found.source), ring(found.target)
    top = found.target.partition(".")[0]
    if top == "sandbox" and source is not None and found.source not in STANDS_IN:
        return "the product imports the stand-ins"
    if found.source.startswith("sandbox") and target is not None:
        return "a stand-in imports the product"
    if source is None or source in ROOTS:
        return None
    if target is None:
        return _fault_outside(source, top)
    if source == "functions" and (found.target == ERRORS or found.target.startswith(f"{ERRORS}.")):
        return None
    if target not in ALLOWED[source]:
        return f"{source} imports {target}"
    return _fault_between_providers(found.source, found.target)


def _fault_outside(source: str, top: str) -> str | None:
    is_standard = top in sys.stdlib_module_names
    if source == "domain" and not is_standard:
        return "the domain imports a library"
    if source == "functions" and not is_standard and top not in HANDLERS_MAY:
        return "a handler imports a library"
    return None


def _fault_between_providers(source: str, target: str) -> str | None:
    """Each provider is a package; the modules beside them (transport and what it is made of) are for all."""
    mine, its = _provider(source), _provider(target)
    return "a provider imports another" if mine and its and mine != its else None


def _provider(module: str) -> str:
    parts = module.split(".")
    is_package = len(parts) > 2 and (LAYER / "tandem" / "providers" / parts[2]).is_dir()
    return parts[2] if parts[:2] == ["tandem", "providers"] and is_package else ""


def imports(module: str, code: str) -> Iterator[Import]:
    """Every import, wherever in the module; one that only types need counts too."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            target = "." * node.level + (node.module or "")
            yield Import(module, target, node.lineno)
            for alias in node.names:
                yield Import(module, f"{target}.{alias.name}", node.lineno)


def module_name(path: Path) -> str:
    base = LAYER if path.is_relative_to(LAYER) else ROOT
    parts = path.relative_to(base).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def modules() -> list[Path]:
    return [
        path for top in (LAYER / "tandem", ROOT / "functions", ROOT / "sandbox") for path in sorted(top.rglob("*.py"))
    ]


def faults_of(module: str, code: str) -> list[str]:
    found = ((one, fault(one)) for one in imports(module, code))
    return [f"{module}:{one.line} {what}: {one.target}" for one, what in found if what is not None]


def test_imports_point_inward() -> None:
    faults = [line for path in modules() for line in faults_of(module_name(path), path.read_text("utf-8"))]

    assert faults == []


def test_all_rings_were_looked_at() -> None:
    """The test above can't pass by finding nothing."""
    rings = {ring(module_name(path)) for path in modules()}

    assert rings >= {"domain", "ports", "state", "usecases", "providers", "console", "cli", "local", "functions"}


def test_every_ring_has_its_rule() -> None:
    rings = {name for path in modules() if (name := ring(module_name(path))) is not None}

    assert rings - ROOTS <= ALLOWED.keys()


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("tandem.domain.merge", "import phonenumbers"),
        ("tandem.domain.merge", "from tandem import ports"),
        ("tandem.domain.merge", "from tandem.phone import comparison"),
        ("tandem.ports", "from tandem.state.rows import text"),
        ("tandem.ports.crm", "from tandem.usecases.world import World"),
        ("tandem.home", "from tandem.ports import Crm"),
        ("tandem.state.links", "def late():\n    from tandem.usecases.world import World"),
        ("tandem.usecases.connecting.connect", "import tandem.providers.pipedrive.client"),
        ("tandem.usecases.connecting.connect", "from tandem import bootstrap"),
        ("tandem.providers.icloud.client", "from tandem.state.links import Links"),
        ("tandem.providers.icloud.client", "from tandem.providers.pipedrive.client import Client"),
        ("tandem.providers.icloud.client", "from tandem.providers import pipedrive"),
        ("tandem.local.table", "from tandem.console import api"),
        ("tandem.cli.main", "from tandem.usecases.seeing.views import RunView"),
        ("tandem.console.api", "from tandem.local.table import Table"),
        ("tandem.usecases.connecting.connect", "import sandbox.demo"),
        ("sandbox.demo", "from tandem.ports import Clock"),
        ("functions.console.handler", "import boto3"),
        ("functions.console.handler", "from tandem.usecases.connecting.connect import connect"),
    ],
)
def test_a_planted_bad_import_is_found(module: str, code: str) -> None:
    assert faults_of(module, code) != []


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("tandem.domain.merge", "import re\nfrom tandem.domain.rules import Rules"),
        ("tandem.providers.icloud.client", "import httpx\nfrom tandem.providers.transport import Transport"),
        ("tandem.console.api", "from tandem.usecases.seeing.views import RunView"),
        ("tandem.bootstrap.worker", "from tandem.phone import comparison\nfrom tandem.local.table import Table"),
        ("functions.console.handler", "import json\nfrom tandem.bootstrap import open_console"),
    ],
)
def test_a_good_import_is_let_be(module: str, code: str) -> None:
    assert faults_of(module, code) == []


def test_no_module_is_longer_than_250_lines() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in modules()}

    assert {path for path, length in lengths.items() if length > 250} == set()


def test_no_handler_is_longer_than_40_lines() -> None:
    handlers = list((ROOT / "functions").glob("*/handler.py"))

    assert handlers
    assert [path.parent.name for path in handlers if len(path.read_text("utf-8").splitlines()) > 40] == []
