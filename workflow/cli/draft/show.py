"""`jalon draft show`: the text of a draft, where it comes from, what became of it, what is missing in it."""

from typing import Any

import click

from workflow import labels, lookup
from workflow.cli import drawing, output, phrases
from workflow.cli.draft import missing, reading
from workflow.cli.draft.options import draft_argument
from workflow.cli.drafts import Listed, described, listed
from workflow.cli.options import json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import command as spoken_command
from workflow.cli.spoken import option
from workflow.dates import day_text
from workflow.issuing import drafts
from workflow.issuing.drafts import Copy
from workflow.issuing.missing import lacks
from workflow.language import Text
from workflow.lifecycle import Lifecycle


@spoken_command(
    "show",
    Text(
        "Le texte d’un brouillon, d’où il vient, ce qu’il est devenu et ce qui y manque.\n\n"
        "Avec --raw, le texte seul, tel qu’il est gardé.",
        "The text of a draft, where it comes from, what became of it and what is missing in it.\n\n"
        "With --raw, the text alone, as it is kept.",
    ),
    "jalon draft show axe-seine-2018-protocol-1",
    "jalon draft show axe-seine-2018-protocol-1 --raw > protocole.md",
)
@draft_argument
@option("--raw", is_flag=True, said=Text("Le texte seul, sans rien autour.", "The text alone, nothing around it."))
@json_option
@in_session
def command(session: Session, name: str, raw: bool, as_json: bool) -> None:
    """Show a draft."""
    with session.reading() as snapshot:
        draft = drafts.find(snapshot, name)
        dossier = lookup.dossier(snapshot, draft.dossier_id)
        told = next(one for one in listed(session.engine, snapshot, dossier) if one.draft.id == draft.id)
        lifecycle = session.engine.lifecycle(snapshot, told.standing.entry.lifecycle)
    if as_json:
        output.print_json({**described(told), **_provenance(told, lifecycle), "text": draft.text})
    elif raw:
        click.echo(draft.text, nl=False)
    else:
        _show(told, lifecycle)


def _provenance(told: Listed, lifecycle: Lifecycle) -> dict[str, Any]:
    standing = told.standing
    return {
        "dossier": told.draft.dossier_id,
        "series": standing.series,
        "lifecycle": {"name": lifecycle.name, "version": lifecycle.version, "digest": lifecycle.digest},
        "entry_hash": standing.entry.hash,
        "app": standing.entry.app,
        "final_seq": standing.final.seq if standing.final else None,
        "final_on": standing.final.final_on if standing.final else None,
        "final_copy": standing.final.copy_seq if standing.final else None,
        "copies": [_copy(copy) for copy in standing.copies],
    }


def _copy(copy: Copy) -> dict[str, Any]:
    return {
        "seq": copy.row.seq,
        "kind": copy.row.kind,
        "on": copy.row.came_on,
        "name": copy.name,
        "sha256": copy.sha256,
        "changes": copy.row.changes,
        "left": copy.row.blanks,
        "ours": None if copy.told.ours is None else bool(copy.told.ours),
        "verdict": copy.told.verdict,
        "signers": [str(one.get("signer")) for one in copy.told.signatures],
    }


def _show(told: Listed, lifecycle: Lifecycle) -> None:
    draft, entry = told.draft, told.standing.entry
    drawing.title(draft.title)
    output.fields(
        [
            (Text("brouillon", "draft"), draft.id),
            (Text("document", "document"), told.document),
            (Text("version", "version"), _version(told)),
            (Text("état", "state"), _state(told)),
            (
                Text("rédigé", "drawn"),
                Text(
                    f"le {phrases.recorded(told.drawn_on)}, par l’entrée n° {draft.seq} de {draft.dossier_id}",
                    f"on {phrases.recorded(told.drawn_on)}, by entry {draft.seq} of {draft.dossier_id}",
                ),
            ),
            (
                Text("cycle de vie", "lifecycle"),
                f"{lifecycle.name} {lifecycle.version}, {lifecycle.digest[:12]}…",
            ),
            (Text("programme", "program"), f"Jalon {entry.app}"),
            (Text("texte", "text"), draft.text_digest),
            (Text("données", "data"), draft.data_digest),
            (Text("modèle", "template"), draft.template_digest),
        ]
    )
    for copy in told.standing.copies:
        _show_copy(copy)
    reading.show(draft.text)
    output.echo()
    values = missing.by_value({draft.id: lacks(draft)}, {})
    missing.tell_count(len(values))
    missing.tell(values)


def _version(told: Listed) -> Text:
    number, series = told.draft.version, told.standing.series
    if told.current:
        return Text(f"{number}, la dernière", f"{number}, the last one")
    return Text(f"{number} sur {series}, remplacée depuis", f"{number} of {series}, replaced since")


def _state(told: Listed) -> Text:
    standing = told.standing
    if standing.withdrawn:
        return Text("sans objet : l’entrée qui l’a rédigé est annulée", "moot: the entry that drew it is void")
    if standing.final is None:
        return Text("projet", "draft")
    day, seq = day_text(standing.final.final_on), standing.final.seq
    copy = standing.final.copy_seq
    edited = Text("", "")
    if copy is not None:
        edited = Text(f", tel que modifié dans l’entrée n° {copy}", f", as edited in entry {copy}")
    return Text(
        f"définitif depuis le {day.fr} (entrée n° {seq}){edited.fr}", f"final since {day.en} (entry {seq}){edited.en}"
    )


def _show_copy(copy: Copy) -> None:
    label, day = labels.COPY_KINDS[copy.row.kind], day_text(copy.row.came_on)
    name, seq, found = copy.name or str(Text("[effacée]", "[erased]")), copy.row.seq, _found(copy)
    drawing.item(
        output.DOT,
        Text(f"{label.fr} du {day.fr}", f"{label.en} of {day.en}"),
        Text(f"{name} (entrée n° {seq}) · {found.fr}", f"{name} (entry {seq}) · {found.en}"),
    )
    if copy.sha256 is not None:
        output.echo(f"  SHA-256 {copy.sha256}")


def _found(copy: Copy) -> Text:
    """What was found in a copy when it came."""
    if copy.row.changes is not None:
        changes = phrases.count(copy.row.changes, ("différence", "différences"), ("difference", "differences"))
        if not copy.row.blanks:
            return changes
        left = phrases.count(
            copy.row.blanks, ("passage à remplir", "passages à remplir"), ("place to fill in", "places to fill in")
        )
        return Text(f"{changes.fr}, {left.fr}", f"{changes.en}, {left.en}")
    signers = ", ".join(str(one.get("signer")) for one in copy.told.signatures)
    match copy.told.verdict:
        case "intact":
            return Text(f"signature intacte : {signers}", f"signature intact: {signers}")
        case "broken":
            return Text(f"SIGNATURE ROMPUE : {signers}", f"SIGNATURE BROKEN: {signers}")
        case "unsigned":
            return Text("copie numérisée, sans signature électronique", "a scan without an electronic signature")
    return Text("signatures non lues", "signatures not read")
