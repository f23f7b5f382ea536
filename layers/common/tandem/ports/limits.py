"""What says whether a server may be asked now: its circuit, and the company's share of tokens."""

from typing import Protocol


class Circuits(Protocol):
    """Whether a server is worth asking, as all workers together know it. Thread-safe."""

    def ask(self, service: str) -> None:
        """Before each request. Raise `CircuitOpen` where nobody may ask for now."""
        ...

    def tell(self, service: str, *, is_well: bool) -> None:
        """How the server did. Neither raises nor waits."""
        ...


class TokenBudget(Protocol):
    """The company's share of Pipedrive's tokens; one limiter per company, whatever the process."""

    def take(self, tokens: int) -> None:
        """Raise `RateLimited` (daily) when the share of today is spent."""
        ...
