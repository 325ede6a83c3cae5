"""The parts of a lifecycle, frozen. Each is made `of` its canonical form, which has been checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Self

from workflow.language import Text

INPUT_TYPES = ("text", "date", "number", "amount")
"""What an input may be; an amount is in euros and cents."""
CONDITIONS = ("expected", "required")
"""What a piece of evidence may be: `expected` passes with a written reason, `required` does not."""
EACH = ("project", "member", "region")
"""What there may be one draft for."""
TEXT_EACH = ("project", "committee")
"""What there may be one text for: a project, or a meeting of a committee."""
COLOURS = ("white", "red", "yellow", "green", "cyan", "blue", "magenta")
"""Those that every terminal has and that can be read on black and on white."""


@dataclass(frozen=True, slots=True)
class State:
    """A place where a dossier can be."""

    name: str
    label: Text
    meaning: Text
    """What it means that a dossier is there, in a sentence."""
    initial: bool = False
    final: bool = False
    target_days: int | None = None
    """Days after which a dossier is late there; None where nothing is expected."""
    symbol: str = "·"
    """One character that tells it from the others without colour."""
    colour: str = "white"
    labels: Mapping[str, Text] = field(default_factory=dict)
    """Its label in the phases where it has another, by their code."""
    counted: tuple[Text, Text] | None = None
    """What is counted when dossiers enter it, one and several: « protocole d’accord signé », « protocoles d’accord
    signés ». None where they are simply dossiers that entered it."""

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """The state of a canonical form."""
        return cls(
            plain["name"],
            Text(**plain["label"]),
            Text(**plain["meaning"]),
            plain["initial"],
            plain["final"],
            plain["target_days"],
            plain["symbol"],
            plain["colour"],
            MappingProxyType({phase: Text(**label) for phase, label in plain["labels"].items()}),
            (Text(**plain["counted"]["one"]), Text(**plain["counted"]["many"])) if "counted" in plain else None,
        )

    def label_in(self, phase: str) -> Text:
        """Its label for a dossier of that phase."""
        return self.labels.get(phase, self.label)


@dataclass(frozen=True, slots=True)
class Input:
    """Something that is asked when a transition is performed."""

    name: str
    type: str
    """One of `INPUT_TYPES`."""
    required: bool
    label: Text

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """The input of a canonical form."""
        return cls(plain["name"], plain["type"], plain["required"], Text(**plain["label"]))


@dataclass(frozen=True, slots=True)
class Requirement:
    """A guard that a transition names, with what it is given."""

    guard: str
    params: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    override: bool = False
    """Whether a written reason passes it: an expectation."""

    @classmethod
    def of(cls, plain: Mapping[str, Any], *, override: bool) -> Self:
        """The requirement of a canonical form."""
        given = {name: tuple(value) if isinstance(value, list) else value for name, value in plain["with"].items()}
        return cls(plain["guard"], MappingProxyType(given), override)


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """A piece of evidence that a transition wants to see."""

    kind: str
    condition: str
    """One of `CONDITIONS`."""
    substitutes: tuple[str, ...]
    """Other kinds that do as well."""
    label: Text

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """The rule of a canonical form."""
        return cls(plain["kind"], plain["condition"], tuple(plain["substitutes"]), Text(**plain["label"]))


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """A document that is drafted from the template of its name."""

    name: str
    label: Text
    each: str | None = None
    """One of `EACH`; None where there is one draft for the whole dossier."""

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """The document of a canonical form."""
        return cls(plain["name"], Text(**plain["label"]), plain["each"])


@dataclass(frozen=True, slots=True)
class TextSpec:
    """A text that documents need and only people can write: a portrait, the decisions of a meeting."""

    name: str
    label: Text
    help: Text = field(default_factory=lambda: Text("", ""))
    """What to write, in a sentence; empty where the label says it all."""
    each: str | None = None
    """One of `TEXT_EACH`; None where there is one for the whole dossier."""

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """The text of a canonical form."""
        return cls(plain["name"], Text(**plain["label"]), Text(**plain["help"]), plain["each"])


@dataclass(frozen=True, slots=True)
class Transition:
    """A named arrow from one or several states to one, or back to where it starts."""

    name: str
    label: Text
    sources: tuple[str, ...]
    target: str | None
    """None where the state stays what it is."""
    guards: tuple[Requirement, ...] = ()
    expectations: tuple[Requirement, ...] = ()
    inputs: tuple[Input, ...] = ()
    roles: tuple[str, ...] = ()
    evidence: tuple[EvidenceRule, ...] = ()
    documents: tuple[DocumentSpec, ...] = ()
    confirmation: Text = field(default_factory=lambda: Text("", ""))
    """What is about to happen, asked before it does; empty where the label says it all."""
    on_required: bool = False
    """Whether the day of the event must be given."""

    @classmethod
    def of(cls, plain: Mapping[str, Any], documents: Mapping[str, DocumentSpec]) -> Self:
        """The transition of a canonical form; `documents` are those that the lifecycle declares."""
        return cls(
            plain["name"],
            Text(**plain["label"]),
            tuple(plain["from"]),
            plain["to"],
            tuple(Requirement.of(one, override=False) for one in plain["guards"]),
            tuple(Requirement.of(one, override=True) for one in plain["expectations"]),
            tuple(Input.of(one) for one in plain["inputs"]),
            tuple(plain["roles"]),
            tuple(EvidenceRule.of(one) for one in plain["evidence"]),
            tuple(documents[name] for name in plain["documents"]),
            Text(**plain["confirmation"]),
            plain["on_required"],
        )

    def target_from(self, source: str) -> str:
        """The state in which it leaves a dossier that was in `source`."""
        return self.target or source


@dataclass(frozen=True, slots=True)
class Axis:
    """A theme under which the projects of one phase are classed; in some regions only, where it names them."""

    code: str
    label: Text
    phase: str
    regions: tuple[str, ...] = ()

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """The axis of a canonical form."""
        return cls(plain["code"], Text(**plain["label"]), plain["phase"], tuple(plain["regions"]))


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of the programme, with its first and last day (ISO); empty where they are not said."""

    code: str
    label: Text
    starts: str = ""
    ends: str = ""

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """The phase of a canonical form."""
        return cls(plain["code"], Text(**plain["label"]), plain["starts"], plain["ends"])


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that a guard may be given."""

    required: bool = True
    many: bool = False
    """Whether it is a list."""
    values: tuple[str, ...] = ()
    """What it may be; any text where there are none."""
    drafted: bool = False
    """Whether it names documents that the same states.yaml declares."""


Guards = Mapping[str, Mapping[str, Parameter]]
"""The guards there are, each with what it may be given."""
