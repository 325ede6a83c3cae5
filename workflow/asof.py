"""Which transitions count on a day, as known at an instant: the one reading of the history that all reports share.

An entry counts on day D, as known at K, if it was recorded before K, no later version of it recorded before K restates
or voids it, and its period had certainly ended by D: something known only to the month counts from the last day of that
month. The day itself is included.
"""

from datetime import date, datetime

from sqlalchemy import Select, and_, exists, func, or_, select

from workflow.dates import format_instant
from workflow.models import HistoryEntry
from workflow.rows import table_of


def moves(on: date, known: datetime, dossier: str | None = None) -> Select[tuple[str, int, str, str, str, str]]:
    """Every arrival in a state that counts: dossier_id, about, to_state, effective_until, precision, origin."""
    entry = table_of(HistoryEntry)
    later = entry.alias()
    bound = format_instant(known)
    # The corrections alone are in a partial index of their own: looking them up costs nothing where there are none.
    restated = exists().where(
        later.c.about != later.c.seq,
        later.c.dossier_id == entry.c.dossier_id,
        later.c.about == entry.c.about,
        later.c.seq > entry.c.seq,
        later.c.recorded_at < bound,
    )
    query = select(
        entry.c.dossier_id,
        entry.c.about,
        entry.c.to_state,
        entry.c.effective_until,
        entry.c.precision,
        entry.c.origin,
    ).where(
        entry.c.to_state.is_not(None),
        entry.c.voided == 0,
        entry.c.recorded_at < bound,
        entry.c.effective_until <= on.isoformat(),
        ~restated,
    )
    return query.where(entry.c.dossier_id == dossier) if dossier is not None else query


def standings(on: date, known: datetime) -> Select[tuple[str, str, str, str]]:
    """Where each dossier stood: dossier_id, to_state, effective_until, precision."""
    counted = moves(on, known).subquery()
    order = func.row_number().over(partition_by=counted.c.dossier_id, order_by=counted.c.about.desc()).label("rank")
    ranked = select(counted, order).subquery()
    return select(ranked.c.dossier_id, ranked.c.to_state, ranked.c.effective_until, ranked.c.precision).where(
        ranked.c.rank == 1
    )


def reopenings(known: datetime) -> Select[tuple[str, int]]:
    """The entries 0 that were restated: dossier_id and the seq of the version in force, for regions declared anew."""
    entry = table_of(HistoryEntry)
    return (
        select(entry.c.dossier_id, func.max(entry.c.seq))
        .where(
            entry.c.about == 0,
            or_(
                entry.c.recorded_at < format_instant(known),
                # What was wrong when the dossier was opened was believed until then.
                entry.c.seq == 0,
            ),
            entry.c.dossier_id.in_(
                select(entry.c.dossier_id).where(and_(entry.c.seq != entry.c.about, entry.c.about == 0))
            ),
        )
        .group_by(entry.c.dossier_id)
    )
