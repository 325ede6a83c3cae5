"""An office’s own Word template, tried on a dossier of which nothing is known: every loop once, every value missing."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from workflow import system
from workflow.canonical import canonical
from workflow.documents import Fault, TemplateRefused
from workflow.documents.facts import Field
from workflow.documents.formats import Issued
from workflow.documents.shape import ROOT
from workflow.documents.word_template import fill
from workflow.errors import DocumentError
from workflow.issuing.office import LARGEST_TEMPLATE
from workflow.language import Text


def word_faults(template: Path, place: str, told: Collection[str]) -> Iterator[Fault]:
    """What is wrong with a Word template, where the extra is installed.

    `told` are the variables, by their first name, that the document’s own template uses: this one gets no others.
    """
    try:
        if template.stat().st_size > LARGEST_TEMPLATE:
            yield Fault(place, 1, Text("dépasse 10 Mio : alléger ses images", "over 10 MiB: make its pictures lighter"))
            return
        fill(template.read_bytes(), _nothing_known(told), place)
    except TemplateRefused as refused:
        yield from refused.faults
    except DocumentError as refused:
        yield Fault(place, 1, Text(refused.message.fr.rstrip("."), refused.message.en.rstrip(".")))
    except OSError as fault:
        why = system.reason(fault)
        yield Fault(place, 1, Text(f"illisible : {why.fr}", f"cannot be read: {why.en}"))


def _nothing_known(told: Collection[str]) -> Issued:
    return Issued(
        text="# –\n",
        title="–",
        dossier="–",
        document="–",
        version=1,
        reference="–",
        short_hash="–",
        template_digest="–",
        data_json=canonical({name: one for name, one in _empty(ROOT.fields).items() if name in told}).decode(),
        final=False,
        made_on=dt.date(2000, 1, 1),
    )


def _empty(fields: Mapping[str, Field]) -> dict[str, Any]:
    """Every group without values, and every list with one element that has none."""
    found: dict[str, Any] = {}
    for name, one in fields.items():
        if one.kind == "groupe":
            found[name] = _empty(one.fields)
        elif one.kind in ("saisies", "textes"):
            found[name] = {}
        elif one.kind == "liste":
            found[name] = [_empty(one.fields)]
    return found
