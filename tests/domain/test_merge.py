"""The merge, case by case: what a person changed on one side, and what the other side then shows."""

from dataclasses import replace

from tandem.domain.contact import Address, Birthday, Contact, Entry, Field, Name, Side
from tandem.domain.merge import Merged, Projections, first_merge, merge, one_way_merge
from tests.domain.people import ANNA, COMPARISON, MODEST_CRM, ONE_WAY, TWO_WAY, shortened

WORK = Entry("+49 30 1234567", "work", True)
MOBILE = Entry("0171 1112223", "Zweithandy")


def both(crm: Contact, provider: Contact, base: Contact = ANNA) -> Merged:
    return merge(base, crm, base, provider, TWO_WAY, COMPARISON)


def modest(crm: Contact, provider: Contact, base: Contact = ANNA) -> Merged:
    """The CRM shows a shortened contact and was then brought to `crm`; the provider went from `base` to `provider`."""
    return merge(shortened(base), crm, base, provider, TWO_WAY, COMPARISON, MODEST_CRM)


def _with_other_words(contact: Contact) -> Contact:
    further = (Address(text=one.street, label="other") for one in contact.addresses[1:])
    return replace(contact, addresses=(*contact.addresses[:1], *further))


def _without_services(contact: Contact) -> Contact:
    return replace(contact, messengers=tuple(replace(one, label="other") for one in contact.messengers))


class TestFields:
    def test_name_on_one_side_and_company_on_the_other_both_survive(self) -> None:
        """F24."""
        crm = replace(ANNA, name=replace(ANNA.name, family="Müller", formatted="Dr. Anna Maria Müller"))
        provider = replace(ANNA, organization="Müller AG")

        merged = both(crm, provider)

        assert merged == Merged(replace(crm, organization="Müller AG"), replace(crm, organization="Müller AG"))

    def test_clearing_is_an_edit(self) -> None:
        cleared = replace(ANNA, notes="", birthday=None, emails=(), organization="")

        assert both(cleared, ANNA).provider == cleared

    def test_clearing_against_an_edit_is_a_conflict(self) -> None:
        merged = both(replace(ANNA, notes=""), replace(ANNA, notes="Neu."))

        assert merged.provider.notes == ""
        assert [(loss.field, loss.side, loss.loser.notes) for loss in merged.losses] == [
            (Field.NOTES, Side.PROVIDER, "Neu.")
        ]

    def test_a_line_end_is_no_edit(self) -> None:
        base = replace(ANNA, notes="Zeile\nZeile")
        other = replace(ANNA, notes="Zeile\r\nZeile\r\n")

        assert both(other, base, base) == Merged(other, base)

    def test_a_field_that_one_side_does_not_show_is_left_alone(self) -> None:
        """Not fetched is not empty."""
        crm = replace(ANNA, notes="", job_title="", missing=frozenset({Field.NOTES}))
        provider = replace(ANNA, notes="Neu.")

        merged = merge(ANNA, crm, ANNA, provider, TWO_WAY, COMPARISON)

        assert (merged.crm, merged.provider.notes, merged.provider.job_title) == (crm, "Neu.", "")

    def test_a_field_that_was_made_later_is_filled(self) -> None:
        """The company's notes field came after the bases were stored: as if for the first time."""
        base_crm = replace(ANNA, notes="", missing=frozenset({Field.NOTES}))
        crm = replace(ANNA, notes="")

        merged = merge(base_crm, crm, ANNA, ANNA, TWO_WAY, COMPARISON)

        assert merged == Merged(ANNA, ANNA)


class TestNames:
    def test_clearing_a_name_is_refused_and_put_right(self) -> None:
        nameless = replace(ANNA, name=Name())

        assert both(nameless, ANNA) == Merged(ANNA, ANNA)
        assert both(ANNA, nameless) == Merged(ANNA, ANNA)

    def test_a_new_family_name_in_the_crm_keeps_title_and_middle_name_of_the_card(self) -> None:
        crm = replace(shortened(ANNA), name=Name("Anna Maria", family="Müller", formatted="Anna Maria Müller"))

        assert modest(crm, ANNA).provider.name == Name("Anna", "Maria", "Müller", "Dr.", "", "Dr. Anna Maria Müller")

    def test_a_new_given_name_in_the_crm_keeps_the_middle_name_where_it_still_ends_it(self) -> None:
        crm = replace(shortened(ANNA), name=Name("Hanna Maria", family="Meyer", formatted="Hanna Maria Meyer"))

        assert modest(crm, ANNA).provider.name == Name("Hanna", "Maria", "Meyer", "Dr.", "", "Dr. Hanna Maria Meyer")

    def test_another_given_name_in_the_crm_is_the_whole_given_name(self) -> None:
        crm = replace(shortened(ANNA), name=Name("Eva", family="Meyer", formatted="Eva Meyer"))

        assert modest(crm, ANNA).provider.name == Name("Eva", "", "Meyer", "Dr.", "", "Dr. Eva Meyer")

    def test_a_display_name_of_the_person_s_own_making_keeps_its_style(self) -> None:
        styles = {
            "Meyer, Anna Maria": "Müller, Anna Maria",
            "Frau Meyer (Büro)": "Frau Müller (Büro)",
            "Anna Maria Meyer": "Anna Maria Müller",
            "Die Chefin": "Dr. Anna Maria Müller",
        }
        for before, after in styles.items():
            provider = replace(ANNA, name=replace(ANNA.name, formatted=before))
            crm = replace(shortened(provider), name=Name("Anna Maria", family="Müller"))

            assert modest(crm, provider, provider).provider.name.formatted == after

    def test_a_title_that_the_crm_can_not_show_changes_nothing_there(self) -> None:
        provider = replace(ANNA, name=replace(ANNA.name, prefix="Prof.", formatted="Prof. Anna Maria Meyer"))

        merged = modest(shortened(ANNA), provider)

        assert shortened(merged.crm).name == shortened(ANNA).name
        assert merged.provider == provider

    def test_a_middle_name_that_was_added_is_said_once(self) -> None:
        provider = replace(ANNA, name=Name("Anna", "Maria Eva", "Meyer", "Dr.", "", "Dr. Anna Maria Eva Meyer"))

        assert shortened(modest(shortened(ANNA), provider).crm).name.given == "Anna Maria Eva"

    def test_a_card_that_only_has_a_display_name_takes_a_new_one(self) -> None:
        base = Contact(name=Name(formatted="Cher"))
        provider = Contact(name=Name(formatted="Sonny"))

        merged = merge(shortened(base), shortened(base), base, provider, TWO_WAY, COMPARISON, MODEST_CRM)

        assert shortened(merged.crm).name.formatted == "Sonny"

    def test_two_new_names_are_not_mixed(self) -> None:
        """The parts of a name merge as one."""
        crm = replace(ANNA, name=replace(ANNA.name, given="Eva"))
        provider = replace(ANNA, name=replace(ANNA.name, family="Schulz"))

        merged = both(crm, provider)

        assert (merged.provider.name.given, merged.provider.name.family) == ("Eva", "Meyer")
        assert [(loss.field, loss.side) for loss in merged.losses] == [(Field.NAME, Side.PROVIDER)]


class TestEntries:
    def test_additions_and_deletions_of_both_sides_are_all_done(self) -> None:
        crm = replace(ANNA, emails=(*ANNA.emails[:1], Entry("neu@crm.example", "work")))
        provider = replace(ANNA, emails=(*ANNA.emails, Entry("neu@card.example", "home")))

        merged = both(crm, provider)

        assert [entry.value for entry in merged.crm.emails] == [
            "anna@meyer.example",
            "neu@crm.example",
            "neu@card.example",
        ]
        assert set(merged.crm.emails) == set(merged.provider.emails)

    def test_a_number_is_known_however_it_is_typed_and_never_rewritten(self) -> None:
        """F29: byte-identical; E.164 is for comparing only."""
        crm = replace(ANNA, phones=(Entry("030 / 123 45 67", "work", True), MOBILE), job_title="Chefin")
        base_crm = replace(crm, job_title=ANNA.job_title)

        merged = merge(base_crm, crm, ANNA, ANNA, TWO_WAY, COMPARISON)

        assert merged.crm.phones[0].value == "030 / 123 45 67"
        assert merged.provider.phones == ANNA.phones

    def test_a_number_that_a_person_retyped_goes_over_as_typed(self) -> None:
        """F29: a mended spelling is an edit like any other."""
        crm = replace(ANNA, phones=(replace(WORK, value="030 1234567"), MOBILE))

        assert both(crm, ANNA).provider.phones == crm.phones

    def test_a_changed_number_keeps_its_place_and_the_label_of_the_other_side(self) -> None:
        """F28: the label that the CRM can't show is still on the new number."""
        base_crm = shortened(ANNA)
        crm = replace(base_crm, phones=(WORK, Entry("0171 9998887", "other")))

        assert modest(crm, ANNA).provider.phones == (WORK, Entry("0171 9998887", "Zweithandy"))

    def test_a_label_goes_over_and_comes_back(self) -> None:
        """F28."""
        provider = replace(ANNA, phones=(WORK, replace(MOBILE, label="Dritthandy")))

        merged = both(ANNA, provider)

        assert merged.crm.phones == provider.phones

    def test_a_new_label_saves_an_entry_from_deletion(self) -> None:
        crm = replace(ANNA, phones=(WORK,))
        provider = replace(ANNA, phones=(WORK, replace(MOBILE, label="mobile")))

        merged = both(crm, provider)

        assert merged.crm.phones == merged.provider.phones == provider.phones
        assert [(loss.field, loss.side) for loss in merged.losses] == [(Field.PHONES, Side.CRM)]

    def test_the_primary_entry_moves(self) -> None:
        flagged = (replace(WORK, primary=False), replace(MOBILE, primary=True))

        assert both(ANNA, replace(ANNA, phones=flagged)).crm.phones == flagged

    def test_a_dropped_flag_is_put_back(self) -> None:
        """Some address books drop it when they save; that nobody is primary is no wish."""
        provider = replace(ANNA, phones=(replace(WORK, primary=False), MOBILE))

        assert both(ANNA, provider) == Merged(ANNA, ANNA)

    def test_a_side_without_flags_does_not_move_the_primary_entry(self) -> None:
        flagless = replace(ANNA, phones=(replace(WORK, primary=False), MOBILE))
        crm = replace(ANNA, phones=(replace(WORK, primary=False), replace(MOBILE, primary=True)))
        provider = replace(flagless, phones=(flagless.phones[0], replace(MOBILE, value="0171 9998887")))

        merged = merge(crm, crm, flagless, provider, TWO_WAY, COMPARISON)

        assert merged.crm.phones[1] == Entry("0171 9998887", "Zweithandy", True)

    def test_one_address_listed_twice_is_not_dropped(self) -> None:
        twice = (Entry("a@x.example", "work"), Entry("A@x.example", "home"))
        base = replace(ANNA, emails=twice)

        merged = both(replace(base, job_title="Chefin"), base, base)

        assert merged.provider.emails == twice

    def test_a_service_that_the_crm_has_no_word_for_is_not_doubled(self) -> None:
        """F28: neither at the first merge nor by a later edit."""
        provider = replace(ANNA, messengers=(Entry("anna.m", "threema"),))
        crm = replace(ANNA, messengers=(Entry("anna.m", "other"),))
        views = Projections(crm=_without_services, provider=lambda contact: contact)

        adopted = first_merge(crm, provider, TWO_WAY, COMPARISON, views)
        cleared = merge(crm, replace(crm, messengers=()), provider, provider, TWO_WAY, COMPARISON, views)

        assert adopted == Merged(crm, provider)
        assert cleared.provider.messengers == ()

    def test_what_only_one_side_can_hold_stays_there(self) -> None:
        """F27: a fourth address, which the CRM doesn't show, survives an edit made there."""
        mails = tuple(Entry(f"{number}@x.example", "work", number == 1) for number in (1, 2, 3, 4))
        base = replace(ANNA, emails=mails)
        crm = replace(shortened(base), emails=(*shortened(base).emails[:2], Entry("neu@x.example", "home")))

        kept = [entry.value for entry in modest(crm, base, base).provider.emails]

        assert kept == ["1@x.example", "2@x.example", "4@x.example", "neu@x.example"]

    def test_a_place_that_becomes_free_is_filled_by_what_stood_back_for_want_of_one(self) -> None:
        mails = tuple(Entry(f"{number}@x.example", "work", number == 1) for number in (1, 2, 3, 4))
        base = replace(ANNA, emails=mails)
        crm = replace(shortened(base), emails=shortened(base).emails[1:])

        merged = modest(crm, base, base)

        assert [entry.value for entry in merged.crm.emails] == ["2@x.example", "3@x.example", "4@x.example"]
        assert [entry.value for entry in merged.provider.emails] == ["2@x.example", "3@x.example", "4@x.example"]

    def test_a_place_that_becomes_free_is_not_filled_by_what_both_agreed_to_differ_in(self) -> None:
        mails = tuple(Entry(f"{number}@x.example", "work", number == 1) for number in (1, 2, 3))
        base, fewer = replace(ANNA, emails=mails), replace(ANNA, emails=mails[:2])

        merged = merge(base, replace(base, emails=mails[1:]), fewer, fewer, TWO_WAY, COMPARISON)

        assert [entry.value for entry in merged.provider.emails] == ["2@x.example"]


class TestAddresses:
    WORK, HOME = ANNA.addresses

    def test_each_address_is_one_and_keeps_its_label(self) -> None:
        moved = Address(street="Neuer Weg 2", postcode="80331", city="München")
        base_crm = replace(ANNA, addresses=(replace(self.WORK, label=""), self.HOME))
        crm = replace(ANNA, addresses=(moved, self.HOME))

        merged = merge(base_crm, crm, ANNA, ANNA, TWO_WAY, COMPARISON)

        assert merged.provider.addresses == (replace(moved, label="work"), self.HOME)

    def test_the_second_becomes_the_first_when_the_first_goes(self) -> None:
        provider = replace(ANNA, addresses=(self.HOME,))

        assert both(ANNA, provider).crm.addresses == (self.HOME,)

    def test_two_edits_of_one_address_are_not_mixed(self) -> None:
        crm = replace(ANNA, addresses=(replace(self.WORK, street="Hauptstr. 2"), self.HOME))
        provider = replace(ANNA, addresses=(replace(self.WORK, city="Bonn"), self.HOME))

        merged = both(crm, provider)

        assert merged.provider.addresses == crm.addresses
        assert [(loss.field, loss.side, loss.loser) for loss in merged.losses] == [
            (Field.ADDRESSES, Side.PROVIDER, provider)
        ]

    def test_an_address_under_a_label_that_the_crm_has_no_field_for_is_still_the_same_one(self) -> None:
        """The CRM shows it as "other"; edited there, it is edited here and not doubled."""
        hut = Address(street="Am Hang 1", city="Kempten", label="Hütte")
        base = replace(ANNA, addresses=(self.WORK, hut))
        edited = replace(hut, street="Am Hang 7", label="other")
        crm = replace(shortened(base), addresses=(self.WORK, edited))

        assert modest(crm, base, base).provider.addresses == (self.WORK, replace(edited, label="Hütte"))

    def test_an_address_that_the_crm_shows_in_other_words_is_still_the_same_one(self) -> None:
        hut = Address(street="Am Hang 1", city="Kempten", label="Hütte")
        base_crm = replace(ANNA, addresses=(self.WORK, Address(text="Am Hang 1", label="other")))
        base = replace(ANNA, addresses=(self.WORK, hut))
        crm = replace(base_crm, addresses=(self.WORK, Address(text="Am Hang 7", label="other")))

        merged = merge(base_crm, crm, base, base, TWO_WAY, COMPARISON)

        assert merged.provider.addresses == (self.WORK, Address(text="Am Hang 7", label="Hütte"))

    def test_a_twin_that_shows_an_address_in_other_words_is_not_given_it_twice(self) -> None:
        hut = Address(street="Am Hang 1", city="Kempten", label="Hütte")
        provider = replace(ANNA, addresses=(self.WORK, hut))
        views = Projections(crm=_with_other_words, provider=lambda contact: contact)
        crm = _with_other_words(provider)

        assert first_merge(crm, provider, TWO_WAY, COMPARISON, views) == Merged(crm, provider)

    def test_twins_with_two_addresses_for_one_field_of_the_crm_keep_both(self) -> None:
        hut, shed = Address(street="Am Hang 1", label="Hütte"), Address(text="Am Moor 5", label="other")
        provider = replace(ANNA, addresses=(self.WORK, hut))
        views = Projections(crm=_with_other_words, provider=lambda contact: contact)

        merged = first_merge(replace(ANNA, addresses=(self.WORK, shed)), provider, TWO_WAY, COMPARISON, views)

        assert merged.provider.addresses == (self.WORK, hut, shed)
        assert merged.losses == ()

    def test_twins_that_list_their_addresses_in_another_order_overwrite_nothing(self) -> None:
        crm = replace(ANNA, addresses=(self.HOME, self.WORK))

        assert first_merge(crm, ANNA, TWO_WAY, COMPARISON) == Merged(crm, ANNA)

    def test_an_address_told_in_parts_and_in_one_text_is_the_same(self) -> None:
        crm = replace(ANNA, addresses=(Address(text="Hauptstr. 1, 10115 Berlin, Germany"), self.HOME))

        assert first_merge(crm, ANNA, TWO_WAY, COMPARISON).losses == ()


class TestNotes:
    LONG = "0123456789 und noch viel mehr"

    def test_an_edit_of_the_shown_beginning_keeps_the_end_that_was_not_shown(self) -> None:
        base = replace(ANNA, notes=self.LONG)
        crm = replace(shortened(base), notes="neu")

        assert modest(crm, base, base).provider.notes == "neu" + self.LONG[9:]

    def test_an_edit_of_the_unseen_end_writes_nothing_to_the_crm(self) -> None:
        base = replace(ANNA, notes=self.LONG)
        provider = replace(base, notes=self.LONG + "!")

        assert shortened(modest(shortened(base), provider, base).crm) == shortened(base)

    def test_clearing_the_beginning_clears_all_and_the_unseen_end_is_a_loss(self) -> None:
        base = replace(ANNA, notes=self.LONG)

        merged = modest(replace(shortened(base), notes=""), base, base)

        assert merged.provider.notes == ""
        assert [(loss.field, loss.side, loss.loser.notes) for loss in merged.losses] == [
            (Field.NOTES, Side.PROVIDER, self.LONG)
        ]


class TestYearlessBirthdays:
    """F30: never lost, never given a year that nobody said."""

    BASE = replace(ANNA, birthday=Birthday(5, 9))

    def test_unseen_in_the_crm_it_stays(self) -> None:
        crm = replace(shortened(self.BASE), job_title="Chefin")

        assert modest(crm, self.BASE, self.BASE).provider.birthday == Birthday(5, 9)

    def test_a_full_date_set_in_the_crm_goes_over(self) -> None:
        crm = replace(shortened(self.BASE), birthday=Birthday(5, 9, 1980))

        assert modest(crm, self.BASE, self.BASE).provider.birthday == Birthday(5, 9, 1980)

    def test_a_year_that_the_provider_learns_goes_over(self) -> None:
        provider = replace(self.BASE, birthday=Birthday(5, 9, 1980))

        assert modest(shortened(self.BASE), provider, self.BASE).crm.birthday == Birthday(5, 9, 1980)

    def test_twins_agree_on_the_fuller_date(self) -> None:
        merged = first_merge(ANNA, self.BASE, TWO_WAY, COMPARISON)

        assert merged == Merged(ANNA, ANNA)


class TestTwins:
    def test_each_fills_what_the_other_lacks(self) -> None:
        crm = Contact(name=ANNA.name, emails=ANNA.emails)
        provider = replace(ANNA, emails=(), job_title="")

        merged = first_merge(replace(crm, job_title="Chefin"), provider, TWO_WAY, COMPARISON)

        assert merged.crm == merged.provider == replace(ANNA, job_title="Chefin")

    def test_what_is_typed_differently_but_means_the_same_stays_each_side_s_own(self) -> None:
        crm = replace(ANNA, organization="MEYER GMBH", name=Name("anna maria", "", "meyer"))
        crm = replace(crm, phones=(Entry("030 1234567", "work", True), MOBILE))

        assert first_merge(crm, ANNA, TWO_WAY, COMPARISON) == Merged(crm, ANNA)

    def test_of_two_names_the_winner_s_is_whole_and_the_title_stays(self) -> None:
        crm = replace(ANNA, name=Name("Anna", "", "Schulz", "", "", "Anna Schulz"))

        merged = first_merge(crm, ANNA, TWO_WAY, COMPARISON)

        assert merged.provider.name == Name("Anna", "", "Schulz", "Dr.", "", "Dr. Anna Schulz")
        assert [(loss.field, loss.side) for loss in merged.losses] == [(Field.NAME, Side.PROVIDER)]

    def test_a_field_that_a_side_can_not_show_is_not_filled(self) -> None:
        crm = replace(ANNA, notes="", missing=frozenset({Field.NOTES}))

        assert first_merge(crm, ANNA, TWO_WAY, COMPARISON) == Merged(crm, ANNA)

    def test_one_way_the_contact_stays_and_the_person_is_only_filled(self) -> None:
        crm = replace(ANNA, notes="", job_title="Chefin")

        merged = first_merge(crm, ANNA, ONE_WAY, COMPARISON)

        assert merged == Merged(replace(ANNA, job_title="Chefin"), ANNA)

    def test_one_way_a_field_given_to_the_provider_is_overwritten_and_kept_as_a_loss(self) -> None:
        rules = replace(ONE_WAY, conflict={Field.JOB_TITLE: Side.PROVIDER})
        crm = replace(ANNA, job_title="Chefin")

        merged = first_merge(crm, ANNA, rules, COMPARISON)

        assert merged.crm == ANNA
        assert [(loss.field, loss.loser.job_title) for loss in merged.losses] == [(Field.JOB_TITLE, "Chefin")]


class TestOneWay:
    def test_an_entry_deleted_at_the_provider_goes_even_if_relabelled_in_the_crm(self) -> None:
        crm = replace(ANNA, phones=(WORK, replace(MOBILE, label="mobile")))
        provider = replace(ANNA, phones=(WORK,))

        merged = one_way_merge(ANNA, crm, ANNA, provider, ONE_WAY, COMPARISON)

        assert merged.crm.phones == (WORK,)
        assert [(loss.field, loss.side) for loss in merged.losses] == [(Field.PHONES, Side.CRM)]

    def test_an_entry_that_the_crm_added_stays(self) -> None:
        crm = replace(ANNA, phones=(*ANNA.phones, Entry("110")))
        provider = replace(ANNA, phones=(*ANNA.phones, Entry("112")))

        merged = one_way_merge(ANNA, crm, ANNA, provider, ONE_WAY, COMPARISON)

        assert [entry.value for entry in merged.crm.phones[2:]] == ["110", "112"]
        assert merged.provider is provider
