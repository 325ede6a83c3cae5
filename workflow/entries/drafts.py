"""The entries of the documents: drawn again or on demand, made final, come back edited or signed."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from workflow.case import Case
from workflow.entries.fields import Count
from workflow.entries.payload import Change, Payload, Position, kind
from workflow.errors import RecordRefused, UnknownName
from workflow.labels import COPY_KINDS
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.models import Draft, DraftCopy, FinalDraft
from workflow.names import nearest, shown


@kind("drafted")
class Drafted(Payload):
    """A document was drawn without a transition: on demand, or again with what is known now."""

    action: ClassVar[str] = "draft"
    fixed: ClassVar[frozenset[str]] = frozenset({"document", "item"})
    document: str
    """The template's name."""
    item: Count | None = None
    """The project, member or region it is about; None for all there are."""

    def in_words(self) -> Text:
        return Text("rédaction sans transition", "drawn without a transition")

    def sentence(self, lifecycle: Lifecycle) -> Text:
        said, spec = self.in_words(), lifecycle.documents.get(self.document)
        return Text(f"{said.fr} : {spec.label.fr}", f"{said.en}: {spec.label.en}") if spec else said


@kind("draft_final")
class DraftFinal(Payload):
    """A draft is the document from now on, and no longer says PROJET.

    What its text lacks is judged before, by `workflow.issuing.final`: a text never changes, and a replay has none.
    """

    action: ClassVar[str] = "final"
    fixed: ClassVar[frozenset[str]] = frozenset({"draft", "copy_seq"})
    draft: str
    copy_seq: Count | None = None
    """The entry that brought the edited copy that is final; None where the text of the draft itself is."""

    def check(self, case: Case, today: str) -> None:
        draft = _drawn(self.draft, case)
        before = next((one for one in case.final_drafts if one.draft_id == self.draft), None)
        if before is not None:
            raise RecordRefused(
                Text(
                    f"{self.draft} est déjà définitif (entrée n° {before.seq}).",
                    f"{self.draft} is final already (entry {before.seq}).",
                ),
                Text(
                    f"le rouvrir : jalon correct {case.dossier.id} {before.seq} --void --because …",
                    f"to open it again: jalon correct {case.dossier.id} {before.seq} --void --because …",
                ),
            )
        if draft is not None:
            _demand_newest(draft, case)
        if self.copy_seq is not None and not any(
            (one.seq, one.draft_id, one.kind) == (self.copy_seq, self.draft, "edited") for one in case.draft_copies
        ):
            raise RecordRefused(
                Text(
                    f"L’entrée n° {self.copy_seq} n’apporte pas de copie modifiée de {self.draft}.",
                    f"Entry {self.copy_seq} brings no edited copy of {self.draft}.",
                ),
                Text(f"ses copies : jalon draft show {self.draft}", f"its copies: jalon draft show {self.draft}"),
            )

    def changes(self, at: Position) -> Iterator[Change]:
        key = {"dossier_id": at.dossier_id, "draft_id": self.draft}
        yield Change(FinalDraft, key, {"seq": at.seq, "final_on": at.day, "copy_seq": self.copy_seq})

    def in_words(self) -> Text:
        if self.copy_seq is None:
            return Text(f"{self.draft} est définitif", f"{self.draft} is final")
        return Text(
            f"{self.draft} est définitif, tel que modifié dans l’entrée n° {self.copy_seq}",
            f"{self.draft} is final, as edited in entry {self.copy_seq}",
        )


@kind("draft_copy")
class CopyAttached(Payload):
    """A copy of a draft came back, edited or signed: what was found in it is told, the file is a piece of evidence."""

    action: ClassVar[str] = "attach"
    private: ClassVar[frozenset[str]] = frozenset({"signatures"})
    fixed: ClassVar[frozenset[str]] = frozenset(
        {"draft", "changes_found", "blanks", "ours", "verdict", "whole", "signatures"}
    )
    draft: str
    copy_kind: Literal["edited", "signed"]
    changes_found: Count | None = None
    """In how many places it differs from the draft; None for a file that is kept and not read."""
    blanks: Count | None = None
    """How many places in it are still to be filled in."""
    ours: Literal[0, 1] | None = None
    """For a PDF: whether it begins with the very bytes of the PDF of the draft."""
    verdict: Literal["unsigned", "intact", "broken", "unread"] | None = None
    """For a PDF: what its electronic signatures are worth; `unread` where nothing here can tell."""
    whole: Literal[0, 1] | None = None
    """For a signed PDF: whether the last signature covers it to its last byte."""
    signatures: list[dict[str, Any]] = []
    """For a signed PDF: each signature, as `workflow.integrity.signed_pdf` tells it."""

    def check(self, case: Case, today: str) -> None:
        _drawn(self.draft, case)
        if self.copy_kind == "edited" and any(one.draft_id == self.draft for one in case.final_drafts):
            raise RecordRefused(
                Text(
                    f"{self.draft} est définitif : on ne le modifie plus.",
                    f"{self.draft} is final: it is no longer edited.",
                ),
                Text(
                    f"une copie signée se joint avec --kind signed ; sinon : jalon draft show {self.draft}",
                    f"a signed copy is attached with --kind signed; otherwise: jalon draft show {self.draft}",
                ),
            )

    def warnings(self, case: Case) -> Iterator[Text]:
        if self.copy_kind == "signed" and all(one.draft_id != self.draft for one in case.final_drafts):
            yield Text(
                f"{self.draft} n’est pas définitif : jalon draft final {self.draft}",
                f"{self.draft} is not final: jalon draft final {self.draft}",
            )

    def changes(self, at: Position) -> Iterator[Change]:
        values = {
            "draft_id": self.draft,
            "kind": self.copy_kind,
            "came_on": at.day,
            "changes": self.changes_found,
            "blanks": self.blanks,
        }
        yield Change(DraftCopy, {"dossier_id": at.dossier_id, "seq": at.seq}, values)

    def in_words(self) -> Text:
        label = COPY_KINDS[self.copy_kind]
        return Text(f"{label.fr} de {self.draft}", f"{label.en} of {self.draft}")


def _drawn(name: str, case: Case) -> Draft | None:
    """The draft of that name; None in a replay, which has no drafts at hand.

    Raises UnknownName where it was never drawn, RecordRefused where the entry that drew it was voided.
    """
    if name in case.withdrawn_drafts:
        raise RecordRefused(
            Text(f"L’entrée qui a rédigé {name} est annulée.", f"The entry that drew {name} is void."),
            _those_of(case),
        )
    if case.drafts is None:
        return None
    found = next((one for one in case.drafts if one.id == name), None)
    if found is None:
        known = [one.id for one in case.drafts]
        raise UnknownName(Text("brouillon", "draft"), shown(name), nearest(name, known), _those_of(case))
    return found


def _demand_newest(draft: Draft, case: Case) -> None:
    series = [one for one in case.drafts or () if (one.document, one.item) == (draft.document, draft.item)]
    last = max(series, key=lambda one: one.version)
    if last.id != draft.id:
        raise RecordRefused(
            Text(
                f"{draft.id} est remplacé par {last.id} : seule la dernière version peut être définitive.",
                f"{draft.id} is replaced by {last.id}: only the last version can be final.",
            ),
            Text(f"jalon draft final {last.id}", f"jalon draft final {last.id}"),
        )


def _those_of(case: Case) -> Text:
    return Text(
        f"ceux du dossier : jalon drafts {case.dossier.id} --all",
        f"those of the dossier: jalon drafts {case.dossier.id} --all",
    )
