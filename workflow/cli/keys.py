"""`jalon keys`: the keys there are, and a new one."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.cli import drawing, output
from workflow.cli.options import Coded, json_option
from workflow.cli.places import keys_folder, log_name, seal_key
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import argument, group, option, under
from workflow.errors import InvalidValue, KeyFileError
from workflow.keys import (
    APPLICATION,
    AUTHORITY,
    COSIGNATURE,
    SEAL,
    WITNESS,
    PublicKey,
    Trust,
    application_path,
    load,
    make,
    publish,
)
from workflow.language import Text

USES = {
    APPLICATION: Text("application : signe chaque entrée", "application: signs every entry"),
    SEAL: Text("scellement : signe les points de contrôle", "seal: signs the checkpoints"),
    WITNESS: Text("témoin : signe avec l’heure", "witness: signs with the time"),
}


@dataclass(frozen=True, slots=True)
class Private:
    """A private key that is here, or None; and why it cannot be used."""

    path: Path | None
    public: PublicKey | None = None
    fault: KeyFileError | None = None


NOT_HERE = Private(None)


@dataclass(frozen=True, slots=True)
class Known:
    """A public key that a verification believes, and the private key of that use, if there is one here."""

    use: str
    key: PublicKey
    private: Private

    @property
    def is_here(self) -> bool:
        """Whether the private key is this one’s."""
        return self.private.public == self.key


@group(
    "keys",
    Text(
        "Les clés : celle qui signe les entrées, celle qui scelle, celles des témoins.",
        "The keys: the one that signs entries, the one that seals, those of witnesses.",
    ),
    "jalon keys list",
)
def keys_command() -> None:
    """Nothing by itself."""


@under(
    keys_command,
    "list",
    Text(
        "Les clés publiques que croit une vérification, et les clés privées qui sont ici.\n\n"
        "À comparer avec celles qui ont été publiées ailleurs.",
        "The public keys that a verification believes, and the private keys that are here.\n\n"
        "To be compared with those that were published elsewhere.",
    ),
    "jalon keys list",
)
@json_option
@in_session
def list_keys(session: Session, as_json: bool) -> None:
    """List the keys."""
    found = known_keys(session)
    authorities = sorted(path.name for path in keys_folder(session).glob(f"{AUTHORITY}*.pem"))
    if as_json:
        output.print_json({"keys": [_described(one) for one in found], "authorities": authorities})
        return
    if not found:
        output.echo(Text("Aucune clé : les entrées ne sont pas signées.", "No key: the entries are not signed."))
        output.remedy(Text("jalon keys make application", "jalon keys make application"))
    for one in found:
        drawing.item(output.DOT, USES[one.use], Text("clé privée ici", "private key here") if one.is_here else "")
        output.echo(f"    {one.key.vkey}")  # it is copied and compared: never broken
    for fault in dict.fromkeys(one.private.fault.message for one in found if one.private.fault):
        output.warning(fault)
    if authorities:
        listed = ", ".join(authorities)
        output.echo(Text(f"autorités d’horodatage : {listed}", f"time-stamping authorities: {listed}"))


def known_keys(session: Session) -> list[Known]:
    """The public keys of the workspace, with what is here of each. Raises KeyFileError for one that cannot be read."""
    trust = Trust.read([keys_folder(session)])
    private = {
        APPLICATION: private_key(application_path(session.workspace.root, session.environ)),
        SEAL: private_key(seal_key(session)),
    }
    of_each = {APPLICATION: trust.application, SEAL: trust.seal, WITNESS: trust.witnesses}
    return [Known(use, key, private.get(use, NOT_HERE)) for use, keys in of_each.items() for key in keys]


def private_key(path: Path) -> Private:
    """The private key of a file, and why it cannot be used."""
    if not os.path.lexists(path):
        return NOT_HERE
    try:
        return Private(path, load(path).public)
    except KeyFileError as fault:
        return Private(path, None, fault)


def _described(one: Known) -> dict[str, Any]:
    fault = one.private.fault
    return {
        "use": one.use,
        "name": one.key.name,
        "id": one.key.id.hex(),
        "key": one.key.vkey,
        "private": str(one.private.path) if one.is_here else None,
        "fault": str(fault) if fault else None,
    }


@under(
    keys_command,
    "make",
    Text(
        "Faire une clé : celle de l’application, celle du scellement ou celle d’un témoin.\n\n"
        "La clé privée est dans un fichier que vous seul pouvez lire, la clé publique à côté, en .pub : c’est elle qui "
        "se publie. Celui qui scelle garde la sienne hors de portée de qui gère la base : --file.",
        "Make a key: the application’s, the seal’s or a witness’s.\n\n"
        "The private key is in a file that you alone can read, the public one beside it, as .pub: that is the one to "
        "be published. Whoever seals keeps the key out of reach of those who run the database: --file.",
    ),
    "jalon keys make seal",
    "jalon keys make witness --name cour.exemple.fr --file temoin.key",
)
@argument("use", Text("USAGE", "USE"), type=Coded(USES))
@option(
    "--name",
    value=Text("NOM", "NAME"),
    said=Text(
        "Le nom qui signe ; pour un témoin, le sien, comme une adresse. Sinon celui du registre.",
        "The name that signs; for a witness its own, like an address. Otherwise that of the register.",
    ),
)
@option(
    "--file",
    type=Path,
    value=Text("FICHIER", "FILE"),
    said=Text("Où mettre la clé privée ; sinon dans keys.", "Where to put the private key; otherwise in keys."),
)
@json_option
@in_session
def make_key(session: Session, use: str, name: str | None, file: Path | None, as_json: bool) -> None:
    """Make a key."""
    made, path = _witness(name, file) if use == WITNESS else _own(session, use, name, file)
    if as_json:
        output.print_json({"use": use, "name": made.name, "id": made.id.hex(), "key": made.vkey, "private": str(path)})
        return
    output.success(Text(f"Clé faite : {path}", f"Key made: {path}"))
    output.echo(f"    {made.vkey}")
    output.remedy(
        Text(
            "gardez une copie du fichier à part, et publiez la ligne ci-dessus : c’est elle qu’on comparera",
            "keep a copy of the file elsewhere, and publish the line above: it is what will be compared",
        )
    )


def _witness(name: str | None, file: Path | None) -> tuple[PublicKey, Path]:
    """A witness works without a workspace of ours."""
    if name is None or file is None:
        raise InvalidValue(
            Text("Un témoin a un nom et un fichier à lui.", "A witness has a name and a file of its own."),
            Text("--name cour.exemple.fr --file temoin.key", "--name court.example.org --file witness.key"),
        )
    path = file.expanduser()
    return make(path, name, COSIGNATURE).public, path


def _own(session: Session, use: str, name: str | None, file: Path | None) -> tuple[PublicKey, Path]:
    """A key of this workspace, its public form in its folder of keys wherever the private one is."""
    known = {APPLICATION: application_path(session.workspace.root, session.environ), SEAL: seal_key(session, file)}
    path = file.expanduser() if file is not None else known[use]
    log = log_name(session)
    made = make(path, name or (log if use == SEAL else f"{log}/{use}")).public
    publish(keys_folder(session) / f"{use}.pub", made)
    return made, path
