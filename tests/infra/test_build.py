"""What `sam build` makes: a layer with `tandem` in it that runs by itself, and functions that are a handler each."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.layer import layer_size
from tests.infra.reading import ROOT, TEMPLATE, functions, read

LIMIT = 110_000_000


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_layer_holds_tandem_and_no_machine_code_but_lambdas(built: Path) -> None:
    layer = built / "CommonLayer" / "python"
    machine_code = {path.name for path in layer.rglob("*.so")}

    assert (layer / "tandem" / "bootstrap" / "__init__.py").is_file()
    assert machine_code
    assert [name for name in machine_code if "x86_64" in name or "-311-" in name] == []
    assert not list(layer.rglob("tests"))


def test_a_function_is_its_handler_alone(built: Path) -> None:
    names = functions(read(TEMPLATE.read_text("utf-8")))

    assert {name: files(built / name) for name in names} == {name: {"handler.py"} for name in names}


def test_the_layer_is_all_that_the_functions_need(own_layer: Path) -> None:
    imports = (
        "import tandem.bootstrap.receiver, tandem.bootstrap.worker, tandem.bootstrap.console, tandem.bootstrap.aws"
    )
    # -I and -S: neither the environment, nor this folder, nor any package that is installed here
    command = [
        sys.executable,
        "-I",
        "-S",
        "-W",
        "error",
        "-c",
        f"import sys; sys.path.append({str(own_layer)!r}); {imports}",
    ]

    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    assert done.returncode == 0, done.stderr


def test_the_layer_is_compiled_ahead_where_its_python_is_at_hand(own_layer: Path) -> None:
    sources = {path for path in own_layer.rglob("*.py") if "__pycache__" not in path.parts}
    tag = sys.implementation.cache_tag
    missing = [path for path in sources if not (path.parent / "__pycache__" / f"{path.stem}.{tag}.pyc").is_file()]
    header = (own_layer / "tandem" / "__pycache__" / f"settings.{tag}.pyc").read_bytes()[:8]

    assert missing == []
    assert int.from_bytes(header[4:], "little") == 0b01  # by hash, unchecked (PEP 552)


def test_a_layer_that_would_be_compiled_at_each_cold_start_is_refused_where_that_is_asked_for(tmp_path: Path) -> None:
    environment = {**os.environ, "LAYER_PYTHON": "9.9", "LAYER_COMPILED": "required"}
    command = [sys.executable, str(ROOT / "layers" / "common" / "build_layer.py"), str(tmp_path)]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)

    assert done.returncode != 0
    assert "There is no Python 9.9 on this machine" in done.stderr
    assert files(tmp_path) == set()


@pytest.mark.skipif(platform.system() != "Linux", reason="Lambda's libraries are Linux's")
def test_the_layer_is_smaller_than_its_limit(own_layer: Path) -> None:
    sizes = layer_size(own_layer)

    assert sum(sizes.values()) < LIMIT
    assert sizes["tandem"] > 0
