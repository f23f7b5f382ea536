"""Letters over SES. Each is asked for once: SES would send it again, as it knows no token of ours."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
)

from tandem.aws.faults import code_of
from tandem.domain.ids import CompanyId, UserId
from tandem.ports import Delivery, Fate, Letter

FOR_GOOD = frozenset({"MessageRejected", "BadRequestException"})
"""Of what SES refuses, what no other day and no owner of the stack would change."""
SERVER = 500
UTF8 = "UTF-8"


class SesPost:
    """`client` gives SES's client (version 2), made for the first letter, which must not try again by itself."""

    def __init__(self, client: Callable[[], Any], sender: str) -> None:
        self._client = client
        self._sender = sender

    def send(self, letter: Letter) -> Delivery:
        try:
            self._client().send_email(**_request(letter, self._sender))
        except ClientError as error:
            return Delivery(_fate_of(error), code_of(error))
        except (ReadTimeoutError, ConnectionClosedError) as error:
            return Delivery(Fate.UNKNOWN, type(error).__name__)
        except BotoCoreError as error:
            return Delivery(_on_the_way(error), type(error).__name__)
        return Delivery(Fate.SENT)

    def forget(self, company: CompanyId, user: UserId) -> None:
        """SES keeps no letters."""


def _request(letter: Letter, sender: str) -> dict[str, Any]:
    """`Auto-Submitted` keeps answering machines quiet (RFC 3834)."""
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": letter.language}
    return {
        "FromEmailAddress": f"Tandem <{sender}>",
        "Destination": {"ToAddresses": [letter.to]},
        "Content": {
            "Simple": {
                "Subject": {"Data": letter.subject, "Charset": UTF8},
                "Body": {"Text": {"Data": letter.text, "Charset": UTF8}},
                "Headers": [{"Name": name, "Value": value} for name, value in headers.items()],
            }
        },
    }


def _fate_of(error: ClientError) -> Fate:
    """A server that failed may have taken the letter; a sending limit, a paused account or a missing right has not."""
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", SERVER) >= SERVER:
        return Fate.UNKNOWN
    return Fate.REFUSED if code_of(error) in FOR_GOOD else Fate.NOT_TAKEN


def _on_the_way(error: BotoCoreError) -> Fate:
    """Nobody was reached, or no credentials were found; of other HTTP errors nobody knows."""
    is_unreached = isinstance(error, (ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError, SSLError))
    return Fate.NOT_TAKEN if is_unreached or not isinstance(error, HTTPClientError) else Fate.UNKNOWN
