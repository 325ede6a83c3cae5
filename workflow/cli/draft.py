"""`jalon draft`: one draft."""

from typing import Any

import click

from workflow import lookup
from workflow.cli import drawing, output, phrases
from workflow.cli.drafts import Listed, described, listed
from workflow.cli.options import json_option
from workflow.cli.session import Session, in_session
from workflow.cli.sheet import gaps_of
from workflow.cli.spoken import argument, group, option, under
from workflow.errors import UnknownName
from workflow.language import Text
from workflow.models import Draft
from workflow.names import nearest, shown
from workflow.store import Reading


@group("draft", Text("Lire un brouillon.", "Read a draft."))
def draft_command() -> None:
    """One draft."""


def find(reading: Reading, name: str) -> Draft:
    """The draft of that id. Raises UnknownName with the near ones."""
    found = reading.one(Draft, id=name)
    if found is None:
        known = [row.id for row in reading.rows(Draft)]
        raise UnknownName(
            Text("brouillon", "draft"),
            shown(name),
            nearest(name, known),
            Text("ceux d’un dossier : jalon drafts DOSSIER", "those of a dossier: jalon drafts DOSSIER"),
        )
    return found


@under(
    draft_command,
    "show",
    Text(
        "Le texte d’un brouillon, puis ce qui y manque.\n\nAvec --raw, le texte seul, tel qu’il est gardé.",
        "The text of a draft, then what is missing in it.\n\nWith --raw, the text alone, as it is kept.",
    ),
    "jalon draft show axe-seine-2018-protocol-1",
    "jalon draft show axe-seine-2018-protocol-1 --raw > protocole.md",
)
@argument("name", Text("BROUILLON", "DRAFT"), Text("son identifiant : jalon drafts", "its id: jalon drafts"))
@option("--raw", is_flag=True, said=Text("Le texte seul, sans rien autour.", "The text alone, nothing around it."))
@json_option
@in_session
def show_draft(session: Session, name: str, raw: bool, as_json: bool) -> None:
    """Show a draft."""
    with session.reading() as reading:
        draft = find(reading, name)
        dossier = lookup.dossier(reading, draft.dossier_id)
        told = next(one for one in listed(session.engine, reading, dossier) if one.draft.id == draft.id)
    if as_json:
        output.print_json({**described(told), "dossier": draft.dossier_id, "text": draft.text})
    elif raw:
        click.echo(draft.text, nl=False)
    else:
        _show(told)


def _show(told: Listed) -> None:
    draft = told.draft
    drawing.title(draft.title)
    output.fields(
        [
            (Text("brouillon", "draft"), draft.id),
            (Text("document", "document"), told.document),
            (Text("version", "version"), _version(told)),
            (
                Text("rédigé", "drawn"),
                Text(
                    f"le {phrases.recorded(told.drawn_on)}, par l’entrée n° {draft.seq} de {draft.dossier_id}",
                    f"on {phrases.recorded(told.drawn_on)}, by entry {draft.seq} of {draft.dossier_id}",
                ),
            ),
            (Text("empreinte", "digest"), draft.text_digest),
        ]
    )
    output.echo()
    for line in draft.text.splitlines():
        if line.startswith("|"):
            output.echo(line)  # a row of a table is not folded
        else:
            drawing.prose(line)
    output.echo()
    _show_gaps(gaps_of(draft))


def _version(told: Listed) -> Text:
    number = told.draft.version
    if told.current:
        return Text(f"{number}, la dernière", f"{number}, the last one")
    return Text(f"{number}, remplacée depuis", f"{number}, replaced since")


def _show_gaps(gaps: list[dict[str, Any]]) -> None:
    if not gaps:
        output.success(Text("Rien n’y manque.", "Nothing is missing."))
        return
    count = phrases.count(len(gaps), ("valeur à compléter", "valeurs à compléter"), ("value missing", "values missing"))
    output.warning(count)
    for gap in gaps:
        drawing.item(output.DOT, gap["label"], gap["path"], indent=2)
        if gap.get("command"):
            output.remedy(gap["command"], indent=4)
