"""What the one who seals remembers, outside the database: what he signed last, and what before it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.errors import JalonError, SealRefused
from workflow.integrity import files
from workflow.integrity.checkpoint import open_checkpoint
from workflow.integrity.merkle import Frontier
from workflow.keys import PublicKey
from workflow.language import Text

STATE = "state.json"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the log stood when a checkpoint was signed."""

    number: int
    frontier: Frontier
    entry_id: int
    """The id of the last entry that is sealed."""
    entry_hash: str
    note: str
    sealed_at: str
    signed: bool
    """Whether an entry signed by the application has been seen: all that follow must be."""

    def as_json(self) -> dict[str, Any]:
        peaks = [peak.hex() for peak in self.frontier.peaks]
        return {
            **{
                name: getattr(self, name)
                for name in ("number", "entry_id", "entry_hash", "note", "sealed_at", "signed")
            },
            "size": self.frontier.size,
            "peaks": peaks,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Standing":
        peaks = [bytes.fromhex(peak) for peak in values.pop("peaks")]
        return cls(frontier=Frontier(values.pop("size"), peaks), **values)


BEGINNING = Standing(0, Frontier(), 0, "", "", "", False)


@dataclass(frozen=True, slots=True)
class Memory:
    """The sealer's own state: what he signed last, what before it, and when he last read every leaf again."""

    last: Standing = BEGINNING
    before: Standing = BEGINNING
    whole_on: str = ""


class Folder:
    """The sealer's folder: his memory, and each checkpoint as a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def empty(self) -> bool:
        """Whether nothing was ever sealed from here."""
        return not (self.path / STATE).exists()

    def remembered(self, keys: Iterable[PublicKey]) -> Memory:
        """The memory, checked against the last note, which one of the keys signed. Raises SealRefused if damaged."""
        if self.empty:
            return Memory()
        path = self.path / STATE
        try:
            values = json.loads(files.read(path))
            last, before = Standing.from_json(values["last"]), Standing.from_json(values["before"])
            checkpoint = open_checkpoint(last.note, keys).checkpoint
            if (checkpoint.size, checkpoint.root) != (last.frontier.size, last.frontier.root()):
                raise ValueError(path)
            return Memory(last, before, str(values["whole_on"]))
        except (ValueError, KeyError, TypeError, AttributeError, JalonError) as fault:
            raise SealRefused(
                Text(f"La mémoire du scellement est abîmée : {path}.", f"The seal’s memory is damaged: {path}."),
                Text("remettez-la depuis votre sauvegarde", "put it back from your backup"),
            ) from fault

    def remember(self, memory: Memory) -> None:
        """Keep the memory, on disk before it is said to be. Raises WorkspaceError."""
        values = {"last": memory.last.as_json(), "before": memory.before.as_json(), "whole_on": memory.whole_on}
        files.put(self.path / STATE, json.dumps(values, indent=1))

    def publish(self, number: int, note: str) -> None:
        """Keep a checkpoint as a file, and as the newest one. Raises WorkspaceError."""
        if number and not (self.path / f"{number:06}.checkpoint").exists():
            # The note is in the memory, and written again at the next run if it should be lost.
            for name in (f"{number:06}.checkpoint", "checkpoint"):
                files.put(self.path / name, note, durably=False)
