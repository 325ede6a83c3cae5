"""`jalon report`: who was where on a day, as known at an instant: a table, a sentence, or a document."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from workflow.cli import completion, output, questions, report_documents, report_page, report_words
from workflow.cli.options import DAY, Coded
from workflow.cli.questions import Asked, asking
from workflow.cli.session import Session
from workflow.cli.spelling import read_spelling
from workflow.cli.spoken import argument, command, option
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.reports import report

TABLE, SENTENCE, DOCUMENT = "table", "sentence", "document"
SHAPES = {
    TABLE: Text("tableau", "table"),
    SENTENCE: Text("phrase", "sentence"),
    DOCUMENT: Text("document", "document"),
}
_ONLY_FOR = {
    "state": (SENTENCE,),
    "since": (SENTENCE, DOCUMENT),
    "spelling": (SENTENCE, DOCUMENT),
    "document": (DOCUMENT,),
    "format": (DOCUMENT,),
    "to": (DOCUMENT,),
    "force": (DOCUMENT,),
}
"""The options that some shapes alone have."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the answer should look like, as it was typed; `to` in the option is a folder."""

    state: str | None
    since: date | None
    spelling: Path | None
    document: str | None
    format: str | None
    to: Path | None
    force: bool


@command(
    "report",
    Text(
        "Qui en était où un jour donné, d’après ce qui était connu à un instant donné : pour le pays et par région, à "
        "côté des chiffres publiés à l’époque ; ou pour un dossier.\n\n« Atteint » : dans cet état ou au-delà ; "
        "« entrés » : passés par cet état même. --as sentence le dit comme un communiqué ; --as document en tire un "
        "état d’avancement ou un communiqué, comparés à --since.",
        "Who was where on a given day, from what was known at a given instant: for the country and by region, beside "
        "the figures published at the time; or for one dossier.\n\n“Reached”: in that state or past it; “entered”: "
        "went through that very state. --as sentence says it as a press release would; --as document draws a progress "
        "report or a press release from it, compared with --since.",
    ),
    "jalon report --on 2019-04-30",
    "jalon report --on 2019-04-30 --known 2019-05-06 --region Normandie",
    "jalon report axe-seine --on 2019-04-29",
    "jalon report --on 2019-04-29 --as sentence",
    "jalon report --on 2019-04-30 --since 2019-04-29 --as document --document press_release --format docx --to .",
)
@argument("dossier", Text("DOSSIER", "DOSSIER"), required=False, shell_complete=completion.dossiers)
@option(
    "--as",
    "shape",
    type=Coded(SHAPES),
    default=TABLE,
    said=Text("Un tableau, une phrase ou un document.", "A table, a sentence or a document."),
)
@option(
    "--state",
    value=Text("ÉTAT", "STATE"),
    said=Text(
        "De quel état parle la phrase ; sinon le plus avancé où quelqu’un est entré, ou le premier.",
        "Which state the sentence speaks of; otherwise the furthest that somebody entered, or the first.",
    ),
)
@option(
    "--since",
    type=DAY,
    value=Text("JOUR", "DAY"),
    said=Text(
        "Ce qui est nouveau depuis ce jour ; sinon, pour un document, depuis un mois.",
        "What is new since that day; otherwise, for a document, since a month.",
    ),
)
@option(
    "--spelling",
    type=Path,
    value=Text("FICHIER", "FILE"),
    said=Text(
        "Les noms comme on les imprime : un YAML ou CSV avec slug, printed, regions, printed_regions.",
        "Names as they are printed: a YAML or CSV file with slug, printed, regions, printed_regions.",
    ),
)
@option(
    "--document",
    value=Text("DOCUMENT", "DOCUMENT"),
    said=Text(
        "Lequel des documents tirés d’un rapport (states.yaml, reports) ; sinon le premier.",
        "Which of the documents drawn from a report (states.yaml, reports); otherwise the first one.",
    ),
)
@option(
    "--format",
    value=Text("FORMAT", "FORMAT"),
    said=Text(
        "md, docx, pdf, html ou odt ; sinon le texte, à l’écran.",
        "md, docx, pdf, html or odt; otherwise the text, on the screen.",
    ),
)
@option(
    "--to",
    type=Path,
    value=Text("RÉPERTOIRE", "FOLDER"),
    said=Text("Où écrire le fichier ; sinon ici.", "Where to write the file; otherwise here."),
)
@option(
    "--force",
    is_flag=True,
    said=Text("Écrire par-dessus un fichier de ce nom.", "Write over a file of that name."),
)
@partial(asking, acting=False)  # here --as says what the answer should look like
def report_command(
    session: Session, asked: Asked, dossier: str | None, shape: str, as_json: bool, **typed: Any
) -> None:
    """Report."""
    _demand_fitting(asked, dossier, shape, typed)
    wanted = Wanted(**typed)
    if dossier is not None:
        report_words.one(session, asked, dossier, as_json, sentence=shape == SENTENCE)
    elif shape == SENTENCE:
        spelling = read_spelling(wanted.spelling)
        report_words.all_of(session, asked, wanted.state, wanted.since, spelling, as_json)
    elif shape == DOCUMENT:
        drawn = report_documents.Wanted(
            wanted.document, wanted.since, wanted.format, wanted.to, wanted.force, read_spelling(wanted.spelling)
        )
        report_documents.answer(session, asked, drawn, as_json)
    else:
        _table(session, asked, as_json)


def _demand_fitting(asked: Asked, dossier: str | None, shape: str, typed: dict[str, Any]) -> None:
    """Raise InvalidValue for an option that the answer asked for has no use for."""
    for name, shapes in _ONLY_FOR.items():
        if typed[name] not in (None, False) and (shape not in shapes or dossier is not None):
            listed = ", ".join(f"--as {one}" for one in shapes)
            raise InvalidValue(
                Text(f"--{name} ne va pas avec cette demande.", f"--{name} does not go with this request."),
                Text(f"elle va, sans DOSSIER, avec : {listed}", f"it goes, without a DOSSIER, with: {listed}"),
            )
    if dossier is not None and (asked.region is not None or shape == DOCUMENT):
        raise InvalidValue(
            Text(
                "Un dossier se dit en tableau ou en phrase, sans région.",
                "A dossier is told as a table or a sentence, without a region.",
            ),
            Text(
                f"jalon report {dossier}, ou ses documents : jalon drafts {dossier}",
                f"jalon report {dossier}, or its documents: jalon drafts {dossier}",
            ),
        )


def _table(session: Session, asked: Asked, as_json: bool) -> None:
    scope = asked.scope(session)
    with session.reading() as reading:
        told = report(session.engine, reading, scope.on, scope.known, scope.code, verified=scope.verified)
        standing = questions.standing(reading, told.basis)
    if as_json:
        output.print_json(report_page.described(told, standing))
    else:
        report_page.show(told, standing, asked.region)
        questions.warn_of_a_day_to_come(session, told.on)
    questions.leave(standing)
