"""The documents that are drawn from a report: shown, or written as a file."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from workflow.audit.papers import Paper, paper
from workflow.audit.scope import Scope
from workflow.audit.sentences import Spelling
from workflow.canonical import canonical, digest_hex
from workflow.cli import output, phrases, questions
from workflow.cli.questions import Asked, Standing
from workflow.cli.session import Session
from workflow.dates import civil_day, last_moment
from workflow.documents import Templates
from workflow.documents.formats import Format, Issued, named, read_look
from workflow.documents.render import Rendered
from workflow.errors import InvalidValue
from workflow.issuing import files
from workflow.issuing.files import SHORT, Made
from workflow.issuing.naming import Stage, file_name
from workflow.language import Text
from workflow.lifecycle import Lifecycle
from workflow.regions import region
from workflow.reports import lifecycle_in_force


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which document, compared with which day, as what, and where."""

    document: str | None
    since: date | None
    format: str | None
    folder: Path | None
    force: bool
    spelling: Spelling


def answer(session: Session, asked: Asked, wanted: Wanted, as_json: bool) -> None:
    """Draw the document. Raises UnknownName for a document or a format there is not, DocumentError, AlreadyExists."""
    kind = named(wanted.format or "md")
    scope = asked.scope(session)
    since = wanted.since or a_month_before(scope.on)
    with session.reading() as reading:
        name = wanted.document or _first(lifecycle_in_force(session.engine, reading))
        told = paper(session.engine, reading, scope, since, name, wanted.spelling)
        standing = questions.standing(reading, told.basis)
    questions.warn_of_a_day_to_come(session, scope.on, err=True)
    templates = Templates.of_folder(session.workspace.templates)
    drawn = templates.render(name, told.data)
    made = None
    if wanted.format or wanted.folder:
        made = _written(session, _issued(scope, told, drawn, templates.digest(name)), kind, wanted, scope)
    if as_json:
        output.print_json(_described(standing, told, drawn, made))
    elif made is None:
        click.echo(drawn.text, nl=False)
        _notice(standing, drawn)
    else:
        output.success(Text(f"{told.label.fr} : {made.path}", f"{told.label.en}: {made.path}"))
        _notice(standing, drawn)
    questions.leave(standing)


def _first(lifecycle: Lifecycle) -> str:
    if not lifecycle.reports:
        raise InvalidValue(
            Text(
                "Le cycle de vie ne tire aucun document d’un rapport.", "The lifecycle draws no document from a report."
            ),
            Text("nommez-les dans states.yaml : reports", "name them in states.yaml: reports"),
        )
    return lifecycle.reports[0].name


def a_month_before(day: date) -> date:
    """The same day of the month before, or the last of that month where it has none."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def _issued(scope: Scope, told: Paper, drawn: Rendered, template: str) -> Issued:
    """The document as the formats take it: the same two dates give the same bytes, on any day and any machine."""
    return Issued(
        text=drawn.text,
        title=drawn.title,
        dossier=told.data["document"]["reference"],
        document=told.document,
        version=1,
        reference=told.label.in_language("fr"),
        short_hash=digest_hex(drawn.text.encode())[:SHORT],
        template_digest=template,
        data_json=canonical(told.data).decode(),
        final=False,
        made_on=civil_day(last_moment(scope.known)),
    )


def _written(session: Session, issued: Issued, kind: Format, wanted: Wanted, scope: Scope) -> Made:
    """The file, written. Raises what kept it from being so."""
    where = "France" if scope.code is None else region(scope.code).name
    told = {"document": {"libelle": issued.reference}, "territoire": {"nom": f"{where}, {scope.on.isoformat()}"}}
    name = file_name(issued.document, told, issued.version, Stage.DRAFT, kind.extension)
    file = files.Wanted(issued.dossier, kind.extension, name, issued)
    (made,) = files.put([file], wanted.folder or Path(), read_look(session.workspace.root), force=wanted.force)
    if made.error is not None:
        raise made.error
    return made


def _described(standing: Standing, told: Paper, drawn: Rendered, made: Made | None) -> dict[str, Any]:
    return {
        "basis": standing.as_data(),
        "document": told.document,
        "label": str(told.label),
        "title": drawn.title,
        "text": drawn.text,
        "gaps": [gap.as_dict() for gap in drawn.gaps],
        "file": str(made.path) if made else None,
        "sha256": made.digests.content if made and made.digests else None,
    }


def _notice(standing: Standing, rendered: Rendered) -> None:
    """What it stands on and what is missing, beside a text that goes to the output: on the error stream."""
    output.echo(standing.in_words, err=True)
    if rendered.gaps:
        count = phrases.count(
            len(rendered.gaps),
            ("valeur à compléter", "valeurs à compléter"),
            ("value to be completed", "values to be completed"),
        )
        named_gaps = ", ".join(dict.fromkeys(gap.label for gap in rendered.gaps))
        output.warning(Text(f"{count.fr} : {named_gaps}", f"{count.en}: {named_gaps}"), err=True)
