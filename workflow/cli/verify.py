"""`jalon verify`: is the history what was written? A sentence, then what, where, since when, how sure."""

from collections.abc import Sequence
from pathlib import Path

import click

from workflow import lookup
from workflow.cli import completion, output, verdict_page, verifying
from workflow.cli.options import json_option
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, command, option
from workflow.errors import UnknownName
from workflow.integrity.verify.finding import DAMAGE
from workflow.language import Text
from workflow.lookup import AmbiguousName
from workflow.models import REGISTER, HistoryEntry


@command(
    "verify",
    Text(
        "Vérifier toute l’histoire : base, entrées, signatures, sceaux, pièces, brouillons.\n\n"
        "Un verdict en une phrase, puis ce qui ne va pas, où, depuis quand et avec quelle certitude, et ce que la "
        "vérification ne couvre pas. Rien n’est écrit. La commande finit par 0 si tout est intact, par 1 sinon.\n\n"
        "--against compare avec ce qui a été gardé hors d’ici : c’est ce qui montre un retour en arrière de toute la "
        "base. Avec des dossiers, toute l’histoire est lue de même, et ce qui les touche est dit d’abord.",
        "Verify the whole history: the database, every entry, every signature, the seals, the files, the drafts.\n\n"
        "A verdict in one sentence, then what is wrong, where, since when and how sure that is, and what the "
        "verification does not cover. Nothing is written. The command leaves with 0 where all is intact, else with 1."
        "\n\n--against compares with what was kept elsewhere: that is what shows the whole database put back. With "
        "dossiers, the whole history is read all the same, and what touches them is told first.",
    ),
    "jalon verify",
    "jalon verify --against /media/cle/points-de-controle",
    "jalon verify axe-seine --json",
)
@argument("dossiers", Text("DOSSIER", "DOSSIER"), nargs=-1, shell_complete=completion.dossiers)
@option(
    "--against",
    type=Path,
    value=Text("RÉPERTOIRE", "FOLDER"),
    said=Text(
        "Ce qui a été gardé ailleurs : points de contrôle, témoignages, jetons, preuves, reçus, clés publiques.",
        "What was kept elsewhere: checkpoints, signatures of witnesses, tokens, proofs, receipts, public keys.",
    ),
)
@option(
    "--keys",
    type=Path,
    multiple=True,
    value=Text("RÉPERTOIRE", "FOLDER"),
    said=Text(
        "Les clés publiques à croire ; sinon celles de --against, sinon celles d’ici.",
        "The public keys to believe; otherwise those of --against, otherwise those here.",
    ),
)
@option(
    "--every-signature",
    is_flag=True,
    said=Text(
        "Vérifier aussi la signature de chaque entrée scellée ; sinon, au-delà de 20 000, un centième par jour.",
        "Verify the signature of every sealed entry as well; otherwise, above 20,000, a hundredth each day.",
    ),
)
@option("--all", "every", is_flag=True, said=Text("Tous les constats, un par un.", "Every finding, one by one."))
@json_option
@in_session
def verify_command(
    session: Session,
    dossiers: tuple[str, ...],
    against: Path | None,
    keys: tuple[Path, ...],
    every_signature: bool,
    every: bool,
    as_json: bool,
) -> None:
    """Verify."""
    folder = against.expanduser() if against else None
    asked = _named(session, dossiers)
    told = [key.expanduser() for key in keys]
    verifying.demand_keys(told)
    trust = verifying.believed(session, told or ([folder] if folder else []))
    verdict = verifying.verify(session, trust, against=folder, every_signature=every_signature)
    if as_json:
        output.print_json(verdict_page.described(verdict, trust, asked))
    else:
        verdict_page.show(verdict, trust, asked, every=every)
    if not verdict.holds:
        click.get_current_context().exit(1)


def _named(session: Session, typed: Sequence[str]) -> list[str]:
    """The ids of the dossiers; what a damaged database does not know any more is taken as it was typed.

    Raises UnknownName or AmbiguousName for a name that tells nothing.
    """
    return list(dict.fromkeys(REGISTER if lookup.is_register(name) else _id(session, name) for name in typed))


def _id(session: Session, name: str) -> str:
    try:
        with session.reading() as reading:
            try:
                return lookup.dossier(reading, name).id
            except (UnknownName, AmbiguousName):
                if reading.one(HistoryEntry, dossier_id=name, seq=0) is None:
                    raise
    except (UnknownName, AmbiguousName):
        raise
    except DAMAGE:
        return name
    return name
