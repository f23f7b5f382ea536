"""A link between made-up Annas, sights of her, and a tiny world that carries out what was planned."""

from dataclasses import replace

from tandem.domain.action import Action, Become, Create, Delete, Hold, Nothing, Settle, Update
from tandem.domain.contact import Contact, Side
from tandem.domain.deletion import Facts
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, LinkId, RemoteId, UserId, Version
from tandem.domain.link import Link, LinkState, Replicated
from tandem.domain.merge import VERBATIM, Projections
from tandem.domain.plan import plan
from tandem.domain.rules import Rules
from tandem.domain.sight import Absence, Broken, Seen, Sight, Tombstone, Unseen
from tests.domain.people import ANNA, COMPARISON

IDS = {Side.CRM: RemoteId("17"), Side.PROVIDER: RemoteId("/anna.vcf")}
FREE = Facts(is_owned=True, is_shared=False, has_open_deals=False)
EDITED_AT_CRM = replace(ANNA, job_title="Chefin")
EDITED_AT_PROVIDER = replace(ANNA, notes="Zog nach Berlin.")


def link(state: LinkState = LinkState.LIVE, base: Contact | None = ANNA, *, adopted: bool = False) -> Link:
    return Link(
        LinkId("f" * 32),
        CompanyId("7"),
        AccountId("7-a1"),
        ConnectionId("7-c1"),
        state,
        Replicated(IDS[Side.CRM], Version("v1"), base),
        Replicated(IDS[Side.PROVIDER], Version("v1"), base),
        adopted=adopted,
    )


def seen(side: Side, contact: Contact = ANNA, version: str = "v1", *, in_scope: bool = True) -> Seen:
    owner = UserId("1") if side is Side.CRM else None
    return Seen(IDS[side], Version(version), contact, in_scope=in_scope, owner=owner)


def unchanged(side: Side) -> Sight:
    return seen(side)


def changed(side: Side) -> Sight:
    return seen(side, EDITED_AT_CRM if side is Side.CRM else EDITED_AT_PROVIDER, "v2")


def out_of_scope(side: Side) -> Sight:
    return seen(side, in_scope=False)


def gone(side: Side) -> Sight:
    return Tombstone(IDS[side])


def merged_away(side: Side) -> Sight:
    return Tombstone(IDS[side], RemoteId("18"))


def unseen(side: Side) -> Sight:
    return Unseen(IDS[side])


def broken(side: Side) -> Sight:
    return Broken(IDS[side], Version("v2"), "malformed")


def absent(_side: Side) -> Sight:
    return Absence.NOTHING


SIGHTS = (unchanged, changed, out_of_scope, gone, merged_away, unseen, broken, absent)


def decide(
    known: Link, crm: Sight, provider: Sight, rules: Rules, views: Projections = VERBATIM, facts: Facts = FREE
) -> Action:
    return plan(known, crm, provider, rules, views, COMPARISON, facts)


class World:
    """One link and what both sides show; it does as it is told, at once and without fail."""

    def __init__(self, known: Link, crm: Sight, provider: Sight) -> None:
        self.link = known
        self.sights = {Side.CRM: crm, Side.PROVIDER: provider}

    def carry_out(self, action: Action) -> None:
        match action:
            case Create(side=side, content=contact):
                self.sights[side] = Seen(RemoteId(f"new-{side}"), Version("made"), contact)
                self._agree()
            case Update(crm=crm, provider=provider):
                self._write(Side.CRM, crm)
                self._write(Side.PROVIDER, provider)
                self._agree()
            case Delete(side=side, seen=shown):
                self.sights[side] = Tombstone(shown.remote_id)
                self.link = replace(self.link, state=LinkState.TOMBSTONE)
            case Settle():
                self._agree()
            case Become(state=state):
                self.link = replace(self.link, state=state)
            case Hold():
                self.link = replace(self.link, state=LinkState.HELD)
            case Nothing():
                pass

    def _write(self, side: Side, contact: Contact | None) -> None:
        before = self.sights[side]
        if contact is not None and isinstance(before, Seen):
            self.sights[side] = replace(before, content=contact, version=Version("written"))

    def _agree(self) -> None:
        self.link = replace(
            self.link,
            state=LinkState.LIVE,
            crm=self._replicated(Side.CRM),
            provider=self._replicated(Side.PROVIDER),
            intent=None,
        )

    def _replicated(self, side: Side) -> Replicated:
        sight = self.sights[side]
        assert isinstance(sight, Seen), "both sides agree only on what both show"
        return Replicated(sight.remote_id, sight.version, sight.content)
