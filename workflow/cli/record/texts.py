"""`jalon record text`: what documents need and only people can write."""

import sys
from pathlib import Path
from typing import BinaryIO

from workflow import system
from workflow.cli.options import dossier_argument
from workflow.cli.record.fields import keep, text
from workflow.cli.session import Session
from workflow.cli.spoken import argument, command
from workflow.cli.writing import writing
from workflow.engine import Command
from workflow.entries import PassageSet, build
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.names import LONGEST_TEXT, shown

LARGEST = 4 * LONGEST_TEXT
"""Bytes that are read of a file: no text that may be kept has more."""


@command(
    "text",
    Text(
        "Écrire un texte que les documents attendent : portrait, enjeux, décisions d’une réunion…\n\n"
        "states.yaml dit lesquels (jalon lifecycle show) ; le dernier écrit remplace le précédent, que l’historique "
        "garde. Chaque ligne est un paragraphe. Un fichier est en UTF-8 ; « - » lit l’entrée standard.",
        "Write a text that documents wait for: a portrait, issues, the decisions of a meeting…\n\n"
        "states.yaml says which (jalon lifecycle show); the last one replaces the one before, which the history keeps. "
        "Each line is a paragraph. A file is in UTF-8; “-” reads the standard input.",
    ),
    "jalon record text axe-seine portrait --file portrait.txt",
    'jalon record text axe-seine decisions 2 --text "Le comité retient douze projets."',
)
@dossier_argument
@argument("subject", Text("TEXTE", "TEXT"), Text("son nom dans states.yaml", "its name in states.yaml"))
@argument(
    "item",
    Text("N°", "NUMBER"),
    Text("du projet ou de la réunion, s’il y en a un pour chacun", "of the project or meeting, where each has one"),
    type=int,
    required=False,
)
@text("--text", value=Text("TEXTE", "TEXT"), said=Text("Le texte lui-même.", "The text itself."))
@text("--file", value=Text("FICHIER", "FILE"), said=Text("Le fichier qui le contient.", "The file that has it."))
@writing
def passage(
    session: Session,
    given: Command,
    dossier: str,
    subject: str,
    item: int | None,
    text: str | None,
    file: str | None,
    as_json: bool,
) -> None:
    """Record a text."""
    if (text is None) == (file is None):
        raise InvalidValue(
            Text("Donnez le texte, ou le fichier qui le contient.", "Give the text, or the file that has it."),
            Text(
                '--text "…", ou --file FICHIER (- : l’entrée standard)',
                '--text "…", or --file FILE (-: standard input)',
            ),
        )
    written = text if file is None else read(file)
    keep(session, given, dossier, build(PassageSet, {"subject": subject, "item": item, "text": written}), as_json)


def read(file: str) -> str:
    """The text of a file, or of the standard input for « - ». Raises InvalidValue where it is none, or too long."""
    name = shown(file)
    try:
        if file == "-":
            content = _some(sys.stdin.buffer)
        else:
            with Path(file).open("rb") as opened:
                content = _some(opened)
    except OSError as fault:
        why = system.reason(fault)
        raise InvalidValue(Text(f"{name} : {why.fr}.", f"{name}: {why.en}.")) from fault
    if len(content) > LARGEST:
        raise InvalidValue(
            Text(f"{name} : plus de {LARGEST} octets.", f"{name}: more than {LARGEST} bytes."),
            Text(f"un texte a {LONGEST_TEXT} caractères au plus", f"a text has at most {LONGEST_TEXT} characters"),
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise InvalidValue(
            Text(f"{name}, ligne {line} : ce n’est pas de l’UTF-8.", f"{name}, line {line}: this is not UTF-8."),
            Text("enregistrez-le en texte brut, UTF-8", "save it as plain text, UTF-8"),
        ) from fault


def _some(opened: BinaryIO) -> bytes:
    return opened.read(LARGEST + 1)
