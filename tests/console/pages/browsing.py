"""A browser without a screen: it keeps its cookies and sends forms as a browser does, to a console in memory."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tandem.console.pages.front import respond
from tandem.console.pages.page import Page
from tandem.console.pages.table import PAGES
from tandem.console.request import arrival, read_request
from tandem.console.session import Guard, form_token
from tandem.domain.ids import CompanyId, UserId
from tests.console.events import NOON_MS, TOKEN, event, guard
from tests.console.fake_app import NOON, FakeApp

HOST = "tandem.example"
OURS: Mapping[str, str] = {"host": HOST, "origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}


@dataclass
class Browser:
    """`at` is the hour of its requests, in hours after noon; `headers` go along with each, as does what is borne."""

    app: FakeApp = field(default_factory=FakeApp)
    of: Guard = field(default_factory=guard)
    cookies: dict[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=lambda: OURS)
    at: float = 0
    bearer: str = ""
    pages: Sequence[Page] = PAGES

    def get(self, path: str, **headers: str) -> dict[str, Any]:
        return self._send(event("GET", path, headers={"host": HOST, **_dashed(headers)}))

    def post(self, path: str, **form: str) -> dict[str, Any]:
        """Send a form with the token of the session."""
        return self.post_bare(path, **{"form_token": self.form_token, **form})

    def post_bare(self, path: str, **form: str) -> dict[str, Any]:
        """Send a form with what is named, and no token beside it."""
        return self._send(event("POST", path, urlencode(form), self.headers))

    def post_all(self, path: str, said: Sequence[tuple[str, str]], items: Sequence[str]) -> dict[str, Any]:
        """Send a form that names several items, with the token of the session."""
        form = [("form_token", self.form_token), *said, *(("item", one) for one in items)]
        return self._send(event("POST", path, urlencode(form), self.headers))

    @property
    def form_token(self) -> str:
        return form_token(self.cookies.get("tandem_session", ""))

    def sign_in(self, company: str = "", user: str = "") -> "Browser":
        """As a user of a company; without one as the machine's admin."""
        self.cookies["tandem_session"] = self.of.sessions.begin(CompanyId(company), UserId(user), NOON)
        return self

    def look_on(self, company: str = "7001", user: str = "11") -> "Browser":
        """As a framed page that this user was let in by; there is no cookie."""
        self.bearer = self.of.embedded.begin("token", CompanyId(company), UserId(user), NOON).bearer
        return self

    def log_in(self) -> "Browser":
        """With the admin token, through the page."""
        self.post_bare("/login", token=TOKEN)
        return self

    def _send(self, happening: dict[str, Any]) -> dict[str, Any]:
        happening["requestContext"]["timeEpoch"] = NOON_MS + int(self.at * 3600_000)
        if self.bearer:
            happening["headers"]["authorization"] = f"Bearer {self.bearer}"
        happening["cookies"] = [f"{name}={value}" for name, value in self.cookies.items()]
        request = read_request(happening, arrival(happening) or NOON)
        answer = respond(request, self.app, self.of, "en", self.pages)
        for line in answer.get("cookies", ()):
            name, value = str(line).split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer


def _dashed(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def text_of(answer: Mapping[str, Any]) -> str:
    """What is to be read of an answer, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", str(answer["body"])))
