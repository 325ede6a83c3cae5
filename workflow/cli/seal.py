"""`jalon seal`: sign how the history stands, with a key and a memory that those who run the database do not have."""

import os
from pathlib import Path
from typing import Any

from workflow import lookup, rights
from workflow.cli import output, phrases
from workflow.cli.options import json_option
from workflow.cli.places import keys_folder, log_name, seal_folder, seal_key
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import command, option
from workflow.cli.verifying import believed
from workflow.errors import KeyFileError
from workflow.integrity import files, note
from workflow.integrity.seal import Seal, Sealer
from workflow.keys import SEAL, Signer, load, make, publish
from workflow.language import Text


@command(
    "seal",
    Text(
        "Sceller : signer l’état de toute l’histoire, après avoir vérifié que ce qui était scellé n’a pas changé.\n\n"
        "Rien n’est signé si le dernier sceau dit déjà tout, sauf une fois par jour : le silence est un signe. "
        "Emportez chaque point de contrôle hors d’ici : c’est ce qui protège de qui peut tout changer. À lancer tous "
        "les quarts d’heure, par quelqu’un qui ne gère pas la base (JALON_SEAL_KEY, JALON_SEAL_FOLDER).",
        "Seal: sign how the whole history stands, after checking that what was sealed did not change.\n\n"
        "Nothing is signed where the last seal says it all, but for once a day: silence is a sign. Carry each "
        "checkpoint away from here: that is what protects against whoever can change everything. To be run every "
        "quarter of an hour, by somebody who does not run the database (JALON_SEAL_KEY, JALON_SEAL_FOLDER).",
    ),
    "jalon seal",
    "jalon seal --key /media/cle/seal.key --folder /media/cle/seal",
)
@option(
    "--key",
    type=Path,
    value=Text("FICHIER", "FILE"),
    said=Text(
        "La clé de scellement ; sinon JALON_SEAL_KEY, sinon keys/seal.key.",
        "The seal key; otherwise JALON_SEAL_KEY, otherwise keys/seal.key.",
    ),
)
@option(
    "--folder",
    type=Path,
    value=Text("RÉPERTOIRE", "FOLDER"),
    said=Text(
        "La mémoire de qui scelle, et ses points de contrôle ; sinon JALON_SEAL_FOLDER, sinon seal.",
        "The sealer’s memory, and the checkpoints; otherwise JALON_SEAL_FOLDER, otherwise seal.",
    ),
)
@option(
    "--whole",
    is_flag=True,
    default=None,
    said=Text(
        "Relire tout ce qui était scellé ; sinon une fois par jour dans un grand registre.",
        "Read again all that was sealed; otherwise once a day in a large register.",
    ),
)
@option(
    "--recover",
    type=Path,
    value=Text("FICHIER", "FILE"),
    said=Text(
        "Repartir d’un point de contrôle gardé ailleurs, si la mémoire est perdue.",
        "Begin again from a checkpoint that was kept elsewhere, where the memory is lost.",
    ),
)
@json_option
@in_session
def seal_command(
    session: Session, key: Path | None, folder: Path | None, whole: bool | None, recover: Path | None, as_json: bool
) -> None:
    """Seal."""
    with session.reading() as reading:
        rights.demand(lookup.actor(reading, session.actor), "seal")
    memory = seal_folder(session, folder)
    signer = _signer(session, key, memory)
    trust = believed(session)
    sealer = Sealer(session.store, signer, memory, trust)
    if recover is not None:
        sealer.recover(files.read(recover.expanduser()))
    made = sealer.seal(whole=whole)
    public = keys_folder(session) / f"{SEAL}.pub"
    if not public.exists():
        publish(public, signer.public)
    path = memory / f"{made.number:06}.checkpoint"
    if as_json:
        output.print_json(_described(made, path))
        return
    _tell(made, path)
    if not trust.application:
        output.warning(
            Text(
                "Les entrées ne sont pas signées par l’application : faites-lui une clé.",
                "The entries are not signed by the application: make a key for it.",
            )
        )
        output.remedy(Text("jalon keys make application", "jalon keys make application"))


def _signer(session: Session, given: Path | None, memory: Path) -> Signer:
    """The seal key, made the first time. Raises KeyFileError where there was one."""
    path = seal_key(session, given)
    if os.path.lexists(path):
        return load(path)
    if memory.exists() or (keys_folder(session) / f"{SEAL}.pub").exists():
        raise KeyFileError(
            Text(f"La clé de scellement n’est pas là : {path}.", f"The seal key is not there: {path}."),
            Text(
                "dites où elle est : --key FICHIER ; perdue, faites-en une autre : jalon keys make seal",
                "say where it is: --key FILE; if it is lost, make another one: jalon keys make seal",
            ),
        )
    return make(path, log_name(session))


def _described(made: Seal, path: Path) -> dict[str, Any]:
    return {
        "number": made.number,
        "size": made.checkpoint.size,
        "added": made.added,
        "root": note.encoded(made.checkpoint.root),
        "log": made.checkpoint.origin,
        "sealed_at": made.sealed_at,
        "whole": made.whole,
        "file": str(path),
        "checkpoint": made.note,
    }


def _tell(made: Seal, path: Path) -> None:
    entries = phrases.count(made.checkpoint.size, ("entrée", "entrées"), ("entry", "entries"))
    number = made.number
    if made.added:
        new = phrases.count(made.added, ("nouvelle", "nouvelles"), ("new", "new"))
        output.success(
            Text(
                f"Scellé : {entries.fr}, dont {new.fr} (sceau n° {number})",
                f"Sealed: {entries.en}, {new.en} (seal {number})",
            )
        )
    else:
        output.success(
            Text(
                f"Rien de nouveau : le sceau n° {number} dit tout ({entries.fr})",
                f"Nothing new: seal {number} says it all ({entries.en})",
            )
        )
    when = phrases.recorded_text(made.sealed_at)
    output.fields(
        [
            (Text("journal", "log"), made.checkpoint.origin),
            (Text("racine", "root"), note.encoded(made.checkpoint.root)),
            (Text("signé", "signed"), Text(f"le {when.fr}", f"on {when.en}")),
            (Text("fichier", "file"), path),
        ],
        indent=2,
    )
    output.remedy(
        Text(
            "emportez ce fichier hors d’ici (autre administration, messagerie, papier), puis comparez-le : "
            "jalon verify --against RÉPERTOIRE",
            "carry this file away (another administration, a mailbox, paper), then compare it: "
            "jalon verify --against FOLDER",
        )
    )
