"""What all stand-ins' switches can: be set together or not at all, and be told."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar


@dataclass(slots=True)
class Switchboard:
    """A subclass is a slotted dataclass, too; each of its fields is a switch with its default."""

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {}
    """The values that a switch may have, where not all of its kind make sense."""

    def update(self, wanted: dict[str, Any]) -> None:
        """Set some switches; ValueError, with nothing changed, for an unknown name or a value of the wrong kind."""
        known = {each.name: type(getattr(self, each.name)) for each in fields(self)}
        checked = {name: self._checked(name, value, known) for name, value in wanted.items()}
        for name, value in checked.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def _checked(self, name: str, value: Any, known: dict[str, type]) -> Any:
        if name not in known:
            raise ValueError(f"no switch {name}")
        if known[name] is float and type(value) is int:
            value = float(value)
        if type(value) is not known[name] or value not in self.CHOICES.get(name, (value,)):
            raise ValueError(f"switch {name}: {value!r} is not allowed")
        return value
