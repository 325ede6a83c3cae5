"""The entries of a dossier's own life: opened, moved, its perimeter, its people, its meetings, notes."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from sqlmodel import SQLModel

from workflow import regions
from workflow.case import Case
from workflow.dates import day_text
from workflow.departments import outside
from workflow.entries.facts import Numbered, demand, in_order, not_after, same_name
from workflow.entries.fields import Day, DepartmentCode, Line, MemberTold, Prose, RegionCode, Siren
from workflow.entries.payload import Change, Payload, Position, given, kind
from workflow.errors import RecordRefused
from workflow.labels import COMMITTEES, PERSON_ROLES
from workflow.language import Text
from workflow.models import Committee, DossierDepartment, DossierRegion, Member, Person


@kind("opened")
class Opened(Payload):
    """A dossier is opened for a territory and a phase, with its regions, its departments and its perimeter."""

    private: ClassVar[frozenset[str]] = frozenset({"members"})
    besides: ClassVar[tuple[str, ...]] = ("departments", "renews")
    territory: str
    phase: str
    regions: list[RegionCode]
    departments: list[DepartmentCode] = []
    members: list[MemberTold] = []
    renews: str | None = None

    def warnings(self, case: Case) -> Iterator[Text]:
        yield from outside(self.departments, self.regions)

    def changes(self, at: Position) -> Iterator[Change]:
        for code in self.regions:
            yield Change(DossierRegion, {"dossier_id": at.dossier_id, "region_code": code})
        for code in self.departments:
            yield Change(DossierDepartment, {"dossier_id": at.dossier_id, "department_code": code})
        for member in self.members:
            values = {"kind": member["kind"], "name": member["name"]}
            yield Change(Member, {"dossier_id": at.dossier_id, "siren": member["siren"]}, values)

    def in_words(self) -> Text:
        fr = " et ".join(regions.region(code).label.fr for code in self.regions)
        en = " and ".join(regions.region(code).label.en for code in self.regions)
        return Text(f"ouverture du dossier ({fr})", f"dossier opened ({en})")


@kind("transition")
class Fired(Payload):
    """A transition was performed: what was given for it, what was passed with a reason, what was not judged."""

    private: ClassVar[frozenset[str]] = frozenset({"texts"})
    inputs: dict[str, str] = {}
    """Inputs that are days, numbers or amounts."""
    texts: dict[str, str] = {}
    """Inputs that are free text."""
    overridden: list[str] = []
    """Expectations that were not met and passed with the entry's written reason."""
    waived: list[str] = []
    """Guards that were not met, or could not be judged, in a backfill."""

    def in_words(self) -> Text:
        return Text("transition", "transition")

    @property
    def all_inputs(self) -> dict[str, str]:
        """Every input, free text or not."""
        return {**self.inputs, **self.texts}


@kind("member")
class MemberSet(Payload):
    """A member joins the perimeter, or leaves it."""

    private: ClassVar[frozenset[str]] = frozenset({"name"})
    required: ClassVar[tuple[str, ...]] = ("name",)
    called: ClassVar[tuple[str, ...]] = ("name",)
    besides: ClassVar[tuple[str, ...]] = ("siren", "member_kind", "since")
    siren: Siren
    member_kind: Literal["CC", "CA", "CU", "METRO", "EPT", "COMMUNE", "PETR", "OTHER"] | None = None
    name: Line | None = None
    since: Day | None = None
    until: Day | None = None

    def check(self, case: Case, today: str) -> None:
        before = {member.siren: member for member in case.members}.get(self.siren)
        if self.until is not None and before is None:
            raise RecordRefused(
                Text(f"{self.siren} n’est pas membre de ce territoire.", f"{self.siren} is not a member."),
                Text(f"ses membres : jalon show {case.dossier.id}", f"its members: jalon show {case.dossier.id}"),
            )
        demand(self, before is None, "siren")
        not_after(self.since, today, Text("arrivée", "joining"))
        not_after(self.until, today, Text("départ", "leaving"))
        in_order(self.since or (before.since if before else None), self.until)

    def warnings(self, case: Case) -> Iterator[Text]:
        gone = {member.siren: member.until for member in case.members}.get(self.siren)
        if gone is not None and self.since is None and self.until is None:
            day = day_text(gone)
            yield Text(
                f"Ce membre est parti le {day.fr} ; pour qu’il revienne, dites depuis quand : --since.",
                f"This member left on {day.en}; for it to come back, say since when: --since.",
            )

    def changes(self, at: Position) -> Iterator[Change]:
        values = given(self, "siren", "member_kind")
        if self.member_kind is not None:
            values["kind"] = self.member_kind
        if self.since is not None:
            values.setdefault("until", None)  # who joins again has not left
        yield Change(Member, {"dossier_id": at.dossier_id, "siren": self.siren}, values)

    def in_words(self) -> Text:
        name = self.name or self.siren
        if self.until is not None:
            day = day_text(self.until)
            return Text(f"départ du membre {name}, le {day.fr}", f"member {name} leaves, on {day.en}")
        return Text(f"membre : {name}", f"member: {name}")


_HELD_BY_ONE = frozenset({"elected_lead", "industry_lead"})
"""The roles of the pair that chairs the local committee."""


@kind("person")
class PersonSet(Numbered):
    """Somebody takes a role in the dossier, or leaves it."""

    private: ClassVar[frozenset[str]] = frozenset({"name", "civility", "office", "organisation"})
    required: ClassVar[tuple[str, ...]] = ("role", "name")
    called: ClassVar[tuple[str, ...]] = ("role", "name")
    table: ClassVar[type[SQLModel]] = Person
    besides: ClassVar[tuple[str, ...]] = ("civility", "office", "organisation", "since")
    role: (
        Literal[
            "elected_lead",
            "industry_lead",
            "project_manager",
            "operator_referent",
            "regional_president",
            "committee_member",
        ]
        | None
    ) = None
    name: Line | None = None
    civility: Line | None = None
    office: Line | None = None
    organisation: Line | None = None
    since: Day | None = None
    until: Day | None = None

    @staticmethod
    def existing(case: Case) -> Mapping[int, Person]:
        return {person.number: person for person in case.persons}

    def check(self, case: Case, today: str) -> None:
        super().check(case, today)
        before = self.existing(case).get(self.number or 0)
        not_after(self.since, today, Text("prise de fonction", "taking office"))
        not_after(self.until, today, Text("fin de fonction", "leaving office"))
        in_order(self.since or (before.since if before else None), self.until)

    def warnings(self, case: Case) -> Iterator[Text]:
        before = self.existing(case).get(self.number or 0)
        role = self.role or (before.role if before else None)
        name = self.name or (before.name if before else None)
        if role is None or self.until is not None:
            return
        for other in case.present_persons(role):
            if other.number != self.number and (role in _HELD_BY_ONE or same_name(other.name, name)):
                label, known = PERSON_ROLES[role], other.name or "–"
                yield Text(
                    f"{known} (n° {other.number}) est déjà {label.fr} ; qui laisse sa place se dit par --until.",
                    f"{known} (number {other.number}) is already {label.en}; who leaves is told by --until.",
                )

    def in_words(self) -> Text:
        fr, en = (self.name, self.name) if self.name else (f"n° {self.number}", f"number {self.number}")
        role = PERSON_ROLES[self.role] if self.role else Text("personne", "person")
        if self.until is not None:
            day = day_text(self.until)
            return Text(f"{role.fr}, jusqu’au {day.fr} : {fr}", f"{role.en}, until {day.en}: {en}")
        return Text(f"{role.fr} : {fr}", f"{role.en}: {en}")


@kind("committee")
class CommitteeSet(Numbered):
    """A committee met, or will."""

    private: ClassVar[frozenset[str]] = frozenset({"place"})
    required: ClassVar[tuple[str, ...]] = ("committee", "meets_on")
    table: ClassVar[type[SQLModel]] = Committee
    besides: ClassVar[tuple[str, ...]] = ("place",)
    committee: Literal["project", "follow_up", "regional"] | None = None
    meets_on: Day | None = None
    place: Line | None = None

    @staticmethod
    def existing(case: Case) -> Mapping[int, Committee]:
        return {meeting.number: meeting for meeting in case.committees}

    def changes(self, at: Position) -> Iterator[Change]:
        values = given(self, "number", "committee")
        if self.committee is not None:
            values["kind"] = self.committee
        yield Change(self.table, {"dossier_id": at.dossier_id, "number": self.number}, values)

    def in_words(self) -> Text:
        name = COMMITTEES[self.committee] if self.committee else Text("comité", "committee")
        if self.meets_on is None:
            return Text(f"{name.fr} n° {self.number}", f"{name.en} {self.number}")
        day = day_text(self.meets_on)
        return Text(f"{name.fr} le {day.fr}", f"{name.en} on {day.en}")


@kind("note")
class Note(Payload):
    """Something worth keeping that changes nothing; often it brings a piece of evidence."""

    action: ClassVar[str] = "note"
    private: ClassVar[frozenset[str]] = frozenset({"text"})
    text: Prose

    def in_words(self) -> Text:
        return Text(f"note « {self.text} »", f"note “{self.text}”")
