"""`jalon record signatory|signature|deliberation|validation`: who signs, votes, validates."""

from typing import Any

from workflow.cli.options import ISO_DAY, Coded, dossier_argument
from workflow.cli.record.fields import (
    DAY,
    NAME,
    NUMBER,
    ORGANISATION,
    SIREN,
    dated,
    day,
    document,
    keep,
    number_argument,
    region,
    text,
)
from workflow.cli.session import Session
from workflow.cli.spoken import argument, command, option
from workflow.cli.writing import writing
from workflow.dates import Precision
from workflow.engine import Command
from workflow.entries import DeliberationSet, SignatorySet, SignatureSet, ValidationSet, build
from workflow.identifiers import ActNumber
from workflow.labels import COLLEGES, MEDIA
from workflow.language import Text


@command(
    "signatory",
    Text("Nommer une partie, dans son collège.", "Name a party, in its college."),
    'jalon record signatory carros --college state --organisation "État" --name "Le préfet des Alpes-Maritimes"',
    'jalon record signatory carros --college region --region PACA --organisation "Région Sud"',
)
@dossier_argument
@number_argument
@option("--college", type=Coded(COLLEGES), said=Text("Le collège.", "The college."))
@text("--organisation", value=ORGANISATION, said=Text("L’organisme.", "The organisation."))
@text("--siren", value=SIREN, said=Text("Son SIREN.", "Its SIREN."))
@region(Text("La région pour laquelle il signe.", "The region it signs for."))
@text("--name", value=NAME, said=Text("Qui signe.", "Who signs."))
@text("--civility", value=Text("CIVILITÉ", "CIVILITY"), said=Text("Mme, M.…", "Ms, Mr…"))
@text("--office", value=Text("QUALITÉ", "OFFICE"), said=Text("En quelle qualité.", "In which office."))
@document()
@writing
def signatory(session: Session, given: Command, dossier: str, as_json: bool, **told: Any) -> None:
    """Record a party."""
    keep(session, given, dossier, build(SignatorySet, told), as_json)


@command(
    "signature",
    Text(
        "Une partie a signé. Le jour est celui de --on.",
        "A party signed. The day is that of --on.",
    ),
    "jalon record signature carros 1 --document protocol --on 2019-03-18",
)
@dossier_argument
@argument("signatory", NUMBER, Text("numéro du signataire", "number of the signatory"), type=int)
@document(required=True)
@text("--place", value=Text("LIEU", "PLACE"), said=Text("Où.", "Where."))
@option("--medium", type=Coded(MEDIA), said=Text("Le support ; sinon le papier.", "The medium; otherwise paper."))
@writing
def signature(session: Session, given: Command, dossier: str, as_json: bool, **told: Any) -> None:
    """Record a signature."""
    keep(session, given, dossier, build(SignatureSet, told), as_json)


@command(
    "deliberation",
    Text(
        "Une assemblée a délibéré.\n\n"
        "Avec un numéro d’acte @ctes, l’autorité et le jour y sont lus ; un SIREN qui n’est pas celui d’un membre "
        "donne un avertissement.",
        "An assembly voted.\n\n"
        "With an @ctes act number, the authority and the day are read from it; a SIREN that is not a member’s gives a "
        "warning.",
    ),
    "jalon record deliberation carros --document protocol --act 006-210600334-20190314-2019_12-DE",
)
@dossier_argument
@number_argument
@document()
@text("--authority", value=ORGANISATION, said=Text("L’assemblée.", "The assembly."))
@text("--siren", value=SIREN, said=Text("Son SIREN.", "Its SIREN."))
@region(Text("La région, si c’est la sienne.", "The region, where it is a region’s."))
@text(
    "--act", "--act-number", "act_number", value=Text("ACTE", "ACT"), said=Text("Le numéro @ctes.", "The @ctes number.")
)
@day("--voted-on", said=Text("Le jour du vote ; sinon celui de --on.", "The day of the vote; otherwise that of --on."))
@writing
def deliberation(
    session: Session, given: Command, dossier: str, as_json: bool, voted_on: str | None, **told: Any
) -> None:
    """Record a deliberation."""
    on = given.effective
    if voted_on is None and told["act_number"]:
        voted_on = ActNumber.parse(told["act_number"]).act_date.isoformat()
    if voted_on is None and on is not None and on.precision is Precision.DAY:
        voted_on = on.iso
    payload = build(DeliberationSet, {**told, "voted_on": voted_on})
    keep(session, dated(given, voted_on), dossier, payload, as_json)


@command(
    "validation",
    Text(
        "Une région valide un document : son comité de pilotage, puis la délibération de son assemblée.",
        "A region validates a document: its steering committee, then its assembly’s deliberation.",
    ),
    "jalon record validation carros --region PACA --document contract --committee 2019-11-04 "
    "--deliberation-number 19-841 --deliberation-on 2019-12-18",
)
@dossier_argument
@region(Text("La région qui valide.", "The region that validates."), required=True)
@document(required=True)
@option(
    "--committee",
    "--committee-on",
    "committee_on",
    type=ISO_DAY,
    required=True,
    value=DAY,
    said=Text("Le jour du comité de pilotage régional.", "The day of the regional steering committee."),
)
@text("--deliberation-number", value=NUMBER, said=Text("Le numéro de la délibération.", "Its number."))
@day("--deliberation-on", said=Text("Le jour de la délibération.", "The day of the deliberation."))
@writing
def validation(session: Session, given: Command, dossier: str, as_json: bool, **told: Any) -> None:
    """Record a validation."""
    day = told["deliberation_on"] or told["committee_on"]
    keep(session, dated(given, day), dossier, build(ValidationSet, told), as_json)
