"""A mailbox of Exchange in the whole of Tandem: connected, chosen by folder, synced both ways, and let alone."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.machine import Machine
from tests.e2e.office import Office
from tests.exchange import PASSWORD, Mailbox
from tests.servers import PipedriveStandin, Radicale


@dataclass(slots=True)
class Post(Office):
    """Whose address book is a mailbox; the book of the office stays empty."""

    mailbox: Any = None

    def sign_in(self, **credentials: str) -> Any:
        mine = {"url": self.mailbox.standin.url, "username": self.mailbox.address, "password": PASSWORD}
        body = {
            "company": str(self.pipedrive.company_id),
            "user": str(self.user_id),
            "provider": "exchange",
            "address": self.mailbox.address,
            "credentials": {**mine, **credentials},
        }
        return self.machine.ask("POST", "accounts", body)

    def folders(self) -> dict[str, str]:
        self.grant()
        account = self.sign_in().value["id"]
        listed = self.machine.call("GET", f"accounts/{account}/groups")
        return {one["name"]: one["id"] for one in listed if one["id"].startswith("folder:")}


@pytest.fixture
def post(machine: Machine, pipedrive: PipedriveStandin, radicale: Radicale, mailbox: Mailbox) -> Post:
    return Post(machine, pipedrive, radicale.new_book(), mailbox=mailbox)


def test_a_folder_of_a_mailbox_is_synced_both_ways_and_who_leaves_it_is_let_be(post: Post) -> None:
    """F33"""
    mailbox = post.mailbox
    folder = mailbox.add_folder("Kunden")
    told = {"Surname": "Keller", "EmailAddress1": "mina@example.com", "MobilePhone": "+49 171 / 1"}
    mina = mailbox.add(folder, GivenName="Mina", DisplayName="Mina Keller", **told)
    leo = mailbox.add(folder, GivenName="Leo", Surname="Berg", DisplayName="Leo Berg")
    mailbox.add(GivenName="Tante", Surname="Frieda", DisplayName="Tante Frieda")

    post.open(group=post.folders()["Kunden"])
    assert post.names() == ["Leo Berg", "Mina Keller"]

    # edits on both sides, and one that is made in Pipedrive
    mailbox.change(mina, JobTitle="Leitung")
    post.edit("change", post.person("Leo Berg")["id"], phones=[{"value": "030 1", "label": "work", "primary": True}])
    post.edit("create", name="Ada King", owner_id=post.user_id)
    post.refresh()
    assert post.person("Mina Keller")["custom_fields"][post.field("Job title")] == "Leitung"
    assert "030 1" in mailbox.do("get", id=leo)["props"]["contacts:PhoneNumber|BusinessPhone"]
    made = next(one for one in mailbox.items(folder) if "Ada King" in one["props"]["contacts:DisplayName"])

    # out of the folder, deleted there, deleted in Pipedrive
    mailbox.move(mina, "contacts")
    mailbox.do("delete", id=leo)
    post.edit("delete", post.person("Ada King")["id"])
    post.refresh()
    post.refresh()

    assert post.names() == ["Mina Keller"]
    assert mailbox.items(folder) == []
    assert made["search_key"] in {one["search_key"] for one in mailbox.items("deleteditems")}
    assert sorted("Mina" in one["props"]["contacts:DisplayName"] for one in mailbox.items()) == [False, True]
    mailbox.standin.count_anew()
    post.refresh()
    assert mailbox.standin.control("stats")["writes"] == 0


def test_a_wrong_password_makes_no_account(post: Post) -> None:
    post.grant()

    answer = post.sign_in(password="wrong")

    assert answer.status in (401, 403, 422)
    assert PASSWORD not in str(answer.value)
