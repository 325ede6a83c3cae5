"""What keeps a draft from being final, all of it at once, and making it final."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workflow.dates import civil_day
from workflow.documents.blocks import of_draft
from workflow.documents.escaping import visible
from workflow.documents.facts import ANY, COMMAND
from workflow.documents.placeholders import Kind, Placeholder, find
from workflow.documents.returned import read
from workflow.drafting import Draftsman
from workflow.engine import Command, Engine, Receipt
from workflow.entries import DraftFinal, build
from workflow.errors import Blocker, DraftUnfinished
from workflow.evidence import EvidenceFolder
from workflow.issuing import drafts
from workflow.issuing.drafts import Copy, Standing
from workflow.issuing.missing import Lack, asked_by, lacks_now
from workflow.language import Text
from workflow.models import Draft
from workflow.names import shown


def make_final(engine: Engine, draftsman: Draftsman, evidence: EvidenceFolder, name: str, command: Command) -> Receipt:
    """Make a draft final: the last edited copy of it where one came back, else its own text.

    Raises UnknownName, NotPermitted, DraftUnfinished with everything that is missing or left to be filled in, and
    RecordRefused for a version that was replaced, one of a voided entry and one that is final already.
    """
    with engine.store.reading() as reading:
        draft = drafts.find(reading, name)
        case = drafts.permitted(engine, reading, draft, command.actor, "final")
        standing = drafts.standing(reading, draft)
        copy = standing.edited
        payload = build(DraftFinal, {"draft": draft.id, "copy_seq": copy.row.seq if copy else None})
        if not drafts.done_before(reading, command):
            payload.check(case, civil_day(engine.now).isoformat())
        missing = lacks_now(engine, draftsman, reading, case.dossier, [draft])[draft.id]
    against = list(blockers(standing, missing, evidence))
    if against:
        raise DraftUnfinished(draft.id, against, _then(draft, copy))
    return engine.record(draft.dossier_id, payload, command)


def blockers(standing: Standing, missing: Sequence[Lack], evidence: EvidenceFolder) -> Iterator[Blocker]:
    """Every reason in its text why a draft cannot be final, as it stands now; `missing` is what it lacks."""
    draft, copy = standing.draft, standing.edited
    if copy is not None and copy.sha256 is not None:
        yield from _of_copy(evidence.content(copy.sha256), missing)
        return
    for lack in missing:
        if not lack.at_signing:
            yield _missing(draft, lack)
    data = json.loads(draft.data)
    told = {lack.asked for lack in missing}
    for one in find(of_draft(draft.text)):
        if one.kind is not Kind.GAP or asked_by(one.text) not in told:  # somebody may have typed a mark
            yield _left(one, _typed_in(data, one))


def _of_copy(content: bytes, missing: Sequence[Lack]) -> Iterator[Blocker]:
    """What is left in an edited copy; a dotted line for the place and the day of the signature is no gap."""
    signing = {heading for lack in missing if lack.at_signing for heading in lack.under}
    for one in find(read(content).blocks):
        if one.kind is not Kind.DOTS or one.under not in signing:
            remedy = Text("à compléter dans le fichier Word", "to be completed in the Word file")
            if one.under in signing:
                remedy = Text(
                    "à compléter dans le fichier Word, ou à remplacer par des pointillés",
                    "to be completed in the Word file, or replaced by a dotted line",
                )
            yield _left(one, remedy)


def _missing(draft: Draft, lack: Lack) -> Blocker:
    places = [lack.path, *(heading for heading in lack.under if heading)]
    where = " · ".join(places[:2])
    remedy = Text("à écrire dans le fichier Word, puis le joindre", "to be written in the Word file, then attach that")
    if lack.given:
        again = f"jalon draft draw {draft.document} {draft.dossier_id}"
        remedy = Text(f"connu depuis : {again}", f"known by now: {again}")
    elif lack.command:
        remedy = Text(lack.command, lack.command)
    return Blocker("missing-value", Text(f"{lack.label} ({where})", f"{lack.label} ({where})"), remedy)


def _left(found: Placeholder, remedy: Text) -> Blocker:
    where = f" · {found.under}" if found.under else ""
    text = shown(found.around, 120)
    return Blocker(
        "placeholder",
        Text(f"« {text} » : {found.kind.label.fr}{where}", f"“{text}”: {found.kind.label.en}{where}"),
        remedy,
    )


def _typed_in(data: Any, left: Placeholder) -> Text:
    """Where in the data what was left comes from, and the command that changes it.

    The same crosses may have been typed in several values: the one that says the words around them is meant.
    """
    found = list(_holding(data, left.text, "", None))
    if not found:
        return Text("à corriger dans le modèle : jalon templates list", "mend the template: jalon templates list")
    words = left.around.strip("… ")
    meant = (one for one in found if visible(one[0]) in words or words in visible(one[0]))
    _, path, command = next(meant, found[0])
    if command is None:
        return Text(f"à corriger dans le dossier : {path}", f"mend it in the dossier: {path}")
    return Text(f"{command} … ({path})", f"{command} … ({path})")


def _holding(value: Any, text: str, path: str, command: str | None) -> Iterator[tuple[str, str, str | None]]:
    """Each value that holds the text, with its path and what begins the command that gives it."""
    if isinstance(value, str):
        if text in value:
            yield value, path, command
    elif isinstance(value, Mapping):
        command = value.get(COMMAND) or command
        to_write = value.get(ANY)  # the texts that people write have a command each
        for name, inner in value.items():
            if name not in (COMMAND, ANY):
                its_own = to_write.replace(ANY, name).removesuffix(" …") if to_write else command
                yield from _holding(inner, text, f"{path}.{name}" if path else name, its_own)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _holding(inner, text, f"{path}[{place}]", command)


def _then(draft: Draft, copy: Copy | None) -> Text:
    """What to do once everything is given."""
    again = f"jalon draft draw {draft.document} {draft.dossier_id}"
    attach = f"jalon draft attach {draft.id}"
    if copy is not None:
        return Text(f"puis : {attach} FICHIER.docx", f"then: {attach} FILE.docx")
    return Text(
        f"puis rédiger de nouveau : {again} ; ou compléter le fichier Word : {attach} FICHIER.docx",
        f"then draw it again: {again}; or complete the Word file: {attach} FILE.docx",
    )
