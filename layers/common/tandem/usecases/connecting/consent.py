"""Adding an account by a provider's consent page: authorization code with PKCE and a state that is good for once."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, UserId
from tandem.state.accounts import Account
from tandem.state.consents import Consent
from tandem.usecases.connecting.connect import add_account
from tandem.usecases.world import World


def begin_consent(
    world: World, company: CompanyId, user: UserId, provider: str, address: str, browser: str = ""
) -> str:
    """Where to send the person's browser. Raise `Refused` where a provider has no such page, or we no address.

    With the mark of a browser nobody else can end it: else who is sent to agree would give their account away.
    """
    if all(one.id != user for one in world.companies.get(company).users):
        raise Refused("unknown", "user")
    redirect = _redirect(world, provider)
    state, verifier = world.ids.secret(), world.ids.secret() + world.ids.secret()
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    url = world.replicas.consent_page(provider, redirect, state, challenge, address)
    world.consents.put(state, Consent(company, user, provider, verifier, browser), world.clock.now())
    return url


def finish_consent(world: World, provider: str, state: str, code: str, browser: str = "") -> Account:
    """The account that the person agreed to. Raise `Refused` for a state that isn't ours, or not any more."""
    consent = world.consents.take(state) if state else None
    if consent is None or consent.provider != provider or consent.browser not in {"", browser}:
        raise Refused("consent_unknown", "state")
    if not code:
        raise Refused("consent_refused", "code")
    redirect = _redirect(world, provider)
    address, credentials = world.replicas.redeem(provider, code, consent.verifier, redirect)
    return add_account(world, consent.company, consent.user, provider, address, credentials)


def _redirect(world: World, provider: str) -> str:
    if world.public_url is None:
        raise Refused("no_public_url", "provider")
    return f"{world.public_url}/connect/{provider}"
