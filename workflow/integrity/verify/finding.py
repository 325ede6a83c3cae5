"""What a verification finds: what, where, since when, how sure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError

from workflow.errors import JalonError
from workflow.language import Text

DAMAGE = (
    JalonError,
    SQLAlchemyError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What reading a damaged value raises: not UTF-8, not JSON, not a number, not there. The driver's own come besides."""

MOST = 100
"""Findings of one layer that are told one by one; the others are counted."""


class Layer(StrEnum):
    """What was compared with what."""

    DATABASE = "database"
    HASH = "hash"
    COLUMNS = "columns"
    CHAIN = "chain"
    RULE = "rule"
    PRESENT = "present"
    SIGNATURE = "signature"
    LEAF = "leaf"
    SEAL = "seal"
    DISCLOSURE = "disclosure"
    ERASURE = "erasure"
    FILE = "file"
    DRAFT = "draft"
    TIME = "time"
    RECEIPT = "receipt"
    OUTSIDE = "outside"


LAYERS: dict[Layer, Text] = {
    Layer.DATABASE: Text("base de données", "database"),
    Layer.HASH: Text("empreinte des entrées", "hash of the entries"),
    Layer.COLUMNS: Text("colonnes et contenu signé", "columns and signed content"),
    Layer.CHAIN: Text("chaîne des entrées", "chain of entries"),
    Layer.RULE: Text("cycle de vie", "lifecycle"),
    Layer.PRESENT: Text("tables du présent et rejeu", "present tables and replay"),
    Layer.SIGNATURE: Text("signature de l’application", "the application’s signature"),
    Layer.LEAF: Text("entrées scellées", "sealed entries"),
    Layer.SEAL: Text("sceaux de la base", "seals in the database"),
    Layer.DISCLOSURE: Text("textes et leurs empreintes", "texts and their digests"),
    Layer.ERASURE: Text("effacements", "erasures"),
    Layer.FILE: Text("pièces", "evidence files"),
    Layer.DRAFT: Text("brouillons", "drafts"),
    Layer.TIME: Text("instants entre deux témoignages", "instants between two witnessed times"),
    Layer.RECEIPT: Text("reçus", "receipts"),
    Layer.OUTSIDE: Text("points de contrôle gardés ailleurs", "checkpoints kept elsewhere"),
}


class Certainty(StrEnum):
    """How sure a finding is."""

    PROVEN = "proven"
    """A hash, a signature or the rules contradict what is stored."""
    LIKELY = "likely"
    """Two things that nothing signs contradict each other, or something is there that should not be."""
    UNREADABLE = "unreadable"
    """It cannot be read, so that nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    layer: Layer
    what: Text
    dossier: str | None = None
    seq: int | None = None
    place: str | None = None
    """The table and row, or the file."""
    since: str | None = None
    """The last instant at which it is known to have been whole; the change came after."""
    certainty: Certainty = Certainty.PROVEN

    @property
    def where(self) -> Text:
        """Where it is, in words."""
        if self.dossier is None:
            return Text(self.place or "", self.place or "")
        if self.seq is None:
            return Text(self.dossier, self.dossier)
        return Text(f"{self.dossier}, entrée n° {self.seq}", f"{self.dossier}, entry {self.seq}")


@dataclass
class Findings:
    """What was found so far; of each layer the first ones are kept, and all are counted."""

    kept: list[Finding] = field(default_factory=list)
    counts: Counter[Layer] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        """Note a finding."""
        self.counts[finding.layer] += 1
        if self.counts[finding.layer] <= MOST:
            self.kept.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Note several."""
        for finding in findings:
            self.add(finding)


def unreadable(layer: Layer, fault: BaseException, place: str, dossier: str | None = None) -> Finding:
    """That something could not be read."""
    said = str(fault).strip().split("\n")[0][:200] or type(fault).__name__
    what = Text(f"illisible : {said}", f"cannot be read: {said}")
    if isinstance(fault, JalonError):
        todo = fault.remedy
        fr, en = (f" → {todo.fr}", f" → {todo.en}") if todo is not None else ("", "")
        what = Text(f"illisible : {fault.message.fr}{fr}", f"cannot be read: {fault.message.en}{en}")
    return Finding(
        layer,
        what,
        dossier,
        place=place,
        certainty=Certainty.UNREADABLE,
    )
