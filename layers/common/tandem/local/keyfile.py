"""The key file: 32 random bytes that wrap all data keys of this machine, readable by its user only."""

import os
import secrets
from pathlib import Path

from tandem.domain.errors import Refused
from tandem.local.durable import sync_folder, write_new

_BYTES = 32


def master_key(path: Path) -> bytes:
    """The file's key, made at the first call.

    Raise `Refused`: "key_file_exposed" if others may read it, "key_file_broken" if it holds no key.
    """
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise Refused("key_file_exposed", str(path))
    key = path.read_bytes()
    if len(key) != _BYTES:
        raise Refused("key_file_broken", str(path))
    return key


def _make(path: Path) -> None:
    """Two processes may do this at once: the first link wins, and the file is never there in part."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    write_new(draft, secrets.token_bytes(_BYTES))
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    sync_folder(path.parent)
