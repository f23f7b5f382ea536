"""Who has a mailbox at the first start."""

import secrets

from sandbox.exchange.mailbox import Mailboxes

PEOPLE = (
    ("anna.berger@acme.example", "Anna Berger", "anna"),
    ("ben.adler@acme.example", "Ben Adler", "ben"),
    ("clara.voss@acme.example", "Clara Voss", "clara"),
)
CATEGORIES = ("Blaue Kategorie", "Kunden")


def seed(world: Mailboxes) -> None:
    """Idempotent: who is there stays, with their password."""
    for address, name, login in PEOPLE:
        if world.account(address) is None:
            account = world.add_account(address, name, secrets.token_urlsafe(12), login)
            world.put("account", {**account, "categories": list(CATEGORIES)})
