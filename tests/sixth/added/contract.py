"""The shelf passes the suite of its port, and syncs. It goes to `tests/providers/shelf/test_contract.py`."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tandem.bootstrap.accounts import Means, opener_of
from tandem.domain.codec import to_json
from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.errors import AccessRevoked, Refused
from tandem.domain.ids import AccountId, CompanyId, RemoteId, UserId
from tandem.domain.rules import Rules
from tandem.ports import ProviderName, Replica
from tandem.state.accounts import Account
from tests.contracts.contact_contract import ContactContract
from tests.contracts.place import Place
from tests.usecases.scene import Scene

GROUP = "Kunden"


class Room:
    """People work on the files. Who knows the key opens the shelf as Tandem does, by the provider's name."""

    conditional = True
    tells_removals = True
    lists_outsiders = True
    finds_uids = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "key").write_text("secret")
        self.opener = opener_of("shelf", Means(*[None] * 4))  # a shelf needs nothing of ours

    def _open(self, folder: Path, key: str) -> Replica:
        kept = {"folder": str(folder), "key": key}
        account = Account(AccountId("a"), CompanyId("1"), UserId("1"), "shelf", str(folder), credentials=kept)
        return self.opener.contacts(account, Rules(group=GROUP))

    def replica(self) -> Replica:
        return self._open(self.folder, "secret")

    def revoked(self) -> Replica:
        return self._open(self.folder, "changed")

    def down(self) -> Replica:
        return self._open(self.folder / "elsewhere", "secret")

    def add(self, contact: Any) -> RemoteId:
        remote = RemoteId(f"typed-{self._last() + 1}")
        self._put(remote, {"contact": to_json(contact), "group": GROUP})
        return remote

    def retitle(self, remote: RemoteId, title: str) -> None:
        item = self._item(remote)
        self._put(remote, {**item, "contact": {**item["contact"], "job_title": title}})

    def remove(self, remote: RemoteId) -> None:
        self._put(remote, {**self._item(remote), "gone": True})

    def put_out(self, remote: RemoteId) -> None:
        self._put(remote, {**self._item(remote), "group": "Freunde"})

    def spoil(self, remote: RemoteId) -> None:
        self._put(remote, {**self._item(remote), "contact": "?"})

    def unknown(self) -> RemoteId:
        return RemoteId("nobody")

    def now(self) -> datetime:
        return datetime.now(UTC)

    def _item(self, remote: RemoteId) -> dict[str, Any]:
        return json.loads((self.folder / f"{remote}.json").read_text())

    def _put(self, remote: RemoteId, item: dict[str, Any]) -> None:
        (self.folder / f"{remote}.json").write_text(json.dumps({**item, "version": self._last() + 1}))

    def _last(self) -> int:
        return max((json.loads(one.read_text())["version"] for one in self.folder.glob("*.json")), default=0)


class TestShelf(ContactContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Place:
        return Room(tmp_path / "shelf")


def test_whoever_has_not_the_key_is_told_at_once(tmp_path: Path) -> None:
    room = Room(tmp_path / "shelf")

    with pytest.raises(AccessRevoked):
        room.opener.check(str(room.folder), {"key": "guessed"})
    with pytest.raises(Refused):
        room.opener.check(str(room.folder), {})


def test_it_has_contacts_to_sync_and_no_calendar() -> None:
    assert ProviderName("shelf").kinds == {"contacts"}


def test_a_contact_of_a_shelf_becomes_a_person_and_a_person_a_contact(tmp_path: Path) -> None:
    room = Room(tmp_path / "shelf")
    room.add(ContactContract.samples.little)
    scene = Scene(tmp_path, provider=room.replica())
    scene.crm.add(Contact(name=Name("Cora"), emails=(Entry("cora@example.com"),)))

    scene.start(direction="two_way")

    names = sorted(one.name.given for one in scene.crm.live().values())
    assert names == ["Bea", "Cora"]
    assert len(list(room.folder.glob("*.json"))) == 2
