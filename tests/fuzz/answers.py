"""Answers of servers, read by the real clients: a target for DAV and Pipedrive, and one for each other provider."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Protocol

from tests.fuzz import crm_answers, dav_answers, ews_answers
from tests.fuzz.activity_answers import ACTIVITIES
from tests.fuzz.google_answers import GOOGLE
from tests.fuzz.graph_answers import GRAPH


class Server(Protocol):
    """As a target: what one server is asked, and answers."""

    @property
    def seeds(self) -> Callable[[], list[bytes]]: ...

    @property
    def make(self) -> Callable[[Random], bytes]: ...

    @property
    def run(self) -> Callable[[bytes], bool]: ...


class Answers:
    """The first byte of an input says whose answer it is. Refused is what ends in one of our own errors."""

    def __init__(self, name: str, servers: Sequence[Server]) -> None:
        self.name = name
        self._servers = servers

    def seeds(self) -> list[bytes]:
        return [bytes([at]) + seed for at, server in enumerate(self._servers) for seed in server.seeds()]

    def make(self, source: Random) -> bytes:
        at = source.randrange(len(self._servers))
        return bytes([at]) + self._servers[at].make(source)

    def run(self, data: bytes) -> bool:
        return self._servers[(data[0] if data else 0) % len(self._servers)].run(data[1:])


def answers() -> Answers:
    return Answers("answers", (dav_answers, crm_answers, ACTIVITIES))


def google_answers() -> Answers:
    return Answers("google_answers", (GOOGLE,))


def microsoft_answers() -> Answers:
    return Answers("microsoft_answers", (GRAPH,))


def exchange_answers() -> Answers:
    return Answers("exchange_answers", (ews_answers,))
