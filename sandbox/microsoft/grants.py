"""Codes and tokens: rows that belong to one client and one account, and end."""

import secrets
from typing import Any

from sandbox.microsoft.world import World
from sandbox.rows import Row

PREFIXES = {"code": "M.C5_", "refresh": "M.R3_BAY.-", "access": "EwB4A8l6"}


class Grants:
    """One consent is one `root`; all its tokens name it, and a revocation ends them together."""

    def __init__(self, world: World) -> None:
        self.world = world

    def issue(self, what: str, email: str, scopes: list[str], life: float, **more: Any) -> Row:
        self._tidy()
        token = f"{PREFIXES[what]}{secrets.token_urlsafe(48)}"
        until = self.world.clock.now() + life
        row = {"id": token, "what": what, "email": email, "scopes": scopes, "until": until, **more}
        return self.world.put("grant", row)

    def _tidy(self) -> None:
        now = self.world.clock.now()
        for token in [row["id"] for row in self.world.rows("grant").values() if row["until"] <= now]:
            self.world.drop("grant", token)

    def find(self, token: str | None, what: str) -> Row | None:
        """The live one with this text."""
        held = self.world.get("grant", token)
        if held is None or held["what"] != what or held["until"] <= self.world.clock.now():
            return None
        return held

    def revoke(self, email: str) -> int:
        """All of an account's, as a changed password does it; how many went."""
        gone = [row["id"] for row in self.world.rows("grant").values() if row["email"] == email.lower()]
        for token in gone:
            self.world.drop("grant", token)
        return len(gone)

    def expire_access(self, email: str | None) -> int:
        """Access tokens end now, the refresh tokens stay; without an address everybody's."""
        rows = self.world.rows("grant").values()
        gone = [row["id"] for row in rows if row["what"] == "access" and email in (None, row["email"])]
        for token in gone:
            self.world.drop("grant", token)
        return len(gone)
