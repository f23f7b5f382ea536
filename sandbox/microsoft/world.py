"""All that the stand-in remembers, and who lives in it."""

from uuid import UUID, uuid5

from sandbox.microsoft.switches import Switches
from sandbox.rows import Row, Rows

CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The tenant of all personal accounts."""
WORK = "5f3a1c52-0d5e-4c27-9f6e-6f2f4f1f7a10"


class World(Rows[Switches]):
    authority = ""

    def add_account(self, email: str, name: str, *, personal: bool = False) -> Row:
        """A new person with a mailbox; known addresses stay as they are."""
        held = self.account(email)
        if held is not None:
            return held
        tenant = CONSUMERS if personal else WORK
        oid = str(uuid5(UUID(tenant), email.lower()))
        return self.welcome({"id": email.lower(), "oid": oid, "name": name, "personal": personal, "tenant": tenant})
