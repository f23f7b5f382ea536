"""Answers of both sides' servers, read by the real clients: half of them DAV, half of them Pipedrive's JSON."""

from random import Random

from tests.fuzz import crm_answers, dav_answers

_SIDES = (dav_answers, crm_answers)


class Answers:
    """The first byte of an input says whose answer it is. Refused is what ends in one of our own errors."""

    name = "answers"

    def seeds(self) -> list[bytes]:
        return [bytes([at]) + seed for at, side in enumerate(_SIDES) for seed in side.seeds()]

    def make(self, source: Random) -> bytes:
        at = source.randrange(len(_SIDES))
        return bytes([at]) + _SIDES[at].make(source)

    def run(self, data: bytes) -> bool:
        return _SIDES[(data[0] if data else 0) % len(_SIDES)].run(data[1:])
