"""What is asked about the server and the mailbox itself: names, zones, identifiers, the list of categories."""

import base64
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from sandbox.exchange.call import Call
from sandbox.exchange.soap import Element, M, Refusal, error, success, tag, text

ZONES = {
    "W. Europe Standard Time": "(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien",
    "GMT Standard Time": "(UTC+00:00) Dublin, Edinburgh, Lissabon, London",
    "UTC": "(UTC) Koordinierte Weltzeit",
}
_CATEGORIES = "CategoryList.xsd"


def resolve_names(call: Call) -> Iterator[str]:
    """People of this server, by address or a part of their name."""
    wanted = str(call.element.findtext(f"{M}UnresolvedEntry")).casefold().removeprefix("smtp:")
    accounts = call.world.rows("account").values()
    found = [one for one in accounts if wanted in one["id"] or wanted in one["name"].casefold()]
    if not found:
        yield error(call.operation, Refusal("ErrorNameResolutionNoResults", "No results were found."))
        return
    inner = "".join(tag("t:Resolution", _mailbox(one["name"], one["id"])) for one in found)
    attributes = {"TotalItemsInView": len(found), "IncludesLastItemInRange": "true"}
    yield success(call.operation, tag("m:ResolutionSet", inner, **attributes))


def _mailbox(name: str, address: str) -> str:
    inner = tag("t:Name", text(name)) + tag("t:EmailAddress", text(address)) + tag("t:RoutingType", "SMTP")
    return tag("t:Mailbox", inner + tag("t:MailboxType", "Mailbox"))


def get_time_zones(call: Call) -> Iterator[str]:
    asked = {str(one.text) for one in call.each("Ids")} or set(ZONES)
    found = "".join(tag("t:TimeZoneDefinition", Id=zone, Name=name) for zone, name in ZONES.items() if zone in asked)
    yield success(call.operation, tag("m:TimeZoneDefinitions", found))


def convert_id(call: Call) -> Iterator[str]:
    """Nothing is converted; clients ask it only to learn the server's version."""

    def answer(_one: Element) -> str:
        raise Refusal("ErrorInvalidIdMalformed", "Id is malformed.")

    return call.answers(call.each("SourceIds"), answer)


def get_configuration(call: Call) -> Iterator[str]:
    """The one that clients read: the categories that a person has made, in the calendar's folder."""
    name: Element = call.find(f"{M}UserConfigurationName")
    folder = call.folder(name[0])
    if name.get("Name") != "CategoryList" or folder["known"] != "calendar" or not call.account["categories"]:
        yield error(call.operation, Refusal("ErrorItemNotFound", "The specified object was not found in the store."))
        return
    listed = "".join(f'<category name={quoteattr(one)} color="0"/>' for one in call.account["categories"])
    document = f'<?xml version="1.0"?><categories xmlns="{_CATEGORIES}" default="">{listed}</categories>'
    shown = tag("t:UserConfigurationName", tag("t:FolderId", Id=folder["id"]), Name="CategoryList")
    shown += tag("t:XmlData", base64.b64encode(document.encode()).decode())
    yield success(call.operation, tag("m:UserConfiguration", shown))
