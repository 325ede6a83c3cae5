"""That personal data was erased: what is told of it once it is gone."""

from workflow.entries.fields import Line
from workflow.entries.payload import Payload, kind
from workflow.language import Text


@kind("erasure")
class Erasure(Payload):
    """Names or texts of earlier entries were erased, on a legal basis; the entries stay, and what they commit to."""

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
        listed, fields = ", ".join(map(str, self.entries)), ", ".join(self.fields)
        return Text(
            f"effacement dans l’entrée n° {listed} : {fields} (fondement : {self.basis})",
            f"erased in entry {listed}: {fields} (basis: {self.basis})",
        )
