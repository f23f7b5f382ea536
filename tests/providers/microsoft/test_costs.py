"""What ten thousand contacts cost: no more requests than the provider's batches allow, and five in a hundred."""

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
