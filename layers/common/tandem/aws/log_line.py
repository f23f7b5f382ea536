"""What the log of a function that works looks like on AWS: Powertools' JSON, with the function and the request."""

import logging
from collections.abc import Callable
from typing import TextIO

from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter


def write_log(function: str, output: TextIO) -> Callable[[], None]:
    """From now on, to `output`. Call what is returned at the end of an invocation: the next is no cold start.

    Lambda reads level and time of each line where its own log format is JSON; the time has to be RFC 3339 for that.
    """
    formatter = LambdaPowertoolsFormatter(utc=True, use_rfc3339=True, function=function, cold_start=True)
    handler = logging.StreamHandler(output)
    handler.setFormatter(formatter)
    for others in logging.getLogger().handlers:
        for told in others.filters:  # the runtime's own, which tells the request
            handler.addFilter(told)
    logger = logging.getLogger("tandem")
    logger.addHandler(handler)
    logger.propagate = False
    return lambda: formatter.append_keys(cold_start=False)
