"""The vault of one machine: a key file wraps the companies' data keys."""

from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tandem.domain.errors import Conflict, Refused
from tandem.domain.ids import CompanyId
from tandem.home import Expect, Key, Put, Table
from tandem.local.keyfile import master_key
from tandem.state.rows import get_one
from tandem.state.vault import DataKeyVault, decrypt, encrypt, identity

_MARK = Key("vault", "mark")
_MARK_ID = b"mark"


class KeyFileWrapping:
    """Wraps data keys by AES-GCM under the key in the file, which never leaves this process."""

    def __init__(self, master: AESGCM) -> None:
        self._master = master

    def make(self, company: CompanyId) -> tuple[bytes, bytes]:
        data_key = AESGCM.generate_key(256)
        return data_key, encrypt(self._master, data_key, identity(company, None, "data key"))

    def open(self, wrapped: bytes, company: CompanyId) -> bytes:
        return decrypt(self._master, wrapped, identity(company, None, "data key"))


class LocalVault(DataKeyVault):
    """Vault over a table and a key file."""

    def __init__(self, table: Table, key_file: Path) -> None:
        """Raise `Refused`: "key_file_exposed", "key_file_broken", or "key_file_other" if it isn't this table's."""
        master = AESGCM(master_key(key_file))
        super().__init__(table, KeyFileWrapping(master))
        _require_own_key(table, master, key_file)


def _require_own_key(table: Table, master: AESGCM, key_file: Path) -> None:
    """A lost key file, made anew, would open nothing: better told at the start than value by value."""
    row = get_one(table, _MARK)
    if row is None:
        with suppress(Conflict):
            table.transact([Put(_MARK, {"sealed": encrypt(master, b"", _MARK_ID)}, Expect.ABSENT)])
        return
    sealed = row.item.get("sealed")
    try:
        decrypt(master, sealed if isinstance(sealed, bytes) else b"", _MARK_ID)
    except Refused as error:
        raise Refused("key_file_other", str(key_file)) from error
