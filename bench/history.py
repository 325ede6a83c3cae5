"""A database with a history of any size, quickly: real bodies, chained, with their texts and present tables.

The engine would take an hour for a million entries. Here the bodies are made by the same function, each dossier's rows
are folded by the same replay, and everything goes in by the thousand, with triggers and indexes put back afterwards.
Dossiers are spread over the states of our own lifecycle and over all regions, their days over five years; one in
twenty was entered afterwards from a source, one in fifty has a correction.
"""

import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from workflow import replay
from workflow.body import CORRECTION, Author, Entry, Written, columns, write
from workflow.canonical import genesis
from workflow.dates import Period, civil_day, format_instant
from workflow.engine import Command, Engine
from workflow.entries import ActorSet, Fired, Note, Opened, Payload, PersonSet, ProjectSet, TerritoryAdded
from workflow.guards import known_guards
from workflow.keys import Signer
from workflow.lifecycle import Lifecycle
from workflow.lifecycle.loading import load
from workflow.models import DOSSIER_FACTS, ROLES, Dossier
from workflow.regions import REGIONS
from workflow.rows import column_names, table_of
from workflow.schema import upgrade, version
from workflow.store import SCHEMA, Store
from workflow.version import VERSION
from workflow.workspace import shipped

LOG = "bench/1"
EACH = 10
"""Entries of a dossier."""
BLOCK = 1000
"""Dossiers whose entries lie in between each other."""
BEGIN = datetime(2018, 11, 22, 8, tzinfo=UTC)
SPAN = timedelta(days=5 * 365)


class Filler:
    """Makes the rows of dossiers, and hands them over block by block."""

    def __init__(self, lifecycle: Lifecycle, territories: Sequence[str], dossiers: int, first_id: int) -> None:
        self.lifecycle = lifecycle
        self._territories = territories
        self._dossiers = dossiers
        self._id = first_id
        self._author = Author("agt-0001", "Banc d’essai", "administrator", ())
        self._codes = list(REGIONS)
        self._pace = SPAN / (dossiers * EACH)
        self._path = list(_path(lifecycle))

    def blocks(self) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
        """The rows of each table, a block of dossiers at a time."""
        for start in range(0, self._dossiers, BLOCK):
            rows: dict[str, list[tuple[Any, ...]]] = {}
            told = [self._dossier(number) for number in range(start, min(start + BLOCK, self._dossiers))]
            for step in range(EACH):
                for entries in told:
                    entry, written = entries[step]
                    values = {"id": self._id, **columns(entry, written), "signature": None}
                    rows.setdefault("history_entry", []).append(tuple(values.values()))
                    texts = rows.setdefault("disclosure", [])
                    texts += [(one.digest, entry.dossier, entry.seq, one.text) for one in written.disclosures]
                    self._id += 1
            for entries in told:
                self._present(rows, [replace(entry, hash=written.hash) for entry, written in entries])
            yield rows

    def _dossier(self, number: int) -> list[tuple[Entry, Written]]:
        name, made = f"d{number}-2018", []
        prev, state, about = genesis(LOG), "", 0
        block, place = divmod(number, BLOCK)
        for seq, payload in enumerate(self._payloads(number)):
            at = BEGIN + self._pace * (block * BLOCK * EACH + seq * BLOCK + place)
            entry = Entry(
                dossier=name,
                seq=seq,
                about=seq,
                kind=payload.kind,
                payload=payload,
                period=Period.around(civil_day(at) - timedelta(days=number % 9)),
                recorded=format_instant(at),
                author=self._author,
                origin="backfill" if number % 20 == 0 else "cli",
                lifecycle=self.lifecycle.digest,
                log=LOG,
                prev=prev,
                app=VERSION,
                comment="vu en comité" if number % 2 else None,
                source="archives" if number % 20 == 0 else None,
            )
            if isinstance(payload, Opened):
                entry = replace(entry, to_state=self.lifecycle.initial)
            elif isinstance(payload, Fired):
                transition = self._path[about]
                about += 1
                target = transition.target or state
                entry = replace(entry, trigger=transition.name, from_state=state, to_state=target)
            elif seq == EACH - 1 and number % 50 == 0:
                first, said = made[1]
                entry = replace(
                    entry,
                    kind=CORRECTION,
                    about=1,
                    restates=first.kind,
                    corrects=said.hash,
                    payload=first.payload,
                    period=first.period,
                )
            state = entry.to_state or state
            written = write(entry)
            prev = written.hash
            made.append((entry, written))
        return made

    def _payloads(self, number: int) -> Iterator[Payload]:
        moves = number % (len(self._path) + 1)
        yield Opened(
            territory=self._territories[number % len(self._territories)],
            phase="2018",
            regions=[self._codes[number % len(self._codes)]],
            members=[{"siren": "200084952", "kind": "CU", "name": "Membre"}],
        )
        yield PersonSet(number=1, role="elected_lead", name="Prénom Nom", office="maire")
        yield PersonSet(number=2, role="industry_lead", name="Autre Nom", organisation="Usine")
        yield ProjectSet(number=1, title="Un projet", cost=1_000_00, status="planned")
        for _ in range(min(moves, EACH - 5)):
            yield Fired()
        for _ in range(EACH - 4 - min(moves, EACH - 5)):
            yield Note(text="une note")

    def _present(self, rows: dict[str, list[tuple[Any, ...]]], entries: Sequence[Entry]) -> None:
        present, last = replay.fold(entries), entries[-1]
        assert present.since is not None  # noqa: S101  # it was opened
        values = {
            **present.opened,
            "id": last.dossier,
            "state": present.state,
            "state_since": present.since.last.isoformat(),
            "state_precision": str(present.since.precision),
            "seq": last.seq,
            "head": last.hash,
            "changed_at": last.recorded,
            "lifecycle": last.lifecycle,
        }
        rows.setdefault("subject", []).append((last.dossier,))
        rows.setdefault("dossier", []).append(tuple(values[name] for name in column_names(Dossier)))
        for table in DOSSIER_FACTS:
            rows.setdefault(str(table_of(table).name), []).extend(map(tuple, present.rows(table)))


def _path(lifecycle: Lifecycle) -> Iterator[Any]:
    """The transitions of the shortest way from the first state to a final one."""
    final = next(name for name, state in lifecycle.states.items() if state.final)
    yield from lifecycle.path(lifecycle.initial, final) or ()


def make(path: Path, entries: int = 1_000_000, *, signer: Signer | None = None) -> Store:
    """The database of that many entries, made where it is not there yet."""
    store = Store(f"sqlite:///{path}", signer=signer)
    known, begun = version(store), time.perf_counter()
    if known != SCHEMA:
        upgrade(store)
    if known is not None:
        return store
    lifecycle = load(shipped() / "states.yaml", known_guards=known_guards(), known_roles=ROLES)
    engine = Engine(store)
    engine.found(LOG, lifecycle, ActorSet(id="agt-0001", handle="root", label="Banc d’essai", role="administrator"))
    names = [f"t{number}" for number in range(min(1000, max(1, entries // EACH)))]
    codes = list(REGIONS)
    engine.register_all(
        [
            TerritoryAdded(id=name, name=f"Territoire {name}", regions=[codes[n % len(codes)]])
            for n, name in enumerate(names)
        ],
        Command("root"),
    )
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        kept = raw.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE type = 'trigger' OR type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for kind, name, _ in kept:
            raw.execute(f"DROP {kind} {name}")
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("PRAGMA journal_mode = MEMORY")
        raw.execute("PRAGMA cache_size = -400000")
        (used,) = raw.execute("SELECT max(id) FROM history_entry").fetchone()
        filler = Filler(lifecycle, names, (entries - used) // EACH, used + 1)
        for rows in filler.blocks():
            raw.execute("BEGIN")
            for table in ("subject", "dossier", *(name for name in rows if name not in ("subject", "dossier"))):
                if rows.get(table):
                    marks = ", ".join("?" * len(rows[table][0]))
                    raw.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[table])  # noqa: S608  # our own tables
            raw.execute("COMMIT")
        for _, _, made in sorted(kept):
            raw.execute(made)
        raw.execute("PRAGMA journal_mode = DELETE")
    print(f"{entries} entries made in {time.perf_counter() - begun:.0f} s, {path.stat().st_size / 2**20:.0f} MiB")
    return store


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
