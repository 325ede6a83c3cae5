"""`jalon record person|member|committee|note`: the people, the perimeter, the meetings, what is worth keeping."""

from typing import Any

from workflow.cli.options import Coded, dossier_argument
from workflow.cli.record.fields import NAME, ORGANISATION, SIREN, day, keep, number_argument, text
from workflow.cli.session import Session
from workflow.cli.spoken import argument, command, option
from workflow.cli.writing import writing
from workflow.engine import Command
from workflow.entries import CommitteeSet, MemberSet, Note, PersonSet, build
from workflow.labels import COMMITTEES, MEMBER_KINDS, PERSON_ROLES
from workflow.language import Text


@command(
    "person",
    Text("Quelqu’un prend un rôle, ou le quitte.", "Somebody takes a role, or leaves it."),
    'jalon record person carros --role elected_lead --name "Marie Lefèvre" --office maire',
    "jalon record person carros 1 --until 2020-06-28",
)
@dossier_argument
@number_argument
@option("--role", type=Coded(PERSON_ROLES), said=Text("Le rôle.", "The role."))
@text("--name", value=NAME, said=Text("Le nom.", "The name."))
@text("--civility", value=Text("CIVILITÉ", "CIVILITY"), said=Text("Mme, M.…", "Ms, Mr…"))
@text("--office", value=Text("QUALITÉ", "OFFICE"), said=Text("La fonction.", "The office."))
@text("--organisation", value=ORGANISATION, said=Text("L’organisme.", "The organisation."))
@day("--since", said=Text("Depuis quand.", "Since when."))
@day("--until", said=Text("Jusqu’à quand : le rôle prend fin.", "Until when: the role ends."))
@writing
def person(session: Session, given: Command, dossier: str, as_json: bool, **told: Any) -> None:
    """Record a person."""
    keep(session, given, dossier, build(PersonSet, told), as_json)


@command(
    "member",
    Text("Un membre entre dans le périmètre, ou le quitte.", "A member joins the perimeter, or leaves it."),
    'jalon record member axe-seine 200084952 --name "Le Havre Seine Métropole" --kind CU',
    "jalon record member axe-seine 200084952 --until 2021-12-31",
)
@dossier_argument
@argument("siren", SIREN)
@text("--name", value=NAME, said=Text("Son nom.", "Its name."))
@option("--kind", "--member-kind", "member_kind", type=Coded(MEMBER_KINDS), said=Text("Sa nature.", "Its kind."))
@day("--since", said=Text("Depuis quand.", "Since when."))
@day("--until", said=Text("Jusqu’à quand : il quitte le périmètre.", "Until when: it leaves the perimeter."))
@writing
def member(session: Session, given: Command, dossier: str, as_json: bool, **told: Any) -> None:
    """Record a member."""
    keep(session, given, dossier, build(MemberSet, told), as_json)


@command(
    "committee",
    Text("Un comité s’est réuni, ou va se réunir.", "A committee met, or will meet."),
    "jalon record committee carros --kind follow_up --meets 2020-06-30",
)
@dossier_argument
@number_argument
@option("--kind", "--committee", "committee", type=Coded(COMMITTEES), said=Text("Lequel.", "Which one."))
@day("--meets", "--meets-on", "meets_on", said=Text("Le jour ; il peut être à venir.", "The day; it may be to come."))
@text("--place", value=Text("LIEU", "PLACE"), said=Text("Où.", "Where."))
@writing
def committee(session: Session, given: Command, dossier: str, as_json: bool, **told: Any) -> None:
    """Record a meeting."""
    keep(session, given, dossier, build(CommitteeSet, told), as_json)


@command(
    "note",
    Text(
        "Garder une note, avec une pièce ou sans ; elle ne change rien.",
        "Keep a note, with a file or without; it changes nothing.",
    ),
    'jalon record note carros "Réunion avec la CCI" --evidence press=article.pdf --on 2019-03-06',
)
@dossier_argument
@argument("said", Text("TEXTE", "TEXT"))
@writing
def note(session: Session, given: Command, dossier: str, as_json: bool, said: str) -> None:
    """Record a note."""
    keep(session, given, dossier, build(Note, {"text": said}), as_json)
