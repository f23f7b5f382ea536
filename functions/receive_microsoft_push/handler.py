"""Hears Microsoft: says a greeting back, verifies each channel, wakes its connection, and answers at once."""

import logging
from typing import Any

from tandem.bootstrap import open_microsoft_receiver
from tandem.domain.errors import Forged, Rejected

logger = logging.getLogger("tandem")
PLAIN = {"content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff"}

# at import, when Lambda gives the process a whole processor (docs/decisions/0010)
receiver = open_microsoft_receiver()


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    greeting = receiver.greeting(event)
    if greeting is not None:
        return {"statusCode": 200, "headers": PLAIN, "body": greeting}
    try:
        receiver.hear(event)
    except Forged as forged:
        logger.warning("webhook forged", extra={"reason": forged.reason})
        return {"statusCode": 401}
    except Rejected as rejected:
        logger.warning("webhook refused", extra={"reason": rejected.reason})
        return {"statusCode": 400}
    return {"statusCode": 202}
