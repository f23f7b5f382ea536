"""Builds the console: the JSON API and the pages over the use cases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from tandem.bootstrap.edge import edge, nothing
from tandem.bootstrap.home import open_home
from tandem.bootstrap.watch import open_watch
from tandem.bootstrap.worker import build_world
from tandem.console.api import respond
from tandem.console.app import App
from tandem.console.embedding import HOSTS, SCRIPT, Embedding
from tandem.console.session import Guard
from tandem.providers.lookups import LARGEST_ANSWER, PATIENCE, NetLookups
from tandem.providers.transport import Transport
from tandem.settings import Settings
from tandem.state.sessions import Sessions
from tandem.usecases.application import Application


@dataclass(frozen=True, slots=True)
class Console:
    application: Application
    sessions: Sessions
    admin_token: Callable[[], str]
    language: str
    is_on_aws: bool
    embedding: Embedding
    end: Callable[[], None] = nothing

    def respond(self, event: Mapping[str, Any]) -> dict[str, Any]:
        with edge(self.end):
            return respond(event, self._app(event), self._guard(), self.language)

    def _guard(self) -> Guard:
        """A new admin token ends every session."""
        digest = sha256(self.admin_token().encode()).hexdigest()
        return Guard(digest, replace(self.sessions, bound_to=digest), self.embedding)

    def _app(self, event: Mapping[str, Any]) -> App:
        """In the template API and function can't name each other; but the API tells its own domain with each request.

        It is the API's, not what the caller sent as Host (API Gateway, payload format 2.0: domainName).
        """
        world = self.application.world
        if world.public_url or not self.is_on_aws:
            return self.application
        own = replace(world, public_url=f"https://{event['requestContext']['domainName']}")
        return replace(self.application, world=own)


def _lookups(settings: Settings) -> NetLookups:
    transport = Transport(
        allow_private=settings.allow_private,
        ca_file=settings.ca_file,
        timeout=PATIENCE,
        max_answer=LARGEST_ANSWER,
    )
    return NetLookups(transport)


def build(settings: Settings) -> Console:
    home, watch = open_home(settings), open_watch(settings)
    token = home.admin_token
    if not settings.is_on_aws:
        token()  # the file is there as soon as Tandem runs, for whoever wants to log in
    application = Application(build_world(settings), settings.explained(), watch.counted, _lookups(settings))
    embedding = Embedding(settings.pipedrive_pages or HOSTS, settings.pipedrive_sdk_url or SCRIPT)
    sessions = Sessions(home.table, home.ids)
    return Console(application, sessions, token, settings.language, settings.is_on_aws, embedding, watch.end)
