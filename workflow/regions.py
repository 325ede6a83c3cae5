"""The eighteen French regions: their codes, the names people give them, and how French speaks of them.

Codes are INSEE's and are text: « 01 » is Guadeloupe. They are another list than the departments': region 76 is
Occitanie, department 76 is in Normandie. Names as printed in the press release of 6 May 2019 (« IDF »,
« Sud Provence Alpes Côte d’Azur », « Centre-Val-de-Loire ») are among the aliases.
"""

from dataclasses import dataclass

from workflow.errors import UnknownName
from workflow.language import Text
from workflow.names import fold, nearest, shown


@dataclass(frozen=True, slots=True)
class Region:
    """One region, with the forms a sentence needs."""

    code: str
    """INSEE code of the region, two digits as text."""
    name: str
    """« Hauts-de-France »."""
    of: str
    """« des Hauts-de-France »."""
    inside: str
    """« dans les Hauts-de-France »."""
    english: str
    """What English calls it."""
    aliases: tuple[str, ...] = ()
    authority: str = ""
    """The local authority that heads the programme there: « Région Hauts-de-France », « Collectivité de Corse »."""
    assembly: str = ""
    """The assembly that votes: « conseil régional des Hauts-de-France »."""

    @property
    def of_region(self) -> str:
        """« de la région Hauts-de-France »."""
        return f"de la région {self.name}"

    @property
    def label(self) -> Text:
        """The name in both languages."""
        return Text(self.name, self.english)


def _region(
    code: str,
    name: str,
    of: str,
    inside: str,
    *aliases: str,
    english: str = "",
    authority: str = "",
    assembly: str = "",
) -> Region:
    return Region(
        code=code,
        name=name,
        of=of,
        inside=inside,
        english=english or name,
        aliases=aliases,
        authority=authority or f"Région {name}",
        assembly=assembly or f"conseil régional {of}",
    )


REGIONS: dict[str, Region] = {
    region.code: region
    for region in (
        _region("01", "Guadeloupe", "de la Guadeloupe", "en Guadeloupe", "La Guadeloupe"),
        _region(
            "02",
            "Martinique",
            "de la Martinique",
            "en Martinique",
            "La Martinique",
            authority="Collectivité territoriale de Martinique",
            assembly="Assemblée de Martinique",
        ),
        _region(
            "03",
            "Guyane",
            "de la Guyane",
            "en Guyane",
            "La Guyane",
            "Guyane française",
            english="French Guiana",
            authority="Collectivité territoriale de Guyane",
            assembly="Assemblée de Guyane",
        ),
        _region(
            "04",
            "La Réunion",
            "de La Réunion",
            "à La Réunion",
            "Réunion",
            "Île de La Réunion",
            english="Réunion",
            authority="Région Réunion",
        ),
        _region(
            "06",
            "Mayotte",
            "de Mayotte",
            "à Mayotte",
            authority="Département de Mayotte",
            assembly="conseil départemental de Mayotte",
        ),
        _region("11", "Île-de-France", "d’Île-de-France", "en Île-de-France", "IDF", "Région parisienne"),
        _region("24", "Centre-Val de Loire", "du Centre-Val de Loire", "en Centre-Val de Loire", "Centre", "CVL"),
        _region(
            "27", "Bourgogne-Franche-Comté", "de Bourgogne-Franche-Comté", "en Bourgogne-Franche-Comté", "BFC", "BoFC"
        ),
        _region("28", "Normandie", "de Normandie", "en Normandie", english="Normandy"),
        _region(
            "32", "Hauts-de-France", "des Hauts-de-France", "dans les Hauts-de-France", "Les Hauts-de-France", "HDF"
        ),
        _region("44", "Grand Est", "du Grand Est", "dans le Grand Est", "Le Grand Est"),
        _region(
            "52", "Pays de la Loire", "des Pays de la Loire", "dans les Pays de la Loire", "Les Pays de la Loire", "PDL"
        ),
        _region("53", "Bretagne", "de Bretagne", "en Bretagne", english="Brittany"),
        _region("75", "Nouvelle-Aquitaine", "de Nouvelle-Aquitaine", "en Nouvelle-Aquitaine", "NAQ", "N-Aquitaine"),
        _region("76", "Occitanie", "d’Occitanie", "en Occitanie", "Occitanie / Pyrénées-Méditerranée"),
        _region("84", "Auvergne-Rhône-Alpes", "d’Auvergne-Rhône-Alpes", "en Auvergne-Rhône-Alpes", "ARA", "AURA"),
        _region(
            "93",
            "Provence-Alpes-Côte d’Azur",
            "de Provence-Alpes-Côte d’Azur",
            "en Provence-Alpes-Côte d’Azur",
            "PACA",
            "Sud",
            "Sud Provence Alpes Côte d’Azur",
        ),
        _region(
            "94",
            "Corse",
            "de Corse",
            "en Corse",
            "La Corse",
            english="Corsica",
            authority="Collectivité de Corse",
            assembly="Assemblée de Corse",
        ),
    )
}
"""The regions by code, in the order of the codes."""

_BY_NAME = {
    fold(spelling): region
    for region in REGIONS.values()
    for spelling in (region.code, region.name, region.english, *region.aliases)
}


def region(text: str) -> Region:
    """The region of that code, name or alias, with or without accents, « région » before it or not.

    Raises UnknownName with the near names.
    """
    asked = fold(text)
    found = _BY_NAME.get(asked) or _BY_NAME.get(asked.removeprefix("region "))
    if found:
        return found
    raise UnknownName(
        Text("code ou nom de région", "region code or name"),
        shown(text),
        _near(asked),
        Text(
            "tapez un code INSEE (11, 24, 28, 75…) ou un nom (Normandie, PACA…)",
            "type an INSEE code (11, 24, 28, 75…) or a name (Normandie, PACA…)",
        ),
    )


def _near(asked: str) -> tuple[str, ...]:
    if asked.zfill(2) in REGIONS:  # a spreadsheet made a number of the code
        return (f"{asked.zfill(2)} {REGIONS[asked.zfill(2)].name}",)
    near = (_BY_NAME[spelling].name for spelling in nearest(asked, _BY_NAME, limit=6))
    return tuple(dict.fromkeys(near))[:3]
