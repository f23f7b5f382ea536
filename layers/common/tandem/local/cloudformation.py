"""Reads CloudFormation's YAML, whose short tags are written out, and its parameters replaced by their defaults."""

from collections.abc import Mapping
from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """The safe one, with CloudFormation's tags."""


def _intrinsic(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    name = tag if tag in {"Ref", "Condition"} else f"Fn::{tag}"
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        return {name: str(value).split(".", 1) if tag == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    if isinstance(node, yaml.MappingNode):
        return {name: loader.construct_mapping(node, deep=True)}
    raise TypeError(f"a {type(node).__name__} can't be tagged")


_Loader.add_multi_constructor("!", _intrinsic)


def read(text: str) -> dict[str, Any]:
    """`!Ref` to a parameter becomes its default, other tags their long form: `{"Fn::GetAtt": ["Queue", "Arn"]}`."""
    document = yaml.load(text, _Loader)  # noqa: S506  # a SafeLoader with a few tags
    parameters = document.get("Parameters", {})
    defaults = {name: parameter["Default"] for name, parameter in parameters.items() if "Default" in parameter}
    return {name: _replace(section, defaults) for name, section in document.items()}


def _replace(value: Any, defaults: Mapping[str, Any]) -> Any:
    match value:
        case {"Ref": str(name), **others} if name in defaults and not others:
            return defaults[name]
        case {"Fn::Sub": str(text), **others} if not others:
            for name, default in defaults.items():
                text = text.replace(f"${{{name}}}", str(default))
            return {"Fn::Sub": text} if "${" in text else text
        case dict():
            return {name: _replace(inner, defaults) for name, inner in value.items()}
        case list():
            return [_replace(inner, defaults) for inner in value]
        case _:
            return value
