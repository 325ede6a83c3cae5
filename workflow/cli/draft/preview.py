"""`jalon draft preview`: a document as it would be now, before any transition; nothing is stored."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workflow.cli import drawing, output
from workflow.cli.draft import missing, reading, written
from workflow.cli.draft.items import item_options
from workflow.cli.draft.options import NAMED, force_option, format_option, to_option
from workflow.cli.options import dossier_argument, json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument
from workflow.cli.spoken import command as spoken_command
from workflow.cli.writing import on_option
from workflow.dates import Period, civil_day
from workflow.documents.formats import FORMATS
from workflow.documents.gaps import Missing
from workflow.drafting import Draftsman, Plan
from workflow.issuing import files, naming
from workflow.issuing.missing import Lack
from workflow.issuing.naming import Stage
from workflow.issuing.office import Office
from workflow.issuing.preview import Preview, preview
from workflow.language import Text


@spoken_command(
    "preview",
    Text(
        "Voir un document d’un dossier tel qu’il serait rédigé maintenant, avant toute transition.\n\n"
        "Rien n’est gardé. Avec --format ou --to, des fichiers sont écrits ; sinon le texte est montré.",
        "See a document of a dossier as it would be drawn now, before any transition.\n\n"
        "Nothing is kept. With --format or --to, files are written; otherwise the text is shown.",
    ),
    "jalon draft preview protocol axe-seine",
    "jalon draft preview action_sheet axe-seine --project 3 --format pdf",
)
@argument("template", Text("MODÈLE", "TEMPLATE"), NAMED)
@dossier_argument
@item_options
@on_option
@format_option
@to_option
@force_option
@json_option
@in_session
def command(
    session: Session,
    template: str,
    dossier: str,
    item: tuple[str, int] | None,
    effective: Period | None,
    formats: tuple[str, ...],
    to: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Preview a document."""
    draftsman = Draftsman(session.workspace.templates)
    with session.reading() as snapshot:
        found = preview(session.engine, draftsman, snapshot, dossier, template, item=item, on=effective)
    if formats or to is not None:
        _write(session, found, formats or ("docx",), to or Path(), force, as_json)
    elif as_json:
        output.print_json({"dossier": found[0].dossier, "previews": [_described(one.plan) for one in found]})
    else:
        for place, one in enumerate(found):
            if place:
                output.echo()
            _show(one)


def _show(one: Preview) -> None:
    plan = one.plan
    drawing.title(plan.rendered.title)
    output.echo(
        Text(
            f"aperçu de la version {plan.version} : rien n’est gardé",
            f"preview of version {plan.version}: nothing is kept",
        )
    )
    reading.show(plan.rendered.text)
    output.echo()
    lacks = [_lack(gap) for gap in plan.rendered.gaps]
    missing.tell_count(len(lacks))
    missing.tell(missing.by_value({plan.id: lacks}, {}))


def _lack(gap: Missing) -> Lack:
    return Lack(gap.path, gap.label, gap.command, ())


def _described(plan: Plan) -> dict[str, Any]:
    return {
        "document": plan.document,
        "item": plan.item,
        "version": plan.version,
        "title": plan.rendered.title,
        "missing": [missing.described(_lack(gap)) for gap in plan.rendered.gaps],
        "text_digest": plan.text_digest,
        "template_digest": plan.template_digest,
        "data_digest": plan.data_digest,
        "text": plan.rendered.text,
    }


def _write(
    session: Session, found: Sequence[Preview], formats: Sequence[str], to: Path, force: bool, as_json: bool
) -> None:
    asked, skipped = files.formats(formats)
    office = Office.of(session.workspace)
    today = civil_day(session.engine.now)
    wanted = [
        office.file(one.plan.id, name, _name(one.plan, name), files.previewed(one.dossier, one.plan, today))
        for one in found
        for name in asked
    ]
    with output.bar() as move:
        label = str(Text("fichiers", "files"))
        made = files.put(
            wanted,
            to,
            office.look,
            force=force,
            progress=lambda done, total: move(label, done, total),
        )
    written.tell(made, skipped, office.made_with, as_json=as_json)


def _name(plan: Plan, format_name: str) -> str:
    data = json.loads(plan.data)
    return naming.file_name(plan.document, data, plan.version, Stage.PREVIEW, FORMATS[format_name].extension)
