"""A person as an answer shows it: the fields that were asked for, each with where it comes from."""

from base64 import b64encode
from hashlib import sha256

from sandbox.google.people.bodies import source_etag
from sandbox.google.people.words import PROTOCOLS, TYPES
from sandbox.google.world import World
from sandbox.rows import Row

ORDER = ("honorificPrefix", "givenName", "middleName", "familyName")


def shown(world: World, body: Row, fields: list[str], *, is_sync: bool = False) -> Row:
    """`is_sync`: for a list with a sync token, which alone tells of deletions and former names."""
    if body["deleted"]:
        source = {"type": "CONTACT", "id": body["id"]}
        return {"resourceName": body["name"], "metadata": {"deleted": True, "sources": [source]}}
    found: Row = {"resourceName": body["name"], "etag": _etag(body, fields)}
    for name in fields:
        elements = _elements(world, body, name)
        if elements:
            found[name] = elements
    if "metadata" in fields or is_sync:
        found["metadata"] = _metadata(body, is_sync=is_sync)
    return found


def _etag(body: Row, fields: list[str]) -> str:
    """Another one for other fields, of the same person in the same state."""
    text = f"{','.join(sorted(fields))} {source_etag(body)}"
    return "%" + b64encode(sha256(text.encode()).digest()[:18]).decode()


def _metadata(body: Row, *, is_sync: bool) -> Row:
    source = {"type": "CONTACT", "id": body["id"], "etag": source_etag(body), "updateTime": body["updated"]}
    former = {"previousResourceNames": body["previous"]} if is_sync and body["previous"] else {}
    return {"sources": [source], **former, "objectType": "PERSON"}


def _elements(world: World, body: Row, name: str) -> list[Row]:
    source = {"type": "CONTACT", "id": body["id"]}
    if name == "photos":
        return [{**_photo(world, body), "metadata": {"primary": True, "source": source}}]
    found = []
    for at, element in enumerate(body["fields"].get(name, [])):
        first = {"primary": True, "sourcePrimary": True} if at == 0 and name != "memberships" else {}
        found.append({**_said(name, element), "metadata": {**first, "source": source}})
    return found


def _photo(world: World, body: Row) -> Row:
    if body["photo"]:
        return {"url": f"{world.url}/photos/{body['photo']}=s100"}
    return {"url": f"{world.url}/photos/default=s100", "default": True}


def _said(name: str, element: Row) -> Row:
    match name:
        case "memberships":
            group = element["contactGroupMembership"]["contactGroupResourceName"]
            member = {"contactGroupResourceName": group, "contactGroupId": group.removeprefix("contactGroups/")}
            return {"contactGroupMembership": member}
        case "names":
            return {**element, **_whole(element)}
        case "addresses":
            return {**_typed(element), "formattedValue": element.get("formattedValue") or _lines(element)}
        case "phoneNumbers":
            plain = "".join(sign for sign in element["value"] if sign.isdigit())
            canonical = {"canonicalForm": f"+{plain}"} if element["value"].startswith("+") else {}
            return {**_typed(element), **canonical}
        case "imClients":
            protocol = element.get("protocol")
            form = {"formattedProtocol": PROTOCOLS.get(protocol, protocol)} if protocol else {}
            return {**_typed(element), **form}
        case _:
            return _typed(element) if name in ("emailAddresses", "organizations") else element


def _typed(element: Row) -> Row:
    kind = element.get("type")
    return {**element, "formattedType": TYPES.get(kind, kind)} if kind else element


def _whole(name: Row) -> Row:
    spoken = " ".join(name[part] for part in ORDER if name.get(part))
    suffix = name.get("honorificSuffix")
    display = f"{spoken}, {suffix}" if spoken and suffix else spoken or suffix or ""
    last_first = ", ".join(filter(None, (name.get("familyName"), name.get("givenName"))))
    return {"displayName": display, "unstructuredName": display, "displayNameLastFirst": last_first or display}


def _lines(address: Row) -> str:
    place = " ".join(filter(None, (address.get("postalCode"), address.get("city"))))
    parts = (address.get("streetAddress"), address.get("extendedAddress"), address.get("poBox"), place)
    return "\n".join(filter(None, (*parts, address.get("region"), address.get("country"))))
