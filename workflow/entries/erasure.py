"""That personal data was erased: what is told of it once it is gone."""

from typing import ClassVar

from workflow.entries.fields import Line, field_label
from workflow.entries.payload import Payload, kind
from workflow.language import Text


@kind("erasure")
class Erasure(Payload):
    """Names or texts of earlier entries were erased, on a legal basis; the entries stay, and what they commit to."""

    written: ClassVar[frozenset[str]] = frozenset({"basis"})
    fixed: ClassVar[frozenset[str]] = frozenset({"gone"})
    gone: list[dict[str, str]]
    """Each text: its `digest`, the `entry` it was of, its `name` (`comment`, `data.name`, `evidence.0`…)."""
    basis: Line

    @property
    def entries(self) -> tuple[int, ...]:
        """The sequence numbers erased in: an entry and the corrections of it."""
        return tuple(sorted({int(one["entry"]) for one in self.gone}))

    @property
    def fields(self) -> tuple[str, ...]:
        """What was erased."""
        return tuple(sorted({one["name"] for one in self.gone}))

    def in_words(self) -> Text:
        listed, called = ", ".join(map(str, self.entries)), [_called(name) for name in self.fields]
        fr, en = ", ".join(one.fr for one in called), ", ".join(one.en for one in called)
        return Text(
            f"effacement dans l’entrée n° {listed} : {fr} (fondement : {self.basis})",
            f"erased in entry {listed}: {en} (basis: {self.basis})",
        )


_CALLED = {
    "actor": Text("auteur", "author"),
    "comment": Text("motif", "reason"),
    "drafts": Text("brouillons", "drafts"),
    "evidence": Text("pièce", "file"),
}


def _called(disclosure: str) -> Text:
    """What a person calls a disclosure of an entry, by its name as `workflow.body` gives it."""
    name, _, field = disclosure.partition(".")
    return field_label(field) if name == "data" else _CALLED.get(name) or field_label(name)
