"""Builds the console: the JSON API and the status page over the use cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tandem.bootstrap.home import open_home
from tandem.bootstrap.worker import build_world
from tandem.console.api import respond
from tandem.console.app import App
from tandem.settings import Settings
from tandem.usecases.application import Application


@dataclass(frozen=True, slots=True)
class Console:
    app: App
    admin_token_sha256: str
    language: str

    def respond(self, event: Mapping[str, Any]) -> dict[str, Any]:
        return respond(event, self.app, self.admin_token_sha256, self.language)


def build(settings: Settings) -> Console:
    app: App = Application(build_world(settings), settings.explained())
    return Console(app, _admin_token_sha256(settings), settings.language)


def _admin_token_sha256(settings: Settings) -> str:
    """On AWS the hash alone is told; on one machine the token is in a file, made here if it isn't there."""
    if settings.is_on_aws:
        return settings.admin_token_sha256
    from tandem.local.admin_token import admin_token  # noqa: PLC0415  # only the home in use

    token = admin_token(settings.data_folder / "admin-token", open_home(settings).ids)
    return sha256(token.encode()).hexdigest()
