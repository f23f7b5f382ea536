"""What counts as a word that a cursor may not pass before it is noted."""

from dataclasses import replace

import pytest

from tandem.domain.contact import Contact, Side
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, LinkId, RemoteId, Version
from tandem.domain.link import Link, Replicated
from tandem.domain.sight import Seen
from tandem.home import Key
from tests.simulation.judging.words import Words
from tests.usecases.scene import someone

CONNECTION, PERSON = ConnectionId("42-c1"), RemoteId("crm/1")


def linked(base: Contact) -> Link:
    return Link(
        LinkId("a"), CompanyId("42"), AccountId("42-a1"), CONNECTION, crm=Replicated(PERSON, Version("1"), base)
    )


@pytest.mark.parametrize("is_news", [True, False])
def test_a_write_before_the_cursor_moves_makes_no_news_of_what_was_agreed_on_when_it_was_told(is_news: bool) -> None:
    eva, edited = someone("Eva"), someone("Eva", job_title="Leitung")
    links, failed = [linked(eva)], []
    words = Words(lambda *what: failed.append(what), lambda _: True, lambda _: links[-1], lambda *_: 2)
    shown = replace(Seen(PERSON, Version("2"), eva), content=edited if is_news else eva)

    words.tell(CONNECTION, Side.CRM, [(2, PERSON, shown)])
    links.append(linked(someone("Eva", notes="Neu")))
    words.put(Key(f"cursors/{CONNECTION}", Side.CRM), {"sealed": b"\x00<>2"})

    assert [invariant for invariant, _ in failed] == ["I12"] * is_news
