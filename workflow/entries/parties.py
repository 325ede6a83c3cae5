"""The entries of the agreement between the parties: who signs, votes, validates."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal, Self

from sqlmodel import SQLModel

from workflow import identifiers, regions
from workflow.case import Case
from workflow.dates import day_text
from workflow.entries.facts import Numbered, not_after
from workflow.entries.fields import College, Count, Day, Document, Line, RegionCode, Siren
from workflow.entries.payload import Change, Payload, Position, given, kind
from workflow.errors import RecordRefused
from workflow.labels import DOCUMENTS, OF_DOCUMENT
from workflow.language import Text
from workflow.models import Deliberation, Signatory, Signature, Validation


def _its_regions(case: Case) -> Text:
    labels = [(code, regions.region(code).label) for code in case.regions]
    fr = ", ".join(f"--region {code} ({label.fr})" for code, label in labels)
    en = ", ".join(f"--region {code} ({label.en})" for code, label in labels)
    return Text(f"celles du dossier : {fr}", f"those of the dossier: {en}")


@kind("signatory")
class SignatorySet(Numbered):
    """A party is named, in its college."""

    private: ClassVar[frozenset[str]] = frozenset({"organisation", "name", "civility", "office"})
    required: ClassVar[tuple[str, ...]] = ("college", "organisation")
    called: ClassVar[tuple[str, ...]] = ("organisation",)
    table: ClassVar[type[SQLModel]] = Signatory
    besides: ClassVar[tuple[str, ...]] = ("college", "siren", "region_code", "civility", "name", "office", "document")
    college: College | None = None
    organisation: Line | None = None
    siren: Siren | None = None
    region_code: RegionCode | None = None
    name: Line | None = None
    civility: Line | None = None
    office: Line | None = None
    document: Document | None = None

    @staticmethod
    def existing(case: Case) -> Mapping[int, Signatory]:
        return {party.number: party for party in case.signatories}

    def check(self, case: Case, today: str) -> None:
        super().check(case, today)
        before = self.existing(case).get(self.number or 0)
        college = self.college or (before.college if before else None)
        code = self.region_code or (before.region_code if before else None)
        if college == "region" and code not in case.regions:
            told = Text(
                "Un signataire du collège des Régions signe pour une région du dossier",
                "A signatory of the region college signs for a region of the dossier",
            )
            name = regions.region(code).label if code else None
            raise RecordRefused(
                Text(f"{told.fr}, et non {name.fr}.", f"{told.en}, not {name.en}.")
                if name
                else Text(f"{told.fr}.", f"{told.en}."),
                _its_regions(case),
            )

    def warnings(self, case: Case) -> Iterator[Text]:
        before = self.existing(case).get(self.number or 0)
        college = self.college or (before.college if before else None)
        members = {member.siren for member in case.members}
        if college == "intercommunalities" and self.siren is not None and self.siren not in members:
            yield Text(
                f"Le SIREN {self.siren} n’est pas celui d’un membre du territoire.",
                f"SIREN {self.siren} is not a member of the territory.",
            )

    def in_words(self) -> Text:
        who = self.organisation or self.name or ""
        return Text(f"signataire n° {self.number} : {who}", f"signatory {self.number}: {who}")


@kind("signature")
class SignatureSet(Payload):
    """A party signed a document."""

    private: ClassVar[frozenset[str]] = frozenset({"place"})
    besides: ClassVar[tuple[str, ...]] = ("place", "medium")
    document: Document
    signatory: Count
    place: Line | None = None
    medium: Literal["paper", "electronic"] = "paper"

    def check(self, case: Case, today: str) -> None:
        numbers = {party.number: party for party in case.parties(self.document)}
        if self.signatory not in numbers:
            listed = ", ".join(f"{number} {party.organisation}" for number, party in numbers.items())
            others = Text(f" ; il y a : {listed}", f"; there are: {listed}") if listed else Text("", "")
            raise RecordRefused(
                Text(
                    f"Pas de signataire n° {self.signatory} pour ce document{others.fr}.",
                    f"No signatory {self.signatory} for this document{others.en}.",
                ),
                Text(
                    f"nommez-le d’abord : jalon record signatory {case.dossier.id} …",
                    f"name it first: jalon record signatory {case.dossier.id} …",
                ),
            )
        if self.signatory in case.signed(self.document):
            raise RecordRefused(
                Text(
                    f"Le signataire n° {self.signatory} a déjà signé ce document.",
                    f"Signatory {self.signatory} has already signed this document.",
                ),
                Text(
                    f"une erreur se corrige, par son numéro : jalon history {case.dossier.id}",
                    f"a mistake is corrected, by its number: jalon history {case.dossier.id}",
                ),
            )

    def changes(self, at: Position) -> Iterator[Change]:
        key = {"dossier_id": at.dossier_id, "document": self.document, "signatory": self.signatory}
        yield Change(Signature, key, {"signed_on": at.day, "place": self.place, "medium": self.medium})

    def in_words(self) -> Text:
        what = OF_DOCUMENT[self.document]
        return Text(
            f"signature {what.fr} par le signataire n° {self.signatory}",
            f"signature {what.en} by signatory {self.signatory}",
        )

    def of(self, organisation: str | None) -> Text:
        """The same with the party that signed, where it is known."""
        told = self.in_words()
        return Text(f"{told.fr}, {organisation}", f"{told.en}, {organisation}") if organisation else told


@kind("deliberation")
class DeliberationSet(Numbered):
    """An assembly voted; with an @ctes act number, authority and day are read from it."""

    private: ClassVar[frozenset[str]] = frozenset({"authority"})
    written: ClassVar[frozenset[str]] = frozenset({"act_number"})
    required: ClassVar[tuple[str, ...]] = ("document", "authority", "voted_on")
    called: ClassVar[tuple[str, ...]] = ("authority",)
    table: ClassVar[type[SQLModel]] = Deliberation
    besides: ClassVar[tuple[str, ...]] = ("document", "siren", "region_code", "draft_id")
    document: Document | None = None
    authority: Line | None = None
    siren: Siren | None = None
    region_code: RegionCode | None = None
    act_number: str | None = None
    voted_on: Day | None = None
    draft_id: str | None = None

    @staticmethod
    def existing(case: Case) -> Mapping[int, Deliberation]:
        return {vote.number: vote for vote in case.deliberations}

    def numbered(self, case: Case) -> Self:
        payload = super().numbered(case)
        read: dict[str, str] = {}
        if payload.act_number is not None:
            act = identifiers.ActNumber.parse(payload.act_number)
            read = {"siren": payload.siren or act.siren, "voted_on": payload.voted_on or act.act_date.isoformat()}
        siren = read.get("siren") or payload.siren
        if payload.authority is None and siren is not None:
            known = {member.siren: member.name for member in case.members}
            known.update({party.siren: party.organisation for party in case.signatories if party.siren})
            if siren in known:
                read["authority"] = known[siren]
        return payload.model_copy(update=read)

    def check(self, case: Case, today: str) -> None:
        super().check(case, today)
        not_after(self.voted_on, today, Text("délibération", "deliberation"))

    def warnings(self, case: Case) -> Iterator[Text]:
        if self.act_number is None:
            return
        act = identifiers.ActNumber.parse(self.act_number)
        if act.siren not in {member.siren for member in case.members}:
            yield Text(
                f"Le SIREN {act.siren} de l’acte {self.act_number} n’est pas celui d’un membre du territoire.",
                f"SIREN {act.siren} of act {self.act_number} is not a member of the territory.",
            )
        if self.siren is not None and self.siren != act.siren:
            yield Text(
                f"Le SIREN donné ({self.siren}) n’est pas celui du numéro d’acte ({act.siren}).",
                f"The SIREN given ({self.siren}) is not the one in the act number ({act.siren}).",
            )
        if self.voted_on is not None and self.voted_on != act.act_date.isoformat():
            typed, read = day_text(self.voted_on), day_text(act.act_date.isoformat())
            yield Text(
                f"La date donnée ({typed.fr}) n’est pas celle du numéro d’acte ({read.fr}).",
                f"The day given ({typed.en}) is not the one in the act number ({read.en}).",
            )
        if act.nature != "DE":
            told = act.nature_label or Text(act.nature, act.nature)
            yield Text(
                f"D’après son numéro, l’acte n’est pas une délibération : {told.fr}.",
                f"By its number the act is not a deliberation: {told.en}.",
            )

    def in_words(self) -> Text:
        fr, en = f"délibération n° {self.number}", f"deliberation {self.number}"
        if self.authority is not None:
            fr, en = f"{fr}, {self.authority}", f"{en}, {self.authority}"
        if self.voted_on is not None:
            day = day_text(self.voted_on)
            fr, en = f"{fr}, du {day.fr}", f"{en}, of {day.en}"
        if self.act_number is not None:
            fr, en = f"{fr}, acte {self.act_number}", f"{en}, act {self.act_number}"
        return Text(fr, en)


@kind("validation")
class ValidationSet(Payload):
    """A region validates a document: its steering committee, and its assembly's deliberation."""

    written: ClassVar[frozenset[str]] = frozenset({"deliberation_number"})
    besides: ClassVar[tuple[str, ...]] = ("committee_on", "deliberation_number", "deliberation_on")
    region_code: RegionCode
    document: Document
    committee_on: Day
    deliberation_number: Line | None = None
    deliberation_on: Day | None = None

    def check(self, case: Case, today: str) -> None:
        if self.region_code not in case.regions:
            name = regions.region(self.region_code).label
            raise RecordRefused(
                Text(
                    f"Le dossier ne relève pas de la région {name.fr} ({self.region_code}).",
                    f"The dossier does not belong to {name.en} ({self.region_code}).",
                ),
                _its_regions(case),
            )
        not_after(self.committee_on, today, Text("comité", "committee"))
        not_after(self.deliberation_on, today, Text("délibération", "deliberation"))

    def warnings(self, case: Case) -> Iterator[Text]:
        if self.deliberation_on is not None and self.deliberation_on < self.committee_on:
            vote, committee = day_text(self.deliberation_on), day_text(self.committee_on)
            yield Text(
                f"La délibération ({vote.fr}) est antérieure au comité ({committee.fr}).",
                f"The deliberation ({vote.en}) is earlier than the committee ({committee.en}).",
            )

    def changes(self, at: Position) -> Iterator[Change]:
        key = {"dossier_id": at.dossier_id, "region_code": self.region_code, "document": self.document}
        yield Change(Validation, key, given(self, "region_code", "document"))

    def in_words(self) -> Text:
        name = regions.region(self.region_code).label
        what = DOCUMENTS[self.document]
        fr, en = f"{what.fr} validé par la région {name.fr}", f"{what.en} validated by the region {name.en}"
        return Text(fr, en)
