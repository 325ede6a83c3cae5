"""Numbers and names that others gave: SIREN, SIRET, numbers of transmitted acts, names of files.

They are kept as text, never as numbers: a spreadsheet that makes a number of a SIREN loses its leading zero or its end.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from workflow.dates import parse_day
from workflow.errors import InvalidValue
from workflow.language import Text
from workflow.names import clean, quoted

_SPACES = re.compile("[ \u00a0\u202f]")
_ROUNDED = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE][+]?[0-9]+")
_AS_TEXT = Text(
    "mettez la colonne du tableur au format Texte, puis recopiez le numéro",
    "set the spreadsheet's column to the format Text, then copy the number again",
)


def siren(text: str) -> str:
    """The nine digits of a legal entity, spaces allowed between them, checked by their Luhn key.

    Raises InvalidValue with the reason, also for what a spreadsheet makes of a SIREN.
    """
    digits = _digits(text, "SIREN", 9)
    if len(digits) == 14:
        raise _wrong_number(
            text,
            Text("c’est un SIRET de 14 chiffres", "this is a SIRET of 14 digits"),
            Text(f"son SIREN est {digits[:9]}", f"its SIREN is {digits[:9]}"),
        )
    _check_length(text, digits, "SIREN", 9)
    return _check_key(text, digits, "SIREN")


def siret(text: str) -> str:
    """The fourteen digits of an establishment: its entity's SIREN and five more, checked as `siren` does."""
    digits = _digits(text, "SIRET", 14)
    _check_length(text, digits, "SIRET", 14)
    return _check_key(text, digits, "SIRET")


def _digits(text: str, kind: str, length: int) -> str:
    typed = _SPACES.sub("", text)
    if _ROUNDED.fullmatch(typed):
        reason = Text(
            "un tableur a arrondi ce numéro, sa fin est perdue", "a spreadsheet rounded this number, its end is lost"
        )
        raise _wrong_number(text, reason, _AS_TEXT)
    if not re.fullmatch("[0-9]+", typed):
        raise _wrong_number(
            text,
            Text(f"un {kind} n’a que des chiffres", f"a {kind} has only digits"),
            Text(f"tapez ses {length} chiffres", f"type its {length} digits"),
        )
    return typed


def _check_length(text: str, digits: str, kind: str, length: int) -> None:
    if len(digits) == length:
        return
    reason = Text(
        f"un {kind} a {length} chiffres, et non {len(digits)}", f"a {kind} has {length} digits, not {len(digits)}"
    )
    if len(digits) == length - 1 and _key_is_right("0" + digits, kind):
        found = Text(
            f"un tableur a sans doute perdu le zéro du début : 0{digits}",
            f"a spreadsheet may have lost the leading zero: 0{digits}",
        )
        raise _wrong_number(text, reason, found)
    raise _wrong_number(text, reason, Text(f"tapez ses {length} chiffres", f"type its {length} digits"))


def _check_key(text: str, digits: str, kind: str) -> str:
    if _key_is_right(digits, kind):
        return digits
    raise _wrong_number(
        text,
        Text(
            "sa clé de contrôle est fausse, un chiffre a été mal recopié",
            "its check digit is wrong, a digit was miscopied",
        ),
        Text("vérifiez le numéro sur un document officiel", "check the number on an official document"),
    )


def _key_is_right(digits: str, kind: str) -> bool:
    # python-stdnum loads ssl and pydoc: 0.09 s that a command without a SIREN need not wait for.
    from stdnum.fr import siren as sirens  # noqa: PLC0415
    from stdnum.fr import siret as sirets  # noqa: PLC0415

    module = sirens if kind == "SIREN" else sirets
    return module.is_valid(digits) and int(digits[:9]) != 0


def _wrong_number(text: str, reason: Text, remedy: Text) -> InvalidValue:
    shown = quoted(text)
    return InvalidValue(Text(f"{shown.fr} : {reason.fr}.", f"{shown.en}: {reason.en}."), remedy)


ACT_NATURES = {
    "DE": Text("délibération", "deliberation"),
    "AR": Text("arrêté réglementaire", "regulatory order"),
    "AI": Text("arrêté individuel", "individual order"),
    "CC": Text("contrat, convention ou avenant", "contract, agreement or amendment"),
    "BF": Text("document budgétaire ou financier", "budgetary or financial document"),
    "AU": Text("autre acte", "other act"),
}
"""The six natures of act of the ministry's list for the legality review, by the code that ends an act number."""

_ACT_PARTS = (
    (
        re.compile("0(?!00)[0-9]{2}|02[AB]|9[78][0-9]"),
        Text(
            "la première partie est un département en trois caractères, comme 024 ou 974",
            "the first part is a department in three characters, like 024 or 974",
        ),
    ),
    (
        re.compile("[0-9]{9}"),
        Text("la deuxième partie est un SIREN de neuf chiffres", "the second part is a SIREN of nine digits"),
    ),
    (
        re.compile("[0-9]{8}"),
        Text("la troisième partie est une date, comme 20191213", "the third part is a date, like 20191213"),
    ),
    (
        re.compile("[A-Za-z0-9_]+"),
        Text(
            "la quatrième partie n’a que des lettres sans accent, des chiffres et des « _ »",
            "the fourth part has only letters without accents, digits and “_”",
        ),
    ),
    (
        re.compile("[A-Z]{2}"),
        Text("la cinquième partie est la nature, comme DE", "the fifth part is the nature, like DE"),
    ),
)
_ACT_EXAMPLE = "024-242400752-20191213-2019_6_21-DE"


@dataclass(frozen=True, slots=True)
class ActNumber:
    """The number that @ctes prints on an act it transmitted to the prefect: `024-242400752-20191213-2019_6_21-DE`.

    Department, SIREN of the authority, day of the act, its own number there, nature. The form was read on four acts
    annexed to contracts of Territoires d’industrie, among them the one above (contract Dordogne/Haute-Vienne) and
    `085-248500530-20221026-RGLT_22_892_190-DE` (contract Vendée Centre 2022-2026).
    """

    department: str
    """INSEE code: `24`, `2A`, `974`."""
    siren: str
    act_date: date
    local_number: str
    nature: str

    @classmethod
    def parse(cls, text: str) -> "ActNumber":
        """Reads a number as it is printed, spaces around it allowed. Raises InvalidValue naming the part at fault."""
        parts = text.strip().split("-")
        if len(parts) != len(_ACT_PARTS):
            raise _wrong_act(
                text, Text("il faut cinq parties séparées par des tirets", "it needs five parts with hyphens")
            )
        for part, (form, reason) in zip(parts, _ACT_PARTS, strict=True):
            if not form.fullmatch(part):
                raise _wrong_act(text, reason)
        department, authority, day, local_number, nature = parts
        try:
            act_date = parse_day(f"{day[:4]}-{day[4:6]}-{day[6:]}")
        except InvalidValue as refusal:
            said = refusal.message
            raise _wrong_act(text, Text(said.fr.removesuffix("."), said.en.removesuffix("."))) from refusal
        return cls(department.removeprefix("0"), siren(authority), act_date, local_number, nature)

    @property
    def nature_label(self) -> Text | None:
        """What the act is, where its code is one of `ACT_NATURES`."""
        return ACT_NATURES.get(self.nature)

    def __str__(self) -> str:
        return f"{self.department:0>3}-{self.siren}-{self.act_date:%Y%m%d}-{self.local_number}-{self.nature}"


def _wrong_act(text: str, reason: Text) -> InvalidValue:
    return _wrong_number(
        text,
        reason,
        Text(
            f"tapez le numéro de l’accusé de réception, comme {_ACT_EXAMPLE}",
            f"type the number of the receipt, like {_ACT_EXAMPLE}",
        ),
    )


_LONGEST_FILE_NAME = 200
"""Bytes in UTF-8: less than any file system's limit, with room for what a download adds."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)


def file_name(text: str) -> str:
    """The name to show for a file somebody handed over, good on every system. The file itself is stored under its hash.

    Folders before the name are dropped; what Windows refuses or a command line would take for an option is replaced.
    Raises InvalidValue where nothing is left, and for hidden characters and quotation marks.
    """
    # Compatibility forms go first: « ．．／secret » only shows its path once it is normalised.
    typed = unicodedata.normalize("NFKC", text)
    last = re.split(r"[/\\]", typed.rstrip("/\\ ."))[-1]
    name = clean(last, Text("le nom du fichier", "the file name"), max_length=2_000)
    if '"' in name:
        raise InvalidValue(
            Text("le nom du fichier : un guillemet droit.", "the file name: a straight quotation mark."),
            Text("renommez le fichier", "rename the file"),
        )
    name = re.sub(r"[<>:|?*]", "_", re.sub(r"^[A-Za-z]:", "", name)).strip(". ")
    if _DEVICES.fullmatch(name) or name.startswith(("-", "~")):
        name = f"_{name}"
    return clean(_shortened(name), Text("le nom du fichier", "the file name"))


def _shortened(name: str) -> str:
    if len(name.encode()) <= _LONGEST_FILE_NAME:
        return name
    suffix = PurePosixPath(name).suffix
    if len(suffix.encode()) > 20:
        suffix = ""
    room = _LONGEST_FILE_NAME - len(suffix.encode())
    return name.encode()[:room].decode(errors="ignore").rstrip(". ") + suffix
