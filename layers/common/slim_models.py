"""Makes botocore's data small when the layer is built: only what Tandem asks AWS for, without the documentation.

Each cold start reads and parses these files, and most of what they hold is texts and operations that nobody here calls.
"""

import gzip
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

OPERATIONS: Mapping[str, frozenset[str]] = {
    "dynamodb": frozenset(("BatchGetItem", "DeleteItem", "GetItem", "Query", "TransactWriteItems", "UpdateItem")),
    "kms": frozenset(("Decrypt", "GenerateDataKey")),
    "s3": frozenset(("DeleteObjects", "GetObject", "ListObjectsV2", "PutObject")),
    "secretsmanager": frozenset(("GetSecretValue",)),
    "sesv2": frozenset(("SendEmail",)),
    "sqs": frozenset(("SendMessage", "SendMessageBatch")),
}
"""By service, what `tandem.aws` calls; a test compares the two."""

_UNREAD = ("examples-1.json", "waiters-2.json")

Json = dict[str, Any]


def slim(data: Path) -> None:
    """`data` is botocore's folder of that name. It stays one that botocore can read."""
    for folder in [path for path in data.iterdir() if path.is_dir()]:
        if folder.name in OPERATIONS:
            _slim_service(folder, OPERATIONS[folder.name])
        else:
            shutil.rmtree(folder)
    endpoints = data / "endpoints.json"
    _write(endpoints, slim_endpoints(_read(endpoints)))


def slim_endpoints(endpoints: Json) -> Json:
    """All partitions and regions, but no services other than ours."""
    partitions = [
        {**partition, "services": {name: one for name, one in partition["services"].items() if name in OPERATIONS}}
        for partition in endpoints["partitions"]
    ]
    return {**endpoints, "partitions": partitions}


def slim_model(model: Json, operations: frozenset[str]) -> Json:
    """The operations and the shapes that they reach. Raise KeyError for an operation that the service hasn't."""
    kept = {name: model["operations"][name] for name in sorted(operations)}
    shapes = {name: model["shapes"][name] for name in sorted(_reached(kept, model["shapes"]))}
    return {**model, "operations": kept, "shapes": shapes}


def _slim_service(folder: Path, operations: frozenset[str]) -> None:
    """Only the newest version stays, as text: Lambda unpacked the layer already. Files with extras stay as they are."""
    *older, newest = sorted(path for path in folder.iterdir() if path.is_dir())
    for version in older:
        shutil.rmtree(version)
    for name in _UNREAD:
        (newest / name).unlink(missing_ok=True)
    for packed in newest.glob("*.json.gz"):
        _write(packed.with_suffix(""), _undocumented(json.loads(gzip.decompress(packed.read_bytes()))))
        packed.unlink()
    service, pages = newest / "service-2.json", newest / "paginators-1.json"
    _write(service, slim_model(_read(service), operations))
    _write(pages, {"pagination": {name: one for name, one in _read(pages)["pagination"].items() if name in operations}})


def _reached(operations: Json, shapes: Json) -> set[str]:
    reached: set[str] = set()
    waiting = list(_named(operations))
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += _named(shapes[name])
    return reached


def _named(node: Any) -> Iterator[str]:
    """The shapes that a part of a model refers to."""
    if isinstance(node, dict):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from _named(part)


def _undocumented(node: Any) -> Any:
    """Texts become empty; botocore relies on some of them being there."""
    if isinstance(node, list):
        return [_undocumented(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {name: "" if _is_text(name, part) else _undocumented(part) for name, part in node.items()}


def _is_text(name: str, part: Any) -> bool:
    """A member of a shape may be called so too; then it is no text."""
    return name == "documentation" and isinstance(part, str)


def _read(path: Path) -> Json:
    read: Json = json.loads(path.read_text("utf-8"))
    return read


def _write(path: Path, content: Json) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf-8")
