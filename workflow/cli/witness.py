"""`jalon witness`: another administration checks that the history only grew, and signs that with the time.

The two of them need nothing in common but a folder, a mailbox or a disk that goes from one to the other.
"""

from pathlib import Path

from workflow.cli import output, phrases
from workflow.cli.options import json_option
from workflow.cli.places import keys_folder, seal_folder
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, group, option, under
from workflow.cli.verifying import believed
from workflow.errors import InvalidValue, KeyFileError, UnknownName
from workflow.integrity import exchange, files
from workflow.integrity.checkpoint import Checkpoint
from workflow.integrity.note import Note
from workflow.integrity.witness import REQUEST, Witness
from workflow.keys import COSIGNATURE, PublicKey, load
from workflow.language import Text
from workflow.names import nearest, shown

_FOLDER = argument(
    "folder",
    Text("RÉPERTOIRE", "FOLDER"),
    Text("où passent la demande et la réponse", "where request and answer pass"),
    type=Path,
)
_OF = option(
    "--of",
    value=Text("TÉMOIN", "WITNESS"),
    said=Text(
        "Quel témoin, s’il y en a plusieurs (keys/witness-….pub).",
        "Which witness, where there are several (keys/witness-….pub).",
    ),
)


@group(
    "witness",
    Text(
        "Faire signer nos sceaux par une autre administration, ou signer ceux d’une autre.",
        "Have our seals signed by another administration, or sign those of another.",
    ),
    "jalon witness ask echange",
)
def witness_command() -> None:
    """Nothing by itself."""


@under(
    witness_command,
    "ask",
    Text(
        "Mettre dans un répertoire la demande de signer notre dernier sceau.",
        "Put into a folder the request to sign our newest seal.",
    ),
    "jalon witness ask echange --of cour.exemple.fr",
)
@_FOLDER
@_OF
@json_option
@in_session
def ask(session: Session, folder: Path, of: str | None, as_json: bool) -> None:
    """Ask a witness."""
    witness = _witness(session, of)
    with session.reading() as reading:
        exchange.ask(reading, folder, witness, seal_folder(session))
    path = folder / REQUEST
    if as_json:
        output.print_json({"witness": witness.name, "file": str(path)})
        return
    output.success(Text(f"Demande à {witness.name} : {path}", f"Request to {witness.name}: {path}"))
    output.remedy(
        Text(
            f"le témoin répond par : jalon witness sign {folder} --key SA-CLÉ --log-key seal.pub",
            f"the witness answers with: jalon witness sign {folder} --key ITS-KEY --log-key seal.pub",
        )
    )


@under(
    witness_command,
    "sign",
    Text(
        "Pour le témoin : vérifier que l’histoire n’a fait que grandir depuis la dernière fois, et signer.\n\n"
        "Il n’a besoin ni de la base ni d’un espace de travail : sa clé, sa mémoire et la clé publique de qui scelle.",
        "For the witness: check that the history only grew since the last time, and sign.\n\n"
        "It needs neither the database nor a workspace: its key, its memory and the public key of whoever seals.",
    ),
    "jalon witness sign echange --key temoin.key --log-key seal.pub",
)
@_FOLDER
@option(
    "--key",
    type=Path,
    required=True,
    value=Text("FICHIER", "FILE"),
    said=Text(
        "La clé du témoin (jalon keys make witness).",
        "The key of the witness (jalon keys make witness).",
    ),
)
@option(
    "--log-key",
    type=Path,
    required=True,
    multiple=True,
    value=Text("FICHIER", "FILE"),
    said=Text("La clé publique de qui scelle, d’une source sûre.", "The sealer’s public key, from a source you trust."),
)
@option(
    "--memory",
    type=Path,
    value=Text("FICHIER", "FILE"),
    said=Text(
        "Ce que le témoin a signé jusqu’ici ; sinon à côté de sa clé, en .json.",
        "What the witness signed so far; otherwise beside its key, as .json.",
    ),
)
@json_option
@in_session
def sign(
    session: Session, folder: Path, key: Path, log_key: tuple[Path, ...], memory: Path | None, as_json: bool
) -> None:
    """Answer as a witness."""
    signer = load(key.expanduser())
    if signer.public.kind != COSIGNATURE:
        raise KeyFileError(
            Text(f"{key} n’est pas la clé d’un témoin.", f"{key} is not the key of a witness."),
            Text("jalon keys make witness", "jalon keys make witness"),
        )
    logs = [one for path in log_key for one in _public(path)]
    witness = Witness(signer, memory or key.expanduser().with_suffix(".json"), logs)
    line = witness.visit(folder)
    checkpoint = Checkpoint.parse(Note.parse(files.read(folder / REQUEST).partition("\n\n")[2]).text)
    if as_json:
        output.print_json({"witness": witness.name, "log": checkpoint.origin, "size": checkpoint.size, "line": line})
        return
    entries = phrases.count(checkpoint.size, ("entrée", "entrées"), ("entry", "entries"))
    output.success(
        Text(
            f"Signé par {witness.name} : « {checkpoint.origin} » n’a fait que grandir, {entries.fr}",
            f"Signed by {witness.name}: “{checkpoint.origin}” only grew, {entries.en}",
        )
    )
    output.remedy(
        Text(f"qui scelle reprend : jalon witness gather {folder}", f"the sealer then: jalon witness gather {folder}")
    )


@under(
    witness_command,
    "gather",
    Text(
        "Prendre la réponse du témoin et la mettre à côté du sceau dont elle parle.",
        "Take the answer of the witness and put it beside the seal it is about.",
    ),
    "jalon witness gather echange",
)
@_FOLDER
@_OF
@json_option
@in_session
def gather(session: Session, folder: Path, of: str | None, as_json: bool) -> None:
    """Gather the answer of a witness."""
    witness = _witness(session, of)
    path = exchange.gather(folder, seal_folder(session), witness)
    if as_json:
        output.print_json({"witness": witness.name, "file": str(path)})
        return
    output.success(Text(f"Témoignage de {witness.name} : {path}", f"Signature of {witness.name}: {path}"))
    output.remedy(
        Text("emportez aussi ce fichier hors d’ici", "carry this file away from here as well"),
    )


def _witness(session: Session, name: str | None) -> PublicKey:
    known = {key.name: key for key in believed(session).witnesses}
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    if name is not None and name in known:
        return known[name]
    folder, listed = keys_folder(session), ", ".join(known)
    if not known:
        raise InvalidValue(
            Text("Aucun témoin n’est connu.", "No witness is known."),
            Text(
                f"mettez sa clé publique, reçue de lui, dans {folder}/witness-NOM.pub",
                f"put its public key, as you had it from the witness, into {folder}/witness-NAME.pub",
            ),
        )
    if name is None:
        raise InvalidValue(Text("Quel témoin ?", "Which witness?"), Text(f"--of : {listed}", f"--of: {listed}"))
    raise UnknownName(Text("témoin", "witness"), shown(name), nearest(name, known), known=known)


def _public(path: Path) -> list[PublicKey]:
    lines = files.read(path.expanduser()).split("\n")
    return [PublicKey.parse(line) for line in lines if line and not line.startswith("#")]
