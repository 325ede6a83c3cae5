"""The declared graph: frozen, made of checked data only, known by the digest of what it says."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from workflow.canonical import canonical, digest_hex, parse
from workflow.errors import InvalidLifecycle, Problem, UnknownName, UnknownTransition
from workflow.language import Text
from workflow.lifecycle.faults import faults
from workflow.lifecycle.parts import Axis, DocumentSpec, Phase, State, TextSpec, Transition
from workflow.names import nearest, shown


@dataclass(frozen=True, eq=False)
class Lifecycle:
    """The whole graph. Made by `load`, `of` and `from_canonical`, which check it; two that say the same are equal."""

    name: str
    version: str
    label: Text
    states: Mapping[str, State]
    """In the order of the file, which is the order of display."""
    transitions: Mapping[str, Transition]
    phases: tuple[Phase, ...]
    axes: tuple[Axis, ...]
    documents: Mapping[str, DocumentSpec]
    """Every document declared, by name."""
    reports: tuple[DocumentSpec, ...]
    """Those that are drawn from a report on two dates."""
    on_demand: tuple[DocumentSpec, ...]
    """Those that are drawn when somebody asks, without a transition."""
    texts: Mapping[str, TextSpec]
    """What people write for the documents, by name."""
    starts: str
    """First day in force, ISO; empty where it is not said."""
    ends: str
    """Last day in force."""
    canonical: str
    """All it says as canonical JSON: layout, comments and the order of keys leave no trace in it."""

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """The lifecycle of a canonical form. Raises InvalidLifecycle where it declares something impossible."""
        found = [Problem(plain["name"], 0, 0, fault.message, fault.code) for fault in faults(plain)]
        if found:
            raise InvalidLifecycle(found)
        documents = {one["name"]: DocumentSpec.of(one) for one in plain["documents"]}
        return cls(
            plain["name"],
            plain["version"],
            Text(**plain["label"]),
            MappingProxyType({one["name"]: State.of(one) for one in plain["states"]}),
            MappingProxyType({one["name"]: Transition.of(one, documents) for one in plain["transitions"]}),
            tuple(Phase.of(one) for one in plain["phases"]),
            tuple(Axis.of(one) for one in plain["axes"]),
            MappingProxyType(documents),
            tuple(documents[name] for name in plain["reports"]),
            tuple(documents[name] for name in plain["on_demand"]),
            MappingProxyType({one["name"]: TextSpec.of(one) for one in plain.get("texts", ())}),
            plain["starts"],
            plain["ends"],
            canonical(plain).decode(),
        )

    @classmethod
    def from_canonical(cls, text: str) -> Self:
        """The lifecycle that has this canonical form. Raises InvalidLifecycle where it is not one."""
        try:
            return cls.of(parse(text.encode()))
        except (AttributeError, LookupError, TypeError, ValueError) as fault:
            # Only a damaged database holds such a text; no file is at fault, and so no line.
            message = Text(
                f"ce n’est pas la forme canonique d’un cycle de vie ({fault})",
                f"not the canonical form of a lifecycle ({fault})",
            )
            raise InvalidLifecycle([Problem("lifecycle", 0, 0, message, "canonical-form")]) from fault

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Lifecycle) and self.digest == other.digest)

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical form, in hexadecimal: what entries and dossiers name it by."""
        return digest_hex(self.canonical.encode())

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
            raise UnknownTransition(shown(name), list(self.transitions), self._near(name))
        return known

    def _near(self, name: str) -> tuple[str, ...]:
        """The transitions that somebody may mean, who calls them by their names or by what people call them."""
        called = {
            words: one.name for one in self.transitions.values() for words in (one.label.fr, one.label.en, one.name)
        }
        return tuple(dict.fromkeys(called[words] for words in nearest(name, called)))

    def leaving(self, state: str) -> tuple[Transition, ...]:
        """The transitions that leave a state, in the order of the file."""
        return tuple(one for one in self.transitions.values() if state in one.sources)

    def rank(self, state: str) -> int:
        """The place of a state in the order of the file, from 0."""
        return self._ranks[state]

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {name: rank for rank, name in enumerate(self.states)}

    def path(
        self, source: str, target: str, usable: Callable[[Transition], bool] = lambda transition: True
    ) -> tuple[Transition, ...] | None:
        """The fewest transitions, of those that are usable, that lead from one state to another, or None.

        Of several ways as short, the one whose transitions come first in the file.
        """
        ways: dict[str, tuple[Transition, ...]] = {source: ()}
        waiting = deque([source])
        while waiting and target not in ways:
            here = waiting.popleft()
            for transition in self.leaving(here):
                there = transition.target_from(here)
                if there not in ways and usable(transition):
                    ways[there] = (*ways[here], transition)
                    waiting.append(there)
        return ways.get(target)

    def mermaid(self, language: str = "fr") -> str:
        """The graph as a text that Mermaid draws."""
        arrows = [(source, one) for one in self.transitions.values() for source in one.sources]
        lines = [
            "stateDiagram-v2",
            *(f'state "{_drawn(state.label, language)}" as {state.name}' for state in self.states.values()),
            f"[*] --> {self.initial}",
            *(f"{source} --> {one.target_from(source)}: {_drawn(one.label, language)}" for source, one in arrows),
            *(f"{state.name} --> [*]" for state in self.states.values() if state.final),
        ]
        return "\n    ".join(lines) + "\n"


def _drawn(label: Text, language: str) -> str:
    """A label as Mermaid takes it: the signs that would mean something to it as entities."""
    return "".join(f"#{ord(sign)};" if sign in '#;:"<>' else sign for sign in label.in_language(language))
