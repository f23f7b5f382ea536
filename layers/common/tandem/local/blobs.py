"""Sealed values too large for a row, each a file in one folder."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tandem.domain.errors import Unavailable
from tandem.local.durable import sync_folder, write_new
from tandem.state.blob_name import require_name, require_prefix

_LEAF = "~"
"""Ends a file's name, and no part of a value's: so `a/b` and `a/b/c` can both be there."""


class LocalBlobs:
    """Blobs over a folder. Names and prefixes that could leave it, or the company, are a ValueError."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder

    def put(self, name: str, content: bytes) -> None:
        """Durable when it returns, and whole or not there whatever happens meanwhile."""
        path = self._path(name)
        with _translated():
            self._make_folder(path.parent)
            draft = path.with_name(f"{path.name}{secrets.token_hex(8)}")
            write_new(draft, content)
            os.replace(draft, path)
            sync_folder(path.parent)

    def get(self, name: str) -> bytes | None:
        path = self._path(name)
        with _translated():
            try:
                return path.read_bytes()
            except FileNotFoundError:
                return None

    def delete(self, prefix: str) -> None:
        require_prefix(prefix)
        parent, _, start = prefix.rpartition("/")
        folder = self._folder / parent
        if not folder.is_dir():
            return
        with _translated():
            for entry in list(os.scandir(folder)):
                if entry.name.startswith(start):
                    _remove(entry)
            sync_folder(folder)
            if not start:
                _remove_empty(folder)

    def _path(self, name: str) -> Path:
        require_name(name)
        return self._folder / (name + _LEAF)

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


@contextmanager
def _translated() -> Iterator[None]:
    """A full disk, or a folder that another thread deletes at this moment: the same call may do it later."""
    try:
        yield
    except OSError as error:
        raise Unavailable("blobs_unavailable", type(error).__name__) from error


def _remove_empty(folder: Path) -> None:
    """Its name tells whose it was. If somebody puts a value there at this moment, it stays."""
    with suppress(OSError):
        folder.rmdir()
        sync_folder(folder.parent)


def _remove(entry: "os.DirEntry[str]") -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path)
    else:
        Path(entry.path).unlink(missing_ok=True)
