"""What people leave in a document to be filled in later: XXX, [XX/XX/2022], « à compléter », dotted lines.

Real contracts were voted with « n°XXX en date du XXX » and « directeur régional [XX] » in them. What is looked for is
what cannot be meant: ordinary French says that a measure is facultative, that a calendar remains to be defined, that a
quotation is cut […], and is left alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from workflow.documents.blocks import Block
from workflow.language import Text

_AROUND = 40
"""Characters shown on each side."""


class Kind(StrEnum):
    """What kind of thing was left."""

    GAP = "gap"
    CROSSES = "crosses"
    DATE = "date"
    WORDS = "words"
    BLANK = "blank"
    DOTS = "dots"

    @property
    def label(self) -> Text:
        """In words."""
        return _LABELS[self]


_LABELS = {
    Kind.GAP: Text("une valeur manque", "a value is missing"),
    Kind.CROSSES: Text("des croix sont restées", "crosses were left"),
    Kind.DATE: Text("une date est à écrire", "a date is to be written"),
    Kind.WORDS: Text("une consigne est restée", "an instruction was left"),
    Kind.BLANK: Text("des crochets sont vides", "brackets are empty"),
    Kind.DOTS: Text("des pointillés sont à remplir", "a dotted line is to be filled in"),
}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Something left to be filled in, and where."""

    kind: Kind
    text: str
    """As it is written."""
    around: str
    """With the words on both sides."""
    under: str
    """The heading it stands under, or nothing before the first."""


_SPACE = "[ \u00a0\u202f]"
_S = f"{_SPACE}?"
_MONTH = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_CROSS = r"(?:[Xx]{2,}|[Yy]{3,}|_{2,}|\?{2,})"

# Nobody means these, wherever they stand.
_SHOUTED = "À COMPLÉTER|A COMPLETER|À PRÉCISER|À RENSEIGNER|TODO|TBD|[Ll]orem ipsum"
# These are ordinary words, unless they stand alone or between brackets.
# « À préciser » alone may be meant of a calendar; « à compléter » never is.
_BLANK_TASK = f"[àaÀA]{_SPACE}(?:compl[ée]ter|renseigner|remplir|ins[ée]rer)"
_TASK = f"[àaÀA]{_SPACE}(?:compl[ée]ter|renseigner|pr[ée]ciser|d[ée]finir|remplir|ins[ée]rer|d[ée]terminer)"
_ASKED = (
    "(?:nom|prénom|civilité|qualité|fonction|date|lieu|montant|numéro|n°|intitulé|adresse|signature|cachet|logo|titre|"
    "raison sociale|indiquer|préciser|insérer|compléter|renseigner|ajouter|choisir|supprimer|rayer|liste des|jour|mois)"
)

_NO_DAY = r"(?:[Xx]{1,2}|JJ|jj|_{1,9}|…|\.{2,9})"
_NO_MONTH = r"(?:[Xx]{1,2}|MM|mm|_{1,9}|…|\.{2,9})"
_ANY_YEAR = r"(?:[0-9]{2,4}|20[Xx]{2}|[Xx]{2,4}|A{2,4}|a{2,4}|_{2,}|…|\.{2,})"
_SLASH = f"{_S}[/-]{_S}"
_AFTER_WHAT = "|".join(f"(?<={word}{_SPACE})" for word in ("[:,]", "par", "le", "la", "de", "à"))

_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.GAP, re.compile(rf"\[À COMPLÉTER{_S}:[^\[\]]*\]")),
    (
        Kind.DATE,
        re.compile(rf"\[?{_S}(?<![0-9A-Za-z])(?:{_NO_DAY}|[0-9]{{1,2}}){_SLASH}{_NO_MONTH}{_SLASH}{_ANY_YEAR}{_S}\]?"),
    ),
    (
        Kind.DATE,
        re.compile(
            rf"(?<![A-Za-z])(?:[Xx]{{2}}|JJ|_{{2,9}}|…|\.{{3,9}}|\[{_S}…?{_S}\]){_SPACE}(?:{_MONTH}|[Xx]{{2,}}|MM)"
            rf"{_SPACE}(?:(?:19|20)[0-9]{{2}}|20[Xx_.…]{{1,2}}|[Xx]{{2,4}}|A{{4}})"
        ),
    ),
    (Kind.DATE, re.compile(r"(?<!\w)20XX(?!\w)")),
    (
        Kind.WORDS,
        re.compile(rf"[\[(«{{<]{_S}(?:{_TASK}|facultatif|optionnel)(?!\w)[^\])»}}>]{{0,80}}[\])»}}>]", re.IGNORECASE),
    ),
    (Kind.WORDS, re.compile(rf"\[{_S}{_ASKED}(?!\w)[^\[\]]{{0,80}}\]", re.IGNORECASE)),
    (Kind.WORDS, re.compile(rf"(?<!\w)(?:{_SHOUTED})(?!\w)")),
    (Kind.CROSSES, re.compile(rf"\[{_S}{_CROSS}{_S}\]")),
    (Kind.CROSSES, re.compile(rf"(?:n°|N°|nº){_S}(?:{_CROSS}|…+|\.{{3,}})(?!\w)")),
    # Two crosses alone are a number or a part of a name, unless something is counted in them; « XXXe » is a century.
    (
        Kind.CROSSES,
        re.compile(rf"(?<![\w-])(?:X{{3,}}|x{{3,}}|XX(?={_SPACE}(?:€|k€|M€|%|euros|mois|ans|jours)))(?![\w-])"),
    ),
    # Dots that lead to a number at the end of the line are those of a table of contents.
    (Kind.DOTS, re.compile(r"_{4,}|(?:…[ \u00a0]?){2,}|(?<!\.)\.{5,}+(?![. ]*+[0-9]+$)|(?:\.[ \u00a0]){5,}")),
    (Kind.BLANK, re.compile(rf"\[{_SPACE}*\](?!\()")),
    (Kind.BLANK, re.compile(rf"(?:{_AFTER_WHAT}|^)\[(?:…|\.\.\.)\](?!{_S}»)")),
)

_ALONE = re.compile(
    rf"(?:[^:]{{1,60}}:{_SPACE}*)?(?P<left>{_BLANK_TASK}|facultatif|optionnel|[Xx]{{2,}}|\?{{2,}}|…|\.{{3,}}|_{{2,}}){_S}[.;,]?",
    re.IGNORECASE,
)
"""A paragraph or a cell that says nothing else, after a colon or alone."""


def find(blocks: Iterable[Block]) -> tuple[Placeholder, ...]:
    """All that was left to be filled in, in the order of the document."""
    return tuple(found for block in blocks for part in block.parts for found in _in(part, block.under))


def _in(text: str, under: str) -> Iterator[Placeholder]:
    taken: list[tuple[int, int, Kind]] = []
    covered = bytearray(len(text))
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(covered[start:end]):
                covered[start:end] = b"x" * (end - start)
                taken.append((start, end, kind))
    alone = None if taken else _ALONE.fullmatch(text)
    if alone:
        taken.append((*alone.span("left"), _kind_of(alone["left"])))
    for start, end, kind in sorted(taken):
        yield Placeholder(kind, text[start:end].strip(), _cut(text, start, end), under)


def _kind_of(left: str) -> Kind:
    if set(left) <= set("Xx?"):
        return Kind.CROSSES
    return Kind.WORDS if any(map(str.isalpha, left)) else Kind.DOTS


def _cut(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if start > _AROUND:
        before = f"…{before.partition(' ')[2]}"
    if end + _AROUND < len(text):
        after = f"{after.rpartition(' ')[0]}…"
    return f"{before}{text[start:end]}{after}"
