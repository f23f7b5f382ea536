"""What a slice is about: a link's item that no answer speaks of is unseen, and never one that has to be made."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

from tandem.domain.contact import Side
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Sight, Unseen
from tandem.usecases.cases.gather import gather
from tandem.usecases.world import Opened
from tests.domain.deciding import IDS, changed, link


class Silent:
    """A side that leaves out what it was asked for."""

    def read(self, *_: Any) -> Mapping[RemoteId, Sight]:
        return {}


class Telling:
    def read(self, ids: Sequence[RemoteId], *_: Any) -> Mapping[RemoteId, Sight]:
        return {one: changed(Side.PROVIDER) for one in ids}


def test_a_link_s_item_that_is_left_out_of_an_answer_is_unseen() -> None:
    opened = cast("Opened", SimpleNamespace(crm=Silent(), provider=Telling(), writer=Telling()))
    card = IDS[Side.PROVIDER]
    record = SimpleNamespace(side=Side.PROVIDER, remote_id=card, told_gone=False, successor=None)

    gathered = gather(opened, [cast("Any", record)], {(Side.PROVIDER, card): link()}, frozenset())

    assert [case.crm for case in gathered.cases] == [Unseen(IDS[Side.CRM])]
