"""What Exchange's own words for what went wrong mean here (types.xsd, ResponseCodeType)."""

from datetime import timedelta

from tandem.domain.errors import (
    AccessRevoked,
    CollectionGone,
    CursorExpired,
    RateLimited,
    Rejected,
    StaleVersion,
    Trouble,
    Unavailable,
)
from tandem.providers.exchange.door import LONGEST_WAIT, USUAL_WAIT

NOT_FOUND = "ErrorItemNotFound"
MALFORMED = frozenset(
    {
        *(
            "ErrorInvalidId",
            "ErrorInvalidIdMalformed",
            "ErrorInvalidIdMalformedEwsLegacyIdFormat",
            "ErrorInvalidIdEmpty",
        ),
        *("ErrorInvalidIdNotAnItemAttachmentId", "ErrorInvalidIdReturnedByResolveNames", "ErrorInvalidIdXml"),
        *(
            "ErrorInvalidIdStoreObjectIdTooLong",
            "ErrorInvalidIdMonikerTooLong",
            "ErrorInvalidIdTooManyAttachmentLevels",
        ),
    }
)
"""Ids of something else: nothing follows of whether an item is there."""
UNREADABLE = frozenset(
    {
        *("ErrorItemCorrupt", "ErrorCorruptData", "ErrorPropertyRequestFailed", "ErrorContentConversionFailed"),
        *("ErrorMimeContentInvalid", "ErrorInvalidPropertyRequest", "ErrorPropertyValidationFailure"),
    }
)
_BUSY = frozenset(
    {"ErrorServerBusy", "ErrorTooManyObjectsOpened", "ErrorExceededConnectionCount", "ErrorExceededFindCountLimit"}
)
_STALE = frozenset({"ErrorIrresolvableConflict", "ErrorStaleObject", "ErrorInvalidChangeKey", NOT_FOUND})
_NO_FOLDER = frozenset(
    {"ErrorSyncFolderNotFound", "ErrorFolderNotFound", "ErrorParentFolderNotFound", "ErrorToFolderNotFound"}
)
_CURSOR = frozenset({"ErrorInvalidSyncStateData"})
_LOCKED_OUT = frozenset(
    {
        *("ErrorAccountDisabled", "ErrorPasswordExpired", "ErrorPasswordChangeRequired", "ErrorNonExistentMailbox"),
        *("ErrorMissingEmailAddress", "ErrorMailboxIsNotPartOfAggregatedMailboxes"),
    }
)
_SICK = frozenset(
    {
        *("ErrorInternalServerError", "ErrorInternalServerTransientError", "ErrorTimeoutExpired"),
        *("ErrorMailboxStoreUnavailable", "ErrorMailboxMoveInProgress", "ErrorConnectionFailed"),
        *("ErrorConnectionFailedTransientError", "ErrorBatchProcessingStopped", "ErrorADUnavailable"),
        *("ErrorADOperation", "ErrorNotEnoughMemory", "ErrorInsufficientResources", "ErrorMailboxFailover"),
    }
)
_REFUSALS = {"ErrorQuotaExceeded": "quota", "ErrorMessageSizeExceeded": "too_large", "ErrorAccessDenied": "forbidden"}


def general(code: str, back_off: timedelta | None = None) -> Trouble:
    """Of a whole request, or of one that only reads: what isn't known is the server's matter, and no record's."""
    if code in _BUSY:
        return RateLimited(min(back_off or USUAL_WAIT, LONGEST_WAIT))
    if code in _NO_FOLDER:
        return CollectionGone("group_missing")
    if code in _CURSOR:
        return CursorExpired("sync_state")
    return AccessRevoked("locked_out") if code in _LOCKED_OUT else Unavailable("exchange_error", code)


def of_write(code: str) -> Trouble:
    """Of one item that was to be written."""
    if code in _STALE:
        return StaleVersion("changed" if code != NOT_FOUND else "missing")
    if code in _BUSY | _NO_FOLDER | _LOCKED_OUT | _SICK:
        return general(code)
    return Rejected(_REFUSALS.get(code, "exchange_refused"), code)
