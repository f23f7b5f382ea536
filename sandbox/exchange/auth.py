"""Who is asking: Basic, and NTLM, whose handshake belongs to a connection and not to a request.

What checks NTLM here knows no password with a colon in it.
"""

import base64
import binascii
import hmac
import os
from collections import OrderedDict
from pathlib import Path
from typing import Any

import spnego

from sandbox.exchange.answers import Answer
from sandbox.exchange.mailbox import Mailboxes, Row

MOST = 1000
"""Connections whose handshake is remembered."""
OFFERS = {"basic": ('Basic realm="Exchange"',), "ntlm": ("NTLM",), "both": ("NTLM", 'Basic realm="Exchange"')}
Peer = tuple[str, int]


class Gatekeeper:
    """`users` is a file that the NTLM of pyspnego reads, with a line for each account."""

    def __init__(self, world: Mailboxes, users: Path) -> None:
        self._world = world
        self._users = users
        self._shaking: OrderedDict[Peer, Any] = OrderedDict()
        self._known: OrderedDict[Peer, str] = OrderedDict()

    def caller(self, header: str, peer: Peer) -> Row | Answer:
        """The account, or the refusal."""
        scheme, _, told = header.partition(" ")
        auth = self._world.switches.auth
        if scheme.lower() == "basic" and auth != "ntlm":
            return self._by_password(told) or self._refused()
        if scheme.lower() in ("ntlm", "negotiate") and auth != "basic":
            return self._by_handshake(told, peer)
        known = self._world.account(self._known.get(peer, "")) if not header else None
        return known or self._refused()

    def forget(self) -> None:
        """Every connection has to shake hands again."""
        self._known.clear()
        self._shaking.clear()

    def _by_password(self, told: str) -> Row | None:
        try:
            said = base64.b64decode(told, validate=True)
        except binascii.Error:
            return None
        found = (self._matching(said, encoding) for encoding in ("utf-8", "latin-1"))
        return next(filter(None, found), None)

    def _matching(self, said: bytes, encoding: str) -> Row | None:
        """Clients don't agree on how signs beyond ASCII are sent."""
        name, _, password = said.decode(encoding, "replace").partition(":")
        account = self._world.account(name)
        is_right = account is not None and hmac.compare_digest(account["password"].encode(), password.encode())
        return account if is_right else None

    def _by_handshake(self, told: str, peer: Peer) -> Row | Answer:
        try:
            token = base64.b64decode(told, validate=True)
            context = self._shaking.pop(peer, None) if token[8:9] == b"\x03" else self._begun()
            if context is None:
                return self._refused()
            answer = context.step(token)
        except (binascii.Error, spnego.exceptions.SpnegoError, ValueError):
            return self._refused()
        if not context.complete:
            _remember(self._shaking, peer, context)
            return Answer(401, b"", repeated=(("www-authenticate", f"NTLM {base64.b64encode(answer).decode()}"),))
        account = self._world.account(context.client_principal)
        if account is None:
            return self._refused()
        _remember(self._known, peer, account["id"])
        return account

    def _begun(self) -> Any:
        lines = [
            f"{domain}:{name}:{one['password']}"
            for one in self._world.rows("account").values()
            for domain, name in (("ACME", one["login"]), ("", one["login"]), ("", one["id"]))
        ]
        os.environ["NTLM_USER_FILE"] = str(self._users)  # the only way to tell pyspnego who there is
        self._users.write_text("\n".join(lines) + "\n", "utf-8")
        return spnego.server(protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm)

    def _refused(self) -> Answer:
        offers = OFFERS[self._world.switches.auth]
        return Answer(401, b"", repeated=tuple(("www-authenticate", one) for one in offers))


def _remember(known: "OrderedDict[Peer, Any]", peer: Peer, what: object) -> None:
    known[peer] = what
    while len(known) > MOST:
        known.popitem(last=False)
