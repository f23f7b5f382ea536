"""The identity platform: OIDC discovery, consent, codes with PKCE, and tokens whose refresh token changes by use."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import orjson

from sandbox.microsoft.answers import HTML, Answer, Refused, bad_token
from sandbox.microsoft.consent import page
from sandbox.microsoft.grants import Grants
from sandbox.microsoft.world import CONSUMERS, World
from sandbox.rows import Row

JSON = "application/json; charset=utf-8"
RESERVED = frozenset({"openid", "profile", "offline_access", "email"})
TENANTS = ("common", "organizations", "consumers")


class Faulty(Exception):
    """A refusal of the token endpoint: `error` of RFC 6749, and Microsoft's own number."""

    def __init__(self, error: str, number: int, text: str, status: int = 400, **more: str) -> None:
        super().__init__(text)
        said = {"error": error, "error_description": f"AADSTS{number}: {text}", "error_codes": [number], **more}
        self.answer = Answer(status, orjson.dumps(said), JSON)


class OAuth:
    """One client, whose identifier and secret are made at the first start."""

    def __init__(self, world: World, grants: Grants) -> None:
        self.world = world
        self.grants = grants

    @property
    def client(self) -> Row:
        return self.world.meta("client")

    def discovery(self, tenant: str) -> Answer:
        base = f"{self.world.authority}/{tenant}"
        issuer = CONSUMERS if tenant == "consumers" else "{tenantid}"
        return Answer(
            200,
            orjson.dumps(
                {
                    "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                    "token_endpoint": f"{base}/oauth2/v2.0/token",
                    "jwks_uri": f"{base}/discovery/v2.0/keys",
                    "issuer": f"{self.world.authority}/{issuer}/v2.0",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["pairwise"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            ),
            JSON,
        )

    def ask(self, tenant: str, query: dict[str, str], accept_language: str) -> Answer:
        """The consent page, or the code at once where a switch names who consents."""
        if problem := self._problem(query):
            return _refusal(problem)
        consenting = self.world.switches.consent_account
        if consenting:
            return self._redirect(tenant, query, consenting, query.get("scope", "").split())
        accounts = [row for row in self.world.rows("account").values() if _belongs(row, tenant)]
        return Answer(200, page(accounts, query, accept_language), HTML)

    def decide(self, tenant: str, raw: bytes) -> Answer:
        """What the page's form says; `scope` comes once for each that is granted."""
        form = parse_qs(raw.decode("utf-8", "replace"), keep_blank_values=True)
        query = {name: values[-1] for name, values in form.items()}
        if problem := self._problem(query):
            return _refusal(problem)
        if query.get("decision") != "allow" or not form.get("scope"):
            denied = {"error": "access_denied", "error_description": "The user has denied access."}
            return _redirected(query, denied)
        return self._redirect(tenant, query, query.get("account", ""), form["scope"])

    def token(self, tenant: str, raw: bytes) -> Answer:
        form = dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))
        try:
            self._check_client(form)
            match form.get("grant_type"):
                case "authorization_code":
                    return self._exchange(tenant, form)
                case "refresh_token":
                    return self._refresh(tenant, form)
                case other:
                    raise Faulty(
                        "unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{other}'."
                    )
        except Faulty as fault:
            return fault.answer

    def _problem(self, query: dict[str, str]) -> str:
        if query.get("client_id") != self.client["client_id"]:
            return "AADSTS700016: Application was not found in the directory."
        redirect = urlsplit(query.get("redirect_uri", ""))
        if redirect.scheme != "https" and redirect.hostname not in ("127.0.0.1", "localhost", "::1"):
            return "AADSTS50011: The redirect URI does not match the redirect URIs configured for the application."
        if query.get("response_type") != "code":
            return "AADSTS900144: The request must contain the parameter 'response_type'."
        return "" if query.get("scope") else "AADSTS900144: The request body must contain the parameter 'scope'."

    def _redirect(self, tenant: str, query: dict[str, str], email: str, scopes: list[str]) -> Answer:
        account = self.world.account(email)
        if account is None or not _belongs(account, tenant):
            return _refusal("AADSTS50020: User account does not exist in tenant and cannot access the application.")
        kept = ("redirect_uri", "code_challenge", "code_challenge_method", "nonce")
        asked = {name: query[name] for name in kept if name in query}
        code = self.grants.issue("code", account["id"], scopes, self.world.switches.code_life, asked=asked)
        return _redirected(query, {"code": code["id"]})

    def _exchange(self, tenant: str, form: dict[str, str]) -> Answer:
        held = self.grants.find(form.get("code"), "code")
        if held is None:
            raise Faulty("invalid_grant", 70008, "The provided authorization code has expired or was redeemed.")
        if held["asked"]["redirect_uri"] != form.get("redirect_uri"):
            raise Faulty("invalid_grant", 500112, "The reply address does not match the one of the code.")
        _check_verifier(held["asked"], form.get("code_verifier"))
        self.world.drop("grant", held["id"])
        return self._told(tenant, held["email"], held["scopes"], held["asked"].get("nonce", ""))

    def _refresh(self, tenant: str, form: dict[str, str]) -> Answer:
        held = self.grants.find(form.get("refresh_token"), "refresh")
        if held is None:
            text = "The provided grant has expired due to it being revoked, a fresh auth token is needed."
            raise Faulty("invalid_grant", 50173, text, suberror="bad_token")
        asked = set(form.get("scope", "").split()) - RESERVED
        if not asked <= set(held["scopes"]):
            raise Faulty("invalid_grant", 65001, "The user has not consented.", suberror="consent_required")
        if self.world.switches.old_refresh_tokens == "ended":
            self.world.drop("grant", held["id"])
        return self._told(tenant, held["email"], held["scopes"])

    def _told(self, tenant: str, email: str, scopes: list[str], nonce: str = "") -> Answer:
        said = self.tokens(email, scopes, tenant, nonce)
        return Answer(200, orjson.dumps(said), JSON, {"cache-control": "no-store"})

    def tokens(self, email: str, scopes: list[str], tenant: str = "common", nonce: str = "") -> Row:
        """What the token endpoint tells; a refresh token only where `offline_access` was granted."""
        account = self.world.account(email) or {}
        if not _belongs(account, tenant):
            raise Faulty("invalid_grant", 50020, "User account does not exist in tenant.")
        life, client = self.world.switches.token_life, self.client["client_id"]
        access = self.grants.issue("access", email, scopes, life, client=client)
        shown = " ".join(sorted(set(scopes) - RESERVED))
        said = {"token_type": "Bearer", "scope": shown, "expires_in": life, "ext_expires_in": life}
        said |= {"access_token": access["id"]}
        if "offline_access" in scopes:
            refresh = self.grants.issue("refresh", email, scopes, self.world.switches.refresh_life, client=client)
            said |= {"refresh_token": refresh["id"]}
        return said | ({"id_token": self._id_token(account, life, nonce)} if "openid" in scopes else {})

    def _id_token(self, account: Row, life: int, nonce: str) -> str:
        """Signed by nobody: whoever gets it by TLS from here needs no signature (OpenID Connect Core 3.1.3.7)."""
        now = int(self.world.clock.now())
        claims: dict[str, Any] = {
            "aud": self.client["client_id"],
            "iss": f"{self.world.authority}/{account['tenant']}/v2.0",
            "iat": now,
            "nbf": now,
            "exp": now + life,
            "name": account["name"],
            "preferred_username": account["id"],
            "oid": account["oid"],
            "sub": account["oid"],
            "tid": account["tenant"],
            "ver": "2.0",
            **({"nonce": nonce} if nonce else {}),
        }
        parts = (orjson.dumps({"typ": "JWT", "alg": "RS256"}), orjson.dumps(claims), b"unsigned")
        return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)

    def _check_client(self, form: dict[str, str]) -> None:
        if form.get("client_id") != self.client["client_id"]:
            raise Faulty("unauthorized_client", 700016, "Application was not found in the directory.")
        if form.get("client_secret") != self.client["client_secret"]:
            raise Faulty("invalid_client", 7000215, "Invalid client secret provided.", 401)

    def caller(self, authorization: str) -> Row:
        """The grant behind a bearer token. Raises Refused."""
        if not authorization:
            raise Refused(401, "InvalidAuthenticationToken", "Access token is empty.")
        held = self.grants.find(authorization.removeprefix("Bearer "), "access")
        if held is None:
            raise bad_token()
        return held


def _belongs(account: Row, tenant: str) -> bool:
    return tenant == "common" or bool(account.get("personal")) == (tenant in ("consumers", CONSUMERS))


def _check_verifier(asked: Row, verifier: str | None) -> None:
    challenge = asked.get("code_challenge")
    if not challenge:
        return
    digest = urlsafe_b64encode(sha256((verifier or "").encode()).digest()).rstrip(b"=").decode()
    is_hashed = asked.get("code_challenge_method") == "S256"
    if not hmac.compare_digest(challenge, digest if is_hashed else verifier or ""):
        raise Faulty("invalid_grant", 501481, "The Code_Verifier does not match the code_challenge.")


def _redirected(query: dict[str, str], told_back: dict[str, str]) -> Answer:
    uri = query["redirect_uri"]
    state = {"state": query["state"]} if "state" in query else {}
    return Answer(302, b"", headers={"location": f"{uri}{'&' if '?' in uri else '?'}{urlencode(told_back | state)}"})


def _refusal(problem: str) -> Answer:
    return Answer(400, f"<!doctype html><title>Sign in</title><p>{problem}</p>".encode(), HTML)
