"""A new template from a short skeleton: enough to be previewed at once, and to show how one is written."""

import re
from pathlib import Path

from workflow.documents.sources import STEM
from workflow.documents.whole_file import write_file
from workflow.errors import AlreadyExists, InvalidValue
from workflow.language import Text
from workflow.names import clean, quoted, slugify
from workflow.workspace import TEMPLATES, shipped

_MARKS = set("{}\\`*_<>|#[]")
"""What means something to Markdown or to a template."""
_REFERENCE = re.compile(r"&#?\w+;")
"""What Markdown reads as another sign: `&amp;`."""

_SKELETON = """\
# {title} du Territoire d’industrie {{{{ territoire.nom }}}}

{{# Les variables : jalon templates inspect. Vérifier : jalon templates check. Essayer : jalon draft preview. #}}

## Article 1 – Objet

{{{{ "objet du document" | a_completer }}}}

## Article 2 – Le territoire

Le territoire compte {{{{ membres | compte("membre", "membres") }}}} : {{{{ membres | liste("designation") }}}}.

{about}
Document établi le {{{{ document.date | date }}}}.
"""

_ABOUT = {
    None: """\
## Article 3 – Les projets

{% for p in projets %}
- n° {{ p.numero }}, {{ p.titre }} : {{ p.cout | montant }}
{% else %}
Aucun projet n’est encore connu.
{% endfor %}
""",
    "project": """\
## Article 3 – Le projet n° {{ projet.numero }}

{{ projet.titre }}, porté par {{ projet.porteur }}, pour {{ projet.cout | montant }}.
""",
    "member": """\
## Article 3 – Le membre

{{ membre.designation | le | majuscule }} a pour représentant {{ membre.representant.appellation }}.
""",
    "region": """\
## Article 3 – La région

Le comité de pilotage régional {{ region.nom | de }} a examiné le dossier.
""",
}


def make(folder: Path, name: str, title: str, each: str | None) -> Path:
    """Write a new template and give where it is.

    `each` is one of `project`, `member`, `region`, or None for a document about the whole dossier. Raises InvalidValue
    for a name or a title that cannot be one, AlreadyExists where there is a template of that name, ours included.
    """
    _demand_name(name)
    path = folder / f"{name}.md"
    if path.exists() or (shipped() / TEMPLATES / path.name).is_file():
        raise AlreadyExists(
            Text(f"Il y a déjà un modèle « {name} ».", f"There is a template “{name}” already."),
            Text(f"modifiez-le : {path} ; ou prenez un autre nom", f"change it: {path}; or take another name"),
        )
    text = _SKELETON.format(title=_title(title), about=_ABOUT[each])
    write_file(path, text.encode())
    return path


def declaration(name: str, title: str, each: str | None) -> str:
    """What to write under `documents:` in states.yaml."""
    label = title.replace('"', "")
    drawn = f", each: {each}" if each else ""
    return f'  {name}: {{label: {{fr: "{label}", en: "{label}"}}{drawn}}}'


def _demand_name(name: str) -> None:
    if STEM.fullmatch(name):
        return
    shown = quoted(name)
    try:
        near = slugify(name).replace("-", "_")
    except InvalidValue:  # no letter of ours in it
        near = ""
    right = near if STEM.fullmatch(near) else "note_de_synthese"
    raise InvalidValue(
        Text(
            f"{shown.fr} n’est pas un nom de modèle : des minuscules sans accent, des chiffres et « _ ».",
            f"{shown.en} is no name for a template: lower case letters, digits and “_”.",
        ),
        Text(f"par exemple : {right}", f"for example: {right}"),
    )


def _title(title: str) -> str:
    cleaned = clean(title, Text("titre", "title"), 200)
    found = [*sorted(_MARKS & set(cleaned)), *_REFERENCE.findall(cleaned)]
    if found:
        marks = " ".join(found)
        raise InvalidValue(
            Text(f"Le titre contient {marks}, qui ont un sens pour un modèle.", f"The title contains {marks}."),
            Text("écrivez-le sans ces signes", "write it without those signs"),
        )
    return cleaned
