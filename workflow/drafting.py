"""Documents drafted by a transition, in its transaction: each is rendered from what the transaction read, and stored.

`plan` renders everything before the entry is written, since the entry tells what was drafted; `draw` stores it once the
entry has its hash. A template that fails lets neither happen.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select

from workflow import replay
from workflow.body import Entry
from workflow.canonical import canonical, digest_hex
from workflow.case import Case
from workflow.dates import Period, Precision
from workflow.documents.changes import COMPARED, changes
from workflow.documents.data import ACTS, Issue, Occasion, document_facts, dossier_facts, numbers
from workflow.documents.render import Rendered, Templates
from workflow.documents.shape import LABELS
from workflow.entries import Fired
from workflow.errors import RecordRefused, UnknownName
from workflow.language import Text
from workflow.lifecycle import DocumentSpec, Lifecycle, Transition
from workflow.models import Draft, HistoryEntry, Template, Territory
from workflow.rows import table_of
from workflow.store import Reading, Transaction

Issued = dict[tuple[str, int], Issue]
"""A version of each document, by its name and item."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One document, rendered and not yet stored."""

    id: str
    document: str
    item: int
    version: int
    rendered: Rendered
    data: str
    """Canonical JSON."""
    template: str
    """The template and its parts, as one text."""

    @property
    def template_digest(self) -> str:
        """SHA-256 of the template and its parts."""
        return digest_hex(self.template.encode())

    @property
    def data_digest(self) -> str:
        """SHA-256 of the data."""
        return digest_hex(self.data.encode())

    @property
    def text_digest(self) -> str:
        """SHA-256 of the text."""
        return digest_hex(self.rendered.text.encode())

    @property
    def gaps(self) -> str:
        """What is missing in it, as canonical JSON."""
        return canonical([gap.as_dict() for gap in self.rendered.gaps]).decode()

    @property
    def summary(self) -> Mapping[str, Any]:
        """What the entry tells of it, and commits to: everything that is stored of the draft can be checked by it."""
        return {
            "id": self.id,
            "document": self.document,
            "item": self.item,
            "version": self.version,
            "title": self.rendered.title,
            "template": self.template_digest,
            "data": self.data_digest,
            "text": self.text_digest,
            "gaps": digest_hex(self.gaps.encode()),
        }


class Draftsman:
    """Drafts the documents that a transition calls for, from the templates of one folder."""

    def __init__(self, templates: Path) -> None:
        self._folder = templates
        self._known: Templates | None = None

    @property
    def templates(self) -> Templates:
        """The templates as they are now: a file that was changed is read anew."""
        if self._known is None or self._known.changed():
            self._known = Templates.of_folder(self._folder)
        return self._known

    def plan(self, tx: Transaction, case: Case, transition: Transition, entry: Entry) -> list[Plan]:
        """Every document of the transition, rendered. Raises DocumentError, and then nothing is drafted at all."""
        return self.plan_documents(tx, case, transition.documents, entry, transition) if transition.documents else []

    def plan_documents(
        self,
        tx: Reading,
        case: Case,
        documents: Sequence[DocumentSpec],
        entry: Entry,
        transition: Transition | None = None,
        item: int | None = None,
    ) -> list[Plan]:
        """The same for any documents, on the occasion that an entry tells of: a transition now or then, or a demand.

        `item` is the only project, member or region to draw them for. Raises UnknownName for one that is not there.
        """
        if item is not None:
            for document in documents:
                _demand_item(case, document, item)
        return _Drafting(tx, case, self.templates).of(documents, _occasion(case, entry, transition), only=item)

    def plan_again(
        self, tx: Reading, case: Case, document: DocumentSpec, entry: Entry, item: int | None = None
    ) -> list[Plan]:
        """A document drawn without a transition: on demand, or anew on the occasion of the transition that drew it.

        Raises UnknownName for an item that is not there, RecordRefused for a document that says what changed since the
        last one: it would be compared with itself.
        """
        if "changements" in self.templates.uses(document.name):
            raise RecordRefused(
                Text(
                    f"« {document.label.fr} » dit ce qui a changé depuis le précédent : sa transition seule le rédige.",
                    f"“{document.label.en}” says what changed since the last one: only its transition draws it.",
                ),
                Text(
                    "annulez la transition (jalon correct) et refaites-la, ou complétez le fichier Word et joignez-le",
                    "void the transition (jalon correct) and do it again, or complete the Word file and attach it",
                ),
            )
        transition = case.lifecycle.transition(entry.trigger) if entry.trigger else None
        return self.plan_documents(tx, case, [document], entry, transition, item)

    def preview(self, reading: Reading, case: Case, document: DocumentSpec, day: Period, item: int = 0) -> Plan:
        """What a document would be today; nothing is stored, and its version is the one it would get.

        `item` is the number of the project, the SIREN of the member or the code of the region. Raises UnknownName for
        one that is not there.
        """
        _demand_item(case, document, item)
        transition = _calling_for(case, document.name)
        told = replay.last_drawing(replay.entries(reading, case.dossier.id), document.name, case.lifecycle)
        if told is not None and (transition is None or case.dossier.state not in transition.sources):
            occasion = _occasion(case, told, case.lifecycle.transition(told.trigger or ""))
        else:
            state = transition.target_from(case.dossier.state) if transition else case.dossier.state
            occasion = Occasion(day=day, state=state, transition=transition)
        return _Drafting(reading, case, self.templates).of([document], occasion, only=item)[0]

    def draw(self, tx: Transaction, plans: Sequence[Plan], entry: Entry, entry_hash: str) -> tuple[str, ...]:
        """Store what was planned, with the templates it was made from; the names of the drafts."""
        for plan in plans:
            template = {"digest": plan.template_digest, "name": plan.document, "text": plan.template}
            tx.add_once(Template, template)
            tx.add(
                Draft,
                {
                    "id": plan.id,
                    "dossier_id": entry.dossier,
                    "seq": entry.seq,
                    "document": plan.document,
                    "item": plan.item,
                    "version": plan.version,
                    "title": plan.rendered.title,
                    "text": plan.rendered.text,
                    "data": plan.data,
                    "gaps": plan.gaps,
                    "template_digest": plan.template_digest,
                    "data_digest": plan.data_digest,
                    "text_digest": plan.text_digest,
                },
            )
        return tuple(plan.id for plan in plans)


@dataclass
class _Drafting:
    """The drafting of some documents about one dossier, from one reading."""

    reading: Reading
    case: Case
    templates: Templates

    def of(self, documents: Sequence[DocumentSpec], occasion: Occasion, only: int | None = None) -> list[Plan]:
        """A plan of each document for each thing it is drafted for, or for the one of number `only`."""
        last, issued = self._last(), self._holding()
        wanted = [
            (spec, number)
            for spec in documents
            for number in numbers(self.case, spec.each)
            if only is None or number == only
        ]
        for spec, number in wanted:
            key = spec.name, number
            issued[key] = self._next(key, last.get(key, 0), issued.get(key))
        occasion = replace(
            occasion,
            issued={document: issue for (document, number), issue in issued.items() if not number},
            signed=self._signed(occasion),
            unsigned=frozenset(spec.name for spec, number in wanted if self._begun(spec, issued[spec.name, number])),
        )
        territory = self.reading.one(Territory, id=self.case.dossier.territory_id)
        facts = dossier_facts(self.case, territory.name if territory else "", occasion)
        return [self._plan(spec, number, issued[spec.name, number], facts, occasion) for spec, number in wanted]

    def _plan(self, spec: DocumentSpec, item: int, issue: Issue, facts: dict[str, Any], occasion: Occasion) -> Plan:
        """Only what the template uses is told to it, and stored with the draft."""
        used = self.templates.uses(spec.name)
        facts = document_facts(facts, spec, issue, occasion, item)
        if "changements" in used:
            facts["changements"] = self._changes(facts)
        kept = {*used, "document"} | (set(COMPARED) if spec.name in ACTS.values() else set())
        if self.templates.texts(spec.name):
            kept.add(LABELS)
        data = {name: value for name, value in facts.items() if name in kept}
        return Plan(
            id=issue.id,
            document=spec.name,
            item=item,
            version=issue.version,
            rendered=self.templates.render(spec.name, data),
            data=canonical(data).decode(),
            template=self.templates.stored(spec.name),
        )

    def _next(self, key: tuple[str, int], last: int, holding: Issue | None) -> Issue:
        document, item = key
        about = f"{document}-{item}" if item else document
        number = holding.number + 1 if holding else 1
        return Issue(f"{self.case.dossier.id}-{about}-{last + 1}", last + 1, number)

    def _begun(self, spec: DocumentSpec, issue: Issue) -> bool:
        """Whether a document is not its predecessor again but another one, as a second amendment is."""
        return issue.number > 1 and "changements" in self.templates.uses(spec.name)

    @cached_property
    def _drawn(self) -> Sequence[Any]:
        """What names each draft of the dossier, oldest first."""
        draft = table_of(Draft)
        columns = (draft.c.document, draft.c.item, draft.c.version, draft.c.id)
        query = select(*columns).where(draft.c.dossier_id == self.case.dossier.id).order_by(draft.c.seq)
        return self.reading.query(query)

    @cached_property
    def _kept(self) -> Sequence[Any]:
        """The same without those whose entry was voided: what they tell of did not happen."""
        withdrawn = self.case.withdrawn_drafts if self._drawn else ()
        return [row for row in self._drawn if row.id not in withdrawn]

    def _last(self) -> dict[tuple[str, int], int]:
        """The version of each document that was drawn last, whether or not it holds: no name is given twice."""
        return {(row.document, row.item): row.version for row in self._drawn}

    def _holding(self) -> Issued:
        """The last version of each document that holds."""
        rows = {(row.document, row.item): row for row in self._kept}
        told = self._data([row.id for row in rows.values()])
        return {
            key: Issue(row.id, row.version, told[row.id]["document"].get("numero", row.version))
            for key, row in rows.items()
        }

    def _data(self, drafts: Sequence[str]) -> Mapping[str, Any]:
        """What drafts were made of, by their names."""
        draft = table_of(Draft)
        query = select(draft.c.id, draft.c.data).where(draft.c.id.in_(drafts))
        return {row.id: json.loads(row.data) for row in self.reading.query(query)} if drafts else {}

    def _changes(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """What changed since the last text of the contract that holds, which the last amendment made."""
        texts = [row.id for row in self._kept if row.document in ("contract", "amendment")]
        before = self._data(texts[-1:])
        return changes(next(iter(before.values()), None), facts)

    def _signed(self, occasion: Occasion) -> dict[str, str]:
        """The days on which transitions told that documents were signed: all that is known of what was backfilled."""
        found: dict[str, str] = {}
        for document, triggers in _signings(self.case.lifecycle).items():
            if occasion.transition is not None and occasion.transition.name in triggers:
                found[document] = occasion.day.iso
                continue
            entries = [
                entry
                for trigger in triggers
                for entry in self.reading.rows(HistoryEntry, dossier_id=self.case.dossier.id, trigger=trigger)
            ]
            if entries:
                last = max(entries, key=lambda entry: entry.seq)
                if not last.voided:
                    day = date.fromisoformat(last.effective_on)
                    found[document] = Period.around(day, Precision(last.precision)).iso
        return found


def _occasion(case: Case, entry: Entry, transition: Transition | None) -> Occasion:
    """What an entry tells of why and when documents are drawn."""
    fired = entry.payload if isinstance(entry.payload, Fired) else None
    return Occasion(
        day=entry.period,
        state=entry.to_state or case.dossier.state,
        entry=entry.about,
        came_from=entry.from_state,
        transition=transition,
        inputs=fired.all_inputs if fired else {},
        reason=entry.comment if fired else None,
    )


def _demand_item(case: Case, document: DocumentSpec, item: int) -> None:
    known, name = numbers(case, document.each), case.dossier.id
    if item not in known:
        raise UnknownName(
            _ITEMS.get(document.each or "", Text("élément", "item")),
            str(item),
            known=map(str, known),
            remedy=Text(f"ce que le dossier contient : jalon show {name}", f"what the dossier has: jalon show {name}"),
        )


_ITEMS = {
    "project": Text("projet de ce dossier", "project of this dossier"),
    "member": Text("membre de ce dossier", "member of this dossier"),
    "region": Text("code de région de ce dossier", "code of a region of this dossier"),
}


def _calling_for(case: Case, document: str) -> Transition | None:
    """The transition that would draft a document: the first that leaves the present state, or else any."""
    calling = [
        transition
        for transition in case.lifecycle.transitions.values()
        if any(spec.name == document for spec in transition.documents)
    ]
    leaving = [transition for transition in calling if case.dossier.state in transition.sources]
    return next(iter(leaving or calling), None)


def _signings(lifecycle: Lifecycle) -> dict[str, list[str]]:
    """The transitions that ask where a document was signed and demand its signatures, by document."""
    found: dict[str, list[str]] = {}
    for transition in lifecycle.transitions.values():
        if any(one.name == PLACE for one in transition.inputs):
            for document in {str(one.params["document"]) for one in transition.guards if "document" in one.params}:
                found.setdefault(document, []).append(transition.name)
    return found


PLACE = "place"
"""The input by which a transition says that it is a signing."""
