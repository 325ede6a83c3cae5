"""French as administrations write it: articles before names of territories, lists, plurals, offices, spaces.

A territory's name may begin with a noun that takes an article (« le Pays de l’Aigle », « les Collines de Normandie »),
with the article of a town (« Le Port »: « du Port »), or with the name of a town, which takes none (« Carros »). Which
one it is follows from its first word, and the words are listed here: they were gathered by reading the names of all the
territories of both phases of the programme, and the authorities that vote and sign. A name that begins with none of
them is treated as a town's.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from workflow.date_forms import MONTHS
from workflow.errors import InvalidValue
from workflow.language import Text, no_break
from workflow.names import fold, quoted

# ---- articles --------------------------------------------------------------------------------------------------------


def _beginning(words: str, *, towns_have_hyphens: str = "") -> re.Pattern[str]:
    # « Mont des Avaloirs » takes an article and the town of Mont-de-Marsan none; « Grand-Orly » takes one all the same.
    listed, unhyphenated = "|".join(words.split()), "|".join(towns_have_hyphens.split()) or "(?!)"
    return re.compile(f"(?:(?:{listed})(?![a-z])|(?:{unhyphenated})(?![a-z-]))")


_ARTICLES = {
    "les": _beginning(
        "alliances alpes ardennes bassins collines cotes hautes landes portes pyrenees savanes vallees vosges yvelines",
        towns_have_hyphens="pays(?=.de.la.loire) terres trois",
    ),
    "le": _beginning(
        "agenais anjou auxois beaujolais beauvaisis berry bocage boulonnais centre choletais coeur comminges cotentin "
        "est finistere gard grand hainaut haut interdepartemental libournais montargois niortais nord ouest perche "
        "perigord petr puy-en-velay roannais saint-quentinois scot soissonnais sud tarn vaucluse etablissement ept "
        "comite conseil departement syndicat",
        towns_have_hyphens="bassin mont pays pole territoire val",
    ),
    "la": _beginning(
        "agglomeration alsace ariege bretagne ca cab cc communaute commune cote cu haute metropole moselle plastics "
        "sologne thierache yonne assemblee collectivite region",
        towns_have_hyphens="baie boucle plaine porte vallee ville",
    ),
}
_OWN_ARTICLE = re.compile(r"(le|la|les) +|(l)['’]", re.IGNORECASE)
_MUTE_H = re.compile("h(?:ab|el|en|er|eu|ir|is|om|op|or|ui|um|y)")


def le_territoire(name: str) -> str:
    """The name with its article, if it takes one: « le Pays de l’Aigle », « l’Auxois Morvan », « Carros »."""
    name = apostrophes(name)
    article = _article(name)
    return elide(article, name) if article else name


def de_territoire(name: str) -> str:
    """The name after « de »: « du Pays de l’Aigle », « des Collines de Normandie », « d’Axe Seine », « du Port »."""
    return _after({"le": "du", "les": "des", "": "de"}, "de", name)


def a_territoire(name: str) -> str:
    """The name after « à »: « au Pays de l’Aigle », « aux Collines de Normandie », « à Carros », « au Port »."""
    return _after({"le": "au", "les": "aux", "": "à"}, "à", name)


def _after(contracted: dict[str, str], preposition: str, name: str) -> str:
    name = apostrophes(name)
    own = _OWN_ARTICLE.match(name)
    if own:
        article = (own[1] or "l").lower()
        bare = name[own.end() :]
        return f"{contracted[article]} {bare}" if article in contracted else f"{preposition} {name}"
    article = _article(name)
    if article in contracted and not (article == "le" and _elides(name)):
        return elide(contracted[article], name)
    return f"{preposition} {elide(article, name)}"


def _article(name: str) -> str:
    plain = "-".join(fold(part) for part in name.split("-"))
    return next((article for article, beginning in _ARTICLES.items() if beginning.match(plain)), "")


def elide(word: str, name: str) -> str:
    """`de`, `le`, `la` or `que` before the name, elided where French elides: « d’Axe Seine », « de Carros »."""
    name = apostrophes(name)
    if word in ("de", "le", "la", "que") and _elides(name):
        return f"{word[:-1]}’{name}"
    return f"{word} {name}"


def _elides(name: str) -> bool:
    plain = fold(name)
    return plain.startswith(tuple("aeiouy")) or bool(_MUTE_H.match(plain))


_ABBREVIATED = {
    "CC": "communauté de communes",
    "CA": "communauté d’agglomération",
    "CU": "communauté urbaine",
    "EPT": "établissement public territorial",
    "PETR": "pôle d’équilibre territorial et rural",
}


def in_full(name: str) -> str:
    """An authority's name with its legal form spelt out: « CC du Val d'Amboise » is a « communauté de communes … »."""
    form, _, rest = apostrophes(name).partition(" ")
    return f"{_ABBREVIATED[form]} {rest}" if form in _ABBREVIATED and rest else apostrophes(name)


# ---- counts and lists ------------------------------------------------------------------------------------------------


def enumerate_fr(items: Sequence[str]) -> str:
    """« a », « a et b », « a, b et c »; nothing for no item."""
    *first, last = items or ("",)
    return f"{', '.join(first)} et {last}" if first else last


def plural(count: int, singular: str, plural_form: str) -> str:
    """The word that goes with the count: French says 0 projet, 1 projet, 2 projets."""
    return singular if abs(count) < 2 else plural_form


def grouped(count: int) -> str:
    """The count with its thousands set apart: « 1 200 »."""
    return f"{count:,}".replace(",", "\u202f")


def counted(count: int, singular: str, plural_form: str) -> str:
    """The count and its word, never parted: « 1 200 projets »."""
    return f"{grouped(count)}\u00a0{plural(count, singular, plural_form)}"


# ---- persons ---------------------------------------------------------------------------------------------------------


class Gender(StrEnum):
    """The grammatical gender of a person's office and civility."""

    FEMININE = "f"
    MASCULINE = "m"

    @classmethod
    def of(cls, civility: str) -> "Gender":
        """The gender that « Mme », « Madame », « M. », « Monsieur », `f` or `m` stands for. Raises InvalidValue."""
        folded = fold(civility)
        if folded in ("mme", "madame", "mlle", "mademoiselle", "ms", "mrs", "f"):
            return cls.FEMININE
        if folded in ("m", "mr", "monsieur"):
            return cls.MASCULINE
        shown = quoted(civility)
        raise InvalidValue(
            Text(f"{shown.fr} : ce n’est pas une civilité.", f"{shown.en}: this is not a form of address."),
            Text("tapez Mme ou M.", "type Mme or M."),
        )


def civility(gender: Gender) -> Text:
    """« Mme » or « M. »."""
    return Text("Mme", "Ms") if gender is Gender.FEMININE else Text("M.", "Mr")


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("/") for pair in text.split())


_OFFICES = _pairs(
    "adjoint/adjointe administrateur/administratrice animateur/animatrice chargé/chargée chef/cheffe "
    "conseiller/conseillère coordinateur/coordinatrice coordonnateur/coordonnatrice délégué/déléguée député/députée "
    "directeur/directrice dirigeant/dirigeante élu/élue entrepreneur/entrepreneuse fondateur/fondatrice "
    "gérant/gérante ingénieur/ingénieure préfet/préfète président/présidente référent/référente "
    "représentant/représentante sénateur/sénatrice trésorier/trésorière"
)
_QUALITIES = _pairs(
    "administratif/administrative associé/associée commercial/commerciale départemental/départementale "
    "exécutif/exécutive financier/financière général/générale industriel/industrielle interrégional/interrégionale "
    "métropolitain/métropolitaine municipal/municipale premier/première régional/régionale suppléant/suppléante "
    "territorial/territoriale"
)
_FEMININE = _OFFICES | _QUALITIES
_MASCULINE = {feminine: masculine for masculine, feminine in _FEMININE.items()}
_COMPLEMENT = ("de", "du", "des", "à", "au", "aux", "en", "par", "pour", "chez", "auprès", "près")


def office(title: str, gender: Gender) -> str:
    """The office in the gender of who holds it: « préfet » is « préfète », « maire » stays « maire ».

    Only the office agrees, not what it is the office of: « présidente du conseil régional ». After a comma or « et »
    another office may follow. Words that are not listed stay as they are.
    """
    known = _FEMININE if gender is Gender.FEMININE else _MASCULINE
    agreed: list[str] = []
    agreeing = True
    for word in apostrophes(title).split(" "):
        before = agreed[-1] if agreed else ""
        if before.endswith(",") or before == "et":
            agreeing = fold(word.split("-")[-1]) in _OFFICE_WORDS
        elif word in _COMPLEMENT or word.startswith("d’"):
            agreeing = False
        agreed.append("-".join(_agree(part, known) for part in word.split("-")) if agreeing else word)
    return " ".join(agreed)


_OFFICE_WORDS = {fold(word) for pair in _OFFICES.items() for word in pair} | {"maire", "ministre", "secretaire"}


def _agree(word: str, known: dict[str, str]) -> str:
    bare = word.rstrip(",")
    agreed = known.get(bare.lower(), bare.lower())
    if agreed == bare.lower():
        return word
    return (agreed.capitalize() if bare[:1].isupper() else agreed) + word[len(bare) :]


# ---- the page --------------------------------------------------------------------------------------------------------

_ADDRESS = re.compile(r"(\S+://\S+|\S+@\S+)")
_MONTH_NAMES = "|".join(MONTHS.fr.split())
_FIRST_OF_MONTH = re.compile(rf"\b1(?: er)? (?={_MONTH_NAMES})")
_UNITS = f"{_MONTH_NAMES}|k€|M€|Md€|km|ha|h|min|ans?|mois|jours?"
_KEPT_TOGETHER = re.compile(
    rf"(?<=[0-9]) (?=(?:{_UNITS})(?!\w))|(?<=\b1er) (?=(?:{_MONTH_NAMES})\b)"
    r"|(?:(?<=\bM[.])|(?<=\bMM[.])|(?<=\bMme)|(?<=\bMmes)) (?=[A-ZÀ-Ý])"
)


def apostrophes(text: str) -> str:
    """The same with typographic apostrophes: « l’Aigle »."""
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


def typeset(prose: str) -> str:
    """Our own French prose, ready for a page: ’, …, 1er, and the spaces at which no line may be cut.

    Addresses of sites and mail are left alone, and no space is added: 9:30 stays. For the text of templates, never for
    data: titles and identifiers are shown as they were given.
    """
    pieces = _ADDRESS.split(prose)
    return "".join(piece if position % 2 else _typeset(piece) for position, piece in enumerate(pieces))


def _typeset(prose: str) -> str:
    signs = _FIRST_OF_MONTH.sub("1er ", apostrophes(prose).replace("...", "…"))
    return _KEPT_TOGETHER.sub("\u00a0", no_break(signs))
