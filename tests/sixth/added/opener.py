"""Opens the contacts of a shelf. It goes to `tandem/bootstrap/accounts/shelf.py`."""

from collections.abc import Mapping
from pathlib import Path

from tandem.providers.shelf.contacts import Shelf

from tandem.bootstrap.accounts import Means, Opener
from tandem.domain.errors import Refused
from tandem.domain.rules import Rules
from tandem.ports import Groups, Replica, Source
from tandem.state.accounts import Account


class Shelves(Opener):
    def source(self, account: Account, rules: Rules) -> Source:
        return self.contacts(account, rules)

    def contacts(self, account: Account, rules: Rules) -> Replica:
        return _shelf(account.credentials, rules.group)

    def groups(self, account: Account) -> Groups:
        return _shelf(account.credentials)

    def check(self, address: str, credentials: Mapping[str, str]) -> Mapping[str, str]:
        if not credentials.get("key"):
            raise Refused("missing", "key")
        kept = {"folder": address, "key": credentials["key"]}
        _shelf(kept).groups()
        return kept


def _shelf(credentials: Mapping[str, str], group: str | None = None) -> Shelf:
    return Shelf(Path(credentials["folder"]), credentials["key"], group)


def opener(_means: Means) -> Shelves:
    return Shelves()
