"""The cloud's tools, each run once: SAM's build, SAM's view of the template, and the layer built for this machine."""

import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cloud.tools import Tools, built_by_sam
from tests.infra.reading import ROOT, TEMPLATE


@pytest.fixture(scope="session")
def transformed(tools: Tools) -> dict[str, Any]:
    return tools.transform(TEMPLATE)


@pytest.fixture(scope="session")
def built(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_by_sam(tools, tmp_path_factory.mktemp("sam") / "build")


@pytest.fixture(scope="session")
def own_layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `python` of the same layer, for this machine and its Python."""
    folder = tmp_path_factory.mktemp("layer")
    environment = {
        **os.environ,
        "LAYER_PYTHON": "{}.{}".format(*sys.version_info[:2]),
        "LAYER_ARCH": platform.machine(),
    }
    command = [sys.executable, str(ROOT / "layers" / "common" / "build_layer.py"), str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return folder / "python"
