"""Those who can write to the database, and perhaps stole a key: what they do to it, with the care of an expert.

Triggers are put back as they were, chains and hashes and present tables recomputed where the attack says so: what then
remains wrong is what no care can mend.
"""

import json
import sqlite3
from contextlib import closing

from proofs import LOG, SEAL

from workflow import replay
from workflow.body import Written, columns, read
from workflow.canonical import canonical, leaf_hash
from workflow.dates import parse_instant
from workflow.integrity import log
from workflow.integrity.checkpoint import Checkpoint
from workflow.integrity.merkle import root_of
from workflow.models import DOSSIER_FACTS, HistoryEntry
from workflow.rows import column_names, row_maker, table_of


class Attacker:
    """A connection with every right, and the means to make things look right again."""

    def __init__(self, sealed, application=None):
        self.sealed = sealed
        self.application = application
        """The application's key, where it was stolen."""

    def __enter__(self):
        self.sealed.store.close()
        self._raw = sqlite3.connect(self.sealed.database, isolation_level=None)
        self.do("PRAGMA synchronous = OFF")
        self._triggers = self.ask("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        self.do("PRAGMA ignore_check_constraints = ON")
        for name, _ in self._triggers:
            self.do(f"DROP TRIGGER {name}")
        return self

    def __exit__(self, *_):
        for _, made in self._triggers:
            self.do(made)
        self._raw.close()

    def ask(self, statement, *values):
        with closing(self._raw.execute(statement, values)) as cursor:
            return cursor.fetchall()

    def do(self, statement, *values):
        self._raw.execute(statement, values)

    # Reading

    def entry(self, dossier, seq):
        names = column_names(HistoryEntry)
        (row,) = self.ask(f"SELECT {_listed(names)} FROM history_entry WHERE dossier_id = ? AND seq = ?", dossier, seq)
        return row_maker(HistoryEntry)(row)

    def seqs(self, dossier):
        return [seq for (seq,) in self.ask("SELECT seq FROM history_entry WHERE dossier_id = ? ORDER BY seq", dossier)]

    def body(self, dossier, seq):
        return json.loads(self.entry(dossier, seq).body)

    # Writing

    def set_body(self, dossier, seq, body, *, columns_too=True, hash_too=True):
        """Put another body in the place of an entry's."""
        made = canonical(body)
        row = self.entry(dossier, seq)
        digest = leaf_hash(made) if hash_too else row.hash
        values = {"body": made, "hash": digest}
        if columns_too:
            entry = read(row._replace(body=made, hash=digest), ())
            values = {**columns(entry, Written(made, digest, ())), **values}
        if self.application is not None:
            values["signature"] = self.application.sign_entry(digest)
        told = ", ".join(f'"{name}" = ?' for name in values)
        self.do(f"UPDATE history_entry SET {told} WHERE id = ?", *values.values(), row.id)

    def rechain(self, dossier):
        """Make the chain of a dossier whole again, from its first entry to its head."""
        before = None
        for number, seq in enumerate(self.seqs(dossier)):
            body = self.body(dossier, seq)
            if seq != number:
                body["about"] = number if body["about"] == body["seq"] else body["about"]
                body["seq"] = number
                for table in ("disclosure", "draft", "attachment"):
                    self.do(f"UPDATE {table} SET seq = ? WHERE dossier_id = ? AND seq = ?", number, dossier, seq)
            if before is not None:
                body["prev"] = before
            self.set_body(dossier, seq, body)
            before = leaf_hash(canonical(body))

    def retell(self, dossier):
        """Make the present tables say what the history now gives."""
        entries = []
        for seq in self.seqs(dossier):
            texts = self.ask("SELECT text FROM disclosure WHERE dossier_id = ? AND seq = ?", dossier, seq)
            entries.append(read(self.entry(dossier, seq), [text for (text,) in texts]))
        present, last = replay.fold(entries), entries[-1]
        self.do(
            "UPDATE dossier SET state = ?, state_since = ?, state_precision = ?, seq = ?, head = ?, changed_at = ? "
            "WHERE id = ?",
            *(present.state, present.since.last.isoformat(), str(present.since.precision)),
            *(last.seq, last.hash, last.recorded, dossier),
        )
        for table in DOSSIER_FACTS:
            name = table_of(table).name
            self.do(f"DELETE FROM {name} WHERE dossier_id = ?", dossier)
            for row in present.rows(table):
                marks = ", ".join("?" * len(row))
                self.do(f"INSERT INTO {name} VALUES ({marks})", *row)

    def releaf(self):
        """Make the leaves those of the entries that are there, as far as they reached."""
        (count,) = self.ask("SELECT count(*) FROM leaf")[0]
        self.do("DELETE FROM leaf")
        rows = self.ask("SELECT id, hash FROM history_entry ORDER BY id LIMIT ?", count)
        for number, (entry, digest) in enumerate(rows):
            self.do("INSERT INTO leaf VALUES (?, ?, ?)", number, entry, digest)

    def reseal(self):
        """Sign every checkpoint anew, at the times that they had: the seal key was stolen too."""
        hashes = [log.raw(one) for (one,) in self.ask("SELECT hash FROM leaf ORDER BY number")]
        for number, sealed_at in self.ask("SELECT number, sealed_at FROM checkpoint"):
            (size,) = self.ask("SELECT count(*) FROM history_entry WHERE recorded_at < ?", f"{sealed_at[:19]}.9")[0]
            size = min(size, len(hashes))
            checkpoint = Checkpoint(LOG, size, root_of(hashes[:size]))
            made = str(checkpoint.signed(SEAL, int(parse_instant(sealed_at).timestamp())))
            self.do("UPDATE checkpoint SET note = ?, size = ? WHERE number = ?", made, size, number)

    def delete(self, dossier, seq):
        """Take an entry out, with its texts."""
        row = self.entry(dossier, seq)
        for table in ("disclosure", "draft", "attachment"):
            self.do(f"DELETE FROM {table} WHERE dossier_id = ? AND seq = ?", dossier, seq)
        self.do("DELETE FROM leaf WHERE entry_id = ?", row.id)
        self.do("DELETE FROM history_entry WHERE id = ?", row.id)
        self.do("UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM history_entry) WHERE name = 'history_entry'")

    def cut(self, dossier, count):
        """Take the last entries of a dossier out, and let nothing remember them."""
        for seq in self.seqs(dossier)[-count:]:
            self.delete(dossier, seq)
        self.retell(dossier)

    def forge(self, dossier, *, recorded=None, actor=None, **said):
        """Write one more entry, chained as it should be, in somebody's name; its id."""
        last = self.seqs(dossier)[-1]
        row, body = self.entry(dossier, last), self.body(dossier, last)
        body |= {"seq": last + 1, "about": last + 1, "prev": row.hash, "_sd": [], "evidence": [], "cmd": None}
        body |= {
            "kind": "note",
            "data": {},
            "trigger": None,
            "from": None,
            "to": None,
            "corrects": None,
            "restates": None,
        }
        body |= {"recorded": recorded or _later(row.recorded_at), "actor": actor or body["actor"], **said}
        made = canonical(body)
        digest = leaf_hash(made)
        entry = read(row._replace(body=made, hash=digest), ())
        values = columns(entry, Written(made, digest, ()))
        if self.application is not None:
            values["signature"] = self.application.sign_entry(digest)
        marks = ", ".join("?" * len(values))
        self.do(f"INSERT INTO history_entry ({_listed(values)}) VALUES ({marks})", *values.values())
        self.retell(dossier)
        return self.ask("SELECT max(id) FROM history_entry")[0][0]


def _listed(names):
    return ", ".join(f'"{name}"' for name in names)


def _later(instant):
    return (
        f"{instant[:-2]}{(int(instant[-2]) + 1) % 10}Z"
        if instant[-2] != "9"
        else f"{instant[:-3]}{int(instant[-3]) + 1}0Z"
    )
