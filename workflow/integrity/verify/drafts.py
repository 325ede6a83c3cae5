"""Are the drafts those that the entries say were drafted, word for word?"""

from collections.abc import Iterator, Mapping
from typing import Any

from workflow.canonical import digest_hex
from workflow.integrity.verify.book import Book, Chapter
from workflow.integrity.verify.finding import Certainty, Finding, Layer
from workflow.language import LANGUAGES, Text
from workflow.models import Draft, Template

SAID = ("document", "item", "version", "title")
CALLED = {
    "document": Text("nature du document", "kind of document"),
    "item": Text("élément", "item"),
    "version": Text("version", "version"),
    "title": Text("titre", "title"),
    "template": Text("modèle", "template"),
    "data": Text("données", "data"),
    "text": Text("texte", "text"),
    "gaps": Text("valeurs à compléter", "values to be completed"),
    "seq": Text("entrée", "entry"),
    "digest": Text("empreintes", "digests"),
}
"""What a person calls what is compared of a draft."""


class Drafts:
    """The drafts of every dossier, and the templates they were made from."""

    def __init__(self, book: Book) -> None:
        self._names: dict[str, str] = {}
        """Document of each template that a draft names, by its digest."""
        self._templates: dict[str, str] = {}
        self._erased = False
        """Whether drafts were erased somewhere: templates may then be left that none is made from."""
        for row in book.reading.rows(Template):
            self._templates[row.digest] = row.name
            if digest_hex(row.text.encode()) != row.digest:
                what = Text(f"le modèle « {row.name} » a été changé", f"template “{row.name}” was changed")
                book.findings.add(Finding(Layer.DRAFT, what, place=f"template {row.digest}"))

    def check(self, book: Book, chapter: Chapter) -> Iterator[Finding]:
        """What is wrong with the drafts of a dossier."""
        said: dict[str, tuple[int, Mapping[str, Any]]] = {}
        for one in chapter.told:
            for draft in one.known.get("drafts", ()) if one.intact else ():
                said[str(draft.get("id"))] = one.row.seq, draft
        broken = {one.row.seq for one in chapter.told if not one.intact}
        stored = {row.id: row for row in chapter.drafts if row.seq not in broken}
        erased = {one.row.seq for one in chapter.told if "drafts" in one.redacted}
        self._erased = self._erased or bool(erased)
        for name in sorted(said.keys() | stored.keys()):
            wrong = self._wrong(stored.get(name), *said.get(name, (None, None)), erased=erased)
            if wrong is not None:
                seq = said[name][0] if name in said else stored[name].seq
                yield Finding(Layer.DRAFT, wrong, chapter.subject, seq, f"draft {name}")

    def _wrong(
        self, row: Draft | None, seq: int | None, said: Mapping[str, Any] | None, *, erased: set[int]
    ) -> Text | None:
        if row is None:
            return Text("un brouillon a disparu", "a draft is gone")
        if said is None:
            if row.seq in erased:
                return Text("un brouillon effacé est revenu", "a draft that was erased is back")
            return Text("aucune entrée ne dit qu’il a été rédigé", "no entry says that it was drafted")
        self._names[row.template_digest] = row.document
        digests = {
            "template": row.template_digest,
            "data": digest_hex(row.data.encode()),
            "text": digest_hex(row.text.encode()),
            "gaps": digest_hex(row.gaps.encode()),
        }
        stored = {**{name: getattr(row, name) for name in SAID}, **digests}
        other = [name for name, value in stored.items() if said.get(name) != value]
        if row.seq != seq:
            other.append("seq")
        if (row.data_digest, row.text_digest) != (digests["data"], digests["text"]):
            other.append("digest")
        if row.template_digest not in self._templates:
            other.append("template")
        fr, en = (
            ", ".join(dict.fromkeys(CALLED[name].in_language(language) for name in other)) for language in LANGUAGES
        )
        return Text(f"un brouillon a été changé : {fr}", f"a draft was changed: {en}") if other else None

    def templates(self) -> Iterator[Finding]:
        """The templates that bear another name than the documents made from them, or that none was made from."""
        for digest, name in self._templates.items():
            if self._names.get(digest) != name and not (self._erased and digest not in self._names):
                what = Text(
                    f"le modèle « {name} » n’est pas celui d’un brouillon", f"template “{name}” is not that of a draft"
                )
                yield Finding(Layer.DRAFT, what, place=f"template {digest}", certainty=Certainty.LIKELY)
