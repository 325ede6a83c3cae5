"""The hundred and one French departments: their codes, their regions, and how French speaks of their prefects.

Codes are INSEE's and are text: « 01 » is Ain, « 2A » Corse-du-Sud, « 974 » La Réunion. They are another list than the
regions': department 76 is in Normandie, region 76 is Occitanie. Names and articles are those of INSEE's Code officiel
géographique; a department that takes no article (Paris, Loir-et-Cher, Mayotte) is written without.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from workflow.errors import UnknownName
from workflow.language import Text
from workflow.names import fold, nearest, shown
from workflow.regions import REGIONS

_BY_REGION = {
    "01": "971 la Guadeloupe",
    "02": "972 la Martinique",
    "03": "973 la Guyane",
    "04": "974 La Réunion",
    "06": "976 Mayotte",
    "11": "75 Paris, 77 Seine-et-Marne, 78 les Yvelines, 91 l’Essonne, 92 les Hauts-de-Seine, 93 la Seine-Saint-Denis, "
    "94 le Val-de-Marne, 95 le Val-d’Oise",
    "24": "18 le Cher, 28 Eure-et-Loir, 36 l’Indre, 37 Indre-et-Loire, 41 Loir-et-Cher, 45 le Loiret",
    "27": "21 la Côte-d’Or, 25 le Doubs, 39 le Jura, 58 la Nièvre, 70 la Haute-Saône, 71 Saône-et-Loire, 89 l’Yonne, "
    "90 le Territoire de Belfort",
    "28": "14 le Calvados, 27 l’Eure, 50 la Manche, 61 l’Orne, 76 la Seine-Maritime",
    "32": "02 l’Aisne, 59 le Nord, 60 l’Oise, 62 le Pas-de-Calais, 80 la Somme",
    "44": "08 les Ardennes, 10 l’Aube, 51 la Marne, 52 la Haute-Marne, 54 Meurthe-et-Moselle, 55 la Meuse, "
    "57 la Moselle, 67 le Bas-Rhin, 68 le Haut-Rhin, 88 les Vosges",
    "52": "44 la Loire-Atlantique, 49 Maine-et-Loire, 53 la Mayenne, 72 la Sarthe, 85 la Vendée",
    "53": "22 les Côtes-d’Armor, 29 le Finistère, 35 Ille-et-Vilaine, 56 le Morbihan",
    "75": "16 la Charente, 17 la Charente-Maritime, 19 la Corrèze, 23 la Creuse, 24 la Dordogne, 33 la Gironde, "
    "40 les Landes, 47 Lot-et-Garonne, 64 les Pyrénées-Atlantiques, 79 les Deux-Sèvres, 86 la Vienne, "
    "87 la Haute-Vienne",
    "76": "09 l’Ariège, 11 l’Aude, 12 l’Aveyron, 30 le Gard, 31 la Haute-Garonne, 32 le Gers, 34 l’Hérault, 46 le Lot, "
    "48 la Lozère, 65 les Hautes-Pyrénées, 66 les Pyrénées-Orientales, 81 le Tarn, 82 Tarn-et-Garonne",
    "84": "01 l’Ain, 03 l’Allier, 07 l’Ardèche, 15 le Cantal, 26 la Drôme, 38 l’Isère, 42 la Loire, 43 la Haute-Loire, "
    "63 le Puy-de-Dôme, 69 le Rhône, 73 la Savoie, 74 la Haute-Savoie",
    "93": "04 les Alpes-de-Haute-Provence, 05 les Hautes-Alpes, 06 les Alpes-Maritimes, 13 les Bouches-du-Rhône, "
    "83 le Var, 84 Vaucluse",
    "94": "2A la Corse-du-Sud, 2B la Haute-Corse",
}
"""By the code of the region: code, article where there is one, name."""

_OF = {"": "de ", "l’": "de l’", "la ": "de la ", "le ": "du ", "les ": "des "}
"""What « de » and each article make."""
_VOWELS = "AEÉÈIO"


@dataclass(frozen=True, slots=True)
class Department:
    """One department, with the forms a sentence needs."""

    code: str
    """INSEE code of the department, two or three characters as text."""
    name: str
    """« Seine-Maritime »."""
    article: str
    """« la », « l’ »…, with the space where there is one; empty where it takes none."""
    region: str
    """Code of its region."""

    @property
    def the(self) -> str:
        """« la Seine-Maritime »."""
        return f"{self.article}{self.name}"

    @property
    def of(self) -> str:
        """« de la Seine-Maritime », « du Calvados », « d’Eure-et-Loir »."""
        if not self.article and self.name[0] in _VOWELS:
            return f"d’{self.name}"
        return f"{_OF[self.article]}{self.name}"

    @property
    def prefect(self) -> str:
        """« préfet de la Seine-Maritime »."""
        return f"préfet {self.of}"


def _listed() -> dict[str, Department]:
    found = {}
    for region, told in _BY_REGION.items():
        for one in told.split(", "):
            code, _, the = one.partition(" ")
            article = next((article for article in _OF if article and the.startswith(article)), "")
            found[code] = Department(code, the.removeprefix(article), article, region)
    return {code: found[code] for code in sorted(found)}


DEPARTMENTS: dict[str, Department] = _listed()
"""The departments by code, in the order of the codes: 19, 21, 22… 2A, 2B, 30."""

_BY_NAME = {
    fold(spelling): department
    for department in DEPARTMENTS.values()
    for spelling in (department.code, department.name, department.the, department.name.removeprefix("La "))
}
_LONGEST_FIRST = sorted(DEPARTMENTS.values(), key=lambda one: -len(fold(one.name)))


def department(text: str) -> Department:
    """The department of that code or name, with or without accents or article. Raises UnknownName with near ones."""
    asked = fold(text)
    found = _BY_NAME.get(asked)
    if found:
        return found
    raise UnknownName(
        Text("code ou nom de département", "department code or name"),
        shown(text),
        _near(asked),
        Text(
            "tapez un code INSEE (06, 2A, 76, 974…) ou un nom (Calvados, Seine-Maritime…)",
            "type an INSEE code (06, 2A, 76, 974…) or a name (Calvados, Seine-Maritime…)",
        ),
    )


def _near(asked: str) -> tuple[str, ...]:
    if re.fullmatch("0*2[0a-z]", asked):  # Corsica, one department until 1976
        near = [DEPARTMENTS["2A"], DEPARTMENTS["2B"]]
    elif asked.isdecimal():
        code = asked.lstrip("0").zfill(2)  # a spreadsheet drops a zero, an act number adds one
        near = [DEPARTMENTS[code]] if code in DEPARTMENTS else _beginning(code)
    else:
        near = [_BY_NAME[spelling] for spelling in nearest(asked, _BY_NAME, limit=6)]
    return tuple(dict.fromkeys(f"{one.code} {one.name}" for one in near))[:3]


def _beginning(code: str) -> list[Department]:
    alike = [one for known, one in DEPARTMENTS.items() if known.startswith(code[:2])]
    return alike or [one for known, one in DEPARTMENTS.items() if known.startswith(code[0])]


def named_in(text: str) -> tuple[Department, ...]:
    """The departments that a text names, longest names first: « préfet de la Loire-Atlantique » is not the Loire's."""
    left, found = f" {fold(text)} ", []
    for one in _LONGEST_FIRST:
        name = f" {fold(one.name)} "
        if name in left:
            left = left.replace(name, " | ")
            found.append(one)
    return tuple(found)


def outside(codes: Iterable[str], regions: Collection[str]) -> Iterator[Text]:
    """A warning for each department that lies in none of the regions; both are given by their codes."""
    for code in codes:
        found = DEPARTMENTS[code]
        if found.region not in regions:
            there = REGIONS[found.region]
            yield Text(
                f"Le département {code} ({found.name}) est {there.inside}, qui n’est pas parmi les régions données.",
                f"Department {code} ({found.name}) is in {there.english}, which is not among the regions given.",
            )
