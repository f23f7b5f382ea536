"""Pipedrive's page with the settings of an app: the app's own page in a frame, and who it is told that looks on.

The frame's page speaks to this one by the App Extensions SDK. That is loaded from here, too, as it would be from its
CDN; both sides of it speak as version 0.15 does: a message with a port, over which the answer comes.
"""

import hmac
from base64 import urlsafe_b64encode
from html import escape
from urllib.parse import urlencode

import orjson

from sandbox.pipedrive.answers import HTML, Answer
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.table import Row

SCRIPT = "/app-extensions-sdk.js"
PAGES = "/settings/marketplace/app/"
SDK = """"use strict";
class AppExtensionsSDK {
  constructor({ identifier, targetWindow } = {}) {
    const query = new URLSearchParams(window.location.search);
    this.identifier = identifier ?? query.get("id");
    if (!this.identifier) throw new Error("Missing custom UI identifier");
    this.window = targetWindow ?? window.parent;
    this.userSettings = { theme: query.get("theme") === "dark" ? "dark" : "light" };
    this.initialized = false;
  }
  send(command, args) {
    return new Promise((resolve, reject) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = ({ data: { error, data } }) => (error ? reject(new Error(error)) : resolve(data));
      const message = { payload: { command, args, type: "command" }, id: this.identifier };
      this.window.postMessage(message, "*", [channel.port2]);
    });
  }
  async initialize(options = {}) {
    await this.send("initialize", options);
    this.initialized = true;
    return this;
  }
  execute(command, args) {
    if (!this.initialized) throw new Error("SDK is not initialized");
    return this.send(command, args);
  }
}
AppExtensionsSDK.Command = { INITIALIZE: "initialize", GET_SIGNED_TOKEN: "get_signed_token" };
"""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{name}: app settings</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 1rem 2rem }}
iframe {{ width: 100%; height: 80vh; border: 1px solid #bbb }}
</style></head><body><nav>{users}</nav>
<iframe title="App" src="{source}"></iframe>
<script>
const answers = {{
  initialize: async () => ({{}}),
  get_signed_token: async () => (await fetch("signed-token?user_id={user}")).json(),
}};
window.addEventListener("message", async ({{ data, ports }}) => {{
  if (data?.id !== "{identifier}" || data.payload?.type !== "command") return;
  const answer = answers[data.payload.command];
  ports[0].postMessage(answer ? {{ data: await answer() }} : {{ error: "Invalid command" }});
}});
</script></body></html>
"""


class Extension:
    """The registered page is the switch `app_settings_url`. A token is given out again until it is over."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._given: dict[int, tuple[str, float]] = {}

    def answer(self, path: str, query: dict[str, str]) -> Answer | None:
        """None for what is no page of this one's."""
        if path == SCRIPT:
            return Answer(200, SDK.encode(), "text/javascript; charset=utf-8", {"access-control-allow-origin": "*"})
        client = self.company.meta("client")["client_id"]
        user = self._user(query)
        match path.removeprefix(PAGES) if path.startswith(PAGES) else "":
            case page if page == f"{client}/app-settings":
                return Answer(200, self._page(user, query.get("theme", "light")), HTML)
            case page if page == f"{client}/signed-token":
                return Answer(200, orjson.dumps({"token": self._token(user)}))
            case _:
                return None

    def _user(self, query: dict[str, str]) -> Row:
        """Who is logged in: whom the address names, else the first."""
        users = self.company.users()
        return next((one for one in users if str(one["id"]) == query.get("user_id")), users[0])

    def _page(self, user: Row, theme: str) -> bytes:
        identifier = f"extension-{user['id']}"
        told = {"id": identifier, "userId": user["id"], "companyId": self.company.company_id, "theme": theme}
        source = f"{self.company.switches.app_settings_url}?{urlencode({**told, 'token': self._token(user)})}"
        links = (f'<a href="?user_id={one["id"]}">{escape(one["name"])}</a> ' for one in self.company.users())
        filled = PAGE.format(
            name=escape(str(self.company.meta("company")["name"])),
            users="".join(links),
            source=escape(source),
            user=user["id"],
            identifier=identifier,
        )
        return filled.encode()

    def _token(self, user: Row) -> str:
        now = self.company.clock.now()
        given, until = self._given.get(user["id"], ("", 0.0))
        if now < until:
            return given
        until = now + self.company.switches.signed_token_life
        claims = {"companyId": self.company.company_id, "userId": user["id"], "iat": int(now), "exp": int(until)}
        self._given[user["id"]] = (self._signed(claims), int(until))
        return self._given[user["id"]][0]

    def _signed(self, claims: Row) -> str:
        secret = str(self.company.meta("client")["client_secret"])
        text = f"{_encoded(orjson.dumps({'alg': 'HS256', 'typ': 'JWT'}))}.{_encoded(orjson.dumps(claims))}"
        return f"{text}.{_encoded(hmac.digest(secret.encode(), text.encode(), 'sha256'))}"


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
