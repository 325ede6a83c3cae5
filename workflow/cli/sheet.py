"""What the sheet of a dossier tells: read once, then shown to a person or given to a program."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.case import Case
from workflow.cli import phrases
from workflow.cli.steps import lacks, status_of
from workflow.dates import days_between
from workflow.engine import Engine, Step
from workflow.errors import UnknownName
from workflow.history import Line, timeline
from workflow.issuing.drafts import newest
from workflow.labels import DOCUMENTS
from workflow.language import Text
from workflow.lifecycle import Lifecycle, State, TextSpec
from workflow.models import DOSSIER_FACTS, Dossier, Draft, Signatory, Territory, TerritoryName
from workflow.store import Reading

SIGNING = frozenset({"signed_by_each_college", "signed_by_each_region", "no_missing_signatory"})
"""The guards that want a document signed."""
LAST = 5
"""How many of the last entries a sheet shows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A dossier with all that is known of it."""

    case: Case
    territory: str
    aliases: tuple[str, ...]
    """Other names of the territory."""
    codes: tuple[str, ...]
    """Its codes in the national list."""
    days: int
    """Days since it certainly was in its state."""
    steps: tuple[Step, ...] | None
    """What may follow for who asks; None where nobody knows who that is."""
    drafts: tuple[Draft, ...]
    """The last version of each."""
    lines: tuple[Line, ...]
    """The last entries, oldest first."""

    @property
    def dossier(self) -> Dossier:
        """Its own row."""
        return self.case.dossier

    @property
    def lifecycle(self) -> Lifecycle:
        """The lifecycle that judges it."""
        return self.case.lifecycle

    @property
    def state(self) -> State:
        """Where it is."""
        return self.lifecycle.state(self.dossier.state)

    @property
    def late(self) -> bool:
        """Whether it has been there for longer than expected."""
        return self.state.target_days is not None and self.days > self.state.target_days

    @property
    def reachable(self) -> tuple[Step, ...]:
        """The transitions that leave its state."""
        return tuple(step for step in self.steps or () if step.reachable)

    @property
    def documents(self) -> Mapping[str, Sequence[Signatory]]:
        """The parties to each document that was signed in part, or that something which may follow wants signed."""
        asked = {
            requirement.params.get("document")
            for transition in self.lifecycle.leaving(self.dossier.state)
            for requirement in (*transition.guards, *transition.expectations)
            if requirement.guard in SIGNING
        }
        return {
            document: self.case.parties(document)
            for document in DOCUMENTS
            if self.case.parties(document) and (document in asked or self.case.signed(document))
        }


def read(engine: Engine, reading: Reading, dossier: Dossier, actor: str, today: date) -> Sheet:
    """The sheet of a dossier, for who asks."""
    territory = reading.one(Territory, id=dossier.territory_id)
    called = reading.rows(TerritoryName, territory_id=dossier.territory_id)
    try:
        steps: tuple[Step, ...] | None = tuple(engine.steps(dossier.id, actor)[1])
    except UnknownName:  # a reader need not be an actor
        steps = None
    facts: dict[Any, Sequence[Any]] = {table: reading.rows(table, dossier_id=dossier.id) for table in DOSSIER_FACTS}
    return Sheet(
        case=Case(dossier, engine.lifecycle(reading, dossier.lifecycle), facts.__getitem__),
        territory=territory.name if territory else dossier.territory_id,
        aliases=tuple(row.name for row in called if row.kind == "alias"),
        codes=tuple(row.name for row in called if row.kind == "code"),
        days=days_between(date.fromisoformat(dossier.state_since), today),
        steps=steps,
        drafts=newest(reading.rows(Draft, dossier_id=dossier.id)),
        lines=tuple(timeline(engine, reading, dossier.id)[-LAST:]),
    )


def gaps_of(draft: Draft) -> list[dict[str, Any]]:
    """What is missing in a draft."""
    found: list[dict[str, Any]] = json.loads(draft.gaps)
    return found


def described(sheet: Sheet) -> dict[str, Any]:
    """A sheet as JSON has it: codes as they are stored, amounts in cents, days as YYYY-MM-DD."""
    case, dossier = sheet.case, sheet.dossier
    return {
        "kind": "dossier",
        "dossier": dossier.id,
        "territory": {
            "id": dossier.territory_id,
            "name": sheet.territory,
            "other_names": [*sheet.aliases, *sheet.codes],
        },
        "regions": phrases.region_data(case.regions),
        "departments": phrases.department_data(case.departments),
        "phase": dossier.phase,
        "renews": dossier.renews,
        "seq": dossier.seq,
        "lifecycle": dossier.lifecycle,
        "state": phrases.state_data(sheet.state, dossier.phase),
        "since": phrases.period_data(phrases.since(dossier)),
        "days": sheet.days,
        "target_days": sheet.state.target_days,
        "late": sheet.late,
        "next": [
            {
                "transition": step.transition.name,
                "label": str(step.transition.label),
                "status": status_of(step),
                "missing": len(lacks(step)),
            }
            for step in sheet.reachable
        ],
        "people": [_plain(row) for row in case.persons],
        "members": [_plain(row) for row in case.members],
        "projects": [_plain(row) for row in case.projects],
        "signatories": [_plain(row) for row in case.signatories],
        "signatures": [_plain(row) for row in case.signatures],
        "deliberations": [_plain(row) for row in case.deliberations],
        "validations": [_plain(row) for row in case.validations],
        "committees": [_plain(row) for row in case.committees],
        "texts": [
            {
                **_plain(row),
                "label": str(called(sheet.lifecycle.texts.get(row.subject), row.subject)),
                "item": row.item or None,
            }
            for row in case.passages
        ],
        "evidence": [_plain(row) for row in case.attachments],
        "drafts": [
            {
                "id": draft.id,
                "document": draft.document,
                "title": draft.title,
                "version": draft.version,
                "seq": draft.seq,
                "gaps": len(gaps_of(draft)),
            }
            for draft in sheet.drafts
        ],
        "last_entries": [
            {"seq": line.entry.seq, "sentence": str(line.sentence), "struck": line.struck} for line in sheet.lines
        ],
    }


def _plain(row: Any) -> dict[str, Any]:
    """The columns of a row, without the dossier it is of."""
    return {name: value for name, value in row._asdict().items() if name != "dossier_id"}


def called(spec: TextSpec | None, subject: str) -> Text:
    """What a text is called; its name, where the lifecycle that judges the dossier does not know it any more."""
    return spec.label if spec else Text(subject, subject)
