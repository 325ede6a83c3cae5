"""A random campaign against a sealed database: rows, cells and bits are changed, and the verification must say so.

A change that the constraints refuse, or that leaves what the database says as it was, counts apart. The tests
use it in a short form, bench/campaign.py in the long one.
"""

import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing, suppress

from proofs import TRUST

from workflow.errors import OtherVersion
from workflow.integrity.verify.verification import verify
from workflow.store import Store


class Campaign:
    """Changes to copies of one scene, one at a time."""

    def __init__(self, scene, folder, seed):
        self.scene = scene
        self.random = random.Random(seed)  # noqa: S311  # to be repeated, not to be secret
        self.copy = folder / "copy.db"
        scene.store.close()
        self.before = dump(scene.database)
        with closing(sqlite3.connect(scene.database)) as raw:
            self.tables = {
                table: [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
                for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }

    def rows(self, count):
        """That many changes of rows and cells; how many were caught, refused, without effect, missed."""
        return self._run(count, self._change_a_row)

    def bits(self, count):
        """That many bits of the file flipped, one at a time."""
        return self._run(count, self._flip_a_bit)

    def _run(self, count, change):
        found, self.missed = Counter(), []
        for _ in range(count):
            shutil.copy(self.scene.database, self.copy)
            said = change()
            if said is None:
                found["refused"] += 1
            elif self._caught():
                found["caught"] += 1
            elif dump(self.copy) == self.before:
                found["no effect"] += 1
            else:
                found["missed"] += 1
                self.missed.append(f"{said}: {difference(self.before, dump(self.copy))}")
        return found

    def _caught(self):
        store = Store(f"sqlite:///{self.copy}")
        try:
            verdict = verify(
                store,
                TRUST,
                evidence=self.scene.evidence,
                against=self.scene.outside,
                every_signature=True,
                now=self.scene.clock.instant,
            )
            return not verdict.holds
        except OtherVersion:  # said instead of a verdict: nothing is called intact
            return True
        finally:
            with suppress(sqlite3.Error):
                store.close()

    def _flip_a_bit(self):
        content = bytearray(self.copy.read_bytes())
        place = self.random.randrange(len(content) * 8)
        content[place // 8] ^= 1 << place % 8
        self.copy.write_bytes(content)
        return f"bit {place}"

    def _change_a_row(self):
        with closing(sqlite3.connect(self.copy, isolation_level=None)) as raw:
            raw.execute("PRAGMA synchronous = OFF")
            triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                raw.execute(f"DROP TRIGGER {name}")
            try:
                said = self.random.choice([self._cell, self._cell, self._cell, self._swap, self._delete, self._copy])(
                    raw
                )
            except (sqlite3.IntegrityError, OverflowError):
                said = None
            for _, made in triggers:
                raw.execute(made)
        return said

    def _row(self, raw):
        """A table that has rows, and one of them."""
        while True:
            table = self.random.choice(sorted(self.tables))
            rows = [row for (row,) in raw.execute(f"SELECT rowid FROM {table}")]
            if rows:
                return table, self.random.choice(rows), rows

    def _cell(self, raw):
        table, row, rows = self._row(raw)
        column = self.random.choice(self.tables[table])
        (value,) = raw.execute(f'SELECT "{column}" FROM {table} WHERE rowid = ?', (row,)).fetchone()
        other = self._other(raw, table, column, value, rows)
        raw.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (other, row))
        return f"{table}.{column} of {row}: {value!r} → {other!r}"

    def _other(self, raw, table, column, value, rows):
        if self.random.random() < 0.3:
            other = self.random.choice(rows)
            return raw.execute(f'SELECT "{column}" FROM {table} WHERE rowid = ?', (other,)).fetchone()[0]
        if value is None:
            return "x"
        if isinstance(value, int):
            return value + self.random.choice([-1, 1, 7])
        place = self.random.randrange(len(value)) if value else 0
        if isinstance(value, bytes):
            return value[:place] + bytes([value[place] ^ 1 << self.random.randrange(8)]) + value[place + 1 :]
        return value[:place] + self.random.choice("ab01Z é-") + value[place + 1 :]

    def _swap(self, raw):
        table, row, rows = self._row(raw)
        other, column = self.random.choice(rows), self.random.choice(self.tables[table])
        values = [
            raw.execute(f'SELECT "{column}" FROM {table} WHERE rowid = ?', (one,)).fetchone()[0] for one in (row, other)
        ]
        for one, value in zip((row, other), values[::-1], strict=True):
            raw.execute(f'UPDATE OR IGNORE {table} SET "{column}" = ? WHERE rowid = ?', (value, one))
        return f"{table}.{column} of {row} and {other} exchanged"

    def _delete(self, raw):
        table, row, _ = self._row(raw)
        raw.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
        return f"{table} {row} deleted"

    def _copy(self, raw):
        table, row, rows = self._row(raw)
        values = list(raw.execute(f"SELECT * FROM {table} WHERE rowid = ?", (row,)).fetchone())
        for place, value in enumerate(values):
            if self.random.random() < 0.5 and value is not None:
                values[place] = self._other(raw, table, self.tables[table][place], value, rows)
        marks = ", ".join("?" * len(values))
        raw.execute(f"INSERT INTO {table} VALUES ({marks})", values)
        return f"{table} {row} copied as {values}"


def dump(database):
    """All that a database says, and its schema; None where it cannot be read."""
    try:
        with closing(sqlite3.connect(database)) as raw:
            schema = raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
            return schema, {
                name: raw.execute(f"SELECT rowid, * FROM {name} NOT INDEXED ORDER BY rowid").fetchall()
                for kind, name, _, _ in schema
                if kind == "table"
            }
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def difference(before, after):
    """Where two dumps differ: the first row that does, as it was and as it is."""
    if after is None:
        return "it cannot be read"
    if before[0] != after[0]:
        return str([pair for pair in zip(before[0], after[0], strict=False) if pair[0] != pair[1]][:1])
    rows = ((name, set(map(repr, before[1][name])) ^ set(map(repr, after[1][name]))) for name in before[1])
    return str([(name, sorted(changed)[:2]) for name, changed in rows if changed])
