"""What ten thousand contacts cost: no more requests than the provider's batches allow, and five in a hundred."""

from tandem.bootstrap.accounts.microsoft import MicrosoftAccounts
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Creation
from tests.contracts.contact_contract import BEA
from tests.contracts.place import done, link, listed
from tests.providers.microsoft.mailbox import Mailbox

MANY = 10_000
PAGE, BATCH = 200, 20
MORE = 1.05


def test_ten_thousand_are_listed_by_pages_as_large_as_they_come(mailbox: Mailbox) -> None:
    """The folders, what delta doesn't show, and fifty pages."""
    mailbox.standin.control("people", {"email": mailbox.desk.email, "count": MANY, "everyday": True})
    contacts = mailbox.contacts()
    mailbox.asked()

    assert len(listed(contacts)) == MANY

    assert mailbox.asked()["http_requests"] <= MANY / PAGE * MORE


def test_a_thousand_are_made_by_batches_as_large_as_they_come(mailbox: Mailbox) -> None:
    contacts = mailbox.contacts()
    mailbox.asked()

    done(contacts, *(Creation(link(number), BEA) for number in range(1_000)))

    assert mailbox.asked()["http_requests"] == 1_000 / BATCH


def test_whether_a_contact_lies_in_the_bin_is_asked_in_the_request_that_reads_it(mailbox: Mailbox) -> None:
    remote = mailbox.add(BEA)
    contacts = mailbox.contacts()
    mailbox.asked()

    assert isinstance(contacts.read([remote])[remote], Seen)

    assert mailbox.asked()["http_requests"] == 1


def test_a_slice_of_a_mailbox_is_read_by_full_batches(mailbox: Mailbox) -> None:
    """Six of twenty: what is read, and the two questions for the folders."""
    told = {"email": mailbox.desk.email, "count": MicrosoftAccounts.batch, "everyday": True}
    ids = [RemoteId(one) for one in mailbox.standin.control("people", told)["ids"]]
    contacts = mailbox.contacts()
    mailbox.asked()

    assert all(isinstance(one, Seen) for one in contacts.read(ids).values())

    assert mailbox.asked()["http_requests"] == (MicrosoftAccounts.batch + 2) / BATCH


def test_in_a_folder_below_others_a_contact_is_found_all_the_same(mailbox: Mailbox) -> None:
    above = mailbox.new_folder("Kunden")
    remote = mailbox.add(BEA, mailbox.new_folder("Nord", above))

    assert isinstance(mailbox.contacts().read([remote])[remote], Seen)
