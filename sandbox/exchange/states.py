"""Sync states: opaque to whoever gets one, and of no use elsewhere."""

import base64
import binascii

from sandbox.exchange.mailbox import Mailboxes
from sandbox.exchange.soap import Refusal

Numbers = tuple[int, int]


def told_state(world: Mailboxes, log: str, base: int, at: int) -> str:
    """`base` is where the client was known to have everything, `at` how far it has been told since."""
    return base64.b64encode(f"{log}\0{base}\0{at}\0{world.number}".encode()).decode()


def read_state(world: Mailboxes, log: str, state: str | None) -> Numbers:
    """`at` and `base`; zeros for none. Raise `Refusal` for one of another folder, or one that was forgotten."""
    if not state:
        return 0, 0
    try:
        of, base, at, given = base64.b64decode(state, validate=True).decode().split("\0")
        numbers, issued = (int(at), int(base)), int(given)
    except (binascii.Error, ValueError) as error:
        raise Refusal("ErrorInvalidSyncStateData", "Synchronization state data is corrupt.") from error
    if of != log or issued < world.oldest_state:
        raise Refusal("ErrorInvalidSyncStateData", "Synchronization state data is corrupt or otherwise invalid.")
    return numbers
