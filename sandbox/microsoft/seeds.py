"""What the stand-in has from its first minute: one app, and the people of the made-up company."""

import secrets
from uuid import uuid4

from sandbox.microsoft.world import World

ACCOUNTS = (
    ("anna.berger@acme.example", "Anna Berger", False),
    ("ben.adler@acme.example", "Ben Adler", False),
    ("clara.voss@outlook.example", "Clara Voss", True),
)
"""The last one is a personal account."""


def seed(world: World) -> None:
    """Fill a world that nobody lives in yet; else leave everything as it is."""
    if world.meta("client"):
        return
    world.set_meta("client", client_id=str(uuid4()), client_secret=f"abC8Q~{secrets.token_urlsafe(25)}")
    for email, name, personal in ACCOUNTS:
        world.add_account(email, name, personal=personal)
