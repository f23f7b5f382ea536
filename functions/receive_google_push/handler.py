"""Hears Google: verifies the channel, wakes its connection, and answers at once."""

import logging
from typing import Any

from tandem.bootstrap import open_google_receiver
from tandem.domain.errors import Forged

logger = logging.getLogger("tandem")

# at import, when Lambda gives the process a whole processor (docs/decisions/0010)
receiver = open_google_receiver()


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    try:
        receiver.hear(event)
    except Forged as forged:
        logger.warning("webhook forged", extra={"reason": forged.reason})
        return {"statusCode": 401}
    return {"statusCode": 202}
