"""Seals what a row holds of people, and moves what is too large for a row to the blobs."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tandem.domain.errors import Refused
from tandem.home import Blobs, SealContext, Value, Vault

INLINE, APART = b"\x00", b"\x01"
LARGEST_INLINE = 16 * 1024
"""Bytes; an item of DynamoDB holds 400 KB and a transaction 4 MB, so larger values live in a blob."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """Sealed values in rows; the blob of a large one is named by its content, so writing it twice is no change."""

    vault: Vault
    blobs: Blobs

    def seal(self, plain: bytes, context: SealContext) -> bytes:
        if len(plain) <= LARGEST_INLINE:
            return INLINE + self.vault.seal(plain, context)
        name = f"{context.company}/{context.account or 'company'}/{context.purpose}/{sha256(plain).hexdigest()}"
        self.blobs.put(name, self.vault.seal(plain, context))
        return APART + name.encode()

    def open(self, stored: Value, context: SealContext) -> bytes:
        """Raise `Refused` ("sealed") for what can't be opened, ("lost") for a blob that is gone."""
        if not isinstance(stored, bytes):
            raise Refused("sealed")
        if stored[:1] == INLINE:
            return self.vault.open(stored[1:], context)
        sealed = self.blobs.get(stored[1:].decode())
        if sealed is None:
            raise Refused("lost")
        return self.vault.open(sealed, context)

    def seal_json(self, value: Any, context: SealContext) -> bytes:
        return self.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), context)

    def open_json(self, stored: Value, context: SealContext) -> Any:
        return json.loads(self.open(stored, context))
