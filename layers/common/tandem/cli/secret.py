"""Takes secrets from a prompt, the standard input or a file, and never from the command line."""

import getpass
import sys
from pathlib import Path

from tandem.cli.server import Told
from tandem.cli.words import say


def read_secret(path: str | None, prompt: str) -> str:
    """`path` "-" is the standard input; so is None where nobody sits at a terminal. Raise `Told` if it's empty."""
    secret = _read(path, prompt).strip()
    if not secret:
        raise Told(say("no_secret"))
    return secret


def _read(path: str | None, prompt: str) -> str:
    if path is None and sys.stdin.isatty():
        return getpass.getpass(f"{prompt}: ")
    if path in {None, "-"}:
        return sys.stdin.readline()
    try:
        return Path(str(path)).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Told(say("no_file", path=path)) from error
