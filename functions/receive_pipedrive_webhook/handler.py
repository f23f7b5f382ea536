"""Hears Pipedrive: verifies the sender, records which item may have changed, and answers at once."""

import logging
from typing import Any

from tandem.bootstrap import open_receiver
from tandem.domain.errors import Forged, Rejected

logger = logging.getLogger("tandem")

# at import, when Lambda gives the process a whole processor (docs/decisions/0010)
receiver = open_receiver()


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    try:
        hook = receiver.verify(event)
        receiver.record(event, hook)
    except Forged as forged:
        logger.warning("webhook forged", extra={"reason": forged.reason})
        return {"statusCode": 401}
    except Rejected as rejected:
        logger.warning("webhook unreadable", extra={"reason": rejected.reason})
        return {"statusCode": 400}
    return {"statusCode": 202}
