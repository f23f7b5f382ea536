"""Looking on from inside the CRM: whoever its signed token names is let in, as the user that they are here.

It brings nobody in: a company or a user that isn't here yet signs in first (`sign_in`).
"""

from dataclasses import dataclass

from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, UserId
from tandem.usecases.world import World


@dataclass(frozen=True, slots=True)
class Onlooking:
    """A user of a company, both known here."""

    company: CompanyId
    user: UserId


def look_on(world: World, token: str) -> Onlooking:
    """Raise `Forged` for what the CRM didn't sign for now, `Refused` ("not_here_yet") for whoever is unknown."""
    company, user = world.replicas.onlooker(token)
    known = world.companies.find(company)
    if known is None or all(one.id != user for one in known.users):
        raise Refused("not_here_yet", "user")
    world.erasures.require_none(company, user)
    return Onlooking(company, user)
