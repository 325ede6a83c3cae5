"""The forms in which a day, a week, a month or a year can be typed, and a day in words.

Each form is one strict pattern of ASCII digits. What fits none, and what no calendar has, is refused with the reason
and what to type.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from workflow.errors import InvalidValue
from workflow.language import Text, current
from workflow.names import fold, quoted

FIRST_YEAR = 1990
LAST_YEAR = 2100

MONTHS = Text(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "January February March April May June July August September October November December",
)

DAY_FORMS = Text(
    "tapez par exemple 2019-04-30, 30/04/2019 ou « 30 avril 2019 »",
    "type for instance 2019-04-30, 30/04/2019 or “30 April 2019”",
)
PERIOD_FORMS = Text(
    "tapez un jour (2019-04-30, 30/04/2019, « 30 avril 2019 »), une semaine (2019-W12), un mois (2019-03, "
    "« mars 2019 ») ou une année (2019)",
    "type a day (2019-04-30, 30/04/2019, “30 April 2019”), a week (2019-W12), a month (2019-03, “March 2019”) "
    "or a year (2019)",
)

_LONGEST = 100
_YEAR = "(?P<year>[0-9]{4})"
_WORD = "(?P<month>[a-zéû]{3,9})"
_CANONICAL = tuple(
    re.compile(_YEAR + rest)
    for rest in ("-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})", "-W(?P<week>[0-9]{2})", "-(?P<month>[0-9]{2})", "")
)
_TYPED = tuple(
    re.compile(form)
    for form in (
        f"{_YEAR}-w(?P<week>[0-9]{{2}})",
        f"(?P<day>[0-9]{{1,2}})/(?P<month>[0-9]{{1,2}})/{_YEAR}",
        rf"(?:le )?(?P<day>[0-9]{{1,2}})(?:(?<=\b1)er)? {_WORD} {_YEAR}",
        rf"(?:la semaine du|semaine du|the week of|week of) (?P<monday>[0-9]{{1,2}})(?:(?<=\b1)er)? {_WORD} {_YEAR}",
        f"{_WORD} {_YEAR}",
    )
)
_SHORT_YEAR = re.compile("[0-9]{1,2}(?:[/. -][0-9]{1,2}[/. -]| [a-zéû]+ )[0-9]{2}")


def day_in_words(day: date, language: str | None = None) -> str:
    """« 1er mai 2019 » or “1 May 2019”: without an article; by default in the language in force."""
    language = language or current()
    number = "1er" if day.day == 1 and language != "en" else str(day.day)
    return f"{number} {month_in_words(day, language)}"


def month_in_words(day: date, language: str | None = None) -> str:
    """« mai 2019 » or “May 2019”."""
    return f"{_month_name(day.month, language or current())} {day.year}"


def read_period(text: str) -> tuple[date, str]:
    """What was typed: the first day of the period, and `day`, `week`, `month` or `year`. Raises InvalidValue."""
    return _read(text, tidy(text), (*_CANONICAL, *_TYPED))


def read_canonical(text: str) -> tuple[date, str]:
    """The same, but only 2019-04-30, 2019-W12, 2019-03 and 2019 are read. Raises InvalidValue."""
    return _read(text, text, _CANONICAL)


def read_day(year_text: str, month_text: str, day_text: str) -> date:
    """The day of these numbers. Raises InvalidValue for one that no calendar has, or of another century."""
    year, month, day = _year(year_text), _month(month_text), int(day_text)
    length = monthrange(year, month)[1]
    if 1 <= day <= length:
        return date(year, month, day)
    if (day, month) == (29, 2):
        raise _no_such(
            Text(f"le 29 février {year} n’existe pas", f"29 February {year} does not exist"),
            Text(f"{year} n’est pas bissextile", f"{year} is not a leap year"),
        )
    raise _no_such(
        Text(
            f"le {day} {_month_name(month, 'fr')} n’existe pas",
            f"{day} {_month_name(month, 'en')} does not exist",
        ),
        Text(f"ce mois compte {length} jours", f"that month has {length} days"),
    )


def tidy(text: str) -> str:
    """What was typed, in lower case with single spaces; nothing where it is too long to be a date."""
    return unicodedata.normalize("NFC", " ".join(text.split())).lower() if len(text) <= _LONGEST else ""


def _read(text: str, typed: str, forms: Iterable[re.Pattern[str]]) -> tuple[date, str]:
    found = next(filter(None, (form.fullmatch(typed) for form in forms)), None)
    if found is None:
        raise _unreadable(text, typed)
    parts = found.groupdict()
    year, month = parts["year"], _month_number(parts.get("month", "1"))
    if "week" in parts:
        return _week(year, parts["week"]), "week"
    if "monday" in parts:
        return _monday(read_day(year, month, parts["monday"])), "week"
    precision = "day" if "day" in parts else "month" if "month" in parts else "year"
    return read_day(year, month, parts.get("day", "1")), precision


def _year(text: str) -> int:
    year = int(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _no_such(
            Text(f"l’année {text} n’est pas acceptée", f"the year {text} is not accepted"),
            Text(f"il faut une année de {FIRST_YEAR} à {LAST_YEAR}", f"it must be from {FIRST_YEAR} to {LAST_YEAR}"),
        )
    return year


def _month(text: str) -> int:
    month = int(text)
    if not 1 <= month <= 12:
        raise _no_such(
            Text(f"il n’y a pas de mois {month}", f"there is no month {month}"),
            Text(
                "une année en compte douze, et le jour s’écrit avant le mois dans 30/04/2019",
                "a year has twelve, and the day is written before the month in 30/04/2019",
            ),
        )
    return month


def _month_name(month: int, language: str) -> str:
    return MONTHS.in_language(language).split()[month - 1]


def _month_number(word: str) -> str:
    if word.isdigit():
        return word
    for months in (fold(MONTHS.fr).split(), fold(MONTHS.en).split()):
        if fold(word) in months:
            return str(months.index(fold(word)) + 1)
    raise InvalidValue(
        Text(f"aucun mois ne s’appelle {quoted(word).fr}.", f"no month is called {quoted(word).en}."), PERIOD_FORMS
    )


def _week(year_text: str, week_text: str) -> date:
    year, week = _year(year_text), int(week_text)
    weeks = date(year, 12, 28).isocalendar().week  # 28 December is always in the last week of its ISO year
    if not 1 <= week <= weeks:
        raise _no_such(
            Text(f"{year} n’a pas de semaine {week}", f"{year} has no week {week}"),
            Text(f"cette année en compte {weeks}", f"that year has {weeks}"),
        )
    return date.fromisocalendar(year, week, 1)


def _monday(day: date) -> date:
    monday = day - timedelta(days=day.weekday())
    if day != monday:
        raise InvalidValue(
            Text(f"le {day_in_words(day, 'fr')} n’est pas un lundi.", f"{day_in_words(day, 'en')} is not a Monday."),
            Text(f"tapez : semaine du {day_in_words(monday, 'fr')}", f"type: week of {day_in_words(monday, 'en')}"),
        )
    return monday


def _no_such(what: Text, reason: Text) -> InvalidValue:
    return InvalidValue(Text(f"{what.fr} : {reason.fr}.", f"{what.en}: {reason.en}."), PERIOD_FORMS)


def _unreadable(text: str, typed: str) -> InvalidValue:
    if _SHORT_YEAR.fullmatch(typed):
        return _no_such(
            quoted(text), Text("l’année s’écrit en quatre chiffres", "the year is written with four digits")
        )
    return _no_such(quoted(text), Text("ce n’est pas une date", "this is not a date"))
