"""The words a template has for French: `{{ territoire.nom | de }}`, `{{ projets | somme("cout") | montant }}`.

A filter that is given a missing value gives it back, so that it is shown where it is missing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from workflow import french
from workflow.dates import Period, Precision
from workflow.documents.budget import current
from workflow.documents.escaping import escaped, unescaped
from workflow.documents.faults import Misused
from workflow.documents.gaps import Gap, Missing
from workflow.documents.writing import Prose, along, is_markdown, written
from workflow.language import Text
from workflow.money import format_amount
from workflow.names import LONGEST_TEXT

Filter = Callable[..., Any]

FILTERS: dict[str, Filter] = {}
"""The filters of templates, by name."""
MEANINGS: dict[str, Text] = {}
"""What each does, for those who write templates."""
TAKES: dict[str, tuple[int, int]] = {}
"""How many arguments each takes after the value, at least and at most."""


def word(meaning: Text, least: int = 0, most: int = 0) -> Callable[[Filter], Filter]:
    """Give templates a filter under the function's own name; `least` and `most` are as in `TAKES`."""

    def register(made: Filter) -> Filter:
        name = made.__name__.rstrip("_")
        FILTERS[name] = made
        MEANINGS[name] = meaning
        TAKES[name] = (least, max(least, most))
        return made

    return register


def _items(value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):  # a list is one that the template wrote itself
        raise Misused("ce n’est pas une liste", "this is not a list")
    current.get().step(len(value))
    return tuple(value)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Misused("ce n’est pas un texte", "this is not a text")
    return value


def _number(value: Any) -> int:
    if type(value) is not int:
        raise Misused("ce n’est pas un nombre", "this is not a number")
    return value


def unless_missing(preposition: str = "") -> Callable[[Filter], Filter]:
    """A filter that gives a missing value back, after the preposition it would have had."""

    def guarded(made: Filter) -> Filter:
        @wraps(made)
        def given(value: Any, *arguments: Any) -> Any:
            if isinstance(value, Gap):
                return replace(value, before=preposition) if preposition else value
            return made(value, *arguments)

        return given

    return guarded


# ---- days, numbers, amounts ------------------------------------------------------------------------------------------


@word(Text("un jour en toutes lettres : 30 avril 2019", "a day in words: 30 avril 2019"))
@unless_missing()
def date(value: Any) -> str:
    """A day in words without article; « la semaine du 18 mars 2019 », « mars 2019 », « 2019 »."""
    return french.typeset(Period.from_iso(_text(value)).in_words("fr").removeprefix("le "))


_PREPOSITIONS: Mapping[str, Mapping[Precision, str]] = {
    "quand": {Precision.DAY: "", Precision.WEEK: "dans ", Precision.MONTH: "en ", Precision.YEAR: "en "},
    "du": {Precision.DAY: "du ", Precision.WEEK: "de ", Precision.MONTH: "de ", Precision.YEAR: "de "},
    "au": {Precision.DAY: "au ", Precision.WEEK: "dans ", Precision.MONTH: "en ", Precision.YEAR: "en "},
}
"""What stands before « le 30 avril 2019 », « la semaine du 18 mars 2019 », « mars 2019 », « 2019 »."""


def _in_a_sentence(value: Any, how: str) -> str:
    period = Period.from_iso(_text(value))
    preposition, words = _PREPOSITIONS[how][period.precision], period.in_words("fr")
    if preposition in ("du ", "au "):
        words = words.removeprefix("le ")
    return french.typeset(preposition + words)


@word(Text("quand : le 30 avril 2019, en mars 2019", "when: le 30 avril 2019, en mars 2019"))
@unless_missing("le ")
def quand(value: Any) -> str:
    """When it happened, in a sentence."""
    return _in_a_sentence(value, "quand")


@word(Text("à compter de quand : du 30 avril 2019, de mars 2019", "from when: du 30 avril 2019, de mars 2019"))
@unless_missing("du ")
def du(value: Any) -> str:
    """Since when, in a sentence."""
    return _in_a_sentence(value, "du")


@word(Text("situation à quand : au 30 avril 2019, en mars 2019", "as of when: au 30 avril 2019, en mars 2019"))
@unless_missing("au ")
def au(value: Any) -> str:
    """As of when, in a sentence."""
    return _in_a_sentence(value, "au")


@word(Text("l’année d’un jour : 2019", "the year of a day: 2019"))
@unless_missing()
def annee(value: Any) -> str:
    """The year of a period."""
    return str(Period.from_iso(_text(value)).first.year)


@word(Text("un montant en euros : 1 234,50 €", "an amount in euros: 1 234,50 €"))
@unless_missing()
def montant(value: Any) -> Prose:
    """An amount given in cents."""
    return Prose(format_amount(_number(value), "fr"))


@word(Text("un nombre, ses milliers séparés : 1 200", "a number, its thousands apart: 1 200"))
@unless_missing()
def nombre(value: Any) -> str:
    """A whole number."""
    return french.grouped(_number(value))


@word(Text("combien d’éléments a une liste", "how many elements a list has"))
def length(value: Any) -> int:
    """The number of elements of a list."""
    return len(_items(value))


def _count(value: Any) -> int:
    return _number(value) if type(value) is int else len(_items(value))


@word(Text("le mot qui va avec un nombre ou une liste", "the word that goes with a number or a list"), least=2)
@unless_missing()
def pluriel(value: Any, singular: str, plural: str) -> str:
    """`{{ regions | pluriel("la Région", "les Régions") }}`: 0 and 1 take the singular."""
    return french.plural(_count(value), singular, plural)


@word(Text("le nombre et son mot : 12 projets", "the number and its word: 12 projets"), least=2)
@unless_missing()
def compte(value: Any, singular: str, plural: str) -> str:
    """`{{ projets | compte("projet", "projets") }}`."""
    return french.counted(_count(value), singular, plural)


_IN_WORDS = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize"),
    *("quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt"),
)


@word(Text("un nombre en lettres jusqu’à vingt : treize", "a number in letters up to twenty: treize"), most=1)
@unless_missing()
def lettres(value: Any, feminine: bool = False) -> str:
    """A number in letters, as prose has it; above twenty, in digits."""
    count = _count(value)
    if count == 1 and feminine:
        return "une"
    return _IN_WORDS[count] if 0 <= count < len(_IN_WORDS) else nombre(count)


@word(
    Text("le total d’une colonne, inconnu si l’un des termes l’est", "the total of a column, missing if a term is"),
    least=1,
)
def somme(value: Any, path: str) -> int | Gap:
    """The sum of the values at `path`; missing, with every term that lacks, where one is missing."""
    terms = [along(item, path) for item in _items(value)]
    lacking = [term for term in terms if isinstance(term, Gap)]
    if lacking:
        return Gap(f"total ({lacking[0].label})", tuple(one for gap in lacking for one in gap.missing))
    return sum(_number(term) for term in terms)


# ---- names and lists -------------------------------------------------------------------------------------------------


@word(Text("avec l’article : le Pays de l’Aigle, Carros", "with its article: le Pays de l’Aigle, Carros"))
@unless_missing()
def le(value: Any) -> str:
    """The name with its article, if it takes one."""
    return french.le_territoire(_text(value))


@word(Text("après « de » : du Pays de l’Aigle, d’Axe Seine", "after “de”: du Pays de l’Aigle, d’Axe Seine"))
@unless_missing("de ")
def de(value: Any) -> str:
    """The name after « de »."""
    return french.de_territoire(_text(value))


@word(Text("après « à » : au Pays de l’Aigle, à Carros", "after “à”: au Pays de l’Aigle, à Carros"))
@unless_missing("à ")
def a(value: Any) -> str:
    """The name after « à »."""
    return french.a_territoire(_text(value))


@word(Text("la première lettre en majuscule", "the first letter in upper case"))
@unless_missing()
def majuscule(value: Any) -> str:
    """The same with a capital letter."""
    text = value if is_markdown(value) else _text(value)
    return type(text)(text[:1].upper() + text[1:])


@word(Text("tout en majuscules", "all in capitals"))
@unless_missing()
def capitales(value: Any) -> str:
    """The same in capital letters."""
    return _text(value).upper()


@word(Text("une énumération : a, b et c", "an enumeration: a, b et c"), most=1)
def liste(value: Any, path: str = "") -> Prose:
    """The elements, or what each has at `path`, as French enumerates them."""
    texts = [str(written(along(item, path) if path else item)) for item in _items(value)]
    return Prose(french.enumerate_fr(texts))


@word(Text("les éléments qui ont cette valeur", "the elements that have this value"), least=1, most=2)
def avec(value: Any, path: str, wanted: Any = True) -> tuple[Any, ...]:
    """`{{ projets | avec("statut.code", "done") | length }}`; without a value, those that have one."""
    return tuple(item for item in _items(value) if _is(along(item, path), wanted))


@word(Text("les éléments qui ne l’ont pas", "the elements that have not"), least=1, most=2)
def sans(value: Any, path: str, wanted: Any = True) -> tuple[Any, ...]:
    """The others."""
    return tuple(item for item in _items(value) if not _is(along(item, path), wanted))


def _is(value: Any, wanted: Any) -> bool:
    return bool(value) if wanted is True else not isinstance(value, Gap) and value == wanted


@word(Text("l’office au genre de la personne : présidente", "the office in the person's gender: présidente"), least=1)
@unless_missing()
def accord(value: Any, gender: Any) -> str:
    """The office in the gender `f` or `m`; as it is where the gender is not known."""
    return french.office(_text(value), french.Gender.of(_text(gender))) if gender else _text(value)


@word(
    Text("ce qu’on écrit quand la valeur manque et que ce n’est pas grave", "what is written where nothing is fine"),
    most=1,
)
def sinon(value: Any, other: str = "") -> Any:
    """The value, or `other` where it is missing: then nothing is asked for."""
    return other if isinstance(value, Gap) or value == "" else value


@word(Text("ce qu’une personne doit écrire : un manque sans commande", "what is to be written: a gap"))
def a_completer(value: Any) -> Gap:
    """`{{ "annexe cartographique" | a_completer }}`: shown and listed as a gap, which no command fills."""
    label = unescaped(str(value)) if is_markdown(value) else _text(value)
    return Gap(label, (Missing(f"texte[{label}]", label),))


_PARAGRAPHS = re.compile(r"\n+")


@word(Text("un texte long en paragraphes", "a long text in paragraphs"))
@unless_missing()
def paragraphes(value: Any) -> Prose:
    """A text of several lines, each a paragraph: for a place where a paragraph may stand."""
    return Prose("\n\n".join(_lines(value)))


_DASH = re.compile(r"^[ \u00a0]*[-–—•*·▪●○◦‣][ \u00a0\u202f]+")  # as a list is pasted, inner items set in


@word(Text("un texte long en liste, un tiret par ligne", "a long text as a list, one item for each line"))
@unless_missing()
def tirets(value: Any) -> Prose:
    """A text of several lines, each an item of a list: for a place where a list may stand."""
    return Prose("\n".join(f"- {line}" for line in _lines(value, _DASH)))


def _lines(value: Any, marks: re.Pattern[str] | None = None) -> list[str]:
    """The lines of a text in which something can be seen, as Markdown, without the marks that people typed before."""
    lines = _PARAGRAPHS.split(_text(value)[:LONGEST_TEXT])
    return [one for one in (escaped(marks.sub("", line) if marks else line) for line in lines) if one]


# ---- what the sandbox itself says ------------------------------------------------------------------------------------

PROSE, EACH, JOINED = "§prose", "§each", "§joined"
"""The filters that `workflow.documents.allowed` puts around text, loops and `~`; no template can write their names."""


def _each(value: Any) -> Sequence[Any]:
    return _items(value)


def _joined(values: Sequence[Any]) -> Prose:
    return Prose("".join(str(written(value)) for value in values))


INNER: Mapping[str, Filter] = {PROSE: Prose, EACH: _each, JOINED: _joined}

TESTS: Mapping[str, Callable[[Any], bool]] = {
    "connu": lambda value: not isinstance(value, Gap),
    "manquant": lambda value: isinstance(value, Gap),
}
"""The tests of templates: `{% if projet.cout is connu %}`, which is not `{% if projet.cout %}` for a cost of zero."""
