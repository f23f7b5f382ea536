"""The admin token of one machine: a file that only its owner can read."""

import os
from pathlib import Path

from tandem.ports import Ids


def admin_token(path: Path, ids: Ids) -> str:
    """The token in the file; made at first, mode 0600 from the start."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    token = ids.secret()
    with os.fdopen(handle, "w") as file:
        file.write(token + "\n")
    return token
