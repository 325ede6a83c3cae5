"""That personal data was erased: what is told of it once it is gone."""

from workflow.entries.payload import Line, Payload, kind
from workflow.language import Text


@kind("erasure")
class Erasure(Payload):
    """Names or texts of earlier entries were erased, on a legal basis; the entries stay, and what they commit to."""

    entries: list[int]
    """The sequence numbers erased in: an entry and the corrections of it."""
    fields: list[str]
    """What was erased: `comment`, `data.name`, `evidence.0`…"""
    basis: Line

    def in_words(self) -> Text:
        listed, fields = ", ".join(map(str, self.entries)), ", ".join(self.fields)
        return Text(
            f"effacement dans l’entrée n° {listed} : {fields} (fondement : {self.basis})",
            f"erased in entry {listed}: {fields} (basis: {self.basis})",
        )
