"""Reads a template for tests: short tags as plain values, resources by type, events by kind."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "infra" / "template.yaml"

Template = Mapping[str, Any]
Resources = Mapping[str, Mapping[str, Any]]


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as plain values: `!Ref X` is "X"."""


def _plain(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


_Loader.add_multi_constructor("!", _plain)


def read(text: str) -> Template:
    template: Template = yaml.load(text, _Loader)  # a SafeLoader with tags
    return template


def of_type(template: Template, kind: str) -> Resources:
    return {name: it["Properties"] for name, it in template["Resources"].items() if it["Type"] == kind}


def functions(template: Template) -> Resources:
    """Each with what the globals give it."""
    given = template.get("Globals", {}).get("Function", {})
    return {name: {**given, **own} for name, own in of_type(template, "AWS::Serverless::Function").items()}


def events(template: Template, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, properties in functions(template).items():
        for event in properties.get("Events", {}).values():
            if event["Type"] == kind:
                yield name, event["Properties"]
