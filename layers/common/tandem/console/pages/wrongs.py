"""What is wrong with a form that was sent: a sentence for each field, told beside it; what was typed stays there."""

from collections.abc import Collection, Mapping

from tandem.console.pages.offered import sentence_of
from tandem.console.pages.page import Visit
from tandem.domain.errors import Refused, Trouble

FORM = ""
"""The name under which stands what is wrong with no field in particular."""
Wrongs = Mapping[str, str]


def wrongs_of(visit: Visit, trouble: Trouble, fields: Collection[str]) -> Wrongs:
    """A refusal names what it is about; where that is a field of this form, that field says so."""
    if isinstance(trouble, Refused) and trouble.detail in fields:
        return {trouble.detail: visit.reader.sentence(trouble.reason)}
    return {FORM: sentence_of(visit, trouble)}
