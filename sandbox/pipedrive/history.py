"""The change log of a record (v1): fields, old and new values, who, when, by which kind of client."""

from sandbox.pipedrive.answers import Answer, ok_page
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.edits import changes_of
from sandbox.pipedrive.lists import read_limit
from sandbox.pipedrive.records import find


def changelog(kind: str, call: Call) -> Answer:
    """Newest first. The cursor counts from the oldest entry, so entries that come meanwhile do not shift it."""
    entries = changes_of(call.company, kind, find(call, kind)["id"])
    text, limit = call.query.get("cursor") or "", read_limit(call)
    left = int(text) if text.isdigit() else len(entries)
    start = len(entries) - left
    following = str(left - limit) if left > limit else None
    return ok_page(entries[start : start + limit], following)
