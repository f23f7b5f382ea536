"""What changed lately (v1), at most a month back, in v1 shapes, oldest first."""

from sandbox.pipedrive.answers import Answer, Refused, ok
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.clock import read_stamp, to_stamp, to_v1
from sandbox.pipedrive.old_shapes import SHAPES
from sandbox.pipedrive.pages_v1 import cut
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.visibility import is_visible

MONTH = 31 * 86400


def list_recents(call: Call) -> Answer:
    since_text = call.query.get("since_timestamp", "")
    try:
        since = read_stamp(since_text.strip().replace(" ", "T"))
    except ValueError:
        raise Refused(400, "since_timestamp should be YYYY-MM-DD HH:MM:SS") from None
    if since < to_stamp(call.company.clock.now() - MONTH):
        raise Refused(400, "since_timestamp can be at most 1 month in the past")
    kinds = [kind for kind in call.words("items") or list(SHAPES) if kind in SHAPES]
    found = sorted((moment, kind) for kind in kinds for moment in call.company.table(kind).between(since, None))
    rows = [(kind, call.company.table(kind).rows[row_id]) for (_, row_id), kind in found]
    seen = [{"kind": kind, "row": row} for kind, row in rows if is_visible(call.company, call.user, kind, row)]
    page, told = cut(call, seen)
    last = page[-1]["row"]["update_time"] if page else since
    about = {"since_timestamp": since_text, "last_timestamp_on_page": to_v1(last), "pagination": told}
    return ok([_item(call, each) for each in page], additional_data=about)


def _item(call: Call, each: Row) -> Row:
    kind, row = each["kind"], each["row"]
    return {"item": kind, "id": row["id"], "data": SHAPES[kind](call.company, row)}
