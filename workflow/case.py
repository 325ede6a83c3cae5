"""What is known of a dossier when something is asked of it: the facts guards judge and documents tell.

A `Case` reads each present table at most once and only when asked. Its rows have the attributes of the tables in
`workflow.models`, whether they come from the database or from a replay of the history.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from sqlmodel import SQLModel

from workflow.dates import Period
from workflow.lifecycle import Lifecycle, TextSpec, Transition
from workflow.models import (
    Actor,
    Attachment,
    Committee,
    Deliberation,
    Dossier,
    DossierDepartment,
    DossierRegion,
    Draft,
    DraftCopy,
    FinalDraft,
    Member,
    Passage,
    Person,
    Project,
    Signatory,
    Signature,
    Validation,
)

Row = TypeVar("Row", bound=SQLModel)
Load = Callable[[type[SQLModel]], Sequence[SQLModel]]


class Case:
    """One dossier with its facts, each table read when first asked for."""

    def __init__(
        self,
        dossier: Dossier,
        lifecycle: Lifecycle,
        load: Load,
        *,
        voided: Callable[[str], Collection[int]] = lambda kind: (),
        drafts: Callable[[], Sequence[Draft]] | None = None,
        withdrawn: Callable[[], Collection[str]] = lambda: (),
    ) -> None:
        self.dossier = dossier
        self.lifecycle = lifecycle
        self.voided = voided
        """The numbers that facts of a kind had before they were voided: they are not given again."""
        self._load = load
        self._drafts = drafts
        self._withdrawn = withdrawn

    def _rows(self, table: type[Row]) -> Sequence[Row]:
        return self._load(table)  # type: ignore[return-value]  # rows read like the table's class

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Codes of the regions that own the dossier, in order."""
        return tuple(row.region_code for row in self._rows(DossierRegion))

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """Codes of its departments, in order, as far as they were told."""
        return tuple(row.department_code for row in self._rows(DossierDepartment))

    @cached_property
    def members(self) -> Sequence[Member]:
        """Every member the perimeter ever had."""
        return self._rows(Member)

    @cached_property
    def present_members(self) -> Sequence[Member]:
        """The members that have not left."""
        return [member for member in self.members if member.until is None]

    @cached_property
    def persons(self) -> Sequence[Person]:
        """Everybody who ever had a role."""
        return self._rows(Person)

    def present_persons(self, role: str) -> Sequence[Person]:
        """Those who hold `role` now."""
        return [person for person in self.persons if person.role == role and person.until is None]

    @cached_property
    def projects(self) -> Sequence[Project]:
        """Every project, by number."""
        return self._rows(Project)

    @cached_property
    def signatories(self) -> Sequence[Signatory]:
        """Every party, by number."""
        return self._rows(Signatory)

    def parties(self, document: str) -> Sequence[Signatory]:
        """The parties to one document."""
        return [party for party in self.signatories if party.document in (None, document)]

    @cached_property
    def signatures(self) -> Sequence[Signature]:
        """Every signature of every document."""
        return self._rows(Signature)

    def signed(self, document: str) -> Mapping[int, Signature]:
        """The signatures of one document, by the number of the party."""
        return {signature.signatory: signature for signature in self.signatures if signature.document == document}

    @cached_property
    def deliberations(self) -> Sequence[Deliberation]:
        """Every deliberation, by number."""
        return self._rows(Deliberation)

    @cached_property
    def validations(self) -> Sequence[Validation]:
        """Every regional validation."""
        return self._rows(Validation)

    @cached_property
    def committees(self) -> Sequence[Committee]:
        """Every meeting, held or planned."""
        return self._rows(Committee)

    @cached_property
    def passages(self) -> Sequence[Passage]:
        """Every text that people wrote for the documents, by name and item."""
        return self._rows(Passage)

    def numbers_for(self, text: TextSpec) -> Sequence[int | None]:
        """What a text is written for, one by one: projects or meetings by number; None for the whole dossier."""
        match text.each:
            case "project":
                return [project.number for project in self.projects]
            case "committee":
                return [meeting.number for meeting in self.committees]
        return [None]

    @cached_property
    def drafts(self) -> Sequence[Draft] | None:
        """Every draft of the dossier; None where they are not at hand, as in a replay."""
        return self._drafts() if self._drafts is not None else None

    @cached_property
    def withdrawn_drafts(self) -> Collection[str]:
        """Those whose entry was voided: what they tell of did not happen."""
        return self._withdrawn()

    @cached_property
    def final_drafts(self) -> Sequence[FinalDraft]:
        """Which drafts are final."""
        return self._rows(FinalDraft)

    @cached_property
    def draft_copies(self) -> Sequence[DraftCopy]:
        """Every copy of a draft that came back."""
        return self._rows(DraftCopy)

    @cached_property
    def attachments(self) -> Sequence[Attachment]:
        """Every file an entry rests on."""
        return self._rows(Attachment)


@dataclass(frozen=True)
class Attempt:
    """What somebody wants to do to a dossier: a transition, by whom, when, with what."""

    transition: Transition
    actor: Actor
    today: str
    """The civil day of the attempt, ISO."""
    effective: Period | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    evidence_kinds: tuple[str, ...] = ()
    """Kinds of the files that come with the attempt."""
    changes_since: Callable[[tuple[str, ...]], int] = lambda documents: 0
    """How many facts changed since an entry last drafted one of the documents named."""
