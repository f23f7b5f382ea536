"""A function of the template as this process calls it: its handler, imported by path, and the context it is given."""

import sys
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import Any

from tandem.local.template import Function

Handler = Callable[[Mapping[str, Any], "Context"], Any]


@dataclass(frozen=True, slots=True)
class Context:
    """What handlers know of Lambda's context object."""

    function_name: str
    deadline: float
    stopping: Event
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 0

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:local:000000000000:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Nothing is left once this process is about to stop: work in slices ends with the slice at hand."""
        if self.stopping.is_set():
            return 0
        return max(0, int((self.deadline - time.monotonic()) * 1000))


@dataclass(frozen=True, slots=True)
class LoadedFunction:
    name: str
    handler: Handler
    timeout: timedelta
    stopping: Event

    def invoke(self, event: Mapping[str, Any]) -> Any:
        """The handler's answer, or what it raised. The time limit is told, not enforced."""
        return self.handler(event, Context(self.name, time.monotonic() + self.timeout.total_seconds(), self.stopping))


def load(function: Function, functions: Path, stopping: Event) -> LoadedFunction:
    """Import the handler under a name of its own, since all are called `handler.py`."""
    module_name, _, attribute = function.handler.rpartition(".")
    path = functions / function.folder / f"{module_name}.py"
    module = _import(f"tandem_functions_{function.folder}_{module_name}", path)
    return LoadedFunction(function.name, getattr(module, attribute), function.timeout, stopping)


def _import(name: str, path: Path) -> ModuleType:
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
