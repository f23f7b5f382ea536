"""Which types of activities a company has: what a person chooses those from that go out."""

from collections.abc import Sequence

from tandem.ports import ActivityType
from tandem.state.accounts import Account
from tandem.usecases.world import World


def activity_types(world: World, account: Account) -> Sequence[ActivityType]:
    """Those in use, asked for by the grant of the account's user. Raise `Refused` ("no_grant") without one."""
    desk = world.replicas.desk(world.companies.grant(account.company, account.user))
    return [one for one in desk.activity_types() if one.is_active]
