"""What was recorded late: more than some civil days, in Paris, after it had certainly happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import TIMESTAMP, ColumnElement, Date, Integer, case, cast, func, literal, select

from workflow import asof
from workflow.audit.pages import Order, Page, Paging, count, page, places
from workflow.audit.scope import Scope
from workflow.audit.search import Found, tell
from workflow.dates import civil_day, days_between, format_instant, paris, parse_instant
from workflow.engine import Engine
from workflow.errors import InvalidValue
from workflow.history import Key, entries_at
from workflow.language import Text
from workflow.models import HistoryEntry
from workflow.rows import table_of
from workflow.store import Reading

ALLOWED = 5
"""Days after which something is recorded late, unless another number is given."""
_MOST = 36_500


@dataclass(frozen=True, slots=True)
class Late:
    """Something that was recorded late, as it is told now."""

    found: Found
    recorded: str
    """When it was first recorded."""
    days: int
    """Civil days from the last day of the period in which it happened to the day on which it was first recorded."""
    backfilled: bool
    """Whether it was taken over from a source: then it is late on purpose."""


def late(
    engine: Engine,
    reading: Reading,
    scope: Scope,
    *,
    more_than: int = ALLOWED,
    backfilled: bool = True,
    paging: Paging | None = None,
) -> Page[Late]:
    """What was first recorded more than that many civil days after it happened, the latest first.

    The day it happened is the one that is known by then, a correction of it included: a date that was put right makes
    late what was thought to be in time. What was voided is not late. The register is no part of it. Without
    `backfilled`, what was taken over from a source is left out.
    """
    if not 0 <= more_than <= _MOST:
        raise InvalidValue(
            Text(f"Un retard se compte de 0 à {_MOST} jours.", f"Lateness is counted from 0 to {_MOST} days.")
        )
    entry = table_of(HistoryEntry)
    days = _days_after(reading, _first("recorded_at"))
    conditions = [
        asof.of_dossiers(entry),
        asof.counts(entry, scope.on, scope.known),
        *scope.within(reading, entry),
        days > more_than,
    ]
    if not backfilled:
        conditions.append(_first("origin") != "backfill")
    order = Order(entry, days, number=True)
    paging = paging or Paging(descending=True)
    total = count(reading, entry, *conditions)

    def rows(keys: Sequence[Key]) -> Iterator[Late]:
        founds = list(tell(engine, reading, keys, scope.known))
        originals = entries_at(reading, [(one.entry.dossier, one.entry.about) for one in founds])
        for one in founds:
            original = originals[one.entry.dossier, one.entry.about]
            after = days_between(one.entry.period.last, civil_day(parse_instant(original.recorded)))
            yield Late(one, original.recorded, after, original.origin == "backfill")

    return page(scope.basis(_read(reading, scope)), total, places(reading, order, paging, *conditions), paging, rows)


def _read(reading: Reading, scope: Scope) -> int:
    entry = table_of(HistoryEntry)
    return count(reading, entry, asof.of_dossiers(entry), *scope.told(reading, entry))


def _first(name: str) -> ColumnElement[str]:
    """What the first version of an entry says in a column; only a correction has to look for it."""
    entry, original = table_of(HistoryEntry), table_of(HistoryEntry).alias()
    said = (
        select(original.c[name])
        .where(original.c.dossier_id == entry.c.dossier_id, original.c.seq == entry.c.about)
        .correlate(entry)
        .scalar_subquery()
    )
    return case((entry.c.seq == entry.c.about, entry.c[name]), else_=said)


def _days_after(reading: Reading, recorded: ColumnElement[str]) -> ColumnElement[Any]:
    """Civil days from the last day of an entry's period to the day in Paris of an instant."""
    until = table_of(HistoryEntry).c.effective_until
    if reading.connection.dialect.name != "sqlite":
        instant = cast(recorded, TIMESTAMP(timezone=True))
        return cast(func.timezone("Europe/Paris", instant), Date) - cast(until, Date)
    return cast(func.julianday(_day_in_paris(reading, recorded)) - func.julianday(until), Integer)


def _day_in_paris(reading: Reading, recorded: ColumnElement[str]) -> ColumnElement[str]:
    """The day in Paris of an instant, for SQLite, which knows no time zone.

    It is the day in UTC but for the last hours of it: only there are the clocks of Paris looked up.
    """
    entry = table_of(HistoryEntry)
    span = reading.query(select(func.min(entry.c.recorded_at), func.max(entry.c.recorded_at)))[0]
    first, last = (parse_instant(text) for text in span)
    changes = clock_changes(first, last)
    ahead = case(
        *((recorded < format_instant(instant), literal(f"+{minutes} minutes")) for instant, minutes in changes),
        else_=literal(f"+{_ahead(last)} minutes"),
    )
    most = max(_ahead(last), *(minutes for _, minutes in changes))
    early = f"{24 - -(-most // 60):02}"
    # To the second: SQLite would round the last instant of a day into the next one.
    return case(
        (func.substr(recorded, 12, 2) < early, func.substr(recorded, 1, 10)),
        else_=func.date(func.substr(recorded, 1, 19), ahead),
    )


def clock_changes(first: datetime, last: datetime) -> list[tuple[datetime, int]]:
    """Each instant between the two, and one after them, at which the clocks of Paris change, with the minutes that they
    were ahead of UTC until then. To the minute."""
    changes: list[tuple[datetime, int]] = []
    day = datetime.combine(first.astimezone(UTC).date(), time.min, UTC)
    while day <= last or not changes:
        following = day + timedelta(days=1)
        if _ahead(day) != _ahead(following):
            early, late = 0, 24 * 60
            while late - early > 1:
                middle = (early + late) // 2
                early, late = (
                    (middle, late) if _ahead(day + timedelta(minutes=middle)) == _ahead(day) else (early, middle)
                )
            changes.append((day + timedelta(minutes=late), _ahead(day)))
        day = following
    return changes


def _ahead(instant: datetime) -> int:
    offset = instant.astimezone(paris()).utcoffset() or timedelta()
    return offset // timedelta(minutes=1)
