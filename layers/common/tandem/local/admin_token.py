"""The admin token of one machine: a file that only its owner can read."""

from pathlib import Path

from tandem.domain.errors import Refused
from tandem.home import Ids
from tandem.local.durable import make_once


def admin_token(path: Path, ids: Ids) -> str:
    """The token in the file, made at the first call; all who call at once get the same one.

    Raise `Refused` ("admin_token_broken") for a file without a token: an empty one would let everybody in.
    """
    if not path.exists():
        make_once(path, f"{ids.secret()}\n".encode())
    token = path.read_text().strip()
    if not token:
        raise Refused("admin_token_broken", str(path))
    return token
