"""The page that goes with a kit: what it is, what to type, what it proves and what it does not."""

from pathlib import Path

from workflow.dates import instant_in_words, parse_instant
from workflow.integrity import note
from workflow.integrity.checkpoint import Checkpoint

FRENCH = """\
DOSSIER DE PREUVE DU JOURNAL {origin}

{size} entrées, scellées le {fr}.
Racine : {root}

VÉRIFIER
  python3 verify.py                  tout, avec Python 3.9 ou plus et la bibliothèque « cryptography »
  python3 verify.py --show DOSSIER   lire l’histoire d’un dossier
Lisez verify.py avant de le croire : il est court, et n’appelle rien de notre logiciel.

LES CLÉS
Comparez keys/*.pub avec celles qui ont été publiées par ailleurs (délibération, arrêté, courrier).
Une clé que vous n’avez que par ce répertoire ne prouve rien :
{keys}

AVEC D’AUTRES OUTILS
  sha256sum files/*                  chaque pièce porte son empreinte pour nom
  openssl ts -verify -data seals/000001.checkpoint -in seals/000001.tsr -CAfile keys/authority.pem
  Go : golang.org/x/mod/sumdb/note et tlog lisent checkpoint et tile/

CE QUE CELA PROUVE
Qu’aucune entrée scellée n’a été changée, ajoutée, ôtée ni déplacée depuis le sceau, et que chaque sceau
prolonge le précédent ; avec la signature d’un témoin (« cosigned ») ou un jeton (« .tsr »), depuis quand
au plus tard.

CE QUE CELA NE PROUVE PAS
Qu’une entrée dit vrai ; qu’elle a été écrite par la personne qu’elle nomme, si la clé de l’application a
été volée ; ce qui est plus récent que le sceau.
{texts_fr}
"""

ENGLISH = """\
PROOF OF THE LOG {origin}

{size} entries, sealed on {en}.
Root: {root}

CHECK
  python3 verify.py                  everything, with Python 3.9 or later and the library “cryptography”
  python3 verify.py --show DOSSIER   read the history of one dossier
Read verify.py before you believe it: it is short, and calls nothing of our software.

THE KEYS
Compare keys/*.pub with those that were published elsewhere.
A key that you have from this folder alone proves nothing.

WITH OTHER TOOLS
  sha256sum files/*                  each file bears its hash as its name
  openssl ts -verify -data seals/000001.checkpoint -in seals/000001.tsr -CAfile keys/authority.pem
  Go: golang.org/x/mod/sumdb/note and tlog read checkpoint and tile/

WHAT THIS PROVES
That no sealed entry was changed, added, taken out or moved since the seal, and that each seal continues
the one before; with the signature of a witness (“cosigned”) or a token (“.tsr”), since when at the latest.

WHAT IT DOES NOT PROVE
That an entry tells the truth; that the person it names wrote it, if the application’s key was stolen;
what is newer than the seal.
{texts_en}
"""

TEXTS = (
    "Les noms et les textes sont dans disclosures.jsonl ; ce qui a été effacé n’y est plus, et l’histoire le dit.",
    "Names and texts are in disclosures.jsonl; what was erased is not there any more, and the history says so.",
)
NO_TEXTS = (
    "Les noms, les textes et les pièces n’ont pas été joints : on n’en voit que les empreintes.",
    "Names, texts and files were not included: only their digests are to be seen.",
)


def readme(checkpoint: Checkpoint, sealed_at: str, keys: Path, *, texts: bool) -> str:
    """The page of a kit, in French and then in English."""
    instant = parse_instant(sealed_at)
    texts_fr, texts_en = TEXTS if texts else NO_TEXTS
    values = {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": note.encoded(checkpoint.root),
        "fr": instant_in_words(instant, "fr"),
        "en": instant_in_words(instant, "en"),
        "keys": "".join(f"  {path.read_text(encoding='utf-8').strip()}\n" for path in sorted(keys.glob("*.pub"))),
        "texts_fr": texts_fr,
        "texts_en": texts_en,
    }
    return f"{FRENCH.format(**values)}\n{'=' * 100}\n\n{ENGLISH.format(**values)}"
