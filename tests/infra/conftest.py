"""The cloud's tools, each run once: SAM's build, SAM's view of the template, and the layer built for this machine."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.layer import build_layer
from tests.cloud.tools import Tools, built_by_sam
from tests.infra.reading import TEMPLATE


@pytest.fixture(scope="session")
def transformed(tools: Tools) -> dict[str, Any]:
    return tools.transform(TEMPLATE)


@pytest.fixture(scope="session")
def built(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_by_sam(tools, tmp_path_factory.mktemp("sam") / "build")


@pytest.fixture(scope="session")
def own_layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `python` of the same layer, for this machine and its Python."""
    return build_layer(tmp_path_factory.mktemp("layer"))
