"""Builds what the receiver of Pipedrive's webhooks needs; no HTTP client, no provider's library."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tandem.bootstrap.edge import edge
from tandem.bootstrap.home import open_home
from tandem.domain.errors import Forged, Rejected
from tandem.domain.ids import RemoteId, UserId
from tandem.providers.pipedrive import push
from tandem.settings import Settings
from tandem.state.changes import box_context
from tandem.state.claims import Claims
from tandem.state.connections import Connections
from tandem.state.hooks import Hook, Hooks
from tandem.state.sealing import Sealing
from tandem.state.shut import ShutBlobs, ShutVault
from tandem.state.wakes import Wakes
from tandem.usecases.listening.record_notification import Ears, Echo, Heard, record_notification


@dataclass(frozen=True, slots=True)
class PipedriveReceiver:
    hooks: Hooks
    ears: Ears

    def verify(self, event: Mapping[str, Any]) -> Hook:
        """Raise `Forged` unless the path is one of ours and the Basic credentials are the ones we set."""
        with edge():
            return self._verified(event)

    def record(self, event: Mapping[str, Any], hook: Hook) -> None:
        """Raise `Rejected` for what can't be read, `Forged` for another company's news."""
        with edge():
            self._record(event, hook)

    def _verified(self, event: Mapping[str, Any]) -> Hook:
        secret = str((event.get("pathParameters") or {}).get("secret", ""))
        hook = self.hooks.find(secret)
        push.verify(event.get("headers") or {}, bytes.fromhex(hook.credentials_sha256) if hook else bytes(32))
        if hook is None:
            raise Forged("unknown_hook")
        return hook

    def _record(self, event: Mapping[str, Any], hook: Hook) -> None:
        said = push.parse(_body(event))
        if said.company_id != hook.company:
            raise Forged("other_company")
        users = None if said.permitted_user_ids is None else frozenset(map(UserId, said.permitted_user_ids))
        successor = RemoteId(said.merged_to) if said.merged_to else None
        heard = Heard(said.entity, RemoteId(said.id), said.action == "delete", users, successor, _echo(said, hook))
        record_notification(self.ears, hook.company, heard)


def _echo(said: push.Heard, hook: Hook) -> Echo | None:
    word = push.word_of(said, hook.fields) if hook.public_key else None
    return Echo(UserId(said.author), said.event, partial(_sealed, word, hook)) if word is not None else None


def _sealed(word: bytes, hook: Hook) -> bytes:
    """Only here are the ciphers imported: few webhooks are of a write of ours (docs/decisions/0014)."""
    from tandem.state.sealed_box import PublicSealer  # noqa: PLC0415  # as said

    return PublicSealer(hook.public_key).seal(word, box_context(hook.company))


def _body(event: Mapping[str, Any]) -> bytes:
    """Raise `Rejected` for what is neither text nor base64, as half a character or a broken pad is."""
    body = event.get("body") or ""
    try:
        return b64decode(body) if event.get("isBase64Encoded") else body.encode()
    except ValueError as error:
        raise Rejected("webhook_unreadable") from error


def build(settings: Settings) -> PipedriveReceiver:
    home = open_home(settings)
    sealing = Sealing(ShutVault(), ShutBlobs())
    ears = Ears(
        home.clock,
        Connections(home.table, sealing),
        Claims(home.table),
        Wakes(home.table, home.wakeups, home.clock),
    )
    return PipedriveReceiver(Hooks(home.table), ears)
