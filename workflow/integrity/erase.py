"""Personal data is erased for good: the texts, the files they came with, and what the database’s own files still hold.

What stays: the entry, its digests, an entry that says what was erased and on what basis. After that, 128 random bits of
salt that nobody has any more stand between the digest and a guess. Not reached from here: backups, what was handed out,
and the drafts in which a name stands, unless `drafts` is erased too.
"""

from collections.abc import Sequence
from contextlib import closing

from workflow.engine import Command, Engine
from workflow.engine.erasing import Erased
from workflow.evidence import EvidenceFolder


def erase(
    engine: Engine,
    folder: EvidenceFolder,
    reference: str,
    seq: int,
    fields: Sequence[str],
    basis: str,
    command: Command,
) -> Erased:
    """As `Engine.erase`; then the files on which nothing rests go. Raises WorkspaceError where one does not."""
    done = engine.erase(reference, seq, fields, basis, command)
    for digest in done.files:
        folder.remove(digest)
    _empty_journal(engine)
    return done


def _empty_journal(engine: Engine) -> None:
    """The write-ahead log of SQLite holds the pages as they were until it is begun anew."""
    if engine.store.engine.dialect.name == "sqlite":
        with closing(engine.store.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
