"""Codes and tokens: rows that belong to one client and one account, and end."""

import secrets
from typing import Any

from sandbox.google.world import World
from sandbox.rows import Row

PREFIXES = {"code": "4/0A", "refresh": "1//0", "access": "ya29.a0"}


class Grants:
    """One consent is one refresh token; its access tokens name it and die with it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def issue(self, what: str, email: str, scopes: list[str], life: float, **more: Any) -> Row:
        self._tidy()
        token = f"{PREFIXES[what]}{secrets.token_urlsafe(40)}"
        until = self.world.clock.now() + life
        row = {"id": token, "what": what, "email": email, "scopes": scopes, "until": until, **more}
        return self.world.put("grant", row)

    def _tidy(self) -> None:
        """Nobody can tell an ended token from one that never was."""
        now = self.world.clock.now()
        for token in [row["id"] for row in self.world.rows("grant").values() if row["until"] <= now]:
            self.world.drop("grant", token)

    def issue_refresh(self, email: str, scopes: list[str], client: str) -> Row:
        """Past the limit of live ones the oldest goes, without a word."""
        live = [row for row in self.of(email, "refresh") if row["client"] == client]
        for row in live[: max(0, len(live) + 1 - self.world.switches.refresh_tokens)]:
            self.end(row)
        return self.issue("refresh", email, scopes, self.world.switches.refresh_life, client=client)

    def find(self, token: str | None, what: str) -> Row | None:
        """The live one with this text."""
        held = self.world.get("grant", token)
        if held is None or held["what"] != what or held["until"] <= self.world.clock.now():
            return None
        return held

    def of(self, email: str, what: str) -> list[Row]:
        rows = self.world.rows("grant").values()
        return [row for row in rows if row["what"] == what and row["email"] == email]

    def end(self, grant: Row) -> None:
        """The grant and what hangs on it; ending an access token ends its refresh token too, as Google does."""
        root = grant.get("root") or grant["id"]
        hanging = [row["id"] for row in self.world.rows("grant").values() if root in (row["id"], row.get("root"))]
        for token in hanging:
            self.world.drop("grant", token)

    def revoke(self, email: str) -> int:
        """All of an account's, as the person does it on the page of the account; how many went."""
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
