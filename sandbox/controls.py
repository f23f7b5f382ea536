"""The controls that tests have of every stand-in under /_control: finding one, and those that are alike everywhere."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, TypeVar

import orjson

from sandbox.faults import Faults

S = TypeVar("S")
Control = Callable[[S, Any], Any]
Controls = Mapping[tuple[str, str], Control[S]]


class Gate(Protocol):
    violations: list[Any]


class Controlled(Protocol):
    """What a stand-in has for the controls that are alike."""

    @property
    def gate(self) -> Gate: ...

    @property
    def faults(self) -> Faults[Any]: ...


async def controlled(standin: S, controls: Controls[S], method: str, path: str, raw: bytes) -> tuple[Any, int]:
    """What to tell, and the status: 404 for a control that isn't there, 400 with the reason for a wrong body.

    `path` is what follows /_control.
    """
    control = controls.get((method, path.rstrip("/")))
    if control is None:
        return {"error": "no such control", "controls": sorted(f"{m} {p}" for m, p in controls)}, 404
    try:
        result = control(standin, orjson.loads(raw) if raw else {})
        return (await result if isinstance(result, Awaitable) else result), 200
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return {"error": f"{type(error).__name__}: {error}"}, 400


def get_violations(standin: Controlled, _body: Any) -> Any:
    return standin.gate.violations


def clear_violations(standin: Controlled, _body: Any) -> Any:
    standin.gate.violations.clear()
    return []


def order_fault(standin: Controlled, body: Any) -> Any:
    standin.faults.order(body)
    return {"waiting": len(standin.faults.waiting)}


def clear_faults(standin: Controlled, _body: Any) -> Any:
    standin.faults.clear()
    return {"waiting": 0}


ALIKE: dict[tuple[str, str], Control[Any]] = {
    ("GET", "/violations"): get_violations,
    ("DELETE", "/violations"): clear_violations,
    ("POST", "/fail"): order_fault,
    ("DELETE", "/fail"): clear_faults,
}
