"""The OAuth host: consent, codes, tokens, refresh and revocation (marketplace-oauth-authorization)."""

import secrets
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson

from sandbox.pipedrive.answers import HTML, Answer
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.consent import page
from sandbox.pipedrive.table import Row

SCOPES = (
    "base,contacts:full,activities:full,users:read,contact-fields:full,admin,"
    "deals:read,leads:read,recents:read,search:read"
)


class Faulty(Exception):
    """A request of the token endpoint that gets a 400 with this message."""


class OAuth:
    """Grants are rows: a code, a refresh token, an access token, each with its user and its end."""

    def __init__(self, company: Company) -> None:
        self.company = company

    def authorize(self, query: dict[str, str], headers: dict[bytes, bytes]) -> Answer:
        """Asks a browser with a page, and consents at once for a program.

        `deny` in the query refuses, `user_id` (or the switch) chooses who consents.
        """
        redirect = query.get("redirect_uri", "")
        if query.get("client_id") != self.client["client_id"] or not redirect:
            return _fault("Invalid client: client is invalid")
        if b"text/html" in headers.get(b"accept", b"") and "user_id" not in query:
            language = headers.get(b"accept-language", b"").decode("latin-1")
            asked = page(self.company.users(), self._consenting(query), query, language)
            return Answer(200, asked, HTML)
        told = {"state": query["state"]} if "state" in query else {}
        if "deny" in query:
            return _redirect(redirect, {"error": "user_denied", **told})
        code = self._grant("code", self._consenting(query), self.company.switches.code_life, redirect_uri=redirect)
        return _redirect(redirect, {"code": code["id"], **told})

    def token(self, raw: bytes, authorization: str) -> Answer:
        form = dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))
        try:
            self._check_client(form, authorization)
            match form.get("grant_type"):
                case None:
                    raise Faulty("Missing parameter: grant_type")
                case "authorization_code":
                    return self._exchange(form)
                case "refresh_token":
                    return self._refresh(form)
                case _:
                    raise Faulty("Unsupported grant type: grant_type is invalid")
        except Faulty as fault:
            return _fault(str(fault))

    def revoke(self, raw: bytes, authorization: str) -> Answer:
        """A refresh token takes all grants of its user with it; an unknown token is a success too (RFC 7009)."""
        form = dict(parse_qsl(raw.decode("utf-8", "replace")))
        try:
            self._check_client(form, authorization)
        except Faulty as fault:
            return _fault(str(fault))
        held = self.company.get("grant", form.get("token", ""))
        if held is not None and held["what"] == "refresh":
            self.uninstall(held["user_id"])
        elif held is not None:
            self.company.table("grant").drop(held["id"])
        return Answer(200, orjson.dumps({"success": True}))

    def uninstall(self, user_id: int) -> str:
        """Forget a user's grants and the webhooks made with them; the redirect URI to tell, if known."""
        grants = [row for row in self.company.table("grant").rows.values() if row["user_id"] == user_id]
        for row in grants:
            self.company.table("grant").drop(row["id"])
        for row in list(self.company.table("webhook").rows.values()):
            if row["client"] and row["owner_id"] == user_id:
                self.company.table("webhook").drop(row["id"])
                self.company.on_webhook_gone(row["id"])
        return next((row["redirect_uri"] for row in grants if row.get("redirect_uri")), "")

    def user_of(self, access_token: str) -> Row | None:
        held = self.company.get("grant", access_token)
        if held is None or held["what"] != "access" or held["until"] < self.company.clock.now():
            return None
        return self.company.get("user", held["user_id"])

    @property
    def client(self) -> Row:
        return self.company.meta("client")

    def _consenting(self, query: dict[str, str]) -> int:
        wanted = query.get("user_id") or self.company.switches.consent_user_id
        admins = [user["id"] for user in self.company.users() if user["is_admin"]]
        return int(wanted or admins[0])

    def _exchange(self, form: dict[str, str]) -> Answer:
        held = self._take(form.get("code"), "code", "Invalid grant: authorization_code")
        if held["redirect_uri"] != form.get("redirect_uri"):
            raise Faulty("Invalid request: redirect_uri is invalid")
        self.company.table("grant").drop(held["id"])
        life = self.company.switches.refresh_life
        return self._tokens(self._grant("refresh", held["user_id"], life, redirect_uri=held["redirect_uri"]))

    def _refresh(self, form: dict[str, str]) -> Answer:
        if self.company.switches.refresh_rejected:
            raise Faulty("Invalid grant: refresh_token is invalid")
        held = self._take(form.get("refresh_token"), "refresh", "Invalid grant: refresh_token")
        if self.company.switches.refresh_rotates:
            self.company.table("grant").drop(held["id"])
            held = {**held, "id": f"refresh:{secrets.token_hex(20)}"}
        held = {**held, "until": self.company.clock.now() + self.company.switches.refresh_life}
        return self._tokens(self.company.table("grant").put(held))

    def _take(self, token: str | None, what: str, complaint: str) -> Row:
        held = self.company.get("grant", token)
        if held is None or held["what"] != what:
            raise Faulty(f"{complaint} is invalid")
        if held["until"] < self.company.clock.now():
            raise Faulty(f"{complaint} has expired")
        return held

    def _tokens(self, refresh: Row) -> Answer:
        life = self.company.switches.token_life
        access = self._grant("access", refresh["user_id"], life)
        told = {"token_type": "Bearer", "scope": SCOPES, "expires_in": life, "api_domain": self.company.api_domain}
        return Answer(200, orjson.dumps({"access_token": access["id"], "refresh_token": refresh["id"], **told}))

    def _grant(self, what: str, user_id: int, life: float, **more: Any) -> Row:
        token = f"{what}:{secrets.token_hex(20)}"
        row = {"id": token, "what": what, "user_id": user_id, "until": self.company.clock.now() + life, **more}
        return self.company.table("grant").put(row)

    def _check_client(self, form: dict[str, str], authorization: str) -> None:
        given = (form.get("client_id"), form.get("client_secret"))
        if authorization.startswith("Basic "):
            try:
                name, _, secret = b64decode(authorization[6:]).decode().partition(":")
            except (NotBase64, UnicodeDecodeError):
                raise Faulty("Invalid client: cannot retrieve client credentials") from None
            given = (name, secret)
        if None in given:
            raise Faulty("Invalid client: cannot retrieve client credentials")
        if given != (self.client["client_id"], self.client["client_secret"]):
            raise Faulty("Invalid client: client is invalid")


def _redirect(uri: str, told: dict[str, Any]) -> Answer:
    mark = "&" if "?" in uri else "?"
    return Answer(302, b"", headers={"location": f"{uri}{mark}{urlencode(told)}"})


def _fault(message: str) -> Answer:
    """The JSON of these errors is not documented: RFC 6749's words with `success` beside them."""
    kind = "_".join(message.partition(":")[0].lower().split())
    body = {"success": False, "error": kind, "error_description": message, "message": message}
    return Answer(400, orjson.dumps(body))
