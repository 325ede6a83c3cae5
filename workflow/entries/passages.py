"""The texts that documents need and only people can write: a portrait, the issues, the decisions of a meeting."""

from collections.abc import Iterator
from typing import ClassVar

from workflow.case import Case
from workflow.entries.fields import Count, Prose
from workflow.entries.payload import Change, Payload, Position, kind
from workflow.errors import RecordRefused, UnknownName
from workflow.labels import TEXT_EACH
from workflow.language import Text
from workflow.lifecycle import Lifecycle, TextSpec
from workflow.models import Passage
from workflow.names import beginning, fold, nearest, shown


@kind("passage")
class PassageSet(Payload):
    """A text that a document needs is written, or written anew: the last one holds."""

    private: ClassVar[frozenset[str]] = frozenset({"text"})
    fixed: ClassVar[frozenset[str]] = frozenset({"subject", "item"})
    subject: str
    """Its name, among the `texts` of states.yaml."""
    item: Count | None = None
    """The number of the project or of the meeting it is about, where states.yaml asks for one for each."""
    text: Prose

    def check(self, case: Case, today: str) -> None:
        spec = _declared(self.subject, case)
        numbers = case.numbers_for(spec)
        if self.item in numbers:
            return
        if spec.each is None:
            raise RecordRefused(
                Text(
                    f"« {spec.label.fr} » est un texte du dossier entier.",
                    f"“{spec.label.en}” is a text about the whole dossier.",
                ),
                Text("ne donnez pas de numéro", "give no number"),
            )
        each, listed = TEXT_EACH[spec.each], ", ".join(map(str, numbers)) or "–"
        raise RecordRefused(
            Text(
                f"« {spec.label.fr} » s’écrit pour chaque {each.fr} : donnez-en le numéro ; il y a : {listed}.",
                f"“{spec.label.en}” is written for each {each.en}: give its number; there are: {listed}.",
            ),
            Text(
                f"jalon record text {case.dossier.id} {self.subject} NUMÉRO --file FICHIER",
                f"jalon record text {case.dossier.id} {self.subject} NUMBER --file FILE",
            ),
        )

    def changes(self, at: Position) -> Iterator[Change]:
        key = {"dossier_id": at.dossier_id, "subject": self.subject, "item": self.item or 0}
        yield Change(Passage, key, {"text": self.text, "written_on": at.day})

    def in_words(self) -> Text:
        return self._told(Text(self.subject, self.subject), None)

    def sentence(self, lifecycle: Lifecycle) -> Text:
        spec = lifecycle.texts.get(self.subject)
        return self._told(spec.label, spec.each) if spec else self.in_words()

    def _told(self, label: Text, each: str | None) -> Text:
        fr, en = label.fr, label.en
        if self.item is not None:
            about = TEXT_EACH[each] if each else None
            fr = f"{fr}, {about.fr} n° {self.item}" if about else f"{fr} n° {self.item}"
            en = f"{en}, {about.en} {self.item}" if about else f"{en} {self.item}"
        words = beginning(self.text)
        return Text(f"texte, {fr} : « {words} »", f"text, {en}: “{words}”")


def _declared(subject: str, case: Case) -> TextSpec:
    """The text of that name. Raises UnknownName with those whose name or label is near."""
    texts = case.lifecycle.texts
    if subject in texts:
        return texts[subject]
    named = {fold(spelling): name for name, one in texts.items() for spelling in (name, one.label.fr, one.label.en)}
    near = [named[spelling] for spelling in nearest(subject, named, limit=6)]
    listed = ", ".join(texts) or "–"
    raise UnknownName(
        Text("texte", "text"),
        shown(subject),
        tuple(dict.fromkeys(near))[:3],
        Text(f"textes de states.yaml : {listed}", f"texts of states.yaml: {listed}"),
    )
