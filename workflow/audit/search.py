"""Search across every history: what was written when, by whom, where, about what, in which words, on which proof."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, literal, literal_column

from workflow import lookup
from workflow.audit import texts
from workflow.audit.dossiers import Named, named
from workflow.audit.pages import Order, Page, Paging, Row, chosen, count, page, places
from workflow.audit.scope import Scope
from workflow.body import CORRECTION, Entry
from workflow.dates import end_of_day, format_instant
from workflow.engine import Engine
from workflow.entries import KINDS, Fired
from workflow.errors import InvalidValue, UnknownName
from workflow.guards import REASON
from workflow.history import Key, lines_at
from workflow.language import Text
from workflow.models import EVIDENCE_KINDS, EVIDENCED, ORIGINS, ROLES, HistoryEntry
from workflow.names import nearest, quoted, shown
from workflow.rows import table_of
from workflow.store import Reading

SORTS = ("recorded", "effective", "dossier")
"""What the entries of an answer can be sorted by."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the entries; everything that is given must hold."""

    actor: str | None = None
    """Handle or id of who wrote them."""
    role: str | None = None
    """The role he had then."""
    kind: str | None = None
    trigger: str | None = None
    origin: str | None = None
    dossier: str | None = None
    """Id or name of a dossier or territory; `register` for the register."""
    effective_from: date | None = None
    effective_to: date | None = None
    """The period in which they happened, its last day included: those are found that may lie in it."""
    recorded_from: date | None = None
    recorded_to: date | None = None
    """The civil days on which they were written, the last one included."""
    text: str | None = None
    """Words of a reason, a source, a note, a title or whatever else was written."""
    evidence: str | None = None
    """Kind of a file they rest on, or its SHA-256 in hexadecimal."""
    sort: str = "recorded"
    paging: Paging = field(default_factory=Paging)


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that answers, with its dossier and what became of it."""

    entry: Entry
    sentence: Text
    dossier: Named
    voided_by: int | None
    restated_by: int | None

    @property
    def struck(self) -> bool:
        """Whether it no longer tells what happened."""
        return self.voided_by is not None or self.restated_by is not None

    @property
    def who(self) -> Text:
        """Who wrote it, as he was called then."""
        author = self.entry.author
        return Text(author.label or f"[effacé] {author.id}", author.label or f"[erased] {author.id}")

    @property
    def why(self) -> str | None:
        """The written reason."""
        payload = self.entry.payload
        asked = payload.all_inputs.get(REASON) if isinstance(payload, Fired) else None
        return self.entry.comment or asked


def search(engine: Engine, reading: Reading, question: Question, scope: Scope) -> Page[Found]:
    """The entries that answer; the total is exact. `Basis.entries` counts those that had to be read.

    Raises InvalidValue or UnknownName for a question that cannot be asked.
    """
    order, paging = order_by(question.sort), question.paging
    # One bound for the instant rather than two: SQLite takes the first it is told into the index.
    until = scope.known if question.recorded_to is None else min(scope.known, end_of_day(question.recorded_to))
    conditions = [
        *replace(scope, known=until).told(reading, order.entry),
        *scope.within(reading, order.entry),
        *_conditions(engine, reading, question),
    ]
    text, file = question.text, _file(question.evidence)
    total = read = count(reading, order.entry, *conditions)
    if text is not None or file is not None:
        total, found = chosen(texts.matching(reading, order, conditions, text=text, file=file), paging)
    else:
        found = places(reading, order, paging, *conditions)
    return page(scope.basis(read), total, found, paging, lambda keys: tell(engine, reading, keys, scope.known))


def recorded(
    reading: Reading,
    scope: Scope,
    paging: Paging | None,
    rows: Callable[[Sequence[Key]], Iterable[Row]],
    *conditions: ColumnElement[bool],
) -> Page[Row]:
    """The entries told that meet the conditions, in the order in which they were recorded, made into rows."""
    order, paging = order_by("recorded"), paging or Paging()
    met = [*conditions, *scope.told(reading, order.entry)]
    total = count(reading, order.entry, *met)
    return page(scope.basis(total), total, places(reading, order, paging, *met), paging, rows)


def tell(engine: Engine, reading: Reading, keys: Sequence[Key], known: datetime) -> Iterator[Found]:
    """The entries at those places, as found."""
    names = named(reading, {dossier for dossier, _ in keys}, known)
    for line in lines_at(engine, reading, keys, known):
        yield Found(line.entry, line.sentence, names[line.entry.dossier], line.voided_by, line.restated_by)


def order_by(sort: str) -> Order:
    """The order of that name. Raises InvalidValue."""
    entry = table_of(HistoryEntry)
    _demand(Text("ordre de tri", "sort"), sort, SORTS)
    columns: Mapping[str, ColumnElement[str]] = {
        "recorded": entry.c.recorded_at,
        "effective": entry.c.effective_on,
        "dossier": entry.c.dossier_id,
    }
    return Order(entry, columns[sort])


def _conditions(engine: Engine, reading: Reading, question: Question) -> Iterator[ColumnElement[bool]]:
    entry = table_of(HistoryEntry)
    triggers = dict.fromkeys(name for version in engine.lifecycles(reading) for name in version.transitions)
    if question.actor is not None:
        yield entry.c.actor_id == lookup.actor(reading, question.actor).id
    if question.role is not None:
        yield entry.c.actor_role == _demand(Text("rôle", "role"), question.role, ROLES)
    if question.kind is not None:
        yield entry.c.kind == _demand(Text("genre d’entrée", "kind of entry"), question.kind, (*KINDS, CORRECTION))
    if question.trigger is not None:
        yield entry.c.trigger == _demand(Text("déclencheur", "trigger"), question.trigger, triggers)
    if question.origin is not None:
        yield entry.c.origin == _demand(Text("mode de saisie", "origin"), question.origin, ORIGINS)
    if question.dossier is not None:
        yield entry.c.dossier_id == lookup.subject(reading, question.dossier)
    if question.evidence is not None:
        yield literal_column(EVIDENCED[reading.connection.dialect.name])
    if question.evidence in EVIDENCE_KINDS:
        yield _rests_on(reading, question.evidence)
    yield from _periods(question)


def _periods(question: Question) -> Iterator[ColumnElement[bool]]:
    entry = table_of(HistoryEntry)
    if question.effective_from is not None:
        yield entry.c.effective_until >= question.effective_from.isoformat()
    if question.effective_to is not None:
        yield entry.c.effective_on <= question.effective_to.isoformat()
    if question.recorded_from is not None:
        yield entry.c.recorded_at >= format_instant(end_of_day(question.recorded_from - timedelta(days=1)))


def _rests_on(reading: Reading, kind: str | None) -> ColumnElement[bool]:
    # In a canonical body these bytes are nothing but a piece of evidence: in a text the quotation marks are escaped.
    sign = literal(f'"kind":"{kind}","sd":"'.encode())
    body: ColumnElement[Any] = table_of(HistoryEntry).c.body
    sqlite = reading.connection.dialect.name == "sqlite"
    return (func.instr(body, sign) if sqlite else func.pg_catalog.position(body, sign)) > 0


def _file(evidence: str | None) -> str | None:
    """The content hash of a file, where it is one that is asked for. Raises InvalidValue."""
    if evidence is None or evidence in EVIDENCE_KINDS:
        return None
    digest = evidence.lower()
    if not re.fullmatch("[0-9a-f]{64}", digest):
        told, listed = quoted(evidence), ", ".join(EVIDENCE_KINDS)
        raise InvalidValue(
            Text(
                f"{told.fr} : ni une nature de pièce, ni une empreinte SHA-256.",
                f"{told.en}: neither a kind of evidence nor a SHA-256.",
            ),
            Text(
                f"natures : {listed} ; ou les 64 caractères de sha256sum",
                f"kinds: {listed}; or the 64 characters of sha256sum",
            ),
        )
    return digest


def _demand(what: Text, given: str, known: Iterable[str]) -> str:
    known = list(known)
    if given not in known:
        listed = ", ".join(known)
        raise UnknownName(what, shown(given), nearest(given, known), Text(f"il y a : {listed}", f"there are: {listed}"))
    return given
