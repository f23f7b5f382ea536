"""The OAuth hosts: consent, codes with PKCE, tokens, refresh, revocation, and who the account is."""

import hmac
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hashlib import sha256
from json import dumps
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from sandbox.google.answers import HTML, Answer, Refused, bad_credentials, told
from sandbox.google.consent import page
from sandbox.google.grants import Grants
from sandbox.google.world import World
from sandbox.rows import Row

EMAIL_SCOPES = frozenset({"email", "openid", "https://www.googleapis.com/auth/userinfo.email"})
DEAD = "Token has been expired or revoked."


class Faulty(Exception):
    """A refusal of the token endpoint: `error` and `error_description` of RFC 6749."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.answer = told({"error": error, "error_description": description}, status)


class OAuth:
    """One client, whose identifier and secret are made at the first start."""

    def __init__(self, world: World, grants: Grants) -> None:
        self.world = world
        self.grants = grants

    @property
    def client(self) -> Row:
        return self.world.meta("client")

    def ask(self, query: dict[str, str], accept_language: str) -> Answer:
        """The consent page, or the code at once where a switch names who consents."""
        if problem := self._problem(query):
            return _refusal(problem)
        consenting = self.world.switches.consent_account
        if consenting:
            return self._redirect(query, consenting, query.get("scope", "").split())
        accounts = list(self.world.rows("account").values())
        return Answer(200, page(accounts, query, accept_language), HTML)

    def decide(self, raw: bytes) -> Answer:
        """What the page's form says; `scope` comes once for each that is granted."""
        form = parse_qs(raw.decode("utf-8", "replace"), keep_blank_values=True)
        query = {name: values[-1] for name, values in form.items()}
        if problem := self._problem(query):
            return _refusal(problem)
        if query.get("decision") != "allow" or not form.get("scope"):
            return _redirected(query, {"error": "access_denied"})
        return self._redirect(query, query.get("account", ""), form["scope"])

    def token(self, raw: bytes, authorization: str) -> Answer:
        form = dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))
        try:
            self._check_client(form, authorization)
            match form.get("grant_type"):
                case "authorization_code":
                    return self._exchange(form)
                case "refresh_token":
                    return self._refresh(form)
                case other:
                    raise Faulty("unsupported_grant_type", f"Invalid grant_type: {other or ''}")
        except Faulty as fault:
            return fault.answer

    def revoke(self, form: dict[str, str]) -> Answer:
        held = self.world.get("grant", form.get("token"))
        if held is None:
            return told({"error": "invalid_token", "error_description": "Token expired or revoked"}, 400)
        self.grants.end(held)
        return told({})

    def userinfo(self, authorization: str) -> Answer:
        held = self.grants.find(authorization.removeprefix("Bearer "), "access")
        account = held and self.world.account(held["email"])
        if not held or not account:
            return bad_credentials().answer()
        email = {"email": account["id"], "email_verified": True, "name": account["name"], "locale": account["locale"]}
        return told({"sub": account["sub"], **(email if EMAIL_SCOPES & set(held["scopes"]) else {})})

    def _problem(self, query: dict[str, str]) -> str:
        if query.get("client_id") != self.client["client_id"]:
            return "invalid_client: The OAuth client was not found."
        redirect = urlsplit(query.get("redirect_uri", ""))
        if redirect.scheme != "https" and redirect.hostname not in ("127.0.0.1", "localhost", "::1"):
            return "redirect_uri_mismatch"
        if query.get("response_type") != "code":
            return "invalid_request: Required parameter is missing: response_type"
        return "" if query.get("scope") else "invalid_request: Missing required parameter: scope"

    def _redirect(self, query: dict[str, str], email: str, scopes: list[str]) -> Answer:
        account = self.world.account(email)
        if account is None:
            return _refusal("There is no such account.")
        kept = ("redirect_uri", "code_challenge", "code_challenge_method", "access_type", "prompt")
        asked = {name: query[name] for name in kept if name in query}
        code = self.grants.issue("code", account["id"], scopes, self.world.switches.code_life, asked=asked)
        return _redirected(query, {"code": code["id"], "scope": " ".join(scopes)})

    def _exchange(self, form: dict[str, str]) -> Answer:
        held = self.grants.find(form.get("code"), "code")
        if held is None:
            raise Faulty("invalid_grant", "Malformed auth code.")
        asked = held["asked"]
        if asked["redirect_uri"] != form.get("redirect_uri"):
            raise Faulty("redirect_uri_mismatch", "Bad Request")
        _check_verifier(asked, form.get("code_verifier"))
        self.world.drop("grant", held["id"])
        return self._first_tokens(held, asked)

    def _first_tokens(self, held: Row, asked: Row) -> Answer:
        """A refresh token comes offline only, and again only if the person was asked again."""
        client, email, scopes = self.client["client_id"], held["email"], held["scopes"]
        is_known = any(row["client"] == client for row in self.grants.of(email, "refresh"))
        wants_new = asked.get("prompt") == "consent" or not is_known
        if asked.get("access_type") != "offline" or not wants_new:
            return told(self.access(email, scopes, None))
        refresh = self.grants.issue_refresh(email, scopes, client)
        return told({**self.access(email, scopes, refresh["id"]), "refresh_token": refresh["id"]})

    def _refresh(self, form: dict[str, str]) -> Answer:
        held = self.grants.find(form.get("refresh_token"), "refresh")
        if held is None:
            raise Faulty("invalid_grant", DEAD)
        until = self.world.clock.now() + self.world.switches.refresh_life
        self.world.put("grant", {**held, "until": until})
        return told(self.access(held["email"], held["scopes"], held["id"]))

    def access(self, email: str, scopes: list[str], root: str | None) -> dict[str, Any]:
        """A new access token, as the token endpoint tells it."""
        life = self.world.switches.token_life
        client = self.client["client_id"]
        access = self.grants.issue("access", email, scopes, life, root=root, client=client)
        shown = {"expires_in": life, "scope": " ".join(scopes), "token_type": "Bearer"}
        return {"access_token": access["id"], **shown, **self._identity(email, scopes)}

    def _identity(self, email: str, scopes: list[str]) -> dict[str, str]:
        """An ID token for whoever asked for `openid`; nobody here has a key to sign it with."""
        account = self.world.account(email)
        if account is None or "openid" not in scopes:
            return {}
        told = {"iss": "https://accounts.google.com", "aud": self.client["client_id"], "sub": account["sub"]}
        told |= {"email": account["id"], "email_verified": True} if EMAIL_SCOPES & (set(scopes) - {"openid"}) else {}
        parts = ({"alg": "RS256", "typ": "JWT"}, {**told, "iat": int(self.world.clock.now())})
        head, body = (urlsafe_b64encode(dumps(one).encode()).decode().rstrip("=") for one in parts)
        return {"id_token": f"{head}.{body}.unsigned"}

    def _check_client(self, form: dict[str, str], authorization: str) -> None:
        given = (form.get("client_id"), form.get("client_secret"))
        if authorization.startswith("Basic "):
            try:
                name, _, secret = b64decode(authorization[6:]).decode().partition(":")
            except (NotBase64, UnicodeDecodeError):
                raise Faulty("invalid_client", "Unauthorized", 401) from None
            given = (name, secret)
        if given[0] != self.client["client_id"]:
            raise Faulty("invalid_client", "The OAuth client was not found.", 401)
        if given[1] != self.client["client_secret"]:
            raise Faulty("invalid_client", "Unauthorized", 401)

    def caller(self, authorization: str) -> Row:
        """The grant behind a bearer token. Raises Refused."""
        if not authorization:
            raise Refused(401, "required", "Login Required", location=("header", "Authorization"))
        held = self.grants.find(authorization.removeprefix("Bearer "), "access")
        if held is None:
            raise bad_credentials()
        return held


def _check_verifier(asked: Row, verifier: str | None) -> None:
    challenge = asked.get("code_challenge")
    if not challenge:
        return
    if not verifier:
        raise Faulty("invalid_grant", "Missing code verifier.")
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    is_hashed = asked.get("code_challenge_method") == "S256"
    if not hmac.compare_digest(challenge, digest if is_hashed else verifier):
        raise Faulty("invalid_grant", "Invalid code verifier.")


def _redirected(query: dict[str, str], told_back: dict[str, str]) -> Answer:
    uri = query["redirect_uri"]
    state = {"state": query["state"]} if "state" in query else {}
    return Answer(302, b"", headers={"location": f"{uri}{'&' if '?' in uri else '?'}{urlencode(state | told_back)}"})


def _refusal(problem: str) -> Answer:
    return Answer(400, f"<!doctype html><title>Error 400</title><p>Error 400: {problem}</p>".encode(), HTML)
