"""`jalon timestamp`: an authority says when the newest seal existed."""

from pathlib import Path

from workflow import lookup, rights
from workflow.cli import output
from workflow.cli.options import json_option
from workflow.cli.places import seal_folder
from workflow.cli.session import Session, in_session
from workflow.cli.spoken import command, option
from workflow.cli.verifying import believed
from workflow.dates import format_instant, instant_in_words
from workflow.errors import InvalidValue, ProofRefused
from workflow.integrity import timestamp
from workflow.language import Text


@command(
    "timestamp",
    Text(
        "Faire dire à une autorité d’horodatage quand existait le dernier sceau (RFC 3161) : une fois par jour.\n\n"
        "Une adresse http(s), ou une commande où {query} et {reply} tiennent lieu des deux fichiers. Sa racine, prise "
        "à une source sûre, est dans keys/authority.pem.",
        "Have a time-stamping authority say when the newest seal existed (RFC 3161): once a day.\n\n"
        "An http(s) address, or a command in which {query} and {reply} stand for the two files. Its root, from a "
        "source you trust, is in keys/authority.pem.",
    ),
    "jalon timestamp --authority https://horodatage.exemple.fr/tsa",
    'jalon timestamp --authority "openssl ts -reply -config tsa.cnf -queryfile {query} -out {reply}"',
)
@option(
    "--authority",
    value=Text("ADRESSE", "ADDRESS"),
    said=Text("L’autorité ; sinon JALON_TIMESTAMP.", "The authority; otherwise JALON_TIMESTAMP."),
)
@option(
    "--folder",
    type=Path,
    value=Text("RÉPERTOIRE", "FOLDER"),
    said=Text(
        "Le répertoire de qui scelle ; sinon JALON_SEAL_FOLDER, sinon seal.",
        "The sealer’s folder; otherwise JALON_SEAL_FOLDER, otherwise seal.",
    ),
)
@json_option
@in_session
def timestamp_command(session: Session, authority: str | None, folder: Path | None, as_json: bool) -> None:
    """Stamp the newest checkpoint."""
    with session.reading() as reading:
        rights.demand(lookup.actor(reading, session.actor), "seal")
    asked = authority or session.environ.get("JALON_TIMESTAMP", "").strip()
    if not asked:
        raise InvalidValue(
            Text("Quelle autorité d’horodatage ?", "Which time-stamping authority?"),
            Text("--authority ADRESSE, ou JALON_TIMESTAMP", "--authority ADDRESS, or JALON_TIMESTAMP"),
        )
    sealed = max(seal_folder(session, folder).glob("0*.checkpoint"), default=None)
    if sealed is None:
        said = Text("Rien n’est encore scellé.", "Nothing is sealed yet.")
        raise ProofRefused(said, Text("jalon seal", "jalon seal"))
    found = timestamp.stamp(sealed, asked, believed(session).authorities)
    path = sealed.with_suffix(".tsr")
    if as_json:
        output.print_json(
            {
                "checkpoint": str(sealed),
                "token": str(path),
                "time": format_instant(found.time),
                "serial": str(found.serial),
                "authority": found.authority,
            }
        )
        return
    fr, en = instant_in_words(found.time, "fr"), instant_in_words(found.time, "en")
    output.success(Text(f"Horodaté le {fr} par {found.authority}", f"Stamped on {en} by {found.authority}"))
    output.fields([(Text("sceau", "seal"), sealed), (Text("jeton", "token"), path)], indent=2)
    output.remedy(
        Text("emportez les deux fichiers hors d’ici", "carry both files away from here"),
    )
