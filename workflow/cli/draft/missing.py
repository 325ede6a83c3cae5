"""How what is missing is said: each value with its full name, where it is asked for, and the command that gives it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflow.cli import drawing, output, phrases
from workflow.issuing.missing import Lack
from workflow.language import Text


@dataclass
class Value:
    """One value that is missing, perhaps in several documents."""

    lack: Lack
    places: list[str] = field(default_factory=list)
    """Where it is asked for, in words."""


def by_value(lacks: Mapping[str, Sequence[Lack]], titles: Mapping[str, str]) -> list[Value]:
    """The values that are missing in some drafts, each once, with the documents and headings that ask for it."""
    found: dict[tuple[str, str], Value] = {}
    for draft, missing in lacks.items():
        for lack in missing:
            value = found.setdefault((lack.label, lack.command or lack.path), Value(lack))
            heading = ", ".join(one for one in lack.under if one)
            title = titles.get(draft, "")
            value.places.append(f"{title} ({heading})" if title and heading else title or heading)
    return list(found.values())


def tell_count(count: int) -> None:
    """Say how many values are missing."""
    if not count:
        output.success(Text("Rien n’y manque.", "Nothing is missing."))
        return
    output.warning(
        phrases.count(count, ("valeur à compléter", "valeurs à compléter"), ("value missing", "values missing"))
    )


def tell(values: Sequence[Value]) -> None:
    """Say each value that is missing; those that the dossier has by now are told apart."""
    for value in values:
        lack = value.lack
        drawing.item(output.DONE if lack.given else output.DOT, lack.label, lack.path, indent=2)
        places = [place for place in value.places if place]
        if places:
            listed = " ; ".join(places), "; ".join(places)
            drawing.prose(Text(f"demandé dans : {listed[0]}", f"asked for in: {listed[1]}"), indent=4)
        if lack.given:
            drawing.prose(Text("connu depuis", "known by now"), indent=4)
        elif lack.at_signing:
            drawing.prose(Text("à la main, en signant", "by pen, when signing"), indent=4)
        elif lack.command:
            output.remedy(lack.command, indent=4)
        else:
            output.remedy(
                Text("à écrire dans le fichier Word", "to be written in the Word file"),
                indent=4,
            )


def described(lack: Lack) -> dict[str, Any]:
    """A missing value as JSON has it."""
    return {
        "path": lack.path,
        "label": lack.label,
        "command": lack.command,
        "under": list(lack.under),
        "given": lack.given,
    }
