"""The cloud's tools as a person runs them, in `.venv-cloud`. `tests/conftest.py` names this module as a plugin."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cloud.emulator import REGION, ROOT, require_tool


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


def built_by_sam(tools: Tools, folder: Path, **environment: str) -> Path:
    """What `sam build` makes of the template, in `folder`."""
    config = str(ROOT / "infra" / "samconfig.toml")
    done = tools.run("sam", "build", "--config-file", config, "--build-dir", str(folder), **environment)
    assert done.returncode == 0, done.stderr
    return folder
