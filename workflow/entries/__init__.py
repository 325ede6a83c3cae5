"""The kinds of history entry: what each one says, whether it may be said, and what it changes.

Each kind is a class with a typed payload and `changes`. A payload's fields are either public (codes, numbers, days,
amounts: they go into the hashed body) or `private` (names and free text: salted disclosures). A fact that is told in
several entries is told by parts: an entry gives only the fields that it sets.
"""

from workflow.entries.dossier import CommitteeSet, Fired, MemberSet, Note, Opened, PersonSet
from workflow.entries.drafts import CopyAttached, Drafted, DraftFinal
from workflow.entries.erasure import Erasure
from workflow.entries.fields import field_label
from workflow.entries.parties import DeliberationSet, SignatorySet, SignatureSet, ValidationSet
from workflow.entries.passages import PassageSet
from workflow.entries.payload import KINDS, Change, Payload, Position, build
from workflow.entries.plan import ProjectSet
from workflow.entries.register import ActorSet, FigurePublished, LifecycleInstalled, RegisterOpened, TerritoryAdded

__all__ = [
    "KINDS",
    "ActorSet",
    "Change",
    "CommitteeSet",
    "CopyAttached",
    "DeliberationSet",
    "DraftFinal",
    "Drafted",
    "Erasure",
    "FigurePublished",
    "Fired",
    "LifecycleInstalled",
    "MemberSet",
    "Note",
    "Opened",
    "PassageSet",
    "Payload",
    "PersonSet",
    "Position",
    "ProjectSet",
    "RegisterOpened",
    "SignatorySet",
    "SignatureSet",
    "TerritoryAdded",
    "ValidationSet",
    "build",
    "field_label",
]
