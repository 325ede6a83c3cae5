"""Do the present tables say what replaying the history gives, row for row?"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import SQLModel

from workflow import replay
from workflow.body import Entry
from workflow.entries import LifecycleInstalled, RegisterOpened
from workflow.integrity.verify.book import Book, Chapter
from workflow.integrity.verify.finding import Certainty, Finding, Layer
from workflow.language import Text
from workflow.models import (
    DOSSIER_FACTS,
    REGISTER,
    REGISTER_FACTS,
    Attachment,
    Dossier,
    LifecycleVersion,
    RegisterHead,
)
from workflow.names import shown as shown_value
from workflow.rows import column_names, key_names, row_maker, table_of


def check(book: Book, chapter: Chapter) -> Iterator[Finding]:
    """The rows that differ from what the history of a dossier gives."""
    entries = chapter.entries
    if entries is None:
        return
    present = replay.fold(entries)
    heads: dict[type[SQLModel], dict[str, Any] | None]
    if chapter.subject == REGISTER:
        heads = {RegisterHead: _register_head(entries), Dossier: None}
        tables: Sequence[type[SQLModel]] = (*REGISTER_FACTS, Attachment)
        yield from _lifecycles(book, entries)
    else:
        heads = {RegisterHead: None, Dossier: _dossier(entries, present)}
        tables = DOSSIER_FACTS
    for head, values in heads.items():
        rows = [row_maker(head)(values[name] for name in column_names(head))] if values is not None else []
        yield from _of(book, chapter, head, rows)
    for table in tables:
        if table in present.facts or chapter.present.get(table):
            yield from _of(book, chapter, table, present.rows(table))
    for table in set(DOSSIER_FACTS) - set(tables):
        yield from _of(book, chapter, table, [])


def _of(book: Book, chapter: Chapter, table: type[SQLModel], expected: list[Any]) -> Iterator[Finding]:
    stored = list(chapter.present.get(table, ()))
    if stored == expected:
        return
    keys = key_names(table)
    have, want = ({tuple(getattr(row, name) for name in keys): row for row in rows} for rows in (stored, expected))
    for key in have.keys() | want.keys():
        if have.get(key) == want.get(key):
            continue
        shown = ", ".join(map(str, key))
        if key not in want:
            what = Text(
                f"{table_of(table).name} ({shown}) : en trop", f"{table_of(table).name} ({shown}): one too many"
            )
        elif key not in have:
            what = Text(f"{table_of(table).name} ({shown}) : manquant", f"{table_of(table).name} ({shown}): missing")
        else:
            pairs = zip(column_names(table), have[key], want[key], strict=True)
            other = [(name, there, told) for name, there, told in pairs if there != told]
            what = Text(
                f"{table_of(table).name} ({shown}) : l’histoire dit autre chose, {_instead(table, other, 'fr')}",
                f"{table_of(table).name} ({shown}): the history says otherwise, {_instead(table, other, 'en')}",
            )
        since = chapter.told[-1].row.recorded_at
        place = f"{table_of(table).name} {shown}"
        yield Finding(Layer.PRESENT, what, chapter.subject, None, place, since, Certainty.LIKELY)


def _instead(table: type[SQLModel], other: Sequence[tuple[str, Any, Any]], language: str) -> str:
    """« state pilot au lieu de closed »; the values only of a table that holds neither names nor free text."""
    if table not in (Dossier, RegisterHead):
        return ", ".join(name for name, _, _ in other)
    between = Text("au lieu de", "instead of").in_language(language)
    return ", ".join(f"{name} {shown_value(str(there))} {between} {told}" for name, there, told in other)


def _dossier(entries: Sequence[Entry], present: replay.Present) -> dict[str, Any]:
    since, last = present.since, entries[-1]
    return {
        "territory_id": None,
        "phase": None,
        "renews": None,
        **present.opened,
        "id": last.dossier,
        "state": present.state,
        "state_since": since.last.isoformat() if since else None,
        "state_precision": str(since.precision) if since else None,
        "seq": last.seq,
        "head": last.hash,
        "changed_at": last.recorded,
        "lifecycle": last.lifecycle,
    }


def _register_head(entries: Sequence[Entry]) -> dict[str, Any]:
    first, last = entries[0].payload, entries[-1]
    installed = [one.payload.digest for one in entries if isinstance(one.payload, LifecycleInstalled)]
    return {
        "id": REGISTER,
        "log": first.log if isinstance(first, RegisterOpened) else None,
        "seq": last.seq,
        "head": last.hash,
        "changed_at": last.recorded,
        "lifecycle": installed[-1] if installed else None,
    }


def _lifecycles(book: Book, entries: Sequence[Entry]) -> Iterator[Finding]:
    """The stored lifecycles are those that the register says were installed."""
    told = {
        one.payload.digest: (one.payload.name, one.payload.version)
        for one in entries
        if isinstance(one.payload, LifecycleInstalled)
    }
    stored = {row.digest: (row.name, row.version) for row in book.reading.rows(LifecycleVersion)}
    for digest in sorted(told.keys() | stored.keys()):
        if told.get(digest) != stored.get(digest):
            what = Text(
                f"cycle de vie {digest[:12]}… : ce n’est pas ce que dit le registre",
                f"lifecycle {digest[:12]}…: not what the register says",
            )
            yield Finding(Layer.PRESENT, what, REGISTER, None, f"lifecycle {digest}", certainty=Certainty.LIKELY)
