"""Phone numbers in E.164, for comparing only: what a person typed is never rewritten."""

from functools import lru_cache

import phonenumbers

from tandem.domain.comparison import Comparison, digits


def comparison(region: str = "DE") -> Comparison:
    """Comparison forms for people who dial from `region` (ISO 3166, two letters) where a number has no `+`."""
    parse = phonenumbers.parse
    write = phonenumbers.format_number
    wanted = phonenumbers.PhoneNumberFormat.E164

    @lru_cache(maxsize=65_536)
    def e164(number: str) -> str:
        """E.164 with its extension; the digits of what is no number."""
        try:
            parsed = parse(number, region)
        except phonenumbers.NumberParseException:
            return digits(number)
        extension = f";ext={parsed.extension}" if parsed.extension else ""
        return write(parsed, wanted) + extension

    return Comparison(phone=e164)
