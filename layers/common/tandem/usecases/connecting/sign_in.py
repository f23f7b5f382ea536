"""Signing in with the CRM: authorization code with a state that is good for once, in the browser that began it.

Nothing of what is said here is believed before the CRM itself has told, by the tokens of that code, who it is.
"""

from dataclasses import dataclass, field

from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, UserId
from tandem.usecases.connecting.connect import admit
from tandem.usecases.world import World

REDIRECT = "/sign-in/pipedrive"
"""The one address that is registered at Pipedrive, and none beside it."""


@dataclass(frozen=True, slots=True)
class SignInBegun:
    """`url` is the CRM's page. `browser` is for the browser alone to keep, until it comes back."""

    url: str
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`following` is the path that was asked for before."""

    company: CompanyId
    user: UserId
    following: str


def offers_sign_in(world: World) -> bool:
    return world.public_url is not None and world.replicas.has_crm_page()


def begin_sign_in(world: World, following: str) -> SignInBegun:
    """Raise `Refused` where we aren't registered at the CRM, or have no address to come back to."""
    state, browser = world.ids.secret(), world.ids.secret()
    url = world.replicas.crm_consent_page(_redirect(world), state)
    world.sign_ins.put(state, browser, following, world.clock.now())
    return SignInBegun(url, browser)


def finish_sign_in(world: World, state: str, code: str, browser: str) -> SignedIn:
    """Who came back. Raise `Refused` for a state that isn't ours, not this browser's or not good any more."""
    following = world.sign_ins.take(state, browser) if state and browser else None
    if following is None:
        raise Refused("sign_in_unknown", "state")
    if not code:
        raise Refused("sign_in_refused", "code")
    company, user = admit(world, world.replicas.redeem_at_crm(code, _redirect(world)))
    return SignedIn(company, user, following)


def _redirect(world: World) -> str:
    if world.public_url is None:
        raise Refused("no_public_url", "provider")
    return f"{world.public_url}{REDIRECT}"
