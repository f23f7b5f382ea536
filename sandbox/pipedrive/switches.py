"""The switches: where the real service is undocumented, or can be in a mood, a test chooses here."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.pipedrive.plans import PLANS
from sandbox.switchboard import Switchboard


@dataclass(slots=True)
class Switches(Switchboard):
    """Defaults are what the contract says, or what is likeliest where it says nothing. See docs/sandbox.md."""

    CHOICES: ClassVar = {
        "plan": tuple(PLANS),
        "deleted_get": (200, 404, 410),
        "invisible_get": (403, 404),
        "activity_person_id": ("ignore", "reject"),
        "unknown_fields": ("reject", "ignore"),
        "webhook_delivery": ("on", "held", "lost"),
    }

    plan: str = "premium"
    limits: bool = True
    contract: bool = True
    contact_sync: bool = False
    deleted_get: int = 200
    deleted_in_updated_since: bool = False
    invisible_get: int = 404
    admins_see_all: bool = True
    fields_need_admin: bool = True
    webhooks_need_admin: bool = True
    activity_person_id: str = "ignore"
    unknown_fields: str = "reject"
    search_lag: float = 0.0
    durable: bool = False
    company_open: bool = True
    maintenance: bool = False
    daily_tokens: int = 0
    retry_after: bool = False
    hammer_after: int = 20
    consent_user_id: int = 0
    code_life: float = 300.0
    token_life: int = 3599
    refresh_life: float = 60 * 86400.0
    refresh_rejected: bool = False
    refresh_rotates: bool = False
    app_settings_url: str = ""
    signed_token_life: int = 300
    webhook_check: bool = False
    webhook_delivery: str = "on"
    webhook_in_flight: int = 4
    webhook_timeout: float = 10.0
    webhook_retry_scale: float = 1.0
