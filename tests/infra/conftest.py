"""The cloud's tools, each run once: SAM's build, SAM's view of the template, and the layer built for this machine."""

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cloud.emulator import REGION, require_tool
from tests.infra.reading import ROOT, TEMPLATE


@dataclass(frozen=True, slots=True)
class Tools:
    """`home` keeps what the tools write for themselves out of the home folder of whoever runs the tests."""

    home: Path

    def run(self, tool: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [str(require_tool(tool)), *arguments]
        own = {"HOME": str(self.home), "AWS_DEFAULT_REGION": REGION, "SAM_CLI_TELEMETRY": "0", "PYTHON": sys.executable}
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LAYER_"))}
        return subprocess.run(
            command,
            cwd=ROOT,
            env={**outside, **own, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def transform(self, template: Path) -> dict[str, Any]:
        done = self.run("python", str(ROOT / "tests" / "infra" / "transform.py"), str(template))
        assert done.returncode == 0, done.stderr
        resources: dict[str, Any] = json.loads(done.stdout)
        return resources


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    home = tmp_path_factory.mktemp("tools")
    # SAM asks once a week whether it is the newest; let it think that it did just now.
    (home / ".aws-sam").mkdir()
    (home / ".aws-sam" / "metadata.json").write_text(json.dumps({"lastVersionCheck": time.time()}), "utf-8")
    return Tools(home)


@pytest.fixture(scope="session")
def transformed(tools: Tools) -> dict[str, Any]:
    return tools.transform(TEMPLATE)


@pytest.fixture(scope="session")
def built(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sam") / "build"
    done = tools.run(
        "sam", "build", "--config-file", str(ROOT / "infra" / "samconfig.toml"), "--build-dir", str(folder)
    )
    assert done.returncode == 0, done.stderr
    return folder


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
