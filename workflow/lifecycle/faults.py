"""What cannot be in a lifecycle, whoever wrote it: found on the canonical form, said of a place in it.

What is unknown elsewhere (a guard, a role, a template) is told while the file is read; this is about the graph itself.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflow.language import LANGUAGES, Text
from workflow.models import ADVANCING_ROLES
from workflow.names import fold

Place = tuple[str, ...]
"""The keys that lead to something in a states.yaml: ("states", "pilot", "label")."""
Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something impossible, and where it is declared."""

    code: str
    message: Text
    place: Place


def faults(plain: Plain) -> Iterator[Fault]:
    """Everything that is impossible in a lifecycle, in no order."""
    yield from label_faults(plain)
    yield from role_faults(plain)
    yield from graph_faults(plain)


def label_faults(plain: Plain) -> Iterator[Fault]:
    """States that a person could not tell apart: two with the same label, in a language and a phase."""
    seen: dict[tuple[str, str | None, str], str] = {}
    told: set[tuple[str, str]] = set()
    for phase in [None, *(one["code"] for one in plain["phases"])]:
        for state in plain["states"]:
            label = state["labels"].get(phase, state["label"])
            for language in LANGUAGES:
                first = seen.setdefault((language, phase, fold(label[language])), state["name"])
                if label[language] and first != state["name"] and (first, state["name"]) not in told:
                    told.add((first, state["name"]))
                    yield Fault(
                        "same-label",
                        Text(
                            f"les états « {first} » et « {state['name']} » ont le même libellé : « {label[language]} »",
                            f"the states “{first}” and “{state['name']}” have the same label: “{label[language]}”",
                        ),
                        ("states", state["name"], "label"),
                    )


def role_faults(plain: Plain) -> Iterator[Fault]:
    """Transitions that nobody could perform."""
    for transition in plain["transitions"]:
        if ADVANCING_ROLES.isdisjoint(transition["roles"]):
            listed = ", ".join(sorted(ADVANCING_ROLES))
            yield Fault(
                "nobody-may",
                Text(
                    f"personne ne peut exécuter « {transition['name']} » : il y faut l’un des rôles {listed}",
                    f"nobody can perform “{transition['name']}”: it takes one of the roles {listed}",
                ),
                ("transitions", transition["name"], "roles"),
            )


def graph_faults(plain: Plain) -> Iterator[Fault]:
    """What is wrong with the states and arrows: where dossiers begin, whether they arrive anywhere and can end."""
    states = {state["name"]: state for state in plain["states"]}
    if not states:
        yield Fault("no-state", Text("aucun état n’est déclaré", "no state is declared"), ("states",))
        return
    yield from _initial_faults(states)
    unknown = [*_unknown_states(plain["transitions"], states)]
    yield from unknown
    finals = {name for name, state in states.items() if state["final"]}
    if not finals:
        yield Fault(
            "no-final-state",
            Text(
                "aucun état n’est final : ajoutez « final: true » à celui où un dossier se termine",
                "no state is final: add “final: true” to the one where a dossier ends",
            ),
            ("states",),
        )
    arrows = [
        (transition["name"], source, transition["to"] or source)
        for transition in plain["transitions"]
        for source in transition["from"]
    ]
    for name, source, _ in arrows:
        if source in finals:
            yield Fault(
                "final-with-exit",
                Text(
                    f"« {source} » est final, et « {name} » en part",
                    f"“{source}” is final, and “{name}” leaves it",
                ),
                ("transitions", name, "from", source),
            )
    initial = [name for name, state in states.items() if state["initial"]]
    if unknown or not initial or not finals:
        return  # what can be reached is not known
    yield from _reach_faults(states, arrows, initial, finals)


def _initial_faults(states: Mapping[str, Plain]) -> Iterator[Fault]:
    initial = [name for name, state in states.items() if state["initial"]]
    if not initial:
        yield Fault(
            "no-initial-state",
            Text(
                "aucun état n’est initial : ajoutez « initial: true » à celui où un dossier est ouvert",
                "no state is initial: add “initial: true” to the one where a dossier is opened",
            ),
            ("states",),
        )
    for name in initial[1:]:
        yield Fault(
            "two-initial-states",
            Text(
                f"deux états sont initiaux : « {initial[0]} » et « {name} » ; il en faut un seul",
                f"two states are initial: “{initial[0]}” and “{name}”; there must be one",
            ),
            ("states", name, "initial"),
        )


def _unknown_states(transitions: Iterable[Plain], states: Collection[str]) -> Iterator[Fault]:
    for transition in transitions:
        named = [*transition["from"], *([transition["to"]] if transition["to"] else [])]
        for name in named:
            if name not in states:
                yield Fault(
                    "unknown-state",
                    Text(f"état inconnu : « {name} »", f"unknown state: “{name}”"),
                    ("transitions", transition["name"]),
                )


def _reach_faults(
    states: Mapping[str, Plain], arrows: Iterable[tuple[str, str, str]], initial: Iterable[str], finals: Iterable[str]
) -> Iterator[Fault]:
    onward, backward = defaultdict(set), defaultdict(set)
    for _, source, target in arrows:
        onward[source].add(target)
        backward[target].add(source)
    arrived, ending = _spread(initial, onward), _spread(finals, backward)
    for name in states:
        if name not in arrived:
            yield Fault(
                "unreachable-state",
                Text(
                    f"aucun dossier ne peut arriver dans l’état « {name} » : aucune suite de transitions n’y mène",
                    f"no dossier can arrive in the state “{name}”: no sequence of transitions leads there",
                ),
                ("states", name),
            )
        if name not in ending and not onward[name] - {name}:
            yield Fault(
                "dead-end",
                Text(
                    f"un dossier resterait dans l’état « {name} » : aucune transition n’en part, et il n’est pas final",
                    f"a dossier would stay in the state “{name}”: no transition leaves it, and it is not final",
                ),
                ("states", name),
            )
        elif name not in ending:
            yield Fault(
                "endless",
                Text(
                    f"depuis l’état « {name} », un dossier ne peut jamais finir : aucun état final n’est à sa portée",
                    f"from the state “{name}” a dossier can never end: no final state is within its reach",
                ),
                ("states", name),
            )


def _spread(start: Iterable[str], arrows: Mapping[str, set[str]]) -> set[str]:
    """The states one comes to from `start`, those included."""
    reached, waiting = set(start), list(start)
    while waiting:
        new = arrows.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached
