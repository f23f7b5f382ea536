"""Matching: who is paired, who is only suggested, who is for a person to decide, and that it stays small."""

import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.ids import RemoteId
from tandem.domain.match import Cluster, Keyed, Matches, Pair, Suggestion, Tier, match
from tandem.domain.match_key import match_keys
from tests.domain.people import ANNA, COMPARISON


def contact(name: str = "", mails: str = "", phones: str = "", organization: str = "") -> Contact:
    given_name, _, family = name.rpartition(" ")
    return Contact(
        name=Name(given_name, family=family),
        emails=tuple(Entry(mail) for mail in mails.split()),
        phones=tuple(Entry(phone) for phone in phones.split(",") if phone),
        organization=organization,
    )


def book(**items: Contact) -> list[Keyed]:
    return [Keyed(RemoteId(name), match_keys(item, COMPARISON)) for name, item in items.items()]


def pairs(found: Matches) -> list[tuple[str, str]]:
    assert not found.suggestions
    assert not found.clusters
    return [(pair.crm, pair.provider) for pair in found.pairs]


NOBODY = Matches((), (), ())


class TestMarkers:
    def test_what_tandem_made_is_known_by_its_marker(self) -> None:
        """F1: the mapping table is gone, the marker isn't; not even a new name and address hide it."""
        crm = [Keyed(RemoteId("p"), match_keys(contact("Anna Meyer", "new@x.de"), COMPARISON), marker="link-1")]
        provider = [Keyed(RemoteId("c"), match_keys(contact("Anne Maier", "old@x.de"), COMPARISON), uid="link-1")]

        assert match(crm, provider) == Matches((Pair(RemoteId("p"), RemoteId("c")),), (), (), (Tier.MARKER,))

    def test_a_marker_beats_a_mail(self) -> None:
        keys = match_keys(contact("Anna Meyer", "a@x.de"), COMPARISON)
        crm = [Keyed(RemoteId("p"), b"", marker="link-1"), Keyed(RemoteId("q"), keys)]

        found = match(crm, [Keyed(RemoteId("c"), keys, uid="link-1")])

        assert found.pairs == (Pair(RemoteId("p"), RemoteId("c")),)

    def test_a_copied_marker_is_ambiguous(self) -> None:
        crm = [Keyed(RemoteId(name), b"", marker="link-1") for name in ("p", "q")]

        found = match(crm, [Keyed(RemoteId("c"), b"", uid="link-1")])

        assert found == replace(
            NOBODY, clusters=(Cluster((RemoteId("p"), RemoteId("q")), (RemoteId("c"),), Tier.MARKER),)
        )


class TestMails:
    def test_an_address_is_enough_however_it_is_typed(self) -> None:
        found = match(book(p=contact("A", "Anna@Meyer.DE b@x.de")), book(c=contact("B", "anna@meyer.de")))

        assert pairs(found) == [("p", "c")]
        assert found.tiers == (Tier.MAIL,)

    def test_an_address_shared_within_a_family_pairs_nobody(self) -> None:
        crm = book(p=contact("Anna Meyer", "meyers@x.de"))
        provider = book(c=contact("Anna Meyer", "meyers@x.de"), d=contact("Bert Meyer", "meyers@x.de"))

        found = match(crm, provider)

        assert found == replace(
            NOBODY, clusters=(Cluster((RemoteId("p"),), (RemoteId("c"), RemoteId("d")), Tier.MAIL),)
        )

    def test_who_shares_an_address_but_has_one_of_their_own_is_paired_by_that(self) -> None:
        people = {name: contact(name, f"{name.lower()}@x.de info@x.de") for name in ("Anna Meyer", "Bert Schulz")}
        mailed = {
            name[0].lower(): replace(one, emails=(Entry(f"{name[0]}@x.de"), one.emails[-1]))
            for name, one in people.items()
        }

        assert pairs(match(book(**mailed), book(**mailed))) == [("a", "a"), ("b", "b")]

    def test_a_possible_double_of_somebody_already_paired_is_for_a_person_to_decide(self) -> None:
        """F1: else a second card of Anna would make a second Anna."""
        crm = book(p=contact("Anna Meyer", "a@x.de work@x.de"))
        provider = book(c=contact("Anna Meyer", "a@x.de work@x.de"), d=contact("Anna Meyer", "a@x.de"))

        found = match(crm, provider)

        assert found.pairs == (Pair(RemoteId("p"), RemoteId("c")),)
        assert found.clusters == (Cluster((), (RemoteId("d"),), Tier.MAIL),)

    def test_one_who_is_like_two_is_paired_with_neither(self) -> None:
        crm = book(p=contact("A", "a@x.de b@x.de"))

        found = match(crm, book(c=contact("A", "a@x.de"), d=contact("B", "b@x.de")))

        assert found.pairs == ()
        assert found.clusters == (Cluster((RemoteId("p"),), (RemoteId("c"), RemoteId("d")), Tier.MAIL),)

    def test_an_address_that_only_one_side_shares_is_of_no_matter(self) -> None:
        assert match(book(), book(c=contact("A", "i@x.de"), d=contact("B", "i@x.de"))) == NOBODY


class TestPhones:
    @pytest.mark.parametrize(
        ("one", "other"), [("Anna Müller", "A. Mueller"), ("Max Groß", "Max GROSS"), ("Eva Meyer", "E meyer")]
    )
    def test_number_and_family_name_are_enough_however_they_are_typed(self, one: str, other: str) -> None:
        """F29: the number is compared in E.164."""
        found = match(book(p=contact(one, phones="030 1234567")), book(c=contact(other, phones="+49 (30) 123-4567")))

        assert pairs(found) == [("p", "c")]
        assert found.tiers == (Tier.PHONE,)

    def test_a_number_alone_says_nothing(self) -> None:
        crm = book(p=contact("Anna Meyer", phones="030 1234567"))

        assert match(crm, book(c=contact("Bert Schulz", phones="030 1234567"))) == NOBODY

    def test_behind_a_switchboard_nobody_is_paired(self) -> None:
        crm = book(p=contact("Anna Meyer", phones="030 1"), q=contact("Bert Schulz", phones="030 1"))

        found = match(crm, book(c=contact("A. Meyer", phones="030 1")))

        assert found == replace(NOBODY, clusters=(Cluster((RemoteId("p"),), (RemoteId("c"),), Tier.PHONE),))

    def test_a_display_name_has_its_family_name_last(self) -> None:
        card = replace(contact(phones="030 1234567"), name=Name(formatted="Dr. Anna Meyer"))

        assert pairs(match(book(p=contact("Anna Meyer", phones="030 1234567")), book(c=card))) == [("p", "c")]


class TestNames:
    def test_name_and_organization_are_only_a_suggestion(self) -> None:
        one = contact("Anna Müller", organization="Müller AG")
        other = contact("anna mueller", organization="MÜLLER AG")

        assert match(book(p=one), book(c=other)) == replace(
            NOBODY, suggestions=(Suggestion(RemoteId("p"), RemoteId("c")),)
        )

    def test_another_organization_is_another_person(self) -> None:
        assert match(book(p=contact("A B", organization="X")), book(c=contact("A B", organization="Y"))) == NOBODY

    def test_several_of_one_name_are_ambiguous(self) -> None:
        found = match(book(p=contact("A B"), q=contact("A B")), book(c=contact("A B")))

        assert [(one.crm, one.provider) for one in found.clusters] == [(("p", "q"), ("c",))]

    def test_the_nameless_are_not_alike(self) -> None:
        assert match(book(p=Contact()), book(c=Contact())) == NOBODY


@st.composite
def crowds(draw: st.DrawFn) -> list[Keyed]:
    mails, phones = st.sampled_from(("a@x.de", "b@x.de", "c@x.de", "")), st.sampled_from(("030 1", "030 2", ""))
    one = st.builds(contact, st.sampled_from(("A B", "C B", "C D", "")), mails, phones)
    people = draw(st.lists(one, max_size=6))
    return book(**{f"n{number}": item for number, item in enumerate(people)})


@settings(max_examples=200, deadline=None)
@given(crowds(), crowds())
def test_everybody_is_in_one_place_only(crm: list[Keyed], provider: list[Keyed]) -> None:
    """F1: whatever the crowd, nobody has two twins, and nobody both a twin and a doubt."""
    found = match(crm, provider)

    persons = [one.crm for one in found.pairs] + [one.crm for one in found.suggestions]
    cards = [one.provider for one in found.pairs] + [one.provider for one in found.suggestions]
    for cluster in found.clusters:
        persons += cluster.crm
        cards += cluster.provider
    assert len(persons) == len(set(persons))
    assert len(cards) == len(set(cards))


@settings(max_examples=200, deadline=None)
@given(crowds(), crowds())
def test_matching_favours_no_side_and_no_order(crm: list[Keyed], provider: list[Keyed]) -> None:
    found, turned = match(crm, provider), match(provider[::-1], crm[::-1])

    assert {(one.provider, one.crm) for one in turned.pairs} == {(one.crm, one.provider) for one in found.pairs}
    assert {frozenset(one.provider) for one in turned.clusters} == {frozenset(one.crm) for one in found.clusters}


def test_keys_are_small_salted_and_say_nothing_of_the_person() -> None:
    keys = match_keys(ANNA, COMPARISON, b"salt")

    assert len(keys) == 9 * 7  # two mails, two numbers with and without the family name, the name
    assert b"anna" not in keys.lower()
    assert keys != match_keys(ANNA, COMPARISON, b"pepper")


def test_matching_many_takes_little_memory() -> None:
    """P6: five thousand on each side stay far below what the contacts themselves would take."""
    keys = [match_keys(contact(f"A{n} B{n}", f"{n}@x.de", f"0301{n:06}"), COMPARISON) for n in range(5_000)]
    items = [Keyed(RemoteId(str(number)), one) for number, one in enumerate(keys)]

    tracemalloc.start()
    found = match(iter(items), iter(items))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(found.pairs) == 5_000
    assert peak < 5 * 1024 * 1024
