"""The declared graph, frozen: what a states.yaml says once it has been checked."""

import hashlib
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from workflow.canonical import canonical
from workflow.errors import UnknownName, UnknownTransition
from workflow.language import Text
from workflow.names import nearest


@dataclass(frozen=True, slots=True)
class State:
    """A place where a dossier can be."""

    name: str
    label: Text
    meaning: Text
    """What it means that a dossier is there, in a sentence that needs no colour."""
    initial: bool = False
    final: bool = False
    target_days: int | None = None
    """Days after which a dossier is late there; None where nothing is expected."""
    symbol: str = "·"
    """One character that tells it from the others without colour."""
    colour: str = "white"
    labels: Mapping[str, Text] = field(default_factory=dict)
    """Its label in the phases where it has another, by their code."""

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


@dataclass(frozen=True, slots=True)
class Requirement:
    """A guard that a transition names, with what it is given."""

    guard: str
    params: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    override: bool = False
    """Whether a written reason passes it: an expectation."""


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """A piece of evidence that a transition wants to see."""

    kind: str
    condition: str
    """`required`, or `expected`: then a written reason passes it."""
    substitutes: tuple[str, ...]
    """Other kinds that do as well."""
    label: Text


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """A document that is drafted from the template of its name."""

    name: str
    label: Text
    each: str | None = None
    """One draft for each `project`, `member` or `region`; one for the whole dossier where it is None."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A named arrow from one or several states to one, or back to itself."""

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

    def target_from(self, source: str) -> str:
        """The state in which it leaves a dossier that was in `source`."""
        return self.target or source


@dataclass(frozen=True, slots=True)
class Axis:
    """A theme under which the projects of one phase are classed, in some regions only where it names them."""

    code: str
    label: Text
    phase: str
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of the programme, with its first and last day (ISO); empty where they are not said."""

    code: str
    label: Text
    starts: str = ""
    ends: str = ""


@dataclass(frozen=True)
class Lifecycle:
    """The whole graph. Made by `load` and `from_canonical`; two that say the same have the same `digest`."""

    name: str
    version: str
    label: Text
    states: Mapping[str, State]
    """In the order of the file, which is the order of display."""
    transitions: Mapping[str, Transition]
    phases: tuple[Phase, ...]
    axes: tuple[Axis, ...]
    documents: Mapping[str, DocumentSpec]
    """Every document declared."""
    reports: tuple[DocumentSpec, ...] = ()
    """Those that are drawn from a report on two dates."""
    on_demand: tuple[DocumentSpec, ...] = ()
    """Those that are drawn when somebody asks, without a transition."""
    starts: str = ""
    """First day in force, ISO; empty where it is not said."""
    ends: str = ""
    """Last day in force."""

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def canonical(self) -> str:
        """Everything it says as canonical JSON: the same for two files that differ in layout, comments or order of keys."""
        return canonical(_plain(self)).decode()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical form, in hexadecimal: what entries and dossiers name it by."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @classmethod
    def from_canonical(cls, text: str) -> "Lifecycle":
        """The lifecycle that has this canonical form."""
        return built(json.loads(text))

    @cached_property
    def initial(self) -> str:
        """The state in which dossiers are opened."""
        return next(state.name for state in self.states.values() if state.initial)

    def state(self, name: str) -> State:
        """The state of that name. Raises UnknownName."""
        known = self.states.get(name)
        if known is None:
            raise UnknownName(Text("état", "state"), name, nearest(name, self.states))
        return known

    def transition(self, name: str) -> Transition:
        """The transition of that name. Raises UnknownTransition."""
        known = self.transitions.get(name)
        if known is None:
            raise UnknownTransition(name, list(self.transitions))
        return known

    def leaving(self, state: str) -> tuple[Transition, ...]:
        """The transitions that leave a state, in the order of the file."""
        return tuple(one for one in self.transitions.values() if state in one.sources)

    def rank(self, state: str) -> int:
        """The place of a state in the order of the file, from 0."""
        return self._ranks[state]

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {name: rank for rank, name in enumerate(self.states)}

    def path(self, source: str, target: str) -> tuple[Transition, ...] | None:
        """The fewest transitions that lead from one state to another; the first of the file among equals, None if none do."""
        ways: dict[str, tuple[Transition, ...]] = {source: ()}
        waiting = deque([source])
        while waiting:
            here = waiting.popleft()
            if here == target:
                return ways[here]
            for transition in self.leaving(here):
                there = transition.target_from(here)
                if there not in ways:
                    ways[there] = (*ways[here], transition)
                    waiting.append(there)
        return None

    def mermaid(self, language: str = "fr") -> str:
        """The graph as text that Mermaid draws."""
        lines = ["stateDiagram-v2"]
        for state in self.states.values():
            lines.append(f'    state "{_shown(state.label.in_language(language))}" as {state.name}')
        lines.append(f"    [*] --> {self.initial}")
        for transition in self.transitions.values():
            label = _shown(transition.label.in_language(language))
            lines += [f"    {source} --> {transition.target_from(source)}: {label}" for source in transition.sources]
        lines += [f"    {state.name} --> [*]" for state in self.states.values() if state.final]
        return "\n".join(lines) + "\n"


def _shown(label: str) -> str:
    """A label as Mermaid takes it: the signs that mean something to it as entities."""
    return "".join(f"#{ord(sign)};" if sign in '#;:"<>' else sign for sign in label)


def _text(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}


def _plain(lifecycle: Lifecycle) -> dict[str, Any]:
    return {
        "name": lifecycle.name,
        "version": lifecycle.version,
        "label": _text(lifecycle.label),
        "starts": lifecycle.starts,
        "ends": lifecycle.ends,
        "phases": [
            {"code": phase.code, "label": _text(phase.label), "starts": phase.starts, "ends": phase.ends}
            for phase in lifecycle.phases
        ],
        "axes": [
            {"code": axis.code, "label": _text(axis.label), "phase": axis.phase, "regions": list(axis.regions)}
            for axis in lifecycle.axes
        ],
        "documents": [
            {"name": document.name, "label": _text(document.label), "each": document.each}
            for document in lifecycle.documents.values()
        ],
        "reports": [document.name for document in lifecycle.reports],
        "on_demand": [document.name for document in lifecycle.on_demand],
        "states": [
            {
                "name": state.name,
                "label": _text(state.label),
                "labels": {phase: _text(label) for phase, label in state.labels.items()},
                "meaning": _text(state.meaning),
                "initial": state.initial,
                "final": state.final,
                "target_days": state.target_days,
                "symbol": state.symbol,
                "colour": state.colour,
            }
            for state in lifecycle.states.values()
        ],
        "transitions": [
            {
                "name": transition.name,
                "label": _text(transition.label),
                "from": list(transition.sources),
                "to": transition.target,
                "roles": list(transition.roles),
                "on_required": transition.on_required,
                "inputs": [
                    {"name": one.name, "type": one.type, "required": one.required, "label": _text(one.label)}
                    for one in transition.inputs
                ],
                "guards": [_plain_requirement(one) for one in transition.guards],
                "expectations": [_plain_requirement(one) for one in transition.expectations],
                "evidence": [
                    {
                        "kind": rule.kind,
                        "condition": rule.condition,
                        "substitutes": list(rule.substitutes),
                        "label": _text(rule.label),
                    }
                    for rule in transition.evidence
                ],
                "documents": [document.name for document in transition.documents],
                "confirmation": _text(transition.confirmation),
            }
            for transition in lifecycle.transitions.values()
        ],
    }


def _plain_requirement(requirement: Requirement) -> dict[str, Any]:
    given = {name: list(value) if isinstance(value, tuple) else value for name, value in requirement.params.items()}
    return {"guard": requirement.guard, "with": given}


def built(plain: Mapping[str, Any]) -> Lifecycle:
    """The lifecycle of a canonical value that has been checked."""
    documents = {
        one["name"]: DocumentSpec(one["name"], Text(**one["label"]), one["each"]) for one in plain["documents"]
    }
    states = [
        State(
            one["name"],
            Text(**one["label"]),
            Text(**one["meaning"]),
            one["initial"],
            one["final"],
            one["target_days"],
            one["symbol"],
            one["colour"],
            MappingProxyType({phase: Text(**label) for phase, label in sorted(one["labels"].items())}),
        )
        for one in plain["states"]
    ]
    transitions = [
        Transition(
            one["name"],
            Text(**one["label"]),
            tuple(one["from"]),
            one["to"],
            tuple(_requirement(each, override=False) for each in one["guards"]),
            tuple(_requirement(each, override=True) for each in one["expectations"]),
            tuple(Input(each["name"], each["type"], each["required"], Text(**each["label"])) for each in one["inputs"]),
            tuple(one["roles"]),
            tuple(
                EvidenceRule(each["kind"], each["condition"], tuple(each["substitutes"]), Text(**each["label"]))
                for each in one["evidence"]
            ),
            tuple(documents[name] for name in one["documents"]),
            Text(**one["confirmation"]),
            one["on_required"],
        )
        for one in plain["transitions"]
    ]
    return Lifecycle(
        plain["name"],
        plain["version"],
        Text(**plain["label"]),
        MappingProxyType({state.name: state for state in states}),
        MappingProxyType({transition.name: transition for transition in transitions}),
        tuple(Phase(one["code"], Text(**one["label"]), one["starts"], one["ends"]) for one in plain["phases"]),
        tuple(Axis(one["code"], Text(**one["label"]), one["phase"], tuple(one["regions"])) for one in plain["axes"]),
        MappingProxyType(documents),
        tuple(documents[name] for name in plain["reports"]),
        tuple(documents[name] for name in plain["on_demand"]),
        plain["starts"],
        plain["ends"],
    )


def _requirement(plain: Mapping[str, Any], *, override: bool) -> Requirement:
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in sorted(plain["with"].items())}
    return Requirement(plain["guard"], MappingProxyType(given), override)
