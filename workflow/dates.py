"""Days, periods and instants.

Three kinds of time, never mixed. A *period* is when something happened, as precisely as it is known: a day, a week, a
month or a year. An *instant* is when the program learnt it: an aware UTC datetime, stored as text of one fixed form. A
*civil day* is what a calendar on a wall in Paris says at an instant, whatever the machine's own time zone.

Only French order is read, years are written in full, and nothing is guessed: 04/05/2019 is the fourth of May.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from workflow.date_forms import DAY_FORMS, month_in_words, read_canonical, read_day, read_period, tidy
from workflow.date_forms import day_in_words as day_in_words  # part of what this module offers
from workflow.errors import InvalidValue
from workflow.language import Text, current
from workflow.names import quoted

Clock = Callable[[], datetime]
"""What gives the present instant, aware and in UTC: `now`, or one of the tests' own."""


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def paris() -> ZoneInfo:
    """The time zone of every civil day: Europe/Paris, from the system's data or the package tzdata."""
    return ZoneInfo("Europe/Paris")  # it keeps what it read: only the first call reads a file


class Precision(StrEnum):
    """How precisely the moment of something is known."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """A day, an ISO week (Monday to Sunday), a calendar month or a year, from its `first` day to its `last`, included.

    Raises InvalidValue when built from days that are not the first and the last of one.
    """

    first: date
    last: date
    precision: Precision

    def __post_init__(self) -> None:
        if (self.first, self.last) != _bounds(self.first, self.precision):
            raise InvalidValue(
                Text(
                    f"du {self.first} au {self.last} : ce n’est pas une période de précision « {self.precision} ».",
                    f"{self.first} to {self.last} is not a period of precision “{self.precision}”.",
                )
            )

    @staticmethod
    @lru_cache(maxsize=4096)
    def around(day: date, precision: Precision = Precision.DAY) -> "Period":
        """The period of that precision in which `day` lies."""
        return Period(*_bounds(day, precision), precision)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Reads 2019-04-30, 30/04/2019, « 30 avril 2019 », « 1er mai 2019 », 2019-W12, 2019-03, « mars 2019 », 2019.

        English names of months are read too, in the same order, and whatever `in_words` writes. Raises InvalidValue
        with the reason and the forms that can be typed.
        """
        day, precision = read_period(text)
        return cls.around(day, Precision(precision))

    @classmethod
    def from_iso(cls, text: str) -> "Period":
        """Reads what `iso` writes, and nothing else. Raises InvalidValue."""
        day, precision = read_canonical(text)
        return cls.around(day, Precision(precision))

    @property
    def iso(self) -> str:
        """The one canonical text: 2019-04-30, 2019-W12, 2019-03 or 2019."""
        match self.precision:
            case Precision.DAY:
                return self.first.isoformat()
            case Precision.WEEK:
                year, week, _ = self.first.isocalendar()
                return f"{year:04}-W{week:02}"
            case Precision.MONTH:
                return f"{self.first:%Y-%m}"
            case Precision.YEAR:
                return f"{self.first:%Y}"

    def in_words(self, language: str | None = None) -> str:
        """« le 1er mai 2019 », « la semaine du 18 mars 2019 », « mars 2019 », « 2019 »; by default as now spoken."""
        language = language or current()
        match self.precision:
            case Precision.DAY:
                return (
                    day_in_words(self.first, language) if language == "en" else f"le {day_in_words(self.first, 'fr')}"
                )
            case Precision.WEEK:
                week = "the week of" if language == "en" else "la semaine du"
                return f"{week} {day_in_words(self.first, language)}"
            case Precision.MONTH:
                return month_in_words(self.first, language)
            case Precision.YEAR:
                return str(self.first.year)

    def when(self) -> Text:
        """With its preposition: « le 1er mai 2019 », « dans la semaine du 18 mars 2019 », “in March 2019”."""
        fr, en = self.in_words("fr"), self.in_words("en")
        match self.precision:
            case Precision.DAY:
                return Text(fr, f"on {en}")
            case Precision.WEEK:
                return Text(f"dans {fr}", f"in {en}")
        return Text(f"en {fr}", f"in {en}")

    def __str__(self) -> str:
        return self.iso


def _bounds(day: date, precision: Precision) -> tuple[date, date]:
    match precision:
        case Precision.DAY:
            return day, day
        case Precision.WEEK:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        case Precision.MONTH:
            return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
        case Precision.YEAR:
            return date(day.year, 1, 1), date(day.year, 12, 31)


def parse_day(text: str) -> date:
    """One day, in any form `Period.parse` reads. Raises InvalidValue, also for a week, a month or a year."""
    period = Period.parse(text)
    if period.precision is not Precision.DAY:
        shown = quoted(text)
        raise InvalidValue(
            Text(f"{shown.fr} : il faut ici un jour précis.", f"{shown.en}: one precise day is needed here."), DAY_FORMS
        )
    return period.first


def day_text(iso: str) -> Text:
    """A stored day in words, in both languages: « 30 avril 2019 », “30 April 2019”."""
    day = date.fromisoformat(iso)
    return Text(day_in_words(day, "fr"), day_in_words(day, "en"))


def days_between(earlier: date, later: date) -> int:
    """How many days after `earlier` the day `later` is: 0 on the same day, negative before."""
    return (later - earlier).days


def civil_day(instant: datetime) -> date:
    """The day in Paris at that instant. Raises ValueError for a datetime without a time zone."""
    return _aware(instant).astimezone(paris()).date()


def end_of_day(day: date) -> datetime:
    """The first instant, in UTC, that no longer belongs to that day in Paris: to compare with `<`."""
    return datetime.combine(day + timedelta(days=1), time.min, paris()).astimezone(UTC)


_STORED_INSTANT = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})[.]([0-9]{6})Z")
_TYPED_INSTANT = re.compile(
    "(.+?)(?:t| à | at | )([0-9]{1,2})(?::| ?h ?)([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,6}))?)?"
    "(z|[+-][0-9]{2}:[0-9]{2})?"
)
_INSTANT_FORMS = Text(
    "tapez par exemple 2019-05-06, 2019-05-06T09:12 (heure de Paris) ou 2019-05-06T07:12:33Z",
    "type for instance 2019-05-06, 2019-05-06T09:12 (Paris time) or 2019-05-06T07:12:33Z",
)


def format_instant(instant: datetime) -> str:
    """The one form in which instants are stored, 27 characters in UTC: 2026-05-06T07:12:33.123456Z.

    Their alphabetical order is their order in time. Raises ValueError for a datetime without a time zone.
    """
    return _aware(instant).astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def parse_instant(text: str) -> datetime:
    """Reads what `format_instant` writes, and nothing else. Raises InvalidValue."""
    found = _STORED_INSTANT.fullmatch(text)
    if not found:
        raise _not_an_instant(text, Text("ce n’est pas un instant", "this is not an instant"))
    year, month, day, hour, minute, second, fraction = found.groups()
    return datetime.combine(read_day(year, month, day), _time(text, hour, minute, second, fraction), UTC)


def parse_known(text: str) -> datetime:
    """The first instant, in UTC, after what is named: to ask with `<` what was known then.

    A day means to its end in Paris, a time means to the end of that minute, second or microsecond. A time without `Z`
    or offset is Paris time. Raises InvalidValue, also for an hour that Paris skipped or lived twice.
    """
    found = _TYPED_INSTANT.fullmatch(tidy(text))
    if not found:
        try:
            return end_of_day(parse_day(text))
        except InvalidValue as fault:
            raise InvalidValue(fault.message, _INSTANT_FORMS) from fault
    day, hour, minute, second, fraction, offset = found.groups()
    wall = datetime.combine(parse_day(day), _time(text, hour, minute, second or "0", fraction or "0"))
    instant = _at_offset(wall, offset, text) if offset else _in_paris(wall, text)
    if fraction:
        return instant + timedelta(microseconds=10 ** (6 - len(fraction)))
    return instant + timedelta(seconds=1 if second else 60)


def last_moment(bound: datetime) -> datetime:
    """The last instant before that one: what is known “before midnight” is known on the day that ends."""
    return bound - timedelta(microseconds=1)


def instant_in_words(instant: datetime, language: str | None = None) -> str:
    """« 6 mai 2026 à 9 h 12 » or “6 May 2026 at 09:12”, in Paris time; by default in the language in force."""
    language = language or current()
    local = _aware(instant).astimezone(paris())
    day = day_in_words(local.date(), language)
    return f"{day} at {local:%H:%M}" if language == "en" else f"{day} à {local.hour} h {local:%M}"


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("a datetime without a time zone is not an instant")
    return instant


def _time(text: str, hour: str, minute: str, second: str, fraction: str) -> time:
    try:
        return time(int(hour), int(minute), int(second), int(fraction.ljust(6, "0")))
    except ValueError:
        reason = Text("l’heure va de 00:00:00 à 23:59:59", "the time goes from 00:00:00 to 23:59:59")
        raise _not_an_instant(text, reason) from None


def _at_offset(wall: datetime, offset: str, text: str) -> datetime:
    if offset == "z":
        return wall.replace(tzinfo=UTC)
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    if hours > 14 or minutes > 59:
        raise _not_an_instant(text, Text("le décalage va de -14:00 à +14:00", "the offset goes from -14:00 to +14:00"))
    shift = timedelta(hours=hours, minutes=minutes)
    return (wall - shift if offset[0] == "+" else wall + shift).replace(tzinfo=UTC)


def _in_paris(wall: datetime, text: str) -> datetime:
    summer, winter = (wall.replace(tzinfo=paris(), fold=side).astimezone(UTC) for side in (0, 1))
    if summer == winter:
        return summer
    if summer > winter:  # PEP 495: in the hour that is skipped, the two readings lie in the reverse order
        reason = Text(
            "cette heure n’a pas existé à Paris, passée à l’heure d’été",
            "that time did not exist in Paris, whose clocks went forward",
        )
        raise _not_an_instant(text, reason)
    both = f"{wall:%Y-%m-%dT%H:%M}+02:00", f"{wall:%Y-%m-%dT%H:%M}+01:00"
    raise _not_an_instant(
        text,
        Text(
            "cette heure a eu lieu deux fois à Paris, revenue à l’heure d’hiver",
            "that time happened twice in Paris, whose clocks went back",
        ),
        Text(f"ajoutez le décalage : {both[0]} ou {both[1]}", f"add the offset: {both[0]} or {both[1]}"),
    )


def _not_an_instant(text: str, reason: Text, remedy: Text = _INSTANT_FORMS) -> InvalidValue:
    shown = quoted(text)
    return InvalidValue(Text(f"{shown.fr} : {reason.fr}.", f"{shown.en}: {reason.en}."), remedy)
