"""A document is drawn without a transition: on demand, or again with what is known now."""

from dataclasses import replace

from workflow import replay, rights
from workflow.body import Entry
from workflow.engine.commands import Command, Receipt
from workflow.engine.receipts import done_before, receipt, tells
from workflow.engine.work import Desk, Work, append, tell
from workflow.entries import Drafted, build
from workflow.entries.payload import given
from workflow.errors import RecordRefused, UnknownName
from workflow.language import Text
from workflow.lifecycle import DocumentSpec, Lifecycle
from workflow.models import Dossier
from workflow.names import nearest, shown
from workflow.store import Transaction


def draw(desk: Desk, tx: Transaction, dossier: Dossier, document: str, item: int | None, command: Command) -> Receipt:
    """As `Engine.draw`."""
    payload = build(Drafted, {"document": document, "item": item})
    held = tx.hold(Dossier, dossier)
    done = done_before(tx, command, held.id, lambda entry: tells(entry, Drafted, given(payload)))
    if done:
        return done
    work = desk.work(tx, held, command)
    rights.demand(work.actor, payload.action, work.case.regions)
    work.demand_seen()
    spec = of_a_dossier(work.lifecycle, document)
    entry = work.entry(payload)
    plans = desk.drafts.plan_again(tx, work.case, spec, _occasion(work, spec, entry), item)
    if not plans:
        raise RecordRefused(
            Text(
                f"Il n’y a rien dont rédiger « {spec.label.fr} ».", f"There is nothing to draw “{spec.label.en}” about."
            ),
            Text(f"ce que le dossier contient : jalon show {held.id}", f"what the dossier has: jalon show {held.id}"),
        )
    entry = replace(entry, drafts=tuple(plan.summary for plan in plans))
    written = append(tx, entry, {})
    drafts = desk.drafts.draw(tx, plans, entry, written.hash)
    tell(tx, entry, command)
    return receipt(entry, written, drafts=drafts, warnings=work.warnings)


def of_a_dossier(lifecycle: Lifecycle, name: str) -> DocumentSpec:
    """The document of that name. Raises UnknownName, RecordRefused for one that is not drawn from a dossier."""
    found = lifecycle.documents.get(name)
    if found is None:
        raise UnknownName(
            Text("document", "document"),
            shown(name),
            nearest(name, lifecycle.documents),
            Text("la liste : jalon templates list", "the list: jalon templates list"),
        )
    if found in lifecycle.reports:
        raise RecordRefused(
            Text(
                f"« {found.label.fr} » est tiré d’un rapport entre deux dates, et non d’un dossier.",
                f"“{found.label.en}” is drawn from a report on two dates, not from a dossier.",
            ),
            Text(
                f"jalon report --as document --document {name}",
                f"jalon report --as document --document {name}",
            ),
        )
    return found


def _occasion(work: Work, document: DocumentSpec, entry: Entry) -> Entry:
    """The entry that tells why and when the document is drawn: a transition that drew it before, or this demand."""
    if document in work.lifecycle.on_demand:
        return entry
    told = replay.last_drawing(replay.entries(work.reading, work.dossier.id), document.name, work.lifecycle)
    if told is None:
        name = work.dossier.id
        raise RecordRefused(
            Text(
                f"« {document.label.fr} » est rédigé par une transition, qui n’a pas eu lieu.",
                f"“{document.label.en}” is drawn by a transition, which has not taken place.",
            ),
            Text(
                f"ce qui peut suivre : jalon next {name} ; un aperçu : jalon draft preview {document.name} {name}",
                f"what may follow: jalon next {name}; a preview: jalon draft preview {document.name} {name}",
            ),
        )
    return told if work.command.effective is None else replace(told, period=entry.period)
