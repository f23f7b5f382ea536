"""The document in which Outlook keeps a person's categories (MS-OXOCFG 2.2.5.2)."""

import base64
from collections.abc import Sequence

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring


def category_names(data: str) -> Sequence[str]:
    """Their names; none for what makes no sense."""
    try:
        root = fromstring(base64.b64decode(data)) if data else ()
    except (ValueError, LookupError, ParseError, DefusedXmlException):
        return ()
    names = (one.get("name", "").strip() for one in root)
    return [name for name in dict.fromkeys(names) if name]
