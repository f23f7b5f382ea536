"""The key file: 32 random bytes that wrap all data keys of this machine, readable by its user only."""

import secrets
from pathlib import Path

from tandem.domain.errors import Refused
from tandem.local.durable import make_once

_BYTES = 32


def master_key(path: Path) -> bytes:
    """The file's key, made at the first call.

    Raise `Refused`: "key_file_exposed" if others may read it, "key_file_broken" if it holds no key.
    """
    if not path.exists():
        make_once(path, secrets.token_bytes(_BYTES))
    if path.stat().st_mode & 0o077:
        raise Refused("key_file_exposed", str(path))
    key = path.read_bytes()
    if len(key) != _BYTES:
        raise Refused("key_file_broken", str(path))
    return key
