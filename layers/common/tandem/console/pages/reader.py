"""Who reads a page: in which language, and in which time zone; what they read is put into words and formats here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from babel import dates, numbers
from babel.support import NullTranslations, Translations

from tandem.console import words
from tandem.console.pages.catalog import translations
from tandem.console.request import Request
from tandem.console.zone import zone_named

LANGUAGE_COOKIE = "tandem_language"
ZONE_COOKIE = "tandem_zone"
THOUSAND = 1000
NOW = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Reader:
    """`language` is one that we speak, `now` the instant of the request."""

    language: str
    zone: tzinfo
    now: datetime

    @property
    def translations(self) -> NullTranslations | Translations:
        return translations(self.language)

    def text(self, message: str, **values: object) -> str:
        """A message of the catalog; what stands in braces is put in."""
        return self.translations.gettext(message).format(**values)

    def label(self, word: str) -> str:
        """A state, a count or a field: one of the words that the API and the tables use too."""
        return words.label(word, self.language)

    def sentence(self, reason: str, detail: str = "") -> str:
        return words.sentence(reason, detail, self.language)

    def number(self, value: int) -> str:
        if 0 <= value < THOUSAND:  # most are, and there is nothing in them to group
            return str(value)
        return numbers.format_decimal(value, locale=self.language)

    def time(self, when: datetime) -> str:
        """Today only the time, else the day too."""
        here = when.astimezone(self.zone)
        if here.date() == self.now.astimezone(self.zone).date():
            return dates.format_time(here, "short", locale=self._locale)
        return dates.format_datetime(here, "short", locale=self._locale)

    def exact_time(self, when: datetime) -> str:
        """With seconds and the name of the zone."""
        return dates.format_datetime(when.astimezone(self.zone), "long", locale=self._locale)

    def full_time(self, when: datetime) -> str:
        """Day and time, as of an appointment."""
        return dates.format_datetime(when.astimezone(self.zone), "short", locale=self._locale)

    def day(self, day: date) -> str:
        return dates.format_date(day, "short", locale=self._locale)

    def month_day(self, day: date) -> str:
        """Without its year, where that is clear: such as "23 Nov"."""
        return dates.format_skeleton("MMMd", day, locale=self._locale)

    def ago(self, when: datetime) -> str:
        """Such as "3 minutes ago", or "in 3 minutes" for what is to come."""
        if abs(when - self.now) < NOW:
            return self.text("just now") if when <= self.now else self.text("in a moment")
        return dates.format_timedelta(when - self.now, add_direction=True, locale=self._locale)

    @property
    def _locale(self) -> str:
        """Europe's English: a day before its month, and 24 hours."""
        return {"en": "en_GB"}.get(self.language, self.language)


def reader_of(request: Request, default: str) -> Reader:
    """The person's own choice, then what the browser says, then `default`."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    spoken = words.preferred(request.headers.get("accept-language", ""), default)
    language = chosen if chosen in words.LANGUAGES else spoken
    return Reader(language if language in words.LANGUAGES else "en", zone_of(request.cookies), request.now)


def zone_of(cookies: Mapping[str, str]) -> tzinfo:
    """The zone that the browser's clock, or the person, set; UTC where it is none."""
    return zone_named(cookies.get(ZONE_COOKIE, "").replace("%2F", "/")) or UTC
