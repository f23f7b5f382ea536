"""A contact as Graph shows it, and as it keeps what was sent: what is refused, filled in, and spelled otherwise."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sandbox.microsoft.answers import Refused, bad_request
from sandbox.microsoft.contacts.ids import immutable_id, moving_id
from sandbox.rows import Row

TEXTS = (
    *("assistantName", "businessHomePage", "companyName", "department", "displayName", "fileAs", "generation"),
    *("givenName", "initials", "jobTitle", "manager", "middleName", "mobilePhone", "nickName", "officeLocation"),
    *("personalNotes", "profession", "spouseName", "surname", "title"),
    *("yomiCompanyName", "yomiGivenName", "yomiSurname"),
)
LISTS = ("businessPhones", "homePhones", "imAddresses", "children", "categories")
ADDRESSES = ("businessAddress", "homeAddress", "otherAddress")
PARTS = frozenset({"street", "city", "state", "countryOrRegion", "postalCode"})
OTHER = ("birthday", "emailAddresses")
WRITABLE = frozenset((*TEXTS, *LISTS, *ADDRESSES, *OTHER))
MOST = {"emailAddresses": 3, "businessPhones": 2, "homePhones": 2}
NAMED = ("title", "givenName", "middleName", "surname", "generation")
FIRST_YEAR = 1601
HAS_PICTURE = "Boolean {00062004-0000-0000-C000-000000000046} Id 0x8015"
"""PidLidHasPicture (MS-OXPROPS), which Exchange keeps."""


def blank() -> Row:
    empty: Row = dict.fromkeys(TEXTS)
    return {
        **empty,
        "birthday": None,
        "emailAddresses": [],
        **{one: [] for one in LISTS},
        **{one: {} for one in ADDRESSES},
    }


def kept(before: Row, sent: Row) -> Row:
    """The contact after a write. Without a display name the server makes one up of whatever names were sent."""
    unknown = sorted(name for name in sent if name not in WRITABLE and not name.startswith("@odata."))
    if unknown:
        raise bad_request(f"Could not find a property named '{unknown[0]}' on type 'microsoft.graph.contact'.")
    news = {name: _value(name, value) for name, value in sent.items() if name in WRITABLE}
    after = {**before, **news}
    for name in ADDRESSES:
        if name in news:
            after[name] = {part: text for part, text in {**before[name], **news[name]}.items() if text}
    if "displayName" not in news and any(name in news for name in NAMED):
        after["displayName"] = " ".join(after[name] for name in NAMED if after[name]) or None
    if "fileAs" not in news:
        after["fileAs"] = (
            ", ".join(after[name] for name in ("surname", "givenName") if after[name]) or after["companyName"]
        )
    return after


def _value(name: str, value: Any) -> Any:
    if name in LISTS:
        return _texts(name, value)
    if name in ADDRESSES:
        return _address(name, value)
    if name == "emailAddresses":
        return _mails(value)
    if name == "birthday":
        return _moment(value)
    if value is not None and not isinstance(value, str):
        raise _unreadable(name)
    return _lines(value) or None


def _texts(name: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _unreadable(name)
    if len(value) > MOST.get(name, len(value)):
        raise Refused(400, "ErrorInvalidProperty", f"{name} can hold {MOST[name]} entries at most.")
    return list(value)


def _address(name: str, value: Any) -> Row:
    told = {} if value is None else value
    if not isinstance(told, dict) or not set(told) <= PARTS | {"@odata.type"}:
        raise _unreadable(name)
    if not all(one is None or isinstance(one, str) for one in told.values()):
        raise _unreadable(name)
    return {part: _lines(text) for part, text in told.items() if part in PARTS}


def _mails(value: Any) -> list[Row]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise _unreadable("emailAddresses")
    if len(value) > MOST["emailAddresses"]:
        raise Refused(400, "ErrorInvalidProperty", "The number of email addresses exceeds the limit of 3.")
    return [{"name": one.get("name") or one.get("address"), "address": one.get("address")} for one in value]


def _moment(value: Any) -> str | None:
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        raise _unreadable("birthday") from None
    if found.tzinfo is None or found.year < FIRST_YEAR:
        raise _unreadable("birthday")
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _lines(text: str | None) -> str | None:
    """Outlook keeps its own line ends."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n") if text else text


def _unreadable(name: str) -> Refused:
    return Refused(400, "RequestBodyRead", f"Cannot convert the value of the property '{name}' to its type.")


def etag_of(row: Row) -> str:
    return f'W/"{change_key(row)}"'


def change_key(row: Row) -> str:
    return f"EQAAABYAAACu{int(row['id']):06d}{row['change']:010d}"


def id_of(row: Row, *, immutable: bool) -> str:
    return immutable_id(row["id"]) if immutable else moving_id(row["id"], row["moves"])


def extended(row: Row) -> dict[str, str]:
    """Extended properties by name: what apps wrote, and what Exchange knows itself."""
    return {**row["ext"], **({HAS_PICTURE: "true"} if row["photo"] else {})}


def shown(row: Row, *, immutable: bool, select: Sequence[str] = (), expand: Sequence[str] = ()) -> Row:
    """`expand` names extended properties; those that the contact lacks are left out, as is the list if it has none."""
    head = {"@odata.etag": etag_of(row), "id": id_of(row, immutable=immutable)}
    times = {"createdDateTime": row["created"], "lastModifiedDateTime": row["modified"]}
    whole = {**times, "changeKey": change_key(row), "parentFolderId": row["folder"], **row["body"]}
    chosen = {name: whole[name] for name in select if name in whole} if select else whole
    ext = extended(row)
    found = [{"id": name, "value": ext[name]} for name in expand if name in ext]
    return {**head, **chosen, **({"singleValueExtendedProperties": found} if found else {})}
