"""Botocore's data as the layer has it: a client made from it asks and understands just what an ordinary one does."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import botocore
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.loaders import Loader

from slim_models import OPERATIONS, slim, slim_model
from tests.infra.aws_calls import CALLS, REFUSALS, Wire
from tests.infra.reading import ROOT

DATA = Path(botocore.__file__).parent / "data"
TANDEM = ROOT / "layers" / "common" / "tandem"


@pytest.fixture(scope="module")
def slimmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the layer would have, with one service more to begin with."""
    data = tmp_path_factory.mktemp("botocore") / "data"
    for name in (*OPERATIONS, "sts"):
        shutil.copytree(DATA / name, data / name)
    for path in DATA.glob("*.json"):
        shutil.copy(path, data)
    slim(data)
    return data


def loader(data: Path) -> Loader:
    return Loader([str(data)], include_default_search_paths=False)


@pytest.mark.parametrize("operation", CALLS)
def test_a_slimmed_client_asks_and_understands_what_an_ordinary_one_does(slimmed: Path, operation: str) -> None:
    service, request, answer = CALLS[operation]
    ordinary, ours = (Wire(service, loader(data), 200, answer) for data in (DATA, slimmed))

    understood = [wire.ask(operation, request) for wire in (ordinary, ours)]

    assert ours.sent == ordinary.sent
    assert ours.sent[0][2]["authorization"]
    assert understood[0] == understood[1]


@pytest.mark.parametrize(("operation", "refusal"), REFUSALS)
def test_a_slimmed_client_understands_a_refusal(slimmed: Path, operation: str, refusal: str) -> None:
    service, request, _ = CALLS[operation]
    said = []

    for data in (DATA, slimmed):
        with pytest.raises(ClientError) as caught:
            Wire(service, loader(data), 400, refusal).ask(operation, request)
        said.append((type(caught.value).__name__, caught.value.response))

    assert said[0] == said[1]
    assert said[0][1]["Error"]["Code"]


def test_a_slimmed_client_still_turns_pages(slimmed: Path) -> None:
    client = Wire("s3", loader(slimmed), 200, CALLS["ListObjectsV2"][2]).client

    assert client.can_paginate("list_objects_v2")


def test_the_operations_that_are_kept_are_those_that_tandem_calls() -> None:
    names = {word for path in sorted(TANDEM.glob("aws/*.py")) for word in words(path)}
    names |= set(words(TANDEM / "bootstrap" / "aws.py"))
    services = {service: loader(DATA).load_service_model(service, "service-2")["operations"] for service in OPERATIONS}

    called = {service: {one for one in known if xform_name(one) in names} for service, known in services.items()}

    assert called == OPERATIONS


def words(path: Path) -> Iterator[str]:
    """What a module takes from other things by name, and its texts: a page's operation is named by a text."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_call_was_tried() -> None:
    assert {(service, operation) for operation, (service, _, _) in CALLS.items()} == {
        (service, operation) for service, operations in OPERATIONS.items() for operation in operations
    }


def test_other_services_and_texts_are_gone(slimmed: Path) -> None:
    models = [path.read_text("utf-8") for path in slimmed.rglob("service-2.json")]

    assert {path.name for path in slimmed.iterdir() if path.is_dir()} == set(OPERATIONS)
    assert len(models) == len(OPERATIONS)
    assert [text for text in models if re.search('"documentation":"[^"]', text)] == []
    assert list(slimmed.rglob("*.gz")) == []


def test_an_operation_that_a_service_has_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        slim_model({"operations": {}, "shapes": {}}, frozenset({"SendMassage"}))
