"""The entries of the register: the workspace's territories, actors and lifecycles."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from workflow import names
from workflow.departments import outside
from workflow.entries.fields import Count, Day, DepartmentCode, Line, MemberTold, RegionCode
from workflow.entries.payload import Change, Payload, Position, kind
from workflow.labels import ROLES
from workflow.language import Text
from workflow.models import (
    Actor,
    PublishedFigure,
    Territory,
    TerritoryDepartment,
    TerritoryMember,
    TerritoryName,
    TerritoryRegion,
)


@kind("register_opened")
class RegisterOpened(Payload):
    """The workspace was made."""

    log: str

    def in_words(self) -> Text:
        return Text("ouverture du registre", "register opened")


@kind("lifecycle_installed")
class LifecycleInstalled(Payload):
    """From now on new dossiers are opened with this lifecycle."""

    digest: str
    name: str
    version: str

    def in_words(self) -> Text:
        return Text(f"cycle de vie {self.name} {self.version}", f"lifecycle {self.name} {self.version}")


@kind("actor")
class ActorSet(Payload):
    """An actor is named, or its role, regions or activity change."""

    private: ClassVar[frozenset[str]] = frozenset({"handle", "label"})
    besides: ClassVar[tuple[str, ...]] = ("label", "regions", "active")
    id: str
    handle: Line
    label: Line
    role: Literal["coordinator", "national", "administrator", "drafter", "auditor"]
    regions: list[RegionCode] = []
    active: Literal[0, 1] = 1

    def changes(self, at: Position) -> Iterator[Change]:
        values = {
            "handle": self.handle,
            "label": self.label,
            "role": self.role,
            "regions": " ".join(self.regions),
            "active": self.active,
        }
        yield Change(Actor, {"id": self.id}, values)

    def in_words(self) -> Text:
        role = ROLES[self.role]
        return Text(f"acteur {self.handle} ({role.fr})", f"actor {self.handle} ({role.en})")


@kind("territory")
class TerritoryAdded(Payload):
    """A territory is announced, with its names, codes, regions, departments and members."""

    private: ClassVar[frozenset[str]] = frozenset({"name", "aliases", "members"})
    besides: ClassVar[tuple[str, ...]] = ("aliases", "codes", "regions", "departments")
    id: str
    name: Line
    regions: list[RegionCode]
    aliases: list[Line] = []
    codes: dict[str, str] = {}
    """Code of the national list, by phase: codes are not stable from one phase to the next."""
    departments: list[DepartmentCode] = []
    """Codes of the departments it lies in: their prefects sign for the State."""
    members: list[MemberTold] = []

    def changes(self, at: Position) -> Iterator[Change]:
        yield Change(Territory, {"id": self.id}, {"name": self.name})
        known: list[tuple[str, str, str | None]] = [("name", self.name, None)]
        known += [("alias", alias, None) for alias in self.aliases]
        known += [("code", code, phase) for phase, code in self.codes.items()]
        for name_kind, name, phase in known:
            key = {"territory_id": self.id, "kind": name_kind, "name": name}
            yield Change(TerritoryName, key, {"folded": names.fold(name), "phase": phase})
        for code in self.regions:
            yield Change(TerritoryRegion, {"territory_id": self.id, "region_code": code})
        for code in self.departments:
            yield Change(TerritoryDepartment, {"territory_id": self.id, "department_code": code})
        for member in self.members:
            key = {"territory_id": self.id, "siren": member["siren"]}
            yield Change(TerritoryMember, key, {"kind": member["kind"], "name": member["name"]})

    def doubts(self) -> Iterator[Text]:
        """What is allowed but deserves a look: a department that is in none of the regions."""
        yield from outside(self.departments, self.regions)

    def in_words(self) -> Text:
        return Text(f"territoire {self.name}", f"territory {self.name}")


@kind("figure")
class FigurePublished(Payload):
    """Somebody published a figure about the programme, with its source."""

    private: ClassVar[frozenset[str]] = frozenset({"label", "source"})
    besides: ClassVar[tuple[str, ...]] = ("as_of", "scope", "approximate", "published_on", "source")
    number: Count
    as_of: Day
    published_on: str
    what: str
    value: Count
    approximate: Literal[0, 1] = 0
    scope: str = "national"
    label: Line
    source: Line

    def changes(self, at: Position) -> Iterator[Change]:
        values = self.model_dump()
        del values["number"]
        yield Change(PublishedFigure, {"number": self.number}, values)

    def in_words(self) -> Text:
        return Text(f"chiffre publié : {self.value} {self.label}", f"published figure: {self.value} {self.label}")
