"""Lets people in at the console by a link: the machine's admin, or a user of a company."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, UserId
from tandem.state.sessions import LINK_LASTS, Sessions
from tandem.usecases.world import World

MACHINE, ADMIN = CompanyId(""), UserId("")


@dataclass(frozen=True, slots=True)
class SignInLinkView:
    """`path` is where it leads, on the console's own address; its token is good for once, until `expires`."""

    path: str
    expires: datetime


def invite(world: World, company: CompanyId, user: UserId) -> SignInLinkView:
    """For a user of a company, or for the machine's admin. Raise `Refused` ("unknown")."""
    if company or user:
        _require(world, company, user)
    now = world.clock.now()
    token = Sessions(world.links.table, world.ids).invite(company, user, now)
    return SignInLinkView(f"/sign-in?{urlencode({'token': token})}", now + LINK_LASTS)


def _require(world: World, company: CompanyId, user: UserId) -> None:
    if all(one.id != user for one in world.companies.get(company).users):
        raise Refused("unknown", "user")
