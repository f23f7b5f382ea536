"""Answers travel packed where whoever asked can unpack them: a page of a hundred kilobytes is one of seven then.

What packs well shows by its length what it repeats. So forms carry their token masked, anew in each page
(`session.masked`), and a page that repeats what was typed gives nothing away.
"""

import base64
import gzip
from collections.abc import Mapping
from typing import Any

SMALLEST = 1000
"""Characters; less gains nothing."""
LEVEL = 6


def packed(answer: Mapping[str, Any], accepted: str) -> dict[str, Any]:
    """`accepted` is the Accept-Encoding of the request. Neither is anything packed twice, nor what is short."""
    fields = dict(answer["headers"])
    if len(answer["body"]) < SMALLEST:
        return dict(answer)
    fields["Vary"] = ", ".join(filter(None, (fields.get("Vary"), "Accept-Encoding")))
    if not takes_gzip(accepted):
        return {**answer, "headers": fields}
    body = gzip.compress(answer["body"].encode(), LEVEL, mtime=0)
    fields["Content-Encoding"] = "gzip"
    return {**answer, "headers": fields, "body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def takes_gzip(accepted: str) -> bool:
    """As RFC 9110, 12.5.3, has it; who names no encoding is sent none."""
    for part in accepted.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if name == "gzip":
            return weight.strip("0.") != "" or not weight
    return False
