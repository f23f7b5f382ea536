"""How a suite, and the processes that it starts, open the table of one home."""

from dataclasses import dataclass
from importlib import import_module

from tandem.ports import Clock, Table


@dataclass(frozen=True, slots=True)
class TableHome:
    """`opener` names a function as `package.module:function` that takes a clock and the arguments."""

    opener: str
    arguments: tuple[str, ...]

    def open(self, clock: Clock) -> Table:
        module, _, function = self.opener.partition(":")
        table: Table = getattr(import_module(module), function)(clock, *self.arguments)
        return table
