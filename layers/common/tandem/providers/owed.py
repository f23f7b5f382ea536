"""A picture that can't be had for now: its contact is seen in a version that no listing tells.

So the next sweep reads that contact again, and asks for its picture once more: once in each, until it has an answer.
Only connections that never write read pictures, so no write is decided on such a version.
"""

from dataclasses import replace

from tandem.domain.ids import Version
from tandem.domain.sight import Seen

_MARK = " owes a picture"


def owing(seen: Seen) -> Seen:
    return replace(seen, version=Version(f"{seen.version}{_MARK}"))
