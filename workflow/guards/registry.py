"""What a guard is, and the guards there are by name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from inspect import Parameter as Argument
from inspect import signature

from workflow.language import Text
from workflow.lifecycle import Parameter
from workflow.models import COLLEGES, DOCUMENTS, EVIDENCE_KINDS


@dataclass(frozen=True, slots=True)
class Missing:
    """What a guard found missing, and what to type to lift it."""

    message: Text
    remedy: Text


Question = Callable[..., Iterable[Missing]]
"""A function of the case and the attempt, and of the parameters that states.yaml gives by name."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A named question, what it asks in general, and the parameters states.yaml may give it."""

    name: str
    label: Text
    ask: Question
    parameters: Mapping[str, Parameter]


GUARDS: dict[str, Guard] = {}

_POSSIBLE: Mapping[str, tuple[str, ...]] = {"document": DOCUMENTS, "colleges": COLLEGES, "kind": EVIDENCE_KINDS}


def guard(label: Text) -> Callable[[Question], Question]:
    """Register a function as the guard of its own name; `label` is what it asks, for those who read the lifecycle."""

    def register(ask: Question) -> Question:
        asked = {
            name: Parameter(
                required=one.default is Argument.empty,
                many=one.annotation is not str,
                values=_POSSIBLE.get(name, ()),
                drafted=name == "documents",
            )
            for name, one in signature(ask).parameters.items()
            if one.kind is Argument.KEYWORD_ONLY
        }
        GUARDS[ask.__name__] = Guard(ask.__name__, label, ask, asked)
        return ask

    return register


def known_guards() -> dict[str, Mapping[str, Parameter]]:
    """The names of all guards with their parameters, for the check of a states.yaml."""
    return {name: one.parameters for name, one in GUARDS.items()}


def label(code: str) -> Text:
    """What a blocker of that code is about, in general; the code itself for one that is no longer known."""
    known = GUARDS.get(code)
    return known.label if known else _LABELS.get(code, Text(code, code))


_LABELS: Mapping[str, Text] = {
    "actor_may": Text("le droit de le faire", "the right to do it"),
    "date_given": Text("la date de l’événement", "the date of the event"),
    "input_given": Text("ce que la transition demande", "what the transition asks for"),
    "day_has_come": Text("une date qui n’est pas à venir", "a day that is not to come"),
}


def typed(command: str) -> Text:
    """A remedy that is typed as it is, whatever the language; `…` stands for what the person knows."""
    return Text(command, command)
