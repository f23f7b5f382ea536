"""What the stand-in has from its first minute: one OAuth client, and the people of the made-up company."""

import secrets

from sandbox.google.world import World

ACCOUNTS = (
    ("anna.berger@acme.example", "Anna Berger", "de"),
    ("ben.adler@acme.example", "Ben Adler", "de"),
    ("clara.voss@acme.example", "Clara Voss", "en"),
)


def seed(world: World) -> None:
    """Fill a world that nobody lives in yet; else leave everything as it is."""
    if world.meta("client"):
        return
    number = "431987650012"
    client_id = f"{number}-{secrets.token_hex(16)}.apps.googleusercontent.com"
    world.set_meta("client", client_id=client_id, client_secret=f"GOCSPX-{secrets.token_urlsafe(21)}")
    for email, name, locale in ACCOUNTS:
        world.add_account(email, name, locale=locale)
