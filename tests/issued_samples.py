"""Drafts to be made into files, without any database: a protocol as one would write it, and titles made to do harm.

from issued_samples import HOSTILE, PROTOCOL, issued

issued()                          # the protocol, version 3, not final
issued("# Titre\\n\\nTexte", final=True)
"""

import datetime as dt
from pathlib import Path

from workflow.documents.escaping import escaped, visible
from workflow.documents.formats import Issued

FOLDER = Path(__file__).parent / "formats"
PROTOCOL = (FOLDER / "protocole.md").read_text(encoding="utf-8")
TITLE = "Protocole d’accord du Territoire d’industrie «\u00a0Val de Sarre et Trois Rivières\u00a0»"
DATA = '{"projets":[{"cout":128450000,"titre":"Friche Saint-Joseph"}],"territoire":{"nom":"Val de Sarre"}}'


def issued(text=PROTOCOL, **given):
    """A draft, with whatever is given otherwise."""
    first = text.partition("\n")[0].removeprefix("# ")
    values = {
        "text": text,
        "title": TITLE if text == PROTOCOL else first,
        "dossier": "val-de-sarre-2018",
        "document": "protocol",
        "version": 3,
        "reference": "Val de Sarre et Trois Rivières – protocole d’accord",
        "short_hash": "1a2b3c4d5e6f",
        "template_digest": "ab" * 32,
        "data_json": DATA,
        "final": False,
        "made_on": dt.date(2019, 4, 30),
    }
    return Issued(**{**values, **given})


HOSTILE = (
    '#import "@preview/cetz:0.3.4": *',
    '#read("/etc/passwd")',
    '#eval("1+1") #set page(width: 1pt)',
    "$ sum_(i=0)^n $ @label <label>",
    "*gras* _souligné_ ~barré~ | cellule",
    "**gras** `code` ``` bloc",
    "<script>alert(1)</script>",
    "<b onmouseover=alert(1)>a</b> &amp; &lt; &#60;",
    "{{7*7}} {% for x in y %} {# rien #}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "- puce",
    "+ un signe plus en tête",
    "1. liste",
    "# titre ## sous-titre",
    "> citation",
    "---",
    "| a | b | c",
    "a | b",
    "[lien](javascript:alert(1))",
    "![image](https://mechant.example/x.png)",
    "[À COMPLÉTER : faux manque]",
    "</w:t></w:r></w:p><w:p/>",
    "]]> <!-- --> <![CDATA[x]]>",
    "<?xml version='1.0'?><!DOCTYPE a>",
    "nul\x00cloche\x07retour",
    "gauche\u202eetiord",
    "fin\\",
    "\\\\serveur\\partage\\",
    "=cmd|' /C calc'!A0",
    "L'élève « Œdipe » paye 12 € : n° 4 ; l’été… – 100 % ½ ² “x” fi fl",
)
"""Thirty titles of projects that would be something else in one of the formats, were they not escaped."""


def everywhere(text):
    """A draft that says a text in a heading, a paragraph, in bold, between words, in lists and in cells."""
    said = escaped(text)
    return (
        f"# Document {said}\n\n## Section {said}\n\n{said}\n\navant {said} après\n\n**{said}** *{said}*\n\n"
        f"- {said}\n- deux\n  1. {said}\n\n"
        f"| Titre | {said} |\n|:---|---:|\n| {said} | 12\u202f000\u00a0€ |\n| x | {said} |\n"
    )


def seen(text):
    """What must be read of it in the files."""
    return visible(text)
