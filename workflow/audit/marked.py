"""What leaves the ordinary path: expectations passed with a reason, past facts taken over from a source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, literal_column

from workflow import guards
from workflow.audit.pages import Page, Paging
from workflow.audit.scope import Scope
from workflow.audit.search import Found, recorded, tell
from workflow.engine import Engine
from workflow.entries import Fired
from workflow.history import Key
from workflow.language import Text
from workflow.models import OVERRIDDEN, HistoryEntry
from workflow.rows import table_of
from workflow.store import Reading


@dataclass(frozen=True, slots=True)
class Passed:
    """A guard that did not stop an entry."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Override:
    """A transition that passed expectations with a written reason."""

    found: Found
    passed: tuple[Passed, ...]


@dataclass(frozen=True, slots=True)
class Backfill:
    """A past fact taken over from a source."""

    found: Found
    source: str | None
    """Where it is known from; None once erased."""
    waived: tuple[Passed, ...]
    """What could not be judged, or was not met, and was not asked for."""


def overrides(engine: Engine, reading: Reading, scope: Scope, paging: Paging | None = None) -> Page[Override]:
    """Every transition that passed an expectation with a written reason, as it was first recorded.

    A later correction of such a transition is not another override; what became of each is told.
    """

    def rows(keys: Sequence[Key]) -> Iterator[Override]:
        for found in tell(engine, reading, keys, scope.known):
            fired = found.entry.payload
            yield Override(found, _passed(fired.overridden if isinstance(fired, Fired) else ()))

    entry = table_of(HistoryEntry)
    overridden: ColumnElement[bool] = literal_column(OVERRIDDEN[reading.connection.dialect.name])
    return recorded(reading, scope, paging, rows, overridden, entry.c.seq == entry.c.about)


def backfills(engine: Engine, reading: Reading, scope: Scope, paging: Paging | None = None) -> Page[Backfill]:
    """Every entry that was taken over from a source after the fact, corrections among them."""

    def rows(keys: Sequence[Key]) -> Iterator[Backfill]:
        for found in tell(engine, reading, keys, scope.known):
            fired = found.entry.payload
            yield Backfill(found, found.entry.source, _passed(fired.waived if isinstance(fired, Fired) else ()))

    # Written as in the index of the backfilled, which SQLite takes only for the very same words.
    return recorded(reading, scope, paging, rows, literal_column("origin = 'backfill'"))


def _passed(codes: Sequence[str]) -> tuple[Passed, ...]:
    return tuple(Passed(code, guards.label(code)) for code in codes)
