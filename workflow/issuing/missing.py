"""What a draft lacks: each value with its full name, where the document asks for it, and the command that gives it."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workflow import replay
from workflow.dates import Period, civil_day
from workflow.documents.blocks import of_draft
from workflow.documents.placeholders import Kind, find
from workflow.drafting import Draftsman, Plan
from workflow.engine import Engine
from workflow.errors import JalonError
from workflow.issuing.drafts import case_of
from workflow.models import Dossier, Draft
from workflow.store import Reading

_AT_SIGNING = re.compile(r"(?:.*[.\]])?signature\.(?:lieu|date)")
_TOTAL = re.compile(r"total \((.*)\)")


@dataclass(frozen=True, slots=True)
class Lack:
    """One value that is missing in one draft."""

    path: str
    """Its full name: `protocole.signature.lieu`."""
    label: str
    command: str | None
    """What to type to give it; None for what only a person can write in the document."""
    under: tuple[str, ...]
    """The headings it is asked for under; nothing for one that only a total needs."""
    given: bool = False
    """Whether the dossier has it by now: drawing the document again fills it in."""

    @property
    def asked(self) -> str:
        """What its mark asks for, whatever spaces the page has in it."""
        return _plain(self.label)

    @property
    def at_signing(self) -> bool:
        """Whether the signing itself gives it: the place and the day are written by pen on the final document."""
        return _AT_SIGNING.fullmatch(self.path) is not None


def lacks(draft: Draft) -> list[Lack]:
    """What is missing in a draft, in the order in which it asks for it."""
    gaps = json.loads(draft.gaps)
    if not gaps:
        return []
    asked: dict[str, dict[str, None]] = {}
    for one in find(of_draft(draft.text)):
        if one.kind is Kind.GAP:
            asked.setdefault(asked_by(one.text), {})[one.under] = None
    return [Lack(gap["path"], gap["label"], gap["command"], tuple(asked.get(_plain(gap["label"]), ()))) for gap in gaps]


def lacks_now(
    engine: Engine, draftsman: Draftsman, reading: Reading, dossier: Dossier, drafts: Sequence[Draft]
) -> dict[str, list[Lack]]:
    """The same for each draft by its id, telling apart what the dossier has by now."""
    found = {}
    for draft in drafts:
        missing = lacks(draft)
        if missing:
            plan = _now(engine, draftsman, reading, dossier, draft)
            if plan is not None:
                still = {gap.fact for gap in plan.rendered.gaps}
                missing = [replace(one, given=(one.label, one.command or one.path) not in still) for one in missing]
        found[draft.id] = missing
    return found


def _now(engine: Engine, draftsman: Draftsman, reading: Reading, dossier: Dossier, draft: Draft) -> Plan | None:
    """The same document with what is known now; None where it cannot be drawn any more, or is drawn but once."""
    case = case_of(engine, reading, dossier)
    spec = case.lifecycle.documents.get(draft.document)
    if spec is None:
        return None
    told = replay.last_drawing(replay.entries(reading, dossier.id), spec.name, case.lifecycle)
    try:
        if told is not None:
            return draftsman.plan_again(reading, case, spec, told, draft.item)[0]
        return draftsman.preview(reading, case, spec, Period.around(civil_day(engine.now)), draft.item)
    except JalonError:  # a template that was broken since, a project that is gone: then nobody can tell
        return None


def asked_by(mark: str) -> str:
    """What a mark asks for, as `Lack.asked` says it; a total asks for the values it is of."""
    label = _plain(mark.partition(":")[2].rstrip("]"))
    of = _TOTAL.fullmatch(label)
    return of[1] if of else label


def _plain(text: str) -> str:
    return " ".join(text.split())
