"""Microsoft's own client, as it is, against the stand-in: what it asks is answered in shapes that it reads."""

import asyncio
import warnings
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.sandbox.microsoft.desk import Desk, MicrosoftStandin, Receiver

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # kiota deprecates itself while it is imported
    from kiota_abstractions.api_error import APIError
    from kiota_abstractions.authentication import AuthenticationProvider
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from kiota_abstractions.headers_collection import HeadersCollection
    from kiota_abstractions.request_information import RequestInformation
    from msgraph import GraphRequestAdapter, GraphServiceClient
    from msgraph.generated.models.contact import Contact
    from msgraph.generated.models.contact_folder import ContactFolder
    from msgraph.generated.models.email_address import EmailAddress
    from msgraph.generated.models.physical_address import PhysicalAddress
    from msgraph.generated.models.single_value_legacy_extended_property import SingleValueLegacyExtendedProperty
    from msgraph.generated.models.subscription import Subscription
    from msgraph.generated.users.item.contacts.contacts_request_builder import ContactsRequestBuilder
    from msgraph.generated.users.item.contacts.delta.delta_request_builder import DeltaRequestBuilder
    from msgraph.graph_request_adapter import options
    from msgraph_core import GraphClientFactory

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the client deprecates its own classes
MARK = "String {7d1c3a52-6f0b-4a7e-9c55-2f8d1b6e4a90} Name Made"
Work = Callable[[GraphServiceClient], Awaitable[Any]]


class Bearer(AuthenticationProvider):
    def __init__(self, token: str) -> None:
        self.token = token

    async def authenticate_request(self, request: RequestInformation, _context: Any = None) -> None:
        request.headers.add("Authorization", f"Bearer {self.token}")


def client_of_theirs() -> httpx.AsyncClient:
    """As their adapter makes it, without connections that are kept: its middleware closes none."""
    plain = httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=0))
    return GraphClientFactory.create_with_default_middleware(client=plain, options=options)


def run(desk: Desk, work: Work) -> Any:
    """What the client brings, in a loop of its own."""

    async def working() -> Any:
        async with client_of_theirs() as http:
            adapter = GraphRequestAdapter(Bearer(desk.token), client=http)
            adapter.base_url = str(desk.standin.said["graph_url"])
            return await work(GraphServiceClient(request_adapter=adapter))

    return asyncio.run(working())


@pytest.fixture(autouse=True)
def nothing_unknown(microsoft: MicrosoftStandin) -> Any:
    """What the official client asks is in its own contract."""
    yield
    assert microsoft.taken("violations") == []


def whole() -> Contact:
    return Contact(
        given_name="Ada",
        surname="King",
        display_name="Ada King",
        email_addresses=[EmailAddress(address="ada@example.com", name="Ada")],
        business_phones=["+49 30 1234567"],
        home_address=PhysicalAddress(street="Weg 1", city="Ulm", postal_code="89073", country_or_region="DE"),
        birthday=datetime(1815, 12, 10, 11, 59, tzinfo=UTC),
        categories=["Rote Kategorie"],
        single_value_extended_properties=[SingleValueLegacyExtendedProperty(id=MARK, value="one")],
    )


def test_a_contact_is_made_read_changed_and_deleted(desk: Desk) -> None:
    async def work(client: GraphServiceClient) -> None:
        made = await client.me.contacts.post(whole())
        assert made is not None
        assert made.id is not None
        read = await client.me.contacts.by_contact_id(made.id).get()
        assert read is not None
        assert (read.display_name, read.birthday) == ("Ada King", datetime(1815, 12, 10, 11, 59, tzinfo=UTC))
        assert read.home_address is not None
        assert read.home_address.city == "Ulm"
        changed = await client.me.contacts.by_contact_id(made.id).patch(
            Contact(job_title="Countess", display_name="Ada")
        )
        assert changed is not None
        assert (changed.job_title, changed.display_name, changed.surname) == ("Countess", "Ada", "King")
        await client.me.contacts.by_contact_id(made.id).delete()
        with pytest.raises(APIError) as error:
            await client.me.contacts.by_contact_id(made.id).get()
        assert error.value.response_status_code == 404

    run(desk, work)


def test_folders_are_made_and_the_default_one_is_not_among_them(desk: Desk) -> None:
    async def work(client: GraphServiceClient) -> None:
        made = await client.me.contact_folders.post(ContactFolder(display_name="Kunden"))
        assert made is not None
        assert made.id is not None
        below = await client.me.contact_folders.by_contact_folder_id(made.id).child_folders.post(
            ContactFolder(display_name="Alte")
        )
        assert below is not None
        listed = await client.me.contact_folders.get()
        assert listed is not None
        assert [one.display_name for one in listed.value or []] == ["Kunden"]
        default = await client.me.contact_folders.by_contact_folder_id("contacts").get()
        assert default is not None
        contact = await client.me.contacts.post(whole())
        assert contact is not None
        assert default.id == contact.parent_folder_id

    run(desk, work)


def test_delta_goes_round_by_round(desk: Desk) -> None:
    """The client writes it with brackets, and its options percent-encoded."""

    async def work(client: GraphServiceClient) -> None:
        ids = [one.id for one in [await client.me.contacts.post(whole()) for _ in range(3)] if one]
        headers = HeadersCollection()
        headers.add("Prefer", "odata.maxpagesize=2")
        asked = DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters(select=["displayName"])
        config = RequestConfiguration(query_parameters=asked, headers=headers)
        page = await client.me.contacts.delta.get(request_configuration=config)
        assert page is not None
        found = list(page.value or [])
        while page is not None and page.odata_next_link:
            page = await client.me.contacts.delta.with_url(page.odata_next_link).get()
            found += (page.value or []) if page else []
        assert [one.id for one in found] == ids
        assert page is not None
        await client.me.contacts.by_contact_id(str(ids[0])).delete()
        later = await client.me.contacts.delta.with_url(str(page.odata_delta_link)).get()
        assert later is not None
        (gone,) = later.value or []
        assert (gone.id, gone.additional_data["@removed"]) == (ids[0], {"reason": "deleted"})

    run(desk, work)


def test_an_extended_property_is_found_and_shown(desk: Desk) -> None:
    async def work(client: GraphServiceClient) -> None:
        await client.me.contacts.post(whole())
        await client.me.contacts.post(Contact(display_name="Bea"))
        asked = ContactsRequestBuilder.ContactsRequestBuilderGetQueryParameters(
            filter=f"singleValueExtendedProperties/any(ep: ep/id eq '{MARK}' and ep/value eq 'ONE')",
            expand=[f"singleValueExtendedProperties($filter=id eq '{MARK}')"],
        )
        found = await client.me.contacts.get(request_configuration=RequestConfiguration(query_parameters=asked))
        assert found is not None
        (one,) = found.value or []
        (mark,) = one.single_value_extended_properties or []
        assert (mark.id, mark.value) == (MARK, "one")

    run(desk, work)


def test_categories_are_listed(desk: Desk) -> None:
    async def work(client: GraphServiceClient) -> None:
        listed = await client.me.outlook.master_categories.get()
        assert listed is not None
        assert [one.display_name for one in listed.value or []] == ["Rote Kategorie", "Blaue Kategorie"]

    run(desk, work)


def test_a_photo_is_bytes(desk: Desk) -> None:
    desk.standin.control("people", {"email": desk.email, "count": 1})
    (row,) = desk.standin.control("contacts", {"email": desk.email})

    async def work(client: GraphServiceClient) -> None:
        headers = HeadersCollection()
        headers.add("Prefer", 'IdType="ImmutableId"')
        config: RequestConfiguration[Any] = RequestConfiguration(headers=headers)
        photo = await client.me.contacts.by_contact_id(row["id"]).photo.content.get(request_configuration=config)
        assert photo is not None
        assert photo[:3] in (b"\xff\xd8\xff", b"\x89PN")

    run(desk, work)


def test_a_subscription_is_opened_prolonged_and_ended(desk: Desk, receiver: Receiver) -> None:
    async def work(client: GraphServiceClient) -> None:
        until = datetime.now(UTC) + timedelta(days=2)
        wanted = Subscription(
            change_type="created,updated,deleted",
            notification_url=receiver.url,
            lifecycle_notification_url=receiver.url,
            resource="me/contacts",
            expiration_date_time=until,
            client_state="geheim",
        )
        made = await client.subscriptions.post(wanted)
        assert made is not None
        assert made.id is not None
        assert len(receiver.greeted) == 2
        later = until + timedelta(days=1)
        renewed = await client.subscriptions.by_subscription_id(made.id).patch(Subscription(expiration_date_time=later))
        assert renewed is not None
        assert renewed.expiration_date_time == later
        await client.me.contacts.post(whole())
        await client.subscriptions.by_subscription_id(made.id).delete()

    run(desk, work)

    (push,) = receiver.wait_for(1)
    assert (push["changeType"], push["clientState"]) == ("created", "geheim")
