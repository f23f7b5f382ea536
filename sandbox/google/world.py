"""All that the stand-in remembers, and who lives in it."""

from sandbox.google.switches import Switches
from sandbox.rows import Row, Rows


class World(Rows[Switches]):
    def add_account(self, email: str, name: str, zone: str = "Europe/Berlin", locale: str = "de") -> Row:
        """A new person with an address; known addresses stay as they are."""
        held = self.account(email)
        if held is not None:
            return held
        number = str(108_000_000_000_000_000_000 + len(self.rows("account")))
        return self.welcome({"id": email.lower(), "sub": number, "name": name, "zone": zone, "locale": locale})
