"""The planted bugs by name. They are imported only where one is asked for."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def prepared(name: str | None) -> Callable[[Any], None] | None:
    """What to give to `run` for this planted bug; nothing for none. Raise `KeyError` for an unknown one."""
    return None if name is None else bugs()[name].prepare


def bugs() -> Mapping[str, Any]:
    return import_module("tests.simulation.bugs").BUGS
