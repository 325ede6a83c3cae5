"""What the file of a draft is called: « Protocole d’accord – Axe Seine – v2 – projet.docx », safe on every system."""

import json
import re
import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import Any

from workflow import identifiers
from workflow.language import Text
from workflow.models import Draft

_LONGEST = {"label": 62, "item": 48, "territory": 46}
"""Bytes of each part in UTF-8, so that what comes last, the version, is never cut."""


SHORT = 12
"""Characters of a digest on paper: enough to tell two versions apart."""


class Stage(Enum):
    """What the file is."""

    PREVIEW = Text("aperçu", "preview")
    DRAFT = Text("projet", "draft")
    FINAL = Text("", "")


def file_name(document: str, data: Mapping[str, Any], version: int, stage: Stage, extension: str) -> str:
    """The name of a file made of such data; `document` is what it is called where the data does not say.

    It is in French, as the document is: the same draft has the same name for everybody.
    """
    label = data.get("document", {}).get("libelle") or document
    number, item = _item(data)
    parts = [
        _cut(f"{label} n° {number}" if number else label, "label"),
        _cut(item, "item"),
        _cut(data.get("territoire", {}).get("nom") or data.get("dossier", {}).get("id") or "", "territory"),
        f"v{version}",
        stage.value.fr,
    ]
    return identifiers.file_name(f"{' – '.join(part for part in parts if part)}.{extension}")


def short(draft: Draft) -> str:
    """What a draft is called in a few words: « Fiche-action n° 3 », « Projet de délibération, CC de Lacq-Orthez »."""
    data = json.loads(draft.data)
    label = data.get("document", {}).get("libelle") or draft.document
    number, item = _item(data)
    if number:
        return f"{label} n° {number}"
    return f"{label}, {item}" if item else label


def of_draft(draft: Draft, stage: Stage, extension: str) -> str:
    """The name of the file of a stored draft."""
    return file_name(draft.document, json.loads(draft.data), draft.version, stage, extension)


def reference(document: str, data: Mapping[str, Any]) -> str:
    """What stands at the head of each page: « Axe Seine – Protocole d’accord »."""
    label = data.get("document", {}).get("libelle") or document
    territory = data.get("territoire", {}).get("nom")
    return f"{territory} – {label}" if territory else label


def _item(data: Mapping[str, Any]) -> tuple[int | None, str]:
    """The number and the name of what the document is about, where it is not the whole dossier."""
    for name, called in (("projet", "titre"), ("membre", "nom"), ("region", "nom")):
        found = data.get(name)
        if found:
            return found.get("numero"), found.get(called) or ""
    return None, ""


def _cut(text: str, part: str) -> str:
    """The text without what a file system or a shell would misread, between words if it is too long."""
    # Compatibility forms first: « ℀ » is « a/c » once it is normalised.
    whole = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"\s*[/\\:|]+\s*", " - ", re.sub(r'["<>*?\s]+', " ", whole)).strip()
    longest = _LONGEST[part]
    if len(plain.encode()) <= longest:
        return plain
    cut = plain.encode()[: longest + 1].decode(errors="ignore")
    return cut.rpartition(" ")[0].rstrip(" -–,;.") or cut[:-1]
