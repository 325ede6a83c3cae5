"""What the layers of a verification share: one dossier with all that is said of it, and what holds for all."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from sqlmodel import SQLModel

from workflow.body import Entry, interpret
from workflow.canonical import b64, open_disclosure, parse
from workflow.integrity.outside import Outside
from workflow.integrity.verify.finding import DAMAGE, Findings
from workflow.keys import Trust
from workflow.lifecycle import Lifecycle
from workflow.models import Disclosure, Draft, HistoryEntry, Redaction
from workflow.store import Reading

Progress = Callable[[str, int, int], None]
"""Told what is being read, how many of it were, and of how many."""


class Told:
    """One stored entry, what its body says and what its disclosures tell."""

    __slots__ = ("body", "entry", "intact", "known", "opened", "redacted", "row", "texts")

    def __init__(self, row: HistoryEntry, texts: Sequence[Disclosure], redacted: Mapping[str, int]) -> None:
        self.row = row
        self.texts = texts
        self.redacted = redacted
        self.intact = True
        """Whether the body is the one that the hash is of: what another one says is worth nothing."""
        self.opened = [_opened(one.text) for one in texts]
        """Name and value of each disclosure; None for one that cannot be read."""
        self.known: dict[str, Any] = dict(one for one in self.opened if one is not None)
        self.body: dict[str, Any] | None = None
        """The body, parsed; None where it cannot be."""
        self.entry: Entry | None = None
        """The entry; None where the body is not one."""
        with suppress(*DAMAGE):
            found = parse(bytes(row.body))
            self.body = found if isinstance(found, dict) else None
            if self.body is not None:
                self.entry = interpret(row, self.body, self.known, redacted)


@dataclass
class Chapter:
    """A dossier, or the register, with what every table says of it."""

    subject: str
    told: list[Told]
    drafts: Sequence[Draft] = ()
    redactions: Sequence[Redaction] = ()
    present: Mapping[type[SQLModel], Sequence[Any]] = field(default_factory=dict)
    strays: Sequence[Disclosure] = ()
    """Texts of entries that are not there."""

    @cached_property
    def entries(self) -> list[Entry] | None:
        """The whole history, or None where an entry is missing, cannot be read or is not the one that was hashed."""
        found = [one.entry for one in self.told if one.intact and one.entry is not None]
        whole = len(found) == len(self.told) and [one.seq for one in found] == list(range(len(found)))
        return found if whole and found else None


@dataclass
class Book:
    """What the layers know besides the chapter before them, and what they found."""

    reading: Reading
    trust: Trust
    outside: Outside
    now: datetime
    progress: Progress
    streams: ExitStack
    """What closes the statements whose rows are still to come."""
    log: str = ""
    """The name of the log, as the first entry of the register says."""
    genesis: str = ""
    findings: Findings = field(default_factory=Findings)
    lifecycles: dict[str, Lifecycle] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    """The digests of the lifecycles that were changed: nothing can be judged by them."""
    seals: list[tuple[int, str]] = field(default_factory=list)
    """The id of the last entry under each checkpoint, and when that was signed."""

    def since(self, row: HistoryEntry) -> str:
        """The last instant at which an entry is known to have been whole: when it was sealed, else when recorded."""
        return next((at for last, at in self.seals if row.id is not None and row.id <= last), str(row.recorded_at))


def _opened(text: str) -> tuple[str, Any] | None:
    try:
        return open_disclosure(text)
    except ValueError:
        return None


def digest_of(text: str) -> str:
    """What a body holds in the place of a disclosure."""
    return b64(sha256(text.encode()).digest())
