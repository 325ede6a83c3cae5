"""How dates, durations, people and regions are said, the same wherever they are shown."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from workflow import regions
from workflow.audit.search import Found
from workflow.cli import drawing
from workflow.dates import Period, Precision, day_in_words, instant_in_words, parse_instant
from workflow.departments import DEPARTMENTS
from workflow.french import counted, grouped
from workflow.history import Line
from workflow.language import Text
from workflow.lifecycle import State
from workflow.models import Dossier

_MONTHS = Text(
    "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
)
NOTHING = "–"
"""What stands where there is nothing to say."""


def since(dossier: Dossier) -> Period:
    """When the dossier entered its present state, as precisely as it is known."""
    return Period.around(date.fromisoformat(dossier.state_since), Precision(dossier.state_precision))


def since_in_words(period: Period) -> Text:
    """« depuis le 30 avril 2019 », “since the week of 18 March 2019”."""
    return Text(f"depuis {period.in_words('fr')}", f"since {period.in_words('en')}")


def brief(period: Period) -> str:
    """The period in the few characters a table has: « 30 avr. 2019 », « sem. 18 mars 2019 », « févr. 2019 »."""
    first = period.first
    month = str(_MONTHS).split()[first.month - 1]
    match period.precision:
        case Precision.DAY:
            day = Text("1er" if first.day == 1 else str(first.day), str(first.day))
            return f"{day}\u00a0{month}\u00a0{first.year}"
        case Precision.WEEK:
            week = Text("sem.", "wk")
            return f"{week}\u00a0{first.day}\u00a0{month}\u00a0{first.year}"
        case Precision.MONTH:
            return f"{month}\u00a0{first.year}"
        case Precision.YEAR:
            return str(first.year)


def brief_day(iso: str | None) -> str:
    """A stored day in the few characters a table has."""
    return NOTHING if iso is None else brief(Period.around(date.fromisoformat(iso)))


def day(iso: str | None) -> str:
    """A stored day in words, without an article."""
    return NOTHING if iso is None else day_in_words(date.fromisoformat(iso))


def recorded(instant: str) -> str:
    """A stored instant in words, in Paris time."""
    return instant_in_words(parse_instant(instant))


def recorded_text(instant: str) -> Text:
    """The same in both languages."""
    moment = parse_instant(instant)
    return Text(instant_in_words(moment, "fr"), instant_in_words(moment, "en"))


def count(number: int, fr: tuple[str, str], en: tuple[str, str]) -> Text:
    """The number and its word: « 2 projets », “1 project”. `fr` and `en` give singular and plural."""
    return Text(counted(number, *fr), f"{number:,} {en[number != 1]}")


def number(count: int) -> str:
    """The count alone: « 1 200 », “1,200”."""
    return str(Text(grouped(count), f"{count:,}"))


def days(number: int) -> Text:
    """« 371 jours »."""
    return count(number, ("jour", "jours"), ("day", "days"))


def region_names(codes: Iterable[str]) -> str:
    """The regions by name, with commas."""
    return ", ".join(str(regions.REGIONS[code].label) for code in codes) or NOTHING


def department_names(codes: Iterable[str]) -> str:
    """The departments by name and code, with commas: « Eure (27), Seine-Maritime (76) »."""
    return ", ".join(f"{DEPARTMENTS[code].name} ({code})" for code in codes) or NOTHING


def state_in(state: State, phase: str) -> str:
    """Symbol and label of a state, for a dossier of that phase."""
    return f"{state.symbol} {state.label_in(phase)}"


def person(row: Any) -> str:
    """Civility, name, office and organisation of somebody, as far as they are known."""
    name = " ".join(part for part in (row.civility, row.name) if part)
    return ", ".join(part for part in (name, row.office, getattr(row, "organisation", None)) if part)


def told(line: Line | Found) -> str:
    """What an entry says, behind what became of it where it no longer holds: « [annulée par n° 7] … »."""
    if line.voided_by is not None:
        mark = Text(f"[annulée par n° {line.voided_by}]", f"[voided by {line.voided_by}]")
    elif line.restated_by is not None:
        mark = Text(f"[corrigée par n° {line.restated_by}]", f"[corrected by {line.restated_by}]")
    else:
        return str(line.sentence)
    return f"{mark} {drawing.struck(str(line.sentence))}"


def period_data(period: Period) -> dict[str, str]:
    """A period as JSON has it."""
    return {"first": period.first.isoformat(), "last": period.last.isoformat(), "precision": str(period.precision)}


def state_data(state: State, phase: str) -> dict[str, str]:
    """A state as JSON has it: its name never changes, its label is in the language in force."""
    return {"name": state.name, "label": str(state.label_in(phase)), "symbol": state.symbol}


def region_data(codes: Iterable[str]) -> list[dict[str, str]]:
    """Regions as JSON has them."""
    return [{"code": code, "name": str(regions.REGIONS[code].label)} for code in codes]


def department_data(codes: Iterable[str]) -> list[dict[str, str]]:
    """Departments as JSON has them."""
    return [{"code": code, "name": DEPARTMENTS[code].name} for code in codes]
