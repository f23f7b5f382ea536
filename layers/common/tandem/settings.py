"""The environment, read once into one frozen value; no other module looks at it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any


def _setting(variable: str, default: str = "", *, secret: bool = False) -> Any:
    return field(default=default, metadata={"variable": variable, "secret": secret}, repr=not secret)


@dataclass(frozen=True, slots=True)
class Settings:
    """Texts as they stand in the environment; the properties give them their types.

    Where a table is named, AWS is the home, and key, blobs, queues and the admin token's secret are named too; client
    secrets are then read from those that `pipedrive_secret`, `google_secret` and `microsoft_secret` name.
    `pipedrive_pages` are who may show our one page in a frame, and `pipedrive_sdk_url` the script that it needs there;
    empty: Pipedrive's own.
    """

    data: str = _setting("TANDEM_DATA", ".tandem")
    public: str = _setting("TANDEM_PUBLIC_URL")
    language: str = _setting("TANDEM_LANG", "en")
    region: str = _setting("TANDEM_DEFAULT_REGION", "DE")
    private: str = _setting("TANDEM_ALLOW_PRIVATE")
    ca: str = _setting("TANDEM_CA_FILE")
    pipedrive_oauth_url: str = _setting("TANDEM_PIPEDRIVE_OAUTH_URL", "https://oauth.pipedrive.com")
    pipedrive_pages: str = _setting("TANDEM_PIPEDRIVE_PAGES")
    pipedrive_sdk_url: str = _setting("TANDEM_PIPEDRIVE_SDK_URL")
    pipedrive_client_id: str = _setting("TANDEM_PIPEDRIVE_CLIENT_ID")
    pipedrive_client_secret: str = _setting("TANDEM_PIPEDRIVE_CLIENT_SECRET", secret=True)
    google_auth_url: str = _setting("TANDEM_GOOGLE_AUTH_URL", "https://accounts.google.com/o/oauth2/v2/auth")
    google_token_url: str = _setting("TANDEM_GOOGLE_TOKEN_URL", "https://oauth2.googleapis.com/token")
    google_calendar_url: str = _setting("TANDEM_GOOGLE_CALENDAR_URL", "https://www.googleapis.com/calendar/v3/")
    google_people_url: str = _setting("TANDEM_GOOGLE_PEOPLE_URL", "https://people.googleapis.com/")
    google_client_id: str = _setting("TANDEM_GOOGLE_CLIENT_ID")
    google_client_secret: str = _setting("TANDEM_GOOGLE_CLIENT_SECRET", secret=True)
    graph_url: str = _setting("TANDEM_GRAPH_URL", "https://graph.microsoft.com/v1.0")
    microsoft_authority: str = _setting("TANDEM_MICROSOFT_AUTHORITY", "https://login.microsoftonline.com")
    microsoft_client_id: str = _setting("TANDEM_MICROSOFT_CLIENT_ID")
    microsoft_client_secret: str = _setting("TANDEM_MICROSOFT_CLIENT_SECRET", secret=True)
    share: str = _setting("TANDEM_TOKEN_SHARE", "0.5")
    poll: str = _setting("TANDEM_POLL_SECONDS", "300")
    slowest_poll: str = _setting("TANDEM_SLOWEST_POLL_SECONDS", "1800")
    sweep: str = _setting("TANDEM_SWEEP_SECONDS", "86400")
    settle: str = _setting("TANDEM_SETTLE_SECONDS", "10")
    slice: str = _setting("TANDEM_SLICE_SECONDS", "40")
    lease: str = _setting("TANDEM_LEASE_SECONDS", "120")
    still: str = _setting("TANDEM_STILL_SECONDS", "360")
    table: str = _setting("TANDEM_TABLE")
    key: str = _setting("TANDEM_KEY")
    blobs: str = _setting("TANDEM_BLOBS")
    pull_queue: str = _setting("TANDEM_PULL_CHANGES_QUEUE")
    contacts_queue: str = _setting("TANDEM_RECONCILE_CONTACTS_QUEUE")
    events_queue: str = _setting("TANDEM_RECONCILE_EVENTS_QUEUE")
    delayed_queue: str = _setting("TANDEM_DELAYED_WAKEUPS_QUEUE")
    admin_secret: str = _setting("TANDEM_ADMIN_SECRET")
    pipedrive_secret: str = _setting("TANDEM_PIPEDRIVE_SECRET")
    google_secret: str = _setting("TANDEM_GOOGLE_SECRET")
    microsoft_secret: str = _setting("TANDEM_MICROSOFT_SECRET")
    mail_from: str = _setting("TANDEM_MAIL_FROM")
    smtp: str = _setting("TANDEM_SMTP_URL", secret=True)
    metrics: str = _setting("TANDEM_METRICS", "Tandem")
    function: str = _setting("AWS_LAMBDA_FUNCTION_NAME")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        given = os.environ if environment is None else environment
        found = {
            one.name: given[one.metadata["variable"]] for one in fields(cls) if given.get(one.metadata["variable"])
        }
        return cls(**found)

    @property
    def data_folder(self) -> Path:
        return Path(self.data)

    @property
    def public_url(self) -> str | None:
        return self.public.rstrip("/") or None

    @property
    def ca_file(self) -> Path | None:
        return Path(self.ca) if self.ca else None

    @property
    def allow_private(self) -> bool:
        return self.private == "1"

    @property
    def token_share(self) -> float:
        """The part of the company's daily tokens that Tandem may spend."""
        return float(self.share)

    @property
    def poll_interval(self) -> timedelta:
        return timedelta(seconds=float(self.poll))

    @property
    def slowest_poll_interval(self) -> timedelta:
        """Never below the shortest one."""
        return max(timedelta(seconds=float(self.slowest_poll)), self.poll_interval)

    @property
    def sweep_interval(self) -> timedelta:
        return timedelta(seconds=float(self.sweep))

    @property
    def settle_time(self) -> timedelta:
        return timedelta(seconds=float(self.settle))

    @property
    def slice_time(self) -> timedelta:
        return timedelta(seconds=float(self.slice))

    @property
    def lease_time(self) -> timedelta:
        return timedelta(seconds=float(self.lease))

    @property
    def still_time(self) -> timedelta:
        """How long an erasure waits for whoever was at work when all was stopped."""
        return timedelta(seconds=float(self.still))

    @property
    def is_on_aws(self) -> bool:
        return bool(self.table)

    def explained(self, environment: Mapping[str, str] | None = None) -> list[tuple[str, str, str]]:
        """Variable, value (secrets only as "set"), and where it comes from."""
        given = os.environ if environment is None else environment
        return [
            self._explained(one.name, one.metadata["variable"], one.metadata["secret"], given) for one in fields(self)
        ]

    def _explained(self, name: str, variable: str, is_secret: bool, given: Mapping[str, str]) -> tuple[str, str, str]:
        value = str(getattr(self, name))
        shown = ("set" if value else "") if is_secret else value
        return variable, shown, "environment" if given.get(variable) else "default"
