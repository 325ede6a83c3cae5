"""The documents that are drawn from a report: shown, or written as a file."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from workflow.audit.reporting import reported
from workflow.audit.scope import Scope
from workflow.audit.sentences import Spelling
from workflow.canonical import canonical, digest_hex
from workflow.cli import output, phrases, questions
from workflow.cli.questions import Asked, Standing
from workflow.cli.session import Session
from workflow.dates import civil_day
from workflow.documents import Templates, report_document
from workflow.documents.formats import Issued, named, read_look
from workflow.documents.render import Rendered
from workflow.errors import UnknownName
from workflow.issuing import files
from workflow.issuing.files import SHORT, Made
from workflow.issuing.naming import Stage, file_name
from workflow.language import Text
from workflow.lifecycle import DocumentSpec, Lifecycle
from workflow.names import nearest, shown, slugify
from workflow.regions import region


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
    if wanted.format is not None:
        named(wanted.format)
    scope = asked.scope(session)
    with session.reading() as reading:
        told = reported(session.engine, reading, scope, wanted.since or a_month_before(scope.on), wanted.spelling)
        standing = questions.standing(reading, told.basis)
    drawn = _drawn(session, scope, _spec(told.lifecycle, wanted.document), told.facts)
    made = _written(session, drawn, wanted) if wanted.format or wanted.folder else None
    if as_json:
        output.print_json(_described(standing, drawn, made))
    elif made is None:
        click.echo(drawn.rendered.text, nl=False)
        _notice(standing, drawn.rendered)
    else:
        output.success(Text(f"{drawn.spec.label.fr} : {made.path}", f"{drawn.spec.label.en}: {made.path}"))
        _notice(standing, drawn.rendered)
    questions.leave(standing)


def a_month_before(day: date) -> date:
    """The same day of the month before, or the last of that month where it has none."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def _spec(lifecycle: Lifecycle, name: str | None) -> DocumentSpec:
    known = {spec.name: spec for spec in lifecycle.reports}
    listed = ", ".join(known) or "–"
    if name is None and known:
        return next(iter(known.values()))
    if name not in known:
        raise UnknownName(
            Text("document tiré d’un rapport", "document drawn from a report"),
            shown(name or ""),
            nearest(name or "", known),
            Text(f"states.yaml (reports) : {listed}", f"states.yaml (reports): {listed}"),
        )
    return known[name]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A document that was drawn, and not written yet."""

    spec: DocumentSpec
    rendered: Rendered
    issued: Issued
    about: str
    """What it is about, in its file’s name."""


def _drawn(session: Session, scope: Scope, spec: DocumentSpec, facts: dict[str, Any]) -> _Drawn:
    templates = Templates.of_folder(session.workspace.templates)
    made_on = civil_day(scope.known - timedelta(microseconds=1))
    where = Text("France", "France") if scope.code is None else region(scope.code).label
    reference = f"{slugify(where.fr)}-{scope.on.isoformat()}"
    label = spec.label.in_language("fr")
    data = {"rapport": facts, "document": report_document(spec.name, label, reference, made_on.isoformat())}
    rendered = templates.render(spec.name, data)
    issued = Issued(
        text=rendered.text,
        title=rendered.title,
        dossier=reference,
        document=spec.name,
        version=1,
        reference=label,
        short_hash=digest_hex(rendered.text.encode())[:SHORT],
        template_digest=templates.digest(spec.name),
        data_json=canonical(data).decode(),
        final=False,
        made_on=made_on,
    )
    return _Drawn(spec, rendered, issued, f"{where.fr}, {scope.on.isoformat()}")


def _written(session: Session, drawn: _Drawn, wanted: Wanted) -> Made:
    """The file, written. Raises what kept it from being so."""
    kind = named(wanted.format or "md")
    data = {"document": {"libelle": drawn.issued.reference}, "territoire": {"nom": drawn.about}}
    name = file_name(drawn.spec.name, data, drawn.issued.version, Stage.DRAFT, kind.extension)
    file = files.Wanted(drawn.issued.dossier, kind.extension, name, drawn.issued)
    (made,) = files.put([file], wanted.folder or Path(), read_look(session.workspace.root), force=wanted.force)
    if made.error is not None:
        raise made.error
    return made


def _described(standing: Standing, drawn: _Drawn, made: Made | None) -> dict[str, Any]:
    return {
        "basis": standing.as_data(),
        "document": drawn.spec.name,
        "label": str(drawn.spec.label),
        "title": drawn.rendered.title,
        "text": drawn.rendered.text,
        "gaps": [gap.as_dict() for gap in drawn.rendered.gaps],
        "file": str(made.path) if made else None,
        "sha256": sha256(made.path.read_bytes()).hexdigest() if made else None,
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
