"""Builds the console: the JSON API and the status page over the use cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from tandem.bootstrap.edge import edge, nothing
from tandem.bootstrap.home import open_home
from tandem.bootstrap.watch import open_watch
from tandem.bootstrap.worker import build_world
from tandem.console.api import respond
from tandem.console.app import App
from tandem.settings import Settings
from tandem.usecases.application import Application
from tandem.usecases.world import World


@dataclass(frozen=True, slots=True)
class Console:
    world: World
    explained: Sequence[tuple[str, str, str]]
    admin_token_sha256: str
    language: str
    is_on_aws: bool
    end: Callable[[], None] = nothing

    def respond(self, event: Mapping[str, Any]) -> dict[str, Any]:
        with edge(self.end):
            app: App = Application(self._world(event), self.explained)
            return respond(event, app, self.admin_token_sha256, self.language)

    def _world(self, event: Mapping[str, Any]) -> World:
        """In the template API and function can't name each other; but the API tells its own domain with each request.

        It is the API's, not what the caller sent as Host (API Gateway, payload format 2.0: domainName).
        """
        if self.world.public_url or not self.is_on_aws:
            return self.world
        return replace(self.world, public_url=f"https://{event['requestContext']['domainName']}")


def build(settings: Settings) -> Console:
    world, token, end = build_world(settings), _admin_token_sha256(settings), open_watch(settings).end
    return Console(world, settings.explained(), token, settings.language, settings.is_on_aws, end)


def _admin_token_sha256(settings: Settings) -> str:
    """On AWS the hash alone is told; on one machine the token is in a file, made here if it isn't there."""
    if settings.is_on_aws:
        return settings.admin_token_sha256
    from tandem.local.admin_token import admin_token  # noqa: PLC0415  # only the home in use

    token = admin_token(settings.data_folder / "admin-token", open_home(settings).ids)
    return sha256(token.encode()).hexdigest()
